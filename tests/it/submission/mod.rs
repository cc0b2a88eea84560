//! What a State answers.

mod editions;
pub mod kinds;
mod many_writers;
mod saving;
