//! People and sessions of the demonstration.
//!
//! They need no password. They exist only where the configuration says that the deployment is a
//! demonstration.

use crate::{
    app::App,
    database::Tx,
    error::{Code, Error, Result},
    identity::session::Opening,
};
use ::entity::{
    person, session,
    vocabulary::{SessionEnd, SignInMethod},
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _, Set,
};

/// Opens a demonstration session for a person, and ends their earlier demonstration sessions.
///
/// # Errors
/// Fails with `FORBIDDEN` if the deployment is not a demonstration.
pub async fn open_demo_session(
    tx: &Tx,
    app: &App,
    person: &person::Model,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<session::Model> {
    only_in_demo(app)?;
    let earlier = session::Entity::find()
        .filter(session::Column::Person.eq(person.id))
        .filter(session::Column::Methods.eq(SignInMethod::Demo.as_str()))
        .filter(session::Column::EndedAt.is_null());
    for row in earlier.all(tx).await? {
        let mut row = row.into_active_model();
        row.ended_at = Set(Some(now));
        row.ended_for = Set(Some(SessionEnd::Replaced));
        row.update(tx).await?;
    }
    let opening = Opening { methods: vec![SignInMethod::Demo], device: "demonstration".into() };
    crate::identity::session::add(tx, person, &opening, now, until).await
}

/// Returns all people of the deployment, in the order in which they were added.
///
/// # Errors
/// Fails with `FORBIDDEN` if the deployment is not a demonstration.
pub async fn demo_people(app: &App) -> Result<Vec<person::Model>> {
    only_in_demo(app)?;
    Ok(person::Entity::find().order_by_asc(person::Column::Id).all(app.read()).await?)
}

fn only_in_demo(app: &App) -> Result<()> {
    if app.settings().identity.demo {
        Ok(())
    } else {
        Err(Error::says(Code::Forbidden, "This deployment is not a demonstration."))
    }
}
