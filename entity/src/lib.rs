//! Rows, nothing else: one file per table, and [`words`], the codes and statuses that rows, rules and the API share.
//!
//! This crate imports nothing of ours and decides nothing.

pub mod act;
pub mod answer;
pub mod answer_revision;
pub mod chain_head;
pub mod checkpoint;
pub mod consent_choice;
pub mod cycle;
pub mod cycle_invitation;
pub mod edition;
pub mod ever_public;
pub mod group_member;
pub mod grouping;
pub mod idempotency;
pub mod instrument;
pub mod instrument_version;
pub mod invitation;
pub mod letter;
pub mod membership;
pub mod organization;
pub mod person;
pub mod public_key;
pub mod refresh_token;
pub mod release;
pub mod release_table;
pub mod section_grant;
pub mod session;
pub mod shared_answer;
pub mod state;
pub mod state_group;
pub mod submission;
pub mod succession;
pub mod words;
