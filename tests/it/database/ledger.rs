//! A minimal table for tests of the write path: rows of the audit trail in a chain that nothing
//! else uses.

use futures_util::future::BoxFuture;
use national_survey::{
    database::{Db, Tx},
    error::{Code, Result},
};
use sea_orm::{ConnectionTrait as _, Statement};

/// End of an act after it has written its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    Stays,
    Refuses,
    Panics,
    Breaks,
}

/// Writes line `number` in two statements, then stays, refuses, panics or breaks a constraint.
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
    format!(
        "INSERT INTO act VALUES ('{chain}', {number}, 'v', 's', NULL, '2027-01-01 00:00:00+00:00', '', '{hash}')"
    )
}

/// Runs SQL in the transaction.
pub async fn run(tx: &Tx, sql: &str) -> Result<()> {
    tx.execute_raw(Statement::from_string(tx.get_database_backend(), sql)).await?;
    Ok(())
}

/// Writes a line through the product's write path.
pub async fn write(db: &Db, number: i64, then: Then) -> Result<i64> {
    db.write((number, then), line).await
}

/// Query for the number of lines. Each line has its twin, unless a write was half done.
pub const LINES: &str = "SELECT count(*) FROM act WHERE chain = 'line'";
/// Query for the number of lines without a twin, and twins without a line.
pub const HALVES: &str =
    "SELECT count(*) FROM (SELECT number FROM act GROUP BY number HAVING count(*) <> 2) AS halves";
