//! The document of an instrument: as bytes of YAML or JSON, and as a tree that is almost right.

use super::{mutated, run, shown};
use crate::world::FIXTURE;
use arbtest::arbitrary::{Result, Unstructured};
use national_survey::{
    canonical,
    instrument::{
        CALL_FOR_VIEWS, Catalogue, Document, NATIONAL_SURVEY, Rule, languages, parse, render,
        validate,
    },
};
use serde_json::{Value, json};

const WORDS: &[&str] = &[
    ": ",
    "- ",
    "? ",
    "| ",
    ">-\n",
    "&a ",
    "*a ",
    "<<: *a",
    "!!binary ",
    "!!str ",
    "%YAML 1.2\n---\n",
    "---\n",
    "...\n",
    "\t",
    "\n  ",
    "\n",
    "# ",
    "{",
    "}",
    "[",
    "]",
    "'",
    "\"",
    "\\u0000",
    "\u{202e}",
    "~",
    "null",
    "yes",
    "1e400",
    ".inf",
    "0o17",
    "2026-01-01",
    "code: A.a.1",
    "condition: ",
    "{question: A.a.1, op: answered}",
    "{all: []}",
    "{any: [",
    "option_set: status",
    "max: 0",
    "min: -1",
    "type: record_list",
    "translations:",
];

/// Checks everything that must hold for a document that could be read.
fn holds(document: &Document, bytes: &[u8]) {
    let violations = validate(document, &[]);
    assert!(violations.iter().all(|one| one.rule != Rule::Unreadable), "{}", shown(bytes));
    let printed = canonical::bytes(document).unwrap();
    if !violations.is_empty() {
        return;
    }
    // A valid document is the same after printing and reading, in both forms, and its catalogue can
    // be built.
    assert_eq!(parse(&printed).as_ref(), Ok(document), "as JSON: {}", shown(bytes));
    let yaml = serde_saphyr::to_string(document).unwrap();
    assert_eq!(parse(yaml.as_bytes()).as_ref(), Ok(document), "as YAML: {}\n{yaml}", shown(bytes));
    assert!(Catalogue::build(document).is_ok(), "{}", shown(bytes));
    for language in languages(document) {
        render(document, &language.parse().unwrap()).unwrap();
    }
}

#[test]
fn what_ships_holds() {
    for bytes in [FIXTURE, NATIONAL_SURVEY, CALL_FOR_VIEWS] {
        let document = parse(bytes).unwrap();
        assert_eq!(validate(&document, &[]), []);
        holds(&document, bytes);
    }
}

#[test]
fn a_bound_that_canonical_json_would_round_is_refused() {
    let text = String::from_utf8(FIXTURE.to_vec()).unwrap();
    assert!(text.contains("min: 0"));
    for (bound, is_right) in [
        ("-9007199254740991", true),
        ("-9007199254740992", false),
        ("-8604584487721522843", false),
        ("-9223372036854775808", false),
    ] {
        let changed = text.replace("min: 0", &format!("min: {bound}"));
        let document = parse(changed.as_bytes()).unwrap();
        assert_eq!(validate(&document, &[]).is_empty(), is_right, "{bound}");
        holds(&document, changed.as_bytes());
    }
}

#[test]
fn bytes_that_are_nearly_an_instrument_are_read_or_refused_with_a_place() {
    let json = serde_json::to_vec(&parse(FIXTURE).unwrap()).unwrap();
    let seeds: [&[u8]; 3] = [FIXTURE, CALL_FOR_VIEWS, &json];
    let mut read = 0;
    run(
        "instrument",
        |u| mutated(u, &seeds, WORDS),
        |bytes: &Vec<u8>| match parse(bytes) {
            Ok(document) => {
                read += 1;
                holds(&document, bytes);
            }
            Err(no) => assert!(
                no.rule == Rule::Unreadable && !no.sentence.is_empty(),
                "{no}: {}",
                shown(bytes)
            ),
        },
    );
    assert!(read > 0, "no input was read: the property was not tried");
}

#[test]
fn a_tree_that_is_nearly_an_instrument_is_judged_and_a_valid_one_is_printed_the_same() {
    let seed = serde_json::to_value(parse(FIXTURE).unwrap()).unwrap();
    let draw = |u: &mut Unstructured<'_>| {
        let mut tree = seed.clone();
        for _ in 0..u.int_in_range(0..=4)? {
            let other = node(u, &mut seed.clone())?.clone();
            change(u, &mut tree, other)?;
        }
        Ok(serde_json::to_vec(&tree).unwrap())
    };
    let mut valid = 0;
    run("tree", draw, |bytes: &Vec<u8>| {
        if let Ok(document) = parse(bytes) {
            valid += usize::from(validate(&document, &[]).is_empty());
            holds(&document, bytes);
        }
    });
    assert!(valid > 0, "no input was valid: the property was not tried");
}

/// Chooses a node of a tree, at any depth.
fn node<'t>(u: &mut Unstructured<'_>, mut tree: &'t mut Value) -> Result<&'t mut Value> {
    loop {
        let inner: usize = match &*tree {
            Value::Array(items) => items.len(),
            Value::Object(members) => members.len(),
            _ => 0,
        };
        if inner == 0 || u.ratio(1, 8)? {
            return Ok(tree);
        }
        let which = u.int_in_range(0..=inner - 1)?;
        tree = match tree {
            Value::Array(items) => &mut items[which],
            Value::Object(members) => members.values_mut().nth(which).unwrap(),
            _ => unreachable!(),
        };
    }
}

/// Changes one node of a tree.
fn change(u: &mut Unstructured<'_>, tree: &mut Value, other: Value) -> Result<()> {
    let texts = [
        "",
        " ",
        "~",
        "null",
        "yes",
        "1.0",
        "0x1F",
        "- a",
        "a: b",
        "'",
        "\"",
        "#",
        "\u{feff}",
        "é",
        "اللغة",
        "A.a.1",
        "line\nline ",
        "\t",
    ];
    let place = node(u, tree)?;
    match (u.int_in_range(0..=5)?, place) {
        (0, Value::Array(items)) if !items.is_empty() => {
            let which = u.int_in_range(0..=items.len() - 1)?;
            let item = items[which].clone();
            items.push(item);
        }
        (1, Value::Array(items)) => drop(items.pop()),
        (1, Value::Object(members)) => {
            let key = members.keys().next_back().cloned().unwrap_or_default();
            members.remove(&key);
        }
        (2, place) => *place = other,
        (3, place @ Value::String(_)) => {
            *place = json!(format!("{}{}", place.as_str().unwrap(), u.choose(&texts)?))
        }
        (_, place @ Value::String(_)) => *place = json!(u.choose(&texts)?),
        (_, place @ Value::Number(_)) => {
            let small: i64 = u.int_in_range(-3..=1_000)?;
            let drawn = [
                small,
                (1 << 53) + small,
                -(1 << 53) - small,
                i64::MAX - small.abs(),
                i64::MIN + small.abs(),
            ];
            *place = json!(u.choose(&drawn)?);
        }
        (_, place @ Value::Bool(_)) => *place = json!(u.arbitrary::<bool>()?),
        _ => {}
    }
    Ok(())
}
