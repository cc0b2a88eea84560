//! The gate: the certificate of each question of a release, and the signed content of a gated
//! release.

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
ALTER TABLE release ADD COLUMN ledger TEXT CHECK (length(ledger) = 64);
ALTER TABLE release ADD COLUMN assumed TEXT;
ALTER TABLE release ADD COLUMN kid TEXT;
ALTER TABLE release ADD COLUMN signature TEXT;
CREATE TABLE release_certificate (
  release {int} NOT NULL REFERENCES release (number),
  question TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (release, question)
) {strict};
";

const DOWN: &str = "
DROP TABLE release_certificate;
ALTER TABLE release DROP COLUMN signature;
ALTER TABLE release DROP COLUMN kid;
ALTER TABLE release DROP COLUMN assumed;
ALTER TABLE release DROP COLUMN ledger;
";
