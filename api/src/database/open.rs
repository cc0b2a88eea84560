//! What to open, and the schema it must have.

use crate::error::{Error, Result};
use migration::{Migrator, MigratorTrait};
use secrecy::{ExposeSecret, SecretString};
use std::{path::PathBuf, time::Duration};

/// Which database, and how much of it.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `postgres://…`; none for the embedded database.
    pub url: Option<SecretString>,
    /// The file of the embedded database.
    pub file: PathBuf,
    /// Connections at most, on PostgreSQL; readers, on SQLite.
    pub connections: u32,
    /// How long a request may wait for a connection.
    pub acquire: Duration,
    /// How long one statement may run, on PostgreSQL.
    pub statement: Duration,
}

impl Settings {
    pub(super) fn postgres_url(&self) -> Option<&str> {
        self.url.as_ref().map(ExposeSecret::expose_secret)
    }
}

/// Brings the schema up to date (`up`), or takes back the newest `steps` migrations.
///
/// # Errors
/// When a migration fails; it then leaves nothing behind.
pub async fn migrate(settings: &Settings, down: Option<u32>) -> Result<()> {
    let connection = match settings.postgres_url() {
        Some(_) => super::postgres::connect(settings, 1).await?,
        None => super::sqlite::connect(settings, super::sqlite::Side::Writer).await?,
    };
    let done = match down {
        None => Migrator::up(&connection, None).await,
        Some(steps) => Migrator::down(&connection, Some(steps)).await,
    };
    connection.close().await?;
    done.map_err(Error::from)
}
