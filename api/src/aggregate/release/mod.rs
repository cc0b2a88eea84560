//! THE LEDGER: what was released, what is to be, and that both can be made again. The gate decides, from what is counted and told.

pub(crate) mod frozen;
pub(crate) mod ledger;
pub(crate) mod statement;
pub mod store;
mod verify;

pub use ledger::can_be_judged;
pub use statement::{SignedStatement, Statement, verify_statement};
pub use verify::{verify, verify_all};
