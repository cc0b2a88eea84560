//! Signed links to an edition and its receipt: they open for ten minutes, as long as the person who asked may read the edition.

use crate::{
    cursor,
    error::{Code, Result},
    world::World,
};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// How long a link opens, in seconds.
const SECONDS: i64 = 600;
/// What the seal is for, so that no cursor opens a file.
const LIST: &str = "export";

/// Which file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The edition's document.
    Document,
    /// Its receipt.
    Receipt,
}

/// What a link names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Linked {
    /// The submission.
    pub submission: Uuid,
    /// The number of the edition.
    pub edition: i32,
    /// The file.
    pub what: What,
    /// The session of the person who asked for the link: it ends when the person is removed.
    pub session: Uuid,
}

/// A path, relative to the origin.
#[must_use]
pub fn seal(world: &World, linked: &Linked) -> String {
    let Linked { submission, edition, what, session } = *linked;
    let until = world.now().timestamp() + SECONDS;
    let what = if what == What::Document { "document" } else { "receipt" };
    format!("/export/{}", cursor::seal(world.keys(), LIST, &format!("{submission} {edition} {what} {until} {session}")))
}

/// What a link opens, if it still does.
///
/// # Errors
/// `NOT_FOUND` for a link that is not ours or has run out.
pub fn open(world: &World, link: &str, now: DateTime<Utc>) -> Result<Linked> {
    let place = cursor::open(world.keys(), LIST, link).map_err(|_| Code::NotFound)?;
    read(&place, now.timestamp()).ok_or_else(|| Code::NotFound.into())
}

fn read(place: &str, now: i64) -> Option<Linked> {
    let mut words = place.split(' ');
    let (submission, edition) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    let what = if words.next()? == "document" { What::Document } else { What::Receipt };
    let is_open = now < words.next()?.parse().ok()?;
    let session = words.next()?.parse().ok()?;
    is_open.then_some(Linked { submission, edition, what, session })
}
