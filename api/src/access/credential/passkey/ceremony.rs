//! A challenge that waits for its answer: in the database, for five minutes, and once.

use super::store;
use crate::{
    clock::new_id,
    error::{Error, Result},
    world::World,
};
use ::entity::{ceremony, vocabulary::CeremonyKind};
use chrono::TimeDelta;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use uuid::Uuid;

/// How long a challenge waits.
const LONGEST: TimeDelta = TimeDelta::minutes(5);

/// What a browser's `navigator.credentials` is given, and what names it when the answer comes.
#[derive(Clone, Debug)]
pub struct Challenge {
    /// Names the ceremony.
    pub ceremony: Uuid,
    /// The options, as the WebAuthn specification writes them in JSON.
    pub public_key: Value,
}

/// Keeps the state of a ceremony and gives what the browser is asked.
pub(super) async fn begin(
    world: &World,
    kind: CeremonyKind,
    session: Option<Uuid>,
    state: &impl Serialize,
    mut asked: Value,
) -> Result<Challenge> {
    let now = world.now();
    let state = serde_json::to_string(state)?;
    let row = ceremony::Model { id: new_id(), kind, session, state, expires_at: now + LONGEST };
    let ceremony = row.id;
    world
        .write((row, now), |tx, (row, now)| {
            Box::pin(async move {
                store::forget_ceremonies(tx, *now).await?;
                store::add_ceremony(tx, row.clone()).await
            })
        })
        .await?;
    Ok(Challenge { ceremony, public_key: asked["publicKey"].take() })
}

/// Takes the state of a ceremony out of the database, before its answer is looked at: none when there is no such ceremony of
/// this kind and session, or it was answered before.
pub(super) async fn take<S: DeserializeOwned>(
    world: &World,
    id: Uuid,
    kind: CeremonyKind,
    session: Option<Uuid>,
) -> Result<Option<S>> {
    let now = world.now();
    let taken = world
        .write((id, kind, session, now), |tx, (id, kind, session, now)| {
            Box::pin(async move { store::take_ceremony(tx, *id, *kind, *session, *now).await })
        })
        .await?;
    taken.map(|row| serde_json::from_str(&row.state).map_err(Error::from)).transpose()
}
