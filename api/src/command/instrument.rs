//! Instruments at the terminal.

use super::world;
use crate::{
    access::Administrator,
    config::Config,
    error::{Code, Error, Result},
    instrument::{self, Document, parse, store, validate},
};
use ::entity::words::InstrumentKey;
use clap::Subcommand;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

#[derive(Subcommand, Debug)]
pub(super) enum Command {
    /// List everything that is wrong with a document
    Check {
        /// YAML or JSON
        file: PathBuf,
    },
    /// Put a document in as a draft
    Import {
        /// YAML or JSON
        file: PathBuf,
    },
    /// Freeze a draft
    Publish {
        /// The instrument's key, such as national-survey
        instrument: InstrumentKey,
        /// The version, such as 2026.1
        version: String,
    },
    /// Print a version as canonical JSON
    Export {
        /// The instrument's key
        instrument: InstrumentKey,
        /// The version
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
    let world = world(config).await?;
    let (by, now) = (Administrator::operator(), world.now());
    match command {
        Command::Check { file } => return check(&file),
        Command::Import { file } => {
            let document = parsed(&file)?;
            let row = world
                .write((by, document, now), |tx, (by, document, now)| {
                    Box::pin(instrument::import_instrument(tx, by, document, *now))
                })
                .await?;
            println!("{} {} is a draft.", row.instrument, row.version);
        }
        Command::Publish { instrument: key, version } => {
            let row = world
                .write((by, key, version, now), |tx, (by, key, version, now)| {
                    Box::pin(instrument::publish_instrument(tx, by, key, version, *now))
                })
                .await?;
            println!("{} {} is published: {}", row.instrument, row.version, row.sha256.map(String::from).unwrap_or_default());
        }
        Command::Export { instrument: key, version } => {
            let row = store::version(world.read(), &key, &version).await?.ok_or(Code::NotFound)?;
            println!("{}", row.document);
        }
    }
    world.db().close().await;
    Ok(ExitCode::SUCCESS)
}
