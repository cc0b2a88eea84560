//! Reading one answer that a State has shown to the Secretariat: an act in the trails of both.

use super::store::{self, AnswerPosition};
use crate::{
    access::Analyst,
    audit::{self, Act, Chain},
    database::Tx,
    error::Result,
};
use ::entity::cycle as cycle_row;
use chrono::{DateTime, Utc};
use serde_json::json;

/// Records that a person of the Secretariat reads an answer, and returns the edition that is read.
/// The caller hands out the answer after the commit, and only if consent shows it then.
///
/// The State's chain records the read because its people must see how their consent was used. The
/// Secretariat's chain records it because a person of the Secretariat did it. The State's chain
/// comes first, as in every act that is recorded in both.
///
/// # Errors
/// Fails with `NOT_FOUND` if consent does not show the answer to the Secretariat.
pub async fn read_shared_answer(
    tx: &Tx,
    by: &Analyst,
    cycle: &cycle_row::Model,
    place: &AnswerPosition,
    now: DateTime<Utc>,
) -> Result<i32> {
    let row = store::answer(tx, by, place).await?;
    let detail = json!({ "cycle": cycle.key, "question": row.question, "state": row.state, "edition": row.edition });
    for chain in [Chain::State(row.state.clone()), Chain::Secretariat] {
        let (subject, detail) = (format!("{} {}", row.state, row.question), detail.clone());
        let act =
            Act::new(chain, "shared_answer.read", subject, now).by(by.person()).detail(detail);
        audit::record(tx, act).await?;
    }
    Ok(row.edition)
}
