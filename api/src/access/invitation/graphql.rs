//! Invitations in GraphQL.

use super::{Inviter, NewInvitation, Token, code, confirm_invitation, end_invitation, invite, store};
use crate::{
    access::Ask as _,
    error::{Code, Result},
    once::Once,
    reference,
    world::World,
};
use ::entity::{
    invitation,
    vocabulary::{InvitationStatus, Official, Role, StateCode},
};
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::sync::Arc;
use uuid::Uuid;

/// Queries about invitations.
#[derive(Debug, Default)]
pub struct InvitationQuery;

#[Object]
impl InvitationQuery {
    /// The newest 200 invitations, the newest first: the own State's for its focal point, those of focal points and of the
    /// Secretariat for an administrator. STEP_UP_REQUIRED without a fresh second factor.
    async fn invitations(&self, ctx: &Context<'_>) -> Result<Vec<Invitation>> {
        let now = ctx.world().now();
        let by = Inviter::of(ctx.caller(), now)?;
        Ok(store::list(ctx.world().read(), &by).await?.into_iter().map(|row| Invitation { row, now }).collect())
    }
}

/// Inviting people.
#[derive(Debug, Default)]
pub struct InvitationMutation;

#[Object]
impl InvitationMutation {
    /// Invites an approver, contributor or reader of the own State, for its focal point with a fresh second factor. The link goes to
    /// the invited by mail, the code is given back here and is told to them another way. An address of one of the State's people
    /// lets them come back: redeeming ends what they signed in with before. FORBIDDEN for another role, EXISTS for the focal point's
    /// address, BAD_INPUT for one's own.
    async fn invite_person(&self, ctx: &Context<'_>, input: InvitePersonInput) -> Result<InvitationPayload> {
        let (world, now) = (ctx.world(), ctx.world().now());
        let by = Inviter::FocalPoint(ctx.caller().focal_point()?.fresh(now)?);
        let once = once(&by, "invitePerson", input.idempotency_key.clone(), &input)?;
        let InvitePersonInput { email, name, language, role, .. } = input;
        let state = by.state().cloned();
        made(world, by, NewInvitation { email, name, language, role, state }, once, now).await
    }

    /// Invites an analyst or administrator of the Secretariat, for an administrator with a fresh second factor, as `invitePerson`
    /// does; another administrator confirms that of an administrator, where there is another and the deployment asks for two.
    async fn invite_to_secretariat(&self, ctx: &Context<'_>, input: InviteToSecretariatInput) -> Result<InvitationPayload> {
        let (world, now) = (ctx.world(), ctx.world().now());
        let by = Inviter::Administrator(ctx.caller().administrator()?.fresh(now)?);
        let once = once(&by, "inviteToSecretariat", input.idempotency_key.clone(), &input)?;
        let InviteToSecretariatInput { email, name, language, role, .. } = input;
        if role == Role::FocalPoint {
            return Err(Code::Forbidden.into());
        }
        let state = None;
        made(world, by, NewInvitation { email, name, language, role, state }, once, now).await
    }

    /// Invites the focal point of a State, for an administrator with a fresh second factor; another administrator confirms it,
    /// where the deployment asks for two. The link goes to the invited by mail after that, the code is given back here and is told
    /// to them another way. The focal point's own address lets them come back. EXISTS where the State has another focal point,
    /// who changes by a succession.
    async fn invite_focal_point(&self, ctx: &Context<'_>, input: InviteFocalPointInput) -> Result<InvitationPayload> {
        let (world, now) = (ctx.world(), ctx.world().now());
        let by = Inviter::Administrator(ctx.caller().administrator()?.fresh(now)?);
        let once = once(&by, "inviteFocalPoint", input.idempotency_key.clone(), &input)?;
        let InviteFocalPointInput { state, email, name, language, .. } = input;
        made(world, by, NewInvitation { email, name, language, role: Role::FocalPoint, state: Some(state) }, once, now).await
    }

    /// Confirms what another administrator invited to, with a fresh second factor; the link leaves. FORBIDDEN for whoever made the
    /// invitation and for whom it is, by whatever account; STALE when it no longer waits.
    async fn confirm_invitation(&self, ctx: &Context<'_>, input: ConfirmInvitationInput) -> Result<InvitationPayload> {
        let (world, now) = (ctx.world(), ctx.world().now());
        let by = ctx.caller().administrator()?.fresh(now)?;
        let seen = Inviter::Administrator(by.clone());
        let once = once(&seen, "confirmInvitation", input.idempotency_key, &input.invitation)?;
        reference::of(world).await?;
        let args = (Arc::clone(world), by, input.invitation, Token::random(), once, now);
        let id = world
            .write(args, |tx, (world, by, id, token, once, now)| {
                let act = async move { Ok(confirm_invitation(tx, world, by, *id, token, *now).await?.id) };
                Box::pin(async move { once.run(tx, *now, act).await })
            })
            .await?;
        Ok(InvitationPayload { invitation: shown(world, &seen, id, now).await?, code: None })
    }

