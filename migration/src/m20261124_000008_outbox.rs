//! The outbox: letters to be sent, written in the transaction of the act that they report.

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
        run(manager, "DROP TABLE letter").await
    }
}

/// Holds no words of a letter that is sent or given up for good, because its link was a secret.
const UP: &str = "
CREATE TABLE letter (
  id {uuid} NOT NULL PRIMARY KEY,
  recipient TEXT NOT NULL CHECK (length(recipient) BETWEEN 3 AND 254),
  language TEXT NOT NULL CHECK (language IN ('ar', 'zh', 'en', 'fr', 'ru', 'es')),
  kind TEXT NOT NULL CHECK (kind IN ('invitation', 'confirm_invitation', 'succession_asked', 'succession_done',
    'credentials_changed', 'new_sign_in', 'submission_receipt')),
  words TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('waiting', 'sent', 'dead', 'expired')),
  posted_at {time} NOT NULL,
  due_at {time} NOT NULL,
  tries {int} NOT NULL CHECK (tries >= 0),
  lease {uuid},
  leased_until {time},
  ended_at {time},
  failure TEXT,
  CHECK ((lease IS NULL) = (leased_until IS NULL)),
  CHECK ((status = 'waiting') = (ended_at IS NULL)),
  CHECK (status = 'waiting' OR lease IS NULL),
  CHECK (status IN ('waiting', 'dead') OR words = '{}')
) {strict};
CREATE INDEX letter_due ON letter (due_at) WHERE status = 'waiting';
";
