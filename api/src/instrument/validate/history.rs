//! Validation against published versions: a code means one question for ever.

use crate::{
    canonical,
    instrument::{
        document::{
            Descent, Document, Question,
            lineage::lineages,
            rewording::{Rewording, rewordings},
        },
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
    let lineages = lineages(document, previous);
    let changes = previous.map(|previous| rewordings(document, previous)).unwrap_or_default();
    for (part, section, question) in document.questions() {
        let code = &question.code;
        let at = format!("parts/{}/sections/{}/questions/{code}", part.code, section.code);
        let declared = question.lineage.as_ref().and_then(|_| lineages.get(code.as_str()));
        if let Some(declared) = declared {
            descent(question, declared, previous, &at, found);
        }
        let Some(before) = ever.get(code.as_str()) else { continue };
        if previous.is_some_and(|previous| previous.question(code).is_none()) {
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
        match (declared, previous) {
            (Some(Descent { relation: Lineage::Same | Lineage::Narrowed, from }), _) => {
                if from.iter().any(|from| from != code) {
                    let sentence = format!(
                        "The code {code} is in an earlier version, so it can't go on from another question: take a new code."
                    );
                    found.add(&at, Rule::ReusedCode, sentence);
                }
            }
            (Some(Descent { relation, .. }), _) => {
                let sentence = format!(
                    "The code {code} is in an earlier version: a question that is {relation} takes a new code."
                );
                found.add(&at, Rule::ReusedCode, sentence);
            }
            (None, Some(previous)) => undeclared(code, &changes, previous, &at, found),
            (None, None) => {}
        }
    }
}

/// Number of differences that one sentence names. The importer lists all of them beside it.
const NAMED: usize = 4;
/// Number of characters of a text that a sentence repeats.
const REPEATED: usize = 60;

/// Refuses a question in other words than before that declares no lineage.
fn undeclared(
    code: &str,
    changes: &[Rewording],
    previous: &Document,
    at: &str,
    found: &mut Findings,
) {
    let changes: Vec<&Rewording> = changes.iter().filter(|one| one.question == code).collect();
    if changes.is_empty() {
        return;
    }
    let short = |text: &str| match text.char_indices().nth(REPEATED) {
        Some((end, _)) => format!("`{}…`", &text[..end]),
        None => format!("`{text}`"),
    };
    let named = changes.iter().take(NAMED).map(|one| {
        let before = one.before.as_deref().map_or_else(|| "nothing".into(), short);
        format!("{} was {before} and is {}", one.path, short(&one.after))
    });
    let more = match changes.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!("; {more} more"),
    };
    let sentence = format!(
        "Question {code} has other words than in version {}: {}{more}. If it asks the same, declare `lineage: {{relation: same}}`; if it asks for less, `narrowed`; else take a new code.",
        previous.version,
        named.collect::<Vec<_>>().join("; "),
    );
    found.add(at, Rule::UndeclaredChange, sentence);
}

/// Checks the lineage: as many predecessors as the relation has, all of them in the previous
/// version.
fn descent(
    question: &Question,
    descent: &Descent,
    previous: Option<&Document>,
    at: &str,
    found: &mut Findings,
) {
    let at = format!("{at}/lineage");
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
        match previous.and_then(|previous| previous.question(code)) {
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
