//! Readers of released rows: rows are arranged side by side, or beside a State's own answers. No
//! new figure is made here.

pub(crate) mod mirror;
pub(crate) mod overview;
mod participation;

pub use overview::Attendance;
pub use participation::participation;
