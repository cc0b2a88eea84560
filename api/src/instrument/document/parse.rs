//! Parsing of a document. The first character distinguishes JSON from YAML.
//!
//! A document that can't be read has one violation with its line and column, because the rest can't
//! be trusted. [`validate()`](crate::instrument::validate()) then checks a readable document as a
//! whole. A few bytes of YAML can expand to a huge document (aliases of aliases), so the reader
//! works within a budget.

use crate::instrument::{
    document::{Document, reading_fault},
    validate::violation::{Rule, Violation},
};

/// The greatest size of a document: 2 MiB.
pub const MOST_BYTES: usize = 2 * 1024 * 1024;

/// The greatest nesting of a document. The grammar itself needs about 20. Recursion must stay far
/// from the end of the stack.
const DEEPEST: usize = 64;

/// Reads a document from YAML or JSON, at most [`MOST_BYTES`] long, with its texts in normal form.
pub fn parse(bytes: &[u8]) -> Result<Document, Violation> {
    if bytes.len() > MOST_BYTES {
        return Err(unreadable(None, format!("The document is larger than {MOST_BYTES} bytes.")));
    }
    let text = std::str::from_utf8(bytes).map_err(|bad| {
        let line =
            bytes[..bad.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
        unreadable(Some((line, 1)), "The document is not UTF-8.".into())
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut document =
        if text.trim_start().starts_with(['{', '[']) { json(text) } else { yaml(text) }?;
    document.normalize();
    Ok(document)
}

fn json(text: &str) -> Result<Document, Violation> {
    serde_json::from_str(text).map_err(|bad| {
        let at = (bad.line() as u64, bad.column() as u64);
        // JSON is also YAML, and the reader of YAML names the member that does not fit.
        let unfitting = if bad.is_data() { read_yaml(text).err() } else { None };
        let sentence = unfitting
            .map_or_else(|| reading_fault::json(&bad).to_owned(), |bad| reading_fault::yaml(&bad));
        unreadable(Some(at), sentence)
    })
}

fn yaml(text: &str) -> Result<Document, Violation> {
    read_yaml(text).map_err(|bad| {
        let at = bad.location().map(|at| (at.line(), at.column()));
        unreadable(at, reading_fault::yaml(&bad))
    })
}

fn read_yaml(text: &str) -> Result<Document, serde_saphyr::Error> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! { max_depth: DEEPEST, max_aliases: 1_000, max_events: 400_000 },
        with_snippet: false,
    };
    serde_saphyr::from_str_with_options(text, options)
}

fn unreadable(at: Option<(u64, u64)>, sentence: String) -> Violation {
    let path =
        at.map_or_else(String::new, |(line, column)| format!("line {line}, column {column}"));
    Violation { path, rule: Rule::Unreadable, sentence }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;
    use crate::instrument::fixture;

    #[test]
    fn what_cannot_be_read_says_where() {
        let fixture = fixture::TEXT;
        for (name, text, path, says) in [
            ("nothing", String::new(), "line 1", ""),
            (
                "an unknown field",
                fixture.replace("title: Fixture", "titel: Fixture"),
                "line 7, column",
                "titel",
            ),
            (
                "an unknown kind",
                fixture.replace("type: date_range", "type: dates"),
                "line",
                "dates",
            ),
            (
                "a condition of no form",
                fixture.replace("op: answered", "op: maybe"),
                "line",
                "maybe",
            ),
            (
                "a condition with one option and no list",
                fixture.replace("value: [funding, people, other]", "value: \"funding\""),
                "line",
                "`[yes]`",
            ),
            (
                "a text that is nothing",
                fixture.replace("text: How far?", "text: ~"),
                "line",
                "A text",
            ),
            ("two documents", format!("{fixture}\n---\n{fixture}"), "line", "one document"),
            ("a word for a number", fixture.replace("max: 1000", "max: many"), "line", "number"),
            ("a list for a text", fixture.replace("title: Fixture", "title: [a]"), "line", "text"),
            ("a text for a list", fixture.replace("refs: [read]", "refs: read"), "line", "list"),
            (
                "a text for an object",
                fixture.replace("{id: not_started, label: Not started}", "not_started"),
                "line",
                "object",
            ),
            (
                "a missing member",
                fixture.replace("version: \"1\"\n", ""),
                "line",
                "`version` is missing",
            ),
            (
                "a word for yes",
                fixture.replace("mandatory_questions: false", "mandatory_questions: perhaps"),
                "line",
                "`true` or `false`",
            ),
            ("an alias of nothing", fixture.replace("text: How far?", "text: *far"), "line", ""),
            ("JSON with a comma too many", "{\"key\": \"a\",}".into(), "line 1", "JSON"),
            ("a list", "[]".into(), "line 1", ""),
            ("a text alone", "instrument".into(), "line 1", ""),
            (
                "a field twice",
                fixture.replacen("version:", "key: again\nversion:", 1),
                "line",
                "key",
            ),
            ("a tab", fixture.replacen("kind: survey", "kind:\n\t- survey", 1), "line", ""),
            (
                "a translated text twice",
                fixture.replace("A.title: Choix", "title: Choix"),
                "line",
                "title",
            ),
            (
                "JSON with a reference twice",
                r#"{"references": {"a": 1, "a": 2}}"#.into(),
                "line 1",
                "",
            ),
            (
                "JSON with a set twice",
                r#"{"option_sets": {"a": [], "a": []}}"#.into(),
                "line 1",
                "`a` is there twice",
            ),
            (
                "JSON that ends early",
                "{\"key\": \"a\",\n \"kind\"".into(),
                "line 2, column 7",
                "ends here",
            ),
            ("JSON with an unknown field", "{\"keys\": 1}".into(), "line 1, column 7", "keys"),
        ] {
            let bad = parse(text.as_bytes()).unwrap_err();
            assert_eq!(bad.rule, Rule::Unreadable, "{name}");
            assert!(bad.path.starts_with(path), "{name}: {bad:?}");
            assert!(bad.sentence.contains(says), "{name}: {bad:?}");
            for programmers in [
                "\n",
                "Policy",
                "serialize",
                "Option<",
                "from_str",
                "expected",
                "struct ",
                "EOF",
                "budget",
                "scalar",
                "sequence",
            ] {
                assert!(!bad.sentence.contains(programmers), "{name}: {bad:?}");
            }
            assert!(bad.sentence.ends_with('.'), "{name}: {bad:?}");
        }
    }

    #[test]
    fn what_would_cost_too_much_is_refused() {
        let laughs = (1..20).fold("a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned(), |text, n| {
            let before = format!("*a{}", n - 1);
            text + &format!("a{n}: &a{n} [{}]\n", vec![before; 9].join(", "))
        });
        let deep = format!("key: {}", "[".repeat(100_000));
        let nested = format!("{{\"parts\":{}", "[".repeat(100_000));
        let condition = format!("{}{}", "{\"all\":[".repeat(10_000), "]}".repeat(10_000));
        let conditions = fixture::TEXT.replace(
            "condition: {question: A.a.1, op: answered}",
            &format!("condition: {condition}"),
        );
        assert_ne!(conditions, fixture::TEXT);
        for text in [laughs, deep, nested, conditions, " ".repeat(MOST_BYTES + 1)] {
            assert_eq!(parse(text.as_bytes()).unwrap_err().rule, Rule::Unreadable);
        }
        assert_eq!(parse(b"key: \xff").unwrap_err().sentence, "The document is not UTF-8.");
    }

    #[test]
    fn texts_are_trimmed_and_normalized() {
        let folded = fixture::TEXT
            .replace(
                "text: Explain the challenges.",
                "text: >\n              Explain\n              them.",
            )
            .replace("A.title: Choix", "A.title: ' Probe\u{301} '");
        let document = parse(folded.as_bytes()).unwrap();
        let explain = &document.parts[0].sections[1].questions[1];
        assert_eq!(explain.text, "Explain them.");
        assert_eq!(document.translations["fr"].texts["A.title"], "Probé");
        let again = serde_json::to_vec(&document).unwrap();
        assert_eq!(parse(&again).unwrap(), document);
    }

    #[test]
    fn yaml_and_json_of_the_same_content_are_the_same_document() {
        let document = parse(fixture::TEXT.as_bytes()).unwrap();
        let json = serde_json::to_vec_pretty(&document).unwrap();
        assert_eq!(parse(&json).unwrap(), document);
        let yaml = serde_saphyr::to_string(&document).unwrap();
        assert_eq!(parse(yaml.as_bytes()).unwrap(), document);
    }
}
