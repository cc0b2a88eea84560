//! Signing in, refreshing and signing out.

use super::{Body, answered, caller, cookie, device, object, refusal};
use crate::{
    access::{self, session::Tokens},
    error::{Code, Result},
    world::World,
};
use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

pub(super) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/auth/sign-in", post(sign_in))
        .route("/auth/refresh", post(refresh))
        .route("/auth/sign-out", post(sign_out))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignIn {
    email: String,
    password: String,
    #[serde(default)]
    cookie: bool,
}

async fn sign_in(State(world): State<Arc<World>>, headers: HeaderMap, body: Body) -> Response {
    let done = async {
        let what = "Signing in takes a JSON object with `email` and `password`; `cookie` may be true in a browser.";
        let SignIn { email, password, cookie } = object(&headers, body, what)?;
        if cookie {
            cookie::ours(&world, &headers)?;
        }
        Ok((access::sign_in(&world, &email, password, device(&headers)).await?, cookie))
    };
    match done.await {
        Ok((tokens, cookie)) => given(&world, &tokens, cookie),
        Err(error) => refusal(&error),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Refresh {
    refresh_token: String,
}

/// Exchanges the refresh token of the cookie, or that of the body where there is no cookie.
async fn refresh(State(world): State<Arc<World>>, headers: HeaderMap, body: Body) -> Response {
    let done = async {
        if let Some(token) = cookie::read(&world, &headers)? {
            return Ok((access::refresh(&world, &token).await?, true));
        }
        let Refresh { refresh_token } = object(&headers, body, "Refreshing takes a JSON object with `refresh_token`.")?;
        Ok((access::refresh(&world, &refresh_token).await?, false))
    };
    match done.await {
        Ok((tokens, cookie)) => given(&world, &tokens, cookie),
        Err(error) => refusal(&error),
    }
}

async fn sign_out(State(world): State<Arc<World>>, headers: HeaderMap) -> Response {
    let done = async {
        let caller = caller(&world, &headers).await?;
        access::sign_out(&world, caller.person()?).await?;
        cookie::set(&world, None)
    };
    match done.await {
        Ok(cookie) => (StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response(),
        Err(error) => refusal(&error),
    }
}

/// Tokens as OAuth 2 writes them; the refresh token goes to a browser as a cookie.
pub(super) fn given(world: &World, tokens: &Tokens, cookie: bool) -> Response {
    let refresh_token = tokens.refresh_token.as_ref().map(access::session::RefreshToken::text);
    let mut body = json!({ "access_token": tokens.access_token, "token_type": "Bearer", "expires_in": tokens.expires_in });
    if !cookie {
        if let Some(token) = refresh_token {
            body["refresh_token"] = json!(token);
        }
        return answered(Ok(body));
    }
    let set: Result<_> = cookie::set(world, refresh_token.as_deref());
    match set {
        Ok(set) => ([(header::SET_COOKIE, set)], answered(Ok(body))).into_response(),
        Err(_) => refusal(&Code::Failure.into()),
    }
}
