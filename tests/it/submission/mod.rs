//! What a State answers.

mod editions;
mod kinds;
mod many_writers;
mod saving;
