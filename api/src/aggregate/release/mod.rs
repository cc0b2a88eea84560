//! THE LEDGER: what was released, what is to be, and that both can be made again. The gate decides, from what is counted and told.

pub(crate) mod frozen;
pub(crate) mod judge;
pub(crate) mod ledger;
mod played;
pub(crate) mod round;
pub(crate) mod statement;
pub mod store;
mod verify;

pub use ledger::can_be_judged;
pub use played::{Play, Played, PlayedTables, gated_releases, gated_tables, played_releases};
pub use statement::{SignedStatement, Statement, verify_statement};
pub use verify::{verify, verify_all};
