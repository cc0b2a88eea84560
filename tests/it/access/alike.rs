//! Comparison of the answers of two worlds: the same status, headers and bytes, except random
//! content.
//!
//! Ids are random, and so is everything that is made with ids or salts. An id in one world must
//! always correspond to the same id in the other world. Other content counts as random only if the
//! query asked for it under a name that says so, `random_…`.

use crate::world::Answer;
use serde_json::Value;
use std::collections::BTreeMap;

/// Headers that differ between any two requests.
const APART: [&str; 2] = ["date", "x-request-id"];
/// Prefix of the names under which a query asks for random texts.
pub const RANDOM: &str = "random_";

/// Corresponding ids of the first world and the other.
#[derive(Debug, Default)]
pub struct Names {
    of_one: BTreeMap<String, String>,
    of_other: BTreeMap<String, String>,
}

impl Names {
    /// Checks that two answers are the same, or returns the difference.
    pub fn are_alike(&mut self, one: &Answer, other: &Answer) -> Result<(), String> {
        let heads =
            [one, other].map(|answer| (answer.status(), headers(answer), answer.bytes.len()));
        let bodies = [one, other].map(Answer::json);
        let alike = if heads[0] == heads[1] {
            self.walk("", &bodies[0], &bodies[1], false)
        } else {
            Err(format!("{:?}\n{:?}", heads[0], heads[1]))
        };
        alike.map_err(|what| format!("{what}\n{}\n{}", bodies[0], bodies[1]))
    }

    fn walk(
        &mut self,
        member: &str,
        one: &Value,
        other: &Value,
        random: bool,
    ) -> Result<(), String> {
        let random = random || member.starts_with(RANDOM);
        let alike = match (one, other) {
            (Value::Object(one), Value::Object(other)) => {
                // The members must have the same order too.
                let same = one.keys().eq(other.keys());
                for ((name, one), other) in one.iter().zip(other.values()).filter(|_| same) {
                    self.walk(name, one, other, random)?;
                }
                same
            }
            (Value::Array(one), Value::Array(other)) => {
                one.iter()
                    .zip(other)
                    .try_for_each(|(one, other)| self.walk(member, one, other, random))?;
                one.len() == other.len()
            }
            (Value::String(one), Value::String(other)) => {
                member == "requestId" || self.stands_for(one, other, random)
            }
            // List elements are resolved concurrently. If several are refused, the one that is
            // named depends on timing.
            (Value::Number(_), Value::Number(_)) if member == "path" => true,
            _ => one == other,
        };
        if alike { Ok(()) } else { Err(format!("{member}: {one} and {other}")) }
    }

    fn stands_for(&mut self, one: &str, other: &str, random: bool) -> bool {
        let is_id = |text: &str| uuid::Uuid::try_parse(text).is_ok();
        let is_random = (is_id(one) && is_id(other)) || (random && one.len() == other.len());
        if one == other && !is_random {
            return true;
        }
        is_random
            && *self.of_one.entry(one.to_owned()).or_insert_with(|| other.to_owned()) == other
            && *self.of_other.entry(other.to_owned()).or_insert_with(|| one.to_owned()) == one
    }
}

/// Returns the headers of an answer, except those that differ between any two requests.
pub fn headers(answer: &Answer) -> Vec<String> {
    let same = answer.headers.iter().filter(|(name, _)| !APART.contains(&name.as_str()));
    let mut same: Vec<_> =
        same.map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect();
    same.sort();
    same
}
