//! Changes between cycles.

use super::{HiddenPart, TableStanding, band, exact};
use crate::instrument::{Published, Wording};
use ::disclosure::{BreakInSeries, ChangeCell, ReleasedChange, Since};
use ::entity::vocabulary::{Official, OptionCode, QuestionCode};
use async_graphql::{Enum, Object};
use std::sync::Arc;

/// Change in the answers to one question since an earlier cycle.
#[derive(Debug)]
pub struct Change {
    change: ReleasedChange,
    words: ChangeWords,
}

/// The instruments that word a change: of the release, and of the earlier release if it is
/// compared.
#[derive(Clone, Debug)]
pub(super) struct ChangeWords {
    pub(super) now: Arc<Published>,
    pub(super) before: Option<Arc<Published>>,
}

impl Change {
    pub(super) fn new(words: ChangeWords, change: ReleasedChange) -> Self {
        Self { change, words }
    }

    /// Returns the question's code in the earlier release. None if the series is broken.
    fn asked(&self) -> Option<&QuestionCode> {
        match self.change.since() {
            Since::Break { .. } => None,
            Since::Release { question, .. } => Some(question),
        }
    }
}

/// Returns the text of a question of an instrument.
fn text<'i>(asked: &'i Published, code: &QuestionCode, language: Official) -> Option<&'i str> {
    let wording = Wording::new(&asked.document, language.as_str());
    Some(wording.question(asked.document.question(code.as_str())?).text)
}

/// Returns the label of an option of a question of an instrument.
fn label<'i>(
    asked: &'i Published,
    code: &QuestionCode,
    option: &OptionCode,
    language: Official,
) -> Option<&'i str> {
    let wording = Wording::new(&asked.document, language.as_str());
    let question = asked.document.question(code.as_str())?;
    Some(wording.option(question, option.as_str())?.text)
}

/// Change in the answers to one question since an earlier cycle.
#[Object(name = "ReleasedChange")]
impl Change {
    /// The question.
    async fn question(&self) -> &QuestionCode {
        self.change.question()
    }
    /// Reason why the question is not compared with an earlier cycle. Null if it is compared.
    async fn break_in_series(&self) -> Option<SeriesBreak> {
        match self.change.since() {
            Since::Break { because } => Some((*because).into()),
            Since::Release { .. } => None,
        }
    }
    /// The number of the release that this one is compared with. Null if the series is broken.
    async fn since_release(&self) -> Option<i64> {
        match self.change.since() {
            Since::Break { .. } => None,
            Since::Release { number, .. } => Some(*number),
        }
    }
    /// The code of the question in the earlier release. Null if the series is broken.
    async fn since_question(&self) -> Option<&QuestionCode> {
        self.asked()
    }
    /// The text of the question in this release. Without a translation, it is in the document's own
    /// language.
    async fn question_text(
        &self,
        #[graphql(desc = "The language of the text.", default_with = "Official::En")]
        language: Official,
    ) -> Option<&str> {
        text(&self.words.now, self.change.question(), language)
    }
    /// The text of the question as it was asked in the earlier release. Null if the series is
    /// broken.
    async fn since_question_text(
        &self,
        #[graphql(desc = "The language of the text.", default_with = "Official::En")]
        language: Official,
    ) -> Option<&str> {
        text(self.words.before.as_deref()?, self.asked()?, language)
    }
    /// Standing of the change: gated, ungated or not available.
    async fn standing(&self) -> TableStanding {
        self.change.standing().into()
    }
    /// Exact number of States that both releases count on the question.
    ///
    /// A State is left out if it has since withdrawn the earlier edition, or no longer lets the
    /// earlier answer be counted.
    async fn base(&self) -> u32 {
        self.change.base()
    }
    /// Exact number of these States that have published both answers.
    async fn published_base(&self) -> u32 {
        self.change.published_base()
    }
    /// One cell for each pair of answers, in the instrument's order. No value comes last.
    async fn cells(&self) -> Vec<Cell> {
        let cell = |cell: &ChangeCell| Cell {
            cell: cell.clone(),
            question: self.change.question().clone(),
            asked: self.asked().cloned(),
            words: self.words.clone(),
        };
        self.change.cells().iter().map(cell).collect()
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
pub struct Cell {
    cell: ChangeCell,
    question: QuestionCode,
    asked: Option<QuestionCode>,
    words: ChangeWords,
}

/// Number of States that went from one answer to another. Do not add its published and hidden parts
/// together.
#[Object(name = "ReleasedChangeCell")]
impl Cell {
    /// The option in the earlier release. Null for no value: unanswered, declined, not applicable,
    /// nothing new or not asked.
    async fn from(&self) -> Option<&OptionCode> {
        self.cell.from()
    }
    /// The option in this release. Null for no value.
    async fn to(&self) -> Option<&OptionCode> {
        self.cell.to()
    }
    /// The label of the option before, in the words of the earlier release. Null for no value.
    async fn from_label(
        &self,
        #[graphql(desc = "The language of the label.", default_with = "Official::En")]
        language: Official,
    ) -> Option<&str> {
        label(self.words.before.as_deref()?, self.asked.as_ref()?, self.cell.from()?, language)
    }
    /// The label of the option in this release. Null for no value.
    async fn to_label(
        &self,
        #[graphql(desc = "The language of the label.", default_with = "Official::En")]
        language: Official,
    ) -> Option<&str> {
        label(&self.words.now, &self.question, self.cell.to()?, language)
    }
    /// Exact number of States that show both answers publicly.
    async fn published(&self) -> u32 {
        self.cell.published()
    }
    /// The form in which the other States, the hidden ones, are released.
    async fn hidden(&self) -> HiddenPart {
        self.cell.hidden().into()
    }
    /// For EXACT: the number of hidden States that went from `from` to `to`. Else null.
    async fn count(&self) -> Option<u32> {
        exact(self.cell.hidden())
    }
    /// For BAND: the lower end of the share in per cent (0, 25, 50 or 75). Else null.
    ///
    /// The lower end belongs to the band at 0 and 75, and not at 25 and 50. A share on a boundary
    /// belongs to the band further from the middle, and a half to the band that ends at 50.
    async fn lower_percent(&self) -> Option<u8> {
        band(self.cell.hidden()).map(|(lower, _)| lower)
    }
    /// For BAND: the upper end of the share in per cent (25, 50, 75 or 100). Else null.
    ///
    /// The upper end belongs to the band at 25, 50 and 100, and not at 75.
    async fn upper_percent(&self) -> Option<u8> {
        band(self.cell.hidden()).map(|(_, upper)| upper)
    }
}
