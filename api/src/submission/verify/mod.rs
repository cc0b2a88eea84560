//! WHETHER WHAT IS STORED IS WHAT WAS ACCEPTED: answers, editions, consent and the projection, compared with the trail.
//!
//! The trail is the witness: it is chained, and its heads are signed. One pass reads a State's acts in order and plays them. Each save
//! names the digest over its rows of the history. Each submission names the digest of its edition. Each choice of consent is in its
//! act. What the acts come to is then compared, row by row, with every table: the history, the current answers, the editions, the
//! ledger, the shared answers, and what was ever shown.
//!
//! A finding names State, cycle, edition, question and the difference. It never holds an answer's value.
//!
//! # Guarantee
//! A row of these tables that was changed, removed or added without its act is found, as long as the trail is whole, which
//! `audit::verify` says. An act of an earlier version without a digest is compared by everything but the values.
//!
//! # Limit
//! Whoever can write the trail and sign its checkpoints anew can write all of it anew.

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
