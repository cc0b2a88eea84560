//! Reading one answer that a State has shown to the Secretariat: an act, in the trails of both.

use super::store::{self, Place};
use crate::{
    access::Analyst,
    audit::{self, Act, Chain},
    database::Tx,
    error::Result,
};
use ::entity::cycle as cycle_row;
use chrono::{DateTime, Utc};
use serde_json::json;

/// Records that somebody of the Secretariat reads the answer, and gives the edition that is read: what it says is handed out after the
/// commit, and only if consent shows it then.
///
/// The read stands in the State's chain, for it is the State's answer and its people are to see what their consent was used for; and
/// in the Secretariat's, for it is an act of one of its people. The State's comes first, as wherever both are written.
///
/// # Errors
/// `NOT_FOUND` where consent shows nothing to the Secretariat.
pub async fn read_shared_answer(
    tx: &Tx,
    by: &Analyst,
    cycle: &cycle_row::Model,
    place: &Place,
    now: DateTime<Utc>,
) -> Result<i32> {
    let row = store::answer(tx, by, place).await?;
    let detail = json!({ "cycle": cycle.key, "question": row.question, "state": row.state, "edition": row.edition });
    for chain in [Chain::State(row.state.clone()), Chain::Secretariat] {
        let (subject, detail) = (format!("{} {}", row.state, row.question), detail.clone());
        let act = Act { chain, verb: "shared_answer.read", subject, person: Some(by.person()), at: now, detail };
        audit::record(tx, act).await?;
    }
    Ok(row.edition)
}
