//! Invitations in GraphQL.

use crate::{
    access::RequestContext as _,
    app::App,
    email_address,
    error::{Code, Result},
    idempotency::IdempotentRequest,
    identity::invitation::{
        Inviter, NewInvitation, Token, code, confirm_invitation, end_invitation, invite, store,
    },
    reference,
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
    /// The newest 200 invitations that the viewer may see, the newest first.
    ///
    /// A focal point sees the invitations of the State. An administrator sees the invitations of
    /// focal points and of people of the Secretariat. Refused with `STEP_UP_REQUIRED` without a
    /// fresh second factor.
    async fn invitations(&self, ctx: &Context<'_>) -> Result<Vec<Invitation>> {
        let now = ctx.app().now();
        let by = Inviter::of(ctx.caller(), now)?;
        Ok(store::list(ctx.app().read(), &by)
            .await?
            .into_iter()
            .map(|row| Invitation { row, now })
            .collect())
    }
}

/// Mutations of invitations.
#[derive(Debug, Default)]
pub struct InvitationMutation;

#[Object]
impl InvitationMutation {
    /// Invites an approver, contributor or reader of the viewer's State.
    ///
    /// Only for the focal point, with a fresh second factor. The link goes to the invited person by
    /// mail. The code appears in the reply: tell it to the invited person by telephone or in
    /// person.
    ///
    /// If the address belongs to a person of the State, the invitation lets that person come back.
    /// When they redeem it, their sessions end, and all that they signed in with before is removed.
    /// Refused with `FORBIDDEN` for another role, with `EXISTS` for the address of the focal point,
    /// and with `BAD_INPUT` for the caller's own address.
    async fn invite_person(
        &self,
        ctx: &Context<'_>,
        input: InvitePersonInput,
    ) -> Result<InvitationPayload> {
        let (app, now) = (ctx.app(), ctx.app().now());
        let by = Inviter::FocalPoint(ctx.caller().focal_point()?.stepped_up(now)?);
        let once = once(&by, "invitePerson", input.idempotency_key.clone(), &input)?;
        let InvitePersonInput { email, name, language, role, .. } = input;
        let state = by.state().cloned();
        made(app, by, NewInvitation { email, name, language, role, state }, once, now).await
    }

    /// Invites an analyst or administrator of the Secretariat. The link and the code travel as for
    /// `invitePerson`.
    ///
    /// Only for an administrator with a fresh second factor. A sole administrator invites the
    /// second one alone. As soon as there have been two administrators, another administrator
    /// confirms each invitation of an administrator. The same holds for an invitation that gives an
    /// administrator another role. Refused with `SECOND_PERSON_NEEDED` if nobody could confirm it.
    async fn invite_to_secretariat(
        &self,
        ctx: &Context<'_>,
        input: InviteToSecretariatInput,
    ) -> Result<InvitationPayload> {
        let (app, now) = (ctx.app(), ctx.app().now());
        let by = Inviter::Administrator(ctx.caller().administrator()?.stepped_up(now)?);
        let once = once(&by, "inviteToSecretariat", input.idempotency_key.clone(), &input)?;
        let InviteToSecretariatInput { email, name, language, role, .. } = input;
        if role == Role::FocalPoint {
            return Err(Code::Forbidden.into());
        }
        let state = None;
        made(app, by, NewInvitation { email, name, language, role, state }, once, now).await
    }

    /// Invites the focal point of a State.
    ///
    /// Only for an administrator with a fresh second factor. If the deployment asks for two
    /// approvals, another administrator confirms the invitation. The link then goes to the invited
    /// person by mail. The code appears in the reply: tell it to the invited person by telephone or
    /// in person.
    ///
    /// With the address of the present focal point, the invitation lets that person come back.
    /// Refused with `EXISTS` if the State has another focal point: a succession replaces a focal
    /// point.
    async fn invite_focal_point(
        &self,
        ctx: &Context<'_>,
        input: InviteFocalPointInput,
    ) -> Result<InvitationPayload> {
        let (app, now) = (ctx.app(), ctx.app().now());
        let by = Inviter::Administrator(ctx.caller().administrator()?.stepped_up(now)?);
        let once = once(&by, "inviteFocalPoint", input.idempotency_key.clone(), &input)?;
        let InviteFocalPointInput { state, email, name, language, .. } = input;
        made(
            app,
            by,
            NewInvitation { email, name, language, role: Role::FocalPoint, state: Some(state) },
            once,
            now,
        )
        .await
    }

