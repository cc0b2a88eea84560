//! Who took part in a release.

use super::overview::{Attendance, attendance, invited_until};
use crate::{cycle, error::Result, world::World};
use ::disclosure::CountedState;
use ::entity::{release, vocabulary::StateCode};
use std::collections::BTreeSet;

/// Who was invited up to the moment that a release is a picture of, and who is counted: for all, then by partition. The caller found the
/// release by its own witness.
///
/// # Errors
/// When the database fails, or what is stored is damaged.
pub async fn participation(world: &World, release: &release::Model) -> Result<Vec<Attendance>> {
    let cycle = cycle::store::cycle_by_id(world.read(), release.cycle).await?;
    let until = release.as_of.unwrap_or(release.released_at);
    let invited = invited_until(&cycle::store::invitations(world.read(), cycle.id).await?, until);
    let respondents: Vec<CountedState> = serde_json::from_str(&release.respondents)?;
    let counted: BTreeSet<StateCode> = respondents.into_iter().map(|one| one.state).collect();
    Ok(attendance(&serde_json::from_str(&cycle.lattice)?, &invited, &counted))
}
