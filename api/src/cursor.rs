//! Cursors of pages. They are opaque to a client, and a forged one is refused.

use crate::{
    error::{Error, Reason, Result},
    keys::Keyring,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};

type Tag = Hmac<sha2::Sha256>;

/// Number of bytes of the HMAC tag in a cursor.
const TAG: usize = 16;

/// Returns the cursor of a place in a list. The list's name keeps a cursor of another list from
/// being accepted.
#[must_use]
pub fn seal(keys: &Keyring, list: &str, place: &str) -> String {
    let tag = tag(keys, list, place).finalize().into_bytes();
    URL_SAFE_NO_PAD.encode([&tag[..TAG], place.as_bytes()].concat())
}

/// Returns the place that a cursor names.
///
/// # Errors
/// Fails with `BAD_INPUT` if the cursor is of another list, or was not made by this service.
pub fn open(keys: &Keyring, list: &str, cursor: &str) -> Result<String> {
    let bad = || {
        Error::of("after", Reason::Malformed, "The cursor does not belong to this list.")
            .named("form", "a cursor of this list, as `pageInfo.endCursor` gives it")
    };
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| bad())?;
    let (sent, place) = bytes.split_at_checked(TAG).ok_or_else(bad)?;
    let place = std::str::from_utf8(place).map_err(|_| bad())?;
    tag(keys, list, place).verify_truncated_left(sent).map_err(|_| bad())?;
    Ok(place.to_owned())
}

fn tag(keys: &Keyring, list: &str, place: &str) -> Tag {
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    let mut tag = Tag::new_from_slice(&keys.cursor_secret()).expect("a key");
    tag.update(list.as_bytes());
    tag.update(&[0]);
    tag.update(place.as_bytes());
    tag
}
