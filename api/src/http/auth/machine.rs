//! The token endpoint of integrations: OAuth 2 (RFC 6749) with `private_key_jwt` (RFC 7523), and
//! the exchange of a narrower token (RFC 8693).
//!
//! A refused client reads the same words for every reason. The log has the reason, and no secret.

use super::Body;
use crate::{
    access::integration::{self, Granted, NARROWER, Refusal, rules},
    app::App,
    error::{Code, Error},
};
use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use edge::graphql_over_http::is_late;
use serde_json::{Value, json};
use std::{collections::HashMap, sync::Arc};

const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
pub(super) const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
/// Form fields with other proofs or secrets of a client. A client presents only its assertion, and
/// this service has no shared secrets.
const SECRETS: [&str; 4] = ["client_secret", "assertion", "refresh_token", "actor_token"];

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/auth/token", post(token))
}

/// Reason why no token is issued, by RFC 6749 section 5.2.
enum HttpRefusal {
    Request(&'static str),
    Grant,
    Refused(Refusal),
}

impl From<Refusal> for HttpRefusal {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

async fn token(State(app): State<Arc<App>>, headers: HeaderMap, body: Body) -> Response {
    match answer(&app, &headers, body).await {
        Ok(body) => answered(StatusCode::OK, body),
        Err(no) => refused(&no),
    }
}

async fn answer(app: &Arc<App>, headers: &HeaderMap, body: Body) -> Result<Value, HttpRefusal> {
    if headers.contains_key(header::AUTHORIZATION) {
        return Err(HttpRefusal::Request("A client authenticates by its assertion only."));
    }
    let form = form(headers, body)?;
    let field = |name: &str| form.get(name).map(String::as_str);
    if SECRETS.iter().any(|name| form.contains_key(*name)) {
        return Err(HttpRefusal::Request("A client authenticates by its assertion only."));
    }
    match field("grant_type") {
        Some("client_credentials") => {
            let (Some(ASSERTION), Some(assertion)) =
                (field("client_assertion_type"), field("client_assertion"))
            else {
                return Err(HttpRefusal::Request(
                    "client_credentials takes client_assertion, and client_assertion_type for JWT.",
                ));
            };
            let granted =
                integration::by_assertion(app, assertion, field("client_id"), field("scope"))
                    .await?;
            Ok(given(&granted))
        }
        Some(EXCHANGE) => {
            let (Some(NARROWER), Some(narrower)) =
                (field("subject_token_type"), field("subject_token"))
            else {
                return Err(HttpRefusal::Request(
                    "An exchange takes subject_token, a narrower token, and its subject_token_type.",
                ));
            };
            let mut body = given(&integration::by_narrower_token(app, narrower).await?);
            body["issued_token_type"] = json!(ACCESS_TOKEN);
            Ok(body)
        }
        Some(_) => Err(HttpRefusal::Grant),
        None => Err(HttpRefusal::Request("A token request needs a grant_type.")),
    }
}

/// Parses the fields of a form, each at most once.
fn form(headers: &HeaderMap, body: Body) -> Result<HashMap<String, String>, HttpRefusal> {
    let late = "The body took too long to arrive.";
    let body = body.map_err(|error| {
        HttpRefusal::Request(if is_late(&error) { late } else { "The request is too large." })
    })?;
    let media =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !media
        .split(';')
        .next()
        .is_some_and(|media| media.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"))
    {
        return Err(HttpRefusal::Request(
            "A token request must be application/x-www-form-urlencoded.",
        ));
    }
    let mut form = HashMap::new();
    for (name, value) in url::form_urlencoded::parse(&body) {
        if form.insert(name.into_owned(), value.into_owned()).is_some() {
            return Err(HttpRefusal::Request("A form field occurs twice."));
        }
    }
    Ok(form)
}

fn given(granted: &Granted) -> Value {
    json!({
        "access_token": granted.access_token,
        "token_type": "Bearer",
        "expires_in": granted.expires_in,
        "scope": rules::text(&granted.scopes),
    })
}

fn refused(no: &HttpRefusal) -> Response {
    let (status, error, sentence) = match no {
        HttpRefusal::Request(sentence) => (StatusCode::BAD_REQUEST, "invalid_request", *sentence),
        HttpRefusal::Grant => (
            StatusCode::BAD_REQUEST,
            "unsupported_grant_type",
            "Tokens are issued for client_credentials, and for the exchange of a narrower token.",
        ),
        HttpRefusal::Refused(Refusal::Scope) => (
            StatusCode::BAD_REQUEST,
            "invalid_scope",
            "The client does not have all of these scopes.",
        ),
        HttpRefusal::Refused(Refusal::Client(reason)) => {
            tracing::info!(reason, "an integration was refused a token");
            (StatusCode::UNAUTHORIZED, "invalid_client", "The client is not authenticated.")
        }
        HttpRefusal::Refused(Refusal::Failure(error)) => return failed(error),
    };
    answered(status, json!({ "error": error, "error_description": sentence }))
}

/// Answers a failure of the service. A client may repeat a request that was refused as
/// `temporarily_unavailable`.
fn failed(error: &Error) -> Response {
    if let Error::Failure(cause) = error {
        tracing::error!(%cause, "a request failed");
    }
    let code = error.code();
    let status = StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let word = if matches!(code, Code::Overloaded | Code::TimedOut | Code::Unavailable) {
        "temporarily_unavailable"
    } else {
        "server_error"
    };
    answered(status, json!({ "error": word, "error_description": error.to_string() }))
}

/// Builds a response that no cache stores (RFC 6749 section 5.1).
fn answered(status: StatusCode, body: Value) -> Response {
    let mut response = (status, Json(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}
