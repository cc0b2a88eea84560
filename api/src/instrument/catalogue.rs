//! The catalogue of a version: the properties of its questions that values and tables need, by code
//! and in order.
//!
//! A catalogue is built once from a document without violations, and shared by every request. It
//! holds no texts: [`super::Wording`] and the rendered document do.

use super::{
    condition::{Condition, offered},
    document::{Aggregate, Choice, Document, Field, FieldKind},
};
use crate::error::{self, Code, Error};
use entity::vocabulary::{
    BadWord, InstrumentKey, InstrumentKind, OptionCode, PartCode, QuestionCode, QuestionKind,
    SectionCode,
};
use std::collections::{BTreeMap, HashMap};

/// The act on the consent ledger that a question stands for. Such a question takes no answer: a
/// focal point decides it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ConsentAct {
    /// The submission may be counted.
    Aggregate,
    /// The readers of the submission.
    Visibility,
    /// The submission is input to the Secretary-General's report.
    SgReport,
    /// The contact record goes with the submission.
    Poc,
    /// Needs and offers go to the global portal.
    Portal,
}

impl ConsentAct {
    /// Every act.
    pub const ALL: [Self; 5] =
        [Self::Aggregate, Self::Visibility, Self::SgReport, Self::Poc, Self::Portal];

    /// Returns the act as the document writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Aggregate => "aggregate",
            Self::Visibility => "visibility",
            Self::SgReport => "sg_report",
            Self::Poc => "poc",
            Self::Portal => "portal",
        }
    }

    /// Returns the act that a word names.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.as_str() == word)
    }
}

/// A question with the properties that values and tables need.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The code of the question.
    pub code: QuestionCode,
    /// The part of the question.
    pub part: PartCode,
    /// The section of the question.
    pub section: SectionCode,
    /// The kind of value it takes.
    pub kind: QuestionKind,
    /// The options in order. Empty for a question without options.
    pub options: Vec<OptionCode>,
    /// The options that exclude every other option.
    pub exclusive: Vec<OptionCode>,
    /// True if the option `other` exists and asks for a text.
    pub other_requires_text: bool,
    /// The columns of a record list. Empty for other kinds.
    pub fields: Vec<Column>,
    /// The greatest number. For kinds with several values: the greatest number of values.
    pub max: Option<i64>,
    /// The least number.
    pub min: Option<i64>,
    /// True if a number must be whole.
    pub whole: bool,
    /// The condition under which the question is asked. None if it is always asked.
    pub condition: Option<Condition>,
    /// True if released tables may count the question.
    pub counted: bool,
    /// True if the options are steps of one scale, lowest first.
    pub ordinal: bool,
    /// The act of consent that the question stands for.
    pub consent: Option<ConsentAct>,
    /// The record list that an answer to the question suggests entries for.
    pub feeds: Option<QuestionCode>,
}

/// A column of a record list.
#[derive(Clone, Debug)]
pub struct Column {
    /// The id of the column.
    pub id: String,
    /// The kind of value it takes.
    pub kind: FieldKind,
    /// The options in order. Empty for a column without options.
    pub options: Vec<OptionCode>,
    /// The options that exclude every other option.
    pub exclusive: Vec<OptionCode>,
    /// True if the option `other` exists and asks for a text.
    pub other_requires_text: bool,
    /// True if a record is complete without this column.
    pub optional: bool,
    /// The greatest number.
    pub max: Option<i64>,
    /// The least number.
    pub min: Option<i64>,
    /// True if a number must be whole.
    pub whole: bool,
}

/// A section, with the range of its questions in [`Catalogue::questions`].
#[derive(Clone, Debug)]
pub struct Stretch {
    /// The part that holds the section.
    pub part: PartCode,
    /// The section.
    pub section: SectionCode,
    /// The range of the section's questions.
    pub questions: std::ops::Range<usize>,
}

