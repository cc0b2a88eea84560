//! Differences in words between a question and its predecessor in the previous version.
//!
//! Codes alone don't show that a question still asks the same: its text can be turned into the
//! contrary, and two options can exchange their labels. So the text of the question and the labels
//! of its options and fields are compared in every language that both versions have, also through
//! shared option sets, and so are the lists of options. Help and titles are not compared.

use crate::instrument::document::{
    Choice, Descent, Document, Question,
    texts::{Text, texts},
};
use entity::vocabulary::Lineage;
use std::collections::{BTreeMap, BTreeSet};

/// A difference in words between a question and its predecessor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewording {
    /// The code of the question.
    pub question: String,
    /// The path of the text, or of the list of options, in the document.
    pub path: String,
    /// The language of the text. None for a list of options.
    pub language: Option<String>,
    /// The text in the previous version, or the codes of the list. None if the two versions have
    /// no language in common.
    pub before: Option<String>,
    /// The text, or the codes of the list.
    pub after: String,
}

/// Returns the differences of every question of lineage `same`, declared or not, from its
/// predecessor.
#[must_use]
pub fn rewordings(document: &Document, previous: &Document) -> Vec<Rewording> {
    let (now, before) = (TextsByKey::of(document), TextsByKey::of(previous));
    let mut found = Vec::new();
    for (_, _, question) in document.questions() {
        if let Some(earlier) = predecessor(question, previous) {
            now.differences(question, &before, earlier, &mut found);
        }
    }
    found
}

/// Returns the predecessor of a question of lineage `same`, as declared or by its code.
fn predecessor<'p>(question: &Question, previous: &'p Document) -> Option<&'p Question> {
    let code = match &question.lineage {
        None => &question.code,
        Some(Descent { relation: Lineage::Same, from }) => from.first().unwrap_or(&question.code),
        Some(_) => return None,
    };
    previous.question(code)
}

/// The texts of a document, by key.
struct TextsByKey<'d> {
    document: &'d Document,
    texts: BTreeMap<String, Text<'d>>,
}

/// The words of a question: the key of each text by its role, and the codes of each list.
struct QuestionWords<'d> {
    keys: BTreeMap<String, String>,
    lists: BTreeMap<String, Vec<&'d str>>,
}

impl<'d> TextsByKey<'d> {
    fn of(document: &'d Document) -> Self {
        let texts = texts(document).into_iter().map(|text| (text.key.clone(), text)).collect();
        Self { document, texts }
    }

    /// Returns the words of a question by their roles, such as `text` or `option.a`. A role is the
    /// same for own options and for those of a shared set.
    fn words_of(&self, question: &'d Question) -> QuestionWords<'d> {
        let code = &question.code;
        let mut words = QuestionWords { keys: BTreeMap::new(), lists: BTreeMap::new() };
        words.keys.insert("text".into(), format!("{code}.text"));
        let mut options =
            |role: &str, own: Option<&'d Vec<Choice>>, set: Option<&'d str>, at: &str| {
                let prefix = match (own, set) {
                    (None, Some(set)) => format!("set.{set}"),
                    _ => format!("{at}.option"),
                };
                let list = self.document.choices(own, set);
                for choice in list {
                    words.keys.insert(
                        format!("{role}option.{}", choice.id),
                        format!("{prefix}.{}", choice.id),
                    );
                }
                let codes = list.iter().map(|choice| choice.id.as_str()).collect();
                words.lists.insert(format!("{role}options"), codes);
            };
        options("", question.options.as_ref(), question.option_set.as_deref(), code);
        for field in question.fields.iter().flatten() {
            let (role, at) = (format!("field.{}.", field.id), format!("{code}.field.{}", field.id));
            options(&role, field.options.as_ref(), field.option_set.as_deref(), &at);
        }
        for field in question.fields.iter().flatten() {
            words.keys.insert(format!("field.{}", field.id), format!("{code}.field.{}", field.id));
        }
        let fields = question.fields.iter().flatten().map(|field| field.id.as_str()).collect();
        words.lists.insert("fields".into(), fields);
        words
    }

    /// Returns a text in a language, without falling back to another.
    fn text_in(&self, key: &str, language: &str) -> Option<&str> {
        if language == self.document.language {
            return self.texts.get(key).map(|text| text.text);
        }
        let translation = self.document.translations.get(language)?;
        translation.texts.get(key).map(String::as_str)
    }

    /// Returns the languages of the document, its own first.
    fn languages(&self) -> impl Iterator<Item = &'d str> {
        let translations = self.document.translations.keys().map(String::as_str);
        std::iter::once(self.document.language.as_str()).chain(translations)
    }

    /// Returns the path of a text in a language.
    fn path(&self, key: &str, language: &str) -> String {
        if language == self.document.language {
            return self.texts.get(key).map(|text| text.path.clone()).unwrap_or_default();
        }
        format!("translations/{language}/texts/{key}")
    }

    /// Adds the differences of a question from its predecessor.
    fn differences(
        &self,
        question: &'d Question,
        before: &TextsByKey<'d>,
        earlier: &'d Question,
        found: &mut Vec<Rewording>,
    ) {
        let (is, was) = (self.words_of(question), before.words_of(earlier));
        let code = &question.code;
        for (role, key) in &is.keys {
            let Some(former) = was.keys.get(role) else { continue };
            let mut in_common = false;
            for language in self.languages() {
                let (Some(after), Some(earlier)) =
                    (self.text_in(key, language), before.text_in(former, language))
                else {
                    continue;
                };
                in_common = true;
                if after != earlier {
                    found.push(Rewording {
                        question: code.clone(),
                        path: self.path(key, language),
                        language: Some(language.to_owned()),
                        before: Some(earlier.to_owned()),
                        after: after.to_owned(),
                    });
                }
            }
            let own = self.document.language.as_str();
            if let (false, Some(after)) = (in_common, self.text_in(key, own)) {
                found.push(Rewording {
                    question: code.clone(),
                    path: self.path(key, own),
                    language: Some(own.to_owned()),
                    before: None,
                    after: after.to_owned(),
                });
            }
        }
        let at = self.path(&format!("{code}.text"), &self.document.language);
        let at = at.trim_end_matches("/text");
        let roles: BTreeSet<&String> = is.lists.keys().chain(was.lists.keys()).collect();
        for role in roles {
            let list =
                |of: &QuestionWords<'_>| of.lists.get(role).cloned().unwrap_or_default().join(", ");
            let (after, former) = (list(&is), list(&was));
            if after != former {
                found.push(Rewording {
                    question: code.clone(),
                    path: format!(
                        "{at}/{}",
                        role.replace('.', "/").replacen("field/", "fields/", 1)
                    ),
                    language: None,
                    before: Some(former),
                    after,
                });
            }
        }
    }
}
