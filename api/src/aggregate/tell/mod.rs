//! WHAT A COUNT BECOMES BEFORE IT LEAVES: classes merged until they are large enough, hidden counts told in bands, and the types that a
//! reader gets, which nothing else makes.

pub mod bands;
pub mod disclosure;
mod merge;
mod parameters;
mod size;
mod transition;

pub use bands::{BandRules, Cell};
pub(crate) use disclosure::tables_for;
pub use disclosure::{ReleasedCell, ReleasedRow, ReleasedTable, Standing, release_tables};
pub use parameters::{AnalystRules, Audience, Parameters};
pub(crate) use size::Size;
pub(crate) use transition::Side;
pub use transition::{BreakInSeries, ChangeCell, ReleasedChange, Since};
