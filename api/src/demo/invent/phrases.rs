//! Fragments of texts, in the languages of the States in the demonstration.
//!
//! Each fragment is a whole sentence, so that any two of them can follow each other in every
//! grammar. For the same reason a name follows a colon.

use crate::demo::invent::assumptions::Tongue;

mod ar;
mod en;
mod es;
mod fr;
mod pt;
mod ru;
mod zh;

/// The host names of the bodies in [`Phrases::bodies`], in the same order.
pub(super) const SLUGS: [&str; 6] = ["ncsc", "cert", "foreign-affairs", "justice", "telecom", "interior"];

/// All phrases of one language.
#[derive(Debug)]
pub(crate) struct Phrases {
    /// Names of national bodies. The State's name follows in brackets.
    pub bodies: [&'static str; 6],
    /// Introduction to the name of a leading body.
    pub led_by: &'static str,
    /// Measures taken.
    pub done: [&'static str; 6],
    /// Results of measures.
    pub result: [&'static str; 5],
    /// Difficulties.
    pub hard: [&'static str; 6],
    /// Wishes.
    pub wish: [&'static str; 6],
    /// Addition of an amendment.
    pub update: &'static str,
    /// Titles and single lines.
    pub line: [&'static str; 5],
    /// Titles of documents.
    pub title: [&'static str; 5],
    /// Texts for the option `other`.
    pub other: [&'static str; 3],
    /// Given names, and a family name that shows that no real person is meant.
    pub people: ([&'static str; 8], &'static str),
    /// Separator of two sentences.
    pub space: &'static str,
}

/// Returns the phrases of a language.
pub(crate) const fn phrases(tongue: Tongue) -> &'static Phrases {
    match tongue {
        Tongue::Ar => &ar::PHRASES,
        Tongue::Zh => &zh::PHRASES,
        Tongue::En => &en::PHRASES,
        Tongue::Fr => &fr::PHRASES,
        Tongue::Ru => &ru::PHRASES,
        Tongue::Es => &es::PHRASES,
        Tongue::Pt => &pt::PHRASES,
    }
}
