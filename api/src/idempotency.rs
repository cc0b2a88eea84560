//! Idempotency: a mutation repeated with the same key and content returns the first outcome, and
//! acts only once.
//!
//! A key belongs to one person and one mutation, and is remembered for 24 hours. A refusal stores
//! nothing, so a refused mutation can be repeated with its key.

use crate::{
    app::App,
    canonical,
    database::Tx,
    error::{Code, Error, Reason, Result},
};
use ::entity::{idempotency, vocabulary::Sha256};
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::BoxFuture;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

/// Time for which a key is remembered.
const REMEMBERED: TimeDelta = TimeDelta::hours(24);

/// Mutation with the idempotency key of its caller, if there is one.
#[derive(Clone, Debug)]
pub struct IdempotentRequest {
    person: Uuid,
    mutation: &'static str,
    key: Option<String>,
    request: Option<Sha256>,
}

impl IdempotentRequest {
    /// Makes a mutation of a person. `content` is the whole content of the request.
    ///
    /// # Errors
    /// Fails with `BAD_INPUT` if the key is empty, longer than 200 bytes, or holds a zero
    /// character.
    pub fn new(
        person: Uuid,
        mutation: &'static str,
        key: Option<String>,
        content: &impl Serialize,
    ) -> Result<Self> {
        if key.as_ref().is_some_and(|key| key.is_empty() || key.len() > 200 || key.contains('\0')) {
            let sentence = "An idempotency key has 1 to 200 bytes.";
            return Err(Error::of("input.idempotencyKey", Reason::OutOfRange, sentence));
        }
        let request = key.is_some().then(|| canonical::sha256(content));
        Ok(Self { person, mutation, key, request })
    }

    /// Separates the keys of an integration, which acts in the name of a person, from that person's
    /// own.
    #[must_use]
    pub fn through(mut self, integration: Option<Uuid>) -> Self {
        if let (Some(integration), Some(key)) = (integration, &mut self.key) {
            *key = format!("integration {}", canonical::sha256(&(integration, &*key)));
        }
        self
    }

    /// Runs the act in a transaction of its own, or returns its first outcome. The caller is
    /// answered after the commit.
    ///
    /// # Errors
    /// Fails with `IDEMPOTENCY_MISMATCH` if the key came with other content before. Fails as the
    /// act does.
    pub async fn mutate<A, T, F>(self, app: &App, now: DateTime<Utc>, args: A, act: F) -> Result<T>
    where
        A: Send + Sync + 'static,
        T: Serialize + DeserializeOwned + Send + Sync + 'static,
        F: for<'a> Fn(&'a Tx, &'a A, DateTime<Utc>) -> BoxFuture<'a, Result<T>>
            + Send
            + Sync
            + 'static,
    {
        let args = (self, args, act, now);
        app.write(args, |tx, (once, args, act, now)| {
            Box::pin(once.run(tx, *now, act(tx, args, *now)))
        })
        .await
    }

    /// Runs the act, or returns its first outcome.
    ///
    /// # Errors
    /// Fails with `IDEMPOTENCY_MISMATCH` if the key came with other content before. Fails as the
    /// act does.
    pub fn run<'a, T>(
        &'a self,
        tx: &'a Tx,
        now: DateTime<Utc>,
        act: impl Future<Output = Result<T>> + Send + 'a,
    ) -> BoxFuture<'a, Result<T>>
    where
        T: Serialize + DeserializeOwned + Send + Sync + 'a,
    {
        // Boxed, because an act's future is large and would otherwise be held twice.
        Box::pin(async move {
            let (Some(key), Some(request)) = (&self.key, &self.request) else { return act.await };
            if let Some(known) = self.known(tx, now).await? {
                return Ok(known);
            }
            // Deletes only an expired outcome: another request may have stored a new one in the
            // meantime.
            idempotency::Entity::delete_by_id((self.person, self.mutation.to_owned(), key.clone()))
                .filter(idempotency::Column::StoredAt.lte(now - REMEMBERED))
                .exec(tx)
                .await?;
            let outcome = act.await?;
            let row = idempotency::Model {
                person: self.person,
                mutation: self.mutation.to_owned(),
                key: key.clone(),
                request: request.clone(),
                outcome: serde_json::to_string(&outcome)?,
                stored_at: now,
            };
            idempotency::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
            Ok(outcome)
        })
    }

    /// Returns the first outcome of the mutation, if it is at most 24 hours old.
    ///
    /// # Errors
    /// Fails with `IDEMPOTENCY_MISMATCH` if the key came with other content.
    pub async fn known<T: DeserializeOwned>(
        &self,
        db: &impl ConnectionTrait,
        now: DateTime<Utc>,
    ) -> Result<Option<T>> {
        let (Some(key), Some(request)) = (&self.key, &self.request) else { return Ok(None) };
        let known =
            idempotency::Entity::find_by_id((self.person, self.mutation.to_owned(), key.clone()))
                .one(db)
                .await?;
        match known.filter(|known| now < known.stored_at + REMEMBERED) {
            None => Ok(None),
            Some(known) if known.request == *request => {
                Ok(Some(serde_json::from_str(&known.outcome)?))
            }
            Some(_) => Err(Code::IdempotencyMismatch.into()),
        }
    }
}
