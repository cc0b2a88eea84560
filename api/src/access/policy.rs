//! The policy: who may select which field of which type. Deny by default: a field that is not listed stops the service from
//! starting, and so does a line for a field that is not there.
//!
//! This is one of three fences. Whose row it is, is the matter of witnesses and of queries that start from them.

use crate::{
    error::{Code, Error, Result},
    guard::Contract,
};
use ::entity::words::Role;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The reviewed text.
const TEXT: &str = include_str!("policy.txt");

/// Who may select a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Audience {
    public: bool,
    roles: &'static [Role],
}

const STATE: &[Role] = &[Role::FocalPoint, Role::Approver, Role::Contributor, Role::Reader];

impl Audience {
    fn of(word: &str) -> Option<Self> {
        let roles: &'static [Role] = match word {
            "everybody" => return Some(Self { public: true, roles: Role::ALL }),
            "signed_in" => Role::ALL,
            "state" => STATE,
            "state_whole" => &[Role::FocalPoint, Role::Approver, Role::Reader],
            "writers" => &[Role::FocalPoint, Role::Contributor],
            "focal_point" => &[Role::FocalPoint],
            "inviters" => &[Role::FocalPoint, Role::Administrator],
            "parties" => &[Role::FocalPoint, Role::Approver, Role::Administrator],
            "trail" => &[Role::FocalPoint, Role::Approver, Role::Reader, Role::Administrator],
            "secretariat" => &[Role::Analyst, Role::Administrator],
            "administrator" => &[Role::Administrator],
            _ => return None,
        };
        Some(Self { public: false, roles })
    }

    fn includes(self, role: Option<Role>) -> bool {
        role.map_or(self.public, |role| self.roles.contains(&role))
    }
}

/// The policy, held against the schema.
#[derive(Debug)]
pub struct Policy(HashMap<(String, String), Audience>);

impl Policy {
    /// Reads the reviewed text and holds it against the contract.
    ///
    /// # Errors
    /// With every field that is in one and not in the other.
    pub fn of(contract: &Contract) -> Result<Self> {
        Self::read(TEXT, contract)
    }

    fn read(text: &str, contract: &Contract) -> Result<Self> {
        let listed = parse(text)?;
        let there: BTreeSet<(String, String)> =
            contract.all_fields().into_iter().map(|(of, field)| (of.to_owned(), field.to_owned())).collect();
        let known: BTreeSet<_> = listed.keys().cloned().collect();
        let name = |(of, field): &(String, String)| format!("{of}.{field}");
        let missing: Vec<_> = there.difference(&known).map(name).collect();
        let gone: Vec<_> = known.difference(&there).map(name).collect();
        if missing.is_empty() && gone.is_empty() {
            return Ok(Self(listed.into_iter().collect()));
        }
        Err(Error::failure(format!(
            "the policy and the schema differ; not in the policy: [{}]; not in the schema: [{}]",
            missing.join(" "),
            gone.join(" ")
        )))
    }

    /// Whether a caller of this role may select all these fields.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` for the public, `FORBIDDEN` for a role that the field is not for.
    pub fn check<'a>(&self, role: Option<Role>, selected: impl Iterator<Item = (&'a str, &'a str)>) -> Result<()> {
        for (of, field) in selected {
            // An unknown field is left to validation, which refuses it.
            let Some(audience) = self.0.get(&(of.to_owned(), field.to_owned())) else { continue };
            if !audience.includes(role) {
                return Err(if role.is_none() { Code::Unauthenticated.into() } else { Code::Forbidden.into() });
            }
        }
        Ok(())
    }
}

/// `Type` on a line of its own, then lines `  audience: field field …`.
fn parse(text: &str) -> Result<BTreeMap<(String, String), Audience>> {
    let mut listed = BTreeMap::new();
    let mut of = "";
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        let Some((word, fields)) = line.split_once(':') else {
            of = line.trim();
            continue;
        };
        let audience = Audience::of(word.trim()).ok_or_else(|| Error::failure(format!("the policy names no audience {word}")))?;
        for field in fields.split_whitespace() {
            if listed.insert((of.to_owned(), field.to_owned()), audience).is_some() {
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
    use crate::guard::NaturalBounds;

    fn contract() -> Contract {
        Contract::from_sdl("type Query { open: Int secret: Int }\nschema { query: Query }", &NaturalBounds::new()).unwrap()
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
        let policy = Policy::read("Query\n  everybody: open\n  focal_point: secret\n", &contract()).unwrap();
        let check = |role, field| policy.check(role, [("Query", field)].into_iter()).map_err(|error| error.code());
        assert_eq!(check(None, "secret"), Err(Code::Unauthenticated));
        for role in Role::ALL.iter().copied().filter(|role| *role != Role::FocalPoint) {
            assert_eq!(check(Some(role), "secret"), Err(Code::Forbidden), "{role}");
        }
        assert_eq!(check(Some(Role::FocalPoint), "secret"), Ok(()));
        assert_eq!(check(None, "open"), Ok(()));
    }
}
