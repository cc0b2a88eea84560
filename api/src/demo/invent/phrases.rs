//! Fragments of texts, in the languages that States of the demonstration write in.
//!
//! Each fragment is a whole sentence, so that any of them can stand beside any other in every grammar; a name stands after a
//! colon for the same reason.

use super::profile::Tongue;

mod ar;
mod en;
mod es;
mod fr;
mod pt;
mod ru;
mod zh;

/// The addresses of the bodies in [`Phrases::bodies`], in the same order.
pub(super) const SLUGS: [&str; 6] = ["ncsc", "cert", "foreign-affairs", "justice", "telecom", "interior"];

/// Everything that is said in one language.
#[derive(Debug)]
pub(crate) struct Phrases {
    /// Names of national bodies, the State's name to follow in brackets.
    pub bodies: [&'static str; 6],
    /// What stands before the name of a body that leads.
    pub led_by: &'static str,
    /// What was done.
    pub done: [&'static str; 6],
    /// What came of it.
    pub result: [&'static str; 5],
    /// What is hard.
    pub hard: [&'static str; 6],
    /// What would help.
    pub wish: [&'static str; 6],
    /// What an amendment adds.
    pub update: &'static str,
    /// Titles and single lines.
    pub line: [&'static str; 5],
    /// Titles of documents.
    pub title: [&'static str; 5],
    /// What `other` means.
    pub other: [&'static str; 3],
    /// Given names, and the family name that shows that nobody is meant.
    pub people: ([&'static str; 8], &'static str),
    /// Between two sentences.
    pub space: &'static str,
}

/// The phrases of a language.
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
