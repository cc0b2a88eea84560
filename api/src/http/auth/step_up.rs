//! One-time codes: step-up with a code, setting codes up, and removing them.

use super::{Body, answered, caller, done, object};
use crate::{
    identity::credential::one_time_code::{finish_one_time_code, remove_one_time_code, start_one_time_code, step_up},
    world::World,
};
use axum::{Router, extract::State, http::HeaderMap, response::Response, routing::post};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

pub(super) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/auth/step-up", post(confirm))
        .route("/auth/one-time-code/start", post(start))
        .route("/auth/one-time-code/finish", post(finish))
        .route("/auth/one-time-code/remove", post(remove))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shown {
    code: String,
}

const WHAT: &str = "This takes a JSON object with `code`.";

/// Makes the second factor of the bearer's session fresh.
async fn confirm(State(world): State<Arc<World>>, headers: HeaderMap, body: Body) -> Response {
    let act = async {
        let caller = caller(&world, &headers).await?;
        let Shown { code } = object(&headers, body, WHAT)?;
        step_up(&world, caller.person()?, &code).await
    };
    done(act.await)
}

/// Issues a new secret, which is shown once.
async fn start(State(world): State<Arc<World>>, headers: HeaderMap) -> Response {
    let act = async {
        let caller = caller(&world, &headers).await?;
        let new = start_one_time_code(&world, caller.person()?).await?;
        Ok(json!({ "secret": new.secret, "uri": new.uri }))
    };
    answered(act.await)
}

/// Confirms the new secret by its first code. The secret is valid from then on.
async fn finish(State(world): State<Arc<World>>, headers: HeaderMap, body: Body) -> Response {
    let act = async {
        let caller = caller(&world, &headers).await?;
        let Shown { code } = object(&headers, body, WHAT)?;
        finish_one_time_code(&world, caller.person()?, code).await
    };
    done(act.await)
}

async fn remove(State(world): State<Arc<World>>, headers: HeaderMap) -> Response {
    let act = async {
        let caller = caller(&world, &headers).await?;
        remove_one_time_code(&world, caller.person()?).await
    };
    done(act.await)
}
