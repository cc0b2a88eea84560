//! Who are you.

mod foreign;
mod instances;
mod matrix;
mod sessions;
mod token;
