//! What a State answers.

mod in_session;
mod many_writers;
