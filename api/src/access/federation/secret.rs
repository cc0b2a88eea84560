//! What must not be read in the database: client secrets are sealed, and what a visit needs follows from its state and a key that
//! is in the key file alone.

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
    Ok(LessSafeKey::new(key.map_err(|_| Error::failure("the key that seals secrets could not be made"))?))
}

/// Seals the secret of a provider; it opens for this provider alone.
pub(super) fn seal(keys: &Keyring, provider: Uuid, secret: &str) -> Result<String> {
    let nonce: [u8; NONCE_LEN] = random();
    let mut sealed = secret.as_bytes().to_vec();
    key(keys)?
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(provider.as_bytes()), &mut sealed)
        .map_err(|_| Error::failure("a secret could not be sealed"))?;
    Ok(URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat()))
}

/// Opens what was sealed for the provider.
pub(super) fn unseal(keys: &Keyring, provider: Uuid, sealed: &str) -> Result<String> {
    let wrong = || Error::failure("a provider's secret does not open with the key file: register it anew");
    let bytes = URL_SAFE_NO_PAD.decode(sealed).map_err(|_| wrong())?;
    let (nonce, rest) = bytes.split_first_chunk::<NONCE_LEN>().ok_or_else(wrong)?;
    let mut rest = rest.to_vec();
    let opened = key(keys)?.open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(provider.as_bytes()), &mut rest);
    String::from_utf8(opened.map_err(|_| wrong())?.to_vec()).map_err(|_| wrong())
}

/// A digest that says whether two secrets are the same, and nothing else to whoever has not the key file.
pub(super) fn digest(keys: &Keyring, secret: &str) -> String {
    derived(keys, "digest", secret)
}

/// A new text that nobody can guess: a state, a browser's cookie, a code.
pub(super) fn fresh() -> String {
    URL_SAFE_NO_PAD.encode(random::<32>())
}

/// As such a text is kept.
pub(super) fn hash(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

/// What a visit proves itself by at its end, and what is kept nowhere.
#[derive(Debug)]
pub(super) struct Visit {
    /// Names the visit.
    pub state: String,
    /// The ID token has to carry it.
    pub nonce: String,
    /// The code is exchanged with it alone.
    pub verifier: String,
}

impl Visit {
    /// The visit that the state names.
    pub fn of(keys: &Keyring, state: String) -> Self {
        Self { nonce: derived(keys, "nonce", &state), verifier: derived(keys, "verifier", &state), state }
    }
}

fn derived(keys: &Keyring, what: &str, from: &str) -> String {
    // HMAC takes keys of any length, so that this never fails.
    let mac = Hmac::<Sha256>::new_from_slice(&keys.federation_secret());
    let mac = mac.map(|mac| mac.chain_update(what).chain_update("\n").chain_update(from).finalize().into_bytes().into());
    URL_SAFE_NO_PAD.encode(mac.unwrap_or_else(|_| random::<32>()))
}