    /// Confirms an invitation that another administrator made. The link leaves by mail.
    ///
    /// Requires a fresh second factor. Refused with `FORBIDDEN` for the inviter and for the invited
    /// person, with any account that is theirs. Refused with `FORBIDDEN` for an account of less
    /// than seven days, and with `STALE` if the invitation no longer waits for a confirmation.
    async fn confirm_invitation(
        &self,
        ctx: &Context<'_>,
        input: ConfirmInvitationInput,
    ) -> Result<InvitationPayload> {
        let (app, now) = (ctx.app(), ctx.app().now());
        let by = ctx.caller().administrator()?.stepped_up(now)?;
        let seen = Inviter::Administrator(by.clone());
        let once = once(&seen, "confirmInvitation", input.idempotency_key, &input.invitation)?;
        reference::of(app).await?;
        let id = once
            .mutate(
                app,
                now,
                (Arc::clone(app), by, input.invitation, Token::random()),
                |tx, (app, by, id, token), now| {
                    let act = async move {
                        Ok(confirm_invitation(tx, app, by, *id, token, now).await?.id)
                    };
                    Box::pin(act)
                },
            )
            .await?;
        Ok(InvitationPayload { invitation: shown(app, &seen, id, now).await?, code: None })
    }

    /// Ends an invitation before it is redeemed.
    ///
    /// For a person who may invite to its role, with a fresh second factor. Refused with `STALE` if
    /// the invitation was redeemed or ended.
    async fn end_invitation(
        &self,
        ctx: &Context<'_>,
        input: EndInvitationInput,
    ) -> Result<InvitationPayload> {
        let (app, now) = (ctx.app(), ctx.app().now());
        let by = Inviter::of(ctx.caller(), now)?;
        let once = once(&by, "endInvitation", input.idempotency_key, &input.invitation)?;
        let seen = by.clone();
        let id = once
            .mutate(app, now, (by, input.invitation), |tx, (by, id), now| {
                Box::pin(async move { Ok(end_invitation(tx, by, *id, now).await?.id) })
            })
            .await?;
        Ok(InvitationPayload { invitation: shown(app, &seen, id, now).await?, code: None })
    }
}

fn once(
    by: &Inviter,
    mutation: &'static str,
    key: Option<String>,
    content: &impl Serialize,
) -> Result<IdempotentRequest> {
    IdempotentRequest::new(by.person().ok_or(Code::Unauthenticated)?, mutation, key, content)
}

async fn made(
    app: &Arc<App>,
    by: Inviter,
    new: NewInvitation,
    once: IdempotentRequest,
    now: DateTime<Utc>,
) -> Result<InvitationPayload> {
    // Loads the reference data, which the letter takes the State's name from, before the
    // transaction.
    reference::of(app).await?;
    let seen = by.clone();
    let id = once
        .mutate(
            app,
            now,
            (Arc::clone(app), by, new, Token::random()),
            |tx, (app, by, new, token), now| {
                let act = async move { Ok(invite(tx, app, by, new, token, now).await?.id) };
                Box::pin(act)
            },
        )
        .await?;
    Ok(InvitationPayload {
        invitation: shown(app, &seen, id, now).await?,
        code: Some(code(app.keys(), id)),
    })
}

async fn shown(app: &App, by: &Inviter, id: Uuid, now: DateTime<Utc>) -> Result<Invitation> {
    Ok(Invitation { row: store::find(app.read(), by, id).await?.ok_or(Code::NotFound)?, now })
}

