//! Successions of focal points in GraphQL.

use crate::{
    access::{Caches, RequestContext as _},
    app::App,
    email_address,
    error::{Code, Error, Result},
    idempotency::IdempotentRequest,
    identity::{
        invitation::{Token, code},
        succession::{NewSuccession, Party, agree_to_succession, propose_succession, store},
    },
    reference,
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
    /// The newest 200 successions that the viewer may see, the newest first.
    ///
    /// A focal point and an approver see the successions of their State. An administrator sees all.
    /// Refused with `STEP_UP_REQUIRED` without a fresh second factor.
    async fn successions(&self, ctx: &Context<'_>) -> Result<Vec<Succession>> {
        let now = ctx.app().now();
        let by = Party::of(ctx.caller(), now)?;
        Ok(store::list(ctx.app().read(), &by)
            .await?
            .into_iter()
            .map(|row| Succession { row, now })
            .collect())
    }
}

/// Mutations of successions.
#[derive(Debug, Default)]
pub struct SuccessionMutation;

#[Object]
impl SuccessionMutation {
    /// Proposes the next focal point of a State. The proposal replaces any earlier one.
    ///
    /// For the focal point and the approvers of the State, and for administrators, with a fresh
    /// second factor. Another of these three parties has to agree within seven days.
    ///
    /// Refused with `NOT_FOUND` for another State, or for a State without a focal point. Refused
    /// with `FORBIDDEN` for the successor, and for an approver or administrator of less than seven
    /// days. Refused with `EXISTS` if the successor is the focal point already.
    async fn propose_succession(
        &self,
        ctx: &Context<'_>,
        input: ProposeSuccessionInput,
    ) -> Result<SuccessionPayload> {
        let (app, now) = (ctx.app(), ctx.app().now());
        let by = Party::of(ctx.caller(), now)?;
        let once = IdempotentRequest::new(
            by.person(),
            "proposeSuccession",
            input.idempotency_key.clone(),
            &input,
        )?;
        let ProposeSuccessionInput { state, email, name, language, .. } = input;
        let missing = || {
            Error::says(
                Code::BadInput,
                "An administrator must name the State whose focal point changes.",
            )
        };
        let state = state.or_else(|| by.own_state().cloned()).ok_or_else(missing)?;
        reference::of(app).await?;
        let (seen, new) = (by.clone(), NewSuccession { state, email, name, language });
        let id = once
            .mutate(app, now, (Arc::clone(app), by, new), |tx, (app, by, new), now| {
                let act = async move { Ok(propose_succession(tx, app, by, new, now).await?.id) };
                Box::pin(act)
            })
            .await?;
        shown(app, &seen, id, None, now).await
    }

    /// Agrees to a succession, which completes it.
    ///
    /// The caller speaks for another party than the proposer, with a fresh second factor. The
    /// outgoing person's sessions and grants end within two seconds on every instance; every draft
    /// stays. A successor who is a person of the State becomes the focal point at once. Any other
    /// successor is invited to become it.
    ///
    /// Refused with `FORBIDDEN` for the same party or the same human, for the successor, and for an
    /// approver or administrator of less than seven days. Refused with `STALE` if the succession no
    /// longer waits for an agreement.
    async fn agree_to_succession(
        &self,
        ctx: &Context<'_>,
        input: AgreeToSuccessionInput,
    ) -> Result<SuccessionPayload> {
        let (app, now) = (ctx.app(), ctx.app().now());
        let by = Party::of(ctx.caller(), now)?;
        let once = IdempotentRequest::new(
            by.person(),
            "agreeToSuccession",
            input.idempotency_key,
            &input.succession,
        )?;
        reference::of(app).await?;
        let seen = by.clone();
        let (id, invitation): (Uuid, Option<Uuid>) = once
            .mutate(
                app,
                now,
                (Arc::clone(app), by, input.succession, Token::random()),
                |tx, (app, by, id, token), now| {
                    let act = async move {
                        let done = agree_to_succession(tx, app, by, *id, token, now).await?;
                        Ok((done.succession.id, done.invitation))
                    };
                    Box::pin(act)
                },
            )
            .await?;
        Caches::of(app).people.forget();
        shown(app, &seen, id, invitation, now).await
    }
}

