//! A provider that behaves as the test tells it: right at first, then wrong in one way at a time.

use super::Visit;
use axum::{
    Json, Router,
    body::Body,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{Signer as _, SigningKey};
use futures_util::{StreamExt as _, stream};
use hmac::{Hmac, KeyInit as _, Mac as _};
use national_survey::clock::Clock;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::{
    collections::HashMap,
    convert::Infallible,
    sync::{Arc, Mutex, atomic::AtomicU64, atomic::Ordering},
    time::Duration,
};

/// Client secret of this service at the provider.
pub const SECRET: &str = "the-secret-that-nobody-may-read-in-a-log-or-table";

/// Signature of an ID token.
#[derive(Clone, Debug, Default)]
pub enum Signature {
    /// Signature by the provider's own key.
    #[default]
    Right,
    /// No signature.
    None,
    /// HMAC with this shared secret (HS256).
    Shared(Vec<u8>),
    /// Signature by a key that is not the provider's.
    Other,
}

/// Behaviour of the provider's documents.
#[derive(Clone, Debug, Default)]
pub enum Documents {
    #[default]
    Right,
    /// Redirects to this address.
    Redirect(String),
    /// Sends a gibibyte.
    Huge,
    /// Never answers.
    Stall,
}

/// Faults of the provider. Objects are merged into the right content; null removes a member.
#[derive(Clone, Debug, Default)]
pub struct Behaviour {
    pub documents: Documents,
    pub metadata: Value,
    pub header: Value,
    pub claims: Value,
    pub signature: Signature,
    pub ignores_verifier: bool,
    pub takes_codes_again: bool,
    pub leaves_token_out: bool,
}

#[derive(Debug)]
pub struct Rogue {
    pub issuer: String,
    clock: Clock,
    key: SigningKey,
    told: Mutex<Behaviour>,
    /// Issued codes, each with its nonce and challenge.
    codes: Mutex<HashMap<String, (String, String)>>,
    /// Number of bytes of the huge document that were sent.
    pub sent: AtomicU64,
}

impl Rogue {
    pub async fn starts(clock: Clock) -> Arc<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let key = SigningKey::from_bytes(&national_survey::clock::random());
        let rogue = Self {
            issuer,
            clock,
            key,
            told: Mutex::default(),
            codes: Mutex::default(),
            sent: AtomicU64::default(),
        };
        let rogue = Arc::new(rogue);
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(documents))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(Arc::clone(&rogue));
        tokio::spawn(async move { axum::serve(listener, router).await });
        rogue
    }

    pub fn does(&self, told: Behaviour) {
        *self.told.lock().unwrap() = told;
    }

    fn told(&self) -> Behaviour {
        self.told.lock().unwrap().clone()
    }

    /// Returns its public key.
    pub fn public(&self) -> Vec<u8> {
        self.key.verifying_key().to_bytes().to_vec()
    }

    /// Signs a person in at the provider, and returns the code for the browser.
    pub fn code(&self, visit: &Visit) -> String {
        let code = URL_SAFE_NO_PAD.encode(national_survey::clock::random::<16>());
        assert_eq!(visit.asked("code_challenge_method"), "S256");
        let kept = (visit.asked("nonce"), visit.asked("code_challenge"));
        self.codes.lock().unwrap().insert(code.clone(), kept);
        code
    }

    fn id_token(&self, nonce: &str) -> String {
        let told = self.told();
        let now = self.clock.now().timestamp();
        let right = json!({ "iss": self.issuer, "sub": "ambassador", "aud": "survey", "nonce": nonce, "iat": now, "exp": now + 300 });
        let alg = match told.signature {
            Signature::Right | Signature::Other => "EdDSA",
            Signature::None => "none",
            Signature::Shared(_) => "HS256",
        };
        let header = merged(json!({ "alg": alg, "typ": "JWT", "kid": "one" }), &told.header);
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&header), part(&merged(right, &told.claims)));
        let signature = match told.signature {
            Signature::Right => self.key.sign(signed.as_bytes()).to_bytes().to_vec(),
            Signature::Other => {
                SigningKey::from_bytes(&[7; 32]).sign(signed.as_bytes()).to_bytes().to_vec()
            }
            Signature::None => Vec::new(),
            Signature::Shared(key) => Hmac::<Sha256>::new_from_slice(&key)
                .unwrap()
                .chain_update(&signed)
                .finalize()
                .into_bytes()
                .to_vec(),
        };
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// Returns a public key as a JSON Web Key.
pub fn jwk(public: &[u8]) -> Value {
    json!({ "kty": "OKP", "crv": "Ed25519", "kid": "one", "use": "sig", "alg": "EdDSA", "x": URL_SAFE_NO_PAD.encode(public) })
}

fn merged(mut right: Value, wrong: &Value) -> Value {
    for (name, value) in wrong.as_object().into_iter().flatten() {
        match value {
            Value::Null => drop(right.as_object_mut().unwrap().remove(name)),
            value => right[name] = value.clone(),
        }
    }
    right
}

async fn documents(State(rogue): State<Arc<Rogue>>) -> Response {
    let told = rogue.told();
    match told.documents {
        Documents::Right => {}
        Documents::Redirect(to) => return Redirect::temporary(&to).into_response(),
        Documents::Stall => {
            tokio::time::sleep(Duration::from_secs(60)).await;
        }
        Documents::Huge => {
            let chunks = stream::iter(0..16_384).map(move |_| {
                rogue.sent.fetch_add(65_536, Ordering::Relaxed);
                Ok::<_, Infallible>(vec![b' '; 65_536])
            });
            return ([(header::CONTENT_TYPE, "application/json")], Body::from_stream(chunks))
                .into_response();
        }
    }
    let at = |path: &str| format!("{}{path}", rogue.issuer);
    let right = json!({
        "issuer": rogue.issuer, "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"), "jwks_uri": at("/keys"),
        "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA", "RS256", "HS256", "none"],
        "code_challenge_methods_supported": ["S256"], "authorization_response_iss_parameter_supported": true,
    });
    Json(merged(right, &told.metadata)).into_response()
}

async fn keys(State(rogue): State<Arc<Rogue>>) -> Json<Value> {
    let shared = json!({ "kty": "oct", "kid": "one", "k": URL_SAFE_NO_PAD.encode(SECRET) });
    Json(json!({ "keys": [jwk(&rogue.public()), shared] }))
}

async fn token(State(rogue): State<Arc<Rogue>>, body: String) -> Response {
    let form: HashMap<String, String> =
        url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let told = rogue.told();
    let mut codes = rogue.codes.lock().unwrap();
    let known = codes.get(&form["code"]).cloned();
    let right = known.filter(|(_, challenge)| {
        told.ignores_verifier
            || URL_SAFE_NO_PAD.encode(Sha256::digest(&form["code_verifier"])) == *challenge
    });
    let Some((nonce, _)) = right else {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" })))
            .into_response();
    };
    if !told.takes_codes_again {
        codes.remove(&form["code"]);
    }
    let mut given = json!({ "access_token": "unused", "token_type": "Bearer", "expires_in": 60 });
    if !told.leaves_token_out {
        given["id_token"] = rogue.id_token(&nonce).into();
    }
    Json(given).into_response()
}
