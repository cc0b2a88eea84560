//! The policy: the callers who may select each field of each type.
//!
//! It denies by default. The service does not start if a field of the schema is not listed, or if a
//! listed field is not in the schema.
//!
//! The policy is one of three fences. It decides by role and scope only. The rows that a caller may
//! read are decided by the witnesses, and by the queries that start from a witness.

use crate::error::{Code, Error, Result};
use ::entity::vocabulary::{IntegrationScope, Role};
use edge::query_limits::Contract;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The reviewed text of the policy.
const TEXT: &str = include_str!("policy.txt");

/// The caller, as the policy distinguishes callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who<'c> {
    /// An unknown caller: the public.
    Public,
    /// A person, by their role.
    Person(Role),
    /// An integration, by its scopes.
    Integration(&'c [IntegrationScope]),
}

/// The callers who may select a field: people by role, integrations by scope.
///
/// A line of the policy names the roles by an audience, and the scopes after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audience {
    public: bool,
    roles: &'static [Role],
    scopes: Vec<IntegrationScope>,
}

const STATE: &[Role] = &[Role::FocalPoint, Role::Approver, Role::Contributor, Role::Reader];

impl Audience {
    /// Reads an audience and the scopes after it; none if a word is unknown.
    fn of(words: &str) -> Option<Self> {
        let (word, scopes) = words.split_once(' ').unwrap_or((words, ""));
        let scopes = scopes.split_whitespace().map(str::parse).collect::<Result<_, _>>().ok()?;
        let roles: &'static [Role] = match word {
            "everybody" | "signed_in" => Role::ALL,
            "state" => STATE,
            "state_whole" => &[Role::FocalPoint, Role::Approver, Role::Reader],
            "writers" => &[Role::FocalPoint, Role::Contributor],
            "focal_point" => &[Role::FocalPoint],
            "inviters" => &[Role::FocalPoint, Role::Administrator],
            "parties" => &[Role::FocalPoint, Role::Approver, Role::Administrator],
            "trail" => &[Role::FocalPoint, Role::Approver, Role::Reader, Role::Administrator],
            "minters" => &[Role::FocalPoint, Role::Administrator],
            "secretariat" => &[Role::Analyst, Role::Administrator],
            "administrator" => &[Role::Administrator],
            _ => return None,
        };
        Some(Self { public: word == "everybody", roles, scopes })
    }

    fn includes(&self, who: Who<'_>) -> bool {
        match who {
            Who::Public => self.public,
            Who::Person(role) => self.roles.contains(&role),
            Who::Integration(scopes) => scopes.iter().any(|scope| self.scopes.contains(scope)),
        }
    }
}

/// The policy, compared with the schema.
#[derive(Debug)]
pub struct Policy(HashMap<String, HashMap<String, Audience>>);

impl Policy {
    /// Reads the reviewed text and compares it with the schema.
    ///
    /// # Errors
    /// Fails with the names of the fields that are in only one of the two. Also fails if the text
    /// names an unknown audience, or lists a field twice.
    pub fn of(contract: &Contract) -> Result<Self> {
        Self::read(TEXT, contract)
    }

    fn read(text: &str, contract: &Contract) -> Result<Self> {
        let listed = parse(text)?;
        let there: BTreeSet<(String, String)> = contract
            .all_fields()
            .into_iter()
            .map(|(of, field)| (of.to_owned(), field.to_owned()))
            .collect();
        let known: BTreeSet<_> = listed.keys().cloned().collect();
        let name = |(of, field): &(String, String)| format!("{of}.{field}");
        let missing: Vec<_> = there.difference(&known).map(name).collect();
        let gone: Vec<_> = known.difference(&there).map(name).collect();
        if missing.is_empty() && gone.is_empty() {
            let mut policy: HashMap<_, HashMap<_, _>> = HashMap::new();
            for ((of, field), audience) in listed {
                policy.entry(of).or_default().insert(field, audience);
            }
            return Ok(Self(policy));
        }
        Err(Error::failure(format!(
            "the policy and the schema differ; not in the policy: [{}]; not in the schema: [{}]",
            missing.join(" "),
            gone.join(" ")
        )))
    }

