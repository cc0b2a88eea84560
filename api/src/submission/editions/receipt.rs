//! Receipt: the signed proof of an edition. Anyone can verify it offline with the published key.

use crate::{
    canonical::{self, Form},
    error::{Code, Error, Result},
    signature,
};
use ::entity::vocabulary::{CycleKey, InstrumentKey, Sha256, StateCode};
use chrono::{DateTime, Utc};
use ed25519_dalek::VerifyingKey;
use serde::{Deserialize, Serialize};

/// Name and version of the document's format.
pub const FORMAT: &str = "national-survey/receipt/1";

/// Statement that a receipt proves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// Service that received the edition.
    pub issuer: String,
    /// The State.
    pub state: StateCode,
    /// The cycle.
    pub cycle: CycleKey,
    /// The number of the edition.
    pub edition: i32,
    /// SHA-256 digest of the edition's canonical JSON.
    pub edition_sha256: Sha256,
    /// The instrument.
    pub instrument: InstrumentKey,
    /// Version of the instrument.
    pub instrument_version: String,
    /// SHA-256 digest of the instrument version's canonical JSON.
    pub instrument_sha256: Sha256,
    /// Time of submission.
    pub submitted_at: DateTime<Utc>,
}

/// Signed proof of an edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// Format: `national-survey/receipt/1`.
    pub format: String,
    /// Statement that is signed.
    pub statement: Statement,
    /// Identity of the signing key.
    pub kid: String,
    /// Ed25519 signature of the statement's message, base64url without padding.
    pub signature: String,
}

impl Statement {
    /// Returns the exact bytes that are signed: a line with the format, then the statement's
    /// canonical JSON.
    #[must_use]
    pub fn message(&self) -> Vec<u8> {
        format!("{FORMAT}\n{}", canonical::text(self)).into_bytes()
    }
}

/// Verifies a receipt against the published keys and, if it is given, against the edition itself.
/// Returns the statement, and the form of the edition.
///
/// # Errors
/// Fails with `BAD_INPUT`, and gives the reason why the receipt proves nothing.
pub fn verify(
    receipt: &str,
    published: &[VerifyingKey],
    edition: Option<&str>,
) -> Result<(Statement, Option<Form>)> {
    let no = |why: String| Error::says(Code::BadInput, why);
    let receipt: Receipt = serde_json::from_str(receipt)
        .map_err(|error| no(format!("this is not a receipt: {error}")))?;
    if receipt.format != FORMAT {
        return Err(no(format!("the format of the receipt is unknown: {}", receipt.format)));
    }
    signature::proves(published, &receipt.kid, &receipt.statement.message(), &receipt.signature)?;
    let compare = |edition| canonical::compare(edition, &receipt.statement.edition_sha256);
    let form = edition.map(compare).transpose().map_err(|digest| {
        no(format!("the receipt is of another edition: this edition's digest is {digest}"))
    })?;
    Ok((receipt.statement, form))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    use ed25519_dalek::{Signer as _, SigningKey};

    fn receipt(key: &SigningKey) -> Receipt {
        let statement = Statement {
            issuer: "https://survey.example.org".into(),
            state: "FRA".parse().unwrap(),
            cycle: "2026".parse().unwrap(),
            edition: 1,
            edition_sha256: canonical::digest(b"{}"),
            instrument: "national-survey".parse().unwrap(),
            instrument_version: "2026.1".into(),
            instrument_sha256: canonical::digest(b"instrument"),
            submitted_at: DateTime::from_timestamp(1_790_000_000, 0).unwrap(),
        };
        let signature = URL_SAFE_NO_PAD.encode(key.sign(&statement.message()).to_bytes());
        Receipt {
            format: FORMAT.into(),
            kid: signature::key_id(&key.verifying_key()),
            statement,
            signature,
        }
    }

    #[test]
    fn a_receipt_proves_its_edition_and_nothing_else() {
        let (ours, theirs) = (SigningKey::from_bytes(&[1; 32]), SigningKey::from_bytes(&[2; 32]));
        let good = receipt(&ours);
        let text = |receipt: &Receipt| serde_json::to_string(receipt).unwrap();
        let published = [ours.verifying_key()];
        assert!(verify("{}", &published, None).is_err());
        assert!(
            verify(&text(&good), &[theirs.verifying_key()], None).is_err(),
            "another service's key"
        );
        assert!(verify(&text(&good), &published, Some("[]")).is_err(), "another edition");
        let mut forged = good.clone();
        forged.statement.edition = 2;
        assert!(verify(&text(&forged), &published, None).is_err(), "an edited statement");
        let mut swapped = receipt(&theirs);
        swapped.kid = good.kid.clone();
        assert!(verify(&text(&swapped), &published, None).is_err(), "another key under our id");
        for (edition, form) in [
            (None, None),
            (Some("{}\n"), Some(Form::AsPublished)),
            (Some("{ }"), Some(Form::SavedAnew)),
        ] {
            let proved = verify(&text(&good), &published, edition).unwrap();
            assert_eq!(proved, (good.statement.clone(), form));
        }
    }
}
