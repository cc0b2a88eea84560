//! Showing a passkey: to sign in, or as a fresh second factor.

use crate::{
    access::{Caches, Person, token},
    app::App,
    database::Tx,
    error::{Code, Error, Result},
    identity::{
        credential::{
            change,
            passkey::{
                ceremony::{self, Challenge},
                store, webauthn,
            },
        },
        people,
        session::{self, Opening, Tokens},
    },
};
use ::entity::{
    passkey, person,
    vocabulary::{CeremonyKind, PersonStatus, SessionEnd, SignInMethod},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use std::sync::Arc;
use uuid::Uuid;
use webauthn_rs::prelude::{
    AuthenticationResult, DiscoverableAuthentication, Passkey, PasskeyAuthentication,
    PublicKeyCredential, WebauthnError,
};

/// Asks for any passkey of this service. The answer identifies the person.
///
/// # Errors
/// Fails with `FORBIDDEN` if the origin has no host name.
pub async fn start_sign_in(app: &Arc<App>) -> Result<Challenge> {
    let (asked, state) =
        webauthn(app)?.start_discoverable_authentication().map_err(Error::failure)?;
    ceremony::begin(app, CeremonyKind::SignIn, None, &state, serde_json::to_value(asked)?).await
}

/// Opens a session for the person whose passkey was shown.
///
/// # Errors
/// Fails with `SIGN_IN_REFUSED` if the answer does not fit. The refusal does not say why.
pub async fn finish_sign_in(
    app: &Arc<App>,
    ceremony: Uuid,
    answer: &PublicKeyCredential,
    device: String,
) -> Result<Tokens> {
    let refused = || Error::from(Code::SignInRefused);
    let state =
        ceremony::take::<DiscoverableAuthentication>(app, ceremony, CeremonyKind::SignIn, None)
            .await?;
    let state = state.ok_or_else(refused)?;
    let webauthn = webauthn(app)?;
    let (person, credential) =
        webauthn.identify_discoverable_authentication(answer).map_err(|_| refused())?;
    let (person, row) = usable(app, person, credential).await?.ok_or_else(refused)?;
    let key: Passkey = serde_json::from_str(&row.content)?;
    let shown = webauthn.finish_discoverable_authentication_v2(answer, state, &key);
    let (row, key) = judged(app, &person, row, key, shown, Code::SignInRefused).await?;
    let (now, shared) = (app.now(), Arc::clone(app));
    let opening = Opening { methods: vec![SignInMethod::Passkey], device };
    let (session, refresh_token) = app
        .write(
            (shared, person, row, key, opening, now),
            |tx, (app, person, row, key, opening, now)| {
                Box::pin(async move {
                    used(tx, row, key, Code::SignInRefused, *now).await?;
                    session::open(tx, app.keys(), person, opening, *now).await
                })
            },
        )
        .await?;
    Tokens::new(
        app,
        token::Proof { person: session.person, session: session.id },
        Some(refresh_token),
        now,
    )
}

/// Asks for one of the caller's own passkeys.
///
/// # Errors
/// Fails with `NOT_FOUND` if the caller has no passkey, or only locked ones. Fails with `FORBIDDEN`
/// if the origin has no host name.
pub async fn start_step_up(app: &Arc<App>, caller: &Person) -> Result<Challenge> {
    let own = store::of_person(app.read(), caller.id)
        .await?
        .into_iter()
        .filter(|row| row.locked_at.is_none());
    let own = own
        .map(|row| serde_json::from_str(&row.content))
        .collect::<std::result::Result<Vec<Passkey>, _>>()?;
    if own.is_empty() {
        return Err(Error::says(Code::NotFound, "You have no passkey that can be used."));
    }
    let (asked, state) =
        webauthn(app)?.start_passkey_authentication(&own).map_err(Error::failure)?;
    ceremony::begin(
        app,
        CeremonyKind::StepUp,
        Some(caller.session),
        &state,
        serde_json::to_value(asked)?,
    )
    .await
}

/// Makes the second factor of the caller's session fresh.
///
/// # Errors
/// Fails with `CONFIRMATION_REFUSED` if the answer does not fit. The refusal does not say why.
pub async fn finish_step_up(
    app: &Arc<App>,
    caller: &Person,
    ceremony: Uuid,
    answer: &PublicKeyCredential,
) -> Result<()> {
    let refused = || Error::from(Code::ConfirmationRefused);
    let kind = CeremonyKind::StepUp;
    let state =
        ceremony::take::<PasskeyAuthentication>(app, ceremony, kind, Some(caller.session)).await?;
    let state = state.ok_or_else(refused)?;
    let (person, row) = usable(app, caller.id, &answer.raw_id).await?.ok_or_else(refused)?;
    let key: Passkey = serde_json::from_str(&row.content)?;
    let shown = webauthn(app)?.finish_passkey_authentication(answer, &state);
    let (row, key) = judged(app, &person, row, key, shown, Code::ConfirmationRefused).await?;
    let now = app.now();
    app.write((person, caller.session, row, key, now), |tx, (person, session, row, key, now)| {
        Box::pin(async move {
            used(tx, row, key, Code::ConfirmationRefused, *now).await?;
            session::confirm(tx, person, *session, SignInMethod::Passkey, *now).await
        })
    })
    .await?;
    Caches::of(app).people.forget();
    Ok(())
}

/// Returns the active person and their passkey with this credential identifier, unless it is
/// locked.
async fn usable(
    app: &App,
    person: Uuid,
    credential: &[u8],
) -> Result<Option<(person::Model, passkey::Model)>> {
    let row = store::find(app.read(), person, &URL_SAFE_NO_PAD.encode(credential)).await?;
    let Some(row) = row.filter(|row| row.locked_at.is_none()) else { return Ok(None) };
    let person = people::store::person_by_id(app.read(), person).await?;
    Ok(person.filter(|person| person.status == PersonStatus::Active).map(|person| (person, row)))
}

/// Returns the passkey to store after a use, or refuses, by the result of the library.
///
/// If the counter went backwards, it locks the passkey.
async fn judged(
    app: &App,
    person: &person::Model,
    row: passkey::Model,
    mut key: Passkey,
    shown: std::result::Result<AuthenticationResult, WebauthnError>,
    refused: Code,
) -> Result<(passkey::Model, (String, i64))> {
    match shown {
        Ok(result) if result.user_verified() => {
            key.update_credential(&result);
            Ok((row, (serde_json::to_string(&key)?, i64::from(result.counter()))))
        }
        Err(WebauthnError::CredentialPossibleCompromise) => {
            lock(app, person.clone(), row.id).await?;
            Err(refused.into())
        }
        _ => Err(refused.into()),
    }
}

/// Locks a passkey and ends all sessions of its person.
///
/// A copy of the passkey exists, and may have been used before.
async fn lock(app: &App, person: person::Model, id: Uuid) -> Result<()> {
    let now = app.now();
    app.write((person, id, now), |tx, (person, id, now)| {
        Box::pin(async move {
            if store::lock(tx, *id, *now).await? {
                change::record(tx, person, "passkey.lock", *id, None, *now).await?;
                session::end_all(tx, person, None, SessionEnd::CredentialsChanged, None, *now)
                    .await?;
            }
            Ok(())
        })
    })
    .await?;
    Caches::of(app).people.forget();
    Ok(())
}

/// Records the use of a passkey, in the transaction of the act for which it was shown.
///
/// Refuses if the person is no longer active, or if the passkey was used or locked in the meantime.
async fn used(
    tx: &Tx,
    row: &passkey::Model,
    (content, counter): &(String, i64),
    refused: Code,
    now: DateTime<Utc>,
) -> Result<()> {
    let active = people::store::person_who_enters(tx, row.person)
        .await?
        .is_some_and(|person| person.status == PersonStatus::Active);
    if active && store::used(tx, row, content.clone(), *counter, now).await? {
        Ok(())
    } else {
        Err(refused.into())
    }
}
