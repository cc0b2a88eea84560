//! Public keys of integrations: Ed25519, or ECDSA on P-256.

pub(super) mod assertion;

use crate::error::{Code, Error, Result};
use ::entity::vocabulary::AssertionAlgorithm;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::VerifyingKey;
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// A public key of an integration: well formed, on its curve, and not weak.
///
/// A weak key is one for which everybody can make signatures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKey {
    algorithm: AssertionAlgorithm,
    x: String,
    y: Option<String>,
}

impl PublicKey {
    /// Reads a key from the members of a JSON Web Key (RFC 7517, RFC 8037).
    ///
    /// # Errors
    /// Fails with `BAD_INPUT` for every other kind of key, for a weak key, and for a key that is no
    /// point of its curve.
    pub fn new(kty: &str, crv: &str, x: &str, y: Option<&str>) -> Result<Self> {
        let wrong = || {
            Error::says(
                Code::BadInput,
                "A key is an Ed25519 (OKP) or P-256 (EC) public key, with x and y in base64url.",
            )
        };
        let bytes = |text: &str| {
            URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
        };
        let first = bytes(x).ok_or_else(wrong)?;
        let algorithm = match (kty, crv, y) {
            ("OKP", "Ed25519", None) => {
                let key = VerifyingKey::from_bytes(&first).ok().filter(|key| !key.is_weak());
                key.map(|_| AssertionAlgorithm::EdDsa).ok_or_else(wrong)?
            }
            ("EC", "P-256", Some(y)) => {
                let second = bytes(y).ok_or_else(wrong)?;
                let point = [[4].as_slice(), &first, &second].concat();
                p256::PublicKey::from_sec1_bytes(&point).map_err(|_| wrong())?;
                AssertionAlgorithm::Es256
            }
            _ => return Err(wrong()),
        };
        Ok(Self { algorithm, x: x.to_owned(), y: y.map(str::to_owned) })
    }

    /// Reads a key from a JSON Web Key as a program writes it. Other members than those of the key
    /// are ignored.
    ///
    /// # Errors
    /// Fails with `BAD_INPUT` as [`Self::new`] does, and for a private key, which must stay with
    /// the integration.
    pub fn from_jwk(text: &str) -> Result<Self> {
        let jwk: Value = serde_json::from_str(text)
            .map_err(|_| Error::says(Code::BadInput, "A JSON Web Key is a JSON object."))?;
        if jwk.get("d").is_some() {
            return Err(Error::says(
                Code::BadInput,
                "This is a private key. Keep it secret, and send its public half only.",
            ));
        }
        let member = |name: &str| jwk.get(name).and_then(Value::as_str);
        Self::new(
            member("kty").unwrap_or_default(),
            member("crv").unwrap_or_default(),
            member("x").unwrap_or_default(),
            member("y"),
        )
    }

    /// Returns the signature algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> AssertionAlgorithm {
        self.algorithm
    }

    /// Returns the required members, in the order of RFC 7638.
    #[must_use]
    pub fn jwk(&self) -> String {
        match &self.y {
            None => format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, self.x),
            Some(y) => format!(r#"{{"crv":"P-256","kty":"EC","x":"{}","y":"{y}"}}"#, self.x),
        }
    }

    /// Returns the identifier of the key: its thumbprint (RFC 7638).
    #[must_use]
    pub fn kid(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.jwk()))
    }

    /// Returns the verifier of the key's signatures, and the only algorithm for it.
    ///
    /// # Errors
    /// Fails if the key is malformed. A registered key never is.
    pub(super) fn verifier(&self) -> Result<(Algorithm, DecodingKey)> {
        match &self.y {
            None => Ok((
                Algorithm::EdDSA,
                DecodingKey::from_ed_components(&self.x).map_err(Error::failure)?,
            )),
            Some(y) => Ok((
                Algorithm::ES256,
                DecodingKey::from_ec_components(&self.x, y).map_err(Error::failure)?,
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;

    #[test]
    fn the_thumbprint_is_that_of_rfc_8037() {
        let key =
            PublicKey::new("OKP", "Ed25519", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", None)
                .unwrap();
        assert_eq!(key.kid(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        assert_eq!(PublicKey::from_jwk(&key.jwk()).unwrap(), key);
    }

    #[test]
    fn what_is_no_key_of_ours_or_private_or_weak_is_refused() {
        let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        let zero = URL_SAFE_NO_PAD.encode([0; 32]);
        let mut one = [0; 32];
        one[0] = 1;
        let one = URL_SAFE_NO_PAD.encode(one);
        for (kty, crv, x, y) in [
            ("oct", "Ed25519", x, None),
            ("RSA", "", x, None),
            ("OKP", "X25519", x, None),
            ("OKP", "Ed25519", x, Some(x)),
            ("OKP", "Ed25519", &x[1..], None),
            ("OKP", "Ed25519", &zero, None),
            ("OKP", "Ed25519", &one, None),
            ("EC", "P-256", x, Some(x)),
            ("EC", "P-256", x, None),
            ("EC", "secp256k1", x, Some(x)),
            ("EC", "P-256", &zero, Some(&zero)),
        ] {
            assert!(
                PublicKey::new(kty, crv, x, y).unwrap_err().is(Code::BadInput),
                "{kty} {crv} {x}"
            );
        }
        let private = format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{x}","d":"{x}"}}"#);
        assert!(PublicKey::from_jwk(&private).unwrap_err().to_string().contains("private"));
    }
}
