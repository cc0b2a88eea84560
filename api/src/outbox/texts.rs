//! Texts of letters, in the six official languages.
//!
//! The texts are data. A word that comes from outside is not searched for placeholders, can't end a
//! line, and keeps its own direction of writing. A link is alone on its line, so that no mail
//! program takes other text for a part of it.

use ::entity::vocabulary::{LetterKind, Official};
use serde::Deserialize;
use std::{collections::BTreeMap, sync::LazyLock};

const TEXTS: &str = include_str!("../../data/letters.yaml");

/// Text in every official language.
type InAll<T> = BTreeMap<Official, T>;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    roles: BTreeMap<String, InAll<String>>,
    frame: InAll<String>,
    letters: BTreeMap<LetterKind, InAll<Text>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    subject: String,
    text: String,
}

/// Texts, read once. A test shows that they can be read.
static ALL: LazyLock<Texts> = LazyLock::new(|| serde_saphyr::from_str(TEXTS).unwrap_or_default());

/// Letter as its recipient reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComposedLetter {
    /// Subject. Nothing in it comes from outside.
    pub subject: &'static str,
    /// Text of the letter. Each line ends with `\n`.
    pub text: String,
}

/// Words that are alone on their line, and that machines read too.
const ALONE: &[&str] = &["link", "sha256"];

/// Returns the letter of a kind in a language, or none if there is no such text.
#[must_use]
pub fn compose(
    kind: LetterKind,
    language: Official,
    words: &BTreeMap<String, String>,
) -> Option<ComposedLetter> {
    let Text { subject, text } = ALL.letters.get(&kind)?.get(&language)?;
    let template = ALL.frame.get(&language)?.replace("{text}", text);
    let lines: Vec<_> = template.lines().map(|line| fill(line, language, words)).collect();
    Some(ComposedLetter { subject, text: lines.join("\n") + "\n" })
}

/// Fills the placeholders of a line with their words, in one pass from left to right.
fn fill(line: &str, language: Official, words: &BTreeMap<String, String>) -> String {
    let mut filled = String::new();
    // An Arabic paragraph stays Arabic even if it begins with a foreign name.
    if language == Official::Ar && !line.is_empty() && !line.starts_with('{') {
        filled.push('\u{200f}');
    }
    let mut rest = line;
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    {
        filled.push_str(before);
        let word = words.get(name).map_or("", String::as_str);
        match name {
            "role" => filled.push_str(
                ALL.roles
                    .get(word)
                    .and_then(|role| role.get(&language))
                    .map_or(word, String::as_str),
            ),
            name if ALONE.contains(&name) => filled.push_str(word),
            _ => filled.push_str(&isolated(word, language)),
        }
        rest = after;
    }
    filled + rest
}

/// Isolates a word, so that its direction of writing does not change the text around it.
fn isolated(word: &str, language: Official) -> String {
    let from_right = |c: char| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}');
    if language == Official::Ar || word.contains(from_right) {
        format!("\u{2068}{word}\u{2069}")
    } else {
        word.to_owned()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;
    use crate::outbox::rules::wanted;
    use std::collections::BTreeSet;

    fn words(kind: LetterKind) -> BTreeMap<String, String> {
        wanted(kind).iter().map(|name| ((*name).to_owned(), format!("<{name}>"))).collect()
    }

    #[test]
    fn every_letter_says_all_its_words_in_six_languages() {
        serde_saphyr::from_str::<Texts>(TEXTS).unwrap();
        for kind in LetterKind::ALL {
            let mut subjects = BTreeSet::new();
            for language in Official::ALL {
                let said = compose(*kind, *language, &words(*kind)).unwrap();
                for name in wanted(*kind) {
                    assert!(said.text.contains(&format!("<{name}>")), "{kind} {language}: {name}");
                }
                assert!(!said.text.contains(['{', '}']), "{kind} {language}: {}", said.text);
                subjects.insert(said.subject);
            }
            assert_eq!(subjects.len(), 6, "{kind}");
        }
    }

    #[test]
    fn a_link_is_alone_on_its_line() {
        for kind in LetterKind::ALL.iter().filter(|kind| wanted(**kind).contains(&"link")) {
            for language in Official::ALL {
                let said = compose(*kind, *language, &words(*kind)).unwrap();
                assert_eq!(
                    said.text.lines().filter(|line| *line == "<link>").count(),
                    1,
                    "{kind} {language}"
                );
                assert_eq!(said.text.matches("<link>").count(), 1, "{kind} {language}");
            }
        }
    }

    #[test]
    fn every_role_has_its_word_in_every_language() {
        for role in ::entity::vocabulary::Role::ALL {
            let given = [("role".to_owned(), role.to_string())].into();
            let said: BTreeSet<_> = Official::ALL
                .iter()
                .map(|language| compose(LetterKind::Invitation, *language, &given).unwrap().text)
                .collect();
            assert_eq!(said.len(), 6);
            assert!(said.iter().all(|text| !text.contains("focal_point")), "{role}");
            assert!(
                Official::ALL
                    .iter()
                    .all(|language| ALL.roles[role.as_str()].contains_key(language)),
                "{role}"
            );
        }
    }

    #[test]
    fn a_name_holds_no_words_of_ours_and_turns_no_line() {
        let given = [
            ("name".into(), "{link}".into()),
            ("link".into(), "https://x.example/#t".into()),
            ("by".into(), "منى".into()),
        ];
        let said = compose(LetterKind::Invitation, Official::En, &given.into()).unwrap();
        assert!(
            said.text.starts_with("Dear {link},\n\n\u{2068}منى\u{2069} invites you"),
            "{}",
            said.text
        );
        let given = [("by".into(), "Anna".into())];
        let said = compose(LetterKind::Invitation, Official::Ar, &given.into()).unwrap();
        assert!(
            said.text.contains("\u{200f}لديكم دعوة من \u{2068}Anna\u{2069} إلى"),
            "{}",
            said.text
        );
    }
}
