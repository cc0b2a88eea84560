//! Removals of administrators that wait for a second administrator, invitations that a sole
//! administrator made alone, and the letters about both.

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
        run(manager, UP).await?;
        run(manager, &letters(", 'confirm_removal', 'administrator_removed'")).await
    }
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await?;
        run(manager, &letters("")).await
    }
}

const UP: &str = "
CREATE TABLE administrator_removal (
  id {uuid} NOT NULL PRIMARY KEY,
  person {uuid} NOT NULL REFERENCES person (id),
  proposed_by {uuid} NOT NULL REFERENCES person (id),
  proposed_at {time} NOT NULL,
  expires_at {time} NOT NULL,
  confirmed_by {uuid} REFERENCES person (id),
  confirmed_at {time},
  ended_at {time},
  CHECK (proposed_by <> person),
  CHECK (confirmed_by <> person),
  CHECK (confirmed_by <> proposed_by),
  CHECK ((confirmed_at IS NULL) = (confirmed_by IS NULL)),
  CHECK (confirmed_at IS NULL OR ended_at IS NULL)
) {strict};
CREATE INDEX administrator_removal_person ON administrator_removal (person);
ALTER TABLE invitation ADD COLUMN alone {bool} NOT NULL DEFAULT FALSE;
";

const DOWN: &str = "
ALTER TABLE invitation DROP COLUMN alone;
DROP TABLE administrator_removal;
DELETE FROM letter WHERE kind IN ('confirm_removal', 'administrator_removed');
";

/// Creates the table of letters again, because SQLite cannot change a constraint of a table.
fn letters(more: &str) -> String {
    LETTERS.replace("{more}", more)
}

const LETTERS: &str = "
CREATE TABLE letter_anew (
  id {uuid} NOT NULL PRIMARY KEY,
  recipient TEXT NOT NULL CHECK (length(recipient) BETWEEN 3 AND 254),
  language TEXT NOT NULL CHECK (language IN ('ar', 'zh', 'en', 'fr', 'ru', 'es')),
  kind TEXT NOT NULL CHECK (kind IN ('invitation', 'confirm_invitation', 'succession_asked', 'succession_done',
    'credentials_changed', 'new_sign_in', 'submission_receipt'{more})),
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
INSERT INTO letter_anew SELECT id, recipient, language, kind, words, status, posted_at, due_at, tries, lease, leased_until,
  ended_at, failure FROM letter;
DROP TABLE letter;
ALTER TABLE letter_anew RENAME TO letter;
CREATE INDEX letter_due ON letter (due_at) WHERE status = 'waiting';
";
