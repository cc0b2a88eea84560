//! What is invented: pure, and the same for the same seed.
//!
//! [`profile`] supposes how far a State has come and what it speaks, [`draw`] makes chance that repeats, [`synthesize`] gives
//! one value for any question, [`answers`] a State's whole draft, and `choices` its consent.

pub mod answers;
pub(crate) mod choices;
pub mod draw;
pub(crate) mod phrases;
mod places;
pub mod profile;
mod records;
pub mod synthesize;
