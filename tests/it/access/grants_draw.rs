//! Queries and edits drawn at random: what a contributor may select, as the policy says it, with arguments that find something.

use super::grants_fields::objects;
use crate::world::VALUE;
use async_graphql::parser::types::{BaseType, FieldDefinition, ObjectType};
use rand::{RngExt as _, SeedableRng as _, seq::IndexedRandom as _};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Every question of the fixture that takes an answer.
pub const QUESTIONS: [&str; 15] = [
    "A.a.1", "A.a.2", "A.a.3", "A.b.1", "A.b.2", "A.b.3", "A.b.4", "A.b.5", "B.a.1", "B.a.2", "B.a.3", "B.a.4", "B.a.5", "B.a.6",
    "B.a.7",
];
/// The root fields that lead to answers, the likelier ones written more often.
const ROOTS: [&str; 12] = [
    "submission",
    "submission",
    "submission",
    "submission",
    "submissions",
    "submissions",
    "sharedAnswers",
    "grants",
    "cycle",
    "submissionCount",
    "viewer",
    "state",
];
const POLICY: &str = include_str!("../../../api/src/access/policy.txt");

/// Draws queries and edits from a seed.
pub struct Draw {
    rng: ChaCha8Rng,
    objects: BTreeMap<String, ObjectType>,
    allowed: BTreeSet<(String, String)>,
    /// What was selected so far.
    pub selected: BTreeSet<(String, String)>,
}

impl Draw {
    pub fn new(seed: u64) -> Self {
        Self { rng: ChaCha8Rng::seed_from_u64(seed), objects: objects(), allowed: allowed(), selected: BTreeSet::new() }
    }

