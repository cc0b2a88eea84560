//! The reference data in memory: immutable, in order, linked by position.

use super::rules;
use crate::error::Result;
use ::entity::vocabulary::{MembershipStatus, Official, Participation, StateCode, StateStatus};
use chrono::NaiveDate;

/// One name in the six official languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// Arabic.
    pub ar: String,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// French.
    pub fr: String,
    /// Russian.
    pub ru: String,
    /// Spanish.
    pub es: String,
}

impl Names {
    /// The name in one language.
    #[must_use]
    pub fn in_language(&self, language: Official) -> &str {
        match language {
            Official::Ar => &self.ar,
            Official::Zh => &self.zh,
            Official::En => &self.en,
            Official::Fr => &self.fr,
            Official::Ru => &self.ru,
            Official::Es => &self.es,
        }
    }
}

/// The days on which something holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// First day; none where no source gives it.
    pub from: Option<NaiveDate>,
    /// First day on which it no longer holds; none for no known end.
    pub to: Option<NaiveDate>,
}

/// A Member State or observer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// ISO 3166-1 alpha-3.
    pub code: StateCode,
    /// ISO 3166-1 alpha-2.
    pub iso2: String,
    /// M49 code, three digits.
    pub m49: String,
    /// Member or observer.
    pub status: StateStatus,
    /// Day of admission to the United Nations.
    pub admission_date: Option<NaiveDate>,
    /// Short name.
    pub names: Names,
}

/// A way to divide States.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grouping {
    /// Such as `un_regional_group`.
    pub code: String,
    /// What it is called.
    pub names: Names,
    /// Its groups, in order of listing.
    pub groups: Vec<Group>,
}

/// One part of a grouping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Such as `African`.
    pub code: String,
    /// What it is called.
    pub names: Names,
    /// Who belongs to it and when, by code of State.
    pub members: Vec<GroupMember>,
}

/// A State's place in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupMember {
    /// Position of the State in [`Reference::states`].
    pub state: usize,
    /// When it holds.
    pub span: Span,
}

/// A regional or other organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    /// Such as `AU`.
    pub code: String,
    /// Official name.
    pub names: Names,
    /// The newest source that was used.
    pub as_of: NaiveDate,
    /// What a reader should know of the list of members; may be empty.
    pub note: String,
    /// Who belongs to it and when, by code of State.
    pub members: Vec<Membership>,
}

/// A State's membership of an organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Position of the State in [`Reference::states`].
    pub state: usize,
    /// Full or associate.
    pub status: MembershipStatus,
    /// How the State takes part.
    pub participation: Participation,
    /// When it holds.
    pub span: Span,
    /// The newest source that lists it.
    pub as_of: NaiveDate,
    /// What a reader should know; may be empty.
    pub note: String,
}

/// All reference data: States by code, groupings in order of listing, organizations by code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reference {
    pub(super) states: Vec<State>,
    pub(super) groupings: Vec<Grouping>,
    pub(super) organizations: Vec<Organization>,
}

impl Reference {
    /// Every State, by code.
    #[must_use]
    pub fn states(&self) -> &[State] {
        &self.states
    }

    /// One State; none when the code is nobody's.
    #[must_use]
    pub fn state(&self, code: &StateCode) -> Option<&State> {
        self.position(code).map(|at| &self.states[at])
    }

    /// Every grouping, in order of listing.
    #[must_use]
    pub fn groupings(&self) -> &[Grouping] {
        &self.groupings
    }

    /// One grouping; none when there is no such grouping.
    #[must_use]
    pub fn grouping(&self, code: &str) -> Option<&Grouping> {
        self.groupings.iter().find(|grouping| grouping.code == code)
    }

    /// Every organization, by code.
    #[must_use]
    pub fn organizations(&self) -> &[Organization] {
        &self.organizations
    }

    /// One organization; none when there is no such organization.
    #[must_use]
    pub fn organization(&self, code: &str) -> Option<&Organization> {
        self.organizations.iter().find(|organization| organization.code == code)
    }

    /// The States of a group on a day, by code.
    ///
    /// # Errors
    /// `BAD_INPUT` when there is no such grouping or group.
    pub fn group_states(&self, grouping: &str, code: &str, day: NaiveDate) -> Result<Vec<&State>> {
        let group = rules::group(self, grouping, code)?;
        Ok(group
            .members
            .iter()
            .filter(|member| rules::holds(member.span, day))
            .map(|member| &self.states[member.state])
            .collect())
    }

    /// The full and associate members of an organization on a day, by code, however they take part.
    ///
    /// # Errors
    /// `BAD_INPUT` when there is no such organization.
    pub fn organization_states(&self, code: &str, day: NaiveDate) -> Result<Vec<&State>> {
        let members = &rules::organization(self, code)?.members;
        Ok(members.iter().filter(|member| rules::holds(member.span, day)).map(|member| &self.states[member.state]).collect())
    }

    pub(super) fn position(&self, code: &StateCode) -> Option<usize> {
        self.states.binary_search_by(|state| state.code.cmp(code)).ok()
    }
}
