//! Progress of a section or part, counted over the questions that the viewer sees.

use crate::{
    instrument::{Asked, Catalogue},
    submission::editions::{
        submitted_answer::SubmittedAnswer,
        visibility::{Visibility, visibility},
    },
};
use ::entity::vocabulary::{Disposition, QuestionCode};
use std::collections::BTreeMap;

/// Numbers of questions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Questions that the conditions offer, as far as the viewer sees: the sum of the next five.
    pub offered: u32,
    /// Questions answered with a value.
    pub answered: u32,
    /// Questions marked as not applicable.
    pub not_applicable: u32,
    /// Questions that the State declines to answer.
    pub declined: u32,
    /// Questions with nothing new since the last edition.
    pub nothing_new: u32,
    /// Questions not answered yet.
    pub unanswered: u32,
    /// Questions hidden by a condition. They are not among the offered ones.
    pub hidden: u32,
}

impl Progress {
    fn add(&mut self, said: Option<Disposition>) {
        self.offered += 1;
        match said.unwrap_or(Disposition::Unanswered) {
            Disposition::Answered => self.answered += 1,
            Disposition::NotApplicable => self.not_applicable += 1,
            Disposition::Declined => self.declined += 1,
            Disposition::NothingNew => self.nothing_new += 1,
            Disposition::Unanswered => self.unanswered += 1,
        }
    }
}

/// Returns progress by section, from the questions and answers that the viewer sees.
///
/// The order is the instrument's. Sections without a visible question are left out. If a condition
/// depends on an answer that the viewer does not see, its question counts as offered.
#[must_use]
pub fn progress(
    catalogue: &Catalogue,
    given: &BTreeMap<QuestionCode, SubmittedAnswer>,
    sees: impl Fn(&QuestionCode) -> bool,
) -> Vec<(String, Progress)> {
    let verdicts = visibility(catalogue, given, &sees);
    let of = |asked: &[Asked]| {
        let mut progress = Progress::default();
        for asked in asked.iter().filter(|asked| asked.consent.is_none() && sees(&asked.code)) {
            if verdicts.get(&asked.code) == Some(&Visibility::No) {
                progress.hidden += 1;
            } else {
                progress.add(given.get(&asked.code).map(|given| given.disposition));
            }
        }
        progress
    };
    let sections = catalogue.sections().iter().map(|section| {
        (section.section.to_string(), of(&catalogue.questions()[section.questions.clone()]))
    });
    sections.filter(|(_, progress)| progress.offered + progress.hidden > 0).collect()
}

/// Returns progress by part: the sums over its sections.
#[must_use]
pub fn by_part(sections: &[(String, Progress)]) -> Vec<(String, Progress)> {
    let mut parts: Vec<(String, Progress)> = Vec::new();
    for (section, progress) in sections {
        let part = section.split('.').next().unwrap_or_default();
        if parts.last().is_none_or(|(last, _)| last != part) {
            parts.push((part.to_owned(), Progress::default()));
        }
        if let Some((_, sum)) = parts.last_mut() {
            sum.offered += progress.offered;
            sum.answered += progress.answered;
            sum.not_applicable += progress.not_applicable;
            sum.declined += progress.declined;
            sum.nothing_new += progress.nothing_new;
            sum.unanswered += progress.unanswered;
            sum.hidden += progress.hidden;
        }
    }
    parts
}
