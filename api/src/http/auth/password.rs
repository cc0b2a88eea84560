//! Setting and removing one's own password.

use super::{Body, caller, done, object};
use crate::{
    app::App,
    identity::password::{remove_password, set_password},
};
use axum::{Router, extract::State, http::HeaderMap, response::Response, routing::post};
use serde::Deserialize;
use std::sync::Arc;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/auth/password", post(set)).route("/auth/password/remove", post(remove))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct New {
    password: String,
}

async fn set(State(app): State<Arc<App>>, headers: HeaderMap, body: Body) -> Response {
    let act = async {
        let caller = caller(&app, &headers).await?;
        let New { password } =
            object(&headers, body, "Setting a password takes a JSON object with `password`.")?;
        set_password(&app, caller.person()?, password).await
    };
    done(act.await)
}

async fn remove(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let act = async {
        let caller = caller(&app, &headers).await?;
        remove_password(&app, caller.person()?).await
    };
    done(act.await)
}
