//! The texts of a document, each with the key of its translations, and the choice of a language.
//!
//! A key is the path of a text: `title`, `N.title`, `N.intro`, `N.a.gist`, `N.a.1.text`,
//! `N.a.1.help`, `N.a.1.option.strategy`, `I.a.2.field.venue`, `I.a.2.field.venue.option.national`,
//! `set.status.in_place`. Codes never change, so a translation stays valid after every change of
//! order.

use crate::instrument::document::{Choice, Document, Translation};

/// A text that people read and translators translate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text<'d> {
    /// The key of its translations.
    pub key: String,
    /// The path of the text in the document.
    pub path: String,
    /// The text in the document's own language.
    pub text: &'d str,
}

/// Returns every text that can be translated, in the order of the document.
#[must_use]
pub fn texts(document: &Document) -> Vec<Text<'_>> {
    let mut all = Vec::new();
    let mut add = |key: String, path: String, text| all.push(Text { key, path, text });
    let mut labels = Vec::new();
    add("title".into(), "title".into(), document.title.as_str());
    for (name, set) in &document.option_sets {
        labelled(set, &format!("set.{name}"), &format!("option_sets/{name}"), &mut labels);
    }
    for (key, path, text) in labels.drain(..) {
        add(key, path, text);
    }
    for part in &document.parts {
        let (code, at) = (&part.code, format!("parts/{}", part.code));
        add(format!("{code}.title"), format!("{at}/title"), &part.title);
        if let Some(intro) = &part.intro {
            add(format!("{code}.intro"), format!("{at}/intro"), intro);
        }
        for section in &part.sections {
            let (code, at) = (&section.code, format!("{at}/sections/{}", section.code));
            add(format!("{code}.title"), format!("{at}/title"), &section.title);
            if let Some(gist) = &section.gist {
                add(format!("{code}.gist"), format!("{at}/gist"), gist);
            }
            for question in &section.questions {
                let (code, at) = (&question.code, format!("{at}/questions/{}", question.code));
                add(format!("{code}.text"), format!("{at}/text"), &question.text);
                if let Some(help) = &question.help {
                    add(format!("{code}.help"), format!("{at}/help"), help);
                }
                labelled(
                    question.options.iter().flatten(),
                    &format!("{code}.option"),
                    &format!("{at}/options"),
                    &mut labels,
                );
                for field in question.fields.iter().flatten() {
                    let (key, at) =
                        (format!("{code}.field.{}", field.id), format!("{at}/fields/{}", field.id));
                    labels.push((key.clone(), format!("{at}/label"), &field.label));
                    labelled(
                        field.options.iter().flatten(),
                        &format!("{key}.option"),
                        &format!("{at}/options"),
                        &mut labels,
                    );
                }
                for (key, path, text) in labels.drain(..) {
                    add(key, path, text);
                }
            }
        }
    }
    all
}

fn labelled<'d>(
    choices: impl IntoIterator<Item = &'d Choice>,
    key: &str,
    path: &str,
    labels: &mut Vec<(String, String, &'d str)>,
) {
    for choice in choices {
        labels.push((
            format!("{key}.{}", choice.id),
            format!("{path}/{}/label", choice.id),
            &choice.label,
        ));
    }
}

/// A text in the requested language, or in the document's own language if there is no translation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocatedText<'d> {
    /// The text.
    pub text: &'d str,
    /// The language of the text, if it is not the requested one.
    pub lang: Option<&'d str>,
}

/// The wording of a document in one language.
#[derive(Clone, Copy, Debug)]
pub struct Wording<'d> {
    own: &'d str,
    translation: Option<&'d Translation>,
    falls_back: bool,
}

impl<'d> Wording<'d> {
    /// Returns the wording in `language`. For a language that the document does not have, every
    /// text falls back.
    #[must_use]
    pub fn new(document: &'d Document, language: &str) -> Self {
        Self {
            own: &document.language,
            translation: document.translations.get(language),
            falls_back: document.language != language,
        }
    }

    /// Returns the text of `key`. `text` is the text in the document's own language.
    #[must_use]
    pub fn say(&self, key: &str, text: &'d str) -> LocatedText<'d> {
        match self.translation.and_then(|translation| translation.texts.get(key)) {
            Some(translated) => LocatedText { text: translated, lang: None },
            None => LocatedText { text, lang: self.falls_back.then_some(self.own) },
        }
    }
}

/// Returns the keys without a text in `language`: the texts still to be translated. Empty for the
/// document's own language.
#[must_use]
pub fn untranslated(document: &Document, language: &str) -> Vec<String> {
    let wording = Wording::new(document, language);
    texts(document)
        .into_iter()
        .filter(|text| wording.say(&text.key, text.text).lang.is_some())
        .map(|text| text.key)
        .collect()
}
