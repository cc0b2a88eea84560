//! Signing out.

use crate::{
    access::{Caches, Person},
    error::Result,
    identity::session::open::end as end_sessions,
    world::World,
};
use ::entity::vocabulary::SessionEnd;
use std::sync::Arc;

/// Ends the session of the caller. Its tokens are refused from then on.
///
/// # Errors
/// Fails if the database fails.
pub async fn sign_out(world: &Arc<World>, person: &Person) -> Result<()> {
    let now = world.now();
    world
        .write((person.clone(), now), |tx, (person, now)| {
            Box::pin(async move {
                let (state, by) = (person.state.clone(), Some(person.id));
                end_sessions(tx, vec![person.session], state, SessionEnd::SignedOut, by, *now).await.map(drop)
            })
        })
        .await?;
    Caches::of(world).people.forget();
    Ok(())
}
