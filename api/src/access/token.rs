//! Access tokens: `at+jwt` (RFC 9068), signed with Ed25519. The only place that verifies them (RFC
//! 8725).
//!
//! The library checks the signature only. This module checks everything else itself, because the
//! library's own checks are too weak. They accept tokens without `aud` or `iss`, any `typ`, an
//! unknown `crit`, a future `nbf`, and an `exp` that is far away.

use crate::{
    config::TokenSettings,
    error::{Code, Error, Result},
    keys::Keyring,
};
use ::entity::vocabulary::{IntegrationScope, KeyPurpose};
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

/// Largest size of a token, in bytes.
const MOST_BYTES: usize = 4096;
/// Largest difference between two clocks, in seconds.
const LEEWAY: i64 = 30;
/// Type of a token, as its header states it.
const TYPE: &str = "at+jwt";
/// Client identifier for which people get their tokens.
pub const CLIENT: &str = "national-survey";

/// Claims of an access token. Each has exactly this type; all but `scope` are required.
///
/// A token with any other claim is refused.
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
    /// Scopes to which the token is limited (RFC 9068), for integrations only.
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
}

/// Header of an access token.
///
/// A header with any other member (`crit`, `jku`, `jwk`, `x5u`, `x5c` …) is refused.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    alg: String,
    typ: String,
    kid: String,
}

/// Proof by a person's token: a session of that person. Role and State are read from the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The person.
    pub person: Uuid,
    /// The session.
    pub session: Uuid,
}

/// Proof by an integration's token: the key or narrower token with which the access token was got.
///
/// The State and the scopes of the integration are read from the database. The scopes of the token
/// can only restrict them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MachineProof {
    /// The integration.
    pub integration: Uuid,
    /// The key or the narrower token.
    pub by: Uuid,
    /// Scopes to which the token is limited.
    pub scopes: Vec<IntegrationScope>,
}

/// The bearer whom a token proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bearer {
    /// A person.
    Person(Proof),
    /// An integration.
    Integration(MachineProof),
}

/// Makes an access token for a session.
///
/// # Errors
/// Fails if signing fails.
pub fn mint(
    keys: &Keyring,
    settings: &TokenSettings,
    proof: Proof,
    now: DateTime<Utc>,
    seconds: i64,
) -> Result<String> {
    sign(keys, settings, (proof.person, proof.session), (CLIENT.into(), None), now, seconds)
}

/// Makes an access token for an integration.
///
/// # Errors
/// Fails if signing fails.
pub fn mint_for_integration(
    keys: &Keyring,
    settings: &TokenSettings,
    proof: &MachineProof,
    now: DateTime<Utc>,
    seconds: i64,
) -> Result<String> {
    let scopes = proof.scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ");
    let client = (proof.integration.to_string(), Some(scopes));
    sign(keys, settings, (proof.integration, proof.by), client, now, seconds)
}

fn sign(
    keys: &Keyring,
    settings: &TokenSettings,
    (sub, sid): (Uuid, Uuid),
    (client_id, scope): (String, Option<String>),
    now: DateTime<Utc>,
    seconds: i64,
) -> Result<String> {
    let issuer = settings.issuer.clone();
    let at = now.timestamp();
    let claims = Claims {
        iss: issuer.clone(),
        sub,
        aud: issuer,
        exp: at + seconds,
        iat: at,
        nbf: at,
        sid,
        client_id,
        scope,
    };
    let mut header = Header::new(Algorithm::EdDSA);
    header.typ = Some(TYPE.into());
    let (kid, key) = keys.pkcs8(KeyPurpose::Token);
    header.kid = Some(kid);
    jsonwebtoken::encode(&header, &claims, &EncodingKey::from_ed_der(&key)).map_err(Error::failure)
}

