//! Participation in a release.

use super::overview::{Attendance, attendance, invited_until};
use crate::{app::App, cycle, error::Result};
use ::disclosure::CountedState;
use ::entity::{release, vocabulary::StateCode};
use std::collections::BTreeSet;

/// Counts the invited and the counted States of a release: first for all States, then by partition.
///
/// A State is invited if its invitation came before the time at which the release counts. The
/// caller has found the release with its own witness.
///
/// # Errors
/// Fails if the database fails or a stored row is damaged.
pub async fn participation(app: &App, release: &release::Model) -> Result<Vec<Attendance>> {
    let cycle = cycle::store::cycle_by_id(app.read(), release.cycle).await?;
    let until = release.as_of.unwrap_or(release.released_at);
    let invited = invited_until(&cycle::store::invitations(app.read(), cycle.id).await?, until);
    let respondents: Vec<CountedState> = serde_json::from_str(&release.respondents)?;
    let counted: BTreeSet<StateCode> = respondents.into_iter().map(|one| one.state).collect();
    Ok(attendance(&serde_json::from_str(&cycle.lattice)?, &invited, &counted))
}
