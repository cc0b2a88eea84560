//! The ledger: all earlier releases of a question and the candidate release, attacked together.

mod counted;
mod decide;
mod entry;

pub use counted::{Count, CountedState, Shared};
pub use decide::{DisclosureDecision, Ledger, Proofs, Suppressions};
pub use entry::{LedgerEntry, ReleasedContent, TO_BE};
