//! WHEN WE ASK: a cycle is one round, with an instrument version, the invited States, and dates.
//!
//! The phase (planned, open or closed) follows from the dates and the clock; nobody sets it. A
//! State may have a later closing time of its own. A cycle without a closing date is continuous.
//!
//! The [lattice](disclosure::Lattice) holds the partitions by which released tables divide States.
//! It is declared before the first answer can be saved, and does not change after that.

mod graphql;
mod plan_cycle;
pub mod rules;
pub mod store;

pub use graphql::{Cycle, CycleMutation, CycleQuery, regional};
pub use plan_cycle::{
    NewCycle, declare_lattice, extend_cycle, invite_states, plan_cycle, reschedule_cycle,
};
pub use rules::{Phase, may_save, phase};
