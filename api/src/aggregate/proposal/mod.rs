//! Proposals of releases. Two people release: one proposes, another signs off, and the service
//! publishes when it is due.
//!
//! ```text
//! preview -> propose (pins the counted States) -> sign off (another person)
//!         -> publish (gate, then one short transaction)
//! ```
//!
//! The pinned States, editions and consent are what both people saw. While a proposal waits,
//! further States may submit and others may amend: these changes belong to a later release. But if
//! a counted State withdraws or changes its consent, the proposal ends with `RELEASE_CHANGED`, at
//! sign-off or at publication. The long computation runs between the transactions, from sealed
//! inputs. The last transaction checks that these inputs are unchanged.

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
