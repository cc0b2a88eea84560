//! Where it stays.

mod cancelled;
mod constraints;
mod faults;
mod groups;
mod ledger;
mod migrations;
mod public;
mod reads;
mod settings;
