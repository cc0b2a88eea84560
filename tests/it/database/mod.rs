//! Where it stays.

mod cancelled;
mod constraints;
mod groups;
mod ledger;
mod migrations;
mod public;
mod reads;
mod settings;
