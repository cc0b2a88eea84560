//! Decisions about the pair of a key file and a database.

use crate::error::{Error, Result};
use ::entity::{
    public_key,
    vocabulary::{KeyPurpose, KeyStatus},
};
use std::{collections::BTreeMap, fmt, path::Path};

/// Ids of the keys in a key file, for one purpose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct FileKeys {
    /// Key that signs.
    pub active: String,
    /// Key that signs after the next rotation.
    pub next: Option<String>,
    /// Keys that signed before, oldest first.
    pub earlier: Vec<String>,
}

/// Relation of a key file to the keys in a database, for one purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// The database has no active key.
    Unpublished,
    /// File and database have the same active key.
    Agrees,
    /// The next key of the file is active in the database: a rotation was interrupted.
    CutShort,
    /// The file was rotated after the database was copied.
    Successor,
    /// The file belongs to another database.
    Foreign,
}

/// Compares the keys of a file with the rows of a database, for every purpose.
///
/// If another purpose shows that file and database belong together, a key that is new to the
/// database is a successor. Older files did not record earlier keys, so their keys can't show it.
pub(super) fn standings(
    file: &BTreeMap<KeyPurpose, FileKeys>,
    known: &[public_key::Model],
) -> BTreeMap<KeyPurpose, Standing> {
    let mut all: BTreeMap<_, _> =
        file.iter().map(|(purpose, keys)| (*purpose, standing(keys, known, *purpose))).collect();
    let belongs =
        all.values().any(|standing| !matches!(standing, Standing::Foreign | Standing::Unpublished));
    for (purpose, standing) in &mut all {
        let is_new =
            file.get(purpose).is_some_and(|keys| !known.iter().any(|row| row.kid == keys.active));
        if *standing == Standing::Foreign && belongs && is_new {
            *standing = Standing::Successor;
        }
    }
    all
}

/// Compares the keys of a file with the rows of a database, for one purpose.
fn standing(file: &FileKeys, known: &[public_key::Model], purpose: KeyPurpose) -> Standing {
    let row = |status| {
        known.iter().find(|row| row.purpose == purpose && row.status == status).map(|row| &row.kid)
    };
    let Some(active) = row(KeyStatus::Active) else { return Standing::Unpublished };
    if *active == file.active {
        return Standing::Agrees;
    }
    if file.next.as_ref() == Some(active) {
        return Standing::CutShort;
    }
    let is_published_successor = row(KeyStatus::Next) == Some(&file.active);
    if is_published_successor || file.earlier.contains(active) {
        Standing::Successor
    } else {
        Standing::Foreign
    }
}

/// Parts of a pair that exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// True if the database has any key.
    pub database: bool,
    /// True if there is a key file.
    pub file: bool,
}

/// Need of a command for the pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileNeeded {
    /// The command makes a new pair if there is none.
    Made {
        /// True if the operator gave `--new`: a key file without its database starts a new
        /// deployment.
        anew: bool,
    },
    /// The command needs an existing pair.
    There,
    /// The command works without a key file.
    No,
}

