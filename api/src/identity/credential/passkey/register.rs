//! Registering a passkey, by a person who may change their credentials.

use crate::{
    access::{Caches, Person},
    app::App,
    clock::new_id,
    database::is_duplicate,
    email_address,
    error::{Code, Error, Result, at},
    identity::credential::{
        change::Changes,
        passkey::{
            ceremony::{self, Challenge},
            store, webauthn,
        },
    },
    text::single_line,
};
use ::entity::{passkey, vocabulary::CeremonyKind};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;
use webauthn_rs::prelude::{Passkey, PasskeyRegistration, RegisterPublicKeyCredential};

/// Longest name of a passkey, in characters as people count them.
const LONGEST_NAME: usize = 60;
/// Largest number of passkeys of a person.
const MOST: usize = 20;

/// Asks for a new passkey, which must be discoverable and must verify its user.
///
/// # Errors
/// Fails with `STEP_UP_REQUIRED` without a fresh second factor or an invitation. Fails with
/// `BAD_INPUT` if the person has 20 passkeys. Fails with `FORBIDDEN` if the origin has no host
/// name.
pub async fn start_registration(app: &Arc<App>, caller: &Person) -> Result<Challenge> {
    let changes = Changes::of(app.read(), caller, app.now()).await?;
    let own = store::of_person(app.read(), caller.id).await?;
    if own.len() >= MOST {
        return Err(Error::says(Code::BadInput, "You have 20 passkeys: remove one first."));
    }
    let known = own.iter().filter_map(|row| URL_SAFE_NO_PAD.decode(&row.credential).ok());
    let (person, known) = (&changes.person, Some(known.collect()));
    let email = email_address::in_unicode(&person.email);
    let started = webauthn(app)?.start_passkey_registration(person.id, &email, &person.name, known);
    let (asked, state) = started.map_err(Error::failure)?;
    let mut asked = serde_json::to_value(asked)?;
    // A sign-in names no person, so the authenticator must find the passkey by itself.
    asked["publicKey"]["authenticatorSelection"]["residentKey"] = json!("required");
    asked["publicKey"]["authenticatorSelection"]["requireResidentKey"] = json!(true);
    ceremony::begin(app, CeremonyKind::Register, Some(caller.session), &state, asked).await
}

/// Stores the passkey that was made, and ends the person's other sessions.
///
/// # Errors
/// Fails with `CREDENTIAL_REFUSED` if the answer does not fit. The refusal does not say why. Fails
/// with `STEP_UP_REQUIRED` without a fresh second factor or an invitation. Fails with `BAD_INPUT`
/// if there is nothing to see in the name, and with `BAD_TEXT` or `TOO_LONG`.
pub async fn finish_registration(
    app: &Arc<App>,
    caller: &Person,
    ceremony: Uuid,
    name: &str,
    answer: &RegisterPublicKeyCredential,
) -> Result<Uuid> {
    let name = at("`name`", single_line(name, LONGEST_NAME))?;
    let state = ceremony::take::<PasskeyRegistration>(
        app,
        ceremony,
        CeremonyKind::Register,
        Some(caller.session),
    )
    .await?;
    let state = state.ok_or(Code::CredentialRefused)?;
    let made = webauthn(app)?
        .finish_passkey_registration(answer, &state)
        .map_err(|_| Code::CredentialRefused)?;
    let now = app.now();
    let row = passkey::Model {
        id: new_id(),
        person: caller.id,
        credential: URL_SAFE_NO_PAD.encode(made.cred_id()),
        name,
        counter: counter(&made)?,
        content: serde_json::to_string(&made)?,
        created_at: now,
        used_at: None,
        locked_at: None,
    };
    let id = row.id;
    app.write((Arc::clone(app), caller.clone(), row, now), |tx, (app, caller, row, now)| {
        Box::pin(async move {
            let changes = Changes::of(tx, caller, *now).await?;
            store::add(tx, row.clone()).await.map_err(|error| match is_duplicate(&error) {
                true => Error::from(Code::CredentialRefused),
                false => error.into(),
            })?;
            changes.record(tx, app, "passkey.register", row.id, *now).await
        })
    })
    .await?;
    Caches::of(app).people.forget();
    Ok(id)
}

/// Returns the counter of a passkey, which the library keeps private, from its JSON form.
fn counter(made: &Passkey) -> Result<i64> {
    Ok(serde_json::to_value(made)?["cred"]["counter"].as_i64().unwrap_or_default())
}
