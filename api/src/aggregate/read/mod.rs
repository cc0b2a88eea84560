//! HOW RELEASED ROWS ARE READ: laid beside one another, and beside what a State said itself. No figure is made here.

pub(crate) mod mirror;
pub(crate) mod overview;
mod participation;

pub use overview::Attendance;
pub use participation::participation;
