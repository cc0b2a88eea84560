//! Assertions (RFC 7523): what a client signs to prove who it is. Verified as strictly as our own tokens, beside them.

use super::{key::PublicKey, rules::Claims};
use ::entity::vocabulary::AssertionAlgorithm;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::Validation;
use serde::Deserialize;
use uuid::Uuid;

/// An assertion is no longer than this.
const MOST_BYTES: usize = 4096;
/// What an assertion may say that it is, where it says so: never one of our own tokens.
const TYPES: [&str; 2] = ["JWT", "client-authentication+jwt"];

/// A header with anything else in it (`crit`, `jku`, `jwk`, `x5u`, `x5c` …) is refused.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    alg: String,
    kid: String,
    typ: Option<String>,
}

/// Who an assertion says it is from, before anything is verified: enough to look up the key.
#[derive(Deserialize)]
struct From {
    iss: Uuid,
}

/// An assertion as it came: nothing in it is proved.
#[derive(Clone, Debug)]
pub(super) struct Assertion<'a> {
    text: &'a str,
    algorithm: AssertionAlgorithm,
    /// The client that it says it is from.
    pub client: Uuid,
    /// The key that it says it is signed by.
    pub kid: String,
}

impl<'a> Assertion<'a> {
    /// Reads an assertion; none for what can't be one.
    pub fn read(text: &'a str) -> Option<Self> {
        if text.len() > MOST_BYTES {
            return None;
        }
        let mut parts = text.split('.').map(|part| URL_SAFE_NO_PAD.decode(part).ok());
        let (head, claims) = (parts.next()??, parts.next()??);
        let head: Head = serde_json::from_slice(&head).ok()?;
        if head.typ.is_some_and(|typ| !TYPES.contains(&typ.as_str())) {
            return None;
        }
        let from: From = serde_json::from_slice(&claims).ok()?;
        Some(Self { text, algorithm: head.alg.parse().ok()?, client: from.iss, kid: head.kid })
    }

    /// The claims, when this key signed them by its own algorithm.
    #[expect(clippy::disallowed_methods, reason = "the one place that verifies assertions, whose keys are not ours")]
    pub fn signed_by(&self, key: &PublicKey) -> Option<Claims> {
        if self.algorithm != key.algorithm() {
            return None;
        }
        let (algorithm, verifier) = key.verifier().ok()?;
        let mut validation = Validation::new(algorithm);
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_nbf = false;
        validation.validate_aud = false;
        Some(jsonwebtoken::decode::<Claims>(self.text, &verifier, &validation).ok()?.claims)
    }
}
