//! Signing in, refreshing and signing out.

use super::{Body, ClientAddress, SignedIn, answered, caller, cookie, device, object, refusal};
use crate::{
    app::App,
    error::{Code, Result},
    http::address::site,
    identity::{SignIn, session::Tokens},
};
use axum::{
    Extension, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/auth/sign-in", post(sign_in))
        .route("/auth/refresh", post(refresh))
        .route("/auth/sign-out", post(sign_out))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignInBody {
    email: String,
    password: String,
    code: Option<String>,
    device_token: Option<String>,
    #[serde(default)]
    cookie: bool,
}

async fn sign_in(
    State(app): State<Arc<App>>,
    Extension(ClientAddress(address)): Extension<ClientAddress>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let done = async {
        let what = "Signing in takes a JSON object with `email`, `password` and `code`; `device_token` may be what an earlier \
                    sign-in gave, and `cookie` may be true in a browser.";
        let SignInBody { email, password, code, device_token, cookie } =
            object(&headers, body, what)?;
        if cookie {
            cookie::ours(&app, &headers)?;
        }
        let device_token = device_token.or_else(|| cookie::read_device(&app, &headers));
        let site = address.is_ipv6().then(|| site(address).to_string());
        let with = SignIn {
            email,
            password,
            code,
            device_token,
            address: address.to_string(),
            site,
            device: device(&headers),
        };
        Ok((crate::identity::sign_in(&app, with).await?, cookie))
    };
    match done.await {
        Ok((signed_in, cookie)) => {
            given_with(&app, &signed_in.tokens, Some(&signed_in.device_token), cookie)
        }
        Err(error) => refusal(&error),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Refresh {
    refresh_token: String,
}

/// Exchanges the refresh token of the cookie, or of the body if there is no cookie.
async fn refresh(State(app): State<Arc<App>>, headers: HeaderMap, body: Body) -> Response {
    let done = async {
        if let Some(token) = cookie::read(&app, &headers)? {
            return Ok((crate::identity::refresh(&app, &token).await?, true));
        }
        let Refresh { refresh_token } =
            object(&headers, body, "Refreshing takes a JSON object with `refresh_token`.")?;
        Ok((crate::identity::refresh(&app, &refresh_token).await?, false))
    };
    match done.await {
        Ok((tokens, cookie)) => given(&app, &tokens, cookie),
        Err(error) => refusal(&error),
    }
}

async fn sign_out(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let done = async {
        let caller = caller(&app, &headers).await?;
        crate::identity::sign_out(&app, caller.person()?).await?;
        cookie::set(&app, None)
    };
    match done.await {
        Ok(cookie) => (StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response(),
        Err(error) => refusal(&error),
    }
}

/// Builds the response with tokens, in the form of OAuth 2. A browser gets the refresh token as a
/// cookie.
pub(super) fn given(app: &App, tokens: &Tokens, cookie: bool) -> Response {
    given_with(app, tokens, None, cookie)
}

/// Builds the response with tokens, and with the token by which the device is known at its next
/// sign-in.
pub(super) fn given_with(
    app: &App,
    tokens: &Tokens,
    device_token: Option<&str>,
    cookie: bool,
) -> Response {
    let refresh_token =
        tokens.refresh_token.as_ref().map(crate::identity::session::RefreshToken::text);
    let mut body = json!({ "access_token": tokens.access_token, "token_type": "Bearer", "expires_in": tokens.expires_in });
    if !cookie {
        if let Some(token) = refresh_token {
            body["refresh_token"] = json!(token);
        }
        if let Some(token) = device_token {
            body["device_token"] = json!(token);
        }
        return (Extension(SignedIn), answered(Ok(body))).into_response();
    }
    let set = cookie::set(app, refresh_token.as_deref());
    let set: Result<_> = set.and_then(|set| {
        Ok((set, device_token.map(|token| cookie::set_device(app, token)).transpose()?))
    });
    match set {
        Ok((set, known)) => {
            let mut response =
                (Extension(SignedIn), [(header::SET_COOKIE, set)], answered(Ok(body)))
                    .into_response();
            known.map(|known| response.headers_mut().append(header::SET_COOKIE, known));
            response
        }
        Err(_) => refusal(&Code::Failure.into()),
    }
}
