//! Verification of answers, editions, consent and the projection of every State, beside a running
//! server.

use super::{
    acts::{self, VERBS},
    case::{Context, VerificationContext},
    finding::{Area, Finding, readable},
    rows, store,
};
use crate::{database::Db, error::Result, keys};
use ::entity::vocabulary::StateCode;
use std::{collections::BTreeMap, time::Duration};
use uuid::Uuid;

/// Pauses before a State is read again because its people have changed something meanwhile, in
/// milliseconds. They add up to three seconds.
const PAUSES: [u64; 8] = [0, 10, 50, 100, 200, 400, 800, 1_500];

/// Returns every difference between the stored rows and the accepted acts, State by State. Empty if
/// nothing is wrong.
///
/// One State at a time is in memory, without the values of its answers, and with one page of its
/// acts.
///
/// # Errors
/// Fails if the database can't be reached. A row that can't be read is a finding.
pub async fn verify(db: &Db) -> Result<Vec<Finding>> {
    let context = Context::new(store::cycles(db).await?, keys::published(db).await?);
    let mut found = Vec::new();
    for (area, table, count) in store::orphans(db).await? {
        found.push(Finding::of_state(
            area,
            "",
            format!("{count} rows of the table {table} are of no submission"),
        ));
    }
    for state in store::states(db).await? {
        found.extend(settled(db, &context, &state).await?);
    }
    Ok(found)
}

/// Verifies a State until nothing has changed during the reading. Its trail grows with each change.
///
/// If a State's people change something each time, the result is the findings of every reading.
/// Such findings are true: a finding names the numbers that change with each act.
async fn settled(db: &Db, context: &Context, state: &str) -> Result<Vec<Finding>> {
    let mut always: Option<Vec<Finding>> = None;
    for pause in PAUSES {
        tokio::time::sleep(Duration::from_millis(pause)).await;
        let before = store::head(db, state).await?;
        let found = of_state(db, context, state).await?;
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

async fn of_state(db: &Db, context: &Context, state: &str) -> Result<Vec<Finding>> {
    let mut cases: BTreeMap<Uuid, VerificationContext> = BTreeMap::new();
    let played = async {
        let Ok(code) = state.parse::<StateCode>() else {
            return Ok(vec![Finding::of_state(
                Area::Editions,
                state,
                "acts on submissions stand in a chain that is no State's",
            )]);
        };
        for row in store::submissions(db, &code).await? {
            let ledger = store::ledger(db, row.id).await?;
            cases.insert(row.id, VerificationContext::new(context, row, ledger));
        }
        play_all(db, context, &mut cases, state).await
    };
    let mut found = match played.await {
        // Without readable acts, nothing of the State can be compared.
        Err(error) => {
            let rows = "submissions, ledger or acts";
            let unread = readable(Err(error), Area::Editions, state, rows)?;
            return Ok(unread
                .iter()
                .cloned()
                .chain(unread.iter().cloned().map(|one| Finding { area: Area::Shared, ..one }))
                .collect());
        }
        Ok(found) => found,
    };
    for case in cases.values() {
        found.extend(rows::compare(db, case).await?);
    }
    Ok(found)
}

/// Replays all acts of a State, page by page.
async fn play_all(
    db: &Db,
    context: &Context,
    cases: &mut BTreeMap<Uuid, VerificationContext>,
    state: &str,
) -> Result<Vec<Finding>> {
    let (mut found, mut after) = (Vec::new(), 0);
    loop {
        let page = store::acts(db, state, &VERBS, after).await?;
        let Some(last) = page.last() else { return Ok(found) };
        after = last.number;
        for act in &page {
            let Some(case) = act.subject.parse::<Uuid>().ok().and_then(|id| cases.get_mut(&id))
            else {
                let what = format!("act {} names a submission that is not there", act.number);
                found.push(Finding::of_state(Area::Editions, state, what));
                continue;
            };
            let played = acts::play(db, context, case, act).await;
            let (area, rows) = if act.verb == "answers.save" {
                (Area::Answers, "history of answers")
            } else {
                (Area::Editions, "editions")
            };
            found.extend(readable(played, area, state, rows)?);
        }
    }
}
