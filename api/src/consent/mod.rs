//! WHO MAY READ AND COUNT IT: the ledger of consent, what follows from it, and the projection that others read.
//!
//! Two separate questions are asked of every answer: who may read it, and whether it may be counted. A choice is made for
//! the submission, a part, a section or a question; the most specific one holds, and a later, coarser one leaves it standing.
//! A choice is a line in a ledger, never a flag. What others read is a projection, written in the transaction that publishes
//! it: there is no other way from a State's answer to anybody else.

pub mod rules;
pub mod store;

pub use rules::{Choice, Consent, Effective, Published, is_read_one_by_one, shown};
