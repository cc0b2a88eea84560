//! Validation against published versions: a code means one question for ever.

use crate::{
    canonical,
    instrument::{
        document::{Document, Question, lineage::lineage},
        validate::{Findings, violation::Rule},
    },
};
use entity::vocabulary::Lineage;
use std::collections::HashMap;

pub(super) fn check(document: &Document, published: &[Document], found: &mut Findings) {
    if let Some(other) =
        published.iter().find(|other| other.key != document.key || other.kind != document.kind)
    {
        return found.add(
            "key",
            Rule::OtherInstrument,
            format!("{} {} is another instrument.", other.key, other.version),
        );
    }
    let same = published.iter().position(|earlier| earlier.version == document.version);
    if let Some(same) = same {
        let unchanged = canonical::sha256(&published[same]) == canonical::sha256(document);
        if !unchanged {
            let sentence = format!(
                "Version {} is published: it is never edited. Publish a new version.",
                document.version
            );
            found.add("version", Rule::PublishedVersion, sentence);
        }
    }
    let earlier = &published[..same.unwrap_or(published.len())];
    let previous = earlier.last();
    // The newest published question of each code.
    let ever: HashMap<&str, &Question> = earlier
        .iter()
        .flat_map(|version| version.questions().map(|(_, _, q)| (q.code.as_str(), q)))
        .collect();
    for (part, section, question) in document.questions() {
        let at =
            format!("parts/{}/sections/{}/questions/{}", part.code, section.code, question.code);
        descent(question, previous, &at, found);
        let Some(before) = ever.get(question.code.as_str()) else { continue };
        let code = &question.code;
        let retired =
            previous.is_some_and(|previous| previous.questions().all(|(_, _, q)| q.code != *code));
        if retired {
            found.add(
                &at,
                Rule::RetiredCode,
                format!(
                    "The code {code} was retired by an earlier version and does not come back."
                ),
            );
            continue;
        }
        if before.kind != question.kind {
            let sentence = format!(
                "The code {code} was {} before and can't be {} now: take a new code.",
                before.kind, question.kind
            );
            found.add(&at, Rule::ReusedCode, sentence);
        }
        let relation = lineage(question, previous).relation;
        if matches!(relation, Lineage::New | Lineage::Split | Lineage::Merged) {
            let sentence = format!(
                "The code {code} is in an earlier version: a question that is {relation} takes a new code."
            );
            found.add(&at, Rule::ReusedCode, sentence);
        }
    }
}

/// Checks the lineage: as many predecessors as the relation has, all of them in the previous
/// version.
fn descent(question: &Question, previous: Option<&Document>, at: &str, found: &mut Findings) {
    if question.lineage.is_none() {
        return;
    }
    let at = format!("{at}/lineage");
    let descent = lineage(question, previous);
    let (count, wanted) = (descent.from.len(), descent.relation);
    let fits = match wanted {
        Lineage::New => count == 0,
        Lineage::Same | Lineage::Narrowed | Lineage::Split => count == 1,
        Lineage::Merged => count >= 2,
    };
    if !fits {
        let sentence = format!(
            "A question that is {wanted} can't come from {count} question(s): none for new, several for merged, else one."
        );
        found.add(&at, Rule::BadLineage, sentence);
    }
    for code in &descent.from {
        let from = previous
            .and_then(|previous| previous.questions().find(|(_, _, q)| q.code == *code))
            .map(|(_, _, q)| q);
        match from {
            None => found.add(
                &at,
                Rule::BadLineage,
                format!("The previous version has no question {code}."),
            ),
            Some(from) if wanted == Lineage::Same && from.kind != question.kind => {
                found.add(
                    &at,
                    Rule::BadLineage,
                    format!("{code} is {}: a question of another kind is not the same.", from.kind),
                );
            }
            Some(_) => {}
        }
    }
}
