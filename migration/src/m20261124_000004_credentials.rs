//! Credentials beside passwords (passkeys and one-time codes), and the counts that slow down
//! guesses.

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
CREATE TABLE passkey (
  id {uuid} NOT NULL PRIMARY KEY,
  person {uuid} NOT NULL REFERENCES person (id),
  credential TEXT NOT NULL UNIQUE CHECK (credential <> ''),
  name TEXT NOT NULL CHECK (name <> ''),
  content TEXT NOT NULL,
  counter {int} NOT NULL CHECK (counter >= 0),
  created_at {time} NOT NULL,
  used_at {time},
  locked_at {time}
) {strict};
CREATE INDEX passkey_person ON passkey (person);
CREATE TABLE one_time_code (
  person {uuid} NOT NULL PRIMARY KEY REFERENCES person (id),
  secret TEXT,
  set_at {time},
  last_step {int} NOT NULL CHECK (last_step >= 0),
  pending TEXT,
  pending_until {time},
  CHECK ((secret IS NULL) = (set_at IS NULL)),
  CHECK ((pending IS NULL) = (pending_until IS NULL))
) {strict};
CREATE TABLE ceremony (
  id {uuid} NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('register', 'sign_in', 'step_up')),
  session {uuid} REFERENCES session (id),
  state TEXT NOT NULL,
  expires_at {time} NOT NULL,
  CHECK ((kind = 'sign_in') = (session IS NULL))
) {strict};
CREATE INDEX ceremony_expires_at ON ceremony (expires_at);
CREATE TABLE sign_in_attempt (
  subject TEXT NOT NULL PRIMARY KEY CHECK (length(subject) = 64),
  failures {int} NOT NULL CHECK (failures >= 0),
  last_at {time} NOT NULL
) {strict};
CREATE INDEX sign_in_attempt_last_at ON sign_in_attempt (last_at);
CREATE TABLE known_device (
  hash TEXT NOT NULL PRIMARY KEY CHECK (length(hash) = 64),
  person {uuid} NOT NULL REFERENCES person (id),
  seen_at {time} NOT NULL
) {strict};
CREATE INDEX known_device_person ON known_device (person);
";

const DOWN: &str = "
DROP TABLE known_device;
DROP TABLE sign_in_attempt;
DROP TABLE ceremony;
DROP TABLE one_time_code;
DROP TABLE passkey;
";
