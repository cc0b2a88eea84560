//! Sign-in by a State's own identity provider.
//!
//! A browser begins at `start`, goes to the provider, and comes back to `callback`. `callback`
//! redirects it to our own pages with a code in the fragment, which no server and no log sees. The
//! page posts the code to `finish` and gets its tokens. A cookie that no script reads binds the
//! three requests to one browser. It is `Lax`, because the way back begins at another site.

use super::{Body, answered, caller, cookie, device, object, refusal, sessions::given};
use crate::{
    app::App,
    error::{Code, Error, Result},
    identity::federation::{self, AuthorizationRequest, Finished},
};
use ::entity::vocabulary::FederationPurpose;
use axum::{
    Router,
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/auth/federation/start", get(visit).post(start))
        .route("/auth/federation/callback", get(callback))
        .route("/auth/federation/finish", post(finish))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Start {
    provider: Uuid,
    #[serde(default = "sign_in")]
    purpose: FederationPurpose,
}

const fn sign_in() -> FederationPurpose {
    FederationPurpose::SignIn
}

/// Starts a sign-in from a link. Linking a provider needs a token, which no link carries.
async fn visit(
    State(app): State<Arc<App>>,
    query: Result<Query<Start>, QueryRejection>,
) -> Response {
    let done = async {
        let what = "Signing in takes the parameter `provider`. Linking a provider takes a POST.";
        let query = query.ok().filter(|query| query.purpose == FederationPurpose::SignIn);
        let Query(Start { provider, .. }) =
            query.ok_or_else(|| Error::says(Code::BadRequest, what))?;
        let begun = federation::begin(&app, provider, None).await?;
        Ok(([(header::SET_COOKIE, kept(&app, &begun.browser)?)], sent(begun.location.as_str())?)
            .into_response())
    };
    done.await.unwrap_or_else(|error: Error| refusal(&error))
}

/// Starts a sign-in or a link for a page, and returns the address to which the page sends the
/// browser.
async fn start(State(app): State<Arc<App>>, headers: HeaderMap, body: Body) -> Response {
    let done = async {
        let what =
            "This takes a JSON object with `provider`, and with `purpose`: `sign_in` or `link`.";
        let Start { provider, purpose } = object(&headers, body, what)?;
        let caller = caller(&app, &headers).await?;
        let links = if purpose == FederationPurpose::Link { Some(caller.person()?) } else { None };
        let AuthorizationRequest { location, browser } =
            federation::begin(&app, provider, links.map(AsRef::as_ref)).await?;
        Ok((
            [(header::SET_COOKIE, kept(&app, &browser)?)],
            answered(Ok(json!({ "location": location }))),
        )
            .into_response())
    };
    done.await.unwrap_or_else(|error: Error| refusal(&error))
}

/// Receives the browser back from the provider. Every refusal redirects to our own pages with the
/// same code.
async fn callback(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    query: Result<Query<federation::Answer>, QueryRejection>,
) -> Response {
    let done = async {
        let Query(answer) = query.map_err(|_| Error::from(Code::FederationRefused))?;
        federation::answer(&app, shown(&app, &headers).as_deref(), answer).await
    };
    let fragment = match done.await {
        Ok(code) => format!("federation={code}"),
        Err(error) if error.is(Code::FederationRefused) => {
            format!("refused={}", Code::FederationRefused.as_str())
        }
        Err(error) => return refusal(&error),
    };
    sent(&format!("{}/#{fragment}", app.settings().site.issuer()))
        .unwrap_or_else(|error| refusal(&error))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Finish {
    code: String,
    #[serde(default)]
    cookie: bool,
}

async fn finish(State(app): State<Arc<App>>, headers: HeaderMap, body: Body) -> Response {
    let done = async {
        let what = "This takes a JSON object with `code`. In a browser, `cookie` may be true.";
        let Finish { code, cookie } = object(&headers, body, what)?;
        if cookie {
            cookie::ours(&app, &headers)?;
        }
        let caller = caller(&app, &headers).await?.person().ok().cloned();
        let browser = shown(&app, &headers);
        Ok((
            federation::finish(&app, browser.as_deref(), &code, caller, device(&headers)).await?,
            cookie,
        ))
    };
    match done.await {
        Ok((Finished::SignedIn(tokens), cookie)) => given(&app, &tokens, cookie),
        Ok((Finished::Linked, _)) => answered(Ok(json!({ "linked": true }))),
        Err(error) => refusal(&error),
    }
}

/// Redirects the browser, with a response that no cache stores.
fn sent(to: &str) -> Result<Response> {
    let to = HeaderValue::from_str(to).map_err(Error::failure)?;
    let headers =
        [(header::LOCATION, to), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}

fn kept(app: &App, browser: &str) -> Result<HeaderValue> {
    cookie::FEDERATION.set(app, browser, 600)
}

fn shown(app: &App, headers: &HeaderMap) -> Option<String> {
    cookie::FEDERATION.value(app, headers)
}
