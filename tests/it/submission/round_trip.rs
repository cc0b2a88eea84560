//! Values of every kind come back as they were written: what a State reads, it can write again, and
//! its edition stays the same to the byte.

use crate::world::{Test, VALUE, World, both, either, on, rounds};
use chrono::{Days, NaiveDate};
use entity::vocabulary::{OptionCode, QuestionKind};
use national_survey::instrument::{Asked, Catalogue, Column, FieldKind, NATIONAL_SURVEY, parse};
use rand::{RngExt as _, SeedableRng as _, seq::IndexedRandom as _, seq::SliceRandom as _};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Pieces of texts: six languages, accents that are not composed, marks of writing, quotes.
const PIECES: &[&str] = &[
    "e\u{301}te\u{301}",
    "Стратегия",
    "国家",
    "الوطنيّة",
    "می\u{200c}خواهم",
    "ñ",
    "“q”",
    "\\",
    "\"",
    "<b>&amp;",
    "{}",
    "👩🏽‍💻",
    "\u{200f}",
    "\u{ad}",
    "\u{feff}",
    " ",
    "  ",
    "İ",
    "ﬁ",
    "0",
    "null",
    "-",
    "\u{1f1eb}\u{1f1f7}",
];

/// Draws inputs of answers. If `whole`, every option `other` and every field is there.
struct Draw {
    rng: ChaCha8Rng,
    whole: bool,
}

impl Draw {
    fn line(&mut self) -> String {
        let pieces: Vec<_> = (0..self.rng.random_range(1..8))
            .map(|_| *PIECES.choose(&mut self.rng).unwrap())
            .collect();
        format!("{}x{}", pieces.concat(), pieces.concat())
    }

    fn paragraphs(&mut self) -> String {
        format!("{}\r\n\t{}\n\n{}", self.line(), self.line(), self.line())
    }

    fn often(&mut self) -> bool {
        self.whole || self.rng.random_bool(0.6)
    }

