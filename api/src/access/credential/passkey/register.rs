//! Registering a passkey, by somebody who may change what they sign in with.

use super::{
    ceremony::{self, Challenge},
    store, webauthn,
};
use crate::{
    access::{Caches, Person, credential::change::Changes},
    clock::new_id,
    database::is_duplicate,
    error::{Code, Error, Result},
    world::World,
};
use ::entity::{passkey, vocabulary::CeremonyKind};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::json;
use std::sync::Arc;
use unicode_segmentation::UnicodeSegmentation as _;
use uuid::Uuid;
use webauthn_rs::prelude::{Passkey, PasskeyRegistration, RegisterPublicKeyCredential};

/// The longest name of a passkey, in characters as people count them.
const LONGEST_NAME: usize = 60;
/// How many passkeys a person can have.
const MOST: usize = 20;

/// Asks for a new passkey: one that the authenticator finds by itself, and that verifies its user.
///
/// # Errors
/// `STEP_UP_REQUIRED` without a fresh second factor or an invitation; `BAD_INPUT` for somebody who has 20.
pub async fn start_registration(world: &Arc<World>, caller: &Person) -> Result<Challenge> {
    let changes = Changes::of(world.read(), caller, world.now()).await?;
    let own = store::of_person(world.read(), caller.id).await?;
    if own.len() >= MOST {
        return Err(Error::says(Code::BadInput, "You have 20 passkeys: remove one first."));
    }
    let known = own.iter().filter_map(|row| URL_SAFE_NO_PAD.decode(&row.credential).ok());
    let (person, known) = (&changes.person, Some(known.collect()));
    let started = webauthn(world)?.start_passkey_registration(person.id, &person.email, &person.name, known);
    let (asked, state) = started.map_err(Error::failure)?;
    let mut asked = serde_json::to_value(asked)?;
    // Signing in names nobody: the authenticator has to find the passkey by itself.
    asked["publicKey"]["authenticatorSelection"]["residentKey"] = json!("required");
    asked["publicKey"]["authenticatorSelection"]["requireResidentKey"] = json!(true);
    ceremony::begin(world, CeremonyKind::Register, Some(caller.session), &state, asked).await
}

/// Keeps the passkey that was made, and ends the person's other sessions.
///
/// # Errors
/// `CREDENTIAL_REFUSED` for an answer that does not fit, whatever is wrong with it; `STEP_UP_REQUIRED` without a fresh second
/// factor or an invitation; `BAD_INPUT` for a name that is empty or longer than 60 characters.
pub async fn finish_registration(
    world: &Arc<World>,
    caller: &Person,
    ceremony: Uuid,
    name: &str,
    answer: &RegisterPublicKeyCredential,
) -> Result<Uuid> {
    let name = name.trim();
    if !(1..=LONGEST_NAME).contains(&name.graphemes(true).count()) || name.chars().any(char::is_control) {
        return Err(Error::says(Code::BadInput, "A passkey's name has 1 to 60 characters."));
    }
    let state = ceremony::take::<PasskeyRegistration>(world, ceremony, CeremonyKind::Register, Some(caller.session)).await?;
    let state = state.ok_or(Code::CredentialRefused)?;
    let made = webauthn(world)?.finish_passkey_registration(answer, &state).map_err(|_| Code::CredentialRefused)?;
    let now = world.now();
    let row = passkey::Model {
        id: new_id(),
        person: caller.id,
        credential: URL_SAFE_NO_PAD.encode(made.cred_id()),
        name: name.to_owned(),
        counter: counter(&made)?,
        content: serde_json::to_string(&made)?,
        created_at: now,
        used_at: None,
        locked_at: None,
    };
    let id = row.id;
    world
        .write((Arc::clone(world), caller.clone(), row, now), |tx, (world, caller, row, now)| {
            Box::pin(async move {
                let changes = Changes::of(tx, caller, *now).await?;
                store::add(tx, row.clone()).await.map_err(|error| match is_duplicate(&error) {
                    true => Error::from(Code::CredentialRefused),
                    false => error.into(),
                })?;
                changes.record(tx, world, "passkey.register", row.id, *now).await
            })
        })
        .await?;
    Caches::of(world).people.forget();
    Ok(id)
}

/// The counter inside a passkey, which the library keeps to itself.
fn counter(made: &Passkey) -> Result<i64> {
    Ok(serde_json::to_value(made)?["cred"]["counter"].as_i64().unwrap_or_default())
}
