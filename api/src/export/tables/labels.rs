//! Names of questions, levels and sets of States in one language.

use crate::{
    export::{
        question_position::QuestionPosition,
        words::{List, fill, say},
    },
    instrument::{
        Document, Wording,
        document::{Part, Question, Section},
    },
    reference::{Names, Reference},
};
use ::disclosure::{Level, REST};
use ::entity::vocabulary::{Official, OptionCode};
use std::collections::HashMap;

/// The code of all counted States, as a class and as a partition.
pub(in crate::export) const ALL: &str = "_T";
/// The code for classes and level of a table that is not available, and for options that are not
/// compared.
pub(in crate::export) const WITHHELD: &str = "_Z";
/// The code for no value, in place of an option.
pub(in crate::export) const NO_VALUE: &str = "_X";

/// The names of one instrument and of the reference data, in one language.
pub(in crate::export) struct Labels<'a> {
    reference: &'a Reference,
    wording: Wording<'a>,
    language: Official,
    questions: HashMap<&'a str, (&'a Part, &'a Section, &'a Question)>,
}

impl<'a> Labels<'a> {
    pub(in crate::export) fn new(
        document: &'a Document,
        reference: &'a Reference,
        language: Official,
    ) -> Self {
        let questions = document.questions().map(|at| (at.2.code.as_str(), at)).collect();
        Self { reference, wording: Wording::new(document, language.as_str()), language, questions }
    }

    /// Returns the text of a question. Empty if the instrument has no such question.
    pub(in crate::export) fn question(&self, code: &str) -> &'a str {
        self.questions.get(code).map_or("", |(_, _, question)| self.wording.question(question).text)
    }

    /// Returns the part and the section of a question. Empty if the instrument has no such
    /// question.
    pub(in crate::export) fn place(&self, code: &str) -> QuestionPosition {
        let Some((part, section, _)) = self.questions.get(code) else {
            return QuestionPosition::default();
        };
        let title = |code: &str, title: &'a str| {
            self.wording.say(&format!("{code}.title"), title).text.to_owned()
        };
        QuestionPosition {
            part: part.code.clone(),
            part_label: title(&part.code, &part.title),
            section: section.code.clone(),
            section_label: title(&section.code, &section.title),
        }
    }

    /// Returns the name of a partition from the reference data, or its key if they have none.
    pub(in crate::export) fn partition(&self, key: &str) -> String {
        let named = match key {
            ALL => return self.set("all"),
            key => self
                .reference
                .grouping(key)
                .map(|grouping| &grouping.names)
                .or_else(|| self.organization(key)),
        };
        named.map_or_else(|| key.to_owned(), |names| names.in_language(self.language).to_owned())
    }

    /// Returns the name of a class: of the group or organization with this key in the reference
    /// data, or its key if there is none.
    pub(in crate::export) fn class(&self, partition: &str, key: &str) -> String {
        let named = match key {
            ALL => return self.set("all"),
            REST => return self.set("rest"),
            WITHHELD => return self.set("withheld"),
            key => {
                let groups = self
                    .reference
                    .grouping(partition)
                    .into_iter()
                    .flat_map(|grouping| &grouping.groups);
                let mut groups = groups
                    .filter(|group| plain(&group.code) == plain(key))
                    .map(|group| &group.names);
                groups.next().or_else(|| self.organization(key))
            }
        };
        named.map_or_else(|| key.to_owned(), |names| names.in_language(self.language).to_owned())
    }

    fn organization(&self, key: &str) -> Option<&'a Names> {
        let all = self.reference.organizations().iter();
        all.filter(|organization| plain(&organization.code) == plain(key))
            .map(|organization| &organization.names)
            .next()
    }

    /// Returns the text of a level, with the label of the question's option.
    pub(in crate::export) fn level(&self, question: &str, level: &Level) -> String {
        let with = |key, option: &OptionCode| {
            fill(self.level_text(key), "option", self.option(question, option))
        };
        match level {
            Level::Chosen(option) => with("chosen", option),
            Level::NotChosen(option) => with("not_chosen", option),
            Level::AtLeast(option) => with("at_least", option),
            Level::Ranked(option) => with("ranked", option),
            Level::Recorded(option) => with("recorded", option),
            plain => self.level_text(&plain.to_string()).to_owned(),
        }
    }

    /// Returns the text for a special set of States, such as a table that is not available.
    pub(in crate::export) fn set(&self, key: &str) -> String {
        say(List::Sets, key, self.language).to_owned()
    }

    fn level_text(&self, key: &str) -> &'static str {
        say(List::Levels, key, self.language)
    }

    /// Returns the label of an option of the question, or of the first single choice among its
    /// fields.
    pub(in crate::export) fn option<'o>(&self, code: &str, option: &'o OptionCode) -> &'o str
    where
        'a: 'o,
    {
        let question = self.questions.get(code).map(|(_, _, question)| *question);
        let label = question.and_then(|question| self.wording.option(question, option.as_str()));
        label.map_or(option.as_str(), |label| label.text)
    }
}

/// Reduces a key to its letters and digits. Keys of classes have hyphens, codes of groups don't.
fn plain(key: &str) -> String {
    key.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}
