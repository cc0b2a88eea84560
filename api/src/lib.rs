//! National Survey: the map.
//!
//! The survey is voluntary. States answer over weeks, several ministries together; the Secretariat runs instruments and cycles and reads
//! protected tables; other systems use the same API. Two promises stand above everything: nothing is mandatory, and nothing is
//! visible without an act of the State.
//!
//! # The words, in their order
//!
//! A folder is a word of the domain, and a file name is a layer: `rules` (and other pure files) decide, `store` speaks SQL and starts
//! from a witness, a file named after a verb is one act, `graphql` is the thin face. A folder uses those above it, through their
//! `mod.rs`; only `graphql` files point both ways, for a graph has edges.
//!
//! | folder | what it is |
//! |---|---|
//! | [`error`] [`canonical`] [`config`] [`keys`] [`world`] [`database`] [`once`] [`cursor`] [`scalars`] [`splice`] | what everybody stands on |
//! | [`outbox`] | WHAT LEAVES AFTER THE COMMIT: letters |
//! | [`mod@reference`] | WHO IS ASKED: States, groups, organizations |
//! | [`access`] | WHO ARE YOU: people, sessions, tokens, witnesses, the policy |
//! | [`audit`] | WHAT HAPPENED: the hash-chained trail |
//! | [`instrument`] | WHAT WE ASK |
//! | [`cycle`] | WHEN WE ASK |
//! | [`consent`] | WHO MAY READ AND COUNT IT |
//! | [`submission`] | WHAT A STATE ANSWERS |
//! | [`aggregate`] | WHAT MAY BE SAID OF ALL: releases; what decides is in the crate [`disclosure`] |
//! | [`export`] | HOW A RELEASE LEAVES THE HOUSE AS FILES |
//! | [`guard`] [`schema`] [`http`] | how a request comes in |
//! | [`command`] [`demo`] | the command line, the demonstration |
//!
//! # The path of a request
//!
//! `POST /graphql` → [`http`] finds the caller by the token → [`guard`] refuses what costs too much, before and after the parser →
//! the policy refuses what is not for the caller's role → the resolver asks the caller for a witness → [`world::World::write`] begins →
//! the verb checks who, which, when and what, writes, records the act → commit → the answer leaves.

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
pub mod guard;
pub mod http;
pub mod instrument;
pub mod keys;
pub mod once;
pub mod outbox;
pub mod reference;
pub mod scalars;
pub mod schema;
pub mod signature;
pub mod splice;
pub mod submission;
pub mod world;
