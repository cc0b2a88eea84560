//! Letters in SQL.

use crate::{database::Tx, error::Result};
use ::entity::letter;
use sea_orm::{EntityTrait as _, IntoActiveModel as _};

pub(super) async fn add(tx: &Tx, row: letter::Model) -> Result<()> {
    letter::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}
