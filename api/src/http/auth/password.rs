//! Setting and removing one's own password.

use super::{Body, caller, done, object};
use crate::{
    identity::password::{remove_password, set_password},
    world::World,
};
use axum::{Router, extract::State, http::HeaderMap, response::Response, routing::post};
use serde::Deserialize;
use std::sync::Arc;

pub(super) fn routes() -> Router<Arc<World>> {
    Router::new().route("/auth/password", post(set)).route("/auth/password/remove", post(remove))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct New {
    password: String,
}

async fn set(State(world): State<Arc<World>>, headers: HeaderMap, body: Body) -> Response {
    let act = async {
        let caller = caller(&world, &headers).await?;
        let New { password } = object(&headers, body, "Setting a password takes a JSON object with `password`.")?;
        set_password(&world, caller.person()?, password).await
    };
    done(act.await)
}

async fn remove(State(world): State<Arc<World>>, headers: HeaderMap) -> Response {
    let act = async {
        let caller = caller(&world, &headers).await?;
        remove_password(&world, caller.person()?).await
    };
    done(act.await)
}
