//! Instruments at the terminal. Import and publication are acts in the audit trail, by the
//! administrator in `--by` or by the operator.

use crate::{
    command::{in_world, people::by::By},
    instrument::parse,
};
use crate::{
    config::Config,
    error::{Code, Error, Result},
    instrument::{self, Document, store, validate},
    world::World,
};
use ::entity::vocabulary::InstrumentKey;
use clap::Subcommand;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

#[derive(Subcommand, Debug)]
pub(super) enum Command {
    /// List all violations of a document
    Check {
        /// Document in YAML or JSON
        file: PathBuf,
    },
    /// Import a document as a draft
    Import {
        /// Document in YAML or JSON
        file: PathBuf,
        #[command(flatten)]
        by: By,
    },
    /// Publish a draft: it is frozen
    Publish {
        /// Key of the instrument, such as national-survey
        instrument: InstrumentKey,
        /// Version, such as 2026.1
        version: String,
        #[command(flatten)]
        by: By,
    },
    /// Print a version as canonical JSON
    Export {
        /// Key of the instrument
        instrument: InstrumentKey,
        /// Version
        version: String,
    },
}

fn read(file: &Path) -> Result<Vec<u8>> {
    std::fs::read(file).map_err(|error| Error::failure(format!("{}: {error}", file.display())))
}

fn parsed(file: &Path) -> Result<Document> {
    parse(&read(file)?).map_err(|violation| instrument::violations(&[violation]))
}

pub(super) fn check(file: &Path) -> Result<ExitCode> {
    let found = match parse(&read(file)?) {
        Ok(document) => validate(&document, &[]),
        Err(violation) => vec![violation],
    };
    for violation in &found {
        println!("{}: {}", violation.path, violation.sentence);
    }
    println!("{} violations.", found.len());
    Ok(if found.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

pub(super) async fn run(command: Command, config: Config) -> Result<ExitCode> {
    // Report errors of the document before any file is opened for use.
    let document = if let Command::Import { file, .. } = &command { Some(parsed(file)?) } else { None };
    in_world(config, async |world| match command {
        Command::Check { file } => check(&file).map(drop),
        Command::Import { by, .. } => import(world, document.ok_or(Code::Failure)?, &by).await,
        Command::Publish { instrument, version, by } => publish(world, instrument, version, &by).await,
        Command::Export { instrument, version } => export(world, &instrument, &version).await,
    })
    .await
}

async fn import(world: &World, document: Document, by: &By) -> Result<()> {
    let args = (by.administrator(world).await?, document, world.now());
    let row =
        world.write(args, |tx, (by, document, now)| Box::pin(instrument::import_instrument(tx, by, document, *now))).await?;
    println!("{} {} is a draft.", row.instrument, row.version);
    Ok(())
}

async fn publish(world: &World, key: InstrumentKey, version: String, by: &By) -> Result<()> {
    let args = (by.administrator(world).await?, key, version, world.now());
    let row = world
        .write(args, |tx, (by, key, version, now)| Box::pin(instrument::publish_instrument(tx, by, key, version, *now)))
        .await?;
    println!("{} {} is published: {}", row.instrument, row.version, row.sha256.map(String::from).unwrap_or_default());
    Ok(())
}

async fn export(world: &World, key: &InstrumentKey, version: &str) -> Result<()> {
    let row = store::version(world.read(), key, version).await?.ok_or(Code::NotFound)?;
    println!("{}", row.document);
    Ok(())
}
