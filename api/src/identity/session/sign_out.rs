//! Signing out.

use crate::{
    access::{Caches, Person},
    app::App,
    error::Result,
    identity::session::open::end as end_sessions,
};
use ::entity::vocabulary::SessionEnd;
use std::sync::Arc;

/// Ends the session of the caller. Its tokens are refused from then on.
///
/// # Errors
/// Fails if the database fails.
pub async fn sign_out(app: &Arc<App>, person: &Person) -> Result<()> {
    let now = app.now();
    app.write((person.clone(), now), |tx, (person, now)| {
        Box::pin(async move {
            let (state, by) = (person.state.clone(), Some(person.id));
            end_sessions(tx, vec![person.session], state, SessionEnd::SignedOut, by, *now)
                .await
                .map(drop)
        })
    })
    .await?;
    Caches::of(app).people.forget();
    Ok(())
}
