//! The vocabulary: codes and statuses as types that cannot be wrong, shared by rows, rules and the
//! API.
//!
//! Only parsing builds a newtype, once, where the text enters the program. Later code does not
//! check its form again. Every closed list is an enum. Its text form is the same in SQL, in JSON
//! and in the audit trail. The private modules group the words by theme, and this module exports
//! all of them.

mod answers;
mod form;
mod instrument;
mod people;
mod reference;
mod release;
mod sign_in;

pub use self::{answers::*, instrument::*, people::*, reference::*, release::*, sign_in::*};
use std::fmt;

/// Error for a text that is not a well-formed word. It names the expected type and its rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadWord {
    /// The expected type, such as `StateCode`.
    pub wanted: &'static str,
    /// The form of a right word.
    pub rule: &'static str,
}

impl fmt::Display for BadWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a {}: {}", self.wanted, self.rule)
    }
}
impl std::error::Error for BadWord {}
