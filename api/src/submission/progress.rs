//! How far a section or part has come, counted over the questions that somebody may see.

use super::{
    edition::Given,
    offered::{Offered, offered},
};
use crate::instrument::{Asked, Catalogue};
use ::entity::vocabulary::{Disposition, QuestionCode};
use std::collections::BTreeMap;

/// Counts of questions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Offered by the conditions, as far as is seen: the sum of the five that follow.
    pub offered: u32,
    /// With a value.
    pub answered: u32,
    /// Said not to apply.
    pub not_applicable: u32,
    /// Said to be left unanswered on purpose.
    pub declined: u32,
    /// Nothing new since the last edition.
    pub nothing_new: u32,
    /// Nothing said yet.
    pub unanswered: u32,
    /// Hidden by a condition; not among those offered.
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

/// Progress by section over the questions that are seen and from their answers alone, in the instrument's order; sections of
/// which nothing is seen are left out. Where a condition looks at an answer that is not seen, the question counts as offered.
#[must_use]
pub fn progress(
    catalogue: &Catalogue,
    given: &BTreeMap<QuestionCode, Given>,
    sees: impl Fn(&QuestionCode) -> bool,
) -> Vec<(String, Progress)> {
    let verdicts = offered(catalogue, given, &sees);
    let of = |asked: &[Asked]| {
        let mut progress = Progress::default();
        for asked in asked.iter().filter(|asked| asked.consent.is_none() && sees(&asked.code)) {
            if verdicts.get(&asked.code) == Some(&Offered::No) {
                progress.hidden += 1;
            } else {
                progress.add(given.get(&asked.code).map(|given| given.disposition));
            }
        }
        progress
    };
    let sections = catalogue
        .sections()
        .iter()
        .map(|section| (section.section.to_string(), of(&catalogue.questions()[section.questions.clone()])));
    sections.filter(|(_, progress)| progress.offered + progress.hidden > 0).collect()
}

/// Progress by part: the sums over its sections.
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
