//! The integration behind a token, with its rights, as the database knows them now.

use crate::access::{
    Person,
    caller::person::{EVERYTHING, Sealed},
    integration::{rules, store::rows::IntegrationRows},
};
use ::entity::vocabulary::{GrantRight, IntegrationScope, Official, Role, StateCode};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// An integration with its rights, read from the database at most 1.5 seconds ago.
#[derive(Clone, Debug)]
pub struct Integration {
    /// Identifier, which is also the client identifier.
    pub id: Uuid,
    /// The State of the integration; none for public data.
    pub state: Option<StateCode>,
    /// Scopes of the token, among the scopes of the integration.
    pub scopes: Vec<IntegrationScope>,
    minter: (Uuid, String, Official),
    /// The key or narrower token with which the access token was got.
    by: Uuid,
    /// Sections that a narrower token reads; none for no restriction.
    sections: Option<Vec<String>>,
    /// Time at which the key or narrower token expires.
    pub ends_at: DateTime<Utc>,
}

/// The integration behind a witness of a State, and the rights that its scopes give.
#[derive(Clone, Debug)]
pub(in crate::access) struct ActingIntegration {
    pub integration: Uuid,
    pub reads: bool,
    pub writes: bool,
}

impl Integration {
    pub(in crate::access) fn new(
        found: IntegrationRows,
        sid: Uuid,
        now: DateTime<Utc>,
    ) -> Option<Self> {
        let IntegrationRows { integration, minter, key, narrower } = found;
        if !rules::works(&integration, &minter) {
            return None;
        }
        let mut scopes = rules::parse(&integration.scopes)?;
        let (ends_at, sections) = match (key, narrower) {
            (Some(key), None) if rules::holds(&key, now) => (key.expires_at, None),
            (None, Some(narrower)) if rules::reads(&narrower, now) => {
                // A narrower token has fewer rights in every respect: it only reads, and only some
                // sections.
                scopes.retain(|scope| *scope == IntegrationScope::OwnAnswersRead);
                (
                    narrower.expires_at,
                    Some(narrower.sections.split(' ').map(str::to_owned).collect()),
                )
            }
            _ => return None,
        };
        let minter = (minter.id, minter.name, minter.language);
        Some(Self {
            id: integration.id,
            state: integration.state,
            scopes,
            minter,
            by: sid,
            sections,
            ends_at,
        })
    }

    /// Returns a contributor of the State in the name of the minter, with the rights that the
    /// scopes give.
    ///
    /// Returns none if no scope gives a right on the State's own answers.
    pub(in crate::access) fn in_the_name_of_its_minter(
        &self,
    ) -> Option<(Person, StateCode, ActingIntegration)> {
        let state = self.state.clone()?;
        let reads = self.scopes.contains(&IntegrationScope::OwnAnswersRead);
        let writes = self.scopes.contains(&IntegrationScope::OwnDraftWrite);
        let right = match (reads, writes) {
            (_, true) => GrantRight::Write,
            (true, false) => GrantRight::Read,
            (false, false) => return None,
        };
        let everything = [EVERYTHING.to_owned()];
        let scopes = self.sections.as_deref().unwrap_or(&everything);
        let (id, name, language) = self.minter.clone();
        let person = Person {
            id,
            session: self.by,
            name,
            language,
            role: Role::Contributor,
            state: Some(state.clone()),
            ends_at: self.ends_at,
            fresh_until: None,
            grants: scopes.iter().map(|scope| (scope.clone(), right, None)).collect(),
            sealed: Sealed(()),
        };
        Some((person, state, ActingIntegration { integration: self.id, reads, writes }))
    }
}
