//! WHAT MAY BE SAID OF ALL: the way of a number out of the house.
//!
//! The States that answer are few, known by name, and each other's readers, so a harmless-looking count can say what one of
//! them kept to itself. A number therefore has one way out, and it is a one-way street:
//!
//! ```text
//! lattice (declared on the cycle)   plan (declared by the instrument)
//!        |                             |
//!        v                             v
//!      merge  <-- who is counted --  tabulate: raw counts, which can't be printed, stored or sent
//!   whose rows may exist               |
//!        |                             v
//!        +----------------------->  disclosure: the only maker of a ReleasedTable
//! ```
//!
//! Decisions on the left see who is counted and who published, facts that anybody can check, so a refusal tells nothing. What
//! the hidden States answered is seen only on the right, and leaves only as a band of the share. The published answers, which
//! anybody could count, stand beside them exactly, and the two are never added up.
//!
//! Everything here is pure: the same States, answers, lattice and parameters give the same bytes, in whatever order they come.

pub mod bands;
#[cfg(test)]
mod cases;
mod count;
pub mod disclosure;
mod frozen;
pub(crate) mod gate;
mod graphql;
mod ledger;
mod level;
mod merge;
mod mirror;
mod overview;
pub mod plan;
mod played;
mod proposal;
mod round;
mod statement;
pub mod store;
pub mod tabulate;
mod transition;
mod verify;
#[cfg(test)]
mod worlds;

pub use bands::{BandRules, Cell};
pub use disclosure::{Audience, Parameters, ReleasedCell, ReleasedRow, ReleasedTable, Standing, release_tables, tables_for};
pub use graphql::{AggregateQuery, MirrorLine, mirror};
pub use ledger::can_be_judged;
pub use level::Level;
pub use plan::{Countable, Given, TablePlan, Together, plan};
pub use played::{Play, Played, PlayedTables, gated_releases, played_releases};
pub use proposal::{
    NewProposal, ProposalMutation, ProposalQuery, keep_publishing, propose_release, publish_due, sign_off_release,
};
pub use round::gated_tables;
pub use statement::{SignedStatement, Statement, verify_statement};
pub use store::content;
pub use tabulate::{Respondent, Said};
pub use transition::{BreakInSeries, ChangeCell, ReleasedChange, Since};
pub use verify::verify;
