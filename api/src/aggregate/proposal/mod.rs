//! TWO PEOPLE RELEASE: one proposes a cycle as it stands, another signs it off, and the service publishes it when it is due.
//!
//! ```text
//! preview -> propose (pins who is counted) -> sign off (another person) -> publish (gate, then one short transaction)
//! ```
//!
//! The pinned picture is what both people saw. While it waits, further States may submit and others may amend: that is for a later
//! release. But a State that withdraws or changes its consent in the meantime is obeyed: the proposal comes to nothing, with
//! `RELEASE_CHANGED`, at the signature or at the publication, and is ended with that reason. The long work is done between the
//! transactions, from what was sealed, and the last transaction compares what it was made from.

mod end;
mod forecast;
mod graphql;
mod propose;
mod publish;
mod rules;
mod sign_off;
mod store;

pub use graphql::{ProposalMutation, ProposalQuery};
pub use propose::{NewProposal, propose_release};
pub use publish::{keep_publishing, publish_due};
use rules::{ended_because, status};
pub use sign_off::sign_off_release;
