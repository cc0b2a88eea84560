//! The first tables, from the States to the audit trail.
//!
//! Facts that queries ask for are columns. Documents (an instrument, an edition, a value, a
//! released table) are kept as the exact text that was hashed. Their type is therefore `TEXT` and
//! not `JSONB`.

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
        for sql in [REFERENCE, PEOPLE, INSTRUMENT, SUBMISSION, CONSENT, AGGREGATE, AUDIT] {
            run(manager, sql).await?;
        }
        Ok(())
    }
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES.iter().rev() {
            run(manager, &format!("DROP TABLE {table};")).await?;
        }
        Ok(())
    }
}

/// The tables in the order of their creation.
const TABLES: &[&str] = &[
    "state",
    "grouping",
    "state_group",
    "group_member",
    "organization",
    "membership",
    "person",
    "session",
    "section_grant",
    "public_key",
    "idempotency",
    "instrument",
    "instrument_version",
    "cycle",
    "cycle_invitation",
    "submission",
    "answer",
    "answer_revision",
    "edition",
    "consent_choice",
    "shared_answer",
    "ever_public",
    "release",
    "release_table",
    "act",
    "chain_head",
    "checkpoint",
];

const REFERENCE: &str = "
CREATE TABLE state (
  code TEXT NOT NULL PRIMARY KEY CHECK (length(code) = 3),
  iso2 TEXT NOT NULL UNIQUE CHECK (length(iso2) = 2),
  m49 TEXT NOT NULL UNIQUE CHECK (length(m49) = 3),
  status TEXT NOT NULL CHECK (status IN ('member', 'observer')),
  admission_date {date},
  name_ar TEXT NOT NULL, name_zh TEXT NOT NULL, name_en TEXT NOT NULL UNIQUE,
  name_fr TEXT NOT NULL, name_ru TEXT NOT NULL, name_es TEXT NOT NULL
) {strict};
CREATE TABLE grouping (
  code TEXT NOT NULL PRIMARY KEY,
  position INTEGER NOT NULL UNIQUE,
  name_ar TEXT NOT NULL, name_zh TEXT NOT NULL, name_en TEXT NOT NULL,
  name_fr TEXT NOT NULL, name_ru TEXT NOT NULL, name_es TEXT NOT NULL
) {strict};
CREATE TABLE state_group (
  grouping TEXT NOT NULL REFERENCES grouping (code),
  code TEXT NOT NULL,
  position INTEGER NOT NULL,
  name_ar TEXT NOT NULL, name_zh TEXT NOT NULL, name_en TEXT NOT NULL,
  name_fr TEXT NOT NULL, name_ru TEXT NOT NULL, name_es TEXT NOT NULL,
  PRIMARY KEY (grouping, code), UNIQUE (grouping, position)
) {strict};
CREATE TABLE group_member (
  grouping TEXT NOT NULL,
  group_code TEXT NOT NULL,
  state TEXT NOT NULL REFERENCES state (code),
  valid_from {date}, valid_to {date},
  PRIMARY KEY (grouping, group_code, state),
  FOREIGN KEY (grouping, group_code) REFERENCES state_group (grouping, code)
) {strict};
CREATE INDEX group_member_state ON group_member (state);
CREATE TABLE organization (
  code TEXT NOT NULL PRIMARY KEY,
  name_ar TEXT NOT NULL, name_zh TEXT NOT NULL, name_en TEXT NOT NULL,
  name_fr TEXT NOT NULL, name_ru TEXT NOT NULL, name_es TEXT NOT NULL,
  as_of {date} NOT NULL,
  note TEXT NOT NULL
) {strict};
CREATE TABLE membership (
  organization TEXT NOT NULL REFERENCES organization (code),
  state TEXT NOT NULL REFERENCES state (code),
  status TEXT NOT NULL CHECK (status IN ('member', 'associate')),
  participation TEXT NOT NULL CHECK (participation IN ('active', 'frozen', 'withdrawal_pending', 'not_participating', 'disputed')),
  valid_from {date}, valid_to {date},
  as_of {date} NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (organization, state)
) {strict};
CREATE INDEX membership_state ON membership (state);
";

