//! Passkeys: the two halves of each WebAuthn ceremony, in the JSON of `navigator.credentials`.

use super::{Body, answered, caller, cookie, device, done, object, refusal, sessions::given};
use crate::{
    app::App,
    identity::credential::passkey::{
        Challenge, finish_registration, finish_sign_in, finish_step_up, start_registration,
        start_sign_in, start_step_up,
    },
};
use axum::{Router, extract::State, http::HeaderMap, response::Response, routing::post};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;
use webauthn_rs::prelude::{PublicKeyCredential, RegisterPublicKeyCredential};

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/auth/passkeys/register/start", post(register_start))
        .route("/auth/passkeys/register/finish", post(register_finish))
        .route("/auth/passkeys/sign-in/start", post(sign_in_start))
        .route("/auth/passkeys/sign-in/finish", post(sign_in_finish))
        .route("/auth/passkeys/step-up/start", post(step_up_start))
        .route("/auth/passkeys/step-up/finish", post(step_up_finish))
}

fn asked(challenge: Challenge) -> Value {
    json!({ "ceremony": challenge.ceremony, "publicKey": challenge.public_key })
}

async fn register_start(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let act = async {
        let caller = caller(&app, &headers).await?;
        start_registration(&app, caller.person()?).await.map(asked)
    };
    answered(act.await)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegistrationBody {
    ceremony: Uuid,
    name: String,
    credential: RegisterPublicKeyCredential,
}

async fn register_finish(State(app): State<Arc<App>>, headers: HeaderMap, body: Body) -> Response {
    let act = async {
        let caller = caller(&app, &headers).await?;
        let what =
            "Registering a passkey takes a JSON object with `ceremony`, `name` and `credential`.";
        let RegistrationBody { ceremony, name, credential } = object(&headers, body, what)?;
        let id = finish_registration(&app, caller.person()?, ceremony, &name, &credential).await?;
        Ok(json!({ "passkey": id }))
    };
    answered(act.await)
}

async fn sign_in_start(State(app): State<Arc<App>>) -> Response {
    answered(start_sign_in(&app).await.map(asked))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AssertionBody {
    ceremony: Uuid,
    credential: PublicKeyCredential,
    #[serde(default)]
    cookie: bool,
}

async fn sign_in_finish(State(app): State<Arc<App>>, headers: HeaderMap, body: Body) -> Response {
    let act = async {
        let what = "Signing in with a passkey takes a JSON object with `ceremony` and `credential`; `cookie` may be true in a browser.";
        let AssertionBody { ceremony, credential, cookie } = object(&headers, body, what)?;
        if cookie {
            cookie::ours(&app, &headers)?;
        }
        Ok((finish_sign_in(&app, ceremony, &credential, device(&headers)).await?, cookie))
    };
    match act.await {
        Ok((tokens, cookie)) => given(&app, &tokens, cookie),
        Err(error) => refusal(&error),
    }
}

async fn step_up_start(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let act = async {
        let caller = caller(&app, &headers).await?;
        start_step_up(&app, caller.person()?).await.map(asked)
    };
    answered(act.await)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Confirms {
    ceremony: Uuid,
    credential: PublicKeyCredential,
}

async fn step_up_finish(State(app): State<Arc<App>>, headers: HeaderMap, body: Body) -> Response {
    let act = async {
        let caller = caller(&app, &headers).await?;
        let what =
            "Confirming with a passkey takes a JSON object with `ceremony` and `credential`.";
        let Confirms { ceremony, credential } = object(&headers, body, what)?;
        finish_step_up(&app, caller.person()?, ceremony, &credential).await
    };
    done(act.await)
}
