//! Signed links to an edition and its receipt: whoever was given one may download the file for ten minutes.

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

/// A path, relative to the origin.
#[must_use]
pub fn seal(world: &World, submission: Uuid, edition: i32, what: What) -> String {
    let until = world.now().timestamp() + SECONDS;
    let what = if what == What::Document { "document" } else { "receipt" };
    format!("/export/{}", cursor::seal(world.keys(), LIST, &format!("{submission} {edition} {what} {until}")))
}

/// What a link opens, if it still does.
///
/// # Errors
/// `NOT_FOUND` for a link that is not ours or has run out.
pub fn open(world: &World, link: &str, now: DateTime<Utc>) -> Result<(Uuid, i32, What)> {
    let place = cursor::open(world.keys(), LIST, link).map_err(|_| Code::NotFound)?;
    read(&place, now.timestamp()).ok_or_else(|| Code::NotFound.into())
}

fn read(place: &str, now: i64) -> Option<(Uuid, i32, What)> {
    let mut words = place.split(' ');
    let (submission, edition) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    let what = if words.next()? == "document" { What::Document } else { What::Receipt };
    (now < words.next()?.parse().ok()?).then_some((submission, edition, what))
}