const PEOPLE: &str = "
CREATE TABLE person (
  id {uuid} NOT NULL PRIMARY KEY,
  email TEXT NOT NULL UNIQUE CHECK (email = lower(email)),
  name TEXT NOT NULL,
  language TEXT NOT NULL CHECK (language IN ('ar', 'zh', 'en', 'fr', 'ru', 'es')),
  role TEXT NOT NULL CHECK (role IN ('focal_point', 'approver', 'contributor', 'reader', 'analyst', 'administrator')),
  state TEXT REFERENCES state (code),
  status TEXT NOT NULL CHECK (status IN ('active', 'suspended')),
  password_hash TEXT,
  created_at {time} NOT NULL,
  CHECK ((role IN ('analyst', 'administrator')) = (state IS NULL))
) {strict};
CREATE INDEX person_state ON person (state);
CREATE TABLE session (
  id {uuid} NOT NULL PRIMARY KEY,
  person {uuid} NOT NULL REFERENCES person (id),
  method TEXT NOT NULL CHECK (method IN ('password', 'demo')),
  opened_at {time} NOT NULL,
  expires_at {time} NOT NULL,
  ended_at {time}
) {strict};
CREATE INDEX session_person ON session (person);
CREATE TABLE section_grant (
  id {uuid} NOT NULL PRIMARY KEY,
  state TEXT NOT NULL REFERENCES state (code),
  person {uuid} NOT NULL REFERENCES person (id),
  scope TEXT NOT NULL,
  access TEXT NOT NULL CHECK (access IN ('read', 'comment', 'write')),
  granted_by {uuid} NOT NULL REFERENCES person (id),
  granted_at {time} NOT NULL,
  expires_at {time},
  ended_at {time}
) {strict};
CREATE INDEX section_grant_person ON section_grant (person);
CREATE TABLE public_key (
  kid TEXT NOT NULL PRIMARY KEY,
  purpose TEXT NOT NULL CHECK (purpose IN ('token', 'receipt', 'checkpoint')),
  public TEXT NOT NULL UNIQUE CHECK (length(public) = 43),
  status TEXT NOT NULL CHECK (status IN ('active', 'retired')),
  created_at {time} NOT NULL,
  retired_at {time},
  CHECK ((status = 'retired') = (retired_at IS NOT NULL))
) {strict};
CREATE TABLE idempotency (
  person {uuid} NOT NULL REFERENCES person (id),
  mutation TEXT NOT NULL,
  key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
  request TEXT NOT NULL CHECK (length(request) = 64),
  outcome TEXT NOT NULL,
  stored_at {time} NOT NULL,
  PRIMARY KEY (person, mutation, key)
) {strict};
";

const INSTRUMENT: &str = "
CREATE TABLE instrument (
  key TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('survey', 'call_for_views'))
) {strict};
CREATE TABLE instrument_version (
  id {uuid} NOT NULL PRIMARY KEY,
  instrument TEXT NOT NULL REFERENCES instrument (key),
  version TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('draft', 'published', 'retired')),
  sha256 TEXT UNIQUE CHECK (length(sha256) = 64),
  document TEXT NOT NULL,
  created_at {time} NOT NULL,
  published_at {time},
  UNIQUE (instrument, version),
  CHECK ((status = 'draft') = (sha256 IS NULL)),
  CHECK ((status = 'draft') = (published_at IS NULL))
) {strict};
CREATE TABLE cycle (
  id {uuid} NOT NULL PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  instrument_version {uuid} NOT NULL REFERENCES instrument_version (id),
  name_ar TEXT NOT NULL, name_zh TEXT NOT NULL, name_en TEXT NOT NULL,
  name_fr TEXT NOT NULL, name_ru TEXT NOT NULL, name_es TEXT NOT NULL,
  opens_at {time} NOT NULL,
  closes_at {time},
  lattice TEXT NOT NULL,
  created_at {time} NOT NULL
) {strict};
CREATE TABLE cycle_invitation (
  cycle {uuid} NOT NULL REFERENCES cycle (id),
  state TEXT NOT NULL REFERENCES state (code),
  invited_at {time} NOT NULL,
  extended_until {time},
  PRIMARY KEY (cycle, state)
) {strict};
";

const SUBMISSION: &str = "
CREATE TABLE submission (
  id {uuid} NOT NULL PRIMARY KEY,
  cycle {uuid} NOT NULL,
  state TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('draft', 'in_approval', 'submitted', 'amended', 'withdrawn')),
  latest_edition INTEGER NOT NULL CHECK (latest_edition >= 0),
  created_at {time} NOT NULL,
  UNIQUE (cycle, state),
  FOREIGN KEY (cycle, state) REFERENCES cycle_invitation (cycle, state),
  CHECK (status NOT IN ('submitted', 'amended', 'withdrawn') OR latest_edition >= 1)
) {strict};
CREATE INDEX submission_state ON submission (state);
CREATE TABLE answer (
  submission {uuid} NOT NULL REFERENCES submission (id),
  question TEXT NOT NULL,
  revision {int} NOT NULL CHECK (revision >= 1),
  disposition TEXT NOT NULL CHECK (disposition IN ('answered', 'not_applicable', 'declined', 'nothing_new', 'unanswered')),
  value TEXT,
  author {uuid} NOT NULL REFERENCES person (id),
  saved_at {time} NOT NULL,
  PRIMARY KEY (submission, question),
  CHECK ((disposition = 'answered') = (value IS NOT NULL))
) {strict};
CREATE TABLE answer_revision (
  submission {uuid} NOT NULL REFERENCES submission (id),
  question TEXT NOT NULL,
  id {uuid} NOT NULL,
  revision {int} CHECK (revision >= 1),
  based_on {int} NOT NULL CHECK (based_on >= 0),
  outcome TEXT NOT NULL CHECK (outcome IN ('saved', 'conflict')),
  disposition TEXT NOT NULL CHECK (disposition IN ('answered', 'not_applicable', 'declined', 'nothing_new', 'unanswered')),
  value TEXT,
  author {uuid} NOT NULL REFERENCES person (id),
  saved_at {time} NOT NULL,
  PRIMARY KEY (submission, question, id),
  UNIQUE (submission, question, revision),
  CHECK ((outcome = 'saved') = (revision IS NOT NULL)),
  CHECK ((disposition = 'answered') = (value IS NOT NULL))
) {strict};
CREATE TABLE edition (
  submission {uuid} NOT NULL REFERENCES submission (id),
  number INTEGER NOT NULL CHECK (number >= 1),
  document TEXT NOT NULL,
  sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
  receipt TEXT NOT NULL,
  submitted_at {time} NOT NULL,
  submitted_by {uuid} NOT NULL REFERENCES person (id),
  PRIMARY KEY (submission, number)
) {strict};
";

