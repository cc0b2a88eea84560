//! The words of the house: first words of documentation, and names that nobody can look up.

use super::sources::texts;

/// Words that open no documentation. A type is a noun phrase, and a function a verb.
const OPENINGS: &[&str] =
    &["What", "Whether", "Who", "Whoever", "Whose", "Whom", "How", "Of", "Where", "That", "Which"];

/// Words that name no type.
const NO_TYPES: &[&str] = &[
    "Of", "Says", "Told", "Said", "Stands", "Takes", "Made", "Kept", "Shown", "Given", "Seen",
    "Things", "Place", "Line", "Turn", "Kin", "Whose", "Theirs", "Offered", "Untold", "Foreseen",
    "Keeper",
];

/// Returns the paragraphs of documentation in a source, each with its line.
fn paragraphs(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let (mut begins, mut is_code) = (true, false);
    for (number, line) in text.lines().enumerate() {
        let line = line.trim_start();
        let Some(doc) = line.strip_prefix("///").or_else(|| line.strip_prefix("//!")) else {
            (begins, is_code) = (true, false);
            continue;
        };
        let doc = doc.trim();
        if doc.starts_with("```") {
            is_code = !is_code;
        }
        let item = doc.strip_prefix("- ").or_else(|| doc.strip_prefix("* "));
        if !is_code && !doc.is_empty() && (begins || item.is_some()) {
            found.push((number + 1, item.unwrap_or(doc)));
        }
        begins = doc.is_empty() || doc.starts_with('#');
    }
    found
}

#[test]
fn documentation_opens_with_the_thing_and_not_with_a_question() {
    let mut bad = Vec::new();
    for (path, text) in texts() {
        for (line, paragraph) in paragraphs(&text) {
            if OPENINGS.contains(&paragraph.split(|c: char| !c.is_alphanumeric()).next().unwrap()) {
                bad.push(format!("{path}:{line}: {paragraph}"));
            }
        }
    }
    assert!(bad.is_empty(), "{} openings:\n{}", bad.len(), bad.join("\n"));
}

#[test]
fn descriptions_of_the_schema_open_with_the_thing_and_not_with_a_question() {
    let schema = include_str!("../../../api/schema.graphql");
    let mut lines = schema.lines().map(str::trim).enumerate();
    let mut bad = Vec::new();
    while let Some((_, line)) = lines.next() {
        if line != "\"\"\"" {
            continue;
        }
        let mut begins = true;
        for (number, line) in lines.by_ref().take_while(|(_, line)| *line != "\"\"\"") {
            let item = line.strip_prefix("- ");
            if (begins || item.is_some())
                && OPENINGS.contains(
                    &item.unwrap_or(line).split(|c: char| !c.is_alphanumeric()).next().unwrap(),
                )
            {
                bad.push(format!("schema.graphql:{}: {line}", number + 1));
            }
            begins = line.is_empty();
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

#[test]
fn no_type_has_a_name_that_nobody_can_look_up() {
    let mut bad = Vec::new();
    for (path, text) in texts() {
        for (number, line) in text.lines().enumerate() {
            let line = line.trim_start();
            let code = line
                .split_once("struct ")
                .or_else(|| line.split_once("enum "))
                .or_else(|| line.split_once("trait "));
            let Some((head, rest)) = code else { continue };
            let is_item = head.is_empty()
                || head
                    .trim_end()
                    .split(' ')
                    .all(|word| word.starts_with("pub") || word.ends_with(')'));
            let name = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap();
            if is_item && NO_TYPES.contains(&name) {
                bad.push(format!("{path}:{}: {name}", number + 1));
            }
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

#[test]
fn a_comment_ends_at_column_100() {
    let mut bad = Vec::new();
    for (path, text) in texts() {
        let wide = text
            .lines()
            .enumerate()
            .filter(|(_, line)| line.trim_start().starts_with("//") && line.chars().count() > 100);
        bad.extend(wide.map(|(number, line)| format!("{path}:{}: {}", number + 1, line.trim())));
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}
