//! The comparison of two cycles: its start, the breaks in a series, and the cells of a change.

use crate::protect::bands::Cell;
use entity::vocabulary::{Lineage, OptionCode, QuestionCode};
use serde::{Deserialize, Serialize};

/// Start of a comparison over time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Since {
    /// There is no comparison: the series begins here.
    Break {
        /// The reason.
        because: BreakInSeries,
    },
    /// The comparison starts at a release of an earlier cycle.
    Release {
        /// Number of that release.
        number: i64,
        /// Code of the question in that release.
        question: QuestionCode,
    },
}

/// Reason why figures are not compared with an earlier cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BreakInSeries {
    /// No earlier cycle was released.
    First,
    /// The question was not asked before.
    New,
    /// The question asks for less than before.
    Narrowed,
    /// The question is a part of an earlier question.
    Split,
    /// The question joins several earlier questions.
    Merged,
    /// The question has other options than before.
    OtherOptions,
    /// The question is not a choice of one option.
    NoChoice,
}

/// Figures of the States that went from one answer to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeCell {
    pub(super) from: Option<OptionCode>,
    pub(super) to: Option<OptionCode>,
    pub(super) published: u32,
    pub(super) hidden: Cell,
}

impl ChangeCell {
    /// Returns the option before; `None` for no value.
    #[must_use]
    pub fn from(&self) -> Option<&OptionCode> {
        self.from.as_ref()
    }
    /// Returns the option after; `None` for no value.
    #[must_use]
    pub fn to(&self) -> Option<&OptionCode> {
        self.to.as_ref()
    }
    /// Returns the exact number of States that show both answers publicly.
    #[must_use]
    pub fn published(&self) -> u32 {
        self.published
    }
    /// Returns the figure of all other States. It is never to be added to the published count.
    #[must_use]
    pub fn hidden(&self) -> Cell {
        self.hidden
    }
}

impl Since {
    /// Returns the start of the comparison that a lineage allows.
    pub fn of(relation: Lineage, number: i64, question: QuestionCode) -> Self {
        let because = match relation {
            Lineage::Same => return Self::Release { number, question },
            Lineage::Narrowed => BreakInSeries::Narrowed,
            Lineage::Split => BreakInSeries::Split,
            Lineage::Merged => BreakInSeries::Merged,
            Lineage::New => BreakInSeries::New,
        };
        Self::Break { because }
    }
}
