//! Reference data in memory: immutable, ordered, and linked by position.

use ::entity::vocabulary::{MembershipStatus, Official, Participation, StateCode, StateStatus};
use chrono::NaiveDate;

/// Name in the six official languages.
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
    /// Returns the name in one language.
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

/// Span of days on which a fact holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// First day; none if no source gives it.
    pub from: Option<NaiveDate>,
    /// First day after the span; none if no end is known.
    pub to: Option<NaiveDate>,
}

/// Member State or observer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// ISO 3166-1 alpha-3 code.
    pub code: StateCode,
    /// ISO 3166-1 alpha-2 code.
    pub iso2: String,
    /// M49 code: three digits.
    pub m49: String,
    /// Status: member or observer.
    pub status: StateStatus,
    /// Day of admission to the United Nations; none for observers.
    pub admission_date: Option<NaiveDate>,
    /// Short name of the State.
    pub names: Names,
}

/// Way to divide States.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grouping {
    /// Code of the grouping, such as `un_regional_group`.
    pub code: String,
    /// Name of the grouping.
    pub names: Names,
    /// Groups of the grouping, in order of listing.
    pub groups: Vec<Group>,
}

/// Part of a grouping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Code of the group, such as `African`.
    pub code: String,
    /// Name of the group.
    pub names: Names,
    /// Memberships of States in the group, ordered by code of State.
    pub members: Vec<GroupMember>,
}

/// Membership of a State in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupMember {
    /// Position of the State in [`Reference::states`].
    pub state: usize,
    /// Days on which the membership holds.
    pub span: Span,
}

/// Regional or other organization of States.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    /// Code of the organization, such as `AU`.
    pub code: String,
    /// Official name of the organization.
    pub names: Names,
    /// Date of the newest source that was used.
    pub as_of: NaiveDate,
    /// Note on the list of members; may be empty.
    pub note: String,
    /// Memberships of States in the organization, ordered by code of State.
    pub members: Vec<Membership>,
}

/// Membership of a State in an organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Position of the State in [`Reference::states`].
    pub state: usize,
    /// Status: full or associate member.
    pub status: MembershipStatus,
    /// Participation of the State in the organization.
    pub participation: Participation,
    /// Days on which the membership holds.
    pub span: Span,
    /// Date of the newest source that lists the membership.
    pub as_of: NaiveDate,
    /// Note on the membership; may be empty.
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
    /// Returns all States, ordered by code.
    #[must_use]
    pub fn states(&self) -> &[State] {
        &self.states
    }

    /// Returns the State with a code, or none if no State has this code.
    #[must_use]
    pub fn state(&self, code: &StateCode) -> Option<&State> {
        self.position(code).map(|at| &self.states[at])
    }

    /// Returns all groupings, in order of listing.
    #[must_use]
    pub fn groupings(&self) -> &[Grouping] {
        &self.groupings
    }

    /// Returns the grouping with a code, or none if there is none with this code.
    #[must_use]
    pub fn grouping(&self, code: &str) -> Option<&Grouping> {
        self.groupings.iter().find(|grouping| grouping.code == code)
    }

    /// Returns all organizations, ordered by code.
    #[must_use]
    pub fn organizations(&self) -> &[Organization] {
        &self.organizations
    }

    /// Returns the organization with a code, or none if there is none with this code.
    #[must_use]
    pub fn organization(&self, code: &str) -> Option<&Organization> {
        self.organizations.iter().find(|organization| organization.code == code)
    }

    pub(super) fn position(&self, code: &StateCode) -> Option<usize> {
        self.states.binary_search_by(|state| state.code.cmp(code)).ok()
    }
}
