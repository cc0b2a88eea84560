//! People, section grants and the viewer in GraphQL.

use super::{FocalPoint, NewGrant, grant_section, grant_section::is_scope, revoke_grant, store};
use crate::{
    access::{Caches, RequestContext as _},
    app::App,
    email_address,
    error::{Code, Error, Result},
    idempotency::IdempotentRequest,
    instrument,
};
use ::entity::{
    person, section_grant,
    vocabulary::{GrantRight, Official, PersonStatus, Role},
};
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

/// Queries about the viewer and the grants of the viewer's State.
#[derive(Debug, Default)]
pub struct AccessQuery;

#[Object]
impl AccessQuery {
    /// The person who is signed in; null for the public and for integrations.
    async fn viewer(&self, ctx: &Context<'_>) -> Option<Viewer> {
        ctx.caller().person().ok().map(|person| Viewer(std::sync::Arc::clone(person)))
    }

    /// The grants of the viewer's State that have not been revoked.
    ///
    /// A contributor sees only their own grants. A grant whose end has passed is in the list, but
    /// gives no right any more.
    async fn grants(&self, ctx: &Context<'_>) -> Result<Vec<Grant>> {
        let own = ctx.caller().own_state()?;
        Ok(store::grants(ctx.app().read(), &own).await?.into_iter().map(Grant).collect())
    }
}

/// Mutations of the grants of a State, for its focal point.
#[derive(Debug, Default)]
pub struct AccessMutation;

#[Object]
impl AccessMutation {
    /// Grants a section or question to a contributor of the viewer's State. Only for the focal
    /// point.
    ///
    /// Grants add up: for a question, the widest right among the grants in force decides. Each
    /// grant is revoked separately. Refused with `UNKNOWN_QUESTION` if no published instrument has
    /// the section or question.
    async fn grant_section(
        &self,
        ctx: &Context<'_>,
        input: GrantSectionInput,
    ) -> Result<GrantPayload> {
        let by = ctx.caller().focal_point()?;
        let (app, now) = (ctx.app(), ctx.app().now());
        // The scope is looked up here and not in the act: only `graphql` files may use a folder
        // below their own, such as `instrument`. The set of codes that were ever asked only grows,
        // so a code that is found stays valid.
        if is_scope(&input.scope) && !instrument::store::was_ever_asked(app, &input.scope).await? {
            return Err(Error::says(
                Code::UnknownQuestion,
                "No published instrument has this section or question.",
            ));
        }
        let once = IdempotentRequest::new(
            by.person(),
            "grantSection",
            input.idempotency_key.clone(),
            &input,
        )?;
        let new = NewGrant {
            person: input.person,
            scope: input.scope,
            right: input.right,
            expires_at: input.expires_at,
        };
        let own = by.clone();
        let id = once
            .mutate(app, now, (by, new), |tx, (by, new), now| {
                Box::pin(async move { Ok(grant_section(tx, by, new, now).await?.id) })
            })
            .await?;
        changed(app, &own, id).await
    }

    /// Revokes a grant. Only for the focal point.
    ///
    /// The right ends within two seconds on every instance. Refused with `NOT_FOUND` if the State
    /// has no such grant in force.
    async fn revoke_grant(
        &self,
        ctx: &Context<'_>,
        input: RevokeGrantInput,
    ) -> Result<GrantPayload> {
        let by = ctx.caller().focal_point()?;
        let (app, now) = (ctx.app(), ctx.app().now());
        let once = IdempotentRequest::new(
            by.person(),
            "revokeGrant",
            input.idempotency_key,
            &input.grant,
        )?;
        let (own, grant) = (by.clone(), input.grant);
        let id = once
            .mutate(app, now, (by, grant), |tx, (by, id), now| {
                Box::pin(async move { Ok(revoke_grant(tx, by, *id, now).await?.id) })
            })
            .await?;
        changed(app, &own, id).await
    }
}

/// Forgets the cached people and returns the changed grant.
///
/// The change takes effect at once on this instance, and within two seconds on every other.
async fn changed(app: &App, own: &FocalPoint, id: Uuid) -> Result<GrantPayload> {
    Caches::of(app).people.forget();
    let row = store::grant(app.read(), own, id).await?.ok_or(Code::NotFound)?;
    Ok(GrantPayload { grant: Grant(row) })
}

