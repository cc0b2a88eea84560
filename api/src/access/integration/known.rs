//! What a token's integration may, as the database knows it now.

use super::{
    rules,
    store::{self, Found},
};
use crate::{
    access::{
        Person,
        caller::{EVERYTHING, Made},
        remembered::Remembered,
        token::MachineProof,
    },
    error::{Code, Result},
};
use ::entity::vocabulary::{GrantRight, IntegrationScope, Official, Role, StateCode};
use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use std::sync::Arc;
use uuid::Uuid;

/// An integration with what it may, as of a moment ago.
#[derive(Clone, Debug)]
pub struct Integration {
    /// Identity; the client id.
    pub id: Uuid,
    /// The State that it is of; none for public data.
    pub state: Option<StateCode>,
    /// What its token is for, among what it may.
    pub scopes: Vec<IntegrationScope>,
    minter: (Uuid, String, Official),
    /// The key or narrower token that the access token was got by.
    by: Uuid,
    /// The sections that a narrower token reads; none for all.
    sections: Option<Vec<String>>,
    /// When the key or narrower token ends by itself.
    ends_at: DateTime<Utc>,
}

/// That somebody of a State is an integration, and which of both it may.
#[derive(Clone, Debug)]
pub(in crate::access) struct Through {
    pub integration: Uuid,
    pub reads: bool,
    pub writes: bool,
}

impl Integration {
    fn new(found: Found, sid: Uuid, now: DateTime<Utc>) -> Option<Self> {
        let Found { integration, minter, key, narrower } = found;
        if !rules::works(&integration, &minter) {
            return None;
        }
        let mut scopes = rules::parse(&integration.scopes)?;
        let (ends_at, sections) = match (key, narrower) {
            (Some(key), None) if rules::holds(&key, now) => (key.expires_at, None),
            (None, Some(narrower)) if rules::reads(&narrower, now) => {
                // Narrower than its parent in every respect: it reads, and some sections alone.
                scopes.retain(|scope| *scope == IntegrationScope::OwnAnswersRead);
                (narrower.expires_at, Some(narrower.sections.split(' ').map(str::to_owned).collect()))
            }
            _ => return None,
        };
        let minter = (minter.id, minter.name, minter.language);
        Some(Self { id: integration.id, state: integration.state, scopes, minter, by: sid, sections, ends_at })
    }

    /// A contributor of the State with the rights that the scopes give, and which they are; none without such a scope.
    pub(in crate::access) fn in_the_name_of_its_minter(&self) -> Option<(Person, StateCode, Through)> {
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
            made: Made(()),
        };
        Some((person, state, Through { integration: self.id, reads, writes }))
    }
}

impl Remembered<Integration> {
    /// The integration behind a token, with the token's scopes among its own.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` when it, its key or narrower token, or the standing of whoever minted it has ended.
    pub async fn of_proof(
        &self,
        proof: &MachineProof,
        db: &impl ConnectionTrait,
        now: DateTime<Utc>,
    ) -> Result<Arc<Integration>> {
        let found = self.of_sid(proof.by, db, now).await?;
        if found.id != proof.integration {
            return Err(Code::Unauthenticated.into());
        }
        if found.scopes.iter().all(|scope| proof.scopes.contains(scope)) {
            return Ok(found);
        }
        let mut fewer = (*found).clone();
        fewer.scopes.retain(|scope| proof.scopes.contains(scope));
        Ok(Arc::new(fewer))
    }

    async fn of_sid(&self, sid: Uuid, db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Arc<Integration>> {
        let began = match self.get(sid, |known| now < known.ends_at) {
            Ok(known) => return Ok(known),
            Err(began) => began,
        };
        let found = store::found(db, sid).await?.and_then(|found| Integration::new(found, sid, now));
        Ok(self.keep(sid, found.ok_or(Code::Unauthenticated)?, began))
    }
}
