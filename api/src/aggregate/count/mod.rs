//! WHAT IS COUNTED: which figures the instrument declares, and what each State's edition says to them.
//!
//! Raw counts live here and stay in this folder's parent: a [`tabulate`] type can be neither printed, stored nor sent.

mod counted;
mod level;
pub mod plan;
pub mod tabulate;

pub(crate) use counted::{Count, Shared, count, countable, said};
pub use level::Level;
pub use plan::{Countable, Given, TablePlan, Together, plan};
pub use tabulate::{Respondent, Said};
pub(crate) use tabulate::{Roster, Tabulation};
