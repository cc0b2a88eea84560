//! Changes between cycles.

use super::{HiddenPart, TableStanding, band, exact};
use ::disclosure::{BreakInSeries, ChangeCell, ReleasedChange, Since};
use ::entity::vocabulary::{OptionCode, QuestionCode};
use async_graphql::{Enum, Object};

/// How the answers to one question changed since an earlier cycle.
#[derive(Debug)]
pub struct Change(pub(super) ReleasedChange);

/// How the answers to one question changed since an earlier cycle.
#[Object(name = "ReleasedChange")]
impl Change {
    /// The question.
    async fn question(&self) -> &QuestionCode {
        self.0.question()
    }
    /// Why it is not compared with an earlier cycle; null if it is.
    async fn break_in_series(&self) -> Option<SeriesBreak> {
        match self.0.since() {
            Since::Break { because } => Some((*because).into()),
            Since::Release { .. } => None,
        }
    }
    /// The number of the release that it is compared with; null if the series is broken.
    async fn since_release(&self) -> Option<i64> {
        match self.0.since() {
            Since::Break { .. } => None,
            Since::Release { number, .. } => Some(*number),
        }
    }
    /// What the question was called there; null if the series is broken.
    async fn since_question(&self) -> Option<&QuestionCode> {
        match self.0.since() {
            Since::Break { .. } => None,
            Since::Release { question, .. } => Some(question),
        }
    }
    /// Whether it is there.
    async fn standing(&self) -> TableStanding {
        self.0.standing().into()
    }
    /// How many States both releases count on the question, exactly: but for those who have since withdrawn what the earlier one counts, or
    /// let it be counted no longer.
    async fn base(&self) -> u32 {
        self.0.base()
    }
    /// How many of them have published both answers, exactly.
    async fn published_base(&self) -> u32 {
        self.0.published_base()
    }
    /// From every answer to every answer, in the instrument's order, no value last.
    async fn cells(&self) -> Vec<Cell> {
        self.0.cells().iter().cloned().map(Cell).collect()
    }
}

/// Why figures are not compared with an earlier cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(name = "BreakInSeries", remote = "BreakInSeries")]
pub enum SeriesBreak {
    /// No earlier cycle was released.
    First,
    /// The question was not asked, or not counted, before.
    New,
    /// It asks for less than before.
    Narrowed,
    /// It is a part of what was asked before.
    Split,
    /// It asks together what was asked apart.
    Merged,
    /// It has other options than before.
    OtherOptions,
    /// It is no choice of one option.
    NoChoice,
}

/// How many States went from one answer to another. Its two parts are never to be added up.
#[derive(Debug)]
pub struct Cell(ChangeCell);

/// How many States went from one answer to another. Its two parts are never to be added up.
#[Object(name = "ReleasedChangeCell")]
impl Cell {
    /// The option before; null for no value: unanswered, declined, not applicable, nothing new or not asked.
    async fn from(&self) -> Option<&OptionCode> {
        self.0.from()
    }
    /// The option after; null for no value.
    async fn to(&self) -> Option<&OptionCode> {
        self.0.to()
    }
    /// How many States that show both answers publicly, exactly.
    async fn published(&self) -> u32 {
        self.0.published()
    }
    /// What is said of all others.
    async fn hidden(&self) -> HiddenPart {
        self.0.hidden().into()
    }
    /// For EXACT: how many.
    async fn count(&self) -> Option<u32> {
        exact(self.0.hidden())
    }
    /// For BAND: the lower end of the share, in per cent: 0, 25, 50 or 75. It belongs to the band at 0 and 75, and not at 25 and 50: a
    /// share on a boundary is in the band further from the middle, and a half is in the one that ends at 50.
    async fn lower_percent(&self) -> Option<u8> {
        band(self.0.hidden()).map(|(lower, _)| lower)
    }
    /// For BAND: the upper end of the share, in per cent: 25, 50, 75 or 100. It belongs to the band at 25, 50 and 100, and not at 75.
    async fn upper_percent(&self) -> Option<u8> {
        band(self.0.hidden()).map(|(_, upper)| upper)
    }
}
