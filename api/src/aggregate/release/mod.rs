//! The ledger: past releases and the release to be made, each of which can be made again from its
//! sealed inputs. The gate decides on tabulated and protected figures.

pub(crate) mod frozen;
pub(crate) mod ledger;
mod series;
pub(crate) mod statement;
pub mod store;
pub(crate) mod stored_content;
mod verify;

pub use ledger::{can_be_judged, instruments_before};
pub use statement::{SignedStatement, Statement, verify_statement};
pub use verify::{verify, verify_all};
