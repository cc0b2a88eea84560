//! People, grants and the viewer in GraphQL.

use super::{FocalPoint, NewGrant, grant_section, grant_section::is_scope, revoke_grant, store};
use crate::{
    access::{Ask as _, Caches},
    error::{Code, Error, Result},
    instrument,
    once::Once,
    world::World,
};
use ::entity::{
    person, section_grant,
    vocabulary::{GrantRight, Official, PersonStatus, Role},
};
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

/// Queries about oneself and one's own State's people.
#[derive(Debug, Default)]
pub struct AccessQuery;

#[Object]
impl AccessQuery {
    /// Who is signed in; null for the public.
    async fn viewer(&self, ctx: &Context<'_>) -> Option<Viewer> {
        ctx.caller().person().ok().map(|person| Viewer(std::sync::Arc::clone(person)))
    }

    /// The people of the viewer's own State, removed ones included, for its focal point, approvers and readers; those of the
    /// Secretariat for an administrator.
    async fn people(&self, ctx: &Context<'_>) -> Result<Vec<Person>> {
        if let Ok(by) = ctx.caller().administrator() {
            return Ok(store::secretariat(ctx.world().read(), &by).await?.into_iter().map(Person).collect());
        }
        let own = ctx.caller().own_state()?;
        own.sees_all()?;
        Ok(store::people(ctx.world().read(), &own).await?.into_iter().map(Person).collect())
    }

    /// The grants of the viewer's own State that have not been taken back; a contributor sees the own ones. One whose end has passed
    /// is listed, and gives nothing.
    async fn grants(&self, ctx: &Context<'_>) -> Result<Vec<Grant>> {
        let own = ctx.caller().own_state()?;
        Ok(store::grants(ctx.world().read(), &own).await?.into_iter().map(Grant).collect())
    }
}

/// What a focal point does with the State's grants.
#[derive(Debug, Default)]
pub struct AccessMutation;

#[Object]
impl AccessMutation {
    /// Grants a section or question to a contributor of the own State; UNKNOWN_QUESTION for one that no published instrument has.
    /// Grants add up: the widest right that holds decides, and each grant is taken back by itself. For the focal point.
    async fn grant_section(&self, ctx: &Context<'_>, input: GrantSectionInput) -> Result<GrantPayload> {
        let by = ctx.caller().focal_point()?;
        let (world, now) = (ctx.world(), ctx.world().now());
        // What instruments ask lies to the right of this folder, and never shrinks: it is looked up here, ahead of the verb.
        if is_scope(&input.scope) && !instrument::store::was_ever_asked(world, &input.scope).await? {
            return Err(Error::says(Code::UnknownQuestion, "No published instrument has this section or question."));
        }
        let once = Once::new(by.person(), "grantSection", input.idempotency_key.clone(), &input)?;
        let new = NewGrant { person: input.person, scope: input.scope, right: input.right, expires_at: input.expires_at };
        let own = by.clone();
        let id = world
            .write((by, new, once, now), |tx, (by, new, once, now)| {
                Box::pin(async move { once.run(tx, *now, async { Ok(grant_section(tx, by, new, *now).await?.id) }).await })
            })
            .await?;
        changed(world, &own, id).await
    }

    /// Takes a grant back; it ends within two seconds on every instance. For the focal point.
    async fn revoke_grant(&self, ctx: &Context<'_>, input: RevokeGrantInput) -> Result<GrantPayload> {
        let by = ctx.caller().focal_point()?;
        let (world, now) = (ctx.world(), ctx.world().now());
        let once = Once::new(by.person(), "revokeGrant", input.idempotency_key, &input.grant)?;
        let (own, grant) = (by.clone(), input.grant);
        let id = world
            .write((by, grant, once, now), |tx, (by, id, once, now)| {
                Box::pin(async move { once.run(tx, *now, async { Ok(revoke_grant(tx, by, *id, *now).await?.id) }).await })
            })
            .await?;
        changed(world, &own, id).await
    }
}

/// A grant takes effect at once on this instance, and within two seconds on every other.
async fn changed(world: &World, own: &FocalPoint, id: Uuid) -> Result<GrantPayload> {
    Caches::of(world).people.forget();
    let row = store::grant(world.read(), own, id).await?.ok_or(Code::NotFound)?;
    Ok(GrantPayload { grant: Grant(row) })
}

/// What to grant, to whom.
#[derive(InputObject, Debug, Serialize)]
pub struct GrantSectionInput {
    /// A contributor of the own State.
    person: Uuid,
    /// A section such as `N.a`, or a question such as `N.a.1`.
    scope: String,
    /// What may be done.
    right: GrantRight,
    /// Until when (RFC 3339); none for no end.
    expires_at: Option<DateTime<Utc>>,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// Which grant to take back.
#[derive(InputObject, Debug)]
pub struct RevokeGrantInput {
    /// The grant.
    grant: Uuid,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    idempotency_key: Option<String>,
}

/// The changed grant.
#[derive(SimpleObject, Debug)]
pub struct GrantPayload {
    /// The grant.
    grant: Grant,
}

/// The person who is signed in.
#[derive(Debug)]
pub struct Viewer(pub std::sync::Arc<super::Person>);

/// The person who is signed in.
#[Object]
impl Viewer {
    /// Identity.
    async fn id(&self) -> ID {
        self.0.id.into()
    }
    /// Name.
    async fn name(&self) -> &str {
        &self.0.name
    }
    /// Preferred language.
    async fn language(&self) -> Official {
        self.0.language
    }
    /// What the person may do.
    async fn role(&self) -> Role {
        self.0.role
    }
    /// Code of the person's State (ISO 3166-1 alpha-3); null for the Secretariat.
    async fn state_code(&self) -> Option<&str> {
        self.0.state.as_ref().map(::entity::vocabulary::StateCode::as_str)
    }
}

/// Somebody who signs in, as the own State sees them.
#[derive(Debug)]
pub struct Person(pub person::Model);

/// Somebody who signs in, as the own State sees them.
#[Object]
impl Person {
    /// Identity.
    async fn id(&self) -> ID {
        self.0.id.into()
    }
    /// Name.
    async fn name(&self) -> &str {
        &self.0.name
    }
    /// E-mail address.
    async fn email(&self) -> &str {
        &self.0.email
    }
    /// What the person may do.
    async fn role(&self) -> Role {
        self.0.role
    }
    /// Whether the person may sign in; suspended for one who was removed.
    async fn status(&self) -> PersonStatus {
        self.0.status
    }
    /// Preferred language.
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
    /// Identity.
    async fn id(&self) -> ID {
        self.0.id.into()
    }
    /// Who may.
    async fn person(&self) -> Uuid {
        self.0.person
    }
    /// The section or question.
    async fn scope(&self) -> &str {
        &self.0.scope
    }
    /// What may be done.
    async fn right(&self) -> GrantRight {
        self.0.access
    }
    /// From when.
    async fn granted_at(&self) -> DateTime<Utc> {
        self.0.granted_at
    }
    /// Until when; null for no end.
    async fn expires_at(&self) -> Option<DateTime<Utc>> {
        self.0.expires_at
    }
    /// When it was taken back; null while it holds.
    async fn ended_at(&self) -> Option<DateTime<Utc>> {
        self.0.ended_at
    }
}
