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
pub mod disclosure;
mod graphql;
mod merge;
pub mod plan;
mod release;
pub mod store;
pub mod tabulate;
#[cfg(test)]
mod worlds;

pub use bands::{BandRules, Cell};
pub use disclosure::{Parameters, ReleasedCell, ReleasedRow, ReleasedTable, Standing, release_tables};
pub use graphql::{AggregateMutation, AggregateQuery};
pub use plan::{Countable, Given, Level, TablePlan, plan};
pub use release::release;
pub use tabulate::{Respondent, Said};
