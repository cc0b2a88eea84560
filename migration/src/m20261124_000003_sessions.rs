//! Sessions with their sign-in methods and the time of the last second factor, and refresh tokens.

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

/// Creates the table of sessions again, because SQLite cannot change a constraint of a table.
///
/// Sessions live for hours, so the sessions of the old form end.
const UP: &str = "
DROP TABLE session;
CREATE TABLE session (
  id {uuid} NOT NULL PRIMARY KEY,
  person {uuid} NOT NULL REFERENCES person (id),
  methods TEXT NOT NULL CHECK (methods <> ''),
  device TEXT NOT NULL,
  epoch {int} NOT NULL CHECK (epoch >= 0),
  opened_at {time} NOT NULL,
  confirmed_at {time},
  seen_at {time} NOT NULL,
  expires_at {time} NOT NULL,
  ended_at {time},
  ended_for TEXT CHECK (ended_for IN
    ('signed_out', 'revoked', 'reused', 'suspended', 'role_changed', 'credentials_changed', 'replaced')),
  CHECK ((ended_at IS NULL) = (ended_for IS NULL))
) {strict};
CREATE INDEX session_person ON session (person);
CREATE TABLE refresh_token (
  hash TEXT NOT NULL PRIMARY KEY CHECK (length(hash) = 64),
  session {uuid} NOT NULL REFERENCES session (id),
  epoch {int} NOT NULL CHECK (epoch >= 0),
  issued_at {time} NOT NULL,
  used_at {time},
  UNIQUE (session, epoch)
) {strict};
";

const DOWN: &str = "
DROP TABLE refresh_token;
DROP TABLE session;
CREATE TABLE session (
  id {uuid} NOT NULL PRIMARY KEY,
  person {uuid} NOT NULL REFERENCES person (id),
  method TEXT NOT NULL CHECK (method IN ('password', 'demo')),
  opened_at {time} NOT NULL,
  expires_at {time} NOT NULL,
  ended_at {time}
) {strict};
CREATE INDEX session_person ON session (person);
";
