//! Verification at the terminal.

use crate::{
    aggregate, audit,
    canonical::Form,
    config::Config,
    database::Db,
    error::{Error, Result},
    signature,
    submission::{editions::receipt, verify as stored, verify::Area},
};
use clap::{Args, Subcommand};
use ed25519_dalek::VerifyingKey;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

#[derive(Subcommand, Debug)]
pub(super) enum Command {
    /// Verify a receipt offline, with only the published key
    Receipt(Receipt),
    /// Verify the signed statement of a release offline, with only the published key
    Statement(Signed),
    /// Find every edited, removed or reordered act of the audit trail
    Audit,
    /// Compare every edition, its receipt, every answer and its history with the audit trail
    Editions,
    /// Rebuild the shared answers from editions and consent, and compare them with the stored ones,
    /// row by row
    Shared,
    /// Run all verifications, and check every release
    All,
    /// Check the certificate, signature and ledger of a release, and recompute every figure from
    /// its sealed inputs
    Release {
        /// Number of the release
        number: i64,
    },
}

#[derive(Args, Debug)]
pub(super) struct Receipt {
    /// Downloaded receipt
    file: PathBuf,
    /// Published key: base64url, or the file /.well-known/national-survey-keys.json of the service
    #[arg(long, value_name = "KEY OR FILE")]
    key: String,
    /// Edition that the receipt should prove
    #[arg(long, value_name = "FILE")]
    edition: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(super) struct Signed {
    /// Downloaded statement
    file: PathBuf,
    /// Published key: base64url, or the file /.well-known/national-survey-keys.json of the service
    #[arg(long, value_name = "KEY OR FILE")]
    key: String,
    /// Content that the statement should prove
    #[arg(long, value_name = "FILE")]
    content: Option<PathBuf>,
}

impl Signed {
    pub(super) fn run(&self) -> Result<ExitCode> {
        let content = self.content.as_deref().map(read).transpose()?;
        let (statement, form) = aggregate::verify_statement(
            &read(&self.file)?,
            &published(&self.key)?,
            content.as_deref(),
        )?;
        println!(
            "The statement is good: release {} (cycle {}) was published on {}.",
            statement.number, statement.cycle, statement.released_at
        );
        if let Some(digest) = &statement.content_sha256 {
            println!("Content SHA-256: {digest}");
        }
        println!("{}", compared("content", form));
        Ok(ExitCode::SUCCESS)
    }
}

/// Returns the sentence on the comparison with a proved document.
fn compared(document: &str, form: Option<Form>) -> String {
    match form {
        Some(Form::AsPublished) => format!("The {document} is the one that it proves."),
        Some(Form::SavedAnew) => format!(
            "The {document} is the one that it proves: the content is the same; the file was saved anew."
        ),
        None => format!("No {document} was given to compare."),
    }
}

/// Reads a text file. A byte order mark at its beginning is skipped, and named.
///
/// # Errors
/// Fails if the file can't be read, or if it is not UTF-8. UTF-16 is named, because some terminals
/// write it.
fn read(file: &Path) -> Result<String> {
    let no = |why: String| Error::failure(format!("{}: {why}", file.display()));
    let bytes = std::fs::read(file).map_err(|error| no(error.to_string()))?;
    let is_utf16 = matches!(bytes[..], [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, ..] | [_, 0, ..]);
    if is_utf16 {
        return Err(no("the file is in UTF-16: save it in UTF-8, or download it again".into()));
    }
    let text = String::from_utf8(bytes).map_err(|_| no("the file is not in UTF-8".into()))?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => {
            println!(
                "{}: a byte order mark (BOM) at the beginning was skipped; an editor added it.",
                file.display()
            );
            rest.to_owned()
        }
        None => text,
    })
}

impl Receipt {
    pub(super) fn run(&self) -> Result<ExitCode> {
        let edition = self.edition.as_deref().map(read).transpose()?;
        let (statement, form) =
            receipt::verify(&read(&self.file)?, &published(&self.key)?, edition.as_deref())?;
        println!(
            "The receipt is good: {} submitted edition {} of cycle {} on {}.",
            statement.state, statement.edition, statement.cycle, statement.submitted_at
        );
        println!("Edition SHA-256: {}", statement.edition_sha256);
        println!(
            "Instrument: {} {}, SHA-256 {}",
            statement.instrument, statement.instrument_version, statement.instrument_sha256
        );
        println!("{}", compared("edition", form));
        Ok(ExitCode::SUCCESS)
    }
}

/// Returns one key given as text, or the receipt keys of a published key set.
fn published(given: &str) -> Result<Vec<VerifyingKey>> {
    if !Path::new(given).exists() {
        return Ok(vec![signature::public_key(given)?]);
    }
    let set: serde_json::Value = serde_json::from_str(&read(Path::new(given))?)
        .map_err(|error| Error::failure(format!("{given}: not a published key set: {error}")))?;
    let keys = set["keys"].as_array().into_iter().flatten();
    keys.filter(|key| key["purpose"] == "receipt")
        .filter_map(|key| key["x"].as_str())
        .map(signature::public_key)
        .collect()
}

pub(super) async fn audit(config: &Config) -> Result<ExitCode> {
    in_database(config, async |db| Ok(lines(audit::verify(db).await?))).await
}

pub(super) async fn editions(config: &Config) -> Result<ExitCode> {
    in_database(config, async |db| in_areas(db, &[Area::Editions, Area::Answers]).await).await
}

pub(super) async fn shared(config: &Config) -> Result<ExitCode> {
    in_database(config, async |db| in_areas(db, &[Area::Consent, Area::Shared]).await).await
}

pub(super) async fn all(config: &Config) -> Result<ExitCode> {
    let app = super::open_migrated(config).await?;
    let mut findings = everything(app.db()).await?;
    findings.extend(aggregate::verify_all(&app).await?);
    app.db().close().await;
    Ok(told(&findings))
}

/// Returns the findings on a database, one line each: the audit trail, editions, answers, consent
/// and shared answers.
///
/// It reads beside a running server, in pages. `verify all` and `verify release` check releases,
/// for which they need the key file.
///
/// # Errors
/// Fails if the database can't be reached.
pub(super) async fn everything(db: &Db) -> Result<Vec<String>> {
    let mut findings = lines(audit::verify(db).await?);
    findings.extend(lines(stored::verify(db).await?));
    Ok(findings)
}

async fn in_areas(db: &Db, areas: &[Area]) -> Result<Vec<String>> {
    let found =
        stored::verify(db).await?.into_iter().filter(|finding| areas.contains(&finding.area));
    Ok(lines(found))
}

fn lines(findings: impl IntoIterator<Item = impl ToString>) -> Vec<String> {
    findings.into_iter().map(|finding| finding.to_string()).collect()
}

async fn in_database(
    config: &Config,
    find: impl AsyncFnOnce(&Db) -> Result<Vec<String>>,
) -> Result<ExitCode> {
    let db = Db::open(&config.database()).await?;
    let findings = find(&db).await;
    db.close().await;
    Ok(told(&findings?))
}

fn told(findings: &[String]) -> ExitCode {
    for finding in findings {
        println!("{finding}");
    }
    println!("{} findings.", findings.len());
    if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

pub(super) async fn release(config: &Config, number: i64) -> Result<ExitCode> {
    let app = super::open_migrated(config).await?;
    let findings = aggregate::verify(&app, number).await?;
    for finding in &findings {
        println!("{finding}");
    }
    println!("Release {number}: {} findings.", findings.len());
    Ok(if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
