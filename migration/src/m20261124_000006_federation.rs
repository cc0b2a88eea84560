//! Federation: OpenID providers of States, their identities linked to persons, sign-ins under way,
//! and the sessions that they opened.

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

/// Allows one provider for an issuer at a time.
///
/// For a sign-in under way only digests are stored, so a reader of the table cannot continue it.
const UP: &str = "
CREATE TABLE federation_provider (
  id {uuid} NOT NULL PRIMARY KEY,
  issuer TEXT NOT NULL CHECK (issuer <> ''),
  client_id TEXT NOT NULL CHECK (client_id <> ''),
  sealed_secret TEXT,
  hosts TEXT NOT NULL,
  state TEXT REFERENCES state (code),
  registered_by {uuid} NOT NULL,
  registered_at {time} NOT NULL,
  ended_at {time}
) {strict};
CREATE UNIQUE INDEX federation_provider_issuer ON federation_provider (issuer) WHERE ended_at IS NULL;
CREATE TABLE federation_identity (
  provider {uuid} NOT NULL REFERENCES federation_provider (id),
  subject TEXT NOT NULL CHECK (subject <> ''),
  person {uuid} NOT NULL REFERENCES person (id),
  linked_at {time} NOT NULL,
  PRIMARY KEY (provider, subject)
) {strict};
CREATE INDEX federation_identity_person ON federation_identity (person);
CREATE TABLE federation_attempt (
  state_hash TEXT NOT NULL PRIMARY KEY CHECK (length(state_hash) = 64),
  browser_hash TEXT NOT NULL CHECK (length(browser_hash) = 64),
  provider {uuid} NOT NULL REFERENCES federation_provider (id),
  purpose TEXT NOT NULL CHECK (purpose IN ('sign_in', 'link')),
  session {uuid},
  expires_at {time} NOT NULL,
  answered_at {time},
  subject TEXT,
  code_hash TEXT UNIQUE CHECK (length(code_hash) = 64),
  code_expires_at {time},
  finished_at {time},
  CHECK ((purpose = 'link') = (session IS NOT NULL)),
  CHECK ((code_hash IS NULL) = (subject IS NULL)),
  CHECK ((code_hash IS NULL) = (code_expires_at IS NULL))
) {strict};
CREATE INDEX federation_attempt_expires_at ON federation_attempt (expires_at);
CREATE TABLE federation_session (
  session {uuid} NOT NULL PRIMARY KEY REFERENCES session (id),
  provider {uuid} NOT NULL REFERENCES federation_provider (id)
) {strict};
CREATE INDEX federation_session_provider ON federation_session (provider);
";

const DOWN: &str = "
DROP TABLE federation_session;
DROP TABLE federation_attempt;
DROP TABLE federation_identity;
DROP TABLE federation_provider;
";
