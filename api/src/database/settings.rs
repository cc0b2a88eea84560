//! Settings of a database.

use secrecy::{ExposeSecret, SecretString};
use std::{path::PathBuf, time::Duration};

/// Settings of a database.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address `postgres://…`. None for the embedded database.
    pub url: Option<SecretString>,
    /// The same address with the login for public reads. None if public requests use the service's
    /// login.
    pub public_url: Option<SecretString>,
    /// The file of the embedded database.
    pub file: PathBuf,
    /// Greatest number of connections on PostgreSQL, or of readers on SQLite.
    pub connections: u32,
    /// Time that a request may wait for a connection.
    pub acquire: Duration,
    /// Time that one statement may run, on PostgreSQL.
    pub statement: Duration,
}

impl Settings {
    pub(super) fn postgres_url(&self) -> Option<&str> {
        self.url.as_ref().map(ExposeSecret::expose_secret)
    }

    pub(super) fn public_url(&self) -> Option<&str> {
        self.public_url.as_ref().map(ExposeSecret::expose_secret)
    }
}
