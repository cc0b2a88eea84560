//! The heartbeat: a number that the service increments and reads back, to check that its writes can
//! be read.

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
        run(manager, "DROP TABLE heartbeat").await
    }
}

const UP: &str = "
CREATE TABLE heartbeat (
  id {int} PRIMARY KEY CHECK (id = 1),
  beats {int} NOT NULL CHECK (beats >= 0)
) {strict};
INSERT INTO heartbeat (id, beats) VALUES (1, 0);
";
