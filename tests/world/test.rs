//! One test on one database: a migrated database, a configuration that names it, and a clock that
//! stands still.

use super::{postgres, run::run};
use chrono::{DateTime, Utc};
use national_survey::{
    app::App,
    clock::Clock,
    config::Config,
    database::{self, Db},
    error::Result,
};
use sea_orm::{ConnectionTrait as _, DatabaseBackend, DatabaseConnection, Statement};
use std::{path::PathBuf, sync::Arc};
use tokio::sync::OnceCell;

/// Place of a test's database.
#[derive(Clone, Debug)]
pub enum TestDatabase {
    /// A file in the test's folder.
    Sqlite,
    /// A database of this name.
    Postgres(&'static postgres::Server, String),
}

/// A test on one database.
#[derive(Clone, Debug)]
pub struct Test {
    /// Place of its database.
    pub place: TestDatabase,
    /// Its folder, with the key file and the database file.
    pub folder: PathBuf,
    /// Its clock.
    pub clock: Clock,
}

/// Returns nine o'clock on a day of 2027, in UTC. Tests use these times.
pub fn on(month: u32, day: u32) -> DateTime<Utc> {
    chrono::NaiveDate::from_ymd_opt(2027, month, day)
        .unwrap()
        .and_hms_opt(9, 0, 0)
        .unwrap()
        .and_utc()
}

impl Test {
    /// Creates a test on SQLite.
    pub async fn on_sqlite() -> Self {
        static TEMPLATE: OnceCell<PathBuf> = OnceCell::const_new();
        let template = TEMPLATE.get_or_init(|| async {
            let test = Self::at(TestDatabase::Sqlite, "template");
            database::migrate(&test.config().database(), None).await.unwrap();
            test.config().database().file
        });
        let test = Self::at(TestDatabase::Sqlite, "sqlite");
        std::fs::copy(template.await, test.config().database().file).unwrap();
        test
    }

    /// Creates a test on PostgreSQL, if there is a server.
    pub async fn on_postgres() -> Option<Self> {
        let server = postgres::server().await?;
        Some(Self::at(TestDatabase::Postgres(server, server.fresh().await), "postgres"))
    }

    /// Creates a test on another database of the same kind.
    pub async fn another(&self) -> Self {
        if self.is_sqlite() { Self::on_sqlite().await } else { Self::on_postgres().await.unwrap() }
    }

    /// Creates a test on a copy of its database, which must not be in use, with the same keys.
    pub async fn copied(&self) -> Self {
        let copy = match &self.place {
            TestDatabase::Sqlite => Self::at(TestDatabase::Sqlite, "sqlite"),
            TestDatabase::Postgres(server, name) => {
                Self::at(TestDatabase::Postgres(server, server.copied(name).await), "postgres")
            }
        };
        if self.is_sqlite() {
            std::fs::copy(self.config().database().file, copy.config().database().file).unwrap();
        }
        std::fs::copy(self.config().keys_file(), copy.config().keys_file()).unwrap();
        copy.clock.set(self.clock.now());
        copy
    }

    /// Creates a test on a database that was made elsewhere.
    pub fn in_place(place: TestDatabase) -> Self {
        Self::at(place, "elsewhere")
    }

    fn at(place: TestDatabase, what: &str) -> Self {
        Self { place, folder: run().fresh(what), clock: Clock::standing_at(on(1, 1)) }
    }

    /// Removes the test's database and folder.
    pub async fn done(self) {
        if let TestDatabase::Postgres(server, name) = &self.place {
            server.drop_database(name).await;
        }
        std::fs::remove_dir_all(&self.folder).unwrap();
    }

    /// Returns the configuration of a small deployment on this database.
    pub fn config(&self) -> Config {
        let config = Config {
            data_dir: self.folder.clone(),
            connections: 8,
            sign_in_permits: 64,
            ..Config::default()
        };
        // The clock stands still, so no minute of a rate limit ever passes. The time limits are
        // long, because many tests at once make the machine slow.
        let mut limits = config.limits.clone().uncounted();
        [&mut limits.public, &mut limits.signed_in, &mut limits.integration]
            .into_iter()
            .for_each(|of| of.time_ms = 60_000);
        let config = Config { limits, ..config };
        let public_database_url = self.url().map(|url| postgres::for_the_public(&url).into());
        Config { database_url: self.url().map(Into::into), public_database_url, ..config }
            .check()
            .unwrap()
    }

    /// Returns the URL of the database, on PostgreSQL.
    pub fn url(&self) -> Option<String> {
        match &self.place {
            TestDatabase::Sqlite => None,
            TestDatabase::Postgres(server, name) => Some(server.url(name)),
        }
    }

    /// Returns true if the database is SQLite.
    pub const fn is_sqlite(&self) -> bool {
        matches!(self.place, TestDatabase::Sqlite)
    }

    /// Opens the product's database.
    pub async fn db(&self) -> Db {
        Db::open(&self.config().database()).await.unwrap()
    }

    /// Opens the product's world, with States alone.
    pub async fn empty_world(&self) -> Arc<App> {
        open(&self.config(), &self.clock).await.unwrap()
    }

    /// Opens a connection beside the product's own, without its settings. It reads committed data.
    pub async fn beside(&self) -> Beside {
        let url = self.url().unwrap_or_else(|| {
            format!("sqlite://{}?mode=rw", self.config().database().file.display())
        });
        Beside(postgres::connect(&url).await)
    }
}

/// Opens the product with a configuration and a clock.
///
/// # Errors
/// Fails if the database can't be opened, or if it belongs to another key file.
pub async fn open(config: &Config, clock: &Clock) -> Result<Arc<App>> {
    App::open(&config.database(), &config.keys_file(), config.app(), clock.clone()).await
}

/// A connection beside the product's own.
#[derive(Clone, Debug)]
pub struct Beside(pub DatabaseConnection);

impl Beside {
    /// Runs SQL that both databases know.
    pub async fn run(&self, sql: &str) -> Result<u64, sea_orm::DbErr> {
        self.0.execute_raw(self.statement(sql)).await.map(|done| done.rows_affected())
    }

    /// Returns the single number of a query.
    pub async fn number(&self, sql: &str) -> i64 {
        let row = self.0.query_one_raw(self.statement(sql)).await.unwrap().unwrap();
        row.try_get_by_index::<i64>(0)
            .or_else(|_| row.try_get_by_index::<i32>(0).map(i64::from))
            .unwrap()
    }

    /// Returns the texts of a query's first column.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        let rows = self.0.query_all_raw(self.statement(sql)).await.unwrap();
        rows.into_iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }

    fn statement(&self, sql: &str) -> Statement {
        Statement::from_string(self.0.get_database_backend(), sql)
    }

    /// Returns true if the database is SQLite.
    pub fn is_sqlite(&self) -> bool {
        self.0.get_database_backend() == DatabaseBackend::Sqlite
    }
}
