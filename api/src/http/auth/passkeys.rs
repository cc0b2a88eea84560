//! Passkeys: the two halves of each WebAuthn ceremony, in the JSON of `navigator.credentials`.

use super::{Body, answered, caller, cookie, device, done, object, refusal, sessions::given};
use crate::{
    identity::credential::passkey::{
        Challenge, finish_registration, finish_sign_in, finish_step_up, start_registration, start_sign_in, start_step_up,
    },
    world::World,
};
use axum::{Router, extract::State, http::HeaderMap, response::Response, routing::post};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;
use webauthn_rs::prelude::{PublicKeyCredential, RegisterPublicKeyCredential};

pub(super) fn routes() -> Router<Arc<World>> {
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

async fn register_start(State(world): State<Arc<World>>, headers: HeaderMap) -> Response {
    let act = async {
        let caller = caller(&world, &headers).await?;
        start_registration(&world, caller.person()?).await.map(asked)
    };
    answered(act.await)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Made {
    ceremony: Uuid,
    name: String,
    credential: RegisterPublicKeyCredential,
}

async fn register_finish(State(world): State<Arc<World>>, headers: HeaderMap, body: Body) -> Response {
    let act = async {
        let caller = caller(&world, &headers).await?;
        let what = "Registering a passkey takes a JSON object with `ceremony`, `name` and `credential`.";
        let Made { ceremony, name, credential } = object(&headers, body, what)?;
        let id = finish_registration(&world, caller.person()?, ceremony, &name, &credential).await?;
        Ok(json!({ "passkey": id }))
    };
    answered(act.await)
}

async fn sign_in_start(State(world): State<Arc<World>>) -> Response {
    answered(start_sign_in(&world).await.map(asked))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shown {
    ceremony: Uuid,
    credential: PublicKeyCredential,
    #[serde(default)]
    cookie: bool,
}

async fn sign_in_finish(State(world): State<Arc<World>>, headers: HeaderMap, body: Body) -> Response {
    let act = async {
        let what =
            "Signing in with a passkey takes a JSON object with `ceremony` and `credential`; `cookie` may be true in a browser.";
        let Shown { ceremony, credential, cookie } = object(&headers, body, what)?;
        if cookie {
            cookie::ours(&world, &headers)?;
        }
        Ok((finish_sign_in(&world, ceremony, &credential, device(&headers)).await?, cookie))
    };
    match act.await {
        Ok((tokens, cookie)) => given(&world, &tokens, cookie),
        Err(error) => refusal(&error),
    }
}

async fn step_up_start(State(world): State<Arc<World>>, headers: HeaderMap) -> Response {
    let act = async {
        let caller = caller(&world, &headers).await?;
        start_step_up(&world, caller.person()?).await.map(asked)
    };
    answered(act.await)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Confirms {
    ceremony: Uuid,
    credential: PublicKeyCredential,
}

async fn step_up_finish(State(world): State<Arc<World>>, headers: HeaderMap, body: Body) -> Response {
    let act = async {
        let caller = caller(&world, &headers).await?;
        let what = "Confirming with a passkey takes a JSON object with `ceremony` and `credential`.";
        let Confirms { ceremony, credential } = object(&headers, body, what)?;
        finish_step_up(&world, caller.person()?, ceremony, &credential).await
    };
    done(act.await)
}