/// Verifies a person's access token. The refusal does not say what is wrong with the token.
///
/// # Errors
/// Fails with `UNAUTHENTICATED` if the token does not prove a session.
pub fn verify(
    keys: &Keyring,
    settings: &TokenSettings,
    token: &str,
    now: DateTime<Utc>,
) -> Result<Proof> {
    match signed(keys, token, now).and_then(|claims| claims.prove(settings, now.timestamp())) {
        Some(Bearer::Person(proof)) => Ok(proof),
        _ => Err(Code::Unauthenticated.into()),
    }
}

/// Largest number of tokens in the cache.
const MOST: usize = 10_000;

/// Cache of tokens with a valid signature of one key ring, by digest.
///
/// The signature of a token is checked once. Everything else is checked with every request.
#[derive(Debug, Default)]
pub struct Verified(Mutex<HashMap<[u8; 32], Claims>>);

impl Verified {
    /// Verifies an access token of a person or an integration, as [`verify`] does for people.
    ///
    /// # Errors
    /// Fails with `UNAUTHENTICATED` if the token proves neither.
    pub fn verify(
        &self,
        keys: &Keyring,
        settings: &TokenSettings,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<Bearer> {
        let digest: [u8; 32] = sha2::Sha256::digest(token).into();
        let known = self.lock().get(&digest).cloned();
        let is_new = known.is_none();
        let claims = known.or_else(|| signed(keys, token, now)).ok_or(Code::Unauthenticated)?;
        let now = now.timestamp();
        let bearer = claims.prove(settings, now).ok_or(Code::Unauthenticated)?;
        if is_new {
            let mut seen = self.lock();
            if seen.len() >= MOST {
                seen.retain(|_, claims| now < claims.exp + LEEWAY);
            }
            if seen.len() < MOST {
                seen.insert(digest, claims);
            }
        }
        Ok(bearer)
    }

    /// Empties the cache, after a change of the accepted keys.
    pub fn forget(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<[u8; 32], Claims>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the claims of a token if one of the accepted keys signed it.
#[expect(clippy::disallowed_methods, reason = "the one place that verifies tokens")]
fn signed(keys: &Keyring, token: &str, now: DateTime<Utc>) -> Option<Claims> {
    if token.len() > MOST_BYTES {
        return None;
    }
    let head: Head =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').next()?).ok()?).ok()?;
    if head.alg != "EdDSA" || head.typ != TYPE {
        return None;
    }
    let key = keys.verifying_key(&head.kid, now)?;
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    let key = DecodingKey::from_ed_der(&key.to_bytes());
    Some(jsonwebtoken::decode::<Claims>(token, &key, &validation).ok()?.claims)
}

impl Claims {
    /// Returns the bearer whom the claims prove at `now`, in seconds since 1970.
    fn prove(&self, settings: &TokenSettings, now: i64) -> Option<Bearer> {
        let lifetime = self.exp.checked_sub(self.iat)?;
        let right = self.iss == settings.issuer
            && self.aud == settings.issuer
            && (1..=settings.longest_seconds).contains(&lifetime)
            && self.iat <= now + LEEWAY
            && self.nbf <= now + LEEWAY
            && self.nbf <= self.exp
            && now < self.exp + LEEWAY;
        if right { self.bearer() } else { None }
    }

    /// Returns the bearer that the claims name.
    ///
    /// A person's token names the client [`CLIENT`] and no scope. An integration's token names the
    /// integration as its client, and its scopes.
    fn bearer(&self) -> Option<Bearer> {
        match &self.scope {
            None if self.client_id == CLIENT => {
                Some(Bearer::Person(Proof { person: self.sub, session: self.sid }))
            }
            Some(scopes) if self.client_id == self.sub.to_string() => {
                let scopes = scopes.split(' ').map(str::parse).collect::<Result<_, _>>().ok()?;
                Some(Bearer::Integration(MachineProof {
                    integration: self.sub,
                    by: self.sid,
                    scopes,
                }))
            }
            _ => None,
        }
    }
}
