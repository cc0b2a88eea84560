//! Verifying answers, editions, consent and the projection of every State, beside a running server.

use super::{
    acts::{self, VERBS},
    case::{Case, Context},
    finding::{Area, Finding},
    rows, store,
};
use crate::{
    database::Db,
    error::{Error, Result},
    keys,
};
use ::entity::words::StateCode;
use sea_orm::DbErr;
use std::collections::BTreeMap;
use uuid::Uuid;

/// How often a State is read again because its people have changed something in the meantime.
const AGAIN: usize = 5;

/// Returns every difference between what is stored and what was accepted, State by State; none when nothing is wrong. One State is
/// in memory at a time, without the values of its answers, and one page of its acts.
///
/// # Errors
/// When the database can't be reached. A row that can't be read is a finding.
pub async fn verify(db: &Db) -> Result<Vec<Finding>> {
    let context = Context::new(store::cycles(db).await?, keys::published(db).await?);
    let mut found = Vec::new();
    for (area, table, count) in store::orphans(db).await? {
        found.push(Finding::of_state(area, "", format!("{count} rows of the table {table} are of no submission")));
    }
    for state in store::states(db).await? {
        found.extend(settled(db, &context, &state).await?);
    }
    Ok(found)
}

/// Reads a State until nobody has changed anything meanwhile; its trail grows with each change. What is found each time is true of
/// a State whose people never rest.
async fn settled(db: &Db, context: &Context, state: &str) -> Result<Vec<Finding>> {
    let mut always: Option<Vec<Finding>> = None;
    for _ in 0..AGAIN {
        let before = store::head(db, state).await?;
        let found = match of_state(db, context, state).await {
            Err(error) if is_unreadable(&error) => {
                vec![Finding::of_state(Area::Editions, state, "a row of its submissions, answers, editions or acts can't be read")]
            }
            found => found?,
        };
        if found.is_empty() || before == store::head(db, state).await? {
            return Ok(found);
        }
        always = Some(match always {
            None => found,
            Some(always) => always.into_iter().filter(|one| found.contains(one)).collect(),
        });
    }
    Ok(always.unwrap_or_default())
}

/// Whether a row could not be read although the database answers. The cause is not printed, since it may hold a value.
fn is_unreadable(error: &Error) -> bool {
    let Error::Failure(cause) = error else { return false };
    let reached = |error: &DbErr| !matches!(error, DbErr::Conn(_) | DbErr::ConnectionAcquire(_));
    cause.downcast_ref::<DbErr>().is_some_and(reached) || cause.downcast_ref::<serde_json::Error>().is_some()
}

async fn of_state(db: &Db, context: &Context, state: &str) -> Result<Vec<Finding>> {
    let Ok(code) = state.parse::<StateCode>() else {
        return Ok(vec![Finding::of_state(Area::Editions, state, "acts on submissions stand in a chain that is no State's")]);
    };
    let mut cases: BTreeMap<Uuid, Case> = BTreeMap::new();
    for row in store::submissions(db, &code).await? {
        let ledger = store::ledger(db, row.id).await?;
        cases.insert(row.id, Case::new(context, row, ledger));
    }
    let (mut found, mut after) = (Vec::new(), 0);
    loop {
        let page = store::acts(db, state, &VERBS, after).await?;
        let Some(last) = page.last() else { break };
        after = last.number;
        for act in &page {
            match act.subject.parse::<Uuid>().ok().and_then(|id| cases.get_mut(&id)) {
                Some(case) => found.extend(acts::play(db, context, case, act).await?),
                None => {
                    let what = format!("act {} names a submission that is not there", act.number);
                    found.push(Finding::of_state(Area::Editions, state, what));
                }
            }
        }
    }
    for case in cases.values() {
        found.extend(rows::compare(db, case).await?);
    }
    Ok(found)
}
