//! Public keys in SQL.

use crate::{
    database::{Db, Tx},
    error::Result,
};
use ::entity::{
    public_key,
    words::{KeyPurpose, KeyStatus},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use ed25519_dalek::VerifyingKey;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, Set, sea_query::Expr,
};

/// Every public key, retired and revoked ones included.
pub(super) async fn all(db: &impl ConnectionTrait) -> Result<Vec<public_key::Model>> {
    Ok(public_key::Entity::find().all(db).await?)
}

/// Publishes a key that the database does not know.
pub(super) async fn add(tx: &Tx, purpose: KeyPurpose, key: VerifyingKey, status: KeyStatus, now: DateTime<Utc>) -> Result<()> {
    let row = public_key::ActiveModel {
        kid: Set(super::kid(&key)),
        purpose: Set(purpose),
        public: Set(URL_SAFE_NO_PAD.encode(key.to_bytes())),
        status: Set(status),
        created_at: Set(now),
        retired_at: Set(None),
    };
    row.insert(tx).await?;
    Ok(())
}

/// As [`add`], in a transaction of its own.
pub(super) async fn publish(
    db: &Db,
    purpose: KeyPurpose,
    key: VerifyingKey,
    status: KeyStatus,
    now: DateTime<Utc>,
) -> Result<()> {
    db.write((purpose, key, status, now), |tx, (purpose, key, status, now)| Box::pin(add(tx, *purpose, *key, *status, *now)))
        .await
}

/// Where a key stands from now on; how many keys that was.
pub(super) async fn stand(tx: &Tx, kid: &str, status: KeyStatus, retired_at: Option<DateTime<Utc>>) -> Result<u64> {
    let done = public_key::Entity::update_many()
        .col_expr(public_key::Column::Status, Expr::value(status.as_str()))
        .col_expr(public_key::Column::RetiredAt, Expr::value(retired_at))
        .filter(public_key::Column::Kid.eq(kid))
        .exec(tx)
        .await?;
    Ok(done.rows_affected)
}
