//! Lineage: the descent of a question from the previous version. Figures are compared over `same`
//! alone.
//!
//! A lineage is declared, or follows from the same code with the same words. A question in other
//! words that declares nothing is not the same: the importer refuses it, and nothing is compared.

use crate::instrument::document::{
    Descent, Document, Question,
    rewording::{Rewording, rewordings},
};
use entity::vocabulary::Lineage;
use std::collections::{BTreeMap, BTreeSet};

/// Returns the version before `document` among published versions, oldest first. For a published
/// version it is the one before it, for a draft the newest.
#[must_use]
pub fn previous<'p>(document: &Document, published: &'p [Document]) -> Option<&'p Document> {
    let own = published.iter().position(|earlier| earlier.version == document.version);
    published[..own.unwrap_or(published.len())].last()
}

/// Returns the descent of every question from the previous version, by its code. The parts that the
/// author left out are filled in.
///
/// Without a previous version every question is new. Without a declaration, the same code with the
/// same words is the same question, and any other question is new.
#[must_use]
pub fn lineages<'d>(
    document: &'d Document,
    previous: Option<&Document>,
) -> BTreeMap<&'d str, Descent> {
    let changes = previous.map(|previous| rewordings(document, previous)).unwrap_or_default();
    let reworded: BTreeSet<String> =
        changes.into_iter().map(|Rewording { question, .. }| question).collect();
    let questions = document.questions().map(|(_, _, question)| {
        let is_reworded = reworded.contains(&question.code);
        (question.code.as_str(), descent(question, previous, is_reworded))
    });
    questions.collect()
}

fn descent(question: &Question, previous: Option<&Document>, is_reworded: bool) -> Descent {
    let own = || vec![question.code.clone()];
    match &question.lineage {
        Some(Descent { relation, from }) => {
            let implied = from.is_empty() && matches!(relation, Lineage::Same | Lineage::Narrowed);
            Descent { relation: *relation, from: if implied { own() } else { from.clone() } }
        }
        None if !is_reworded
            && previous.is_some_and(|previous| previous.question(&question.code).is_some()) =>
        {
            Descent { relation: Lineage::Same, from: own() }
        }
        None => Descent { relation: Lineage::New, from: Vec::new() },
    }
}

/// Returns the descent of every question over several versions, by its code. `versions` run from
/// the version of the questions back to the version that they are compared with, one after the
/// other.
///
/// A series breaks at the newest relation that is not `same`. A question that the earlier version
/// does not reach is new.
#[must_use]
pub fn lineages_over(versions: &[&Document]) -> BTreeMap<String, Descent> {
    let questions = versions.first().into_iter().flat_map(|version| version.questions());
    let itself = |code: &String| Descent { relation: Lineage::Same, from: vec![code.clone()] };
    let mut over: BTreeMap<String, Descent> =
        questions.map(|(_, _, question)| (question.code.clone(), itself(&question.code))).collect();
    for pair in versions.windows(2) {
        let [later, earlier] = pair else { break };
        let step = lineages(later, Some(earlier));
        over.values_mut().for_each(|descent| *descent = further(descent, &step));
    }
    over
}

/// Returns a descent that is followed one version further back.
fn further(descent: &Descent, step: &BTreeMap<&str, Descent>) -> Descent {
    let mut relation = descent.relation;
    let mut from = BTreeSet::new();
    for before in descent.from.iter().filter_map(|code| step.get(code.as_str())) {
        if relation == Lineage::Same {
            relation = before.relation;
        }
        from.extend(before.from.iter().cloned());
    }
    if from.is_empty() {
        relation = Lineage::New;
    }
    Descent { relation, from: from.into_iter().collect() }
}
