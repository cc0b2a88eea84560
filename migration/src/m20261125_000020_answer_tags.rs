//! Tags of the Secretariat on answers that States have shown to it.

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
CREATE TABLE answer_tag (
  cycle {uuid} NOT NULL REFERENCES cycle (id),
  state TEXT NOT NULL REFERENCES state (code),
  question TEXT NOT NULL,
  tag TEXT NOT NULL CHECK (length(tag) BETWEEN 1 AND 500),
  edition INTEGER NOT NULL CHECK (edition >= 1),
  tagged_by {uuid} NOT NULL REFERENCES person (id),
  tagged_at {time} NOT NULL,
  PRIMARY KEY (cycle, state, question, tag)
) {strict};
CREATE INDEX answer_tag_tag ON answer_tag (cycle, tag);
";

const DOWN: &str = "
DROP TABLE answer_tag;
";
