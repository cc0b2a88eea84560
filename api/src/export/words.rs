//! Texts of files beside the figures, in the six official languages. The texts are data.

use ::entity::vocabulary::Official;
use std::{collections::BTreeMap, sync::LazyLock};

const TEXTS: &str = include_str!("../../data/export.yaml");

type Texts = BTreeMap<String, BTreeMap<String, BTreeMap<Official, String>>>;

/// Parsed once. A test checks that the texts are valid and complete.
static ALL: LazyLock<Texts> = LazyLock::new(|| serde_saphyr::from_str(TEXTS).unwrap_or_default());

/// A list of texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    /// Title, licence, method, disclaimer.
    Texts,
    /// Sets of States that have no name of their own.
    Sets,
    /// Texts of levels.
    Levels,
    /// Forms of the hidden part.
    Hidden,
    /// Standings of a table.
    Standings,
    /// Observation statuses.
    Statuses,
    /// Texts of columns.
    Columns,
    /// Texts of the changes' columns, if they differ from the tables' columns.
    Changes,
    /// Texts of the participation's columns, if they differ from the tables' columns.
    Participation,
    /// Reasons why nothing is compared with an earlier cycle.
    Breaks,
    /// Names of the entries in a release's description.
    About,
    /// Texts of a chart.
    Chart,
}

impl List {
    const fn key(self) -> &'static str {
        match self {
            Self::Texts => "texts",
            Self::Sets => "sets",
            Self::Levels => "levels",
            Self::Hidden => "hidden",
            Self::Standings => "standings",
            Self::Statuses => "statuses",
            Self::Columns => "columns",
            Self::Changes => "changes",
            Self::Participation => "participation",
            Self::Breaks => "breaks",
            Self::About => "about",
            Self::Chart => "chart",
        }
    }
}

/// Returns a text in a language. Every key that the code uses has a text.
pub(super) fn say(list: List, key: &str, language: Official) -> &'static str {
    let text =
        ALL.get(list.key()).and_then(|texts| texts.get(key)).and_then(|said| said.get(&language));
    text.map_or("", String::as_str)
}

/// Fills one placeholder of a text. Placeholders in the inserted text are not filled.
pub(super) fn fill(text: &str, word: &str, with: &str) -> String {
    text.replacen(&format!("{{{word}}}"), with, 1)
}

/// Removes from a text the few characters that XML can't hold, even escaped.
pub(super) fn xml_text(text: &str) -> String {
    let can = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().filter(can).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::{
        super::tables::{
            columns::Sheet as _,
            flatten::Observation,
            participation::Participation,
            transition::{BREAKS, Transition},
        },
        *,
    };
    use std::collections::BTreeSet;

    #[test]
    fn every_text_is_there_in_six_languages() {
        let all: Texts = serde_saphyr::from_str(TEXTS).unwrap();
        for (list, texts) in &all {
            for (key, said) in texts {
                assert_eq!(
                    said.keys().copied().collect::<BTreeSet<_>>(),
                    Official::ALL.iter().copied().collect(),
                    "{list}.{key}"
                );
                let words = |text: &String| text.matches('{').count();
                assert!(
                    said.values().all(|text| !text.trim().is_empty()
                        && words(text) == words(&said[&Official::En])),
                    "{list}.{key}"
                );
            }
        }
        let keys = |list: &str| all[list].keys().map(String::as_str).collect::<BTreeSet<_>>();
        let names = |columns: Vec<&'static str>| columns.into_iter().collect::<BTreeSet<_>>();
        assert_eq!(
            keys("columns"),
            names(Observation::columns().iter().map(|column| column.name).collect())
        );
        let of_changes = names(Transition::columns().iter().map(|column| column.name).collect());
        assert!(keys("changes").is_subset(&of_changes));
        assert!(of_changes.is_subset(&keys("changes").union(&keys("columns")).copied().collect()));
        let of_participation =
            names(Participation::columns().iter().map(|column| column.name).collect());
        assert!(keys("participation").is_subset(&of_participation));
        assert!(
            of_participation
                .is_subset(&keys("participation").union(&keys("columns")).copied().collect())
        );
        assert_eq!(keys("breaks"), BREAKS.into_iter().collect());
    }

    #[test]
    fn a_disclaimer_is_the_organizations_own_in_each_language() {
        for (language, words) in [
            (
                Official::En,
                "do not imply the expression of any opinion whatsoever on the part of the Secretariat of the United Nations",
            ),
            (Official::Fr, "aucune prise de position quant au statut juridique"),
            (
                Official::Es,
                "no implican, de parte de la Secretaría de las Naciones Unidas, juicio alguno",
            ),
            (
                Official::Ru,
                "не означают выражения со стороны Секретариата Организации Объединенных Наций",
            ),
            (Official::Zh, "并不意味着联合国秘书处"),
            (Official::Ar, "الأمانة العامة للأمم المتحدة"),
        ] {
            assert!(say(List::Texts, "disclaimer", language).contains(words), "{language}");
        }
    }

    #[test]
    fn a_word_that_looks_like_a_place_for_a_word_is_a_word() {
        assert_eq!(
            fill("At least: {option}", "option", "{option} {release}"),
            "At least: {option} {release}"
        );
        assert_eq!(xml_text("a\u{0}\u{b}\u{fffe}b\n\u{1f600}"), "ab\n\u{1f600}");
    }
}
