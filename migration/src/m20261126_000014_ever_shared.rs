//! The readers to whom each answer was ever shown. The first rows are the answers that are shown
//! now.

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
CREATE TABLE ever_shared (
  cycle {uuid} NOT NULL REFERENCES cycle (id),
  state TEXT NOT NULL REFERENCES state (code),
  question TEXT NOT NULL,
  edition INTEGER NOT NULL,
  reader TEXT NOT NULL CHECK (reader IN ('secretariat', 'member_states', 'public')),
  since {time} NOT NULL,
  PRIMARY KEY (cycle, state, question, edition, reader)
) {strict};
INSERT INTO ever_shared (cycle, state, question, edition, reader, since)
SELECT shared_answer.cycle, shared_answer.state, shared_answer.question, shared_answer.edition, shared_answer.reader,
  edition.submitted_at
FROM shared_answer JOIN edition ON edition.submission = shared_answer.submission AND edition.number = shared_answer.edition;
";

const DOWN: &str = "
DROP TABLE ever_shared;
";
