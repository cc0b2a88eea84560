//! The policy: the callers who may select each field of each type.
//!
//! It denies by default. The service does not start if a field of the schema is not listed, or if a
//! listed field is not in the schema.
//!
//! The policy is one of three fences. It decides by role and scope only. The rows that a caller may
//! read are decided by the witnesses, and by the queries that start from a witness.

use crate::error::{Code, Error, Reason, Result};
use ::entity::vocabulary::{IntegrationScope, Role};
use edge::{Problem, query_limits::Contract};
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
            // Every token reads what the public reads. Scopes add to it.
            Who::Integration(scopes) => {
                self.public || scopes.iter().any(|scope| self.scopes.contains(scope))
            }
        }
    }

    /// Makes the refusal of the field `name` for a caller whom the audience does not include.
    fn refusal(&self, who: Who<'_>, name: String) -> Error {
        let (code, reason) = match who {
            Who::Public => (Code::Unauthenticated, Reason::SignIn),
            Who::Person(_) => (Code::Forbidden, Reason::Role),
            Who::Integration(_) if self.scopes.is_empty() => (Code::Forbidden, Reason::PeopleOnly),
            Who::Integration(_) => (Code::Forbidden, Reason::Scope),
        };
        let needed: Vec<_> = self.scopes.iter().map(|scope| scope.as_str()).collect();
        let needed = needed.join(" or ");
        let message = match reason {
            Reason::Scope => format!("{name} needs a scope that the token lacks: {needed}."),
            Reason::PeopleOnly => format!("{name} is for people, and never for an integration."),
            Reason::SignIn => {
                format!("{name} is for people who are signed in. {}", code.sentence())
            }
            _ => format!("{name} is not for your role."),
        };
        let mut problem = Problem { message, field: Some(name), ..Problem::default() };
        problem.reason = Some(reason.as_str());
        if reason == Reason::Scope {
            problem = problem.with("requiredScope", needed);
        }
        Error::Problems(code, [problem].into())
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

    /// Checks that the caller may select a field of the type `of`.
    ///
    /// # Errors
    /// Fails with `UNAUTHENTICATED` if the field is not for the public. Fails with `FORBIDDEN` if
    /// it is not for the role of the person, or for the scopes of the integration. The refusal
    /// names the field, and the scope that would open it.
    pub fn check(&self, who: Who<'_>, of: &str, field: &str) -> Result<()> {
        // An unknown field is left to validation, which refuses it.
        match self.0.get(of).and_then(|fields| fields.get(field)) {
            Some(audience) if !audience.includes(who) => {
                Err(audience.refusal(who, format!("{of}.{field}")))
            }
            _ => Ok(()),
        }
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
        let check = |who, field| policy.check(who, "Query", field).map_err(|error| error.code());
        assert_eq!(check(Who::Public, "secret"), Err(Code::Unauthenticated));
        for role in Role::ALL.iter().copied().filter(|role| *role != Role::FocalPoint) {
            assert_eq!(check(Who::Person(role), "secret"), Err(Code::Forbidden), "{role}");
        }
        assert_eq!(check(Who::Person(Role::FocalPoint), "secret"), Ok(()));
        assert_eq!(check(Who::Public, "open"), Ok(()));
    }

    #[test]
    fn an_integration_selects_what_the_public_selects_and_what_one_of_its_scopes_opens() {
        use IntegrationScope::{CatalogRead, OwnAnswersRead};
        let text = "Query\n  everybody: open\n  state own.answers.read: secret\n";
        let policy = Policy::read(text, &contract()).unwrap();
        let check = |scopes: &[_], field| policy.check(Who::Integration(scopes), "Query", field);
        assert!(check(&[], "open").is_ok() && check(&[OwnAnswersRead], "secret").is_ok());
        let refused = check(&[CatalogRead], "secret").unwrap_err();
        let Error::Problems(Code::Forbidden, problems) = refused else { panic!("{refused}") };
        assert_eq!(problems[0].field.as_deref(), Some("Query.secret"));
        assert_eq!(problems[0].parameters["requiredScope"], "own.answers.read");
        let people =
            Policy::read("Query\n  everybody: open\n  state: secret\n", &contract()).unwrap();
        let refused = people.check(Who::Integration(&[OwnAnswersRead]), "Query", "secret");
        let Err(Error::Problems(_, problems)) = refused else { panic!("a refusal") };
        assert_eq!(problems[0].reason, Some("PEOPLE_ONLY"));
        assert!(
            Policy::read("Query\n  everybody catalog.write: open secret\n", &contract()).is_err()
        );
    }
}
