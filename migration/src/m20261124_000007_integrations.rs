//! Integrations, their public keys, the assertions that they used, and their narrower tokens.

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
CREATE TABLE integration (
  id {uuid} NOT NULL PRIMARY KEY,
  name TEXT NOT NULL CHECK (name <> ''),
  state TEXT REFERENCES state (code),
  scopes TEXT NOT NULL CHECK (scopes <> '' AND (state IS NOT NULL OR scopes NOT LIKE '%own.%')),
  minted_by {uuid} NOT NULL REFERENCES person (id),
  minted_at {time} NOT NULL,
  used_at {time},
  revoked_at {time}
) {strict};
CREATE INDEX integration_state ON integration (state);
CREATE TABLE integration_key (
  id {uuid} NOT NULL PRIMARY KEY,
  integration {uuid} NOT NULL REFERENCES integration (id),
  kid TEXT NOT NULL CHECK (length(kid) = 43),
  algorithm TEXT NOT NULL CHECK (algorithm IN ('EdDSA', 'ES256')),
  jwk TEXT NOT NULL,
  added_at {time} NOT NULL,
  expires_at {time} NOT NULL,
  ended_at {time},
  UNIQUE (integration, kid)
) {strict};
CREATE TABLE client_assertion (
  integration {uuid} NOT NULL REFERENCES integration (id),
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  expires_at {time} NOT NULL,
  PRIMARY KEY (integration, hash)
) {strict};
CREATE TABLE narrower_token (
  id {uuid} NOT NULL PRIMARY KEY,
  integration {uuid} NOT NULL REFERENCES integration (id),
  name TEXT NOT NULL CHECK (name <> ''),
  hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
  sections TEXT NOT NULL CHECK (sections <> ''),
  minted_by {uuid} NOT NULL REFERENCES person (id),
  minted_at {time} NOT NULL,
  expires_at {time} NOT NULL,
  ended_at {time}
) {strict};
CREATE INDEX narrower_token_integration ON narrower_token (integration);
";

const DOWN: &str = "
DROP TABLE narrower_token;
DROP TABLE client_assertion;
DROP TABLE integration_key;
DROP TABLE integration;
";
