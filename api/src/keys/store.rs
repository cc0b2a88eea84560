//! Public keys in SQL.

use crate::{
    database::{Db, Tx},
    error::Result,
    signature,
};
use ::entity::{
    federation_provider, one_time_code, public_key,
    vocabulary::{KeyPurpose, KeyStatus},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use ed25519_dalek::VerifyingKey;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _,
    PaginatorTrait as _, QueryFilter as _, Set, sea_query::Expr,
};

/// Returns every public key, retired and revoked ones included.
pub(super) async fn all(db: &impl ConnectionTrait) -> Result<Vec<public_key::Model>> {
    Ok(public_key::Entity::find().all(db).await?)
}

/// Publishes a key that is new to the database.
pub(crate) async fn add(
    tx: &Tx,
    purpose: KeyPurpose,
    key: VerifyingKey,
    status: KeyStatus,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = public_key::ActiveModel {
        kid: Set(signature::key_id(&key)),
        purpose: Set(purpose),
        public: Set(URL_SAFE_NO_PAD.encode(key.to_bytes())),
        status: Set(status),
        created_at: Set(now),
        retired_at: Set(None),
    };
    row.insert(tx).await?;
    Ok(())
}

/// Publishes keys that are new to the database, in one transaction.
pub(crate) async fn publish_all(
    db: &Db,
    new: Vec<(KeyPurpose, VerifyingKey, KeyStatus)>,
    now: DateTime<Utc>,
) -> Result<()> {
    db.write((new, now), |tx, (new, now)| {
        Box::pin(async move {
            for (purpose, key, status) in new {
                add(tx, *purpose, *key, *status, *now).await?;
            }
            Ok(())
        })
    })
    .await
}

/// Counts the rows that are sealed with the secret of the key file: one-time codes, and client
/// secrets of providers.
pub(super) async fn sealed(tx: &Tx) -> Result<(u64, u64)> {
    let codes = one_time_code::Entity::find()
        .filter(one_time_code::Column::Secret.is_not_null())
        .count(tx)
        .await?;
    let providers = federation_provider::Entity::find();
    let providers =
        providers.filter(federation_provider::Column::SealedSecret.is_not_null()).count(tx).await?;
    Ok((codes, providers))
}

/// Sets the status of a key, and returns the number of changed rows.
pub(crate) async fn stand(
    tx: &Tx,
    kid: &str,
    status: KeyStatus,
    retired_at: Option<DateTime<Utc>>,
) -> Result<u64> {
    let done = public_key::Entity::update_many()
        .col_expr(public_key::Column::Status, Expr::value(status.as_str()))
        .col_expr(public_key::Column::RetiredAt, Expr::value(retired_at))
        .filter(public_key::Column::Kid.eq(kid))
        .exec(tx)
        .await?;
    Ok(done.rows_affected)
}
