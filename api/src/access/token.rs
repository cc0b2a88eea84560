//! Access tokens: `at+jwt` (RFC 9068) signed with Ed25519, and the one place that verifies them (RFC 8725).
//!
//! The library checks the signature. All else is checked here: its own checks let through tokens without `aud` or `iss`, any
//! `typ`, unknown `crit`, a future `nbf` and far-away `exp`.

use crate::{
    config::Config,
    error::{Code, Error, Result},
    keys::Keyring,
};
use ::entity::words::KeyPurpose;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A token is no longer than this.
const MOST_BYTES: usize = 4096;
/// Clocks may differ by this much, in seconds.
const LEEWAY: i64 = 30;
/// What a token's header says it is.
const TYPE: &str = "at+jwt";
/// The client that people sign in with.
pub const CLIENT: &str = "national-survey";

/// Every claim is required, and of exactly this type.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    iss: String,
    sub: Uuid,
    aud: String,
    exp: i64,
    iat: i64,
    nbf: i64,
    sid: Uuid,
    client_id: String,
}

/// A header with anything else in it (`crit`, `jku`, `jwk`, `x5u`, `x5c` …) is refused.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    alg: String,
    typ: String,
    kid: String,
}

/// What a token proves: a session of a person. Role and State are read from the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The person.
    pub person: Uuid,
    /// The session.
    pub session: Uuid,
}

/// Makes a token for a session.
///
/// # Errors
/// When signing fails.
pub fn mint(keys: &Keyring, config: &Config, proof: Proof, now: DateTime<Utc>, seconds: i64) -> Result<String> {
    let issuer = config.issuer().to_owned();
    let at = now.timestamp();
    let claims = Claims {
        iss: issuer.clone(),
        sub: proof.person,
        aud: issuer,
        exp: at + seconds,
        iat: at,
        nbf: at,
        sid: proof.session,
        client_id: CLIENT.into(),
    };
    let mut header = Header::new(Algorithm::EdDSA);
    header.typ = Some(TYPE.into());
    header.kid = Some(keys.kid(KeyPurpose::Token).into());
    jsonwebtoken::encode(&header, &claims, &EncodingKey::from_ed_der(&keys.pkcs8(KeyPurpose::Token))).map_err(Error::failure)
}

/// Verifies a token, and says no more than `UNAUTHENTICATED` when it is not right.
///
/// # Errors
/// `UNAUTHENTICATED`.
pub fn verify(keys: &Keyring, config: &Config, token: &str, now: DateTime<Utc>) -> Result<Proof> {
    check(keys, config, token, now.timestamp()).ok_or_else(|| Code::Unauthenticated.into())
}

#[expect(clippy::disallowed_methods, reason = "the one place that verifies tokens")]
fn check(keys: &Keyring, config: &Config, token: &str, now: i64) -> Option<Proof> {
    if token.len() > MOST_BYTES {
        return None;
    }
    let head: Head = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').next()?).ok()?).ok()?;
    if head.alg != "EdDSA" || head.typ != TYPE || head.kid != keys.kid(KeyPurpose::Token) {
        return None;
    }
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    let key = DecodingKey::from_ed_der(&keys.public(KeyPurpose::Token));
    let claims = jsonwebtoken::decode::<Claims>(token, &key, &validation).ok()?.claims;
    let lifetime = claims.exp.checked_sub(claims.iat)?;
    let right = claims.iss == config.issuer()
        && claims.aud == config.issuer()
        && claims.client_id == CLIENT
        && (1..=config.longest_token_seconds()).contains(&lifetime)
        && claims.iat <= now + LEEWAY
        && claims.nbf <= now + LEEWAY
        && claims.nbf <= claims.exp
        && now < claims.exp + LEEWAY;
    right.then_some(Proof { person: claims.sub, session: claims.sid })
}
