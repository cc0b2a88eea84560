//! Opening the keys: the file and the database are compared, and a new pair is made whole or not at all.
//!
//! A new key file is first written under the name `keys.json.new`. Then the database learns its public halves, in one transaction.
//! The rename to `keys.json` comes last. A crash in between leaves a file that the next start takes up: the database knows it, or it
//! knows no key at all.

use crate::{
    database::Db,
    error::{Error, Result},
};
use crate::{
    keys::{
        Keyring, Signing,
        file::{self, KeyFile},
        rules::{Pair, Standing, standings},
        store, succeed,
    },
    signature::key_id,
};
use ::entity::{
    public_key,
    vocabulary::{KeyPurpose, KeyStatus},
};
use chrono::{DateTime, Utc};
use std::{
    path::{Path, PathBuf},
    sync::RwLock,
};

impl Keyring {
    /// Reads the key file, or makes it with a new database, and publishes the public halves. A database from a backup is brought up
    /// to a key file that was rotated since.
    ///
    /// # Errors
    /// When the file can't be read or made, others may read it, or the database knows other keys.
    pub async fn open(file: &Path, db: &Db, now: DateTime<Utc>) -> Result<Self> {
        let _turn = turn(file).await?;
        let known = store::all(db.read()).await?;
        settle(file, &known)?;
        let is_first = !file.exists();
        if is_first && !known.is_empty() {
            let there = Pair { database: true, file: false };
            there.check(super::FileNeeded::There, file, &"the database")?;
        }
        let mut keys = if is_first { first(file)? } else { KeyFile::read(file)? };
        let (mut new, mut succeeded) = (Vec::new(), Vec::new());
        for (purpose, standing) in standings(&keys.all_ids()?, &known) {
            match standing {
                Standing::Unpublished => new.push((purpose, keys.active(purpose)?.verifying_key(), KeyStatus::Active)),
                Standing::Agrees => {}
                Standing::CutShort => finish(file, &mut keys, &known, purpose)?,
                Standing::Successor => succeeded.push(purpose),
                Standing::Foreign => return Err(foreign(file, purpose)),
            }
            if let Some(next) = keys.next(purpose)?.map(|next| next.verifying_key()).filter(|_| !succeeded.contains(&purpose)) {
                new.push((purpose, next, KeyStatus::Next));
            }
        }
        new.retain(|(_, key, _)| !known.iter().any(|row| row.kid == key_id(key)));
        if !new.is_empty() {
            store::publish_all(db, new, now).await?;
        }
        if !succeeded.is_empty() {
            succeed::succeed(db, &keys, succeeded, now).await?;
        }
        if is_first {
            file::rename(&file::pending(file), file)?;
        }
        Self::of(file, &keys, db).await
    }

    async fn of(file: &Path, keys: &KeyFile, db: &Db) -> Result<Self> {
        let mut signing = Signing::new();
        for purpose in KeyPurpose::ALL.iter().copied() {
            let key = keys.active(purpose)?;
            signing.insert(purpose, (key_id(&key.verifying_key()), key));
        }
        let (file, signing) = (file.to_owned(), RwLock::new(signing));
        let ring = Self { file, signing, secret: keys.secret()?, accepted: RwLock::default() };
        ring.learn(db).await?;
        Ok(ring)
    }
}

/// Checks, before anything is touched, that the key file may sign for a database which knows these keys. Returns false where there
/// is no file.
///
/// # Errors
/// When the file can't be read, or belongs to another database.
pub fn check(file: &Path, known: &[public_key::Model]) -> Result<bool> {
    let pending = file::pending(file);
    let file = if is_settled(&pending, known) { &pending } else { file };
    if !file.exists() {
        return Ok(false);
    }
    let keys = KeyFile::read(file)?;
    let standings = standings(&keys.all_ids()?, known);
    match standings.into_iter().find(|(_, standing)| *standing == Standing::Foreign) {
        Some((purpose, _)) => Err(foreign(file, purpose)),
        None => Ok(true),
    }
}

fn foreign(file: &Path, purpose: KeyPurpose) -> Error {
    Error::failure(format!(
        "the database knows another active {purpose} key than the key file {}: give the key file that belongs to it. If that is \
         lost: `national-survey keys adopt --lost`, see docs/operate/keys.md",
        file.display()
    ))
}

/// Finishes what a crash interrupted: a pending file whose keys the database knows to sign becomes the key file.
pub(super) fn settle(file: &Path, known: &[public_key::Model]) -> Result<()> {
    let pending = file::pending(file);
    if is_settled(&pending, known) { file::rename(&pending, file) } else { Ok(()) }
}

fn is_settled(pending: &Path, known: &[public_key::Model]) -> bool {
    let Ok(keys) = KeyFile::read(pending) else { return false };
    let signs = |kid: &str| known.iter().any(|row| row.kid == kid && row.status == KeyStatus::Active);
    KeyPurpose::ALL.iter().all(|purpose| keys.ids(*purpose).is_ok_and(|ids| signs(&ids.active)))
}

/// Writes random keys into the pending file. One that a crash left is written anew: no database knows it.
fn first(file: &Path) -> Result<KeyFile> {
    let (keys, pending) = (KeyFile::random(), file::pending(file));
    let _ = std::fs::remove_file(&pending);
    keys.create(&pending)?;
    Ok(keys)
}

/// Lets the next key of the file sign, as the database says since a rotation that was cut short.
fn finish(file: &Path, keys: &mut KeyFile, known: &[public_key::Model], purpose: KeyPurpose) -> Result<()> {
    let before = key_id(&keys.active(purpose)?.verifying_key());
    let revoked = known.iter().any(|row| row.kid == before && row.status == KeyStatus::Revoked);
    keys.promote(purpose, revoked)?;
    keys.replace(file)
}

/// Holds the folder of the key file, so that two processes that start at once make one file.
pub(crate) async fn turn(file: &Path) -> Result<Option<std::fs::File>> {
    let folder: PathBuf = file::folder(file).to_owned();
    // Where the folder can't be locked, nothing can be written there either.
    let lock = move || std::fs::File::open(folder).and_then(|folder| folder.lock().map(|()| folder)).ok();
    tokio::task::spawn_blocking(lock).await.map_err(Error::failure)
}
