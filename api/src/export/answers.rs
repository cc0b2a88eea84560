//! The public answers of a cycle as one file, for readers who want all of them.
//!
//! A file has the same rows as `sharedAnswers` for the public, in the same order: by State and by
//! question. An answer is named by its submission, question and edition, and an edition never
//! changes. So the digest of these names identifies the content of the file.

use crate::{
    canonical,
    error::{Error, Result},
    export::File,
};
use ::csv::{Terminator, WriterBuilder};
use ::entity::{
    shared_answer,
    vocabulary::{CycleKey, Disposition, QuestionCode, Sha256, StateCode},
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::fmt::Write as _;
use uuid::Uuid;

/// The header of the comma-separated file.
const HEADER: [&str; 7] = ["cycle", "state", "question", "edition", "disposition", "kind", "value"];

/// File format of the public answers of a cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswersFormat {
    /// JSON Lines: one object for each answer.
    JsonLines,
    /// Comma-separated values by RFC 4180, with the value as JSON in its last column.
    Csv,
}

impl AnswersFormat {
    /// Finds the format with a last part of an address.
    #[must_use]
    pub fn of_file(file: &str) -> Option<Self> {
        match file {
            "answers.jsonl" => Some(Self::JsonLines),
            "answers.csv" => Some(Self::Csv),
            _ => None,
        }
    }

    const fn ending(self) -> &'static str {
        match self {
            Self::JsonLines => "jsonl",
            Self::Csv => "csv",
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::JsonLines => "application/jsonl; charset=utf-8",
            Self::Csv => "text/csv; charset=utf-8; header=present",
        }
    }
}

/// Version of a public answer: submission, question and edition.
pub type AnswerVersion = (Uuid, QuestionCode, i32);

/// Returns the digest that identifies a set of public answers.
#[must_use]
pub fn digest_of_versions(versions: &[AnswerVersion]) -> Sha256 {
    digest(versions.iter().map(|(submission, question, edition)| (*submission, question, *edition)))
}

/// Returns the digest that identifies a set of public answers, as [`digest_of_versions`] does.
#[must_use]
pub fn digest_of_answers(rows: &[shared_answer::Model]) -> Sha256 {
    digest(rows.iter().map(|row| (row.submission, &row.question, row.edition)))
}

fn digest<'a>(versions: impl Iterator<Item = (Uuid, &'a QuestionCode, i32)>) -> Sha256 {
    let mut text = String::new();
    for (submission, question, edition) in versions {
        // Writing to a text can't fail.
        let _ = writeln!(text, "{} {question} {edition}", submission.as_simple());
    }
    canonical::digest(text.as_bytes())
}

/// An answer as one line.
#[derive(Serialize)]
struct AnswerRecord<'a> {
    cycle: &'a CycleKey,
    state: &'a StateCode,
    question: &'a QuestionCode,
    edition: i32,
    disposition: Disposition,
    value: Option<&'a RawValue>,
}

/// Makes the file of the public answers of a cycle.
///
/// # Errors
/// Fails if a stored value is damaged.
pub fn answers(
    cycle: &CycleKey,
    rows: &[shared_answer::Model],
    format: AnswersFormat,
) -> Result<File> {
    let bytes = match format {
        AnswersFormat::JsonLines => json_lines(cycle, rows)?,
        AnswersFormat::Csv => csv(cycle, rows)?,
    };
    let name = format!("cycle-{cycle}.answers.{}", format.ending());
    Ok(File { name, media_type: format.media_type(), bytes })
}

fn json_lines(cycle: &CycleKey, rows: &[shared_answer::Model]) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for row in rows {
        let line = AnswerRecord {
            cycle,
            state: &row.state,
            question: &row.question,
            edition: row.edition,
            disposition: row.disposition,
            value: row.value.as_deref().map(serde_json::from_str).transpose()?,
        };
        serde_json::to_writer(&mut bytes, &line)?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}

/// The kind of a stored value.
#[derive(Deserialize)]
struct ValueKind<'a> {
    #[serde(borrow)]
    kind: std::borrow::Cow<'a, str>,
}

fn csv(cycle: &CycleKey, rows: &[shared_answer::Model]) -> Result<Vec<u8>> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(HEADER).map_err(Error::failure)?;
    for row in rows {
        let kind: Option<ValueKind<'_>> =
            row.value.as_deref().map(serde_json::from_str).transpose()?;
        // No cell begins like a formula: codes begin with a letter or a digit, and JSON with `{`.
        let cells = [
            cycle.as_str(),
            row.state.as_str(),
            row.question.as_str(),
            &row.edition.to_string(),
            row.disposition.as_str(),
            kind.as_ref().map_or("", |kind| &kind.kind),
            row.value.as_deref().unwrap_or_default(),
        ];
        writer.write_record(cells).map_err(Error::failure)?;
    }
    writer.into_inner().map_err(|error| Error::failure(error.to_string()))
}
