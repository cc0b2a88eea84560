//! Rules of later versions, and the documents of the product.

use super::*;
use crate::instrument::{document::Descent, lineages, lineages_over, rewordings};
use entity::vocabulary::Lineage;

/// Edits of the fixture into a next version: the old text, the new text, the violated rule, the
/// question.
const NEXT: &[(&str, &str, Rule, &str)] = &[
    ("type: date_range", "type: date", Rule::ReusedCode, "B.a.1"),
    ("Which period?,", "Which?, lineage: {relation: new},", Rule::ReusedCode, "B.a.1"),
    (
        "Which period?,",
        "Which?, lineage: {relation: split, from: [B.a.1]},",
        Rule::ReusedCode,
        "B.a.1",
    ),
    (
        "Which period?,",
        "Which?, lineage: {relation: merged, from: [B.a.1, A.b.3]},",
        Rule::ReusedCode,
        "B.a.1",
    ),
    (
        "code: B.a.1,",
        "code: B.a.11, lineage: {relation: same},",
        Rule::BadLineage,
        "B.a.11/lineage",
    ),
    (
        "code: B.a.1,",
        "code: B.a.11, lineage: {relation: same, from: [B.a.99]},",
        Rule::BadLineage,
        "B.a.11/lineage",
    ),
    (
        "code: B.a.1,",
        "code: B.a.11, lineage: {relation: same, from: [B.a.2]},",
        Rule::BadLineage,
        "B.a.11/lineage",
    ),
    (
        "code: B.a.1,",
        "code: B.a.11, lineage: {relation: new, from: [B.a.1]},",
        Rule::BadLineage,
        "B.a.11/lineage",
    ),
    (
        "code: B.a.1,",
        "code: B.a.11, lineage: {relation: split},",
        Rule::BadLineage,
        "B.a.11/lineage",
    ),
    (
        "code: B.a.1,",
        "code: B.a.11, lineage: {relation: merged, from: [B.a.1]},",
        Rule::BadLineage,
        "B.a.11/lineage",
    ),
];

fn next(old: &str, new: &str) -> Document {
    Document { version: "2".into(), ..with(old, new) }
}

#[test]
fn a_code_means_one_question_for_ever() {
    let first = [fixture::document()];
    for (old, new, rule, question) in NEXT {
        let found = validate(&next(old, new), &first);
        let path = format!("parts/B/sections/B.a/questions/{question}");
        assert!(
            found.iter().any(|v| v.rule == *rule && v.path == path),
            "{old} -> {new}: {found:#?}"
        );
    }
    // A code that version 2 lacks can't return in version 3, not even with its old meaning.
    let mut second = next("key: fixture", "key: fixture");
    second.parts[1].sections[0].questions.remove(0);
    assert_eq!(validate(&second, &first), []);
    let third = Document { version: "3".into(), ..fixture::document() };
    let found = validate(&third, &[first[0].clone(), second]);
    assert_eq!(
        found.iter().map(|v| (v.rule, v.path.as_str())).collect::<Vec<_>>(),
        [(Rule::RetiredCode, "parts/B/sections/B.a/questions/B.a.1")]
    );
    // A first version has no earlier version to descend from.
    let found = validate(&with("Which period?,", "Which?, lineage: {relation: same},"), &[]);
    assert_eq!(found.iter().map(|v| v.rule).collect::<Vec<_>>(), [Rule::BadLineage]);
}

/// Edits of the fixture that change words: the old text, the new text, a question in other words,
/// and the path of the difference.
const REWORDED: &[(&str, &str, &str, &str)] = &[
    ("text: Which period?", "text: Which years?", "B.a.1", "questions/B.a.1/text"),
    (
        "[{id: 'yes', label: 'Yes'}, {id: 'no', label: 'No'}]",
        "[{id: 'yes', label: 'No'}, {id: 'no', label: 'Yes'}]",
        "A.a.4",
        "questions/A.a.4/options/yes/label",
    ),
    ("label: Not started", "label: Begun", "A.a.1", "option_sets/status/not_started/label"),
    ("label: Not started", "label: Begun", "A.b.5", "option_sets/status/not_started/label"),
    ("text: Jusqu’où ?", "text: Depuis quand ?", "A.a.1", "translations/fr/texts/A.a.1.text"),
    (
        "set.status.in_place: En place",
        "set.status.in_place: Achevé",
        "A.b.5",
        "translations/fr/texts/set.status.in_place",
    ),
    (
        "{id: partly, label: Partly in place}",
        "{id: half, label: Partly in place}",
        "A.a.1",
        "questions/A.a.1/options",
    ),
    (
        "- {id: funding, label: Funding}\n    - {id: people, label: Too few people}",
        "- {id: people, label: Too few people}\n    - {id: funding, label: Funding}",
        "B.a.7",
        "questions/B.a.7/fields/area/options",
    ),
    ("label: Valid until", "label: Valid from", "B.a.7", "B.a.7/fields/valid_until/label"),
    ("id: valid_until", "id: valid_from", "B.a.7", "questions/B.a.7/fields"),
    (
        "option_set: status, refs",
        "options: [{id: not_started, label: No}, {id: partly, label: Partly in place}, {id: in_place, label: In place}], refs",
        "A.a.1",
        "questions/A.a.1/options/not_started/label",
    ),
];

