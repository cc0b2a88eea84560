//! The app: database, clock, keys and the settings of acts.

use crate::{
    audit,
    clock::Clock,
    config::AppSettings,
    database::{self, Act, Db, ReadPool},
    error::Result,
    keys::Keyring,
};
use ::entity::vocabulary::KeyPurpose;
use chrono::{DateTime, Utc};
use std::{
    any::{Any, TypeId},
    collections::HashMap,
    path::Path,
    sync::{Arc, PoisonError, RwLock},
};

/// The database, the clock, the keys and the settings, which every act needs.
#[derive(Debug)]
pub struct App {
    inner: Arc<AppInner>,
    for_the_public: bool,
}

#[derive(Debug)]
struct AppInner {
    db: Db,
    clock: Clock,
    keys: Keyring,
    settings: AppSettings,
    memo: Memo,
}

impl App {
    /// Opens the database, checks the key file against it, and builds the app.
    ///
    /// # Errors
    /// Fails if the database can't be reached, or if it belongs to another key file.
    pub async fn open(
        database: &database::Settings,
        keys_file: &Path,
        settings: AppSettings,
        clock: Clock,
    ) -> Result<Arc<Self>> {
        let db = Db::open(database).await?;
        let keys = Keyring::open(keys_file, &db, clock.now()).await?;
        let inner = AppInner { db, clock, keys, settings, memo: Memo::default() };
        Ok(Arc::new(Self { inner: Arc::new(inner), for_the_public: false }))
    }

    /// Returns the app for requests without a token. If the database has a role for public reads,
    /// they run under it.
    #[must_use]
    pub fn for_the_public(&self) -> Arc<Self> {
        Arc::new(Self { inner: Arc::clone(&self.inner), for_the_public: true })
    }

    /// Runs one act and answers after it is durable; see [`Db::write`].
    ///
    /// # Errors
    /// Fails as the act does, or if the database fails.
    pub async fn write<A, T>(&self, args: A, act: impl Act<A, T>) -> Result<T>
    where
        A: Send + Sync + 'static,
        T: Send + 'static,
    {
        self.inner.db.write(args, act).await
    }

    /// For reads outside a transaction.
    #[must_use]
    pub fn read(&self) -> &ReadPool {
        if self.for_the_public { self.inner.db.read_for_the_public() } else { self.inner.db.read() }
    }

    /// The database itself, for the operator's commands.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.inner.db
    }

    /// Now, to the microsecond: what both databases can keep.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.inner.clock.now()
    }

    /// The clock, for what lives longer than a request.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// Signs the heads of the audit trail, unless nothing has happened since they were signed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_heads(&self) -> Result<()> {
        let inner = Arc::clone(&self.inner);
        let sign = move |message: &[u8]| inner.keys.sign(KeyPurpose::Checkpoint, message);
        audit::checkpoint(self.db(), self.now(), sign).await
    }

    /// The signing keys.
    #[must_use]
    pub fn keys(&self) -> &Keyring {
        &self.inner.keys
    }

    /// Returns the settings that acts need.
    #[must_use]
    pub fn settings(&self) -> &AppSettings {
        &self.inner.settings
    }

    /// Returns the values that are made once for the process.
    #[must_use]
    pub fn memo(&self) -> &Memo {
        &self.inner.memo
    }
}

/// Values that are made once for the process and never replaced, by their type and key: published
/// instruments, and the caches of other folders.
#[derive(Debug, Default)]
pub struct Memo(RwLock<HashMap<(TypeId, String), Arc<dyn Any + Send + Sync>>>);

impl Memo {
    /// The thing that `key` names, if it was made before.
    #[must_use]
    pub fn get<T: Send + Sync + 'static>(&self, key: &str) -> Option<Arc<T>> {
        let things = self.0.read().unwrap_or_else(PoisonError::into_inner);
        things
            .get(&(TypeId::of::<T>(), key.to_owned()))
            .and_then(|thing| Arc::clone(thing).downcast().ok())
    }

    /// The thing that `key` names, made by `make` if it was not made before.
    pub fn once<T: Send + Sync + 'static>(&self, key: &str, make: impl FnOnce() -> T) -> Arc<T> {
        if let Some(thing) = self.get(key) {
            return thing;
        }
        let mut things = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let thing =
            things.entry((TypeId::of::<T>(), key.to_owned())).or_insert_with(|| Arc::new(make()));
        // The key holds the type.
        Arc::clone(thing).downcast().unwrap_or_else(|_| unreachable!("a thing of another type"))
    }

    /// Keeps a thing that never changes.
    pub fn keep<T: Send + Sync + 'static>(&self, key: &str, thing: T) -> Arc<T> {
        let thing = Arc::new(thing);
        let mut things = self.0.write().unwrap_or_else(PoisonError::into_inner);
        things.insert((TypeId::of::<T>(), key.to_owned()), Arc::<T>::clone(&thing));
        thing
    }
}