    /// Takes an invitation back before it is redeemed, for those who may invite to its role, with a fresh second factor. STALE
    /// when it was redeemed or ended.
    async fn end_invitation(&self, ctx: &Context<'_>, input: EndInvitationInput) -> Result<InvitationPayload> {
        let (world, now) = (ctx.world(), ctx.world().now());
        let by = Inviter::of(ctx.caller(), now)?;
        let once = once(&by, "endInvitation", input.idempotency_key, &input.invitation)?;
        let seen = by.clone();
        let id = world
            .write((by, input.invitation, once, now), |tx, (by, id, once, now)| {
                Box::pin(async move { once.run(tx, *now, async { Ok(end_invitation(tx, by, *id, *now).await?.id) }).await })
            })
            .await?;
        Ok(InvitationPayload { invitation: shown(world, &seen, id, now).await?, code: None })
    }
}

fn once(by: &Inviter, mutation: &'static str, key: Option<String>, content: &impl Serialize) -> Result<Once> {
    Once::new(by.person().ok_or(Code::Unauthenticated)?, mutation, key, content)
}

async fn made(world: &Arc<World>, by: Inviter, new: NewInvitation, once: Once, now: DateTime<Utc>) -> Result<InvitationPayload> {
    // The name of the State is for the letter: read before the transaction begins.
    reference::of(world).await?;
    let seen = by.clone();
    let id = world
        .write((Arc::clone(world), by, new, Token::random(), once, now), |tx, (world, by, new, token, once, now)| {
            let act = async move { Ok(invite(tx, world, by, new, token, *now).await?.id) };
            Box::pin(async move { once.run(tx, *now, act).await })
        })
        .await?;
    Ok(InvitationPayload { invitation: shown(world, &seen, id, now).await?, code: Some(code(world.keys(), id)) })
}

async fn shown(world: &World, by: &Inviter, id: Uuid, now: DateTime<Utc>) -> Result<Invitation> {
    Ok(Invitation { row: store::find(world.read(), by, id).await?.ok_or(Code::NotFound)?, now })
}

/// Whom to invite.
#[derive(InputObject, Debug, Serialize)]
pub struct InvitePersonInput {
    /// E-mail address.
    email: String,
    /// Name.
    name: String,
    /// In which official language the person is written to.
    language: Official,
    /// What the person will be.
    role: Role,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// Whom to invite to the Secretariat.
#[derive(InputObject, Debug, Serialize)]
pub struct InviteToSecretariatInput {
    /// E-mail address.
    email: String,
    /// Name.
    name: String,
    /// In which official language the person is written to.
    language: Official,
    /// ANALYST or ADMINISTRATOR.
    role: Role,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// Whom to invite to speak for a State.
#[derive(InputObject, Debug, Serialize)]
pub struct InviteFocalPointInput {
    /// The State (ISO 3166-1 alpha-3).
    state: StateCode,
    /// E-mail address.
    email: String,
    /// Name.
    name: String,
    /// In which official language the person is written to.
    language: Official,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// Which invitation to confirm.
#[derive(InputObject, Debug)]
pub struct ConfirmInvitationInput {
    /// The invitation.
    invitation: Uuid,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    idempotency_key: Option<String>,
}

/// Which invitation to take back.
#[derive(InputObject, Debug)]
pub struct EndInvitationInput {
    /// The invitation.
    invitation: Uuid,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    idempotency_key: Option<String>,
}

/// The invitation, and what is told to the invited apart from its link.
#[derive(SimpleObject, Debug)]
pub struct InvitationPayload {
    /// The invitation.
    invitation: Invitation,
    /// The code, for the inviter alone, and only now: tell it to the invited by telephone or in person, never by mail.
    code: Option<String>,
}

/// Somebody who was asked to become a person, or to come back as one.
#[derive(Debug)]
pub struct Invitation {
    pub(in crate::access) row: invitation::Model,
    pub(in crate::access) now: DateTime<Utc>,
}

/// Somebody who was asked to become a person, or to come back as one.
#[Object]
impl Invitation {
    /// Identity.
    async fn id(&self) -> ID {
        self.row.id.into()
    }
    /// E-mail address; null for the first administrator.
    async fn email(&self) -> Option<&str> {
        self.row.email.as_deref()
    }
    /// Name.
    async fn name(&self) -> &str {
        &self.row.name
    }
    /// In which language the person is written to.
    async fn language(&self) -> Official {
        self.row.language
    }
    /// What the person will be.
    async fn role(&self) -> Role {
        self.row.role
    }
    /// The State (ISO 3166-1 alpha-3); null for the Secretariat.
    async fn state_code(&self) -> Option<&str> {
        self.row.state.as_ref().map(StateCode::as_str)
    }
    /// Where it stands.
    async fn status(&self) -> InvitationStatus {
        super::status(&self.row, self.now)
    }
    /// Who invites; null for the operator at the server's terminal.
    async fn invited_by(&self) -> Option<Uuid> {
        self.row.invited_by
    }
    /// When.
    async fn invited_at(&self) -> DateTime<Utc> {
        self.row.invited_at
    }
    /// Who confirmed it, where somebody had to.
    async fn confirmed_by(&self) -> Option<Uuid> {
        self.row.confirmed_by
    }
    /// When it can no longer be confirmed, or redeemed.
    async fn expires_at(&self) -> DateTime<Utc> {
        self.row.expires_at
    }
}