/// The questions and sections of a version, by code and in order.
#[derive(Clone, Debug)]
pub struct Catalogue {
    /// The instrument's key.
    pub key: InstrumentKey,
    /// The kind of instrument.
    pub kind: InstrumentKind,
    /// The version.
    pub version: String,
    questions: Vec<Asked>,
    sections: Vec<Stretch>,
    places: HashMap<QuestionCode, usize>,
}

impl Catalogue {
    /// Builds the catalogue of a document. Fails only for a malformed code, which no document
    /// without violations has.
    pub fn build(document: &Document) -> Result<Self, BadWord> {
        let (mut questions, mut sections) = (Vec::new(), Vec::new());
        for part in &document.parts {
            for section in &part.sections {
                let first = questions.len();
                for question in &section.questions {
                    let choices =
                        document.choices(question.options.as_ref(), question.option_set.as_deref());
                    let (options, exclusive) = codes(document, choices)?;
                    questions.push(Asked {
                        code: question.code.parse()?,
                        part: part.code.parse()?,
                        section: section.code.parse()?,
                        kind: question.kind,
                        other_requires_text: other_requires_text(document, &options),
                        options,
                        exclusive,
                        fields: question
                            .fields
                            .iter()
                            .flatten()
                            .map(|field| column(document, field))
                            .collect::<Result<_, _>>()?,
                        max: question.max,
                        min: question.min,
                        whole: question.whole,
                        condition: question.condition.clone(),
                        counted: question.aggregate == Aggregate::Counts,
                        ordinal: question.ordinal,
                        consent: question.consent.as_deref().and_then(ConsentAct::from_word),
                        feeds: question.feeds.as_deref().map(str::parse).transpose()?,
                    });
                }
                let stretch = Stretch {
                    part: part.code.parse()?,
                    section: section.code.parse()?,
                    questions: first..questions.len(),
                };
                sections.push(stretch);
            }
        }
        let places = questions
            .iter()
            .enumerate()
            .map(|(place, asked): (_, &Asked)| (asked.code.clone(), place))
            .collect();
        let (key, version) = (document.key.parse()?, document.version.clone());
        Ok(Self { key, kind: document.kind, version, questions, sections, places })
    }

    /// Returns every question, in the order of the instrument.
    #[must_use]
    pub fn questions(&self) -> &[Asked] {
        &self.questions
    }

    /// Returns every section in order, with the range of its questions.
    #[must_use]
    pub fn sections(&self) -> &[Stretch] {
        &self.sections
    }

    /// Returns the questions that take answers: all but the acts of consent.
    pub fn answerable(&self) -> impl Iterator<Item = &Asked> {
        self.questions.iter().filter(|asked| asked.consent.is_none())
    }

    /// Returns the question of a code.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Asked> {
        self.place(code).map(|place| &self.questions[place])
    }

    /// Checks that a code names a part, a section or a question. No code is valid, too.
    ///
    /// # Errors
    /// Fails with `BAD_INPUT` if the code names none of them.
    pub fn names(&self, within: Option<&str>) -> error::Result<()> {
        match within {
            Some(code) if !self.questions.iter().any(|asked| asked.code.is_within(code)) => {
                Err(Error::says(
                    Code::BadInput,
                    "The instrument has no part, section or question of this code (`within`).",
                ))
            }
            _ => Ok(()),
        }
    }

    /// Returns the position of the question of a code.
    #[must_use]
    pub fn place(&self, code: &str) -> Option<usize> {
        self.places.get(code).copied()
    }

    /// Returns the questions of a part or a section, by its code.
    pub fn within<'c>(&'c self, code: &'c str) -> impl Iterator<Item = &'c Asked> {
        self.questions
            .iter()
            .filter(move |asked| asked.part.as_str() == code || asked.section.as_str() == code)
    }

    /// Returns, for each question, true if the answers let it be asked. See
    /// [`super::condition::evaluate`] for `answered`.
    pub fn offered<'a>(
        &self,
        answered: &dyn Fn(&str) -> Option<&'a [OptionCode]>,
    ) -> BTreeMap<&QuestionCode, bool> {
        let all =
            self.questions.iter().map(|asked| (asked.code.as_str(), asked.condition.as_ref()));
        let verdicts = offered(all, answered);
        self.questions.iter().map(|asked| (&asked.code, verdicts[asked.code.as_str()])).collect()
    }
}

