//! WHAT MAY BE SAID OF ALL: the way of a number out of the house.
//!
//! The States that answer are few, known by name, and each other's readers, so a harmless-looking count can say what one of
//! them kept to itself. A number therefore has one way out, and it is a one-way street:
//!
//! ```text
//! instrument, editions, consent         lattice (declared on the cycle), who is counted, who has published
//!        |                                 |
//!        v                                 v
//!      count: what each State holds     tell: classes merged, bands, changes; the only maker of what is released
//!        |                                 |
//!        +-------------> release <---------+      the ledger: judged beside everything that was released before
//!                           |
//!                        gate: a possible world for every answer that must stay unknown, or it is withheld
//!                           |
//!                        proposal: previewed, proposed, signed off by two people, published when it is due
//!                           |
//!                        read, graphql, and the files of `export`: frozen rows, and no new figure
//! ```
//!
//! Whether a row may exist is decided from who is counted and who published, facts that anybody can check, so a refusal tells nothing.
//! What the hidden States answered leaves only as a band of the share, and is withheld, in the same words, where the gate fails. The
//! published answers, which anybody could count, stand beside them exactly, and the two are never added up.
//!
//! `count`, `tell` and `gate` are pure: the same States, answers, lattice and parameters give the same bytes, in whatever order they
//! come.

mod count;
mod graphql;
mod proposal;
mod read;
mod release;

pub use graphql::{AggregateQuery, MirrorLine, mirror};
pub use proposal::{
    NewProposal, ProposalMutation, ProposalQuery, keep_publishing, propose_release, publish_due, sign_off_release,
};
pub use read::{Attendance, participation};
pub use release::{SignedStatement, Statement, can_be_judged, store, verify, verify_all, verify_statement};
