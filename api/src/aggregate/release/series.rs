//! Questions of a version in the other versions of its instrument: their codes there, and the
//! lineage that allows or breaks a comparison.
//!
//! A lineage is declared from one version to the next. So a comparison of two versions follows it
//! over every version between them, also over versions that no cycle used.

use crate::instrument::{Document, Published, lineages, lineages_over};
use ::entity::vocabulary::{Lineage, QuestionCode};
use std::{collections::BTreeMap, sync::Arc};

/// Returns, for each question of `ours`, its relation to `theirs` and its code there.
///
/// If `theirs` was published later, a question is the same if a later question goes on from it as
/// the same. Another question is new: no lineage leads backwards.
pub(super) fn compared(
    versions: &[Arc<Published>],
    ours: &Published,
    theirs: &Published,
) -> BTreeMap<QuestionCode, (Lineage, Option<QuestionCode>)> {
    let Some((now, then)) = positions(versions, ours, theirs) else { return BTreeMap::new() };
    let between: Vec<&Document> = versions[now.min(then)..=now.max(then)]
        .iter()
        .rev()
        .map(|version| &version.document)
        .collect();
    let mut compared = BTreeMap::new();
    for (code, descent) in lineages_over(&between) {
        let from = descent.from.first().and_then(|code| code.parse().ok());
        let Ok(code) = code.parse::<QuestionCode>() else { continue };
        if then <= now {
            compared.insert(code, (descent.relation, from));
        } else if let (Lineage::Same, Some(from)) = (descent.relation, from) {
            // Of several questions that go on from one, the one with its code is the attacker's.
            let is_equal = from == code;
            let known = compared.entry(from).or_insert_with(|| (Lineage::Same, Some(code.clone())));
            if is_equal {
                *known = (Lineage::Same, Some(code));
            }
        }
    }
    compared
}

/// Maps the questions of `ours` to their codes in `theirs`, for an attacker who joins releases.
///
/// A code is followed over every version between. Two questions pair by equal codes, because a code
/// never changes its question, or by lineage `same`. Where the chain ends, or if `theirs` is of
/// another instrument, equal codes are joined: an attacker may join them, too.
pub(super) fn followed(
    versions: &[Arc<Published>],
    ours: &Published,
    theirs: &Published,
) -> BTreeMap<QuestionCode, QuestionCode> {
    let own = || ours.catalogue.questions().iter().map(|asked| asked.code.clone());
    let equal = own().filter(|code| theirs.catalogue.get(code.as_str()).is_some());
    let mut joined: BTreeMap<QuestionCode, QuestionCode> =
        equal.map(|code| (code.clone(), code)).collect();
    let Some((now, then)) = positions(versions, ours, theirs) else { return joined };
    let mut codes: BTreeMap<QuestionCode, QuestionCode> =
        own().map(|code| (code.clone(), code)).collect();
    let pairs: Vec<_> = versions[now.min(then)..=now.max(then)].windows(2).collect();
    let steps: Vec<_> = if then < now { pairs.into_iter().rev().collect() } else { pairs };
    for pair in steps {
        let [before, later] = pair else { continue };
        let mut step: BTreeMap<QuestionCode, QuestionCode> = BTreeMap::new();
        for (before, later) in succession(before, later) {
            let (from, to) = if then < now { (later, before) } else { (before, later) };
            step.entry(from).or_insert(to);
        }
        codes = codes
            .into_iter()
            .filter_map(|(ours, code)| Some((ours, step.get(&code)?.clone())))
            .collect();
    }
    joined.extend(codes);
    joined
}

/// Returns the positions of two versions in the order of publication. None if one is of another
/// instrument.
fn positions(
    versions: &[Arc<Published>],
    ours: &Published,
    theirs: &Published,
) -> Option<(usize, usize)> {
    let position = |one: &Published| versions.iter().position(|version| version.id == one.id);
    position(ours).zip(position(theirs))
}

