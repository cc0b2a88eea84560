//! Validation of texts and translations: no empty text, no character that hides or reverses other
//! text, only existing languages.

use crate::{
    instrument::{
        document::{Document, texts::Text},
        validate::{Findings, violation::Rule},
    },
    text::{breaks_a_line, is_visible},
};
use entity::vocabulary::LanguageTag;
use std::collections::HashSet;

/// Two-letter language codes (ISO 639-1).
const LANGUAGES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo \
    es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn \
    ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl \
    ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve \
    vi vo wa wo xh yi yo za zh zu";

pub(super) fn check(document: &Document, texts: &[Text<'_>], found: &mut Findings) {
    for text in texts {
        readable(text.text, is_line(&text.key), &text.path, found);
    }
    if let Some(origin) = &document.text_origin {
        readable(origin, false, "text_origin", found);
    }
    for (id, reference) in &document.references {
        for (name, text) in
            [("symbol", &reference.symbol), ("para", &reference.para), ("gist", &reference.gist)]
        {
            readable(text, false, &format!("references/{id}/{name}"), found);
        }
    }
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
    let keys: HashSet<&str> = texts.iter().map(|text| text.key.as_str()).collect();
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
            if !keys.contains(key.as_str()) {
                found.add(
                    &at,
                    Rule::UnknownText,
                    format!("There is no text `{key}` to translate."),
                );
            }
            readable(text, is_line(key), &at, found);
        }
    }
}

/// Returns true for the keys of titles and labels, which are on one line.
fn is_line(key: &str) -> bool {
    key == "title"
        || key.ends_with(".title")
        || key.starts_with("set.")
        || [".option.", ".field."].iter().any(|word| key.contains(word))
}

fn readable(text: &str, is_line: bool, at: &str, found: &mut Findings) {
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
