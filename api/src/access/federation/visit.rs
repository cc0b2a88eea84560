//! A visit to a provider: begun by a browser, answered by the provider, finished by the same browser.
//!
//! What was refused is said in the log; who asked gets one refusal for everything, and learns of nobody whether they are known.

use super::{
    conversation::Conversation,
    outgoing::TOTAL,
    refused::Refused,
    secret::{self, Visit},
    store,
};
use crate::{
    access::{Person, session},
    error::{Code, Error, Result},
    world::World,
};
use ::entity::{
    federation_attempt as attempt, federation_provider as provider,
    vocabulary::{FederationPurpose, SignInMethod},
};
use chrono::TimeDelta;
use std::{fmt, sync::Arc};
use url::Url;
use uuid::Uuid;

/// How long a provider, and whoever signs in there, may take.
const VISIT: TimeDelta = TimeDelta::minutes(10);
/// How long the code holds that finishes a visit.
const CODE: TimeDelta = TimeDelta::minutes(1);

/// A visit that was begun.
#[derive(Debug)]
pub struct Begun {
    /// Where the browser goes.
    pub location: Url,
    /// What the browser keeps, and shows when it comes back.
    pub browser: String,
}

/// What comes back from a provider by way of the browser.
#[derive(Clone, Default, serde::Deserialize)]
pub struct Answer {
    /// Names the visit.
    state: Option<String>,
    /// What is exchanged for the ID token.
    code: Option<String>,
    /// Who answers (RFC 9207).
    iss: Option<String>,
    /// Why there is no code.
    error: Option<String>,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Answer")
    }
}

/// Says in the log why, and to whoever asked that.
pub(super) fn refuse(provider: Option<Uuid>, why: Refused) -> Error {
    tracing::warn!(provider = provider.map(tracing::field::display), %why, "a visit to a provider was refused");
    Code::FederationRefused.into()
}

/// Begins a visit: to sign in, or for the person who is given to link who they are there.
///
/// # Errors
/// `STEP_UP_REQUIRED` when somebody links without a fresh second factor and outside an invitation; `FEDERATION_REFUSED` for all else.
pub async fn begin(world: &Arc<World>, id: Uuid, links: Option<&Person>) -> Result<Begun> {
    let now = world.now();
    let provider = store::active(world.read(), id).await?.ok_or_else(|| refuse(None, Refused::NoProvider))?;
    if let Some(person) = links {
        if person.state != provider.state {
            return Err(refuse(Some(id), Refused::OtherState));
        }
        let row = session::store::find(world.read(), person.session).await?.ok_or(Code::Unauthenticated)?;
        let invited = session::rules::uses(&row, SignInMethod::Invitation);
        if !invited && person.fresh_until.is_none_or(|until| until <= now) {
            return Err(Code::StepUpRequired.into());
        }
    }
    let conversation = in_time(Conversation::open(world, &provider)).await?.map_err(|why| refuse(Some(id), why))?;
    let (visit, browser) = (Visit::of(world.keys(), secret::fresh()), secret::fresh());
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
    world.write((row, now - VISIT), |tx, (row, old)| Box::pin(async move { store::begin(tx, row.clone(), *old).await })).await?;
    Ok(Begun { location: conversation.location(&visit), browser })
}

/// Takes a provider's answer, has it proved, and gives the code by which the browser finishes.
///
/// # Errors
/// `FEDERATION_REFUSED` for everything that is not right.
pub async fn answer(world: &Arc<World>, browser: Option<&str>, answer: Answer) -> Result<String> {
    let now = world.now();
    let (Some(state), Some(browser)) = (answer.state.clone(), browser) else { return Err(refuse(None, Refused::Visit)) };
    let hashes = (secret::hash(&state), secret::hash(browser));
    let taken = world
        .write((hashes, now), |tx, ((state, browser), now)| {
            Box::pin(async move { store::answer(tx, state, browser, *now).await })
        })
        .await?;
    let attempt = taken.ok_or_else(|| refuse(None, Refused::Visit))?;
    let refuse = |why| refuse(Some(attempt.provider), why);
    let provider = store::active(world.read(), attempt.provider).await?.ok_or_else(|| refuse(Refused::NoProvider))?;
    let code = from(answer, &provider).map_err(refuse)?;
    let visit = Visit::of(world.keys(), state);
    let asked = in_time(async {
        Ok(match Conversation::open(world, &provider).await? {
            Ok(conversation) => conversation.subject(code, &visit, now).await,
            Err(why) => Err(why),
        })
    });
    let subject = asked.await?.map_err(refuse)?;
    if attempt.purpose == FederationPurpose::SignIn {
        super::finish::known(world.read(), &provider, &subject).await?.map_err(refuse)?;
    }
    let code = secret::fresh();
    // The provider was asked for a while.
    let proved = (attempt.state_hash.clone(), subject, secret::hash(&code), world.now() + CODE);
    world
        .write(proved, |tx, (state, subject, code, until)| {
            Box::pin(async move { store::prove(tx, state, subject, code, *until).await })
        })
        .await?;
    Ok(code)
}

/// What is asked of a provider is asked within ten seconds, all of it together.
async fn in_time<T>(asked: impl Future<Output = Result<Result<T, Refused>>>) -> Result<Result<T, Refused>> {
    tokio::time::timeout(TOTAL, asked).await.unwrap_or(Ok(Err(Refused::Slow)))
}

/// The code of an answer that says, by its own word, to be of this provider. A provider that names itself nowhere is refused: two of
/// them could not be told apart, and one could be given the code of the other.
fn from(answer: Answer, provider: &provider::Model) -> Result<String, Refused> {
    if answer.iss.as_deref() != Some(provider.issuer.as_str()) {
        return Err(Refused::Issuer);
    }
    if answer.error.is_some() {
        return Err(Refused::Error);
    }
    answer.code.filter(|code| !code.is_empty()).ok_or(Refused::Code)
}
