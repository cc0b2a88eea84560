//! Facts that hold on a day, and the choice of States by filters.

use super::facts::{Group, Organization, Reference, Span};
use crate::{
    error::{Error, Reason, Result},
    reference::State,
};
use ::entity::vocabulary::StateStatus;
use chrono::NaiveDate;

/// Returns true if a span holds on a day: from its first day until the day before its end. An
/// unknown first day or end excludes no day.
pub(super) fn holds(span: Span, day: NaiveDate) -> bool {
    span.from.is_none_or(|from| from <= day) && span.to.is_none_or(|to| day < to)
}

/// Filters for States. A filter that is none does not restrict.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wanted<'a> {
    /// Code of a grouping, and code of a group in it.
    pub(super) group: Option<(&'a str, &'a str)>,
    /// Code of an organization.
    pub(super) organization: Option<&'a str>,
    /// Status: members or observers.
    pub(super) status: Option<StateStatus>,
}

/// Returns the positions of the States that fit every filter on a day, ordered by code of State.
pub(super) fn select(all: &Reference, wanted: Wanted<'_>, day: NaiveDate) -> Result<Vec<usize>> {
    let mut fits: Vec<bool> = all
        .states
        .iter()
        .map(|state| wanted.status.is_none_or(|status| status == state.status))
        .collect();
    if let Some((grouping, code)) = wanted.group {
        let members = &group(all, grouping, code)?.members;
        keep(
            &mut fits,
            members.iter().filter(|member| holds(member.span, day)).map(|member| member.state),
        );
    }
    if let Some(code) = wanted.organization {
        let members = &organization(all, code)?.members;
        keep(
            &mut fits,
            members.iter().filter(|member| holds(member.span, day)).map(|member| member.state),
        );
    }
    Ok(fits.iter().enumerate().filter_map(|(at, fits)| fits.then_some(at)).collect())
}

fn keep(fits: &mut [bool], members: impl Iterator<Item = usize>) {
    let mut among = vec![false; fits.len()];
    members.for_each(|at| among[at] = true);
    fits.iter_mut().zip(among).for_each(|(fits, among)| *fits &= among);
}

/// Returns a group by its two codes. The refusal names the unknown code.
pub(super) fn group<'a>(all: &'a Reference, grouping: &str, code: &str) -> Result<&'a Group> {
    let Some(grouping) = all.grouping(grouping) else {
        return Err(unknown(
            ("group.grouping", "grouping"),
            grouping,
            all.groupings.iter().map(|grouping| &grouping.code),
        ));
    };
    let found = grouping.groups.iter().find(|group| group.code == code);
    found.ok_or_else(|| {
        unknown(
            ("group.code", &format!("group of {}", grouping.code)),
            code,
            grouping.groups.iter().map(|group| &group.code),
        )
    })
}

/// Returns an organization by its code. The refusal names the unknown code.
pub(super) fn organization<'a>(all: &'a Reference, code: &str) -> Result<&'a Organization> {
    let found = all.organization(code);
    found.ok_or_else(|| {
        unknown(
            ("organization", "organization"),
            code,
            all.organizations.iter().map(|organization| &organization.code),
        )
    })
}

/// Makes the refusal of an unknown code. It repeats at most 32 characters of the input, as a code
/// may have.
fn unknown<'a>(
    (argument, what): (&str, &str),
    code: &str,
    known: impl Iterator<Item = &'a String>,
) -> Error {
    let code: String = code.chars().filter(|c| c.is_ascii_graphic()).take(32).collect();
    let known = known.map(String::as_str).collect::<Vec<_>>().join(", ");
    let sentence = format!("There is no {what} with the code \"{code}\". There are: {known}.");
    Error::of(argument, Reason::Unknown, sentence)
}

impl Reference {
    /// Returns the States of a group on a day, ordered by code.
    ///
    /// # Errors
    /// Fails with `BAD_INPUT` if there is no such grouping or group.
    pub fn group_states(&self, grouping: &str, code: &str, day: NaiveDate) -> Result<Vec<&State>> {
        let group = group(self, grouping, code)?;
        Ok(group
            .members
            .iter()
            .filter(|member| holds(member.span, day))
            .map(|member| &self.states[member.state])
            .collect())
    }

    /// Returns the full and associate members of an organization on a day, ordered by code. Members
    /// count whether they take part or not.
    ///
    /// # Errors
    /// Fails with `BAD_INPUT` if there is no such organization.
    pub fn organization_states(&self, code: &str, day: NaiveDate) -> Result<Vec<&State>> {
        let members = &organization(self, code)?.members;
        Ok(members
            .iter()
            .filter(|member| holds(member.span, day))
            .map(|member| &self.states[member.state])
            .collect())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]

