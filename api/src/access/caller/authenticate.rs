//! The people and integrations of requests, from the cache or from the database.

use crate::{
    access::{
        Person,
        caller::timed_cache::TimedCache,
        integration::{self, Integration},
        store,
        token::MachineProof,
    },
    error::{Code, Result},
};
use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use std::sync::Arc;
use uuid::Uuid;

impl TimedCache<Person> {
    /// Returns the active person of a session that has not ended.
    ///
    /// # Errors
    /// Fails with `UNAUTHENTICATED` if there is no such session, or its person is not active.
    pub async fn of_session(
        &self,
        session: Uuid,
        db: &impl ConnectionTrait,
        now: DateTime<Utc>,
    ) -> Result<Arc<Person>> {
        let began = match self.get(session, |person| now < person.ends_at) {
            Ok(person) => return Ok(person),
            Err(began) => began,
        };
        let person =
            store::person_of_session(db, session, now).await?.ok_or(Code::Unauthenticated)?;
        Ok(self.keep(session, person, began))
    }
}

impl TimedCache<Integration> {
    /// Returns the integration behind a token, with those of its scopes that the token names.
    ///
    /// # Errors
    /// Fails with `UNAUTHENTICATED` if the integration was revoked, or its key or narrower token
    /// has ended. Fails with `UNAUTHENTICATED` if the person who minted it may no longer mint it.
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

    async fn of_sid(
        &self,
        sid: Uuid,
        db: &impl ConnectionTrait,
        now: DateTime<Utc>,
    ) -> Result<Arc<Integration>> {
        let began = match self.get(sid, |known| now < known.ends_at) {
            Ok(known) => return Ok(known),
            Err(began) => began,
        };
        let found =
            integration::found(db, sid).await?.and_then(|found| Integration::new(found, sid, now));
        Ok(self.keep(sid, found.ok_or(Code::Unauthenticated)?, began))
    }
}