fn column(document: &Document, field: &Field) -> Result<Column, BadWord> {
    let choices = document.choices(field.options.as_ref(), field.option_set.as_deref());
    let (options, exclusive) = codes(document, choices)?;
    Ok(Column {
        id: field.id.clone(),
        kind: field.kind,
        other_requires_text: other_requires_text(document, &options),
        options,
        exclusive,
        optional: field.optional,
        max: field.max,
        min: field.min,
        whole: field.whole,
    })
}

fn other_requires_text(document: &Document, options: &[OptionCode]) -> bool {
    document.rules.other_requires_text && options.iter().any(|option| option.as_str() == "other")
}

/// Returns the options, and the exclusive ones among them.
fn codes(
    document: &Document,
    choices: &[Choice],
) -> Result<(Vec<OptionCode>, Vec<OptionCode>), BadWord> {
    let options =
        choices.iter().map(|choice| choice.id.parse()).collect::<Result<Vec<OptionCode>, _>>()?;
    let exclusive = options
        .iter()
        .filter(|code| document.exclusive_options.iter().any(|id| id == code.as_str()))
        .cloned()
        .collect();
    Ok((options, exclusive))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;
    use crate::instrument::fixture;

    #[test]
    fn a_malformed_code_makes_no_catalogue() {
        let mut document = fixture::document();
        document.parts[0].sections[0].questions[0].code = "A a 1".into();
        assert!(Catalogue::build(&document).is_err());
    }

    #[test]
    fn the_survey_has_207_questions_of_which_202_take_answers() {
        let catalogue = Catalogue::build(&fixture::survey()).unwrap();
        assert_eq!((catalogue.questions().len(), catalogue.answerable().count()), (207, 202));
        let per_part: Vec<_> = ["G", "T", "I", "N", "C", "K", "W", "S", "D"]
            .map(|part| catalogue.within(part).count())
            .into();
        assert_eq!(per_part, [14, 9, 14, 99, 28, 18, 7, 6, 12]);
        assert_eq!(catalogue.within("N.a").count(), 9);
        assert_eq!(catalogue.sections().len(), 35);
        assert!(catalogue.get("N.z.1").is_none());
    }

    #[test]
    fn a_question_brings_its_options_bounds_and_fields() {
        let catalogue = Catalogue::build(&fixture::survey()).unwrap();
        let challenges = catalogue.get("N.a.6").unwrap();
        assert_eq!(
            challenges.exclusive.iter().map(OptionCode::as_str).collect::<Vec<_>>(),
            ["none"]
        );
        assert!(challenges.other_requires_text && challenges.counted);
        assert_eq!(
            catalogue.get("W.a.4").map(|asked| (asked.min, asked.max)),
            Some((Some(0), Some(100)))
        );
        let dialogues = catalogue.get("C.2.3").unwrap();
        assert_eq!((dialogues.whole, dialogues.min, dialogues.max), (true, Some(0), None));
        let year = catalogue.get("K.c.1").unwrap().fields.iter().find(|column| column.id == "year");
        let year = year.unwrap();
        assert_eq!((year.whole, year.min, year.max), (true, Some(1990), Some(2100)));
        let needs = catalogue.get("K.b.1").unwrap();
        assert!(needs.fields.iter().any(|column| column.other_requires_text));
        assert!(
            needs.fields.iter().any(|column| column.id == "area" && column.options.len() == 18)
        );
        assert_eq!(catalogue.get("C.1.8").unwrap().consent, Some(ConsentAct::Poc));
        assert_eq!(
            catalogue.get("N.a.8").unwrap().feeds.as_ref().map(QuestionCode::as_str),
            Some("K.b.1")
        );
    }
}
