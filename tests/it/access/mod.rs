//! Who are you.

mod foreign;
mod matrix;
mod token;
