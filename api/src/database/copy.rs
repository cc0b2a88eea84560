//! Copies of the embedded database: they are made while it is served, and checked before they
//! replace anything.

use super::{
    Settings,
    inspect::{Contents, beside, contents, keeps_log, open},
};
use crate::error::{Error, Result};
use sea_orm::{ConnectionTrait as _, DatabaseBackend, Statement};
use std::path::Path;

/// Makes a consistent copy of the embedded database while it is served. The file must not exist
/// yet, or must be empty.
///
/// # Errors
/// Fails if the database can't be read or the copy can't be written.
pub async fn copy(settings: &Settings, to: &Path) -> Result<()> {
    if !settings.file.is_file() {
        return Err(Error::failure(format!("there is no database {}", settings.file.display())));
    }
    let connection = crate::database::sqlite::connection::connect(
        settings,
        crate::database::sqlite::connection::ConnectionRole::Writer,
    )
    .await?;
    let quoted = to.display().to_string().replace('\'', "''");
    let copied = connection.execute_unprepared(&format!("VACUUM INTO '{quoted}'")).await;
    connection.close().await?;
    copied?;
    std::fs::File::open(to).and_then(|copy| copy.sync_all()).map_err(Error::failure)
}

/// Checks that a copy of the embedded database is complete: its pages, its foreign keys and its
/// tables.
///
/// It reads only the file, without a log beside it and without a lock.
///
/// # Errors
/// Fails with the first finding.
pub async fn check_copy(file: &Path) -> Result<Contents> {
    let wrong = |why: &str| Error::failure(format!("{} is no whole copy: {why}", file.display()));
    let connection = open(file, true).await.map_err(|error| wrong(&cause(&error)))?;
    let sql = |text: &str| Statement::from_string(DatabaseBackend::Sqlite, text.to_owned());
    let checked = async {
        let row = connection.query_one_raw(sql("PRAGMA integrity_check")).await?;
        let said: String = row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default();
        let orphans = connection.query_all_raw(sql("PRAGMA foreign_key_check")).await?.len();
        Ok::<_, Error>((said, orphans, contents(&connection).await?))
    };
    let checked = checked.await;
    connection.close().await?;
    match checked.map_err(|error| wrong(&cause(&error)))? {
        (said, 0, Some(contents)) if said == "ok" && !contents.migrations.is_empty() => {
            Ok(contents)
        }
        (said, _, _) if said != "ok" => Err(wrong(&said)),
        (_, 0, _) => Err(wrong("it holds none of the tables")),
        (_, orphans, _) => Err(wrong(&format!("{orphans} broken references"))),
    }
}

/// Returns true if a database has a log of its own beside it with the newest saves, for example
/// after a crash.
///
/// # Errors
/// Fails if the file can't be read.
pub fn has_own_log(file: &Path) -> Result<bool> {
    Ok(super::inspect::has_log(file) && keeps_log(file)?)
}

/// Returns true if the log of another database lies beside a database without a log, for example
/// after a copy by hand.
///
/// # Errors
/// Fails if the file can't be read.
pub fn has_foreign_log(file: &Path) -> Result<bool> {
    Ok(super::inspect::has_log(file) && !keeps_log(file)?)
}

/// Folds the log of an unused database back into it, so that the file alone is complete.
///
/// # Errors
/// Fails if the file can't be read or written.
pub async fn fold(file: &Path) -> Result<()> {
    let connection = open(file, false).await?;
    let folded = async {
        let row = connection
            .query_one_raw(Statement::from_string(
                DatabaseBackend::Sqlite,
                "PRAGMA wal_checkpoint(TRUNCATE)",
            ))
            .await?;
        row.map(|row| row.try_get_by_index::<i64>(0)).transpose()
    };
    let folded = folded.await;
    connection.close().await?;
    match folded? {
        Some(1) => Err(Error::failure(format!("{} is in use", file.display()))),
        _ if super::inspect::has_log(file) => {
            Err(Error::failure(format!("{} can't be folded", beside(file, "-wal").display())))
        }
        _ => Ok(()),
    }
}

fn cause(error: &Error) -> String {
    match error {
        Error::Failure(cause) => cause.to_string(),
        other => other.to_string(),
    }
}
