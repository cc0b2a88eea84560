//! WHO MAY READ AND COUNT IT: the ledger of consent, the consent that follows from it, and the
//! projection that others read.
//!
//! Consent has two separate parts for each answer: who may read it, and whether it may be counted.
//! A choice is made for the submission, a part, a section or a question. The most specific choice
//! is in force, and a later, coarser one does not change it. A choice is a line in a ledger, never
//! a flag.
//!
//! Others read a projection. It is written in the transaction of the act that publishes an answer.
//! There is no other way from a State's answer to anybody else.

pub mod rules;
pub mod store;

pub use rules::{Choice, Consent, Effective, Published, is_read_one_by_one, shown};
