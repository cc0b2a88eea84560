//! Reading of what a State wrote inside an answer. What can't be read refuses that answer alone.

use crate::{
    error::{Code, Error, Result, at},
    scalars,
};
use ::entity::vocabulary::{LanguageTag, OptionCode, QuestionCode};
use chrono::NaiveDate;

/// Reads a day.
///
/// # Errors
/// Fails with `BAD_INPUT` for another text than a full date of RFC 3339.
pub fn day(text: &str) -> Result<NaiveDate> {
    scalars::day(text).ok_or_else(|| {
        Error::says(Code::BadInput, "A date is a day of the calendar, such as 2026-11-23.")
    })
}

/// Reads the code of an option.
///
/// # Errors
/// Fails with `UNKNOWN_OPTION` for a text that is the code of no option.
pub fn option(text: &str) -> Result<OptionCode> {
    text.parse().map_err(|_| {
        Error::says(
            Code::UnknownOption,
            "There is no such option. Codes have lower-case letters, digits and underscores.",
        )
    })
}

/// Reads the code of a question.
///
/// # Errors
/// Fails with `UNKNOWN_QUESTION` for a text that is the code of no question.
pub fn question(text: &str) -> Result<QuestionCode> {
    text.parse().map_err(|_| {
        Error::says(Code::UnknownQuestion, "There is no such question. A code is such as N.a.1.")
    })
}

/// Reads a language tag in upper or lower case, and returns it in the usual form: `zh-Hans`,
/// `pt-BR`.
///
/// # Errors
/// Fails with `BAD_INPUT` for a text that is no tag of BCP 47.
pub fn language(text: &str) -> Result<LanguageTag> {
    let usual = oxilangtag::LanguageTag::parse_and_normalize(text).ok();
    usual.and_then(|tag| tag.as_str().parse().ok()).ok_or_else(|| {
        Error::says(Code::BadInput, "A language is a tag of BCP 47, such as fr or pt-BR.")
    })
}

/// Reads a number. None stands for something else than a number.
///
/// # Errors
/// Fails with `BAD_INPUT` for something else than a number.
pub fn number(written: Option<f64>) -> Result<f64> {
    written.ok_or_else(|| {
        Error::says(Code::BadInput, "A number is written without quotes, such as 12.5.")
    })
}

/// Reads each text of a list.
///
/// # Errors
/// Fails with the first refusal, and with the place in the list.
pub fn each<T, R>(list: Vec<T>, read: impl Fn(T) -> Result<R>) -> Result<Vec<R>> {
    let one = |(place, item)| at(format!("Entry {}", place + 1), read(item));
    list.into_iter().enumerate().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_tag_is_read_in_any_case_and_kept_in_the_usual_form() {
        for (written, kept) in [
            ("fr", "fr"),
            ("EN", "en"),
            ("zh-hans", "zh-Hans"),
            ("ZH-HANT-tw", "zh-Hant-TW"),
            ("pt-br", "pt-BR"),
            ("ES-419", "es-419"),
            ("sr-LATN-RS", "sr-Latn-RS"),
            ("de-ch-1996", "de-CH-1996"),
        ] {
            assert_eq!(language(written).map(String::from).ok().as_deref(), Some(kept));
            assert_eq!(language(kept).map(String::from).ok().as_deref(), Some(kept));
        }
        for wrong in
            ["", " ", "e", "pt_BR", "en-", "-en", "fr ", "en-a", "français", "english tongue"]
        {
            assert_eq!(language(wrong).map_err(|e| e.code()), Err(Code::BadInput), "{wrong:?}");
        }
    }

    #[test]
    fn a_refusal_names_its_place() {
        let read = |text: &str| at("`languages`", each(vec!["fr", text], language));
        assert_eq!(
            read("_").map_err(|error| error.to_string()),
            Err("`languages`: Entry 2: A language is a tag of BCP 47, such as fr or pt-BR.".into())
        );
        assert!(read("AR").is_ok());
    }
}
