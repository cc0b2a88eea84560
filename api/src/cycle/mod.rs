//! WHEN WE ASK: a cycle is one round, with an instrument version, the invited States, and dates.
//!
//! Planned, open and closed follow from the dates and the clock; nobody sets them. A State may have a later closing time of
//! its own. A cycle without a closing date is continuous. What released tables will divide States by, the [lattice](disclosure::Lattice), is
//! declared before the first answer can be saved, and stands.

mod graphql;
mod plan_cycle;
pub mod rules;
pub mod store;

pub use graphql::{Cycle, CycleMutation, CycleQuery, regional};
pub use plan_cycle::{NewCycle, declare_lattice, extend_cycle, invite_states, plan_cycle, reschedule_cycle};
pub use rules::{Phase, may_save, phase};
