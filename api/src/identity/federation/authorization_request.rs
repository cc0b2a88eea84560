//! An authorization request: begun by a browser, answered by the provider, finished by the same
//! browser.
//!
//! The reason for a refusal is written to the log only. The client gets the same refusal for all
//! reasons, so it does not learn who is known here.

use crate::{
    access::{self, Person},
    app::App,
    error::{Code, Result},
    identity::{
        federation::{
            egress_client::TOTAL,
            oidc_client::OidcClient,
            refused::{Refused, refuse},
            secret::{self, AuthorizationSecrets},
            store,
        },
        session,
    },
};
use ::entity::{
    federation_attempt as attempt, federation_provider as provider,
    vocabulary::{FederationPurpose, SignInMethod},
};
use chrono::TimeDelta;
use std::{fmt, sync::Arc};
use url::Url;
use uuid::Uuid;

/// Time in which the person must sign in at the provider.
const VISIT: TimeDelta = TimeDelta::minutes(10);
/// Lifetime of the code that finishes an authorization request.
const CODE: TimeDelta = TimeDelta::minutes(1);

/// An authorization request that was begun.
#[derive(Debug)]
pub struct AuthorizationRequest {
    /// URL of the provider to which the browser is redirected.
    pub location: Url,
    /// Text that the browser keeps as a cookie, and shows when it comes back.
    pub browser: String,
}

/// Answer of a provider, which the browser brings.
#[derive(Clone, Default, serde::Deserialize)]
pub struct Answer {
    /// Names the authorization request.
    state: Option<String>,
    /// Code that is exchanged for the ID token.
    code: Option<String>,
    /// Issuer of the answer (RFC 9207).
    iss: Option<String>,
    /// Error of the provider; it stands in place of the code.
    error: Option<String>,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Answer")
    }
}

/// Begins an authorization request: to sign in, or to link the identity of the person `links`.
///
/// # Errors
/// Fails with `STEP_UP_REQUIRED` if a person links without a fresh second factor and without a
/// session that an invitation opened. Fails with `UNAUTHENTICATED` if their session does not exist.
/// Fails with `FEDERATION_REFUSED` in all other cases.
pub async fn begin(
    app: &Arc<App>,
    id: Uuid,
    links: Option<&Person>,
) -> Result<AuthorizationRequest> {
    let now = app.now();
    let provider =
        store::active(app.read(), id).await?.ok_or_else(|| refuse(None, Refused::NoProvider))?;
    if let Some(person) = links {
        if person.state != provider.state {
            return Err(refuse(Some(id), Refused::OtherState));
        }
        let row =
            session::store::find(app.read(), person.session).await?.ok_or(Code::Unauthenticated)?;
        let invited = access::session_lifetime::uses(&row, SignInMethod::Invitation);
        if !invited && person.fresh_until.is_none_or(|until| until <= now) {
            return Err(Code::StepUpRequired.into());
        }
    }
    let conversation =
        in_time(OidcClient::open(app, &provider)).await?.map_err(|why| refuse(Some(id), why))?;
    let (visit, browser) = (AuthorizationSecrets::of(app.keys(), secret::fresh()), secret::fresh());
    let row = attempt::Model {
        state_hash: secret::hash(&visit.state),
        browser_hash: secret::hash(&browser),
        provider: id,
        purpose: if links.is_some() { FederationPurpose::Link } else { FederationPurpose::SignIn },
        session: links.map(|person| person.session),
        expires_at: now + VISIT,
        answered_at: None,
        subject: None,
        code_hash: None,
        code_expires_at: None,
        finished_at: None,
    };
    app.write((row, now - VISIT), |tx, (row, old)| {
        Box::pin(async move { store::begin(tx, row.clone(), *old).await })
    })
    .await?;
    Ok(AuthorizationRequest { location: conversation.location(&visit), browser })
}

/// Takes a provider's answer and proves it. Returns the code with which the browser finishes.
///
/// # Errors
/// Fails with `FEDERATION_REFUSED` if anything is not right.
pub async fn answer(app: &Arc<App>, browser: Option<&str>, answer: Answer) -> Result<String> {
    let now = app.now();
    let (Some(state), Some(browser)) = (answer.state.clone(), browser) else {
        return Err(refuse(None, Refused::Request));
    };
    let hashes = (secret::hash(&state), secret::hash(browser));
    let taken = app
        .write((hashes, now), |tx, ((state, browser), now)| {
            Box::pin(async move { store::answer(tx, state, browser, *now).await })
        })
        .await?;
    let attempt = taken.ok_or_else(|| refuse(None, Refused::Request))?;
    let refuse = |why| refuse(Some(attempt.provider), why);
    let provider = store::active(app.read(), attempt.provider)
        .await?
        .ok_or_else(|| refuse(Refused::NoProvider))?;
    let code = from(answer, &provider).map_err(refuse)?;
    let visit = AuthorizationSecrets::of(app.keys(), state);
    let asked = in_time(async {
        Ok(match OidcClient::open(app, &provider).await? {
            Ok(conversation) => conversation.subject(code, &visit, now).await,
            Err(why) => Err(why),
        })
    });
    let subject = asked.await?.map_err(refuse)?;
    if attempt.purpose == FederationPurpose::SignIn {
        crate::identity::federation::callback::known(app.read(), &provider, &subject)
            .await?
            .map_err(refuse)?;
    }
    let code = secret::fresh();
    // The requests to the provider took some time, so the clock is read again.
    let proved = (attempt.state_hash.clone(), subject, secret::hash(&code), app.now() + CODE);
    app.write(proved, |tx, (state, subject, code, until)| {
        Box::pin(async move { store::prove(tx, state, subject, code, *until).await })
    })
    .await?;
    Ok(code)
}

/// Limits all requests to a provider together to ten seconds.
async fn in_time<T>(
    asked: impl Future<Output = Result<Result<T, Refused>>>,
) -> Result<Result<T, Refused>> {
    tokio::time::timeout(TOTAL, asked).await.unwrap_or(Ok(Err(Refused::Slow)))
}

/// Returns the code of an answer that names this provider as its issuer.
///
/// An answer without an issuer is refused. Otherwise one provider could be given the code of
/// another (a mix-up attack, RFC 9207).
fn from(answer: Answer, provider: &provider::Model) -> Result<String, Refused> {
    if answer.iss.as_deref() != Some(provider.issuer.as_str()) {
        return Err(Refused::Issuer);
    }
    if answer.error.is_some() {
        return Err(Refused::Error);
    }
    answer.code.filter(|code| !code.is_empty()).ok_or(Refused::Code)
}
