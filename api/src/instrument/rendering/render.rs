//! Rendering of a version in one language: the bytes that clients download once and cache for ever.
//!
//! Option sets are written out at each question and references carry their verification mark, so
//! that a form needs nothing else. A text without a translation is in the document's own language,
//! and a sibling names that language: `"title": "Norms", "title_lang": "en"`. Without the sibling
//! the text is in the rendering's language.
//!
//! The bytes follow from the document and the language alone. So the hash of the document and the
//! language tag are their name for ever.

use crate::{
    canonical,
    error::Result,
    instrument::document::{
        Choice, Document, Field, Question, Section,
        texts::{Wording, untranslated},
    },
};
use entity::vocabulary::LanguageTag;
use serde_json::{Map, Value, json};

/// A version in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendering {
    /// JSON in UTF-8.
    pub bytes: Vec<u8>,
    /// The requested language.
    pub language: LanguageTag,
}

/// Renders the document in one language. A language without a translation is valid, too: all its
/// texts fall back.
pub fn render(document: &Document, language: &LanguageTag) -> Result<Rendering> {
    let writer = Writer { document, wording: Wording::new(document, language.as_str()) };
    let mut whole = object(json!({
        "key": document.key,
        "kind": document.kind,
        "version": document.version,
        "hash": canonical::sha256(document),
        "language": language,
        "default_language": document.language,
        "languages": languages(document),
        "translation": translation(document, language),
    }));
    writer.put(&mut whole, "title", "title", Some(&document.title));
    if let Some(origin) = &document.text_origin {
        whole.insert("text_origin".into(), json!(origin));
        whole.insert("text_origin_lang".into(), json!(document.language));
    }
    whole.insert("rules".into(), json!(document.rules));
    whole.insert("references".into(), writer.references());
    whole.insert("parts".into(), document.parts.iter().map(|part| writer.part(part)).collect());
    Ok(Rendering { bytes: serde_json::to_vec(&whole)?, language: language.clone() })
}

/// Returns the languages of the document: its own, then its translations.
#[must_use]
pub fn languages(document: &Document) -> Vec<&str> {
    std::iter::once(document.language.as_str())
        .chain(document.translations.keys().map(String::as_str))
        .collect()
}

/// Describes the translation: if the Organization has issued it, and if it is complete. Null if the
/// language has no translation.
fn translation(document: &Document, language: &LanguageTag) -> Value {
    match document.translations.get(language.as_str()) {
        Some(one) => {
            json!({ "official": one.official, "complete": untranslated(document, language.as_str()).is_empty() })
        }
        None => Value::Null,
    }
}

struct Writer<'d> {
    document: &'d Document,
    wording: Wording<'d>,
}

impl<'d> Writer<'d> {
    /// Writes a text and, if it is not in the requested language, its language beside it.
    fn put(&self, into: &mut Map<String, Value>, name: &str, key: &str, text: Option<&'d String>) {
        let Some(text) = text else { return };
        let said = self.wording.say(key, text);
        into.insert(name.into(), json!(said.text));
        if let Some(lang) = said.lang {
            into.insert(format!("{name}_lang"), json!(lang));
        }
    }

    fn references(&self) -> Value {
        let all = self.document.references.iter().map(|(id, reference)| {
            let mut one = object(json!(reference));
            one.insert("gist_lang".into(), json!(self.document.language));
            (id.clone(), Value::Object(one))
        });
        Value::Object(all.collect())
    }

    /// Returns the cited sources with their verification marks.
    fn cited(&self, refs: &[String]) -> Value {
        let known = refs
            .iter()
            .filter_map(|id| self.document.references.get(id).map(|reference| (id, reference)));
        let cite = |(id, r): (&String, &crate::instrument::document::Reference)| json!({ "id": id, "symbol": r.symbol, "para": r.para, "verification": r.verification });
        known.map(cite).collect()
    }

    fn part(&self, part: &'d crate::instrument::document::Part) -> Value {
        let mut one = object(json!({ "code": part.code }));
        self.put(&mut one, "title", &format!("{}.title", part.code), Some(&part.title));
        self.put(&mut one, "intro", &format!("{}.intro", part.code), part.intro.as_ref());
        one.insert("refs".into(), self.cited(&part.refs));
        one.insert(
            "sections".into(),
            part.sections.iter().map(|section| self.section(section)).collect(),
        );
        Value::Object(one)
    }

    fn section(&self, section: &'d Section) -> Value {
        let mut one = object(json!({ "code": section.code }));
        self.put(&mut one, "title", &format!("{}.title", section.code), Some(&section.title));
        self.put(&mut one, "gist", &format!("{}.gist", section.code), section.gist.as_ref());
        keep(&mut one, "source_paragraph", &section.source_paragraph);
        one.insert("refs".into(), self.cited(&section.refs));
        one.insert(
            "questions".into(),
            section.questions.iter().map(|question| self.question(question)).collect(),
        );
        Value::Object(one)
    }

    fn question(&self, question: &'d Question) -> Value {
        let code = &question.code;
        let mut one = object(json!({ "code": code, "type": question.kind }));
        self.put(&mut one, "text", &format!("{code}.text"), Some(&question.text));
        self.put(&mut one, "help", &format!("{code}.help"), question.help.as_ref());
        if let Some(options) = self.options(
            question.options.as_ref(),
            question.option_set.as_ref(),
            &format!("{code}.option"),
        ) {
            one.insert("options".into(), options);
        }
        if let Some(fields) = &question.fields {
            one.insert(
                "fields".into(),
                fields.iter().map(|field| self.field(code, field)).collect(),
            );
        }
        keep(&mut one, "condition", &question.condition);
        keep(&mut one, "min", &question.min);
        keep(&mut one, "max", &question.max);
        keep(&mut one, "whole", &question.whole.then_some(true));
        one.insert("refs".into(), self.cited(&question.refs));
        one.insert("aggregate".into(), json!(question.aggregate));
        keep(&mut one, "consent", &question.consent);
        keep(&mut one, "feeds", &question.feeds);
        Value::Object(one)
    }