impl Pair {
    /// Checks that the command may go on with this pair.
    ///
    /// # Errors
    /// Fails with the missing half, and with the way out.
    pub fn check(self, needed: FileNeeded, file: &Path, database: &dyn fmt::Display) -> Result<()> {
        let file = file.display();
        match (self, needed) {
            (_, FileNeeded::No)
            | (Self { database: true, file: true }, _)
            | (Self { database: false, file: false }, FileNeeded::Made { .. })
            | (Self { database: false, file: true }, FileNeeded::Made { anew: true }) => Ok(()),
            (Self { database: true, file: false }, _) => Err(Error::failure(format!(
                "{database} has been in use, and its key file {file} is missing. Put the key file back. If it is lost: \
                 `national-survey keys adopt --lost`, see docs/operate/keys.md"
            ))),
            (Self { database: false, file: true }, FileNeeded::Made { anew: false }) => {
                Err(Error::failure(format!(
                    "the key file {file} has been in use, and its database is missing: {database} holds nothing. Put the database \
                 back, or restore a backup. To begin a new deployment with this key file, say --new"
                )))
            }
            (Self { database: false, .. }, FileNeeded::There) => Err(Error::failure(format!(
                "{database} has never been served: `national-survey serve` begins a deployment"
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;

    fn row(kid: &str, status: KeyStatus) -> public_key::Model {
        let at = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        public_key::Model {
            kid: kid.into(),
            purpose: KeyPurpose::Token,
            public: String::new(),
            status,
            created_at: at,
            retired_at: None,
        }
    }

    #[test]
    fn a_file_is_compared_with_what_the_database_knows() {
        use KeyStatus::{Active, Next, Retired};
        let file = FileKeys {
            active: "f".into(),
            next: Some("n".into()),
            earlier: vec!["c".into(), "d".into()],
        };
        for (known, right) in [
            (vec![], Standing::Unpublished),
            (vec![row("f", Retired)], Standing::Unpublished),
            (vec![row("f", Active)], Standing::Agrees),
            (vec![row("f", Active), row("x", Next)], Standing::Agrees),
            (vec![row("n", Active)], Standing::CutShort),
            (vec![row("e", Active), row("f", Next)], Standing::Successor),
            (vec![row("d", Active), row("e", Next)], Standing::Successor),
            (vec![row("c", Active)], Standing::Successor),
            (vec![row("e", Active)], Standing::Foreign),
            (vec![row("e", Active), row("x", Next), row("f", Retired)], Standing::Foreign),
        ] {
            assert_eq!(standing(&file, &known, KeyPurpose::Token), right, "{known:?}");
            assert_eq!(standing(&file, &known, KeyPurpose::Receipt), Standing::Unpublished);
        }
    }

    #[test]
    fn a_key_that_the_database_never_knew_follows_where_another_purpose_agrees() {
        use KeyStatus::{Active, Retired};
        let keys = |active: &str| FileKeys { active: active.into(), ..FileKeys::default() };
        let file =
            BTreeMap::from([(KeyPurpose::Token, keys("t2")), (KeyPurpose::Receipt, keys("r"))]);
        let receipt = |kid| public_key::Model { purpose: KeyPurpose::Receipt, ..row(kid, Active) };
        for (known, right) in [
            (vec![row("t1", Active), receipt("r")], Standing::Successor),
            (vec![row("t1", Active), receipt("other")], Standing::Foreign),
            // The file is older than the database.
            (vec![row("t3", Active), row("t2", Retired), receipt("r")], Standing::Foreign),
        ] {
            assert_eq!(standings(&file, &known)[&KeyPurpose::Token], right, "{known:?}");
        }
    }

    #[test]
    fn half_a_pair_is_refused_with_the_half_that_is_missing() {
        let (made, anew) = (FileNeeded::Made { anew: false }, FileNeeded::Made { anew: true });
        for (database, file, needed, said) in [
            (false, false, made, None),
            (false, false, FileNeeded::There, Some("never been served")),
            (true, true, made, None),
            (true, true, anew, None),
            (true, true, FileNeeded::There, None),
            (true, false, made, Some("key file keys.json is missing")),
            (true, false, anew, Some("key file keys.json is missing")),
            (true, false, FileNeeded::There, Some("key file keys.json is missing")),
            (true, false, FileNeeded::No, None),
            (false, true, made, Some("say --new")),
            (false, true, anew, None),
            (false, true, FileNeeded::There, Some("never been served")),
        ] {
            let checked =
                Pair { database, file }.check(needed, Path::new("keys.json"), &"the database d");
            match (checked, said) {
                (Ok(()), None) => {}
                (Err(Error::Failure(cause)), Some(said)) => {
                    assert!(cause.to_string().contains(said), "{cause}")
                }
                (checked, _) => panic!("{database} {file} {needed:?}: {checked:?}"),
            }
        }
    }
}