/// Input of `invitePerson`: the person to invite to the viewer's State.
#[derive(InputObject, Debug, Serialize)]
pub struct InvitePersonInput {
    /// E-mail address of the invited person.
    email: String,
    /// Name of the invited person.
    name: String,
    /// Official language of the letters to the person.
    language: Official,
    /// Role that the invited person gets: `APPROVER`, `CONTRIBUTOR` or `READER`.
    role: Role,
    /// A repeat with the same key and content within 24 hours returns the first outcome. Other
    /// content is refused with `IDEMPOTENCY_MISMATCH`.
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// Input of `inviteToSecretariat`: the person to invite to the Secretariat.
#[derive(InputObject, Debug, Serialize)]
pub struct InviteToSecretariatInput {
    /// E-mail address of the invited person.
    email: String,
    /// Name of the invited person.
    name: String,
    /// Official language of the letters to the person.
    language: Official,
    /// Role that the invited person gets: `ANALYST` or `ADMINISTRATOR`.
    role: Role,
    /// A repeat with the same key and content within 24 hours returns the first outcome. Other
    /// content is refused with `IDEMPOTENCY_MISMATCH`.
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// Input of `inviteFocalPoint`: the State and its new focal point.
#[derive(InputObject, Debug, Serialize)]
pub struct InviteFocalPointInput {
    /// The State (ISO 3166-1 alpha-3).
    state: StateCode,
    /// E-mail address of the invited person.
    email: String,
    /// Name of the invited person.
    name: String,
    /// Official language of the letters to the person.
    language: Official,
    /// A repeat with the same key and content within 24 hours returns the first outcome. Other
    /// content is refused with `IDEMPOTENCY_MISMATCH`.
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// Input of `confirmInvitation`: the invitation.
#[derive(InputObject, Debug)]
pub struct ConfirmInvitationInput {
    /// The invitation to confirm.
    invitation: Uuid,
    /// A repeat with the same key and content within 24 hours returns the first outcome. Other
    /// content is refused with `IDEMPOTENCY_MISMATCH`.
    idempotency_key: Option<String>,
}

/// Input of `endInvitation`: the invitation.
#[derive(InputObject, Debug)]
pub struct EndInvitationInput {
    /// The invitation to end.
    invitation: Uuid,
    /// A repeat with the same key and content within 24 hours returns the first outcome. Other
    /// content is refused with `IDEMPOTENCY_MISMATCH`.
    idempotency_key: Option<String>,
}

/// Outcome of a mutation of an invitation: the invitation, and its code where it is made.
#[derive(SimpleObject, Debug)]
pub struct InvitationPayload {
    /// The invitation.
    invitation: Invitation,
    /// Code of the invitation, returned to the inviter only; null for all other mutations.
    ///
    /// The service does not show it again. Tell it to the invited person by telephone or in person,
    /// never by mail.
    code: Option<String>,
}

/// An invitation to become a person of a State or the Secretariat, or to come back as one.
#[derive(Debug)]
pub struct Invitation {
    pub(in crate::identity) row: invitation::Model,
    pub(in crate::identity) now: DateTime<Utc>,
}

/// An invitation to become a person of a State or the Secretariat, or to come back as one.
#[Object]
impl Invitation {
    /// Identifier of the invitation.
    async fn id(&self) -> ID {
        self.row.id.into()
    }
    /// E-mail address of the invited person; null for the first administrator.
    async fn email(&self) -> Option<String> {
        self.row.email.as_deref().map(email_address::in_unicode)
    }
    /// Name of the invited person.
    async fn name(&self) -> &str {
        &self.row.name
    }
    /// Official language of the letters to the person.
    async fn language(&self) -> Official {
        self.row.language
    }
    /// Role that the invited person gets.
    async fn role(&self) -> Role {
        self.row.role
    }
    /// Code of the State (ISO 3166-1 alpha-3); null for the Secretariat.
    async fn state_code(&self) -> Option<&str> {
        self.row.state.as_ref().map(StateCode::as_str)
    }
    /// Status of the invitation.
    async fn status(&self) -> InvitationStatus {
        crate::identity::invitation::status(&self.row, self.now)
    }
    /// The person who invites; null for the operator at the server's terminal.
    async fn invited_by(&self) -> Option<Uuid> {
        self.row.invited_by
    }
    /// Time of the invitation.
    async fn invited_at(&self) -> DateTime<Utc> {
        self.row.invited_at
    }
    /// The person who confirmed the invitation; null if nobody did.
    async fn confirmed_by(&self) -> Option<Uuid> {
        self.row.confirmed_by
    }
    /// Time after which the invitation can no longer be confirmed or redeemed.
    async fn expires_at(&self) -> DateTime<Utc> {
        self.row.expires_at
    }
}
