//! Redeeming an invitation. It comes before the first token, and so it can't be GraphQL.

use super::{Body, cookie, device, object, refusal, sessions::given_with};
use crate::{
    app::App,
    error::{Code, Result},
    identity::{Redemption, Token},
};
use ::entity::vocabulary::Official;
use axum::{Router, extract::State, http::HeaderMap, response::Response, routing::post};
use serde::Deserialize;
use std::sync::Arc;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/auth/invitations/redeem", post(redeem))
}

/// The token from the fragment of the link, the code, and, for the first administrator only, the
/// person's data.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Redeem {
    token: String,
    code: Option<String>,
    email: Option<String>,
    name: Option<String>,
    language: Option<Official>,
    #[serde(default)]
    cookie: bool,
}

async fn redeem(State(app): State<Arc<App>>, headers: HeaderMap, body: Body) -> Response {
    let done = async {
        let what = "Redeeming takes a JSON object with `token` and `code`, and for the first administrator `email` and `name`; \
                    `cookie` may be true in a browser.";
        let Redeem { token, code, email, name, language, cookie } = object(&headers, body, what)?;
        if cookie {
            cookie::ours(&app, &headers)?;
        }
        let token = Token::parse(&token).ok_or(Code::InvitationRefused)?;
        let first =
            email.zip(name).map(|(email, name)| (email, name, language.unwrap_or(Official::En)));
        let shown = Redemption { token, code, first, device: device(&headers) };
        let signed_in: Result<_> = crate::identity::redeem(&app, shown).await;
        Ok((signed_in?, cookie))
    };
    match done.await {
        Ok((signed_in, cookie)) => {
            given_with(&app, &signed_in.tokens, Some(&signed_in.device_token), cookie)
        }
        Err(error) => refusal(&error),
    }
}
