//! The words of a search, and the words of a text.
//!
//! Unicode decides on both. Its text segmentation (UAX 29) parts a text into words, and its
//! collation (UTS 10, the root order of CLDR) compares them by their primary keys. So case, width,
//! accents, vowel signs and the dots of ё make no difference, and й is another letter than и.
//!
//! A script without spaces, such as Han or Thai, has no words that a text shows. Its characters are
//! compared in order: a search finds two or more characters that follow each other in the text.

use crate::error::{Code, Error, Result};
use icu_collator::{
    Collator, CollatorBorrowed,
    options::{CollatorOptions, Strength},
};
use icu_properties::{
    CodePointMapData,
    props::{GeneralCategory, GeneralCategoryGroup, Script},
    script::ScriptWithExtensions,
};
use std::{
    collections::{BTreeSet, HashMap},
    sync::LazyLock,
};
use unicode_normalization::UnicodeNormalization as _;
use unicode_segmentation::UnicodeSegmentation as _;

/// Maximum number of words in one search. A sentence has fewer.
const MOST_WORDS: usize = 50;
/// Minimum number of characters of a script without spaces.
const FEWEST_CHARACTERS: usize = 2;
/// Number of words whose keys are remembered.
const REMEMBERED: usize = 100_000;
/// Number of each word that a search does not name.
const OTHER: u32 = 0;

/// Scripts whose texts show no words.
const WITHOUT_SPACES: [Script; 8] = [
    Script::Han,
    Script::Hiragana,
    Script::Katakana,
    Script::Bopomofo,
    Script::Thai,
    Script::Lao,
    Script::Khmer,
    Script::Myanmar,
];

static COLLATOR: LazyLock<Option<CollatorBorrowed<'static>>> = LazyLock::new(|| {
    let mut options = CollatorOptions::default();
    options.strength = Some(Strength::Primary);
    Collator::try_new(Default::default(), options).ok()
});

/// Words to search for. The texts of one answer must hold all of them.
#[derive(Debug)]
pub struct Words {
    wanted: TextWords,
    keys: Keys,
}

impl Words {
    /// Parses the words to search for.
    ///
    /// # Errors
    /// Fails with `BAD_INPUT` if there is no word, or if there are too many.
    pub fn parse(text: &str) -> Result<Self> {
        let (mut wanted, mut keys) = (TextWords::default(), Keys::new()?);
        wanted.add(text, &mut keys);
        keys.is_complete = true;
        wanted.runs.retain(|run| run.len() >= FEWEST_CHARACTERS);
        match wanted.words.len() + wanted.runs.len() {
            1..=MOST_WORDS => Ok(Self { wanted, keys }),
            _ => Err(Error::says(
                Code::BadInput,
                format!(
                    "A search takes 1 to {MOST_WORDS} words. In a script without spaces, a word has at least {FEWEST_CHARACTERS} characters."
                ),
            )),
        }
    }

    /// Returns true if the texts hold all the words.
    #[must_use]
    pub fn are_in<'a>(&mut self, texts: impl IntoIterator<Item = &'a str>) -> bool {
        let mut held = TextWords::default();
        for text in texts {
            held.add(text, &mut self.keys);
        }
        let is_held = |wanted: &Vec<u32>| {
            held.runs.iter().any(|run| run.windows(wanted.len()).any(|part| part == &wanted[..]))
        };
        self.wanted.words.is_subset(&held.words) && self.wanted.runs.iter().all(is_held)
    }
}

/// Words of texts, without their order, and the runs of characters of scripts without spaces. A
/// number stands for each word or character: see [`Keys`].
#[derive(Debug, Default)]
struct TextWords {
    words: BTreeSet<u32>,
    runs: BTreeSet<Vec<u32>>,
}

impl TextWords {
    /// Adds the words of a text.
    fn add(&mut self, text: &str, keys: &mut Keys) {
        let mut run = Vec::new();
        for segment in text.split_word_bounds() {
            if segment.starts_with(is_without_spaces) {
                run.extend(segment.graphemes(true).filter_map(|part| keys.number(part)));
            } else if has_letter(segment) {
                self.end(&mut run);
                // An article hangs on by an apostrophe of any shape: l’information, l'information.
                let words = segment.split(is_punctuation).filter(|word| has_letter(word));
                self.words.extend(words.filter_map(|word| keys.number(word)));
            } else if keys.number(segment).is_some() {
                // A blank or a sign. A character without a key, such as a joiner, parts nothing.
                self.end(&mut run);
            }
        }
        self.end(&mut run);
    }

    fn end(&mut self, run: &mut Vec<u32>) {
        if !run.is_empty() {
            self.runs.insert(std::mem::take(run));
        }
    }
}

/// Numbers of the words and characters of a search. Those with equal primary keys have the same
/// number, and those that the search does not name have the number [`OTHER`].
///
/// Words that were met are remembered with their numbers: texts repeat words, and a key takes long.
#[derive(Debug)]
struct Keys {
    collator: &'static CollatorBorrowed<'static>,
    numbers: HashMap<Vec<u8>, u32>,
    is_complete: bool,
    remembered: HashMap<String, Option<u32>>,
}

impl Keys {
    fn new() -> Result<Self> {
        let collator = COLLATOR.as_ref().ok_or_else(|| Error::failure("no data for collation"))?;
        let (numbers, remembered) = (HashMap::new(), HashMap::new());
        Ok(Self { collator, numbers, is_complete: false, remembered })
    }

    /// Returns the number of a word or character, or none if readers see nothing of it.
    fn number(&mut self, text: &str) -> Option<u32> {
        if let Some(number) = self.remembered.get(text) {
            return *number;
        }
        let key = self.key(text);
        let number = if key.is_empty() {
            None
        } else if self.is_complete {
            Some(self.numbers.get(&key).copied().unwrap_or(OTHER))
        } else {
            let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX).saturating_add(1);
            Some(*self.numbers.entry(key).or_insert(next))
        };
        if self.remembered.len() >= REMEMBERED {
            self.remembered.clear();
        }
        self.remembered.insert(text.to_owned(), number);
        number
    }

    fn key(&self, text: &str) -> Vec<u8> {
        // The root order parts أ from ا, and few people type the sign.
        let text: String = text.nfc().map(plain_alif).collect();
        let mut key = Vec::new();
        let Ok(()) = self.collator.write_sort_key_to(&text, &mut key);
        key
    }
}

/// Returns the alif without its sign for each alif with one.
const fn plain_alif(c: char) -> char {
    match c {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        other => other,
    }
}

fn has_letter(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
}

/// Returns true for a letter or digit of a script without spaces.
fn is_without_spaces(c: char) -> bool {
    // All of these scripts come after the others that people write most.
    if c < '\u{e00}' || !c.is_alphanumeric() {
        return false;
    }
    let scripts = ScriptWithExtensions::new().get_script_extensions_val(c);
    WITHOUT_SPACES.iter().any(|script| scripts.contains(script))
}

/// Returns true for punctuation, and for the apostrophe that Unicode calls a letter.
fn is_punctuation(c: char) -> bool {
    let category = CodePointMapData::<GeneralCategory>::new().get(c);
    c == '\u{2bc}' || GeneralCategoryGroup::Punctuation.contains(category)
}

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;
