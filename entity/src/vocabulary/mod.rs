//! The vocabulary: codes and statuses as types that can't be wrong, shared by rows, rules and the API.
//!
//! A newtype is made by parsing, once, at the edge; from then on nobody asks again whether it is well formed.
//! Every closed list is an enum whose text form is the same in SQL, in JSON and in the audit trail. The modules are themes; whoever
//! uses a word finds it here.

mod answers;
mod form;
mod instrument;
mod people;
mod reference;
mod release;
mod sign_in;

pub use self::{answers::*, instrument::*, people::*, reference::*, release::*, sign_in::*};
use std::fmt;

/// A text that is not a well-formed word; says which word was wanted and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadWord {
    /// The word that was wanted, such as `StateCode`.
    pub wanted: &'static str,
    /// What a right one looks like.
    pub rule: &'static str,
}

impl fmt::Display for BadWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a {}: {}", self.wanted, self.rule)
    }
}
impl std::error::Error for BadWord {}