    fn field(&self, code: &str, field: &'d Field) -> Value {
        let key = format!("{code}.field.{}", field.id);
        let mut one = object(json!({ "id": field.id, "type": field.kind }));
        self.put(&mut one, "label", &key, Some(&field.label));
        if let Some(options) = self.options(
            field.options.as_ref(),
            field.option_set.as_ref(),
            &format!("{key}.option"),
        ) {
            one.insert("options".into(), options);
        }
        keep(&mut one, "min", &field.min);
        keep(&mut one, "max", &field.max);
        keep(&mut one, "whole", &field.whole.then_some(true));
        one.insert("optional".into(), json!(field.optional));
        Value::Object(one)
    }

    /// Renders the options with their labels. The keys of the labels are the question's own, or
    /// those of the shared set.
    fn options(
        &self,
        own: Option<&'d Vec<Choice>>,
        set: Option<&'d String>,
        own_key: &str,
    ) -> Option<Value> {
        let choices = self.document.choices(own, set.map(String::as_str));
        let prefix = match (own, set) {
            (Some(_), _) => own_key.to_owned(),
            (None, Some(name)) => format!("set.{name}"),
            (None, None) => return None,
        };
        Some(choices.iter().map(|choice| self.option(choice, &prefix)).collect())
    }

    fn option(&self, choice: &'d Choice, prefix: &str) -> Value {
        let mut one = object(json!({ "id": choice.id }));
        self.put(&mut one, "label", &format!("{prefix}.{}", choice.id), Some(&choice.label));
        if self.document.exclusive_options.contains(&choice.id) {
            one.insert("exclusive".into(), json!(true));
        }
        if self.document.rules.other_requires_text && choice.id == "other" {
            one.insert("requires_text".into(), json!(true));
        }
        Value::Object(one)
    }
}

fn keep(into: &mut Map<String, Value>, name: &str, value: &Option<impl serde::Serialize>) {
    if let Some(value) = value {
        into.insert(name.into(), json!(value));
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;
    use crate::instrument::{document::texts::texts, fixture};
    use entity::vocabulary::Official;

    fn rendered(document: &Document, language: &str) -> Value {
        serde_json::from_slice(&render(document, &language.parse().unwrap()).unwrap().bytes)
            .unwrap()
    }

    #[test]
    fn what_is_not_translated_says_its_language() {
        let french = rendered(&fixture::document(), "fr");
        assert_eq!(french["translation"], json!({"official": false, "complete": false}));
        assert_eq!(
            (&french["title"], &french["title_lang"]),
            (&json!("Instrument d’essai"), &Value::Null)
        );
        let part = &french["parts"][0];
        assert_eq!(
            (&part["intro"], &part["intro_lang"]),
            (&json!("Questions with options."), &json!("en"))
        );
        let options = &part["sections"][0]["questions"][0]["options"];
        assert_eq!(options[2], json!({"id": "in_place", "label": "En place"}));
        assert_eq!(
            options[0],
            json!({"id": "not_started", "label": "Not started", "label_lang": "en"})
        );
        let swahili = rendered(&fixture::document(), "sw");
        assert_eq!((&swahili["translation"], &swahili["title_lang"]), (&Value::Null, &json!("en")));
    }

    #[test]
    fn options_references_and_fields_are_written_out() {
        let english = rendered(&fixture::document(), "en");
        assert!(english["title_lang"].is_null());
        let section = &english["parts"][0]["sections"][0];
        assert_eq!(section["refs"][1]["verification"], "recalled");
        let challenges = &section["questions"][1];
        assert_eq!(
            challenges["options"][2],
            json!({"id": "none", "label": "No notable challenge", "exclusive": true})
        );
        assert_eq!(
            challenges["options"][3],
            json!({"id": "other", "label": "Other", "requires_text": true})
        );
        assert_eq!(challenges["max"], 3);
        let needs = &english["parts"][1]["sections"][0]["questions"][6];
        assert_eq!(needs["fields"][0]["options"][0], json!({"id": "funding", "label": "Funding"}));
        assert_eq!(needs["fields"].as_array().unwrap().len(), 11);
        let people = json!({"id": "people", "type": "number", "label": "People", "min": 0, "whole": true, "optional": true});
        assert_eq!(needs["fields"][5], people);
        assert_eq!(english["references"]["remembered"]["verification"], "recalled");
    }

    #[test]
    fn the_hash_is_of_the_document_and_the_bytes_are_always_the_same() {
        let document = fixture::document();
        let (one, two) = (rendered(&document, "en"), rendered(&document, "fr"));
        assert_eq!(one["hash"], two["hash"]);
        assert_eq!(one["hash"], json!(canonical::sha256(&document)));
        let fr = "fr".parse().unwrap();
        assert_eq!(render(&document, &fr).unwrap(), render(&document, &fr).unwrap());
    }

    #[test]
    fn what_ships_is_complete_in_the_six_official_languages() {
        for document in [fixture::survey(), fixture::views()] {
            assert!(texts(&document).len() >= 20);
            for language in Official::ALL {
                assert_eq!(
                    untranslated(&document, language.as_str()),
                    Vec::<String>::new(),
                    "{} in {language}",
                    document.key
                );
                let parts = rendered(&document, language.as_str())["parts"].to_string();
                assert!(!parts.contains("_lang\":"), "{} in {language}", document.key);
            }
            assert!(document.translations.values().all(|translation| !translation.official));
        }
    }
}
