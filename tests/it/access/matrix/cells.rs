//! Every field of every owned type, requested by every caller at every level of consent.

use super::{
    belongings::Belongings,
    callers::{Callers, OTHERS, OWN},
    paths::{Reached, ways},
    text::MatrixLine,
};
use crate::world::{Actor, Test};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A cycle in which France consented to one level for everything, and the level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level(pub &'static str, pub &'static str);

pub const LEVELS: [Level; 4] = [
    Level("state-only", "STATE_ONLY"),
    Level("secretariat", "SECRETARIAT"),
    Level("member-states", "MEMBER_STATES"),
    Level("public", "PUBLIC"),
];

/// The lines of each level, and the lines that are the same at all levels.
pub type MatrixCells = Vec<(Option<Level>, Vec<MatrixLine>)>;

/// Requests all fields.
pub async fn outcomes(test: Test) -> MatrixCells {
    let belongings = Belongings::of_france(test).await;
    let callers = Callers::of(&belongings.world).await;
    let (mut at_all, mut at_levels) = (Vec::new(), LEVELS.map(|_| Vec::new()));
    for way in ways() {
        if way.way.iter().any(|(call, _)| call.contains("$cycle")) {
            for (level, lines) in LEVELS.iter().zip(&mut at_levels) {
                lines.extend(lines_of(&belongings, &callers, &way, level.0).await);
            }
        } else {
            at_all.extend(lines_of(&belongings, &callers, &way, "").await);
        }
    }
    belongings.world.trail_is_whole().await;
    std::iter::once((None, at_all)).chain(LEVELS.into_iter().map(Some).zip(at_levels)).collect()
}

/// Returns one line for each field that is reached by one path.
async fn lines_of(
    belongings: &Belongings,
    callers: &Callers,
    way: &Reached,
    cycle: &str,
) -> Vec<MatrixLine> {
    let asks = Asks { belongings, way, cycle };
    let frances = asks.marks(callers.named("focal_point")).await;
    let mut lines: Vec<MatrixLine> = way
        .fields
        .iter()
        .map(|field| MatrixLine { field: way.line(field), ..MatrixLine::default() })
        .collect();
    for who in OWN.into_iter().chain(OTHERS) {
        let cells = asks.cells(callers.named(who), &frances).await;
        for (line, cell) in lines.iter_mut().zip(cells) {
            line.cells.insert(who, cell);
        }
    }
    lines
}

struct Asks<'a> {
    belongings: &'a Belongings,
    way: &'a Reached,
    cycle: &'a str,
}

impl Asks<'_> {
    async fn asks(&self, who: &Actor, fields: &[String]) -> Value {
        let request = self
            .belongings
            .names(&self.way.request(fields))
            .replace("$cycle", &format!("{:?}", self.cycle));
        who.graphql(&request, self.belongings.document.clone()).await.json()
    }

    /// Returns the marks by which France's objects are told from others. A mutation is performed
    /// once, so it is not asked here.
    async fn marks(&self, focal_point: &Actor) -> BTreeSet<String> {
        let mut marks = BTreeSet::new();
        if self.way.way.iter().any(|(_, mark)| mark.is_some()) && !self.way.is_mutation {
            let all = self.asks(focal_point, &["__typename".into()]).await;
            found(&all["data"], &self.way.way, None, &mut |mark, _| marks.extend(mark));
        }
        marks
    }

    /// Returns the outcome of each field.
    ///
    /// All fields are in one request. If one of them is refused and the path is not, each field has
    /// a request of its own.
    async fn cells(&self, who: &Actor, frances: &BTreeSet<String>) -> Vec<String> {
        let fields = &self.way.fields;
        let all = self.asks(who, fields).await;
        if all.get("errors").is_none() {
            return fields.iter().map(|field| self.cell(&all, field, frances)).collect();
        }
        // If the path itself is refused, so is every field at its end.
        let way = self.asks(who, &["__typename".into()]).await;
        if way.get("errors").is_some() {
            return fields.iter().map(|field| self.cell(&way, field, frances)).collect();
        }
        let mut cells = Vec::new();
        for field in fields {
            let one = self.asks(who, std::slice::from_ref(field)).await;
            cells.push(self.cell(&one, field, frances));
        }
        cells
    }

    fn cell(&self, body: &Value, field: &str, frances: &BTreeSet<String>) -> String {
        if let Some(code) = body["errors"][0]["extensions"]["code"].as_str() {
            return code.into();
        }
        let mut seen = BTreeMap::new();
        found(&body["data"], &self.way.way, None, &mut |mark, object| {
            let word = match object.and_then(|object| object.get(field)) {
                None => {
                    if object.is_some() || self.way.way.is_empty() {
                        "empty"
                    } else {
                        "null"
                    }
                }
                Some(Value::Null) => "null",
                Some(Value::Array(list)) if list.is_empty() => "empty",
                Some(_) if mark.is_none_or(|mark| frances.contains(&mark)) => "value",
                Some(_) => "own",
            };
            seen.insert(word, ());
        });
        let first =
            ["value", "own", "null", "empty"].into_iter().find(|word| seen.contains_key(word));
        first.unwrap_or("empty").into()
    }
}

/// Returns every object at the end of the path, with its owner's mark; none if the path ends
/// earlier.
fn found<'v>(
    value: &'v Value,
    way: &[(String, Option<String>)],
    mark: Option<String>,
    tell: &mut impl FnMut(Option<String>, Option<&'v Value>),
) {
    let mark = value.get("mark").and_then(Value::as_str).map(str::to_owned).or(mark);
    match (value, way) {
        (Value::Array(list), _) => list.iter().for_each(|one| found(one, way, mark.clone(), tell)),
        (Value::Null, _) => tell(mark, None),
        (_, []) => tell(mark, Some(value)),
        (_, [(call, _), rest @ ..]) if call.starts_with("...") => found(value, rest, mark, tell),
        (_, [(call, _), rest @ ..]) => {
            let name = call.split(['(', ' ']).next().unwrap();
            if let Some(below) = value.get(name) {
                found(below, rest, mark, tell);
            }
        }
    }
}
