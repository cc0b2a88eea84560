//! THE LEDGER: everything that was ever released of a question, and what is to be released, judged together.

mod counted;
mod decide;
mod entry;

pub use counted::{Count, CountedState, Shared};
pub use decide::{Decided, Ledger, Proofs, Refused};
pub use entry::{Round, Shown, TO_BE};
