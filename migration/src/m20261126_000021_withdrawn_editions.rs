//! The newest withdrawn edition of each submission. No release counts a withdrawn edition, even if
//! the State has submitted again.

use crate::run;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await
    }
}

const UP: &str = "
ALTER TABLE submission ADD COLUMN withdrawn_through INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn_through >= 0);
UPDATE submission SET withdrawn_through = latest_edition WHERE status = 'withdrawn';
";

const DOWN: &str = "
ALTER TABLE submission DROP COLUMN withdrawn_through;
";
