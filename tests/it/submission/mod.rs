//! What a State answers.

mod many_writers;
