//! Releases by two people: proposals, and the moment that a release describes.

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
ALTER TABLE release ADD COLUMN as_of {time};
CREATE TABLE release_proposal (
  id {uuid} NOT NULL PRIMARY KEY,
  cycle {uuid} NOT NULL REFERENCES cycle (id),
  counted TEXT NOT NULL,
  publish_at {time},
  proposed_by {uuid} NOT NULL REFERENCES person (id),
  proposed_at {time} NOT NULL,
  signed_off_by {uuid} REFERENCES person (id) CHECK (signed_off_by <> proposed_by),
  signed_off_at {time},
  release {int} UNIQUE REFERENCES release (number),
  ended_at {time},
  ended_because TEXT,
  CHECK ((signed_off_by IS NULL) = (signed_off_at IS NULL)),
  CHECK (release IS NULL OR (signed_off_at IS NOT NULL AND ended_at IS NULL))
) {strict};
CREATE UNIQUE INDEX release_proposal_open ON release_proposal (cycle) WHERE release IS NULL AND ended_at IS NULL;
";

const DOWN: &str = "
DROP TABLE release_proposal;
ALTER TABLE release DROP COLUMN as_of;
";
