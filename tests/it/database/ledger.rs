//! The smallest table that there is, for tests of the way to write: the audit trail's rows of a chain nobody else has.

use futures_util::future::BoxFuture;
use national_survey::{
    database::{Db, Tx},
    error::{Code, Result},
};
use sea_orm::{ConnectionTrait as _, Statement};

/// What becomes of an act after it has written its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    Stays,
    Refuses,
    Panics,
    Breaks,
}

/// Writes line `number`, in two statements, then stays, refuses, panics or breaks a law.
pub fn line<'a>(tx: &'a Tx, (number, then): &'a (i64, Then)) -> BoxFuture<'a, Result<i64>> {
    Box::pin(async move {
        run(tx, &insert("line", *number)).await?;
        run(tx, &insert("twin", *number)).await?;
        match then {
            Then::Stays => Ok(*number),
            Then::Refuses => Err(Code::Stale.into()),
            Then::Panics => panic!("as the test asks"),
            Then::Breaks => run(tx, &insert("line", *number)).await.map(|()| *number),
        }
    })
}

fn insert(chain: &str, number: i64) -> String {
    let hash = "0".repeat(64);
    format!("INSERT INTO act VALUES ('{chain}', {number}, 'v', 's', NULL, '2027-01-01 00:00:00+00:00', '', '{hash}')")
}

/// Runs SQL in the transaction.
pub async fn run(tx: &Tx, sql: &str) -> Result<()> {
    tx.execute_raw(Statement::from_string(tx.get_database_backend(), sql)).await?;
    Ok(())
}

/// Writes a line through the one way to write.
pub async fn write(db: &Db, number: i64, then: Then) -> Result<i64> {
    db.write((number, then), line).await
}

/// The numbers of the lines, as a connection beside sees them; each line has its twin, or something was half-written.
pub const LINES: &str = "SELECT count(*) FROM act WHERE chain = 'line'";
/// Lines without a twin, and twins without a line.
pub const HALVES: &str = "SELECT count(*) FROM (SELECT number FROM act GROUP BY number HAVING count(*) <> 2) AS halves";
