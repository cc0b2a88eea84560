//! Invented data: pure functions of the seed.
//!
//! [`profile`] assumes a State's progress and language. [`draw`] is repeatable chance.
//! [`synthesize`] returns a value for any question, [`answers`] a State's whole draft, and
//! `choices` its consent.

pub mod answers;
pub mod chance;
pub(crate) mod choices;
pub mod draw;
mod parts;
pub(crate) mod phrases;
pub mod profile;
mod records;
pub mod synthesize;