    pub fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of.choose(&mut self.rng).copied().unwrap()
    }

    pub fn below(&mut self, most: i64) -> i64 {
        self.rng.random_range(0..most)
    }

    pub fn often(&mut self, percent: i64) -> bool {
        self.below(100) < percent
    }

    /// A query of one or two root fields.
    pub fn query(&mut self) -> String {
        let roots: BTreeSet<_> = (0..1 + self.below(2)).map(|_| self.one(&ROOTS)).collect();
        let fields: Vec<_> = roots.into_iter().filter_map(|root| self.field("Query", root, 4)).collect();
        with_value(format!("{{ {} }}", fields.join(" ")))
    }

    /// What is asked of a save beside its outcomes, and the outcomes whole.
    pub fn save(&mut self) -> String {
        for of in ["AnswerSaved", "AnswerConflict", "AnswerRefused"] {
            let fields = self.objects[of].fields.iter().map(|field| (of.to_owned(), field.node.name.node.to_string()));
            self.selected.extend(fields);
        }
        let author = self.selection("Author", 1);
        let submission = self.selection("Submission", 3);
        self.selected.extend(
            [("SaveAnswersPayload", "outcomes"), ("SaveAnswersPayload", "savedAt"), ("SaveAnswersPayload", "submission")]
                .map(|(of, field)| (of.to_owned(), field.to_owned())),
        );
        with_value(format!(
            "mutation($input: SaveAnswersInput!) {{ saveAnswers(input: $input) {{ savedAt submission {submission}
              outcomes {{ __typename ... on AnswerSaved {{ question revision }}
                ... on AnswerConflict {{ question theirRevision theirDisposition theirValue {{ ...value }} theirAuthor {author}
                  theirSavedAt yourDisposition yourValue {{ ...value }} }}
                ... on AnswerRefused {{ writtenQuestion code sentence }} }} }} }}"
        ))
    }

    fn selection(&mut self, of: &str, depth: usize) -> String {
        if of == "AnswerValue" {
            return "{ ...value }".into();
        }
        let fields: Vec<String> = self.objects[of].fields.iter().map(|field| field.node.name.node.to_string()).collect();
        let fields: Vec<_> = fields.into_iter().filter(|field| self.allowed.contains(&(of.to_owned(), field.clone()))).collect();
        let most = if of == "Submission" { 5 } else { 4 };
        let chosen: BTreeSet<_> = (0..1 + self.below(most)).map(|_| fields.choose(&mut self.rng).unwrap().clone()).collect();
        let texts: Vec<_> = chosen.into_iter().filter_map(|field| self.field(of, &field, depth)).collect();
        format!("{{ __typename {} }}", texts.join(" "))
    }

    fn field(&mut self, of: &str, name: &str, depth: usize) -> Option<String> {
        let field = self.objects[of].fields.iter().find(|field| field.node.name.node == name)?.node.clone();
        let to = innermost(&field.ty.node.base);
        let arguments = self.arguments(&field)?;
        let nested = if self.objects.contains_key(&to) || to == "AnswerValue" {
            if depth == 0 {
                return None;
            }
            self.selection(&to, depth - 1)
        } else {
            String::new()
        };
        self.selected.insert((of.to_owned(), name.to_owned()));
        Some(format!("{name}{arguments} {nested}"))
    }

    /// Arguments that find something, as a rule; none for a field that needs one which has no example here.
    fn arguments(&mut self, field: &FieldDefinition) -> Option<String> {
        let mut written = Vec::new();
        for argument in &field.arguments {
            let (name, needed) =
                (argument.node.name.node.as_str(), !argument.node.ty.node.nullable && argument.node.default_value.is_none());
            if !needed && self.often(50) {
                continue;
            }
            let value = match name {
                "cycle" | "key" => json!(self.one(&["2026", "2027", "2027", "2028"])),
                "question" => json!(self.one(&QUESTIONS)),
                "within" => json!(self.one(&["A", "A.a", "A.b", "A.b.1", "A.b.5", "B", "B.a", "B.a.2", "Z"])),
                "state" | "code" => json!(self.one(&["FRA", "DEU", "KEN", "BRA"])),
                "release" => json!(1),
                "first" => json!(1 + self.below(5)),
                _ if needed => return None,
                _ => continue,
            };
            written.push(format!("{name}: {value}"));
        }
        Some(if written.is_empty() { String::new() } else { format!("({})", written.join(", ")) })
    }

    /// Something to say to a question: a value as a rule, or another disposition.
    pub fn says(&mut self, question: &str) -> Value {
        if self.often(15) {
            return json!({ "disposition": self.one(&["DECLINED", "NOT_APPLICABLE", "NOTHING_NEW", "UNANSWERED"]) });
        }
        let text = format!("Text {}", self.below(1_000));
        let day = format!("2026-0{}-11", 1 + self.below(9));
        let options = json!({ "options": self.one::<[&str]>(&[&["funding"], &["people"], &["funding", "people"], &["none"]]) });
        let value = match question {
            "A.a.1" | "A.b.5" => json!({ "singleChoice": { "option": self.one(&["not_started", "partly", "in_place"]) } }),
            "A.a.2" | "B.a.6" => json!({ "multiChoice": options }),
            "A.a.3" => json!({ "rankedChoice": { "options": [self.one(&["ransomware", "insiders"])] } }),
            "A.b.1" => json!({ "shortText": { "text": text } }),
            "A.b.2" => json!({ "longText": { "text": text, "language": "fr" } }),
            "A.b.3" => json!({ "date": day }),
            "A.b.4" => json!({ "number": self.below(900) }),
            "B.a.1" => json!({ "dateRange": { "from": day, "to": "2026-12-31" } }),
            "B.a.2" => json!({ "agency": { "name": text } }),
            "B.a.3" => json!({ "agencyList": [{ "name": text }] }),
            "B.a.4" => json!({ "urlList": [{ "url": "https://example.org/", "title": text }] }),
            "B.a.5" => json!({ "documentList": [{ "title": text, "date": day }] }),
            "B.a.7" => json!({ "recordList": [{ "fields": [
                { "field": "area", "value": { "options": { "options": ["people"] } } }, { "field": "name", "value": { "text": { "text": text } } }
            ] }] }),
            _ => panic!("no value for {question}"),
        };
        json!({ "value": value })
    }
}

fn with_value(query: String) -> String {
    if query.contains("...value") { format!("{query} {VALUE}") } else { query }
}

fn innermost(base: &BaseType) -> String {
    match base {
        BaseType::Named(name) => name.to_string(),
        BaseType::List(inner) => innermost(&inner.base),
    }
}

/// What the policy lets a contributor select.
fn allowed() -> BTreeSet<(String, String)> {
    let (mut of, mut fields) = ("", BTreeSet::new());
    for line in POLICY.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        match line.split_once(':') {
            None => of = line.trim(),
            Some((audience, names))
                if audience.split_whitespace().next().is_some_and(|who| ["everybody", "state", "writers"].contains(&who)) =>
            {
                fields.extend(names.split_whitespace().map(|name| (of.to_owned(), name.to_owned())));
            }
            Some(_) => {}
        }
    }
    fields
}
