//! Submissions: the answers of a State.

mod editions;
mod hints;
pub mod kinds;
mod many_writers;
mod round_trip;
mod saving;
mod unreadable;
