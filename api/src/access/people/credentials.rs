//! What somebody signed in with, forgotten.

use crate::{access::store, database::Tx, error::Result};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Forgets what a person signs in with.
///
/// # Errors
/// When the database fails.
pub(in crate::access) async fn forget_credentials(tx: &Tx, person: Uuid, _now: DateTime<Utc>) -> Result<()> {
    store::forget_password(tx, person).await
}
