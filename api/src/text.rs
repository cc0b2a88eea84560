//! Texts that people write: normalized, limited in length, and with something to see in them.
//!
//! Every line of text goes through [`single_line`]: names of people, cycles and integrations,
//! answers on one line. Longer texts go through [`paragraphs`]. Titles and labels of an instrument
//! obey the same rules, and its validation names each violation.

use crate::error::{Code, Error, Result};
use icu_properties::{CodePointSetData, props::DefaultIgnorableCodePoint};
use unicode_normalization::UnicodeNormalization as _;
use unicode_segmentation::UnicodeSegmentation as _;

/// Maximum length of a line in an answer, in graphemes: characters as people count them.
pub const SHORT: usize = 500;
/// Maximum length of paragraphs, in graphemes.
pub const LONG: usize = 20_000;
/// Maximum length of any text, in bytes of UTF-8.
pub const BYTES: usize = 64 * 1024;
/// Maximum mean length of a grapheme, in bytes. A character with hundreds of accents is no text.
const BYTES_OF_GRAPHEME: usize = 32;

/// Checks one line, such as a name or a title, and returns it in normal form: NFC, without outer
/// spaces.
///
/// # Errors
/// Fails with `BAD_INPUT` if there is nothing to see in the text. Fails with `BAD_TEXT` for control
/// characters, line breaks, and characters that change the direction of the following text. Fails
/// with `TOO_LONG` for more than `most` graphemes.
pub fn single_line(text: &str, most: usize) -> Result<String> {
    check(normal(text), most, breaks_a_line)
}

/// Checks paragraphs, and returns them in normal form: NFC, line feeds, without outer spaces.
///
/// # Errors
/// Fails with `BAD_INPUT` if there is nothing to see in the text. Fails with `BAD_TEXT` for control
/// characters other than line breaks and tabs, and for direction overrides. Fails with `TOO_LONG`
/// for more than [`LONG`] graphemes.
pub fn paragraphs(text: &str) -> Result<String> {
    check(normal(text), LONG, |c| {
        (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{202D}' | '\u{202E}')
    })
}

/// Returns a text in normal form: NFC, with line feeds as line breaks, without outer spaces.
#[must_use]
pub fn normal(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").trim().nfc().collect()
}

/// Returns true if there is something to see in the text: a character that is no space, no control
/// and not invisible.
#[must_use]
pub fn is_visible(text: &str) -> bool {
    // U+2800 is a braille pattern without dots.
    text.chars().any(|c| !c.is_whitespace() && !is_hidden(c) && c != '\u{2800}')
}

/// Returns true for controls and for characters that are not shown, such as U+200B or U+00AD.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{FFF9}'..='\u{FFFB}')
        || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

/// Returns true for characters that end a line, control a device, or turn the direction of the
/// following text. In a name, embeddings, overrides and isolates make it look like another one.
#[must_use]
pub fn breaks_a_line(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn check(text: String, most: usize, is_bad: impl Fn(char) -> bool) -> Result<String> {
    let too_long =
        || Error::says(Code::TooLong, format!("The text is longer than {most} characters."));
    if text.len() > BYTES.min(most * BYTES_OF_GRAPHEME) {
        return Err(too_long());
    }
    if let Some(c) = text.chars().find(|c| is_bad(*c)) {
        return Err(Error::says(
            Code::BadText,
            format!("The text holds U+{:04X}, which can't be kept here.", u32::from(c)),
        ));
    }
    if !is_visible(&text) {
        return Err(Error::says(Code::BadInput, "The text is empty."));
    }
    // A grapheme has at least one byte, so only a text of more bytes than the limit has to be
    // counted.
    if text.len() > most && text.graphemes(true).count() > most {
        Err(too_long())
    } else {
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{ProptestConfig, any, prop_assert_eq, proptest};

    #[test]
    fn what_can_not_be_kept_is_refused() {
        for (text, code) in [
            ("", Code::BadInput),
            ("  \n ", Code::BadInput),
            ("a\0b", Code::BadText),
            ("a\u{1b}[31m", Code::BadText),
            ("two\nlines", Code::BadText),
            ("two\u{2028}lines", Code::BadText),
            ("name\u{202e}gnp", Code::BadText),
            ("name\u{2066}x", Code::BadText),
        ] {
            assert_eq!(single_line(text, SHORT).map_err(|e| e.code()), Err(code), "{text:?}");
        }
        let zalgo = format!("a{}", "\u{301}".repeat(BYTES_OF_GRAPHEME * 20));
        for (text, most) in [("é".repeat(501), SHORT), ("x".repeat(BYTES + 1), SHORT), (zalgo, 20)]
        {
            assert_eq!(single_line(&text, most).map_err(|e| e.code()), Err(Code::TooLong));
        }
        assert_eq!(paragraphs(&"x".repeat(BYTES + 1)).map_err(|e| e.code()), Err(Code::TooLong));
        assert_eq!(paragraphs(&"x".repeat(LONG + 1)).map_err(|e| e.code()), Err(Code::TooLong));
        assert_eq!(paragraphs("a\u{202e}b").map_err(|e| e.code()), Err(Code::BadText));
    }

    #[test]
    fn a_text_without_anything_to_see_is_empty() {
        for invisible in [
            "\u{200b}",
            "\u{2060}",
            "\u{feff}",
            "\u{3164}",
            "\u{2800}",
            "\u{200f}",
            "\u{ad}",
            "\u{115f}\u{1160}",
            "\u{ffa0}",
            "\u{180e}",
            "\u{e0020}",
            "\u{fe0f}",
            "\u{a0} \u{200d}",
            "\u{fff9}\u{fffb}",
            "\u{34f}",
            "\u{61c}",
        ] {
            for text in [invisible.to_owned(), invisible.repeat(3), format!(" {invisible}\n")] {
                assert!(!is_visible(&text), "{text:?}");
                assert_eq!(
                    paragraphs(&text).map_err(|e| e.code()),
                    Err(Code::BadInput),
                    "{text:?}"
                );
            }
            assert!(is_visible(&format!("{invisible}a{invisible}")));
        }
        for visible in ["a", "'", "।", "\u{301}", "👨‍👩‍👧", "می‌خواهم", "‏ش", "Null", "٠"]
        {
            assert!(single_line(visible, SHORT).is_ok(), "{visible:?}");
        }
    }

    #[test]
    fn texts_are_normalized_and_counted_as_people_count() -> Result<()> {
        assert_eq!(single_line("  e\u{301}tude ", SHORT)?, "étude");
        let accents = single_line(&"e\u{301}\u{323}".repeat(500), SHORT)?;
        assert_eq!(accents.graphemes(true).count(), 500);
        assert_eq!(paragraphs("one\r\ntwo\tthree")?, "one\ntwo\tthree");
        assert_eq!(paragraphs("نص \u{2067}مختلط\u{2069}")?.chars().count(), 10);
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_text_in_normal_form_is_kept_as_it_is(text in any::<String>()) {
            for read in [single_line(&text, SHORT), paragraphs(&text)].into_iter().flatten() {
                prop_assert_eq!(&normal(&read), &read);
                prop_assert_eq!(&paragraphs(&read).unwrap_or_default(), &read);
            }
        }
    }
}