    use super::{super::facts::*, *};
    use crate::error::Code;
    use ::entity::vocabulary::{MembershipStatus, Participation};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    fn names() -> Names {
        let name = String::new;
        Names { ar: name(), zh: name(), en: name(), fr: name(), ru: name(), es: name() }
    }
    fn state(code: &str, status: StateStatus) -> State {
        let code = code.parse().unwrap();
        State {
            code,
            iso2: String::new(),
            m49: String::new(),
            status,
            admission_date: None,
            names: names(),
        }
    }
    fn until(to: &str) -> Span {
        Span { from: None, to: Some(day(to)) }
    }

    /// Three States. AAA and BBB are in the list, and AAA leaves it. BBB and the observer CCC are
    /// in the organization, and CCC joins it.
    fn small() -> Reference {
        let joins = Span { from: Some(day("2026-02-01")), to: None };
        let member = |state, span| Membership {
            state,
            status: MembershipStatus::Member,
            participation: Participation::Active,
            span,
            as_of: day("2026-01-01"),
            note: String::new(),
        };
        let listed = vec![
            GroupMember { state: 0, span: until("2026-02-01") },
            GroupMember { state: 1, span: Span::default() },
        ];
        Reference {
            states: vec![
                state("AAA", StateStatus::Member),
                state("BBB", StateStatus::Member),
                state("CCC", StateStatus::Observer),
            ],
            groupings: vec![Grouping {
                code: "ldc".into(),
                names: names(),
                groups: vec![Group { code: "LDC".into(), names: names(), members: listed }],
            }],
            organizations: vec![Organization {
                code: "ORG".into(),
                names: names(),
                as_of: day("2026-01-01"),
                note: String::new(),
                members: vec![member(1, Span::default()), member(2, joins)],
            }],
        }
    }

    #[test]
    fn an_unknown_filter_is_refused_by_name() {
        let cases: [(Wanted<'_>, &str); 3] = [
            (
                Wanted { group: Some(("income", "LDC")), ..Wanted::default() },
                "grouping with the code \"income\"",
            ),
            (
                Wanted { group: Some(("ldc", "ldc")), ..Wanted::default() },
                "group of ldc with the code \"ldc\"",
            ),
            (
                Wanted { organization: Some("o\u{202e}rg"), ..Wanted::default() },
                "organization with the code \"org\"",
            ),
        ];
        for (wanted, says) in cases {
            let refused = select(&small(), wanted, day("2026-01-01")).unwrap_err();
            assert!(refused.is(Code::BadInput));
            assert!(refused.to_string().contains(says), "{refused}");
        }
    }

    #[test]
    fn a_span_holds_from_its_first_day_until_the_day_before_its_end() {
        let both = Span { from: Some(day("2026-01-01")), to: Some(day("2026-02-01")) };
        let cases = [
            (Span::default(), "1900-01-01", true),
            (both, "2025-12-31", false),
            (both, "2026-01-01", true),
            (both, "2026-01-31", true),
            (both, "2026-02-01", false),
            (until("2026-11-24"), "2026-11-23", true),
            (until("2026-11-24"), "2026-11-24", false),
        ];
        for (span, on, holding) in cases {
            assert_eq!(holds(span, day(on)), holding, "{span:?} on {on}");
        }
    }

    #[test]
    fn states_fulfil_every_wish_at_once() {
        let list = Some(("ldc", "LDC"));
        let cases: [(Wanted<'_>, &str, &[usize]); 7] = [
            (Wanted::default(), "2026-01-01", &[0, 1, 2]),
            (
                Wanted { status: Some(StateStatus::Observer), ..Wanted::default() },
                "2026-01-01",
                &[2],
            ),
            (Wanted { group: list, ..Wanted::default() }, "2026-01-31", &[0, 1]),
            (Wanted { group: list, ..Wanted::default() }, "2026-02-01", &[1]),
            (Wanted { organization: Some("ORG"), ..Wanted::default() }, "2026-02-01", &[1, 2]),
            (Wanted { group: list, organization: Some("ORG"), status: None }, "2026-01-01", &[1]),
            (
                Wanted { group: list, organization: None, status: Some(StateStatus::Observer) },
                "2026-01-01",
                &[],
            ),
        ];
        for (wanted, on, positions) in cases {
            assert_eq!(select(&small(), wanted, day(on)).unwrap(), positions, "{wanted:?} on {on}");
        }
    }
}
