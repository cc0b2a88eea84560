//! A connection to SQLite, with the settings that every connection needs.

use crate::{
    database::Settings,
    error::{Error, Result},
};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement};
use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::database) enum ConnectionRole {
    Reader,
    Writer,
    /// The writer after a failure: it does not create a missing database.
    WriterAgain,
}

pub(in crate::database) async fn connect(
    settings: &Settings,
    side: ConnectionRole,
) -> Result<DatabaseConnection> {
    let mut options = ConnectOptions::new("sqlite:");
    let (file, acquire) = (settings.file.clone(), settings.acquire);
    options
        .max_connections(if side == ConnectionRole::Reader {
            settings.connections.max(1)
        } else {
            1
        })
        .min_connections(1)
        .acquire_timeout(acquire)
        .idle_timeout(None)
        .max_lifetime(None)
        .sqlx_logging(false)
        .test_before_acquire(false)
        .map_sqlx_sqlite_opts(move |options| {
            let options = options
                .filename(&file)
                .create_if_missing(side == ConnectionRole::Writer)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(acquire)
                .row_buffer_size(1000)
                .statement_cache_capacity(256);
            if side == ConnectionRole::Reader {
                options.pragma("query_only", "ON")
            } else {
                options
            }
        });
    let connection = Database::connect(options).await?;
    for (pragma, right) in [("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1")] {
        let row = connection.query_one_raw(sql(format!("PRAGMA {pragma}"))).await?;
        let is = row.map_or_else(String::new, |row| {
            row.try_get_by_index::<String>(0)
                .or_else(|_| row.try_get_by_index::<i64>(0).map(|n| n.to_string()))
                .unwrap_or_default()
        });
        if is != right {
            return Err(Error::failure(format!(
                "SQLite runs with {pragma} = {is}; acknowledged saves are only safe with {right}"
            )));
        }
    }
    Ok(connection)
}

pub(in crate::database) fn sql(text: impl Into<String>) -> Statement {
    Statement::from_string(sea_orm::DatabaseBackend::Sqlite, text.into())
}
