//! Changing credentials: the right to do so, the sessions that end, and the act.

use crate::{
    access::Person,
    app::App,
    audit::{self, Act, Chain},
    database::Tx,
    error::{Code, Result},
    identity::{
        credential::rules,
        people::{self, letter},
        session,
    },
};
use ::entity::{
    person, session as row,
    vocabulary::{PersonStatus, SessionEnd},
};
use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

/// A person who may change their credentials.
#[derive(Clone, Debug)]
pub(super) struct Changes {
    /// The person.
    pub person: person::Model,
    /// The session from which the person makes the change.
    session: row::Model,
}

impl Changes {
    /// Returns the caller, if their session was opened by an invitation or has a fresh second
    /// factor.
    ///
    /// # Errors
    /// Fails with `STEP_UP_REQUIRED` if neither holds. Fails with `UNAUTHENTICATED` if the session
    /// has ended or the person is not active.
    pub(super) async fn of(
        db: &impl ConnectionTrait,
        caller: &Person,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let session =
            session::store::find(db, caller.session).await?.filter(|row| row.ended_at.is_none());
        let session = session.ok_or(Code::Unauthenticated)?;
        let person = people::store::person_by_id(db, session.person).await?;
        let person =
            person.filter(|row| row.status == PersonStatus::Active).ok_or(Code::Unauthenticated)?;
        if !rules::may_change(&session, now) {
            return Err(Code::StepUpRequired.into());
        }
        Ok(Self { person, session })
    }

    /// Records the change, ends the person's other sessions, and informs the person by mail.
    ///
    /// # Errors
    /// Fails with `UNAUTHENTICATED` if the session has ended in the meantime, for example because
    /// the person was removed or redeemed an invitation.
    pub(super) async fn record(
        &self,
        tx: &Tx,
        app: &App,
        verb: &'static str,
        subject: Uuid,
        now: DateTime<Utc>,
    ) -> Result<()> {
        people::store::lock_person(tx, self.person.id).await?;
        if session::store::find(tx, self.session.id).await?.is_none_or(|row| row.ended_at.is_some())
        {
            return Err(Code::Unauthenticated.into());
        }
        record(tx, &self.person, verb, subject, Some(self.person.id), now).await?;
        let by = Some(self.person.id);
        session::end_all(
            tx,
            &self.person,
            Some(self.session.id),
            SessionEnd::CredentialsChanged,
            by,
            now,
        )
        .await?;
        letter::credentials_changed(tx, app, &self.person, &self.session.device, now).await
    }
}

/// Records an act on the credentials of a person.
///
/// # Errors
/// Fails if the database fails.
pub(super) async fn record(
    tx: &Tx,
    of: &person::Model,
    verb: &'static str,
    subject: Uuid,
    by: Option<Uuid>,
    at: DateTime<Utc>,
) -> Result<()> {
    let chain = of.state.clone().map_or(Chain::Secretariat, Chain::State);
    let detail = json!({ "of": of.id });
    audit::record(tx, Act::new(chain, verb, subject, at).by(by).detail(detail)).await
}
