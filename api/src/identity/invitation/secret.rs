//! The two secrets of an invitation: the token of the link, and a short code that travels apart
//! from it.

use crate::{config::Site, keys::Keyring};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use std::fmt;
use uuid::Uuid;

/// Letters and digits that are not confused with each other, also when they are read aloud.
const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
/// Number of letters and digits in a code.
const LENGTH: usize = 8;

/// Token of a link: 256 random bits.
#[derive(Clone)]
pub struct Token([u8; 32]);

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

impl Token {
    /// Makes a new token.
    #[must_use]
    pub fn random() -> Self {
        Self(crate::clock::random())
    }

    /// Reads a token that a client shows.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    pub(super) fn hash(&self) -> String {
        hex::encode(Sha256::digest(self.0))
    }

    /// Returns the link. The token stands behind the `#`, so that no server and no log sees it.
    #[must_use]
    pub fn link(&self, site: &Site) -> String {
        format!("{}/#/invitation/{}", site.issuer(), URL_SAFE_NO_PAD.encode(self.0))
    }
}

/// Returns the code of an invitation.
///
/// The code is derived from the invitation and a secret of the service, and is not stored. So an
/// inviter who lost the reply gets the same code by repeating the request.
#[must_use]
pub fn code(keys: &Keyring, invitation: Uuid) -> String {
    // HMAC accepts keys of any length, so this never fails.
    let mac = Hmac::<Sha256>::new_from_slice(&keys.invitation_secret())
        .map(|mac| mac.chain_update(invitation.as_bytes()));
    let bytes: [u8; 32] = mac
        .map(|mac| mac.finalize().into_bytes().into())
        .unwrap_or_else(|_| crate::clock::random());
    let letters = bytes.chunks_exact(4).take(LENGTH).map(|four| {
        let number = four.iter().fold(0_usize, |number, byte| (number << 8) | usize::from(*byte));
        char::from(ALPHABET[number % ALPHABET.len()])
    });
    let mut code: String = letters.collect();
    code.insert(LENGTH / 2, '-');
    code
}

/// Returns the hash of a code as it is stored. Spaces, hyphens and case do not matter.
pub(super) fn code_hash(invitation: Uuid, code: &str) -> String {
    let typed: String = code
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| c.to_ascii_uppercase())
        .collect();
    hex::encode(
        Sha256::new().chain_update(invitation.as_bytes()).chain_update(typed.as_bytes()).finalize(),
    )
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;

    #[test]
    fn a_code_is_known_however_it_is_typed() {
        let id = Uuid::from_u128(7);
        let kept = code_hash(id, "ABCD-2345");
        for typed in ["abcd2345", " AbCd 2345 ", "a-b-c-d-2-3-4-5"] {
            assert_eq!(code_hash(id, typed), kept, "{typed}");
        }
        for wrong in ["ABCD-2346", "", "ABCD-23455"] {
            assert_ne!(code_hash(id, wrong), kept, "{wrong}");
        }
        assert_ne!(
            code_hash(Uuid::from_u128(8), "ABCD-2345"),
            kept,
            "a code belongs to one invitation"
        );
    }

    #[test]
    fn a_link_holds_its_token_behind_the_fragment() {
        let token = Token::random();
        let site = Site { origin: "http://localhost:8080".parse().expect("a URL") };
        let link = token.link(&site);
        let (before, shown) = link.split_once("/#/invitation/").unwrap();
        assert_eq!((before, shown.len()), ("http://localhost:8080", 43));
        assert_eq!(Token::parse(shown).unwrap().hash(), token.hash());
        assert!(Token::parse("short").is_none() && !format!("{token:?}").contains(shown));
    }
}
