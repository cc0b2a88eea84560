//! The database: writes, reads, faults and constraints.

mod cancelled;
mod constraints;
mod faults;
mod groups;
mod ledger;
mod migrations;
mod public;
mod reads;
mod settings;
