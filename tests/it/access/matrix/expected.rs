//! The rights of each caller by domain.md, written by hand in `expected.txt` and compared with the
//! service.

use super::{
    callers::{OTHERS, OWN, meant},
    cells::{LEVELS, Level, MatrixCells},
    paths::ways,
    text::MatrixLine,
};
use std::collections::BTreeSet;

const EXPECTED: &str = include_str!("expected.txt");

/// Line of the expectation: types, fields, level, content and callers.
struct Rule {
    /// The text of the line.
    text: String,
    of: Vec<String>,
    /// The fields; all if empty.
    fields: Vec<String>,
    level: Option<Level>,
    word: String,
    callers: BTreeSet<&'static str>,
}

impl Rule {
    /// Parses `field … level word: caller …`, with a dot before each field.
    fn read(of: &[String], line: &str) -> Self {
        let (what, whom) =
            line.trim().split_once(": ").unwrap_or_else(|| panic!("{line} says to whom"));
        let words: Vec<_> = what.split_whitespace().collect();
        let [fields @ .., level, word] = words.as_slice() else {
            panic!("{line} says at which level, and what")
        };
        let level = LEVELS.into_iter().find(|one| one.0 == *level).map_or_else(
            || {
                assert_eq!(*level, "any", "{line}");
                None
            },
            Some,
        );
        let fields = fields
            .iter()
            .map(|field| field.strip_prefix('.').unwrap_or_else(|| panic!("{line}")).to_owned());
        let callers = whom.split_whitespace().flat_map(meant).collect();
        Self {
            text: line.trim().into(),
            of: of.to_vec(),
            fields: fields.collect(),
            level,
            word: (*word).into(),
            callers,
        }
    }

    fn is_of(&self, name: &str, field: &str, level: Option<Level>) -> bool {
        let at = self.level.is_none() || self.level == level;
        at && self.of.iter().any(|of| of == name)
            && (self.fields.is_empty() || self.fields.iter().any(|one| one == field))
    }
}

/// Reads the rules. A line of types, each with the name of its path if it has several, comes before
/// their rules.
fn rules() -> Vec<Rule> {
    let (mut of, mut rules) = (Vec::new(), Vec::new());
    for line in
        EXPECTED.lines().filter(|line| !line.trim().is_empty() && !line.trim().starts_with('#'))
    {
        if line.starts_with(' ') {
            rules.push(Rule::read(&of, line));
        } else {
            let (types, label) =
                line.split_once(" (").map_or((line, None), |(types, label)| (types, Some(label)));
            let name =
                |of: &str| label.map_or_else(|| of.to_owned(), |label| format!("{of} ({label}"));
            of = types.split_whitespace().map(name).collect();
        }
    }
    rules
}

/// Returns the refusal of a caller who is in no rule.
fn refusal(who: &str) -> &'static str {
    if who == "anonymous" { "UNAUTHENTICATED" } else { "FORBIDDEN" }
}

/// Returns the differences between outcomes and expectation, and the rules that match nothing.
pub fn differences(shown: &MatrixCells) -> Vec<String> {
    let (rules, ways) = (rules(), ways());
    let (mut differences, mut used) = (Vec::new(), BTreeSet::new());
    for (level, lines) in shown {
        for MatrixLine { field: line, cells } in lines {
            let (way, field) = ways
                .iter()
                .flat_map(|way| way.fields.iter().map(move |field| (way, field)))
                .find(|(way, field)| way.line(field) == *line)
                .unwrap();
            for who in OWN.into_iter().chain(OTHERS) {
                let of = |(_, rule): &(usize, &Rule)| {
                    rule.is_of(&way.name, field, *level) && rule.callers.contains(who)
                };
                let rule = rules.iter().enumerate().rfind(of);
                used.extend(rule.map(|(place, _)| place));
                let expected = rule.map_or_else(|| refusal(who), |(_, rule)| rule.word.as_str());
                if cells[who] != expected {
                    let level = level.map_or("any", |level| level.0);
                    differences.push(format!(
                        "{line} {level} {who}: {} is shown, {expected} is expected",
                        cells[who]
                    ));
                }
            }
        }
    }
    let idle = rules.iter().enumerate().filter(|(place, _)| !used.contains(place));
    differences.extend(
        idle.map(|(_, rule)| format!("{:?}: {} says nothing of anybody", rule.of, rule.text)),
    );
    differences
}
