//! What a gated release is for everybody, what it is signed over, and digested from.
//!
//! The statement that is signed names two digests. One is over the content: everything that anybody reads of the release, with the
//! classes that it counts by, so that whoever has the content and the published key can check it without the service. The other is
//! over all that the release was made from and proved with, which only the service can open.

use super::store::StoredContent;
use crate::{
    canonical,
    error::{Code, Error, Result},
    instrument::Published,
    signature,
};
use ::disclosure::CountedState;
use ::entity::{
    cycle, release,
    vocabulary::{CycleKey, InstrumentKey, QuestionCode, Sha256, StateCode},
};
use chrono::{DateTime, Utc};
use ed25519_dalek::VerifyingKey;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What kind of statement is signed, and in which version of its shape.
pub const FORMAT: &str = "national-survey/release/2";
/// What kind of document the content is.
const CONTENT: &str = "national-survey/release-content/1";

/// What the signature of a release states.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// The number of the release.
    pub number: i64,
    /// The cycle.
    pub cycle: CycleKey,
    /// SHA-256 over everything that it was made from and proved with.
    pub sha256: Sha256,
    /// SHA-256 over the content.
    pub content_sha256: Option<Sha256>,
    /// SHA-256 over the numbers and digests of all releases before it.
    pub ledger: Option<Sha256>,
    /// The moment that it is a picture of.
    pub as_of: Option<DateTime<Utc>>,
    /// When it was published.
    pub released_at: DateTime<Utc>,
}

/// A statement with its signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedStatement {
    /// `national-survey/release/2`.
    pub format: String,
    /// What is stated.
    pub statement: Statement,
    /// The id of the signing key.
    pub kid: String,
    /// Ed25519 over the statement, base64url without padding.
    pub signature: String,
}

impl Statement {
    pub(crate) fn of(row: &release::Model, cycle: &cycle::Model) -> Self {
        Self {
            number: row.number,
            cycle: cycle.key.clone(),
            sha256: row.sha256.clone(),
            content_sha256: row.content.clone(),
            ledger: row.ledger.clone(),
            as_of: row.as_of,
            released_at: row.released_at,
        }
    }

    /// The exact bytes that are signed: a line that says what they are, then the statement's canonical JSON.
    #[must_use]
    pub fn message(&self) -> Vec<u8> {
        format!("{FORMAT}\n{}", canonical::text(self)).into_bytes()
    }
}

impl SignedStatement {
    /// What was stated of a release, if it was signed.
    #[must_use]
    pub fn of(row: &release::Model, cycle: &cycle::Model) -> Option<Self> {
        let (kid, signature) = (row.kid.clone()?, row.signature.clone()?);
        Some(Self { format: FORMAT.into(), statement: Statement::of(row, cycle), kid, signature })
    }
}

/// Verifies a statement against one of the published keys and, where it is given, the content itself.
///
/// # Errors
/// `BAD_INPUT` with the reason why it proves nothing.
pub fn verify_statement(signed: &str, published: &[VerifyingKey], content: Option<&str>) -> Result<Statement> {
    let no = |why: String| Error::says(Code::BadInput, why);
    let signed: SignedStatement =
        serde_json::from_str(signed).map_err(|error| no(format!("this is no statement of a release: {error}")))?;
    if signed.format != FORMAT {
        return Err(no(format!("this is no statement of a known format: {}", signed.format)));
    }
    signature::proves(published, &signed.kid, &signed.statement.message(), &signed.signature)?;
    if let Some(content) = content {
        let digest = canonical::digest(content.trim_end().as_bytes());
        if signed.statement.content_sha256.as_ref() != Some(&digest) {
            return Err(no(format!("the content is another one: its digest is {digest}")));
        }
    }
    Ok(signed.statement)
}

/// What a release is for everybody.
#[derive(Serialize)]
struct Content<'a> {
    format: &'static str,
    number: i64,
    cycle: &'a CycleKey,
    instrument: AskedBy<'a>,
    as_of: Option<DateTime<Utc>>,
    released_at: DateTime<Utc>,
    parameters: Value,
    lattice: Value,
    respondents: Vec<Respondent>,
    questions: Vec<Question<'a>>,
}

#[derive(Serialize)]
struct AskedBy<'a> {
    key: &'a InstrumentKey,
    version: &'a str,
    sha256: &'a Sha256,
}

#[derive(Serialize)]
struct Respondent {
    state: StateCode,
    edition: i32,
}

#[derive(Serialize)]
struct Question<'a> {
    question: &'a QuestionCode,
    tables: Value,
    change: Option<Value>,
}

impl<'a> Question<'a> {
    fn of(texts: &'a StoredContent) -> Result<Self> {
        let change = texts.change.as_deref().map(serde_json::from_str).transpose()?;
        Ok(Self { question: &texts.question, tables: serde_json::from_str(&texts.tables)?, change })
    }
}

/// What a release is for everybody, as canonical JSON: the questions come in the order of their codes.
pub(crate) fn content(
    row: &release::Model,
    cycle: &cycle::Model,
    instrument: &Published,
    shown: &[StoredContent],
) -> Result<String> {
    let counted: Vec<CountedState> = serde_json::from_str(&row.respondents)?;
    Ok(canonical::text(&Content {
        format: CONTENT,
        number: row.number,
        cycle: &cycle.key,
        instrument: AskedBy {
            key: &instrument.catalogue.key,
            version: &instrument.catalogue.version,
            sha256: &instrument.sha256,
        },
        as_of: row.as_of,
        released_at: row.released_at,
        parameters: serde_json::from_str(&row.parameters)?,
        lattice: serde_json::from_str(&cycle.lattice)?,
        respondents: counted.into_iter().map(|one| Respondent { state: one.state, edition: one.edition }).collect(),
        questions: shown.iter().map(Question::of).collect::<Result<_>>()?,
    }))
}

/// The digest over everything that a release is.
pub(crate) fn digest(
    row: &release::Model,
    cycle: &CycleKey,
    shown: &[StoredContent],
    proofs: &[(QuestionCode, String)],
) -> Sha256 {
    canonical::sha256(&json!({
        "number": row.number,
        "cycle": cycle,
        "parameters": row.parameters,
        "respondents": row.respondents,
        "assumed": row.assumed,
        "tables": shown,
        "certificates": proofs.iter().map(|(question, proof)| (question, canonical::digest(proof.as_bytes()))).collect::<Vec<_>>(),
    }))
}
