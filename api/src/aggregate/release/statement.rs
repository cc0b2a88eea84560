//! The signed statement of a gated release, its public content, and its digests.
//!
//! The statement names two digests. One is over the content: the part of the release that everybody
//! reads, with the lattice classes. So a reader of the content and the published key can check it
//! without the service. The other is over all inputs and proofs of the release, which only the
//! service can open.

use crate::{
    aggregate::release::stored_content::StoredContent,
    canonical::{self, Form},
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

/// Name and version of the statement's format.
pub const FORMAT: &str = "national-survey/release/2";
/// Name and version of the content's format.
const CONTENT: &str = "national-survey/release-content/1";

/// Statement that the signature of a release covers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// The number of the release.
    pub number: i64,
    /// The cycle.
    pub cycle: CycleKey,
    /// SHA-256 over all inputs and proofs of the release.
    pub sha256: Sha256,
    /// SHA-256 over the content.
    pub content_sha256: Option<Sha256>,
    /// SHA-256 over the numbers and digests of all earlier releases.
    pub ledger: Option<Sha256>,
    /// The time at which the release counts States, editions and consent.
    pub as_of: Option<DateTime<Utc>>,
    /// Time of publication.
    pub released_at: DateTime<Utc>,
}

/// A statement with its signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedStatement {
    /// `national-survey/release/2`.
    pub format: String,
    /// The statement.
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

    /// Returns the exact signed bytes: a line with the format, then the statement's canonical JSON.
    #[must_use]
    pub fn message(&self) -> Vec<u8> {
        format!("{FORMAT}\n{}", canonical::text(self)).into_bytes()
    }
}

impl SignedStatement {
    /// Returns the signed statement of a release. None if it was not signed.
    #[must_use]
    pub fn of(row: &release::Model, cycle: &cycle::Model) -> Option<Self> {
        let (kid, signature) = (row.kid.clone()?, row.signature.clone()?);
        Some(Self { format: FORMAT.into(), statement: Statement::of(row, cycle), kid, signature })
    }
}

/// Verifies a statement against the published keys and, if it is given, the content itself. Returns
/// the statement, and the form of the content.
///
/// # Errors
/// Fails with `BAD_INPUT` and the reason why the statement proves nothing.
pub fn verify_statement(
    signed: &str,
    published: &[VerifyingKey],
    content: Option<&str>,
) -> Result<(Statement, Option<Form>)> {
    let no = |why: String| Error::says(Code::BadInput, why);
    let signed: SignedStatement = serde_json::from_str(signed)
        .map_err(|error| no(format!("this is no statement of a release: {error}")))?;
    if signed.format != FORMAT {
        return Err(no(format!("this is no statement of a known format: {}", signed.format)));
    }
    signature::proves(published, &signed.kid, &signed.statement.message(), &signed.signature)?;
    let compare = |content| match &signed.statement.content_sha256 {
        Some(expected) => canonical::compare(content, expected)
            .map_err(|digest| no(format!("the content is another one: its digest is {digest}"))),
        None => Err(no("the statement names no content".into())),
    };
    let form = content.map(compare).transpose()?;
    Ok((signed.statement, form))
}

/// The part of a release that everybody reads.
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

/// Returns the part of a release that everybody reads, as canonical JSON. The questions come in the
/// order of their codes.
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
        respondents: counted
            .into_iter()
            .map(|one| Respondent { state: one.state, edition: one.edition })
            .collect(),
        questions: shown.iter().map(Question::of).collect::<Result<_>>()?,
    }))
}

/// Returns the digest over the whole release.
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