/// Input of `grantSection`: the contributor, the scope and the right.
#[derive(InputObject, Debug, Serialize)]
pub struct GrantSectionInput {
    /// The contributor who receives the right; a person of the viewer's State.
    person: Uuid,
    /// The section, such as `N.a`, or the question, such as `N.a.1`.
    scope: String,
    /// The right to give: to read or to write.
    right: GrantRight,
    /// End of the grant (RFC 3339); none for a grant without end.
    expires_at: Option<DateTime<Utc>>,
    /// A repeat with the same key and content within 24 hours returns the first outcome. Other
    /// content is refused with `IDEMPOTENCY_MISMATCH`.
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// Input of `revokeGrant`: the grant.
#[derive(InputObject, Debug)]
pub struct RevokeGrantInput {
    /// The grant to revoke.
    grant: Uuid,
    /// A repeat with the same key and content within 24 hours returns the first outcome. Other
    /// content is refused with `IDEMPOTENCY_MISMATCH`.
    idempotency_key: Option<String>,
}

/// Outcome of a mutation of a grant.
#[derive(SimpleObject, Debug)]
pub struct GrantPayload {
    /// The grant after the change.
    grant: Grant,
}

/// The person who is signed in.
#[derive(Debug)]
pub struct Viewer(pub std::sync::Arc<super::Person>);

/// The person who is signed in.
#[Object]
impl Viewer {
    /// Identifier of the person.
    async fn id(&self) -> ID {
        self.0.id.into()
    }
    /// Name of the person.
    async fn name(&self) -> &str {
        &self.0.name
    }
    /// Preferred official language of the person.
    async fn language(&self) -> Official {
        self.0.language
    }
    /// Role of the person in the State or in the Secretariat.
    async fn role(&self) -> Role {
        self.0.role
    }
    /// Code of the person's State (ISO 3166-1 alpha-3); null for the Secretariat.
    async fn state_code(&self) -> Option<&str> {
        self.0.state.as_ref().map(::entity::vocabulary::StateCode::as_str)
    }
}

/// A person who signs in, as other people of the same State or the Secretariat see them.
#[derive(Debug)]
pub struct Person(pub person::Model);

/// A person who signs in, as other people of the same State or the Secretariat see them.
#[Object]
impl Person {
    /// Identifier of the person.
    async fn id(&self) -> ID {
        self.0.id.into()
    }
    /// Name of the person.
    async fn name(&self) -> &str {
        &self.0.name
    }
    /// E-mail address of the person.
    async fn email(&self) -> String {
        email_address::in_unicode(&self.0.email)
    }
    /// Role of the person in the State or in the Secretariat.
    async fn role(&self) -> Role {
        self.0.role
    }
    /// Status of the person: an active person may sign in, a removed person is suspended and may
    /// not.
    async fn status(&self) -> PersonStatus {
        self.0.status
    }
    /// Preferred official language of the person.
    async fn language(&self) -> Official {
        self.0.language
    }
}

/// A right on one section or question, for one person.
#[derive(Debug)]
pub struct Grant(pub section_grant::Model);

/// A right on one section or question, for one person.
#[Object]
impl Grant {
    /// Identifier of the grant.
    async fn id(&self) -> ID {
        self.0.id.into()
    }
    /// The person who has the right.
    async fn person(&self) -> Uuid {
        self.0.person
    }
    /// The section or question.
    async fn scope(&self) -> &str {
        &self.0.scope
    }
    /// The right that the grant gives.
    async fn right(&self) -> GrantRight {
        self.0.access
    }
    /// Start of the grant.
    async fn granted_at(&self) -> DateTime<Utc> {
        self.0.granted_at
    }
    /// End of the grant; null for a grant without end.
    async fn expires_at(&self) -> Option<DateTime<Utc>> {
        self.0.expires_at
    }
    /// Time at which the grant was revoked; null if it was not revoked.
    async fn ended_at(&self) -> Option<DateTime<Utc>> {
        self.0.ended_at
    }
}
