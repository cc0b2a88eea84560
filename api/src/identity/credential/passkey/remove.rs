//! Removing a passkey of the caller, and ending the caller's other sessions.

use crate::{
    access::Person,
    app::App,
    database::Tx,
    error::{Code, Result},
    identity::credential::{change::Changes, passkey::store},
};
use ::entity::passkey;
use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

/// Returns the caller's passkeys.
pub(super) async fn own(db: &impl ConnectionTrait, caller: &Person) -> Result<Vec<passkey::Model>> {
    store::of_person(db, caller.id).await
}

/// Removes a passkey of the caller.
pub(super) async fn remove(
    tx: &Tx,
    app: &App,
    caller: &Person,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<()> {
    let changes = Changes::of(tx, caller, now).await?;
    if !store::remove(tx, caller.id, id).await? {
        return Err(Code::NotFound.into());
    }
    changes.record(tx, app, "passkey.remove", id, now).await
}

/// Removes all passkeys of a person who was removed or comes back.
pub(in crate::identity::credential) async fn forget(tx: &Tx, person: Uuid) -> Result<()> {
    store::remove_all(tx, person).await
}
