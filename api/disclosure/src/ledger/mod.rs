//! THE LEDGER: everything that was ever released of a question, and what is to be released, judged together.

mod counted;
mod decide;
mod entry;

pub use counted::{Count, CountedState, Shared};
pub use decide::{DisclosureDecision, Ledger, Proofs, Suppressions};
pub use entry::{LedgerEntry, ReleasedContent, TO_BE};
