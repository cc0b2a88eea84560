//! Protection: the transformation of counts into released tables.
//!
//! Small classes are recoded until they are large enough, and hidden counts become bands. Only this
//! folder can build the types that readers get.

mod bands;
mod change;
mod recode;
mod size;
mod tables;

pub use bands::Cell;
pub use change::{BreakInSeries, ChangeCell, ReleasedChange, Side, Since};
pub use tables::{ReleasedCell, ReleasedRow, ReleasedTable, Standing, release_tables, tables_for};
