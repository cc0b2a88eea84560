//! The published schema and the policy, for drawing requests.

use async_graphql::parser::{
    parse_schema,
    types::{FieldDefinition, InputValueDefinition, TypeKind, TypeSystemDefinition},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

const POLICY: &str = include_str!("../../../../api/src/access/policy.txt");

/// Types that belong to nobody and lead far. Only their plain fields are drawn.
pub const OF_NOBODY: [&str; 8] = [
    "State",
    "Group",
    "Grouping",
    "Organization",
    "Membership",
    "Instrument",
    "InstrumentVersion",
    "Question",
];

/// Types by name, and the audiences of each field.
pub struct Schema {
    types: BTreeMap<String, TypeKind>,
    policy: BTreeMap<(String, String), BTreeSet<String>>,
}

impl Schema {
    /// Returns the published schema.
    pub fn published() -> &'static Self {
        static SCHEMA: OnceLock<Schema> = OnceLock::new();
        SCHEMA.get_or_init(|| {
            let parsed = parse_schema(national_survey::schema::definitions()).unwrap();
            let types = parsed.definitions.into_iter().filter_map(|definition| match definition {
                TypeSystemDefinition::Type(found) => {
                    Some((found.node.name.node.to_string(), found.node.kind))
                }
                _ => None,
            });
            Self { types: types.collect(), policy: policy() }
        })
    }

    /// Returns the names of an object's fields.
    pub fn fields(&self, of: &str) -> Vec<String> {
        let TypeKind::Object(object) = &self.types[of] else { panic!("{of} is no object") };
        object.fields.iter().map(|field| field.node.name.node.to_string()).collect()
    }

    pub fn has(&self, of: &str, name: &str) -> bool {
        self.fields(of).iter().any(|field| field == name)
    }

    pub fn field(&self, of: &str, name: &str) -> &FieldDefinition {
        let TypeKind::Object(object) = &self.types[of] else { panic!("{of} is no object") };
        &object.fields.iter().find(|field| field.node.name.node == name).unwrap().node
    }

    /// Returns true if nothing is selected below a field.
    pub fn is_plain(&self, of: &str, name: &str) -> bool {
        let to = super::innermost(&self.field(of, name).ty.node.base);
        !matches!(self.types.get(&to), Some(TypeKind::Object(_) | TypeKind::Union(_)))
    }

    /// Returns the members of a union.
    pub fn union(&self, of: &str) -> Option<Vec<String>> {
        match &self.types[of] {
            TypeKind::Union(union) => {
                Some(union.members.iter().map(|member| member.node.to_string()).collect())
            }
            _ => None,
        }
    }

    /// Returns the values of an enumeration.
    pub fn values(&self, of: &str) -> Option<Vec<String>> {
        match self.types.get(of) {
            Some(TypeKind::Enum(found)) => {
                Some(found.values.iter().map(|value| value.node.value.node.to_string()).collect())
            }
            _ => None,
        }
    }

    /// Returns the fields of an input, and true if exactly one of them must be given.
    pub fn input(&self, of: &str) -> Option<(Vec<&InputValueDefinition>, bool)> {
        match self.types.get(of) {
            Some(TypeKind::InputObject(input)) => {
                let fields: Vec<_> = input.fields.iter().map(|field| &field.node).collect();
                let is_one = fields.len() > 1 && of.ends_with("ValueInput");
                Some((fields, is_one))
            }
            _ => None,
        }
    }

    /// Returns true if a caller with these audiences or scopes may select a field.
    pub fn allows(&self, of: &str, field: &str, words: &[&str]) -> bool {
        let listed = self.policy.get(&(of.to_owned(), field.to_owned()));
        listed.is_some_and(|listed| words.iter().any(|word| listed.contains(*word)))
    }
}

fn policy() -> BTreeMap<(String, String), BTreeSet<String>> {
    let (mut of, mut policy) = ("", BTreeMap::new());
    for line in POLICY.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        match line.split_once(':') {
            None => of = line.trim(),
            Some((words, fields)) => {
                let words: BTreeSet<_> = words.split_whitespace().map(str::to_owned).collect();
                policy.extend(
                    fields
                        .split_whitespace()
                        .map(|field| ((of.to_owned(), field.to_owned()), words.clone())),
                );
            }
        }
    }
    policy
}
