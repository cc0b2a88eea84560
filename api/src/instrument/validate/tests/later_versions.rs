//! Rules of later versions, and the documents of the product.

use super::*;

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
