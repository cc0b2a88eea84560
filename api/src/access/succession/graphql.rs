//! Successions in GraphQL.

use super::{NewSuccession, Party, agree_to_succession, propose_succession, store};
use crate::{
    access::{
        Ask as _, Caches,
        invitation::{Token, code},
    },
    error::{Code, Error, Result},
    once::Once,
    reference,
    world::World,
};
use ::entity::{
    succession,
    vocabulary::{Official, StateCode, SuccessionParty, SuccessionStatus},
};
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::sync::Arc;
use uuid::Uuid;

/// Queries about successions.
#[derive(Debug, Default)]
pub struct SuccessionQuery;

#[Object]
impl SuccessionQuery {
    /// The newest 200 changes of focal points, the newest first: the own State's for its focal point and approvers, all for an
    /// administrator. STEP_UP_REQUIRED without a fresh second factor.
    async fn successions(&self, ctx: &Context<'_>) -> Result<Vec<Succession>> {
        let now = ctx.world().now();
        let by = Party::of(ctx.caller(), now)?;
        Ok(store::list(ctx.world().read(), &by).await?.into_iter().map(|row| Succession { row, now }).collect())
    }
}

/// Changing a State's focal point.
#[derive(Debug, Default)]
pub struct SuccessionMutation;

#[Object]
impl SuccessionMutation {
    /// Proposes who is to be a State's next focal point, in place of any earlier proposal. For its focal point and approvers, and
    /// for administrators, with a fresh second factor. Another of these three parties has to agree within seven days. NOT_FOUND for
    /// another State or one without a focal point; FORBIDDEN for the successor, and for an approver of less than seven days.
    async fn propose_succession(&self, ctx: &Context<'_>, input: ProposeSuccessionInput) -> Result<SuccessionPayload> {
        let (world, now) = (ctx.world(), ctx.world().now());
        let by = Party::of(ctx.caller(), now)?;
        let once = Once::new(by.person(), "proposeSuccession", input.idempotency_key.clone(), &input)?;
        let ProposeSuccessionInput { state, email, name, language, .. } = input;
        let missing = || Error::says(Code::BadInput, "An administrator says whose focal point is to change.");
        let state = state.or_else(|| by.own_state().cloned()).ok_or_else(missing)?;
        reference::of(world).await?;
        let (seen, new) = (by.clone(), NewSuccession { state, email, name, language });
        let id = world
            .write((Arc::clone(world), by, new, once, now), |tx, (world, by, new, once, now)| {
                let act = async move { Ok(propose_succession(tx, world, by, new, *now).await?.id) };
                Box::pin(async move { once.run(tx, *now, act).await })
            })
            .await?;
        shown(world, &seen, id, None, now).await
    }

    /// Agrees to a succession, as another party than the one that proposed it, with a fresh second factor. It is done then: the
    /// outgoing person's sessions and grants end within two seconds on every instance, every draft stays, and the successor is the
    /// focal point, or is invited to be. FORBIDDEN for the same party or human, STALE when it is no longer to be agreed to.
    async fn agree_to_succession(&self, ctx: &Context<'_>, input: AgreeToSuccessionInput) -> Result<SuccessionPayload> {
        let (world, now) = (ctx.world(), ctx.world().now());
        let by = Party::of(ctx.caller(), now)?;
        let once = Once::new(by.person(), "agreeToSuccession", input.idempotency_key, &input.succession)?;
        reference::of(world).await?;
        let seen = by.clone();
        let args = (Arc::clone(world), by, input.succession, Token::random(), once, now);
        let (id, invitation): (Uuid, Option<Uuid>) = world
            .write(args, |tx, (world, by, id, token, once, now)| {
                let act = async move {
                    let done = agree_to_succession(tx, world, by, *id, token, *now).await?;
                    Ok((done.succession.id, done.invitation))
                };
                Box::pin(async move { once.run(tx, *now, act).await })
            })
            .await?;
        Caches::of(world).people.forget();
        shown(world, &seen, id, invitation, now).await
    }
}

async fn shown(world: &World, by: &Party, id: Uuid, invitation: Option<Uuid>, now: DateTime<Utc>) -> Result<SuccessionPayload> {
    let row = store::find(world.read(), by, id).await?.ok_or(Code::NotFound)?;
    Ok(SuccessionPayload { succession: Succession { row, now }, code: invitation.map(|id| code(world.keys(), id)) })
}

/// Who is to be the next focal point.
#[derive(InputObject, Debug, Serialize)]
pub struct ProposeSuccessionInput {
    /// The State (ISO 3166-1 alpha-3); the own one when left out.
    state: Option<StateCode>,
    /// E-mail address of the successor: one of the State's people, or somebody new.
    email: String,
    /// Name of the successor.
    name: String,
    /// In which official language the successor is written to.
    language: Official,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// Which succession to agree to.
#[derive(InputObject, Debug)]
pub struct AgreeToSuccessionInput {
    /// The succession.
    succession: Uuid,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    idempotency_key: Option<String>,
}

/// The succession, and what is told to a successor who was invited.
#[derive(SimpleObject, Debug)]
pub struct SuccessionPayload {
    /// The succession.
    succession: Succession,
    /// The code of the successor's invitation, for whoever agreed: tell it to the successor apart from the link. Null for a
    /// successor who is one of the State's people already, and while nobody has agreed.
    code: Option<String>,
}

/// A change of a State's focal point, on which two parties have to agree.
#[derive(Debug)]
pub struct Succession {
    row: succession::Model,
    now: DateTime<Utc>,
}

/// A change of a State's focal point, on which two parties have to agree.
#[Object]
impl Succession {
    /// Identity.
    async fn id(&self) -> ID {
        self.row.id.into()
    }
    /// The State (ISO 3166-1 alpha-3).
    async fn state_code(&self) -> &str {
        self.row.state.as_str()
    }
    /// Who is the focal point until then.
    async fn outgoing(&self) -> Uuid {
        self.row.outgoing
    }
    /// Name of the successor.
    async fn name(&self) -> &str {
        &self.row.name
    }
    /// E-mail address of the successor.
    async fn email(&self) -> &str {
        &self.row.email
    }
    /// Where it stands.
    async fn status(&self) -> SuccessionStatus {
        super::status(&self.row, self.now)
    }
    /// The party that proposes it.
    async fn proposed_as(&self) -> SuccessionParty {
        self.row.proposed_as
    }
    /// Who proposes it.
    async fn proposed_by(&self) -> Uuid {
        self.row.proposed_by
    }
    /// When.
    async fn proposed_at(&self) -> DateTime<Utc> {
        self.row.proposed_at
    }
    /// Until when another party can agree.
    async fn expires_at(&self) -> DateTime<Utc> {
        self.row.expires_at
    }
    /// The party that agreed; null until one has.
    async fn agreed_as(&self) -> Option<SuccessionParty> {
        self.row.agreed_as
    }
    /// When it agreed, and the succession was completed.
    async fn agreed_at(&self) -> Option<DateTime<Utc>> {
        self.row.agreed_at
    }
}
