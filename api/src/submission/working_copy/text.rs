//! Texts that can be stored: normalized, limited in length, without characters that hide or break
//! text.

use crate::error::{Code, Error, Result};
use unicode_normalization::{UnicodeNormalization as _, is_nfc};
use unicode_segmentation::UnicodeSegmentation as _;

/// Maximum length of a line, in graphemes: characters as people count them.
pub const SHORT: usize = 500;
/// Maximum length of paragraphs, in graphemes.
pub const LONG: usize = 20_000;
/// Maximum length of any text, in bytes of UTF-8.
pub const BYTES: usize = 64 * 1024;

/// Checks and normalizes one line, such as a name or a title.
///
/// # Errors
/// Fails with `TOO_LONG` if the text is too long. Fails with `BAD_TEXT` for control characters,
/// line breaks, and characters that change the direction of the following text. Fails with
/// `BAD_INPUT` if the text is empty.
pub fn line(text: &str) -> Result<String> {
    keep(text.trim(), SHORT, |c| c.is_control() || turns(c) || matches!(c, '\u{2028}' | '\u{2029}'))
}

/// Checks and normalizes paragraphs.
///
/// # Errors
/// Fails with `TOO_LONG` if the text is too long. Fails with `BAD_TEXT` for control characters
/// other than line breaks and tabs, and for direction overrides. Fails with `BAD_INPUT` if the text
/// is empty.
pub fn paragraphs(text: &str) -> Result<String> {
    let unix = text.replace("\r\n", "\n").replace('\r', "\n");
    keep(unix.trim(), LONG, |c| {
        (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{202D}' | '\u{202E}')
    })
}

fn keep(text: &str, most: usize, bad: impl Fn(char) -> bool) -> Result<String> {
    if text.len() > BYTES {
        return Err(Error::says(Code::TooLong, "A text is at most 64 KiB."));
    }
    if let Some(c) = text.chars().find(|c| bad(*c)) {
        return Err(Error::says(
            Code::BadText,
            format!("The text holds U+{:04X}, which can't be kept here.", u32::from(c)),
        ));
    }
    let text = if is_nfc(text) { text.to_owned() } else { text.nfc().collect() };
    if text.is_empty() {
        return Err(Error::says(Code::BadInput, "The text is empty: use UNANSWERED instead."));
    }
    // A grapheme has at least one byte, so only a text of more bytes than the limit has to be
    // counted.
    if text.len() > most && text.graphemes(true).count() > most {
        return Err(Error::says(
            Code::TooLong,
            format!("The text is longer than {most} characters."),
        ));
    }
    Ok(text)
}

/// Returns true for embeddings, overrides and isolates. In a name, they make it look like another
/// one.
const fn turns(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Checks an http or https address.
///
/// # Errors
/// Fails with `BAD_INPUT` for any other text, and for an address with a user name or password.
/// Fails with `BAD_TEXT` or `TOO_LONG` as [`line()`] does.
pub fn address(text: &str) -> Result<String> {
    let text = line(text)?;
    let url = url::Url::parse(&text).map_err(|_| {
        Error::says(Code::BadInput, "A web address begins with https:// or http://.")
    })?;
    let whole = matches!(url.scheme(), "http" | "https")
        && url.host_str().is_some_and(|host| !host.is_empty());
    if !whole
        || !url.username().is_empty()
        || url.password().is_some()
        || text.contains(char::is_whitespace)
    {
        return Err(Error::says(
            Code::BadInput,
            "A web address begins with https:// or http://, names a host, and holds no user name, password or space.",
        ));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_not_be_kept_is_refused() {
        for (text, code) in [
            ("", Code::BadInput),
            ("  \n ", Code::BadInput),
            ("a\0b", Code::BadText),
            ("a\u{1b}[31m", Code::BadText),
            ("two\nlines", Code::BadText),
            ("name\u{202e}gnp", Code::BadText),
            ("name\u{2066}x", Code::BadText),
        ] {
            assert_eq!(line(text).map_err(|e| e.code()), Err(code), "{text:?}");
        }
        assert_eq!(line(&"é".repeat(501)).map_err(|e| e.code()), Err(Code::TooLong));
        assert_eq!(paragraphs(&"x".repeat(BYTES + 1)).map_err(|e| e.code()), Err(Code::TooLong));
        assert_eq!(paragraphs(&"x".repeat(LONG + 1)).map_err(|e| e.code()), Err(Code::TooLong));
        assert_eq!(paragraphs("a\u{202e}b").map_err(|e| e.code()), Err(Code::BadText));
        for url in [
            "ftp://x.org",
            "javascript:alert(1)",
            "example.org",
            "https://",
            "https://me:pw@x.org",
            "https://x.org/a b",
        ] {
            assert_eq!(address(url).map_err(|e| e.code()), Err(Code::BadInput), "{url}");
        }
    }

    #[test]
    fn texts_are_normalized_and_counted_as_people_count() -> Result<()> {
        assert_eq!(line("  e\u{301}tude ")?, "étude");
        assert_eq!(line(&"e\u{301}\u{323}".repeat(500))?.graphemes(true).count(), 500);
        assert_eq!(paragraphs("one\r\ntwo\tthree")?, "one\ntwo\tthree");
        assert_eq!(paragraphs("نص \u{2067}مختلط\u{2069}")?.chars().count(), 10);
        assert_eq!(address("https://www.un.org/disarmament")?, "https://www.un.org/disarmament");
        Ok(())
    }
}
