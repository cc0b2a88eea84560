//! A challenge that waits for its answer: in the database, for five minutes, and once.

use crate::{
    app::App,
    clock::new_id,
    error::{Error, Result},
    identity::credential::passkey::store,
};
use ::entity::{ceremony, vocabulary::CeremonyKind};
use chrono::TimeDelta;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use uuid::Uuid;

/// Time for which a challenge waits for its answer.
const LONGEST: TimeDelta = TimeDelta::minutes(5);

/// A challenge for the browser's `navigator.credentials`, with its identifier.
#[derive(Clone, Debug)]
pub struct Challenge {
    /// Identifier of the ceremony, which the answer names.
    pub ceremony: Uuid,
    /// Options of the challenge, in the JSON form of the WebAuthn specification.
    pub public_key: Value,
}

/// Stores the state of a ceremony and returns its challenge.
pub(super) async fn begin(
    app: &App,
    kind: CeremonyKind,
    session: Option<Uuid>,
    state: &impl Serialize,
    mut asked: Value,
) -> Result<Challenge> {
    let now = app.now();
    let state = serde_json::to_string(state)?;
    let row = ceremony::Model { id: new_id(), kind, session, state, expires_at: now + LONGEST };
    let ceremony = row.id;
    app.write((row, now), |tx, (row, now)| {
        Box::pin(async move {
            store::forget_ceremonies(tx, *now).await?;
            store::add_ceremony(tx, row.clone()).await
        })
    })
    .await?;
    Ok(Challenge { ceremony, public_key: asked["publicKey"].take() })
}

/// Removes the state of a ceremony from the database, before its answer is checked.
///
/// Returns none if there is no such ceremony of this kind and session, or it was answered before.
pub(super) async fn take<S: DeserializeOwned>(
    app: &App,
    id: Uuid,
    kind: CeremonyKind,
    session: Option<Uuid>,
) -> Result<Option<S>> {
    let now = app.now();
    let taken = app
        .write((id, kind, session, now), |tx, (id, kind, session, now)| {
            Box::pin(async move { store::take_ceremony(tx, *id, *kind, *session, *now).await })
        })
        .await?;
    taken.map(|row| serde_json::from_str(&row.state).map_err(Error::from)).transpose()
}
