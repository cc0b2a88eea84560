//! One-time codes: step-up with a code, setting codes up, and removing them.

use super::{Body, answered, caller, done, object};
use crate::{
    app::App,
    identity::credential::one_time_code::{
        finish_one_time_code, remove_one_time_code, start_one_time_code, step_up,
    },
};
use axum::{Router, extract::State, http::HeaderMap, response::Response, routing::post};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/auth/step-up", post(confirm))
        .route("/auth/one-time-code/start", post(start))
        .route("/auth/one-time-code/finish", post(finish))
        .route("/auth/one-time-code/remove", post(remove))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeBody {
    code: String,
}

const WHAT: &str = "This takes a JSON object with `code`.";

/// Makes the second factor of the bearer's session fresh.
async fn confirm(State(app): State<Arc<App>>, headers: HeaderMap, body: Body) -> Response {
    let act = async {
        let caller = caller(&app, &headers).await?;
        let CodeBody { code } = object(&headers, body, WHAT)?;
        step_up(&app, caller.person()?, &code).await
    };
    done(act.await)
}

/// Issues a new secret, which is shown once.
async fn start(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let act = async {
        let caller = caller(&app, &headers).await?;
        let new = start_one_time_code(&app, caller.person()?).await?;
        Ok(json!({ "secret": new.secret, "uri": new.uri }))
    };
    answered(act.await)
}

/// Confirms the new secret by its first code. The secret is valid from then on.
async fn finish(State(app): State<Arc<App>>, headers: HeaderMap, body: Body) -> Response {
    let act = async {
        let caller = caller(&app, &headers).await?;
        let CodeBody { code } = object(&headers, body, WHAT)?;
        finish_one_time_code(&app, caller.person()?, code).await
    };
    done(act.await)
}

async fn remove(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let act = async {
        let caller = caller(&app, &headers).await?;
        remove_one_time_code(&app, caller.person()?).await
    };
    done(act.await)
}
