//! Changes between cycles.

use super::{HiddenPart, TableStanding, band, exact};
use ::disclosure::{BreakInSeries, ChangeCell, ReleasedChange, Since};
use ::entity::vocabulary::{OptionCode, QuestionCode};
use async_graphql::{Enum, Object};

/// Change in the answers to one question since an earlier cycle.
#[derive(Debug)]
pub struct Change(pub(super) ReleasedChange);

/// Change in the answers to one question since an earlier cycle.
#[Object(name = "ReleasedChange")]
impl Change {
    /// The question.
    async fn question(&self) -> &QuestionCode {
        self.0.question()
    }
    /// Reason why the question is not compared with an earlier cycle. Null if it is compared.
    async fn break_in_series(&self) -> Option<SeriesBreak> {
        match self.0.since() {
            Since::Break { because } => Some((*because).into()),
            Since::Release { .. } => None,
        }
    }
    /// The number of the release that this one is compared with. Null if the series is broken.
    async fn since_release(&self) -> Option<i64> {
        match self.0.since() {
            Since::Break { .. } => None,
            Since::Release { number, .. } => Some(*number),
        }
    }
    /// The code of the question in the earlier release. Null if the series is broken.
    async fn since_question(&self) -> Option<&QuestionCode> {
        match self.0.since() {
            Since::Break { .. } => None,
            Since::Release { question, .. } => Some(question),
        }
    }
    /// Standing of the change: gated, ungated or not available.
    async fn standing(&self) -> TableStanding {
        self.0.standing().into()
    }
    /// Exact number of States that both releases count on the question.
    ///
    /// A State is left out if it has since withdrawn the earlier edition, or no longer lets the
    /// earlier answer be counted.
    async fn base(&self) -> u32 {
        self.0.base()
    }
    /// Exact number of these States that have published both answers.
    async fn published_base(&self) -> u32 {
        self.0.published_base()
    }
    /// One cell for each pair of answers, in the instrument's order. No value comes last.
    async fn cells(&self) -> Vec<Cell> {
        self.0.cells().iter().cloned().map(Cell).collect()
    }
}

/// Reason why figures are not compared with an earlier cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(name = "BreakInSeries", remote = "BreakInSeries")]
pub enum SeriesBreak {
    /// No earlier cycle was released.
    First,
    /// The question was not asked, or not counted, in the earlier cycle.
    New,
    /// The question asks for less than in the earlier cycle.
    Narrowed,
    /// The question is a part of an earlier question.
    Split,
    /// The question joins several earlier questions.
    Merged,
    /// The question has other options than in the earlier cycle.
    OtherOptions,
    /// The question is not a choice of one option.
    NoChoice,
}

/// Number of States that went from one answer to another. Do not add its published and hidden parts
/// together.
#[derive(Debug)]
pub struct Cell(ChangeCell);

/// Number of States that went from one answer to another. Do not add its published and hidden parts
/// together.
#[Object(name = "ReleasedChangeCell")]
impl Cell {
    /// The option in the earlier release. Null for no value: unanswered, declined, not applicable,
    /// nothing new or not asked.
    async fn from(&self) -> Option<&OptionCode> {
        self.0.from()
    }
    /// The option in this release. Null for no value.
    async fn to(&self) -> Option<&OptionCode> {
        self.0.to()
    }
    /// Exact number of States that show both answers publicly.
    async fn published(&self) -> u32 {
        self.0.published()
    }
    /// The form in which the other States, the hidden ones, are released.
    async fn hidden(&self) -> HiddenPart {
        self.0.hidden().into()
    }
    /// For EXACT: the number of hidden States that went from `from` to `to`. Else null.
    async fn count(&self) -> Option<u32> {
        exact(self.0.hidden())
    }
    /// For BAND: the lower end of the share in per cent (0, 25, 50 or 75). Else null.
    ///
    /// The lower end belongs to the band at 0 and 75, and not at 25 and 50. A share on a boundary
    /// belongs to the band further from the middle, and a half to the band that ends at 50.
    async fn lower_percent(&self) -> Option<u8> {
        band(self.0.hidden()).map(|(lower, _)| lower)
    }
    /// For BAND: the upper end of the share in per cent (25, 50, 75 or 100). Else null.
    ///
    /// The upper end belongs to the band at 25, 50 and 100, and not at 75.
    async fn upper_percent(&self) -> Option<u8> {
        band(self.0.hidden()).map(|(_, upper)| upper)
    }
}
