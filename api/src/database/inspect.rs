//! Inspection of a database, without creating, changing or locking anything in it.

use super::Settings;
use crate::error::{Error, Result};
use ::entity::public_key;
use migration::{Migrator, MigratorTrait as _};
use sea_orm::{
    ConnectOptions, ConnectionTrait as _, Database, DatabaseBackend, DatabaseConnection,
    EntityTrait as _, Statement,
};
use std::{
    fmt,
    path::{Path, PathBuf},
};
use url::Url;

/// Content of a database that a start, a backup and a restore need to know.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Contents {
    /// The names of the migrations that have run.
    pub migrations: Vec<String>,
    /// The public keys in the database.
    pub keys: Vec<public_key::Model>,
}

impl Contents {
    /// Checks that this version of the service knows every migration that has run.
    ///
    /// # Errors
    /// Fails with the name of the first unknown migration.
    pub fn is_known(&self, what: &dyn fmt::Display) -> Result<()> {
        let known: Vec<_> =
            Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect();
        match self.migrations.iter().find(|name| !known.contains(name)) {
            None => Ok(()),
            Some(newer) => Err(Error::failure(format!(
                "{what} was written by a newer version of National Survey (migration {newer}): use that version"
            ))),
        }
    }

    /// Returns the number of migrations that have not run yet.
    #[must_use]
    pub fn missing(&self) -> usize {
        Migrator::migrations()
            .iter()
            .filter(|migration| !self.migrations.iter().any(|name| name == migration.name()))
            .count()
    }
}

/// Name of a database in a sentence: a path, or a name and a host, but never a password.
#[derive(Clone, Debug)]
pub struct DatabaseName(String);

impl fmt::Display for DatabaseName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Settings {
    /// Returns the name of the database for sentences.
    ///
    /// # Errors
    /// Fails if the address of PostgreSQL can't be parsed. The error does not show the address.
    pub fn place(&self) -> Result<DatabaseName> {
        let Some(url) = self.postgres_url() else {
            return Ok(DatabaseName(format!("the database {}", self.file.display())));
        };
        let url = postgres_url("database_url", url)?;
        let host =
            url.query_pairs().find(|(key, _)| key == "host").map(|(_, value)| value.into_owned());
        let host =
            host.or_else(|| url.host_str().map(str::to_owned)).filter(|host| !host.is_empty());
        let name = percent_encoding::percent_decode_str(url.path().trim_start_matches('/'))
            .decode_utf8_lossy()
            .into_owned();
        Ok(DatabaseName(format!(
            "the PostgreSQL database {name} on {}",
            host.unwrap_or_else(|| "this machine".into())
        )))
    }
}

/// Parses the address of a PostgreSQL database.
///
/// # Errors
/// Fails if the address can't be parsed. The error does not show the address, because it may hold a
/// password.
pub(super) fn postgres_url(setting: &str, url: &str) -> Result<Url> {
    let wrong = || {
        Error::failure(format!(
            "{setting}: it can't be read as postgres://user:password@host/name, with what is special in the password \
             percent-encoded; it is not shown here, since it may hold a password"
        ))
    };
    let parsed = Url::parse(url).map_err(|_| wrong())?;
    let is_whole = parsed.path().trim_start_matches('/').split('/').count() == 1
        && url.parse::<sqlx::postgres::PgConnectOptions>().is_ok();
    if is_whole { Ok(parsed) } else { Err(wrong()) }
}

/// Reads the content of a database. None if there is no database, or if it is empty.
///
/// # Errors
/// Fails if it can't be read: it is not a database, it can't be reached, or the log of another
/// database lies beside it.
pub async fn look(settings: &Settings) -> Result<Option<Contents>> {
    let place = settings.place()?;
    let connection = match settings.postgres_url() {
        Some(url) => {
            super::postgres::connect(settings, url, 1).await.map_err(|error| at(&place, &error))?
        }
        None => {
            if !settings.file.exists() {
                return no_log_alone(&settings.file).map(|()| None);
            }
            own_log(&settings.file)?;
            open(&settings.file, false).await.map_err(|error| at(&place, &error))?
        }
    };
    let read = contents(&connection).await;
    connection.close().await?;
    read.map_err(|error| at(&place, &error))
}

