//! Deadline day: a served process under the load of many States, compared with the greatest rate
//! that the machine allows.
//!
//! One run on one machine and one disk measures everything, and the figures are ratios:
//!
//! - Saves are compared with durable commits of the same rows by the database engine alone.
//! - Reads are compared with hand-written SQL behind a plain handler.
//! - The instrument is compared with a static body.
//!
//! `cargo bench --bench deadline_day -- [--database sqlite|postgres|both] [--only PART …]
//! [--seconds N] [--quick] [--json FILE]`

#![expect(clippy::unwrap_used, reason = "a measurement that fails ends the run")]

mod answers;
mod client;
mod cluster;
mod flood;
mod growth;
mod micro;
mod nominal;
mod options;
mod plain;
mod raw_postgres;
mod raw_sqlite;
mod reads;
mod release;
mod report;
mod saves;
mod server;
mod stage;
mod strangers;

use clap::Parser as _;
use options::{Engine, Options, Part};
use report::Report;
use stage::Stage;

fn main() {
    let options = Options::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(run(&options));
}

async fn run(options: &Options) {
    let mut report = Report::new(options);
    if options.runs(Part::Micro) {
        micro::measure(&mut report).await;
    }
    for engine in options.engines() {
        let Some(stage) = Stage::prepare(options, engine).await else {
            eprintln!("\n*** {engine:?} WAS NOT MEASURED: it is not installed. ***\n");
            continue;
        };
        measure(&stage, options, &mut report).await;
    }
    report.finish(options);
}

async fn measure(stage: &Stage, options: &Options, report: &mut Report) {
    let mut best = None;
    if options.runs(Part::Raw) || options.runs(Part::Saves) {
        best = Some(match stage.engine {
            Engine::Sqlite => raw_sqlite::measure(stage, options, report).await,
            Engine::Postgres => raw_postgres::measure(stage, options, report).await,
        });
    }
    if options.runs(Part::Saves) {
        saves::measure(stage, options, report, best.as_ref()).await;
    }
    if options.runs(Part::ReadPool) {
        reads::measure(stage, options, report).await;
    }
    if options.runs(Part::Nominal) {
        nominal::measure(stage, options, report).await;
    }
    if options.runs(Part::Flood) {
        flood::measure(stage, options, report).await;
    }
    if options.runs(Part::Release) {
        release::measure(stage, options, report).await;
    }
    if options.runs(Part::Strangers) {
        strangers::measure(stage, options, report).await;
    }
    if options.runs(Part::Growth) {
        growth::measure(stage, options, report).await;
    }
}