    fn language(&mut self) -> Option<&'static str> {
        let tags = ["fr", "EN", "zh-hans", "PT-br", "es-419", "sr-latn-rs"];
        self.often().then(|| *tags.choose(&mut self.rng).unwrap())
    }

    /// Returns an optional text. Forms send an empty one.
    fn optional(&mut self) -> Option<String> {
        if self.often() { Some(self.line()) } else { self.rng.random_bool(0.5).then(String::new) }
    }

    fn url(&mut self) -> String {
        let hosts = [
            "https://example.org",
            "HTTP://MÜNCHEN.example:8080/",
            "https://mfa.example/أمن?q=1&b=й#x",
            "https://[2001:db8::1]/a",
        ];
        (*hosts.choose(&mut self.rng).unwrap()).to_owned()
    }

    fn day(&mut self) -> NaiveDate {
        NaiveDate::from_ymd_opt(1600, 1, 1).unwrap() + Days::new(self.rng.random_range(0..219_000))
    }

    fn number(&mut self, whole: bool, min: Option<i64>, max: Option<i64>) -> f64 {
        let (least, most) = (min.unwrap_or(-1_000_000) as f64, max.unwrap_or(1_000_000) as f64);
        let number = self.rng.random_range(least..=most);
        match self.rng.random_range(0..4) {
            0 if least <= 0.0 && most >= 0.0 => -0.0,
            1 if !whole => (number * 10.0).trunc() / 10.0,
            _ if whole => number.trunc(),
            _ => number,
        }
    }

    fn agency(&mut self) -> Value {
        let url = if self.often() { Some(self.url()) } else { Some(String::new()) };
        json!({ "name": self.line(), "url": url })
    }

    fn link(&mut self) -> Value {
        json!({ "url": self.url(), "title": self.optional() })
    }

    /// Returns one to `most` options, with the meaning of `other`, if it is among them.
    fn options(&mut self, options: &[OptionCode], exclusive: &[OptionCode], most: usize) -> Value {
        let mut chosen: Vec<_> =
            options.iter().filter(|option| !exclusive.contains(option)).collect();
        chosen.shuffle(&mut self.rng);
        if self.whole {
            chosen.sort_by_key(|option| option.as_str() != "other");
        }
        chosen.truncate(self.rng.random_range(1..=most.min(chosen.len())));
        if !self.whole && !exclusive.is_empty() && self.rng.random_bool(0.1) {
            chosen = vec![&exclusive[0]];
        }
        let other = chosen.iter().any(|option| option.as_str() == "other").then(|| self.line());
        json!({ "options": chosen, "other": other })
    }

    fn list(&mut self, asked: &Asked, one: impl Fn(&mut Self) -> Value) -> Value {
        let most = asked.max.map_or(3, |max| max.min(3));
        (0..self.rng.random_range(1..=most)).map(|_| one(self)).collect()
    }

    fn value(&mut self, asked: &Asked, catalogue: &Catalogue) -> Value {
        let most = asked.max.map_or(usize::MAX, |max| usize::try_from(max).unwrap_or(1));
        match asked.kind {
            QuestionKind::SingleChoice => {
                let one = self.options(&asked.options, &asked.exclusive, 1);
                json!({ "singleChoice": { "option": one["options"][0], "other": one["other"] } })
            }
            QuestionKind::MultiChoice => {
                json!({ "multiChoice": self.options(&asked.options, &asked.exclusive, most) })
            }
            QuestionKind::RankedChoice => {
                json!({ "rankedChoice": self.options(&asked.options, &asked.exclusive, most) })
            }
            QuestionKind::ShortText => {
                json!({ "shortText": { "text": self.line(), "language": self.language() } })
            }
            QuestionKind::LongText => {
                json!({ "longText": { "text": self.paragraphs(), "language": self.language() } })
            }
            QuestionKind::Date => json!({ "date": self.day() }),
            QuestionKind::DateRange => {
                let (one, two) = (self.day(), self.day());
                json!({ "dateRange": { "from": one.min(two), "to": one.max(two) } })
            }
            QuestionKind::Number => {
                json!({ "number": self.number(asked.whole, asked.min, asked.max) })
            }
            QuestionKind::Agency => json!({ "agency": self.agency() }),
            QuestionKind::AgencyList => json!({ "agencyList": self.list(asked, Self::agency) }),
            QuestionKind::UrlList => json!({ "urlList": self.list(asked, Self::link) }),
            QuestionKind::DocumentList => json!({ "documentList": self.list(asked, |draw| {
                let (url, date) = (draw.often().then(|| draw.url()), draw.often().then(|| draw.day()));
                json!({ "title": draw.line(), "url": url, "language": draw.language(), "date": date })
            }) }),
            QuestionKind::RecordList => {
                json!({ "recordList": self.list(asked, |draw| draw.record(asked, catalogue)) })
            }
        }
    }

    fn record(&mut self, asked: &Asked, catalogue: &Catalogue) -> Value {
        let first = &asked.fields[0];
        let fields: Vec<_> =
            asked.fields.iter().filter(|column| column.id == first.id || self.often()).collect();
        let fields: Vec<_> = fields
            .into_iter()
            .map(|column| json!({ "field": column.id, "value": self.field(column, catalogue) }))
            .collect();
        json!({ "fields": fields })
    }

    fn field(&mut self, column: &Column, catalogue: &Catalogue) -> Value {
        match column.kind {
            FieldKind::ShortText => {
                json!({ "text": { "text": self.line(), "language": self.language() } })
            }
            FieldKind::LongText => {
                json!({ "text": { "text": self.paragraphs(), "language": self.language() } })
            }
            FieldKind::Date => json!({ "date": self.day() }),
            FieldKind::Number => {
                json!({ "number": self.number(column.whole, column.min, column.max) })
            }
            FieldKind::Url => json!({ "url": self.link() }),
            FieldKind::Language => json!({ "languages": ["Zh-HANT"] }),
            FieldKind::LanguageList => json!({ "languages": ["AR", "en", "pt-br"] }),
            FieldKind::Agency => json!({ "agency": self.agency() }),
            FieldKind::SingleChoice => {
                json!({ "options": self.options(&column.options, &column.exclusive, 1) })
            }
            FieldKind::MultiChoice => {
                json!({ "options": self.options(&column.options, &column.exclusive, usize::MAX) })
            }
            FieldKind::QuestionCodes => {
                let codes: Vec<_> = catalogue.questions().iter().map(|asked| &asked.code).collect();
                let chosen: Vec<_> = codes.sample(&mut self.rng, 2).collect();
                json!({ "questions": chosen })
            }
        }
    }
}

/// Returns the input that writes a value as it was read.
fn back(read: &Value) -> Value {
    let kind = read["__typename"].as_str().unwrap().strip_suffix("Value").unwrap();
    let kind = format!("{}{}", kind[..1].to_lowercase(), &kind[1..]);
    let mut value = read.clone();
    value.as_object_mut().unwrap().remove("__typename");
    let value = match kind.as_str() {
        "date" => value["date"].clone(),
        "number" => value["number"].clone(),
        "agencyList" => value["agencies"].clone(),
        "urlList" => value["links"].clone(),
        "documentList" => value["documents"].clone(),
        "recordList" => value["records"]
            .as_array()
            .unwrap()
            .iter()
            .map(|record| {
                let fields: Vec<_> =
                    record["fields"].as_array().unwrap().iter().map(field_back).collect();
                json!({ "fields": fields })
            })
            .collect(),
        _ => value,
    };
    json!({ kind: value })
}

fn field_back(read: &Value) -> Value {
    let kinds = ["text", "date", "number", "url", "languages", "agency", "options", "questions"];
    let kind = kinds.into_iter().find(|kind| !read[*kind].is_null()).unwrap();
    let value = match kind {
        "text" => json!({ "text": read["text"], "language": read["language"] }),
        "options" => json!({ "options": read["options"], "other": read["other"] }),
        kind => read[kind].clone(),
    };
    json!({ "field": read["field"], "value": { kind: value } })
}