/// Returns pairs of questions with the same code in a version and in the next one, then pairs by
/// the lineage of the later version.
fn succession(before: &Published, later: &Published) -> Vec<(QuestionCode, QuestionCode)> {
    let same = before.catalogue.questions().iter().map(|asked| &asked.code);
    let same = same.filter(|code| later.catalogue.get(code.as_str()).is_some());
    let mut pairs: Vec<(QuestionCode, QuestionCode)> =
        same.map(|code| (code.clone(), code.clone())).collect();
    for (to, descent) in lineages(&later.document, Some(&before.document)) {
        let ([from], Lineage::Same, Ok(to)) =
            (descent.from.as_slice(), descent.relation, to.parse::<QuestionCode>())
        else {
            continue;
        };
        let Ok(from) = from.parse::<QuestionCode>() else { continue };
        if before.catalogue.get(from.as_str()).is_some() {
            pairs.push((from, to));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;
    use crate::{
        canonical,
        instrument::{Catalogue, NATIONAL_SURVEY, parse},
    };
    use serde_json::{Value, json};
    use uuid::Uuid;

    /// A version in which one question has another code, with the former code in its lineage.
    fn version(id: u128, code: &str, from: Option<&str>) -> Arc<Published> {
        fn rename(value: &mut Value, code: &str, from: Option<&str>) {
            match value {
                Value::Object(fields) if fields.get("code") == Some(&json!("N.a.1")) => {
                    fields.insert("code".into(), json!(code));
                    if let Some(from) = from {
                        fields.insert(
                            "lineage".into(),
                            json!({ "relation": "same", "from": [from] }),
                        );
                    }
                }
                Value::Object(fields) => {
                    fields.values_mut().for_each(|value| rename(value, code, from))
                }
                Value::Array(values) => {
                    values.iter_mut().for_each(|value| rename(value, code, from))
                }
                _ => {}
            }
        }
        let mut document = serde_json::to_value(parse(NATIONAL_SURVEY).unwrap()).unwrap();
        rename(&mut document, code, from);
        let document = serde_json::from_value(document).unwrap();
        let catalogue = Catalogue::build(&document).unwrap();
        Arc::new(Published {
            id: Uuid::from_u128(id),
            sha256: canonical::sha256(&code),
            document,
            catalogue,
        })
    }

    #[test]
    fn a_question_is_followed_over_every_version_in_which_it_was_renamed() {
        let versions = [
            version(1, "N.a.1", None),
            version(2, "X.a.1", Some("N.a.1")),
            version(3, "Y.a.1", Some("X.a.1")),
        ];
        let code = |text: &str| text.parse::<QuestionCode>().unwrap();
        let names = ["N.a.1", "X.a.1", "Y.a.1"];
        for (now, ours) in names.iter().enumerate() {
            for (then, theirs) in names.iter().enumerate() {
                let codes = followed(&versions, &versions[now], &versions[then]);
                assert_eq!(codes.get(&code(ours)), Some(&code(theirs)), "{ours} in {then}");
                assert_eq!(codes.get(&code("N.a.2")), Some(&code("N.a.2")));
                let compared = compared(&versions, &versions[now], &versions[then]);
                assert_eq!(compared[&code(ours)], (Lineage::Same, Some(code(theirs))), "{then}");
            }
        }
    }

    #[test]
    fn equal_codes_are_joined_over_a_gap_and_over_instruments_and_never_compared_so() {
        let code = |text: &str| text.parse::<QuestionCode>().unwrap();
        let versions =
            [version(1, "N.a.1", None), version(2, "X.a.1", None), version(3, "N.a.1", None)];
        let other = version(4, "N.a.1", None);
        for theirs in [&versions[2], &other] {
            let joined = followed(&versions, &versions[0], theirs);
            assert_eq!(joined.get(&code("N.a.1")), Some(&code("N.a.1")), "{}", theirs.id);
        }
        assert!(compared(&versions, &versions[0], &other).is_empty(), "of another instrument");
        let of_gap = compared(&versions, &versions[0], &versions[2]).remove(&code("N.a.1"));
        assert!(of_gap.is_none_or(|(relation, _)| relation != Lineage::Same), "over a gap");
    }

    #[test]
    fn a_comparison_names_the_question_that_the_attacker_joins() {
        let one = version(1, "N.a.1", None);
        let mut document = one.document.clone();
        let asked = document.parts.iter_mut().flat_map(|part| &mut part.sections);
        let section = asked.into_iter().find(|section| section.code == "N.a").unwrap();
        let mut second = section.questions[0].clone();
        second.code = "N.a.99".into();
        let descent = json!({ "relation": "same", "from": ["N.a.1"] });
        second.lineage = serde_json::from_value(descent).unwrap();
        section.questions.push(second);
        let catalogue = Catalogue::build(&document).unwrap();
        let two =
            Published { id: Uuid::from_u128(2), sha256: one.sha256.clone(), document, catalogue };
        let versions = [one, Arc::new(two)];
        let joined = followed(&versions, &versions[0], &versions[1]);
        for (ours, (relation, theirs)) in compared(&versions, &versions[0], &versions[1]) {
            assert!(relation != Lineage::Same || joined.get(&ours) == theirs.as_ref(), "{ours}");
        }
    }
}
