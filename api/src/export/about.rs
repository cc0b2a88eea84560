//! Texts about a release that every file carries: the release, the licence, the method and the
//! disclaimer.

use super::words::{List, fill, say};
use crate::instrument::Published;
use ::entity::{
    cycle, release,
    vocabulary::{CycleKey, Official, Sha256},
};
use chrono::{DateTime, SecondsFormat, Utc};

/// The licence of released figures, by its SPDX identifier.
pub const LICENCE: &str = "CC-BY-4.0";
/// The address of the licence's text.
pub const LICENCE_URL: &str = "https://creativecommons.org/licenses/by/4.0/";

/// Description of a release that every file carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The number of the release.
    pub release: i64,
    /// The cycle of the release.
    pub cycle: CycleKey,
    /// The key of the instrument.
    pub instrument: String,
    /// The version of the instrument.
    pub instrument_version: String,
    /// Time of publication.
    pub released_at: DateTime<Utc>,
    /// The time at which the release counts States, editions and consent.
    pub as_of: DateTime<Utc>,
    /// The digest of the release.
    pub sha256: Sha256,
    /// The language of the texts.
    pub language: Official,
}

impl About {
    /// Builds the description of a release in one language.
    #[must_use]
    pub fn of(
        release: &release::Model,
        cycle: &cycle::Model,
        instrument: &Published,
        language: Official,
    ) -> Self {
        Self {
            release: release.number,
            cycle: cycle.key.clone(),
            instrument: instrument.document.key.clone(),
            instrument_version: instrument.document.version.clone(),
            released_at: release.released_at,
            as_of: release.as_of.unwrap_or(release.released_at),
            sha256: release.sha256.clone(),
            language,
        }
    }

    /// Returns the title, such as `Release 2 (cycle 2026)`. Releases are numbered over all cycles.
    #[must_use]
    pub fn title(&self) -> String {
        let text = fill(self.text("title"), "release", &self.release.to_string());
        fill(&text, "cycle", self.cycle.as_str())
    }

    /// Returns the title of the changes, such as `Changes since an earlier cycle: release 2 (cycle
    /// 2026)`.
    #[must_use]
    pub fn title_of_changes(&self) -> String {
        let text = fill(self.text("title_of_changes"), "release", &self.release.to_string());
        fill(&text, "cycle", self.cycle.as_str())
    }

    /// Returns the licence's name, with the address of its text.
    #[must_use]
    pub fn licence(&self) -> String {
        format!("{LICENCE}: {} {LICENCE_URL}", self.text("licence"))
    }

    /// Returns the note on the method: how to read the figures, and which figures are suppressed
    /// and why.
    #[must_use]
    pub fn method(&self) -> &'static str {
        self.text("method")
    }

    /// Returns the disclaimer on designations.
    #[must_use]
    pub fn disclaimer(&self) -> &'static str {
        self.text("disclaimer")
    }

    /// Returns all entries of the description: a stable code, a name and the text.
    #[must_use]
    pub fn lines(&self) -> Vec<(&'static str, &'static str, String)> {
        let line =
            |list, key: &'static str, value: String| (key, say(list, key, self.language), value);
        vec![
            line(List::About, "title", self.title()),
            line(List::Columns, "release", self.release.to_string()),
            line(List::Columns, "cycle", self.cycle.to_string()),
            line(List::Columns, "instrument", self.instrument.clone()),
            line(List::Columns, "instrument_version", self.instrument_version.clone()),
            line(List::About, "as_of", instant(self.as_of)),
            line(List::About, "released_at", instant(self.released_at)),
            line(List::About, "sha256", self.sha256.to_string()),
            line(List::About, "licence", self.licence()),
            line(List::About, "method", self.method().to_owned()),
            line(List::About, "disclaimer", self.disclaimer().to_owned()),
        ]
    }

    /// Returns all entries in one text, for a format with only one place for them.
    #[must_use]
    pub fn in_one_text(&self) -> String {
        let colon = match self.language {
            Official::Zh => "：",
            Official::Fr => "\u{a0}: ",
            _ => ": ",
        };
        let lines =
            self.lines().into_iter().map(|(_, name, value)| format!("{name}{colon}{value}"));
        lines.collect::<Vec<_>>().join(" | ")
    }

    fn text(&self, key: &str) -> &'static str {
        say(List::Texts, key, self.language)
    }
}

/// Formats a time by RFC 3339, in UTC, to the second.
pub(super) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
