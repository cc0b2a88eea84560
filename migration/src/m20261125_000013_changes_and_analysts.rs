//! Released changes between cycles, and tables that only analysts read.

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
CREATE TABLE release_change (
  release {int} NOT NULL REFERENCES release (number),
  question TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (release, question)
) {strict};
CREATE TABLE release_analyst_table (
  release {int} NOT NULL REFERENCES release (number),
  question TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (release, question)
) {strict};
";

const DOWN: &str = "
DROP TABLE release_analyst_table;
DROP TABLE release_change;
";
