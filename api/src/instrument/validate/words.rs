//! Validation of texts and translations: no empty text, no character that hides or reverses other
//! text, only existing languages.

use crate::{
    instrument::{
        document::{
            Document,
            limits::{LONG, TITLE},
            texts::{Text, Wording},
        },
        validate::{Findings, violation::Rule},
    },
    text::{breaks_a_line, is_hidden, is_visible},
};
use entity::vocabulary::LanguageTag;
use std::collections::{HashMap, HashSet};
use unicode_normalization::UnicodeNormalization as _;

/// Two-letter language codes (ISO 639-1).
const LANGUAGES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo \
    es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn \
    ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl \
    ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve \
    vi vo wa wo xh yi yo za zh zu";

pub(super) fn check(document: &Document, texts: &[Text<'_>], found: &mut Findings) {
    for text in texts {
        readable(text.text, is_line(&text.key), &text.path, text.most, found);
    }
    if let Some(origin) = &document.text_origin {
        readable(origin, false, "text_origin", LONG, found);
    }
    for (id, reference) in &document.references {
        for (name, text, most) in [
            ("symbol", &reference.symbol, TITLE),
            ("para", &reference.para, TITLE),
            ("gist", &reference.gist, LONG),
        ] {
            readable(text, false, &format!("references/{id}/{name}"), most, found);
        }
    }
    for (part, section) in
        document.parts.iter().flat_map(|part| part.sections.iter().map(move |one| (part, one)))
    {
        if let Some(paragraph) = &section.source_paragraph {
            let at = format!("parts/{}/sections/{}/source_paragraph", part.code, section.code);
            readable(paragraph, false, &at, TITLE, found);
        }
    }
    distinct_labels(document, texts, found);
    if !is_language(&document.language) {
        found.add(
            "language",
            Rule::UnknownLanguage,
            format!("`{}` names no language.", document.language),
        );
    }
    translations(document, texts, found);
}

fn translations(document: &Document, texts: &[Text<'_>], found: &mut Findings) {
    let keys: HashMap<&str, usize> =
        texts.iter().map(|text| (text.key.as_str(), text.most)).collect();
    for (language, translation) in &document.translations {
        let at = format!("translations/{language}");
        if !is_language(language) {
            found.add(&at, Rule::UnknownLanguage, format!("`{language}` names no language."));
        } else if *language == document.language {
            found.add(
                &at,
                Rule::UnknownLanguage,
                format!("`{language}` is the document's own language: its texts are in the document itself."),
            );
        }
        for (key, text) in &translation.texts {
            let at = format!("{at}/texts/{key}");
            let most = keys.get(key.as_str());
            if most.is_none() {
                found.add(
                    &at,
                    Rule::UnknownText,
                    format!("There is no text `{key}` to translate."),
                );
            }
            readable(text, is_line(key), &at, most.copied().unwrap_or(LONG), found);
        }
    }
}

/// Checks that no two options of a list have the same label in a language, as a reader sees it.
fn distinct_labels(document: &Document, texts: &[Text<'_>], found: &mut Findings) {
    let own = std::iter::once(&document.language);
    let mut reported = HashSet::new();
    for language in own.chain(document.translations.keys()) {
        let wording = Wording::new(document, language);
        let mut seen = HashSet::new();
        for (text, list) in texts.iter().filter_map(|text| Some((text, text.list.as_deref()?))) {
            let label = wording.say(&text.key, text.text);
            let is_translated = label.lang.is_none() && *language != document.language;
            let at = if is_translated {
                format!("translations/{language}/texts/{}", text.key)
            } else {
                text.path.clone()
            };
            if !seen.insert((list, visible(label.text))) && reported.insert(at.clone()) {
                let sentence = format!(
                    "Another option of the same list has the label `{}`, too: a reader can't tell the two apart.",
                    visible(label.text)
                );
                found.add(at, Rule::DuplicateLabel, sentence);
            }
        }
    }
}

/// Returns a text as a reader sees it: in normal form C, without invisible characters, with single
/// spaces.
fn visible(text: &str) -> String {
    let text: String = text.nfc().filter(|c| !is_hidden(*c)).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns true for the keys of titles and labels, which are on one line.
fn is_line(key: &str) -> bool {
    key == "title"
        || key.ends_with(".title")
        || key.starts_with("set.")
        || [".option.", ".field."].iter().any(|word| key.contains(word))
}

fn readable(text: &str, is_line: bool, at: &str, most: usize, found: &mut Findings) {
    let length = text.chars().count();
    if length > most {
        let sentence = format!("The text has {length} characters: {most} are the most.");
        found.add(at, Rule::LongText, sentence);
    }
    if !is_visible(text) {
        found.add(at, Rule::EmptyText, "The text is empty.");
    }
    if let Some(bad) = text.chars().find(|c| is_unsafe(*c) || (is_line && breaks_a_line(*c))) {
        found.add(
            at,
            Rule::UnsafeText,
            format!(
                "The text has the character U+{:04X}, which can't be shown safely.",
                u32::from(bad)
            ),
        );
    }
}

/// Returns true for controls (except line feed), and for characters that reverse or hide the text
/// around them.
fn is_unsafe(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

fn is_language(tag: &str) -> bool {
    let primary = tag.split('-').next().unwrap_or_default();
    tag.parse::<LanguageTag>().is_ok()
        && (primary.len() == 3 || LANGUAGES.split_whitespace().any(|known| known == primary))
}
