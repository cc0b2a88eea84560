//! Deleting credentials, of a person who was removed or comes back by an invitation.

use crate::{
    database::Tx,
    error::Result,
    identity::{
        credential::{passkey, store},
        federation,
    },
};
use uuid::Uuid;

/// Deletes a person's password, one-time codes, passkeys, known devices and identities at
/// providers.
///
/// The last used time step of one-time codes is kept, so that no code is accepted twice.
///
/// # Errors
/// Fails if the database fails.
pub(in crate::identity) async fn forget(tx: &Tx, person: Uuid) -> Result<()> {
    store::set_password(tx, person, None).await?;
    store::forget_one_time_code(tx, person).await?;
    store::forget_all_devices(tx, person).await?;
    passkey::forget(tx, person).await?;
    federation::forget(tx, person).await
}
