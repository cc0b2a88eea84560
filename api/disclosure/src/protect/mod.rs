//! WHAT A COUNT BECOMES BEFORE IT LEAVES: classes merged until they are large enough, hidden counts told in bands, and the types that a
//! reader gets, which nothing else makes.

mod bands;
mod change;
mod recode;
mod size;
mod tables;

pub use bands::Cell;
pub use change::{BreakInSeries, ChangeCell, ReleasedChange, Side, Since};
pub use tables::{ReleasedCell, ReleasedRow, ReleasedTable, Standing, release_tables, tables_for};
