//! Export of release files at the terminal, with the same bytes as at their addresses.

use super::open_migrated;
use crate::{
    aggregate,
    config::Config,
    error::{Error, Result},
    export::{self, File, Format},
};
use ::entity::vocabulary::{Official, QuestionCode};
use clap::{
    Args, Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};
use std::{path::PathBuf, process::ExitCode};

#[derive(Subcommand, Debug)]
pub(super) enum Command {
    /// Export a whole release
    Release {
        /// Number of the release
        number: i64,
        /// File format
        #[arg(long, value_parser = formats())]
        format: Format,
        #[command(flatten)]
        out: Out,
    },
    /// Export one table of a release as a chart (SVG)
    Chart {
        /// Number of the release
        number: i64,
        /// Code of the question
        question: QuestionCode,
        /// Key of the partition. Without it: all counted States
        #[arg(long)]
        partition: Option<String>,
        #[command(flatten)]
        out: Out,
    },
}

#[derive(Args, Debug)]
pub(super) struct Out {
    /// Language of the texts
    #[arg(long, default_value = "en", value_parser = languages())]
    language: Official,
    /// File to write. An existing file is replaced
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

fn formats() -> impl TypedValueParser<Value = Format> {
    let words = PossibleValuesParser::new(Format::ALL.map(Format::word));
    words.try_map(|word| {
        Format::ALL.into_iter().find(|format| format.word() == word).ok_or("no such format")
    })
}

fn languages() -> impl TypedValueParser<Value = Official> {
    let words = PossibleValuesParser::new(Official::ALL.iter().map(|language| language.as_str()));
    words.try_map(|word| {
        Official::ALL
            .iter()
            .copied()
            .find(|language| language.as_str() == word)
            .ok_or("no such language")
    })
}

/// Writes a release file. A release that has not passed the gate is not exported, not even for the
/// operator.
pub(super) async fn run(command: Command, config: &Config) -> Result<ExitCode> {
    let app = open_migrated(config).await?;
    let (File { name, media_type, bytes }, to) = match command {
        Command::Release { number, format, out } => {
            let release = aggregate::store::release(app.read(), None, number).await?;
            (export::file(&app, release, out.language, format).await?, out.to)
        }
        Command::Chart { number, question, partition, out } => {
            let release = aggregate::store::release(app.read(), None, number).await?;
            (export::chart(&app, release, &question, partition, out.language).await?, out.to)
        }
    };
    std::fs::write(&to, &bytes)
        .map_err(|error| Error::failure(format!("{}: {error}", to.display())))?;
    println!("{name}: {} bytes of {media_type} in {}.", bytes.len(), to.display());
    app.db().close().await;
    Ok(ExitCode::SUCCESS)
}
