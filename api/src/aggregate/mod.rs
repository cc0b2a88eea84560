//! Aggregates: the only way by which a figure leaves the database.
//!
//! The respondent States are few, known by name, and readers of each other's answers. So a count
//! that looks harmless can disclose a hidden answer of one State. Every figure therefore takes one
//! way out:
//!
//! ```text
//! instrument, editions, consent     lattice (declared on the cycle), counted and published answers
//!        |                                 |
//!        v                                 v
//!      tabulate: levels of each State    protect: merged classes, bands, changes; makes all tables
//!        |                                 |
//!        +-------------> release <---------+      the ledger: checked beside all earlier releases
//!                           |
//!                        attack: a possible assignment for every hidden answer, else suppression
//!                           |
//!                        proposal: preview, proposal, sign-off by a second person, publication
//!                           |
//!                        read, graphql, and the files of `export`: frozen rows, and no new figure
//! ```
//!
//! The counted States and the publishers are public facts, and they alone decide if a row may
//! exist. So a refusal by size discloses nothing. The answers of the hidden States leave only as a
//! band of their share. If the attack succeeds, the band is suppressed in the same words as a
//! refusal by size. Anybody could count the published answers: they stand beside the band exactly.
//! The two parts are never added up.
//!
//! Tabulation (`count` and the crate `disclosure`), protection and attack are pure. The same
//! States, answers, lattice and parameters give the same bytes, in any order of input.

mod count;
mod graphql;
mod proposal;
mod read;
mod release;

pub use graphql::{AggregateQuery, MirrorLine, mirror};
pub use proposal::{
    NewProposal, ProposalMutation, ProposalQuery, keep_publishing, propose_release, publish_due,
    sign_off_release,
};
pub use read::{Attendance, participation};
pub use release::{
    SignedStatement, Statement, can_be_judged, instruments_before, store, verify, verify_all,
    verify_statement,
};
