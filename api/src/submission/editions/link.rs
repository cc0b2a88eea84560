//! Signed links to an edition and its receipt. A link works for ten minutes, and only while the
//! person who asked for it may read the edition.

use crate::{
    app::App,
    cursor,
    error::{Code, Result},
};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Lifetime of a link, in seconds.
const SECONDS: i64 = 600;
/// Purpose of the seal. It keeps a cursor from opening a file.
const LIST: &str = "export";

/// File that a link opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Document of the edition.
    Document,
    /// Receipt of the edition.
    Receipt,
}

/// Content of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Linked {
    /// The submission.
    pub submission: Uuid,
    /// The number of the edition.
    pub edition: i32,
    /// The file.
    pub what: What,
    /// Session of the person who asked for the link. It ends when the person is removed.
    pub session: Uuid,
}

/// Returns the link as a path, relative to the origin.
#[must_use]
pub fn seal(app: &App, linked: &Linked) -> String {
    let Linked { submission, edition, what, session } = *linked;
    let until = app.now().timestamp() + SECONDS;
    let what = if what == What::Document { "document" } else { "receipt" };
    format!(
        "/export/{}",
        cursor::seal(app.keys(), LIST, &format!("{submission} {edition} {what} {until} {session}"))
    )
}

/// Returns the content of a link that has not expired.
///
/// # Errors
/// Fails with `NOT_FOUND` if the link was not made by this service, or has expired.
pub fn open(app: &App, link: &str, now: DateTime<Utc>) -> Result<Linked> {
    let place = cursor::open(app.keys(), LIST, link).map_err(|_| Code::NotFound)?;
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
