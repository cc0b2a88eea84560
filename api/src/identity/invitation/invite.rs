//! Inviting a person, confirming an invitation of another administrator, and ending an invitation.

use crate::{
    access::{Administrator, SteppedUp},
    app::App,
    clock::new_id,
    database::Tx,
    email_address::EmailAddress,
    error::{Code, Error, Result},
    identity::{
        Inviter,
        invitation::{
            Token,
            rules::{self, CONFIRMABLE, REDEEMABLE},
            secret::{code, code_hash},
            store,
        },
        people::{self, PersonAct, letter},
        two_people::{self, rules::are_two},
    },
};
use ::entity::{
    invitation, person,
    vocabulary::{InvitationStatus, Official, PersonStatus, Role, StateCode},
};
use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

/// An invitation to make.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    /// E-mail address of the invited person.
    pub email: String,
    /// Name of the invited person.
    pub name: String,
    /// Preferred official language of the invited person.
    pub language: Official,
    /// Role that the invited person gets.
    pub role: Role,
    /// The State; none for the Secretariat.
    pub state: Option<StateCode>,
}

/// Invites a person.
///
/// If no confirmation is needed, the link goes to the invited person by mail at once. The code goes
/// to the inviter.
///
/// # Errors
/// Fails with `FORBIDDEN` if the inviter may not give the role. Fails with `BAD_INPUT` if the
/// address or the name is malformed, or if the address is the inviter's own. Fails with `EXISTS` if
/// the State has another focal point, or if the address belongs to the focal point. Fails with
/// `NOT_FOUND` if the State is unknown. Fails with `SECOND_PERSON_NEEDED` if nobody else could
/// confirm an administrator.
pub async fn invite(
    tx: &Tx,
    app: &App,
    by: &Inviter,
    new: &NewInvitation,
    token: &Token,
    now: DateTime<Utc>,
) -> Result<invitation::Model> {
    by.may_invite(new.role, new.state.as_ref())?;
    let email = EmailAddress::parse(&new.email)?.into_string();
    let inviter = match by.person() {
        Some(person) => people::store::person_by_id(tx, person).await?,
        None => None,
    };
    if inviter
        .as_ref()
        .is_some_and(|person| crate::identity::same_human::is_same_human(&person.email, &email))
    {
        return Err(Error::says(
            Code::BadInput,
            "You can't invite yourself. Ask another person who may invite you.",
        ));
    }
    if let Some(state) = &new.state
        && let Some(focal_point) = people::store::focal_point_of(tx, state).await?
        && (focal_point.email == email) != (new.role == Role::FocalPoint)
    {
        return Err(Error::says(
            Code::Exists,
            "The State has a focal point already. A succession replaces a focal point.",
        ));
    }
    let role = role_at_stake(tx, new.role, &email).await?;
    let ever = two_people::count_ever(tx).await?;
    let waits = !by.is_operator()
        && rules::needs_confirmation(role, app.settings().identity.invitation_approvals, ever);
    let others = match &inviter {
        Some(inviter) if waits => may_confirm(tx, inviter, &email).await?,
        _ => Vec::new(),
    };
    if waits && role == Role::Administrator && others.is_empty() {
        return Err(Code::SecondPersonNeeded.into());
    }
    let alone = role == Role::Administrator && !waits && !by.is_operator();
    let row = add(tx, app, inviter.as_ref(), new, (!waits).then_some(token), alone, now).await?;
    for other in &others {
        let by = inviter.as_ref().map_or("", |inviter| &inviter.name);
        letter::confirm_invitation(tx, app, &row, by, other, now).await?;
    }
    let detail = json!({ "role": row.role, "waits": waits });
    let by_secretariat = matches!(by, Inviter::Administrator(_));
    act(&row, "invitation.invite", by.person(), detail, now).record(tx, by_secretariat).await?;
    Ok(row)
}

/// Invites the successor on whom two parties have agreed. No further confirmation is needed.
pub(in crate::identity) async fn by_two_parties(
    tx: &Tx,
    app: &App,
    by: &person::Model,
    new: &NewInvitation,
    token: &Token,
    now: DateTime<Utc>,
) -> Result<invitation::Model> {
    let row = add(tx, app, Some(by), new, Some(token), false, now).await?;
    let detail = json!({ "role": row.role, "waits": false });
    act(&row, "invitation.invite", Some(by.id), detail, now).record(tx, by.state.is_none()).await?;
    Ok(row)
}

