//! Forgetting what somebody signs in with: who was removed, or comes back by an invitation, has nothing left of before.

use super::{passkey, store};
use crate::{access::federation, database::Tx, error::Result};
use uuid::Uuid;

/// Forgets a person's password, one-time codes, passkeys, known devices and identities at providers. Which code was used last is
/// kept, so that none is taken twice.
///
/// # Errors
/// When the database fails.
pub(in crate::access) async fn forget(tx: &Tx, person: Uuid) -> Result<()> {
    store::set_password(tx, person, None).await?;
    store::forget_one_time_code(tx, person).await?;
    store::forget_all_devices(tx, person).await?;
    passkey::forget(tx, person).await?;
    federation::forget(tx, person).await
}
