//! Integrations: people mint them over the API, and they sign with keys of their own.

use super::{Actor, Answer, World, on};
use axum::http::{Request, header};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{Signer as _, SigningKey};
use entity::vocabulary::IntegrationScope;
use national_survey::access::{integration::PublicKey, token};
use serde_json::{Value, json};

/// Type of a client assertion.
const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// An integration, with its private key.
#[derive(Clone, Debug)]
pub struct Machine {
    pub world: World,
    pub id: String,
    pub key: SigningKey,
}

/// Returns the public half of a key in the form of the API.
pub fn jwk(key: &SigningKey) -> Value {
    json!({ "kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode(key.verifying_key().to_bytes()) })
}

/// Returns the name of a scope in GraphQL.
fn name(scope: &IntegrationScope) -> String {
    scope.as_str().to_uppercase().replace('.', "_")
}

impl Machine {
    /// Asks for an integration with these scopes, and with a key that is derived from `seed`.
    pub async fn asked(by: &Actor, scopes: &[IntegrationScope], seed: u8) -> Answer {
        let scopes: Vec<_> = scopes.iter().map(name).collect();
        let input = json!({ "name": format!("machine {seed}"), "scopes": scopes,
            "key": jwk(&SigningKey::from_bytes(&[seed; 32])), "keyExpiresAt": on(12, 1) });
        by.does("mintIntegration", input, "integration { id works scopes keys { kid } }").await
    }

    /// Mints an integration with these scopes.
    pub async fn minted(by: &Actor, scopes: &[IntegrationScope], seed: u8) -> Self {
        let minted = Self::asked(by, scopes, seed).await.data();
        let id = minted["mintIntegration"]["integration"]["id"].as_str().unwrap().to_owned();
        Self { world: by.world.clone(), id, key: SigningKey::from_bytes(&[seed; 32]) }
    }

    /// Returns the thumbprint of its key.
    pub fn kid(&self) -> String {
        PublicKey::from_jwk(&jwk(&self.key).to_string()).unwrap().kid()
    }

    /// Returns the right header of an assertion.
    pub fn header(&self) -> Value {
        json!({ "alg": "EdDSA", "typ": "JWT", "kid": self.kid() })
    }

    /// Returns the right claims, with a new id.
    pub fn claims(&self) -> Value {
        let now = self.world.now().timestamp();
        let (id, jti) = (&self.id, national_survey::clock::new_id());
        json!({ "iss": id, "sub": id, "aud": format!("{}/auth/token", self.world.settings().site.issuer()),
            "iat": now, "exp": now + 300, "jti": jti })
    }

    /// Signs any header and claims with its key.
    pub fn signed(&self, header: &Value, claims: &Value) -> String {
        let (head, body) = (
            URL_SAFE_NO_PAD.encode(header.to_string()),
            URL_SAFE_NO_PAD.encode(claims.to_string()),
        );
        let text = format!("{head}.{body}");
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(self.key.sign(text.as_bytes()).to_bytes()))
    }

    /// Returns a new right assertion.
    pub fn assertion(&self) -> String {
        self.signed(&self.header(), &self.claims())
    }

    /// Sends an assertion to the token endpoint, with further fields of the form.
    pub async fn shows(&self, assertion: &str, beside: &[(&str, &str)]) -> Answer {
        let form = [
            ("grant_type", "client_credentials"),
            ("client_assertion_type", ASSERTION),
            ("client_assertion", assertion),
        ];
        self.world.asks_for_a_token(&[&form, beside].concat()).await
    }

    /// Returns an access token for these scopes; with an empty text, for all of its scopes.
    pub async fn token(&self, scopes: &str) -> String {
        let answer = self.shows(&self.assertion(), &[("scope", scopes)]).await;
        assert_eq!(answer.status(), 200, "{answer:?}");
        answer.json()["access_token"].as_str().unwrap().to_owned()
    }

    /// Returns the integration as an actor, whose token is renewed while its key is valid.
    pub async fn actor(&self) -> Actor {
        Actor::integration(&self.world, self.world.machine_proof(&self.token("").await))
    }
}

impl World {
    /// Sends a form to the token endpoint.
    pub async fn asks_for_a_token(&self, form: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = Request::post("/auth/token")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.public().send(request, body).await
    }

    /// Sends a GraphQL request with a given token.
    pub async fn asks_with(&self, token: &str, query: &str) -> Answer {
        let request = Request::post("/graphql").header(header::CONTENT_TYPE, "application/json");
        let request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        self.public().send(request, json!({ "query": query }).to_string()).await
    }

    /// Returns the proof in an integration's token.
    pub fn machine_proof(&self, token: &str) -> token::MachineProof {
        match token::Verified::default()
            .verify(self.keys(), &self.settings().tokens, token, self.now())
            .unwrap()
        {
            token::Bearer::Integration(proof) => proof,
            token::Bearer::Person(_) => panic!("a person's token"),
        }
    }
}
