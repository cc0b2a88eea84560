//! People and sessions of the demonstration: without passwords, and only where the configuration says that this is one.

use super::store;
use crate::{
    audit::{self, Act, Chain},
    database::Tx,
    error::{Code, Error, Result},
    world::{World, new_id},
};
use ::entity::{person, session};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use serde_json::json;

/// How the session was opened, as the trail says it.
const METHOD: &str = "demo";

/// Opens a session for a person of the demonstration, in the place of any earlier one of this kind.
///
/// # Errors
/// `FORBIDDEN` where this is no demonstration.
pub async fn open_demo_session(
    tx: &Tx,
    world: &World,
    person: &person::Model,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<session::Model> {
    only_in_demo(world)?;
    session::Entity::update_many()
        .col_expr(session::Column::EndedAt, sea_orm::sea_query::Expr::value(now))
        .filter(session::Column::Person.eq(person.id))
        .filter(session::Column::Method.eq(METHOD))
        .filter(session::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    let row = session::Model {
        id: new_id(),
        person: person.id,
        method: METHOD.into(),
        opened_at: now,
        expires_at: until,
        ended_at: None,
    };
    store::open_session(tx, row.clone()).await?;
    let act = Act {
        chain: person.state.clone().map_or(Chain::Secretariat, Chain::State),
        verb: "session.open",
        subject: row.id.to_string(),
        person: Some(person.id),
        at: now,
        detail: json!({ "method": METHOD }),
    };
    audit::record(tx, act).await?;
    Ok(row)
}

/// Everybody, in the order in which they were added.
///
/// # Errors
/// `FORBIDDEN` where this is no demonstration.
pub async fn demo_people(world: &World) -> Result<Vec<person::Model>> {
    only_in_demo(world)?;
    Ok(person::Entity::find().order_by_asc(person::Column::Id).all(world.read()).await?)
}

fn only_in_demo(world: &World) -> Result<()> {
    if world.config().demo { Ok(()) } else { Err(Error::says(Code::Forbidden, "This is no demonstration.")) }
}
