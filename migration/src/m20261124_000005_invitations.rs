//! Invitations, the succession of focal points, the time from which a person has a role, and keys
//! that are next or revoked.

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

/// Creates the table of keys again, and with it the table that refers to it. SQLite cannot change a
/// constraint of a table.
const UP: &str = "
ALTER TABLE person ADD COLUMN role_since {time};
CREATE UNIQUE INDEX person_one_focal_point ON person (state) WHERE role = 'focal_point' AND status = 'active';
CREATE TABLE invitation (
  id {uuid} NOT NULL PRIMARY KEY,
  token_hash TEXT UNIQUE CHECK (length(token_hash) = 64),
  code_hash TEXT CHECK (length(code_hash) = 64),
  tries {int} NOT NULL CHECK (tries >= 0),
  email TEXT CHECK (email = lower(email)),
  name TEXT NOT NULL,
  language TEXT NOT NULL CHECK (language IN ('ar', 'zh', 'en', 'fr', 'ru', 'es')),
  role TEXT NOT NULL CHECK (role IN ('focal_point', 'approver', 'contributor', 'reader', 'analyst', 'administrator')),
  state TEXT REFERENCES state (code),
  invited_by {uuid} REFERENCES person (id),
  invited_at {time} NOT NULL,
  confirmed_by {uuid} REFERENCES person (id),
  expires_at {time} NOT NULL,
  redeemed_by {uuid} REFERENCES person (id),
  redeemed_at {time},
  ended_at {time},
  CHECK ((role IN ('analyst', 'administrator')) = (state IS NULL)),
  CHECK (email IS NOT NULL OR role = 'administrator'),
  CHECK ((redeemed_at IS NULL) = (redeemed_by IS NULL)),
  CHECK (redeemed_at IS NULL OR token_hash IS NOT NULL)
) {strict};
CREATE INDEX invitation_state ON invitation (state);
CREATE UNIQUE INDEX invitation_first ON invitation (role) WHERE email IS NULL AND redeemed_at IS NULL AND ended_at IS NULL;
CREATE TABLE succession (
  id {uuid} NOT NULL PRIMARY KEY,
  state TEXT NOT NULL REFERENCES state (code),
  outgoing {uuid} NOT NULL REFERENCES person (id),
  email TEXT NOT NULL CHECK (email = lower(email)),
  name TEXT NOT NULL,
  language TEXT NOT NULL CHECK (language IN ('ar', 'zh', 'en', 'fr', 'ru', 'es')),
  proposed_by {uuid} NOT NULL REFERENCES person (id),
  proposed_as TEXT NOT NULL CHECK (proposed_as IN ('secretariat', 'focal_point', 'approver')),
  proposed_at {time} NOT NULL,
  expires_at {time} NOT NULL,
  agreed_by {uuid} REFERENCES person (id),
  agreed_as TEXT CHECK (agreed_as IN ('secretariat', 'focal_point', 'approver')),
  agreed_at {time},
  ended_at {time},
  CHECK (agreed_as <> proposed_as),
  CHECK (agreed_by <> proposed_by),
  CHECK ((agreed_at IS NULL) = (agreed_by IS NULL)),
  CHECK ((agreed_at IS NULL) = (agreed_as IS NULL))
) {strict};
CREATE INDEX succession_state ON succession (state);
CREATE TABLE public_key_anew (
  kid TEXT NOT NULL PRIMARY KEY,
  purpose TEXT NOT NULL CHECK (purpose IN ('token', 'receipt', 'checkpoint')),
  public TEXT NOT NULL UNIQUE CHECK (length(public) = 43),
  status TEXT NOT NULL CHECK (status IN ('next', 'active', 'retired', 'revoked')),
  created_at {time} NOT NULL,
  retired_at {time},
  CHECK ((status IN ('retired', 'revoked')) = (retired_at IS NOT NULL))
) {strict};
INSERT INTO public_key_anew SELECT kid, purpose, public, status, created_at, retired_at FROM public_key;
CREATE TABLE checkpoint_anew (
  number {int} NOT NULL PRIMARY KEY,
  heads TEXT NOT NULL,
  kid TEXT NOT NULL REFERENCES public_key_anew (kid),
  signature TEXT NOT NULL,
  at {time} NOT NULL
) {strict};
INSERT INTO checkpoint_anew SELECT number, heads, kid, signature, at FROM checkpoint;
DROP TABLE checkpoint;
DROP TABLE public_key;
ALTER TABLE public_key_anew RENAME TO public_key;
ALTER TABLE checkpoint_anew RENAME TO checkpoint;
";

const DOWN: &str = "
CREATE TABLE public_key_anew (
  kid TEXT NOT NULL PRIMARY KEY,
  purpose TEXT NOT NULL CHECK (purpose IN ('token', 'receipt', 'checkpoint')),
  public TEXT NOT NULL UNIQUE CHECK (length(public) = 43),
  status TEXT NOT NULL CHECK (status IN ('active', 'retired')),
  created_at {time} NOT NULL,
  retired_at {time},
  CHECK ((status IN ('retired')) = (retired_at IS NOT NULL))
) {strict};
INSERT INTO public_key_anew SELECT kid, purpose, public, CASE status WHEN 'revoked' THEN 'retired' ELSE status END, created_at, retired_at
  FROM public_key WHERE status <> 'next';
CREATE TABLE checkpoint_anew (
  number {int} NOT NULL PRIMARY KEY,
  heads TEXT NOT NULL,
  kid TEXT NOT NULL REFERENCES public_key_anew (kid),
  signature TEXT NOT NULL,
  at {time} NOT NULL
) {strict};
INSERT INTO checkpoint_anew SELECT number, heads, kid, signature, at FROM checkpoint;
DROP TABLE checkpoint;
DROP TABLE public_key;
ALTER TABLE public_key_anew RENAME TO public_key;
ALTER TABLE checkpoint_anew RENAME TO checkpoint;
DROP TABLE succession;
DROP TABLE invitation;
DROP INDEX person_one_focal_point;
ALTER TABLE person DROP COLUMN role_since;
";