    /// Checks that the caller may select all these fields.
    ///
    /// # Errors
    /// Fails with `UNAUTHENTICATED` if a field is not for the public. Fails with `FORBIDDEN` if a
    /// field is not for the role of the person, or for the scopes of the integration.
    pub fn check<'a>(
        &self,
        who: Who<'_>,
        selected: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Result<()> {
        for (of, field) in selected {
            // An unknown field is left to validation, which refuses it.
            let Some(audience) = self.0.get(of).and_then(|fields| fields.get(field)) else {
                continue;
            };
            if !audience.includes(who) {
                return Err(if who == Who::Public {
                    Code::Unauthenticated.into()
                } else {
                    Code::Forbidden.into()
                });
            }
        }
        Ok(())
    }
}

/// Parses the policy: `Type` on a line of its own, then lines `  audience scope …: field field …`.
fn parse(text: &str) -> Result<BTreeMap<(String, String), Audience>> {
    let mut listed = BTreeMap::new();
    let mut of = "";
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        let Some((word, fields)) = line.split_once(':') else {
            of = line.trim();
            continue;
        };
        let audience = Audience::of(word.trim())
            .ok_or_else(|| Error::failure(format!("the policy names no audience {word}")))?;
        for field in fields.split_whitespace() {
            if listed.insert((of.to_owned(), field.to_owned()), audience.clone()).is_some() {
                return Err(Error::failure(format!("the policy lists {of}.{field} twice")));
            }
        }
    }
    Ok(listed)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;
    use edge::query_limits::NaturalBounds;

    fn contract() -> Contract {
        Contract::from_sdl(
            "type Query { open: Int secret: Int }\nschema { query: Query }",
            &NaturalBounds::new(),
        )
        .unwrap()
    }

    #[test]
    fn a_field_that_is_not_listed_or_not_there_stops_the_start() {
        let refused = |text: &str| match Policy::read(text, &contract()) {
            Err(Error::Failure(cause)) => cause.to_string(),
            _ => panic!("{text} was taken"),
        };
        assert!(refused("Query\n  everybody: open\n").contains("Query.secret"));
        assert!(refused("Query\n  everybody: open secret gone\n").contains("Query.gone"));
        assert!(refused("Query\n  anybody: open secret\n").contains("anybody"));
        assert!(refused("Query\n  everybody: open secret\n  state: open\n").contains("twice"));
    }

    #[test]
    fn a_role_selects_what_is_for_it_and_nothing_else() {
        let policy =
            Policy::read("Query\n  everybody: open\n  focal_point: secret\n", &contract()).unwrap();
        let check = |who, field| {
            policy.check(who, [("Query", field)].into_iter()).map_err(|error| error.code())
        };
        assert_eq!(check(Who::Public, "secret"), Err(Code::Unauthenticated));
        for role in Role::ALL.iter().copied().filter(|role| *role != Role::FocalPoint) {
            assert_eq!(check(Who::Person(role), "secret"), Err(Code::Forbidden), "{role}");
        }
        assert_eq!(check(Who::Person(Role::FocalPoint), "secret"), Ok(()));
        assert_eq!(check(Who::Public, "open"), Ok(()));
    }

    #[test]
    fn an_integration_selects_what_one_of_its_scopes_opens_and_not_even_what_is_for_everybody() {
        use IntegrationScope::{CatalogRead, OwnAnswersRead, PublicRead};
        let text = "Query\n  everybody catalog.read public.read: open\n  everybody: secret\n";
        let policy = Policy::read(text, &contract()).unwrap();
        let check = |scopes: &[_], field| {
            policy.check(Who::Integration(scopes), [("Query", field)].into_iter()).is_ok()
        };
        assert!(check(&[OwnAnswersRead, PublicRead], "open"));
        assert!(!check(&[OwnAnswersRead], "open") && !check(&[], "open"));
        assert!(!check(&[CatalogRead, PublicRead], "secret"));
        assert!(
            Policy::read("Query\n  everybody catalog.write: open secret\n", &contract()).is_err()
        );
    }
}
