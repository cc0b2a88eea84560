//! A passkey in software. It makes the results of `navigator.credentials`, and lies if a test tells
//! it to.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::ecdsa::{Signature, SigningKey, signature::Signer as _};
use serde_cbor_2::Value as Cbor;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const NEW_KEY: u8 = 0x40;

/// A passkey in software.
#[derive(Clone, Debug)]
pub struct Authenticator {
    /// Its private key.
    pub key: SigningKey,
    /// Its credential id.
    pub credential: [u8; 16],
    /// The user handle that it gives, in base64url.
    pub user: String,
    /// The origin of the page that uses it.
    pub origin: String,
    /// The host to which it is bound.
    pub host: String,
    /// True if it verifies its user.
    pub verifies: bool,
    /// Its signature counter.
    pub counter: u32,
}

impl Authenticator {
    /// Creates a passkey on the service's own page.
    pub fn new() -> Self {
        let key = SigningKey::from_slice(&national_survey::clock::random::<32>()).unwrap();
        Self {
            key,
            credential: national_survey::clock::random(),
            user: String::new(),
            origin: "http://localhost:8080".into(),
            host: "localhost".into(),
            verifies: true,
            counter: 0,
        }
    }

    /// Registers the passkey for the `publicKey` options of a registration.
    pub fn makes(&mut self, asked: &Value) -> Value {
        self.user = asked["user"]["id"].as_str().unwrap().to_owned();
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = (point.x().unwrap().to_vec(), point.y().unwrap().to_vec());
        let number = |n: i128| Cbor::Integer(n);
        let key = [
            (1, number(2)),
            (3, number(-7)),
            (-1, number(1)),
            (-2, Cbor::Bytes(x)),
            (-3, Cbor::Bytes(y)),
        ];
        let key = Cbor::Map(key.into_iter().map(|(name, value)| (number(name), value)).collect());
        let length = u16::try_from(self.credential.len()).unwrap().to_be_bytes();
        let new =
            [[0; 16].as_slice(), &length, &self.credential, &serde_cbor_2::to_vec(&key).unwrap()]
                .concat();
        let data = [self.said(NEW_KEY), new].concat();
        let text = |text: &str| Cbor::Text(text.into());
        let attestation = BTreeMap::from([
            (text("fmt"), text("none")),
            (text("attStmt"), Cbor::Map(BTreeMap::new())),
            (text("authData"), Cbor::Bytes(data)),
        ]);
        let attestation = serde_cbor_2::to_vec(&Cbor::Map(attestation)).unwrap();
        let client = self.client("webauthn.create", asked);
        self.answer(json!({ "attestationObject": encode(&attestation), "clientDataJSON": encode(client.as_bytes()) }))
    }

    /// Signs the challenge of the `publicKey` options of a sign-in or step-up.
    pub fn shows(&mut self, asked: &Value) -> Value {
        self.counter += 1;
        let (data, client) = (self.said(0), self.client("webauthn.get", asked));
        let signed = [data.as_slice(), &Sha256::digest(client.as_bytes())].concat();
        let signature: Signature = self.key.sign(&signed);
        self.answer(json!({
            "authenticatorData": encode(&data),
            "clientDataJSON": encode(client.as_bytes()),
            "signature": encode(signature.to_der().as_bytes()),
            "userHandle": self.user,
        }))
    }

    fn said(&self, more: u8) -> Vec<u8> {
        let flags = PRESENT | more | if self.verifies { VERIFIED } else { 0 };
        [Sha256::digest(self.host.as_bytes()).as_slice(), &[flags], &self.counter.to_be_bytes()]
            .concat()
    }

    fn client(&self, kind: &str, asked: &Value) -> String {
        json!({ "type": kind, "challenge": asked["challenge"], "origin": self.origin, "crossOrigin": false }).to_string()
    }

    fn answer(&self, response: Value) -> Value {
        let id = encode(&self.credential);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response, "extensions": {} })
    }
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
