//! What a State answers.

mod editions;
mod hints;
mod kinds;
mod many_writers;
mod saving;
