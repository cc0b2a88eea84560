//! Who are you.

mod token;
