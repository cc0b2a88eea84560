//! Where it stays.

mod constraints;

mod migrations;
mod settings;
