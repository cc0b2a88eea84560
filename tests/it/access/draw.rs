//! Requests drawn at random from the schema.
//!
//! Most fields are those that the caller may select by the policy, and some are others. Most
//! arguments find something. A new field of the schema is drawn without further work.

mod schema;

use super::alike::RANDOM;
use crate::world::VALUE;
use async_graphql::parser::types::{BaseType, FieldDefinition, Type};
use rand::{RngExt as _, SeedableRng as _, seq::IndexedRandom as _};
use rand_chacha::ChaCha8Rng;
use schema::Schema;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Every question of the fixture that takes an answer.
pub const QUESTIONS: [&str; 15] = [
    "A.a.1", "A.a.2", "A.a.3", "A.b.1", "A.b.2", "A.b.3", "A.b.4", "A.b.5", "B.a.1", "B.a.2",
    "B.a.3", "B.a.4", "B.a.5", "B.a.6", "B.a.7",
];
/// Acts that end the caller's access, or that of a later caller.
const ENDING: [&str; 5] =
    ["changeRole", "confirmRemoval", "endSessions", "removePerson", "revokeIntegration"];

/// Fields that hold ids, salts or signatures, or content that is made with them.
///
/// These are digests of acts and of editions, documents and receipts, links, tokens, codes, and
/// details of acts on editions. The digest of a preview covers those of the editions. The digest of
/// a release is not listed, because releases are older than the difference of the worlds.
const RANDOM_BY_NATURE: [&str; 11] = [
    "AuditAct.hash",
    "AuditAct.detail",
    "Edition.sha256",
    "Edition.document",
    "Edition.receipt",
    "Edition.documentLink",
    "Edition.receiptLink",
    "InvitationPayload.code",
    "SuccessionPayload.code",
    "NarrowerTokenPayload.token",
    "ReleasePreview.sha256",
];

/// Draws requests from a seed.
pub struct Draw {
    rng: ChaCha8Rng,
    schema: &'static Schema,
    /// Audiences of the caller in the policy, and the scopes of an integration.
    words: Vec<&'static str>,
    /// Root fields to draw. Likelier ones are listed more often.
    roots: Vec<String>,
    /// Share of fields that are drawn regardless of the policy, in per cent.
    bold: i64,
    /// The cycles to ask for. Likelier ones are listed more often.
    pub cycles: &'static [&'static str],
    /// Cursors and ids from earlier answers, to ask for.
    pub cursors: Vec<String>,
    pub ids: Vec<String>,
    /// The fields that were selected so far.
    pub selected: BTreeSet<(String, String)>,
}

