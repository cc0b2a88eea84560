//! VERIFICATION OF STORED ANSWERS: answers, editions, consent and the projection are compared with
//! the audit trail.
//!
//! The trail is the witness: it is chained, and its heads are signed. One pass reads a State's acts
//! in order and replays them:
//!
//! - Each save names the digest over its rows of the history.
//! - Each submission names the digest of its edition.
//! - Each choice of consent is in its act.
//!
//! The result of the acts is then compared with every table, row by row. The tables are the
//! history, the current answers, the editions, the ledger, the shared answers, and the record of
//! answers ever shown.
//!
//! A finding names State, cycle, edition, question and the difference. It never holds an answer's
//! value.
//!
//! # Guarantee
//! A row of these tables that was changed, removed or added without its act is found. The condition
//! is that the trail is whole, which `audit::verify` checks. An act of an earlier version has no
//! digest: it is compared by everything but the values.
//!
//! # Limit
//! An attacker who can write the trail and sign its checkpoints can write a whole new trail.

mod acts;
mod case;
mod editions;
mod ever;
mod finding;
mod pass;
mod rows;
mod store;

pub use finding::{Area, Finding};
pub use pass::verify;
