//! The consent of a State: readers, counting, and purposes.

use super::draw::{Draw, one};
use crate::consent::Choice;
use ::entity::vocabulary::{ConsentPurpose, ConsentScope, ReaderLevel};
use rand::RngExt as _;
use rand_chacha::ChaCha8Rng;

/// Returns a State's choice for its whole submission: readers, and counting. None for a choice that
/// it does not make.
#[must_use]
pub(crate) fn of_submission(draw: &Draw<'_>) -> (Option<ReaderLevel>, Option<bool>) {
    let rng = &mut draw.rng("consent");
    let reader = match rng.random_range(0..100) {
        0..45 => Some(ReaderLevel::Public),
        45..66 => Some(ReaderLevel::MemberStates),
        66..82 => Some(ReaderLevel::Secretariat),
        82..90 => Some(ReaderLevel::StateOnly),
        _ => None,
    };
    let countable = match rng.random_range(0..100) {
        0..84 => Some(true),
        84..91 => Some(false),
        _ => None,
    };
    (reader, countable)
}

/// Returns a State's choices for parts, sections, questions and purposes.
#[must_use]
pub(crate) fn in_particular(draw: &Draw<'_>) -> Vec<Choice> {
    let rng = &mut draw.rng("particular consent");
    let mut choices = Vec::new();
    let sections = draw.catalogue.sections();
    if rng.random_bool(0.35) {
        choices.extend(
            one(rng, sections)
                .map(|section| section.part.to_string())
                .map(|part| narrowed(ConsentScope::Part, part, rng)),
        );
    }
    if rng.random_bool(0.3) {
        choices.extend(
            one(rng, sections)
                .map(|section| section.section.to_string())
                .map(|section| narrowed(ConsentScope::Section, section, rng)),
        );
    }
    if rng.random_bool(0.35) {
        let questions: Vec<_> = draw.catalogue.answerable().collect();
        for _ in 0..rng.random_range(1..5) {
            choices.extend(
                one(rng, &questions)
                    .map(|asked| asked.code.to_string())
                    .map(|question| narrowed(ConsentScope::Question, question, rng)),
            );
        }
    }
    for (purpose, often) in [
        (ConsentPurpose::SgReport, 0.6),
        (ConsentPurpose::ContactRecord, 0.5),
        (ConsentPurpose::PortalNeeds, 0.55),
        (ConsentPurpose::PortalOffers, 0.4),
    ] {
        if rng.random_bool(0.8) {
            choices.push(Choice::Purpose(purpose, rng.random_bool(often)));
        }
    }
    choices
}

/// Returns a choice for one scope, mostly narrower than the State's choice for the whole.
fn narrowed(scope: ConsentScope, code: String, rng: &mut ChaCha8Rng) -> Choice {
    let reader = match rng.random_range(0..10) {
        0..4 => ReaderLevel::StateOnly,
        4..7 => ReaderLevel::Secretariat,
        7..9 => ReaderLevel::MemberStates,
        _ => ReaderLevel::Public,
    };
    let countable = rng.random_bool(0.2).then_some(false);
    Choice::Answers { scope, code, reader: Some(reader), countable }
}