#[test]
fn a_question_in_other_words_declares_its_lineage() {
    let first = [fixture::document()];
    for (old, new, question, path) in REWORDED {
        let mut second = next(old, new);
        let found = validate(&second, &first);
        let named = found
            .iter()
            .find(|v| v.rule == Rule::UndeclaredChange && v.path.ends_with(question))
            .unwrap_or_else(|| panic!("{old} -> {new}: {found:#?}"));
        assert!(named.sentence.contains(path), "{old} -> {new}: {named:?}");
        assert_eq!(lineages(&second, first.last())[*question].relation, Lineage::New);
        for declared in [Lineage::Same, Lineage::Narrowed] {
            let questions = second.parts.iter_mut().flat_map(|part| &mut part.sections);
            for one in questions.flat_map(|section| &mut section.questions) {
                one.lineage = Some(Descent { relation: declared, from: Vec::new() });
            }
            let found = validate(&second, &first);
            assert!(
                found.iter().all(|v| v.rule != Rule::UndeclaredChange),
                "{old} -> {new}: {found:#?}"
            );
            // The importer reports the differences of a declared `same`, too.
            let reported = rewordings(&second, &first[0]);
            let reported = reported.iter().any(|one| one.question == *question);
            assert_eq!(reported, declared == Lineage::Same, "{old} -> {new}");
        }
    }
}

#[test]
fn other_changes_need_no_declaration() {
    let first = [fixture::document()];
    for (old, new) in [
        ("help: The most important first.", "help: The worst first."),
        ("title: Plain", "title: Simple"),
        ("gist: Eleven norms", "gist: The norms"),
        ("A.title: Choix", "A.title: Choix\n      A.a.2.text: Quels défis ?"),
        ("      A.a.1.text: Jusqu’où ?\n", ""),
        ("max: 1000", "max: 2000"),
        ("value: [partly, in_place]", "value: [in_place]"),
    ] {
        assert_eq!(validate(&next(old, new), &first), [], "{old} -> {new}");
        assert_eq!(rewordings(&next(old, new), &first[0]), [], "{old} -> {new}");
    }
}

#[test]
fn a_document_in_another_language_has_no_words_to_compare() {
    let first = [fixture::document()];
    let second = Document { language: "de".into(), ..next("  fr:", "  pt:") };
    let found = rewordings(&second, &first[0]);
    assert!(found.iter().any(|one| one.question == "B.a.1" && one.before.is_none()), "{found:#?}");
    assert!(
        validate(&second, &first)
            .iter()
            .any(|v| v.rule == Rule::UndeclaredChange && v.path.ends_with("B.a.1"))
    );
}

#[test]
fn a_lineage_leads_over_every_version_between() {
    let renamed = "code: B.a.1, lineage: {relation: same}, type: date_range, text: When?,";
    let first = fixture::document();
    let second = next("code: B.a.1, type: date_range, text: Which period?,", renamed);
    let third = |of: &str| {
        let mut third = second.clone();
        third.version = "3".into();
        let questions = third.parts.iter_mut().flat_map(|part| &mut part.sections);
        let mut questions = questions.flat_map(|section| &mut section.questions);
        let question = questions.find(|question| question.code == "B.a.1").unwrap();
        (question.text, question.lineage) = match of {
            "as it was" => ("When?".into(), None),
            "in the first words, undeclared" => ("Which period?".into(), None),
            "narrowed" => {
                ("When?".into(), Some(Descent { relation: Lineage::Narrowed, from: Vec::new() }))
            }
            _ => {
                question.code = "B.a.11".into();
                let from = vec!["B.a.1".into()];
                ("When?".into(), Some(Descent { relation: Lineage::Same, from }))
            }
        };
        third
    };
    for (of, code, relation) in [
        ("as it was", "B.a.1", Lineage::Same),
        ("in the first words, undeclared", "B.a.1", Lineage::New),
        ("narrowed", "B.a.1", Lineage::Narrowed),
        ("renamed", "B.a.11", Lineage::Same),
    ] {
        let third = third(of);
        let over = lineages_over(&[&third, &second, &first]);
        assert_eq!(over[code].relation, relation, "{of}");
        assert_eq!(over["A.a.1"], Descent { relation: Lineage::Same, from: vec!["A.a.1".into()] });
        let wanted = if relation == Lineage::New { vec![] } else { vec!["B.a.1".to_owned()] };
        assert_eq!(over[code].from, wanted, "{of}");
    }
    // A narrowed question breaks the series of every later version.
    let narrowed = third("narrowed");
    let mut fourth = Document { version: "4".into(), ..narrowed.clone() };
    let questions = fourth.parts.iter_mut().flat_map(|part| &mut part.sections);
    questions.flat_map(|section| &mut section.questions).for_each(|one| one.lineage = None);
    assert_eq!(lineages_over(&[&fourth, &narrowed])["B.a.1"].relation, Lineage::Same);
    let over = lineages_over(&[&fourth, &narrowed, &second]);
    assert_eq!(over["B.a.1"].relation, Lineage::Narrowed);
    assert_eq!(lineages_over(&[&first]).len(), first.questions().count());
}

