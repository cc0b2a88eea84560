//! The link for the first administrator.
//!
//! It is shown on the terminal if the deployment has no people yet, and never again.

use crate::{
    app::App,
    clock::new_id,
    database::{Tx, is_duplicate},
    error::{Code, Error, Result},
    identity::invitation::{Token, invite::act, rules::REDEEMABLE, store},
};
use ::entity::{
    invitation,
    vocabulary::{Official, Role},
};
use chrono::{DateTime, Utc};
use serde_json::json;

/// Makes the link for the first administrator, if there are no people and no earlier link.
///
/// # Errors
/// Fails if the database fails.
pub async fn first_link(app: &App) -> Result<Option<String>> {
    made(app, false).await
}

/// Makes a new link for the first administrator in place of any earlier one, if there are no
/// people.
///
/// # Errors
/// Fails if the database fails.
pub async fn first_link_anew(app: &App) -> Result<Option<String>> {
    made(app, true).await
}

/// Returns true if there are no people yet.
///
/// # Errors
/// Fails if the database fails.
pub async fn is_empty(app: &App) -> Result<bool> {
    Ok(store::count_people(app.read()).await? == 0)
}

async fn made(app: &App, anew: bool) -> Result<Option<String>> {
    let (token, now) = (Token::random(), app.now());
    let link = token.link(&app.settings().site);
    let made = app.write((token, anew, now), |tx, (token, anew, now)| {
        Box::pin(async move { make(tx, token, *anew, *now).await })
    });
    match made.await {
        Ok(made) => Ok(made.then_some(link)),
        // Another instance that started at the same time made the link first: its terminal shows
        // it.
        Err(error) if error.is(Code::Exists) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn make(tx: &Tx, token: &Token, anew: bool, now: DateTime<Utc>) -> Result<bool> {
    if store::count_people(tx).await? > 0 {
        return Ok(false);
    }
    let earlier = store::first(tx).await?;
    if earlier.is_some() && !anew {
        return Ok(false);
    }
    store::end_first(tx, now).await?;
    let row = invitation::Model {
        id: new_id(),
        token_hash: Some(token.hash()),
        code_hash: None,
        tries: 0,
        email: None,
        name: String::new(),
        language: Official::En,
        role: Role::Administrator,
        state: None,
        invited_by: None,
        invited_at: now,
        confirmed_by: None,
        alone: false,
        expires_at: now + REDEEMABLE,
        redeemed_by: None,
        redeemed_at: None,
        ended_at: None,
    };
    let row = store::add(tx, row).await.map_err(|error| {
        if is_duplicate(&error) { Code::Exists.into() } else { Error::from(error) }
    })?;
    act(&row, "invitation.first", None, json!({}), now).record(tx, true).await?;
    Ok(true)
}