const CONSENT: &str = "
CREATE TABLE consent_choice (
  submission {uuid} NOT NULL REFERENCES submission (id),
  ordinal {int} NOT NULL CHECK (ordinal >= 1),
  scope TEXT CHECK (scope IN ('submission', 'part', 'section', 'question')),
  scope_code TEXT NOT NULL,
  reader TEXT CHECK (reader IN ('state_only', 'secretariat', 'member_states', 'public')),
  countable {bool},
  purpose TEXT CHECK (purpose IN ('sg_report', 'contact_record', 'portal_needs', 'portal_offers')),
  allowed {bool},
  chosen_by {uuid} NOT NULL REFERENCES person (id),
  chosen_at {time} NOT NULL,
  PRIMARY KEY (submission, ordinal),
  CHECK ((scope IS NULL) = (purpose IS NOT NULL)),
  CHECK ((purpose IS NULL) = (allowed IS NULL)),
  CHECK (scope IS NULL OR reader IS NOT NULL OR countable IS NOT NULL)
) {strict};
CREATE TABLE shared_answer (
  submission {uuid} NOT NULL REFERENCES submission (id),
  question TEXT NOT NULL,
  cycle {uuid} NOT NULL REFERENCES cycle (id),
  state TEXT NOT NULL REFERENCES state (code),
  reader TEXT NOT NULL CHECK (reader IN ('secretariat', 'member_states', 'public')),
  edition INTEGER NOT NULL,
  disposition TEXT NOT NULL,
  value TEXT,
  PRIMARY KEY (submission, question),
  FOREIGN KEY (submission, edition) REFERENCES edition (submission, number)
) {strict};
CREATE INDEX shared_answer_cycle ON shared_answer (cycle, state, question);
CREATE TABLE ever_public (
  cycle {uuid} NOT NULL REFERENCES cycle (id),
  state TEXT NOT NULL REFERENCES state (code),
  question TEXT NOT NULL,
  since {time} NOT NULL,
  PRIMARY KEY (cycle, state, question)
) {strict};
";

const AGGREGATE: &str = "
CREATE TABLE release (
  number {int} NOT NULL PRIMARY KEY CHECK (number >= 1),
  cycle {uuid} NOT NULL REFERENCES cycle (id),
  status TEXT NOT NULL CHECK (status IN ('ungated', 'gated')),
  parameters TEXT NOT NULL,
  respondents TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  released_at {time} NOT NULL,
  released_by {uuid} NOT NULL REFERENCES person (id)
) {strict};
CREATE TABLE release_table (
  release {int} NOT NULL REFERENCES release (number),
  question TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (release, question)
) {strict};
";

const AUDIT: &str = "
CREATE TABLE act (
  chain TEXT NOT NULL,
  number {int} NOT NULL CHECK (number >= 1),
  verb TEXT NOT NULL,
  subject TEXT NOT NULL,
  person {uuid},
  at {time} NOT NULL,
  detail TEXT NOT NULL,
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  PRIMARY KEY (chain, number)
) {strict};
CREATE TABLE chain_head (
  chain TEXT NOT NULL PRIMARY KEY,
  number {int} NOT NULL CHECK (number >= 0),
  hash TEXT NOT NULL CHECK (length(hash) = 64)
) {strict};
CREATE TABLE checkpoint (
  number {int} NOT NULL PRIMARY KEY,
  heads TEXT NOT NULL,
  kid TEXT NOT NULL REFERENCES public_key (kid),
  signature TEXT NOT NULL,
  at {time} NOT NULL
) {strict};
";