async fn add(
    tx: &Tx,
    app: &App,
    by: Option<&person::Model>,
    new: &NewInvitation,
    token: Option<&Token>,
    alone: bool,
    now: DateTime<Utc>,
) -> Result<invitation::Model> {
    let id = new_id();
    let row = invitation::Model {
        id,
        token_hash: token.map(Token::hash),
        code_hash: Some(code_hash(id, &code(app.keys(), id))),
        tries: 0,
        email: Some(EmailAddress::parse(&new.email)?.into_string()),
        name: rules::name(&new.name)?,
        language: new.language,
        role: new.role,
        state: new.state.clone(),
        invited_by: by.map(|person| person.id),
        invited_at: now,
        confirmed_by: None,
        alone,
        expires_at: now + if token.is_some() { REDEEMABLE } else { CONFIRMABLE },
        redeemed_by: None,
        redeemed_at: None,
        ended_at: None,
    };
    store::end_earlier(tx, &row, now).await?;
    let row = store::add(tx, row).await.map_err(|error| match error.sql_err() {
        Some(sea_orm::SqlErr::ForeignKeyConstraintViolation(_)) => {
            Error::says(Code::NotFound, "There is no such State.")
        }
        _ => error.into(),
    })?;
    if let Some(token) = token {
        letter::invitation(
            tx,
            app,
            &row,
            by,
            token.link(&app.settings().site),
            row.expires_at,
            now,
        )
        .await?;
    }
    Ok(row)
}

/// Confirms an invitation of another administrator.
///
/// The link then leaves by mail, and can be redeemed for 72 hours.
///
/// # Errors
/// Fails with `NOT_FOUND` if there is no such invitation, or it is not for administrators to see.
/// Fails with `FORBIDDEN` for the inviter and the invited person, with any account that is theirs,
/// and for a new account. Fails with `STALE` if the invitation no longer waits for a confirmation.
pub async fn confirm_invitation(
    tx: &Tx,
    app: &App,
    by: &SteppedUp<Administrator>,
    id: Uuid,
    token: &Token,
    now: DateTime<Utc>,
) -> Result<invitation::Model> {
    let seen = Inviter::Administrator(by.clone());
    let row = store::find(tx, &seen, id).await?.ok_or(Code::NotFound)?;
    let concerned: Vec<&str> = row.email.as_deref().into_iter().collect();
    let own = two_people::second(tx, by, row.invited_by, &concerned, now).await?;
    let inviter = match row.invited_by {
        Some(inviter) => people::store::person_by_id(tx, inviter).await?,
        None => None,
    };
    if rules::status(&row, now) != InvitationStatus::AwaitingConfirmation
        || !store::confirm(tx, id, own.id, &token.hash(), now + REDEEMABLE).await?
    {
        return Err(Code::Stale.into());
    }
    let until = now + REDEEMABLE;
    letter::invitation(
        tx,
        app,
        &row,
        inviter.as_ref(),
        token.link(&app.settings().site),
        until,
        now,
    )
    .await?;
    act(&row, "invitation.confirm", Some(own.id), json!({ "role": row.role }), now)
        .record(tx, true)
        .await?;
    Ok(row)
}

/// Returns the administrators who could confirm an invitation, now or when their accounts are
/// older.
async fn may_confirm(
    tx: &Tx,
    inviter: &person::Model,
    invited: &str,
) -> Result<Vec<person::Model>> {
    let others = people::store::active_administrators(tx).await?.into_iter();
    Ok(others.filter(|other| are_two(inviter, other, &[invited])).collect())
}

/// Returns the role that an invitation gives or takes.
///
/// An administrator who is invited to another role ceases to be an administrator.
async fn role_at_stake(tx: &Tx, role: Role, email: &str) -> Result<Role> {
    let known = people::store::person_by_email(tx, email).await?;
    let administers = |known: &person::Model| {
        known.role == Role::Administrator && known.status == PersonStatus::Active
    };
    Ok(if known.as_ref().is_some_and(administers) { Role::Administrator } else { role })
}

/// Ends an invitation before it is redeemed.
///
/// # Errors
/// Fails with `NOT_FOUND` if the inviter may not see it. Fails with `FORBIDDEN` for a focal point,
/// if the invitation is for the next focal point. Fails with `STALE` if it was redeemed or ended.
pub async fn end_invitation(
    tx: &Tx,
    by: &Inviter,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<invitation::Model> {
    let row = store::find(tx, by, id).await?.ok_or(Code::NotFound)?;
    // A focal point can see the invitation of the next focal point, but can't prevent it.
    if by.state().is_some() && row.role == Role::FocalPoint {
        return Err(Code::Forbidden.into());
    }
    if !store::end_one(tx, id, now).await? {
        return Err(Code::Stale.into());
    }
    let by_secretariat = matches!(by, Inviter::Administrator(_));
    act(&row, "invitation.end", by.person(), json!({ "role": row.role }), now)
        .record(tx, by_secretariat)
        .await?;
    Ok(row)
}

pub(super) fn act(
    row: &invitation::Model,
    verb: &'static str,
    person: Option<Uuid>,
    detail: serde_json::Value,
    at: DateTime<Utc>,
) -> PersonAct {
    PersonAct { state: row.state.clone(), verb, subject: row.id, person, detail, at }
}
