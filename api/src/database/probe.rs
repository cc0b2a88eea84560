//! Probe of the database: a write through the writer, then a read through the readers, like those
//! of requests.

use super::{Db, Tx};
use crate::error::{Error, Result};
use futures_util::future::BoxFuture;
use sea_orm::{ConnectionTrait, Statement};
use std::time::{Duration, Instant};

/// Time after which a database without any answers counts as hanging. A database under load still
/// answers others.
const HANGS: Duration = Duration::from_secs(10);

/// Step of a probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ProbeStep {
    Write,
    Read,
}

/// Writes a number, and checks that a reader sees it.
///
/// If the probe gets no turn within `patience`, it succeeds as long as others are served. So load
/// alone never makes an instance unready.
///
/// # Errors
/// Fails if the database can't be written or read, or if a reader does not see the committed
/// number.
pub async fn probe(db: &Db, patience: Duration) -> Result<()> {
    let until = Instant::now() + patience;
    let Some(written) = within(until, db.write((), beat)).await else {
        return waits(db, ProbeStep::Write);
    };
    let written = written?;
    let Some(read) = within(until, seen(db)).await else { return waits(db, ProbeStep::Read) };
    let read = read?;
    if read < written {
        return Err(Error::unavailable(format!(
            "beat {written} was committed, and a reader sees beat {read}"
        )));
    }
    Ok(())
}

async fn within<T>(until: Instant, work: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout_at(until.into(), work).await.ok()
}

fn waits(db: &Db, step: ProbeStep) -> Result<()> {
    let others = match step {
        ProbeStep::Write => db.progress().committed_within(HANGS),
        ProbeStep::Read => db.progress().read_within(HANGS),
    };
    if others {
        Ok(())
    } else {
        Err(Error::unavailable(format!("{step:?}: the database answers nobody")))
    }
}

fn beat<'a>(tx: &'a Tx, (): &'a ()) -> BoxFuture<'a, Result<i64>> {
    Box::pin(async move {
        let sql = "UPDATE heartbeat SET beats = beats + 1 WHERE id = 1 RETURNING beats";
        number(tx.query_one_raw(Statement::from_string(tx.get_database_backend(), sql)).await?)
    })
}

async fn seen(db: &Db) -> Result<i64> {
    let sql = Statement::from_string(
        db.read().get_database_backend(),
        "SELECT beats FROM heartbeat WHERE id = 1",
    );
    number(db.read().query_one_raw(sql).await?)
}

fn number(row: Option<sea_orm::QueryResult>) -> Result<i64> {
    let row = row.ok_or_else(|| Error::failure("the table heartbeat has no row"))?;
    Ok(row.try_get_by_index(0)?)
}
