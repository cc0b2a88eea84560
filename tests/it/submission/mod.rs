//! What a State answers.

mod editions;
mod hints;
pub mod kinds;
mod many_writers;
mod saving;
