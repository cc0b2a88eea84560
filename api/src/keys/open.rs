//! Opening the keys. The file and the database are compared, and a new pair is made whole or not at
//! all.
//!
//! A new key file is first written under the name `keys.json.new`. Then one transaction publishes
//! its public halves in the database. The rename to `keys.json` comes last. After a crash in
//! between, the next start finds a pending file. It uses it if the database has its keys, and
//! replaces it if the database has no key at all.

use crate::{
    database::Db,
    error::{Error, Result},
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
    /// Reads the key file, or makes it for a new database, and publishes the public halves. A
    /// database from a backup is brought up to a key file that was rotated later.
    ///
    /// # Errors
    /// Fails if the file can't be read or made, if others may read it, or if the database has other
    /// keys.
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
                Standing::Unpublished => {
                    new.push((purpose, keys.active(purpose)?.verifying_key(), KeyStatus::Active))
                }
                Standing::Agrees => {}
                Standing::CutShort => finish(file, &mut keys, &known, purpose)?,
                Standing::Successor => succeeded.push(purpose),
                Standing::Foreign => return Err(foreign(file, purpose)),
            }
            if let Some(next) = keys
                .next(purpose)?
                .map(|next| next.verifying_key())
                .filter(|_| !succeeded.contains(&purpose))
            {
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
        ring.refresh(db).await?;
        Ok(ring)
    }
}

/// Checks that the key file may sign for a database with these keys, before anything is changed.
/// Returns false if there is no file.
///
/// # Errors
/// Fails if the file can't be read, or belongs to another database.
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

/// Finishes an interrupted start: a pending file becomes the key file if its keys are active in the
/// database.
pub(super) fn settle(file: &Path, known: &[public_key::Model]) -> Result<()> {
    let pending = file::pending(file);
    if is_settled(&pending, known) { file::rename(&pending, file) } else { Ok(()) }
}

fn is_settled(pending: &Path, known: &[public_key::Model]) -> bool {
    let Ok(keys) = KeyFile::read(pending) else { return false };
    let signs =
        |kid: &str| known.iter().any(|row| row.kid == kid && row.status == KeyStatus::Active);
    KeyPurpose::ALL.iter().all(|purpose| keys.ids(*purpose).is_ok_and(|ids| signs(&ids.active)))
}

/// Writes random keys into the pending file. A file that a crash left there is replaced, because no
/// database has its keys.
fn first(file: &Path) -> Result<KeyFile> {
    let (keys, pending) = (KeyFile::random(), file::pending(file));
    let _ = std::fs::remove_file(&pending);
    keys.create(&pending)?;
    Ok(keys)
}

/// Finishes an interrupted rotation: the next key of the file signs, as it does in the database.
fn finish(
    file: &Path,
    keys: &mut KeyFile,
    known: &[public_key::Model],
    purpose: KeyPurpose,
) -> Result<()> {
    let before = key_id(&keys.active(purpose)?.verifying_key());
    let revoked = known.iter().any(|row| row.kid == before && row.status == KeyStatus::Revoked);
    keys.promote(purpose, revoked)?;
    keys.replace(file)
}

/// Locks the folder of the key file, so that two processes that start at once make only one file.
pub(crate) async fn turn(file: &Path) -> Result<Option<std::fs::File>> {
    let folder: PathBuf = file::folder(file).to_owned();
    // In a folder that can't be locked, nothing can be written either.
    let lock =
        move || std::fs::File::open(folder).and_then(|folder| folder.lock().map(|()| folder)).ok();
    tokio::task::spawn_blocking(lock).await.map_err(Error::failure)
}
