//! Instruments at the terminal. Import and publication are acts in the audit trail, by the
//! administrator in `--by` or by the operator.

use crate::{
    app::App,
    command::{people::by::By, with_app},
    config::Config,
    error::{Code, Error, Result},
    instrument::{self, Document, parse, store, validate},
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

pub(super) async fn run(command: Command, config: &Config) -> Result<ExitCode> {
    // Report errors of the document before any file is opened for use.
    let document =
        if let Command::Import { file, .. } = &command { Some(parsed(file)?) } else { None };
    with_app(config, async |app| match command {
        Command::Check { file } => check(&file).map(drop),
        Command::Import { by, .. } => import(app, document.ok_or(Code::Failure)?, &by).await,
        Command::Publish { instrument, version, by } => {
            publish(app, instrument, version, &by).await
        }
        Command::Export { instrument, version } => export(app, &instrument, &version).await,
    })
    .await
}

async fn import(app: &App, document: Document, by: &By) -> Result<()> {
    for change in instrument::rewordings_of(app.read(), &document).await? {
        let before = change.before.unwrap_or_default();
        println!("{}: {} was `{before}` and is `{}`.", change.question, change.path, change.after);
    }
    let args = (by.administrator(app).await?, document, app.now());
    let row = app
        .write(args, |tx, (by, document, now)| {
            Box::pin(instrument::import_instrument(tx, by, document, *now))
        })
        .await?;
    println!("{} {} is a draft.", row.instrument, row.version);
    Ok(())
}

async fn publish(app: &App, key: InstrumentKey, version: String, by: &By) -> Result<()> {
    let args = (by.administrator(app).await?, key, version, app.now());
    let row = app
        .write(args, |tx, (by, key, version, now)| {
            Box::pin(instrument::publish_instrument(tx, by, key, version, *now))
        })
        .await?;
    println!(
        "{} {} is published: {}",
        row.instrument,
        row.version,
        row.sha256.map(String::from).unwrap_or_default()
    );
    Ok(())
}

async fn export(app: &App, key: &InstrumentKey, version: &str) -> Result<()> {
    let row = store::version(app.read(), key, version).await?.ok_or(Code::NotFound)?;
    println!("{}", row.document);
    Ok(())
}
