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
use sha2::Digest as _;
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};
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
#[derive(Clone, Debug, Serialize, Deserialize)]
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
    signed(keys, token, now).and_then(|claims| claims.prove(config, now.timestamp())).ok_or_else(|| Code::Unauthenticated.into())
}

/// How many tokens are remembered.
const MOST: usize = 10_000;

/// Tokens of one key ring whose signature was right, by their digest: it is checked once for each token, and everything else
/// with every request.
#[derive(Debug, Default)]
pub struct Verified(Mutex<HashMap<[u8; 32], Claims>>);

impl Verified {
    /// As [`verify`] does.
    ///
    /// # Errors
    /// `UNAUTHENTICATED`.
    pub fn verify(&self, keys: &Keyring, config: &Config, token: &str, now: DateTime<Utc>) -> Result<Proof> {
        let digest: [u8; 32] = sha2::Sha256::digest(token).into();
        let known = self.lock().get(&digest).cloned();
        let is_new = known.is_none();
        let claims = known.or_else(|| signed(keys, token, now)).ok_or(Code::Unauthenticated)?;
        let now = now.timestamp();
        let proof = claims.prove(config, now).ok_or(Code::Unauthenticated)?;
        if is_new {
            let mut seen = self.lock();
            if seen.len() >= MOST {
                seen.retain(|_, claims| now < claims.exp + LEEWAY);
            }
            if seen.len() < MOST {
                seen.insert(digest, claims);
            }
        }
        Ok(proof)
    }

    /// Forgets all: after a change of the keys that are accepted.
    pub fn forget(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<[u8; 32], Claims>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The claims that a key of ours signed.
#[expect(clippy::disallowed_methods, reason = "the one place that verifies tokens")]
fn signed(keys: &Keyring, token: &str, now: DateTime<Utc>) -> Option<Claims> {
    if token.len() > MOST_BYTES {
        return None;
    }
    let head: Head = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').next()?).ok()?).ok()?;
    if head.alg != "EdDSA" || head.typ != TYPE {
        return None;
    }
    let key = keys.accepted(&head.kid, now)?;
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    let key = DecodingKey::from_ed_der(&key.to_bytes());
    Some(jsonwebtoken::decode::<Claims>(token, &key, &validation).ok()?.claims)
}

impl Claims {
    /// What they prove at `now`, in seconds since 1970.
    fn prove(&self, config: &Config, now: i64) -> Option<Proof> {
        let lifetime = self.exp.checked_sub(self.iat)?;
        let right = self.iss == config.issuer()
            && self.aud == config.issuer()
            && self.client_id == CLIENT
            && (1..=config.longest_token_seconds()).contains(&lifetime)
            && self.iat <= now + LEEWAY
            && self.nbf <= now + LEEWAY
            && self.nbf <= self.exp
            && now < self.exp + LEEWAY;
        right.then_some(Proof { person: self.sub, session: self.sid })
    }
}
