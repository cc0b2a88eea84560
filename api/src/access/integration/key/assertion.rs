//! Assertions (RFC 7523), which a client signs to prove its identity.
//!
//! They are verified as strictly as the service's own access tokens, but by separate code.

use crate::access::integration::{key::PublicKey, rules::Claims};
use ::entity::vocabulary::AssertionAlgorithm;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::Validation;
use serde::Deserialize;
use uuid::Uuid;

/// Largest size of an assertion, in bytes.
const MOST_BYTES: usize = 4096;
/// Accepted types in the header of an assertion, if it states one. None is the type of an access
/// token.
const TYPES: [&str; 2] = ["JWT", "client-authentication+jwt"];

/// Header of an assertion.
///
/// A header with any other member (`crit`, `jku`, `jwk`, `x5u`, `x5c` …) is refused.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    alg: String,
    kid: String,
    typ: Option<String>,
}

/// Issuer that an assertion claims, read before anything is verified, to look up the key.
#[derive(Deserialize)]
struct From {
    iss: Uuid,
}

/// An assertion before its verification: nothing in it is proved.
#[derive(Clone, Debug)]
pub(in crate::access) struct Assertion<'a> {
    text: &'a str,
    algorithm: AssertionAlgorithm,
    /// The client that the assertion claims as its issuer.
    pub client: Uuid,
    /// The key that the assertion claims to be signed by.
    pub kid: String,
}

impl<'a> Assertion<'a> {
    /// Reads an assertion. Returns none if the text can't be one.
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

    /// Returns the claims, if this key signed them with its own algorithm.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that verifies assertions, whose keys are not ours"
    )]
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