async fn shown(
    app: &App,
    by: &Party,
    id: Uuid,
    invitation: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<SuccessionPayload> {
    let row = store::find(app.read(), by, id).await?.ok_or(Code::NotFound)?;
    Ok(SuccessionPayload {
        succession: Succession { row, now },
        code: invitation.map(|id| code(app.keys(), id)),
    })
}

/// Input of `proposeSuccession`: the State and the successor.
#[derive(InputObject, Debug, Serialize)]
pub struct ProposeSuccessionInput {
    /// The State (ISO 3166-1 alpha-3); none for the viewer's State.
    state: Option<StateCode>,
    /// E-mail address of the successor: a person of the State, or a new person.
    email: String,
    /// Name of the successor.
    name: String,
    /// Official language of the letters to the successor.
    language: Official,
    /// A repeat with the same key and content within 24 hours returns the first outcome. Other
    /// content is refused with `IDEMPOTENCY_MISMATCH`.
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// Input of `agreeToSuccession`: the succession.
#[derive(InputObject, Debug)]
pub struct AgreeToSuccessionInput {
    /// The succession to agree to.
    succession: Uuid,
    /// A repeat with the same key and content within 24 hours returns the first outcome. Other
    /// content is refused with `IDEMPOTENCY_MISMATCH`.
    idempotency_key: Option<String>,
}

/// Outcome of a mutation of a succession: the succession, and the code of an invited successor.
#[derive(SimpleObject, Debug)]
pub struct SuccessionPayload {
    /// The succession after the change.
    succession: Succession,
    /// Code of the successor's invitation, returned to the person who agreed.
    ///
    /// Tell it to the successor apart from the link, by telephone or in person. Null if the
    /// successor is a person of the State already, and until the second party has agreed.
    code: Option<String>,
}

/// A change of a State's focal point, which takes the agreement of two parties.
#[derive(Debug)]
pub struct Succession {
    row: succession::Model,
    now: DateTime<Utc>,
}

/// A change of a State's focal point, which takes the agreement of two parties.
#[Object]
impl Succession {
    /// Identifier of the succession.
    async fn id(&self) -> ID {
        self.row.id.into()
    }
    /// Code of the State (ISO 3166-1 alpha-3).
    async fn state_code(&self) -> &str {
        self.row.state.as_str()
    }
    /// The focal point whom the successor replaces.
    async fn outgoing(&self) -> Uuid {
        self.row.outgoing
    }
    /// Name of the successor.
    async fn name(&self) -> &str {
        &self.row.name
    }
    /// E-mail address of the successor.
    async fn email(&self) -> String {
        email_address::in_unicode(&self.row.email)
    }
    /// Status of the succession.
    async fn status(&self) -> SuccessionStatus {
        crate::identity::succession::status(&self.row, self.now)
    }
    /// The party for which the proposer speaks.
    async fn proposed_as(&self) -> SuccessionParty {
        self.row.proposed_as
    }
    /// The person who proposed the succession.
    async fn proposed_by(&self) -> Uuid {
        self.row.proposed_by
    }
    /// Time of the proposal.
    async fn proposed_at(&self) -> DateTime<Utc> {
        self.row.proposed_at
    }
    /// Time until which another party can agree.
    async fn expires_at(&self) -> DateTime<Utc> {
        self.row.expires_at
    }
    /// The party that agreed; null until one has agreed.
    async fn agreed_as(&self) -> Option<SuccessionParty> {
        self.row.agreed_as
    }
    /// Time of the agreement, which completed the succession; null until then.
    async fn agreed_at(&self) -> Option<DateTime<Utc>> {
        self.row.agreed_at
    }
}