#[test]
fn two_questions_do_not_exchange_their_codes() {
    let exchanged = next(
        "code: B.a.3, type: agency_list,",
        "code: B.a.3, lineage: {relation: same, from: [B.a.2]}, type: agency_list,",
    );
    let found = validate(&exchanged, &[fixture::document()]);
    assert!(
        found.iter().any(|v| v.rule == Rule::ReusedCode && v.path.ends_with("questions/B.a.3")),
        "{found:#?}"
    );
}

#[test]
fn a_published_version_is_never_edited() {
    let first = fixture::document();
    assert_eq!(validate(&first, std::slice::from_ref(&first)), [], "the same again is no edit");
    let found =
        validate(&with("text: Which period?", "text: Which years?"), std::slice::from_ref(&first));
    assert_eq!(found.iter().map(|v| v.rule).collect::<Vec<_>>(), [Rule::PublishedVersion]);
    let found = validate(&with("key: fixture", "key: other"), &[first]);
    assert_eq!(found.iter().map(|v| v.rule).collect::<Vec<_>>(), [Rule::OtherInstrument]);
}

#[test]
fn a_next_version_may_go_on_narrow_split_and_merge() {
    let first = [fixture::document()];
    for (old, new) in [
        ("title: Fixture", "title: The fixture"),
        ("Which period?,", "Which?, lineage: {relation: narrowed},"),
        ("code: B.a.1,", "code: B.a.11, lineage: {relation: same, from: [B.a.1]},"),
        ("code: B.a.1,", "code: B.a.11, lineage: {relation: split, from: [B.a.1]},"),
        ("code: B.a.1,", "code: B.a.11, lineage: {relation: merged, from: [B.a.1, A.b.3]},"),
        ("code: B.a.1,", "code: B.a.11, lineage: {relation: new},"),
    ] {
        assert_eq!(validate(&next(old, new), &first), [], "{new}");
    }
}

#[test]
fn what_ships_breaks_no_rule_and_fits_the_json_schema() {
    let schema = jsonschema::validator_for(&json_schema()).unwrap();
    for text in [
        fixture::TEXT.as_bytes(),
        crate::instrument::NATIONAL_SURVEY,
        crate::instrument::CALL_FOR_VIEWS,
    ] {
        assert_eq!(validate(&parse(text).unwrap(), &[]), []);
        let value: serde_json::Value = serde_saphyr::from_slice(text).unwrap();
        let misfits: Vec<_> = schema.iter_errors(&value).map(|misfit| misfit.to_string()).collect();
        assert!(misfits.is_empty(), "{misfits:?}");
        let document = parse(text).unwrap();
        assert!(
            schema.is_valid(&serde_json::to_value(document).unwrap()),
            "what is written fits too"
        );
    }
    for bad in [r#"{"key": "a"}"#, r#"{"keys": 1}"#, "[]"] {
        assert!(!schema.is_valid(&serde_json::from_str(bad).unwrap()));
    }
}

#[test]
fn the_fixture_has_every_kind_and_every_mark() {
    use entity::vocabulary::{QuestionKind, Verification};
    let document = fixture::document();
    for kind in QuestionKind::ALL {
        assert!(document.questions().any(|(_, _, question)| question.kind == *kind), "{kind}");
    }
    for mark in Verification::ALL {
        assert!(
            document.references.values().any(|reference| reference.verification == *mark),
            "{mark}"
        );
    }
}
