//! Lengths of texts, in validation and in the published JSON Schema.

use super::*;
use crate::instrument::document::limits::{LONG, TEXT, TITLE};

/// Each kind of text: its place in the fixture, the same place with a text of this test, the path
/// and the greatest length.
const PLACES: [(&str, &str, &str, usize); 17] = [
    ("title: Fixture", "title: TEXT", "title", TITLE),
    ("text_origin: Written for the tests.", "text_origin: TEXT", "text_origin", LONG),
    ("symbol: A/RES/77/37", "symbol: TEXT", "references/read/symbol", TITLE),
    ("para: OP1", "para: TEXT", "references/read/para", TITLE),
    ("gist: Functions of the programme", "gist: TEXT", "references/read/gist", LONG),
    ("label: Not started", "label: TEXT", "option_sets/status/not_started/label", TITLE),
    ("title: Choices", "title: TEXT", "parts/A/title", TITLE),
    ("intro: Questions with options.", "intro: TEXT", "parts/A/intro", LONG),
    ("title: Plain", "title: TEXT", "parts/A/sections/A.a/title", TITLE),
    ("gist: Nothing depends on anything here.", "gist: TEXT", "parts/A/sections/A.a/gist", LONG),
    (
        "source_paragraph: A/70/174 para 13(a)",
        "source_paragraph: TEXT",
        "parts/A/sections/A.a/source_paragraph",
        TITLE,
    ),
    ("text: Which come first?", "text: TEXT", "parts/A/sections/A.a/questions/A.a.3/text", TEXT),
    (
        "help: The most important first.",
        "help: TEXT",
        "parts/A/sections/A.a/questions/A.a.3/help",
        LONG,
    ),
    (
        "label: Ransomware",
        "label: TEXT",
        "parts/A/sections/A.a/questions/A.a.3/options/ransomware/label",
        TITLE,
    ),
    ("label: Area", "label: TEXT", "parts/B/sections/B.a/questions/B.a.7/fields/area/label", TITLE),
    ("A.title: Choix", "A.title: TEXT", "translations/fr/texts/A.title", TITLE),
    ("A.a.1.text: Jusqu’où ?", "A.a.1.text: TEXT", "translations/fr/texts/A.a.1.text", TEXT),
];

#[test]
fn a_text_has_the_length_that_its_kind_allows_and_no_character_more() {
    let schema = jsonschema::validator_for(&json_schema()).unwrap();
    for (old, new, path, most) in PLACES {
        for letter in ["a", "ي", "\u{1f600}"] {
            for (length, is_right) in [(most, true), (most + 1, false)] {
                let text = new.replace("TEXT", &letter.repeat(length));
                let document = with(old, &text);
                let found = validate(&document, &[]);
                let wanted = if is_right { vec![] } else { vec![(Rule::LongText, path)] };
                let found: Vec<_> = found.iter().map(|v| (v.rule, v.path.as_str())).collect();
                assert_eq!(found, wanted, "{old}: {length}");
                // The schema does not know which translation belongs to which text.
                let is_translation = path.starts_with("translations/");
                let fits = schema.is_valid(&serde_json::to_value(&document).unwrap());
                assert!(fits == is_right || is_translation, "{old}: {length}");
            }
        }
    }
}

#[test]
fn every_text_that_is_too_long_is_named_at_once() {
    let long = "a".repeat(LONG + 1);
    let text = PLACES.iter().fold(fixture::TEXT.to_owned(), |text, (old, new, ..)| {
        text.replacen(old, &new.replace("TEXT", &long), 1)
    });
    let found = validate(&parse(text.as_bytes()).unwrap(), &[]);
    for (_, _, path, most) in PLACES {
        let named = found.iter().find(|v| v.rule == Rule::LongText && v.path == path).unwrap();
        let sentence = format!("The text has {} characters: {most} are the most.", LONG + 1);
        assert_eq!(named.sentence, sentence);
    }
}
