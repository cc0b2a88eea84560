//! The texts of a document, each with the key of its translations, and the choice of a language.
//!
//! A key is the path of a text: `title`, `N.title`, `N.intro`, `N.a.gist`, `N.a.1.text`,
//! `N.a.1.help`, `N.a.1.option.strategy`, `I.a.2.field.venue`, `I.a.2.field.venue.option.national`,
//! `set.status.in_place`. Codes never change, so a translation stays valid after every change of
//! order.

use crate::instrument::document::{
    Choice, Document, FieldKind, Question, Translation,
    limits::{LONG, TEXT, TITLE},
};

/// A text that people read and translators translate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text<'d> {
    /// The key of its translations.
    pub key: String,
    /// The path of the text in the document.
    pub path: String,
    /// The text in the document's own language.
    pub text: &'d str,
    /// The greatest number of characters of the text and of its translations.
    pub most: usize,
    /// The key of the list of options that the label belongs to. None for any other text.
    pub list: Option<String>,
}

/// Returns every text that can be translated, in the order of the document.
#[must_use]
pub fn texts(document: &Document) -> Vec<Text<'_>> {
    let mut all = Vec::new();
    let add = |all: &mut Vec<_>, key: String, path: String, text, most| {
        all.push(Text { key, path, text, most, list: None });
    };
    add(&mut all, "title".into(), "title".into(), document.title.as_str(), TITLE);
    for (name, set) in &document.option_sets {
        labels(set, format!("set.{name}"), &format!("option_sets/{name}"), &mut all);
    }
    for part in &document.parts {
        let (code, at) = (&part.code, format!("parts/{}", part.code));
        add(&mut all, format!("{code}.title"), format!("{at}/title"), &part.title, TITLE);
        if let Some(intro) = &part.intro {
            add(&mut all, format!("{code}.intro"), format!("{at}/intro"), intro, LONG);
        }
        for section in &part.sections {
            let (code, at) = (&section.code, format!("{at}/sections/{}", section.code));
            add(&mut all, format!("{code}.title"), format!("{at}/title"), &section.title, TITLE);
            if let Some(gist) = &section.gist {
                add(&mut all, format!("{code}.gist"), format!("{at}/gist"), gist, LONG);
            }
            for question in &section.questions {
                let (code, at) = (&question.code, format!("{at}/questions/{}", question.code));
                add(&mut all, format!("{code}.text"), format!("{at}/text"), &question.text, TEXT);
                if let Some(help) = &question.help {
                    add(&mut all, format!("{code}.help"), format!("{at}/help"), help, LONG);
                }
                let own = question.options.iter().flatten();
                labels(own, format!("{code}.option"), &format!("{at}/options"), &mut all);
                for field in question.fields.iter().flatten() {
                    let (key, at) =
                        (format!("{code}.field.{}", field.id), format!("{at}/fields/{}", field.id));
                    add(&mut all, key.clone(), format!("{at}/label"), &field.label, TITLE);
                    let own = field.options.iter().flatten();
                    labels(own, format!("{key}.option"), &format!("{at}/options"), &mut all);
                }
            }
        }
    }
    all
}

/// Adds the labels of one list of options.
fn labels<'d>(
    choices: impl IntoIterator<Item = &'d Choice>,
    list: String,
    path: &str,
    all: &mut Vec<Text<'d>>,
) {
    all.extend(choices.into_iter().map(|choice| Text {
        key: format!("{list}.{}", choice.id),
        path: format!("{path}/{}/label", choice.id),
        text: &choice.label,
        most: TITLE,
        list: Some(list.clone()),
    }));
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
    document: &'d Document,
    translation: Option<&'d Translation>,
    falls_back: bool,
}

impl<'d> Wording<'d> {
    /// Returns the wording in `language`. For a language that the document does not have, every
    /// text falls back.
    #[must_use]
    pub fn new(document: &'d Document, language: &str) -> Self {
        Self {
            document,
            translation: document.translations.get(language),
            falls_back: document.language != language,
        }
    }

    /// Returns the text of `key`. `text` is the text in the document's own language.
    #[must_use]
    pub fn say(&self, key: &str, text: &'d str) -> LocatedText<'d> {
        match self.translation.and_then(|translation| translation.texts.get(key)) {
            Some(translated) => LocatedText { text: translated, lang: None },
            None => LocatedText { text, lang: self.falls_back.then_some(&self.document.language) },
        }
    }

    /// Returns the text of a question.
    #[must_use]
    pub fn question(&self, question: &'d Question) -> LocatedText<'d> {
        self.say(&format!("{}.text", question.code), &question.text)
    }

    /// Returns the label of an option of a question, or of the first single choice among its
    /// fields. None if the question has no such option.
    #[must_use]
    pub fn option(&self, question: &'d Question, option: &str) -> Option<LocatedText<'d>> {
        let code = &question.code;
        let own = self.label(
            question.options.as_ref(),
            question.option_set.as_deref(),
            &format!("{code}.option"),
            option,
        );
        let field =
            question.fields.iter().flatten().find(|field| field.kind == FieldKind::SingleChoice);
        own.or_else(|| {
            let field = field?;
            let key = format!("{code}.field.{}.option", field.id);
            self.label(field.options.as_ref(), field.option_set.as_deref(), &key, option)
        })
    }

    /// Returns the label of an option in own options, or in those of a shared set.
    fn label(
        &self,
        own: Option<&'d Vec<Choice>>,
        set: Option<&'d str>,
        key: &str,
        option: &str,
    ) -> Option<LocatedText<'d>> {
        let list = self.document.choices(own, set);
        let choice = list.iter().find(|choice| choice.id == option)?;
        let prefix = match (own, set) {
            (None, Some(set)) => format!("set.{set}"),
            _ => key.to_owned(),
        };
        Some(self.say(&format!("{prefix}.{option}"), &choice.label))
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
