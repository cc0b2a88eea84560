//! Cache of released tables. A release that passed the gate never changes, so the release and each
//! of its questions are read once.
//!
//! If the public has a database login of its own, a cached row may come from that login. Then only
//! the States and the edition numbers of its respondents are reliable. A caller that needs more
//! reads the database table.

use super::store;
use crate::{access::Analyst, app::App, error::Result};
use ::disclosure::ReleasedTable;
use ::entity::{
    release,
    vocabulary::{QuestionCode, ReleaseStatus},
};
use std::sync::Arc;

/// The tables of one question.
struct Tables(Vec<Arc<ReleasedTable>>);

/// Returns one release.
///
/// # Errors
/// Fails with `NOT_FOUND` for an unknown number, and for an ungated release if the caller is not an
/// analyst.
pub(crate) async fn release(
    app: &App,
    by: Option<&Analyst>,
    number: i64,
) -> Result<Arc<release::Model>> {
    let place = number.to_string();
    if let Some(known) = app.memo().get(&place) {
        return Ok(known);
    }
    let row = store::release(app.read(), by, number).await?;
    Ok(if row.status == ReleaseStatus::Gated {
        app.memo().keep(&place, row)
    } else {
        Arc::new(row)
    })
}

/// Returns the tables of one question of a release. Empty if the release has no such question.
pub(crate) async fn tables(
    app: &App,
    release: &release::Model,
    question: &QuestionCode,
) -> Result<Vec<Arc<ReleasedTable>>> {
    let place = format!("{} {question}", release.number);
    if let Some(known) = app.memo().get::<Tables>(&place) {
        return Ok(known.0.clone());
    }
    let read = store::tables(app.read(), release.number, Some(question)).await?;
    let tables: Vec<_> = read.into_iter().flat_map(|(_, tables)| tables).map(Arc::new).collect();
    // The cache has as many entries as there are tables: a question that does not exist takes no
    // memory.
    if release.status == ReleaseStatus::Gated && !tables.is_empty() {
        app.memo().keep(&place, Tables(tables.clone()));
    }
    Ok(tables)
}
