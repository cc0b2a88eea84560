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
//! A folder uses the folders above it, through their `mod.rs`. Only `graphql` files also use later
//! folders, because a graph has edges in both directions.
//!
//! | folder | content |
//! |---|---|
//! | [`error`] [`canonical`] [`config`] [`keys`] [`world`] [`database`] | the foundation of all |
//! | [`once`] [`cursor`] [`scalars`] [`splice`] | the foundation of the API |
//! | [`outbox`] | letters, sent after the commit |
//! | [`mod@reference`] | States, groups, organizations |
//! | [`access`] | people, sessions, tokens, witnesses, the policy |
//! | [`audit`] | the hash-chained audit trail |
//! | [`instrument`] | instruments, their versions and questions |
//! | [`cycle`] | cycles and invitations |
//! | [`consent`] | consent: who may read and count an answer |
//! | [`submission`] | the answers of a State |
//! | [`aggregate`] | releases; the crate [`disclosure`] decides on them |
//! | [`export`] | the files of a release |
//! | [`guard`] [`schema`] [`http`] | the path of a request |
//! | [`command`] [`demo`] | the command line, the demonstration |
//!
//! # The path of a request
//!
//! `POST /graphql` takes these steps:
//!
//! 1. [`http`] identifies the caller by the token.
//! 2. [`guard`] refuses a request that costs too much, before and after the parser.
//! 3. The policy refuses fields that are not for the caller's role.
//! 4. The resolver asks the caller for a witness.
//! 5. [`world::World::write`] begins a transaction.
//! 6. The act checks its conditions, writes, and records itself in the audit trail.
//! 7. The transaction is committed.
//! 8. The response is sent.

pub mod access;
pub mod administration;
pub mod aggregate;
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
pub mod error;
pub mod export;

pub mod http;
pub mod identity;
pub mod instrument;
pub mod keys;
pub mod once;
pub mod outbox;
pub mod reference;
pub mod scalars;
pub mod schema;
pub mod signature;

pub mod submission;
pub mod world;
