//! Secrets that the database must not reveal.
//!
//! Client secrets are sealed. The secrets of an authorization request are derived from its state,
//! with a key that only the key file has.

use crate::{
    clock::random,
    error::{Error, Result},
    keys::Keyring,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

fn key(keys: &Keyring) -> Result<LessSafeKey> {
    let key = UnboundKey::new(&CHACHA20_POLY1305, &keys.federation_secret());
    Ok(LessSafeKey::new(
        key.map_err(|_| Error::failure("the key that seals secrets could not be made"))?,
    ))
}

/// Seals the secret of a provider. It opens for this provider only.
pub(super) fn seal(keys: &Keyring, provider: Uuid, secret: &str) -> Result<String> {
    let nonce: [u8; NONCE_LEN] = random();
    let mut sealed = secret.as_bytes().to_vec();
    key(keys)?
        .seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(provider.as_bytes()),
            &mut sealed,
        )
        .map_err(|_| Error::failure("a secret could not be sealed"))?;
    Ok(URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat()))
}

/// Opens the sealed secret of a provider.
pub(super) fn unseal(keys: &Keyring, provider: Uuid, sealed: &str) -> Result<String> {
    let wrong =
        || Error::failure("a provider's secret does not open with the key file: register it anew");
    let bytes = URL_SAFE_NO_PAD.decode(sealed).map_err(|_| wrong())?;
    let (nonce, rest) = bytes.split_first_chunk::<NONCE_LEN>().ok_or_else(wrong)?;
    let mut rest = rest.to_vec();
    let opened = key(keys)?.open_in_place(
        Nonce::assume_unique_for_key(*nonce),
        Aad::from(provider.as_bytes()),
        &mut rest,
    );
    String::from_utf8(opened.map_err(|_| wrong())?.to_vec()).map_err(|_| wrong())
}

/// Returns a keyed digest of a secret, by which two secrets can be compared.
///
/// Without the key file, the digest reveals nothing else.
pub(super) fn digest(keys: &Keyring, secret: &str) -> String {
    derived(keys, "digest", secret)
}

/// Returns a new random text: a state, a cookie of the browser, or a code.
pub(super) fn fresh() -> String {
    URL_SAFE_NO_PAD.encode(random::<32>())
}

/// Returns the hash under which such a text is stored.
pub(super) fn hash(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

/// The secrets of an authorization request, which are not stored.
#[derive(Debug)]
pub(super) struct AuthorizationSecrets {
    /// Names the authorization request.
    pub state: String,
    /// Value that the ID token must contain.
    pub nonce: String,
    /// PKCE verifier, which the exchange of the code requires.
    pub verifier: String,
}

impl AuthorizationSecrets {
    /// Derives the secrets of the authorization request that the state names.
    pub fn of(keys: &Keyring, state: String) -> Self {
        Self {
            nonce: derived(keys, "nonce", &state),
            verifier: derived(keys, "verifier", &state),
            state,
        }
    }
}

fn derived(keys: &Keyring, what: &str, from: &str) -> String {
    // HMAC accepts keys of any length, so this never fails.
    let mac = Hmac::<Sha256>::new_from_slice(&keys.federation_secret());
    let mac = mac.map(|mac| {
        mac.chain_update(what).chain_update("\n").chain_update(from).finalize().into_bytes().into()
    });
    URL_SAFE_NO_PAD.encode(mac.unwrap_or_else(|_| random::<32>()))
}
