//! The language of a visitor who opens the site without one in the address.

use axum::http::{HeaderMap, HeaderName, header};

/// One of the six official languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    Arabic,
    Chinese,
    English,
    French,
    Russian,
    Spanish,
}

/// The cookies in which a page remembers the chosen language: over HTTPS, and without it.
const COOKIES: [&str; 2] = ["__Host-national-survey-language", "national-survey-language"];

impl Language {
    pub(crate) const ALL: [Self; 6] =
        [Self::Arabic, Self::Chinese, Self::English, Self::French, Self::Russian, Self::Spanish];

    /// Returns the first part of the addresses of the pages in this language.
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::Arabic => "ar",
            Self::Chinese => "zh",
            Self::English => "en",
            Self::French => "fr",
            Self::Russian => "ru",
            Self::Spanish => "es",
        }
    }

    /// Returns the language that the person chose, or else the official language that the browser
    /// prefers, or else English.
    pub(crate) fn of_request(headers: &HeaderMap) -> Self {
        chosen(headers).or_else(|| preferred(headers)).unwrap_or(Self::English)
    }

    /// Returns the language of a tag such as `fr` or `zh-Hant-HK`.
    pub(crate) fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next()?;
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }
}

fn chosen(headers: &HeaderMap) -> Option<Language> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs =
        cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let (_, tag) = pairs.find(|(name, _)| COOKIES.contains(name))?;
    Language::of_tag(tag)
}

fn preferred(headers: &HeaderMap) -> Option<Language> {
    let mut accepted = weighted(headers, &header::ACCEPT_LANGUAGE);
    accepted.retain(|(_, weight)| *weight > 0.0);
    // The sort keeps the order of the header among equal weights.
    accepted.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    accepted.iter().find_map(|(tag, _)| Language::of_tag(tag))
}

/// Returns the values of an `Accept` header in lower case, each with its weight. A value whose
/// weight is not a number is left out.
pub(crate) fn weighted(headers: &HeaderMap, name: &HeaderName) -> Vec<(String, f32)> {
    let lists = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    lists
        .flat_map(|list| list.split(','))
        .filter_map(|item| {
            let (value, weight) = item.split_once(';').unwrap_or((item, "q=1"));
            let weight = weight.trim().strip_prefix("q=")?.parse().ok()?;
            Some((value.trim().to_ascii_lowercase(), weight))
        })
        .collect()
}