/// Adds the name of the database to an error.
fn at(place: &DatabaseName, error: &Error) -> Error {
    match error {
        Error::Failure(cause) => Error::failure(format!("{place}: {cause}")),
        other => other.clone(),
    }
}

/// Opens an SQLite file without creating it. With `alone`, it is read without its log and without
/// any lock.
pub(super) async fn open(file: &Path, alone: bool) -> Result<DatabaseConnection> {
    let mut options = ConnectOptions::new("sqlite:");
    let path = file.to_owned();
    options.max_connections(1).sqlx_logging(false).map_sqlx_sqlite_opts(move |options| {
        options
            .filename(&path)
            .create_if_missing(false)
            .immutable(alone)
            .read_only(alone)
            .busy_timeout(std::time::Duration::from_secs(5))
    });
    Ok(Database::connect(options).await?)
}

pub(super) async fn contents(connection: &DatabaseConnection) -> Result<Option<Contents>> {
    if !has_table(connection, "seaql_migrations").await? {
        return Ok(None);
    }
    let backend = connection.get_database_backend();
    let rows = connection
        .query_all_raw(Statement::from_string(
            backend,
            "SELECT version FROM seaql_migrations ORDER BY 1",
        ))
        .await?;
    let migrations =
        rows.into_iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?;
    let keys = if has_table(connection, "public_key").await? {
        public_key::Entity::find().all(connection).await?
    } else {
        Vec::new()
    };
    Ok(Some(Contents { migrations, keys }))
}

async fn has_table(connection: &DatabaseConnection, table: &str) -> Result<bool> {
    let backend = connection.get_database_backend();
    let sql = match backend {
        DatabaseBackend::Postgres => format!("SELECT 1 WHERE to_regclass('{table}') IS NOT NULL"),
        _ => format!("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '{table}'"),
    };
    Ok(connection.query_one_raw(Statement::from_string(backend, sql)).await?.is_some())
}

/// Returns the name of a file beside a database, such as its log.
#[must_use]
pub fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Returns true if a non-empty log lies beside a database.
pub(super) fn has_log(file: &Path) -> bool {
    std::fs::metadata(beside(file, "-wal")).is_ok_and(|log| log.len() > 0)
}

/// Returns true if a database uses a log of its own. A complete copy uses none until it is opened,
/// so a log beside it belongs to another database.
pub(super) fn keeps_log(file: &Path) -> Result<bool> {
    use std::io::Read as _;
    let mut head = [0; 20];
    let read = std::fs::File::open(file).and_then(|mut file| file.read_exact(&mut head));
    match read {
        Ok(()) => Ok(head[18] == 2),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(Error::failure(format!("{}: {error}", file.display()))),
    }
}

/// Refuses a log of another database. SQLite would apply the log to any database beside it.
fn own_log(file: &Path) -> Result<()> {
    if has_log(file) && !keeps_log(file)? {
        return Err(Error::failure(format!(
            "{0}-wal is the log of another database than {0}: it would be written into it. Move {0}-wal away, or put both files \
             back as they were; `national-survey restore` puts a copy in place",
            file.display()
        )));
    }
    Ok(())
}

/// Refuses a log without its database. SQLite would delete the log as soon as it creates a new
/// database.
fn no_log_alone(file: &Path) -> Result<()> {
    if has_log(file) {
        return Err(Error::failure(format!(
            "{0}-wal is there, and its database {0} is missing: the newest saves are in that log. Put the database back, or move \
             the log away",
            file.display()
        )));
    }
    Ok(())
}
