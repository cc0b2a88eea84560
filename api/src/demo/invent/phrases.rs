//! Fragments of texts, in the languages of the States in the demonstration.
//!
//! Each fragment is a whole sentence, so that any two of them can follow each other in every
//! grammar. For the same reason a name follows a colon.

use crate::demo::invent::profile::assumptions::Tongue;
use serde::Deserialize;
use std::sync::LazyLock;

const PHRASES: &str = include_str!("../../../data/demo/phrases.yaml");

/// The host names of the bodies in [`Phrases::bodies`], in the same order.
pub(super) const SLUGS: [&str; 6] =
    ["ncsc", "cert", "foreign-affairs", "justice", "telecom", "interior"];

/// All phrases of one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Phrases {
    /// Names of national bodies. The State's name follows in brackets.
    pub bodies: [String; 6],
    /// Introduction to the name of a leading body.
    pub led_by: String,
    /// Measures taken.
    pub done: [String; 6],
    /// Results of measures.
    pub result: [String; 5],
    /// Difficulties.
    pub hard: [String; 6],
    /// Wishes.
    pub wish: [String; 6],
    /// Addition of an amendment.
    pub update: String,
    /// Titles and single lines.
    pub line: [String; 5],
    /// Titles of documents.
    pub title: [String; 5],
    /// Texts for the option `other`.
    pub other: [String; 3],
    /// Given names, and a family name that shows that no real person is meant.
    pub people: ([String; 8], String),
    /// Separator of two sentences.
    pub space: String,
}

/// The phrases of every language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct All {
    ar: Phrases,
    zh: Phrases,
    en: Phrases,
    fr: Phrases,
    ru: Phrases,
    es: Phrases,
    pt: Phrases,
}

/// Returns the phrases of a language.
///
/// # Panics
/// Panics if the data of the product can't be read. A test excludes this.
#[expect(clippy::expect_used, reason = "the data is a part of the product, and a test reads it")]
pub(crate) fn phrases(tongue: Tongue) -> &'static Phrases {
    static ALL: LazyLock<All> = LazyLock::new(|| {
        serde_saphyr::from_str(PHRASES).expect("the phrases of the demonstration")
    });
    match tongue {
        Tongue::Ar => &ALL.ar,
        Tongue::Zh => &ALL.zh,
        Tongue::En => &ALL.en,
        Tongue::Fr => &ALL.fr,
        Tongue::Ru => &ALL.ru,
        Tongue::Es => &ALL.es,
        Tongue::Pt => &ALL.pt,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_phrases_can_be_read() {
        assert_eq!(phrases(Tongue::En).bodies.len(), SLUGS.len());
    }
}