impl Draw {
    /// Creates a draw for a caller with these audiences.
    pub fn new(seed: u64, words: &[&'static str], roots: &[&str]) -> Self {
        Self {
            rng: ChaCha8Rng::seed_from_u64(seed),
            schema: Schema::published(),
            words: words.to_vec(),
            roots: roots.iter().map(|root| (*root).to_owned()).collect(),
            bold: 0,
            cycles: &["2025", "2026", "2027", "2027", "2028", "2028", "2029"],
            cursors: Vec::new(),
            ids: vec![uuid::Uuid::max().to_string()],
            selected: BTreeSet::new(),
        }
    }

    /// Creates a draw over every root field, refused ones included. Allowed fields are likelier,
    /// and fields in `often` likelier still.
    pub fn boldly(seed: u64, words: &[&'static str], often: &[&str]) -> Self {
        let schema = Schema::published();
        let all = schema.fields("Query").into_iter().chain(schema.fields("Mutation"));
        let mut roots: Vec<String> = all.filter(|root| !ENDING.contains(&root.as_str())).collect();
        let may = |root: &String| {
            schema.allows("Query", root, words) || schema.allows("Mutation", root, words)
        };
        let allowed: Vec<_> = roots.iter().filter(|root| may(root)).cloned().collect();
        let often =
            often.iter().filter(|root| may(&(**root).to_owned())).map(|root| (*root).to_owned());
        roots.extend(
            allowed
                .into_iter()
                .flat_map(|root| std::iter::repeat_n(root, 3))
                .chain(often.flat_map(|root| std::iter::repeat_n(root, 25))),
        );
        Self { roots, bold: 1, ..Self::new(seed, words, &[]) }
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

    /// Draws a query of one or two root fields, or a mutation.
    pub fn request(&mut self) -> String {
        let root = self.roots.choose(&mut self.rng).unwrap().clone();
        if self.schema.has("Mutation", &root) {
            return with_value(format!("mutation {{ {} }}", self.field("Mutation", &root, 3)));
        }
        let mut roots = BTreeSet::from([root]);
        if self.often(50) {
            roots.extend(self.roots.choose(&mut self.rng).cloned());
        }
        let fields: Vec<_> =
            roots.iter().filter(|root| self.schema.has("Query", root)).cloned().collect();
        let fields: Vec<_> = fields.iter().map(|root| self.field("Query", root, 4)).collect();
        with_value(format!("{{ {} }}", fields.join(" ")))
    }

    /// Draws a save whose input is a variable.
    pub fn save(&mut self) -> String {
        let selection = self.selection("SaveAnswersPayload", 3);
        with_value(format!(
            "mutation($input: SaveAnswersInput!) {{ saveAnswers(input: $input) {selection} }}"
        ))
    }

    /// Draws a selection on an object, or on each member of a union.
    pub fn selection(&mut self, of: &str, depth: usize) -> String {
        if of == "AnswerValue" {
            return "{ ...value }".into();
        }
        if let Some(members) = self.schema.union(of) {
            let members: Vec<_> = members
                .iter()
                .map(|of| format!("... on {of} {}", self.selection(of, depth)))
                .collect();
            return format!("{{ __typename {} }}", members.join(" "));
        }
        let bold = self.often(self.bold);
        let mut fields = self.schema.fields(of);
        fields.retain(|field| bold || self.schema.allows(of, field, &self.words));
        fields.retain(|field| {
            self.schema.is_plain(of, field) || (depth > 0 && !schema::OF_NOBODY.contains(&of))
        });
        let most = if of == "Submission" { 5 } else { 4 };
        let chosen: BTreeSet<_> = (0..1 + self.below(most))
            .filter_map(|_| fields.choose(&mut self.rng))
            .cloned()
            .collect();
        let texts: Vec<_> = chosen.into_iter().map(|field| self.field(of, &field, depth)).collect();
        format!("{{ __typename {} }}", texts.join(" "))
    }

    fn field(&mut self, of: &str, name: &str, depth: usize) -> String {
        let field = self.schema.field(of, name);
        let arguments = self.arguments(field);
        let to = innermost(&field.ty.node.base);
        let nested = if self.schema.is_plain(of, name) {
            String::new()
        } else {
            self.selection(&to, depth.saturating_sub(1))
        };
        self.selected.insert((of.to_owned(), name.to_owned()));
        let alias =
            match (RANDOM_BY_NATURE.contains(&format!("{of}.{name}").as_str()), self.often(4)) {
                (true, _) => format!("{RANDOM}{name}: "),
                (false, true) if self.bold > 0 => format!("as_{name}: "),
                _ => String::new(),
            };
        format!("{alias}{name}{arguments} {nested}")
    }

    /// Draws arguments, most of which find something.
    fn arguments(&mut self, field: &FieldDefinition) -> String {
        let mut written = Vec::new();
        for argument in &field.arguments {
            let (name, of) = (argument.node.name.node.as_str(), &argument.node.ty.node);
            let needed = !of.nullable && argument.node.default_value.is_none();
            if needed || self.often(35) {
                written.push(format!("{name}: {}", self.argument(name, of)));
            }
        }
        if written.is_empty() { String::new() } else { format!("({})", written.join(", ")) }
    }

    /// Draws a value for an argument or a field of an input, by its type and its name.
    fn argument(&mut self, name: &str, of: &Type) -> String {
        let BaseType::Named(base) = &of.base else {
            let BaseType::List(inner) = &of.base else { unreachable!() };
            let all: Vec<_> = (0..1 + self.below(2)).map(|_| self.argument(name, inner)).collect();
            return format!("[{}]", all.join(", "));
        };
        if base == "AnswerInput" {
            return self.edit();
        }
        if let Some(values) = self.schema.values(base) {
            return values.choose(&mut self.rng).unwrap().clone();
        }
        if let Some((fields, is_one)) = self.schema.input(base) {
            let chosen = if is_one {
                vec![fields.choose(&mut self.rng).unwrap()]
            } else {
                fields.iter().collect()
            };
            let mut written = Vec::new();
            for field in chosen {
                let (name, of) = (&field.name.node, &field.ty.node);
                if is_one || !of.nullable || self.often(40) {
                    written.push(format!(
                        "{name}: {}",
                        self.argument(name, &Type { nullable: false, ..of.clone() })
                    ));
                }
            }
            return format!("{{ {} }}", written.join(", "));
        }
        self.plain(name, base).to_string()
    }

    /// Draws a value of a scalar.
    fn plain(&mut self, name: &str, of: &str) -> Value {
        match (name, of) {
            ("cycle" | "key", "CycleKey") => {
                json!(self.cycles.choose(&mut self.rng).copied().unwrap_or("2027"))
            }
            ("state" | "states" | "code", "StateCode") => {
                json!(self.one(&["FRA", "FRA", "DEU", "KEN", "BRA"]))
            }
            ("after", _) => {
                json!(self.cursors.choose(&mut self.rng).cloned().unwrap_or_else(|| "none".into()))
            }
            ("number" | "from" | "to", _) => json!(1 + self.below(3)),
            ("release", _) => json!(1),
            ("optionSet", _) => json!(self.one(&["status", "challenges"])),
            ("first", _) => json!(1 + self.below(5)),
            ("within" | "scope" | "code", "String") => {
                json!(self.one(&["A", "A.a", "A.b", "A.b.1", "A.b.5", "B", "B.a", "B.a.2", "Z"]))
            }
            ("email", _) => json!(self.one(&[
                "reader@fra.example.org",
                "coming@fra.example.org",
                "new@deu.example.org",
                "new@un.example.org"
            ])),
            ("idempotencyKey", _) => json!(format!("key {}", self.below(50))),
            ("instrument", _) => json!(self.one(&["fixture", "another"])),
            ("version", _) => json!("1"),
            (_, "QuestionCode") => json!(self.one(&QUESTIONS)),
            (_, "SectionCode") => json!(self.one(&["A.a", "A.b", "B.a"])),
            (_, "UUID") => json!(self.ids.choose(&mut self.rng).unwrap()),
            (_, "Int") => json!(self.below(4)),
            (_, "Float") => json!(self.below(900)),
            (_, "Boolean") => json!(self.often(50)),
            (_, "DateTime") => json!(format!("2027-{:02}-15T09:00:00Z", 1 + self.below(12))),
            (_, "Date") => json!(format!("2026-{:02}-11", 1 + self.below(12))),
            (_, "LanguageTag") => json!(self.one(&["en", "fr"])),
            (_, "Sha256") => json!("0".repeat(64)),
            _ => json!(format!("Text {}", self.below(20))),
        }
    }

    /// Draws one edit of a save, as a document writes it.
    fn edit(&mut self) -> String {
        let question = self.one(&QUESTIONS);
        let said = self.says(question);
        let said = match (said.get("value"), said.get("disposition")) {
            (Some(value), _) => format!("value: {}", literal(value)),
            (_, disposition) => format!("disposition: {}", disposition.unwrap().as_str().unwrap()),
        };
        format!("{{ question: {question:?}, basedOn: {}, {said} }}", self.below(4))
    }

    /// Draws a response to a question: mostly a value, or another disposition.
    pub fn says(&mut self, question: &str) -> Value {
        if self.often(15) {
            return json!({ "disposition": self.one(&["DECLINED", "NOT_APPLICABLE", "NOTHING_NEW", "UNANSWERED"]) });
        }
        let text = format!("Text {}", self.below(1_000));
        let day = format!("2026-0{}-11", 1 + self.below(9));
        let options = json!({ "options": self.one::<[&str]>(&[&["funding"], &["people"], &["funding", "people"], &["none"]]) });
        let value = match question {
            "A.a.1" | "A.b.5" => {
                json!({ "singleChoice": { "option": self.one(&["not_started", "partly", "in_place"]) } })
            }
            "A.a.2" | "B.a.6" => json!({ "multiChoice": options }),
            "A.a.3" => {
                json!({ "rankedChoice": { "options": [self.one(&["ransomware", "insiders"])] } })
            }
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

/// Writes JSON as a GraphQL literal.
fn literal(value: &Value) -> String {
    match value {
        Value::Array(list) => {
            format!("[{}]", list.iter().map(literal).collect::<Vec<_>>().join(", "))
        }
        Value::Object(members) => {
            let members: Vec<_> =
                members.iter().map(|(name, value)| format!("{name}: {}", literal(value))).collect();
            format!("{{ {} }}", members.join(", "))
        }
        plain => plain.to_string(),
    }
}

fn innermost(base: &BaseType) -> String {
    match base {
        BaseType::Named(name) => name.to_string(),
        BaseType::List(inner) => innermost(&inner.base),
    }
}