/// Saves inputs as a State, and returns the answers as the State reads them, and its revisions.
async fn saved(
    world: &World,
    state: &str,
    inputs: &BTreeMap<String, Value>,
    revisions: &mut BTreeMap<String, i64>,
) -> BTreeMap<String, Value> {
    let edits: Vec<_> = inputs.iter().map(|(question, value)| {
        json!({ "question": question, "basedOn": revisions.get(question).copied().unwrap_or(0), "value": value })
    }).collect();
    let outcomes = world.state(state).saves("2027", json!(edits)).await.data();
    for outcome in outcomes["saveAnswers"]["outcomes"].as_array().unwrap() {
        let question = outcome["question"].as_str().unwrap_or_else(|| panic!("{outcome:#}"));
        revisions.insert(
            question.to_owned(),
            outcome["revision"].as_i64().unwrap_or_else(|| panic!("{outcome:#}")),
        );
    }
    let query = format!(
        r#"{{ submission(cycle: "2027") {{ answers {{ question value {{ ...value }} }} }} }} {VALUE}"#
    );
    let read = world.state(state).reads(&query).await;
    let answers = read["submission"]["answers"].as_array().unwrap().iter();
    answers
        .map(|answer| (answer["question"].as_str().unwrap().to_owned(), answer["value"].clone()))
        .collect()
}

/// Freezes the next edition of a State, and returns its answers as text.
async fn frozen(world: &World, state: &str, number: usize) -> String {
    match number {
        1 => world.state(state).submits("2027", json!({})).await.data(),
        _ => world.state(state).amends("2027").await.data(),
    };
    let query = format!(
        r#"{{ submission(cycle: "2027") {{ edition(number: {number}) {{ document }} }} }}"#
    );
    world.state(state).reads(&query).await["submission"]["edition"]["document"]["answers"]
        .to_string()
}

/// Writes random values of an instrument, reads them, and writes what was read as another State.
async fn comes_back_as_it_was_written(
    test: Test,
    instrument: &[u8],
    rounds: usize,
) -> (BTreeSet<QuestionKind>, BTreeSet<String>) {
    let world = World::with_people(test).await;
    let mut document = parse(instrument).unwrap();
    for question in document
        .parts
        .iter_mut()
        .flat_map(|part| &mut part.sections)
        .flat_map(|section| &mut section.questions)
    {
        // Without conditions, every answer is in the edition.
        question.condition = None;
    }
    let version = world.publish(&serde_json::to_vec(&document).unwrap()).await;
    world.plan("2027", version, on(2, 1), Some(on(10, 1))).await;
    world.test.clock.set(on(3, 1));
    let catalogue = Catalogue::build(&document).unwrap();
    let seed = rand::random::<u64>();
    println!("seed {seed}");
    let (mut france, mut germany) = (BTreeMap::new(), BTreeMap::new());
    for round in 0..rounds {
        let mut draw = Draw {
            rng: ChaCha8Rng::seed_from_u64(seed.wrapping_add(round as u64)),
            whole: round == 0,
        };
        let inputs: BTreeMap<_, _> = catalogue
            .answerable()
            .map(|asked| (asked.code.to_string(), draw.value(asked, &catalogue)))
            .collect();
        let read = saved(&world, "FRA", &inputs, &mut france).await;
        assert_eq!(read.len(), inputs.len());
        let again: BTreeMap<_, _> =
            read.iter().map(|(question, value)| (question.clone(), back(value))).collect();
        let before = france.clone();
        assert_eq!(saved(&world, "FRA", &again, &mut france).await, read, "seed {seed}");
        assert_eq!(france, before, "seed {seed}: what is read and written again is no change");
        assert_eq!(saved(&world, "DEU", &again, &mut germany).await, read, "seed {seed}");
        let editions =
            (frozen(&world, "FRA", round + 1).await, frozen(&world, "DEU", round + 1).await);
        assert_eq!(editions.0, editions.1, "seed {seed}");
        if round == 0 {
            let others = inputs
                .values()
                .map(Value::to_string)
                .collect::<String>()
                .matches(r#""other":""#)
                .count();
            assert_eq!(
                editions.0.matches(r#""other":""#).count(),
                others,
                "seed {seed}: no meaning of `other` is lost"
            );
        }
        assert!(
            !editions.0.contains("-0,") && !editions.0.contains("\"number\":-0}"),
            "seed {seed}"
        );
    }
    let columns = catalogue
        .answerable()
        .flat_map(|asked| &asked.fields)
        .map(|column| format!("{:?}", column.kind));
    (catalogue.answerable().map(|asked| asked.kind).collect(), columns.collect())
}

both! {
    async fn a_value_of_every_kind_that_is_read_and_written_again_is_the_same_in_the_edition(test: Test) {
        let (kinds, columns) = comes_back_as_it_was_written(test, crate::world::FIXTURE, rounds(4, 20, 200)).await;
        assert_eq!((kinds.len(), columns.len()), (QuestionKind::ALL.len(), 11));
    }
}

either! {
    async fn every_answer_to_the_shipped_instrument_that_is_read_and_written_again_is_the_same_in_the_edition(test: Test) {
        comes_back_as_it_was_written(test, NATIONAL_SURVEY, rounds(2, 4, 20)).await;
    }
}
