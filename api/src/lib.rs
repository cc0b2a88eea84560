//! National Survey: an overview of the code.
//!
//! The survey is voluntary. States answer over weeks, with several ministries each. The Secretariat
//! runs instruments and cycles, and reads protected tables. Other systems use the same API. Two
//! promises come first: nothing is mandatory, and nothing is visible without an act of the State.
//!
//! # Folders, in their order
//!
//! A folder is a word of the domain, and a file name is a layer:
//!
//! - `rules` (and other pure files) decide.
//! - `store` speaks SQL. A read for a caller starts from a witness.
//! - A file named after a verb is one act.
//! - `graphql` translates between the schema and the other layers.
//!
//! A folder uses the folders above it, through their `mod.rs`. Only `graphql` files also use
//! later folders, because a graph has edges in both directions.
//!
//! | folder | content |
//! |---|---|
//! | [`error`] [`clock`] [`canonical`] [`scalars`] | refusals, time, canonical JSON, scalars |
//! | [`text`] | lines and paragraphs that people write |
//! | [`egress`] [`email_address`] [`signature`] | outgoing addresses, e-mail addresses, Ed25519 |
//! | [`database`] | SQLite and PostgreSQL, one behaviour |
//! | [`config`] | the configuration, and the section of each part |
//! | [`audit`] | WHAT HAPPENED: the hash-chained audit trail |
//! | [`keys`] | the signing keys |
//! | [`app`] | [`App`](app::App): database, clock, keys and the settings of acts |
//! | [`idempotency`] [`cursor`] | repeated requests; sealed cursors of pages |
//! | [`outbox`] | WHAT LEAVES AFTER THE COMMIT: letters |
//! | [`mod@reference`] | WHO IS ASKED: States, groups, organizations |
//! | [`access`] | WHAT MAY YOU: the caller, witnesses, the policy, tokens, integrations |
//! | [`administration`] | acts on signing keys and on letters |
//! | [`identity`] | WHO ARE YOU: people, credentials, invitations, sessions, successions |
//! | [`instrument`] | WHAT WE ASK: instruments, their versions and questions |
//! | [`cycle`] | WHEN WE ASK: cycles and invitations of States |
//! | [`consent`] | WHO MAY READ AND COUNT AN ANSWER |
//! | [`submission`] | WHAT A STATE ANSWERS: working copy and editions |
//! | [`aggregate`] | WHAT MAY BE SAID OF ALL: releases; the crate [`disclosure`] decides on them |
//! | [`export`] | the files of a release |
//! | [`schema`] [`http`] | the path of a request, with the crate [`edge`] |
//! | [`demo`] [`command`] | the demonstration, the command line |
//!
//! # The path of a request
//!
//! `POST /graphql` takes these steps:
//!
//! 1. [`http`] identifies the caller by the token.
//! 2. [`edge::query_limits`] refuses a request that costs too much, before and after the parser.
//! 3. The policy refuses fields that are not for the caller's role.
//! 4. The resolver asks the caller for a witness.
//! 5. [`app::App::write`] begins a transaction.
//! 6. The act checks its conditions, writes, and records itself in the audit trail.
//! 7. The transaction is committed.
//! 8. The response is sent.

pub mod access;
pub mod administration;
pub mod aggregate;
pub mod app;
pub mod audit;
pub mod canonical;
pub mod clock;
pub mod command;
pub mod config;
pub mod consent;
pub mod cursor;
pub mod cycle;
pub mod database;
pub mod demo;
pub mod egress;
pub mod email_address;
pub mod error;
pub mod export;
pub mod http;
pub mod idempotency;
pub mod identity;
pub mod instrument;
pub mod keys;
pub mod outbox;
pub mod reference;
pub mod scalars;
pub mod schema;
pub mod signature;
pub mod submission;
pub mod text;
