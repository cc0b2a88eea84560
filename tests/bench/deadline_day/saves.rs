//! Durable saves: a closed loop of writers. The server is killed under them, and every acknowledged
//! save is looked up.

use super::{
    answers::{PARAGRAPH, plain_options},
    client::{self, Connection},
    options::{Engine, Options},
    report::{Report, Target},
    server::Server,
    stage::{OPEN, Somebody, Stage},
};
use entity::vocabulary::QuestionKind;
use hdrhistogram::Histogram;
use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

const SAVE: &str = "mutation($input:SaveAnswersInput!){saveAnswers(input:$input){outcomes{__typename ...on AnswerSaved{question revision}}}}";

/// Rates of the machine without the product, in saves per second.
#[derive(Clone, Copy, Debug)]
pub struct Raw {
    /// Rate of one connection with one commit for each save; on SQLite alone.
    pub one: Option<f64>,
    /// The best rate.
    pub best: f64,
}

/// Acknowledged save: State, question, revision, and the mark that the stored value must contain.
pub type Acknowledged = (String, String, i64, String);

/// Saves of one person: the next question, and the current revision of each question.
#[derive(Debug)]
pub struct Writer {
    state: String,
    questions: Vec<entity::vocabulary::QuestionCode>,
    options: Vec<Vec<String>>,
    kinds: Vec<QuestionKind>,
    revisions: Vec<i64>,
    next: usize,
    serial: u64,
}

/// Content of a save, to be compared with its answer.
#[derive(Debug)]
pub struct Asked {
    places: Vec<usize>,
    marks: Vec<String>,
}

impl Writer {
    pub fn new(
        somebody: &Somebody,
        standing: &HashMap<(String, String), i64>,
        serial: u64,
    ) -> Self {
        let state = somebody.state.to_string();
        let questions = &somebody.questions;
        let revision =
            |code: &str| standing.get(&(state.clone(), code.to_owned())).copied().unwrap_or(0);
        Self {
            questions: questions.iter().map(|asked| asked.code.clone()).collect(),
            options: questions
                .iter()
                .map(|asked| plain_options(asked).into_iter().map(ToString::to_string).collect())
                .collect(),
            kinds: questions.iter().map(|asked| asked.kind).collect(),
            revisions: questions.iter().map(|asked| revision(asked.code.as_str())).collect(),
            state,
            next: usize::try_from(serial % 1_000).unwrap() % questions.len(),
            serial: serial * 1_000_000,
        }
    }

    /// Returns the next save of `count` answers, each with a new value.
    pub fn save(&mut self, token: &str, count: usize) -> (Vec<u8>, Asked) {
        let (mut places, mut marks, mut edits) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..count.min(self.questions.len()) {
            let place = self.next;
            self.next = (self.next + 1) % self.questions.len();
            self.serial += 1;
            let (mark, value) = self.value(place);
            edits.push(json!({ "question": self.questions[place], "basedOn": self.revisions[place], "value": value }));
            places.push(place);
            marks.push(mark);
        }
        let variables = json!({ "input": { "cycle": OPEN, "answers": edits } });
        (client::graphql(Some(token), SAVE, &variables), Asked { places, marks })
    }

    fn value(&self, place: usize) -> (String, Value) {
        let mark = format!("({})", self.serial);
        match self.kinds[place] {
            QuestionKind::SingleChoice => {
                let options = &self.options[place];
                // Each revision chooses the next option, so that every save changes something.
                let option =
                    &options[usize::try_from(self.revisions[place] + 1).unwrap() % options.len()];
                (format!("\"{option}\""), json!({ "singleChoice": { "option": option } }))
            }
            QuestionKind::ShortText => {
                (mark.clone(), json!({ "shortText": { "text": format!("Decree {mark}") } }))
            }
            _ => (mark.clone(), json!({ "longText": { "text": format!("{PARAGRAPH} {mark}") } })),
        }
    }

    /// Reads the answer to a save, and returns the saves that it acknowledges.
    pub fn read(
        &mut self,
        asked: Asked,
        answer: &client::Answer<'_>,
    ) -> Result<Vec<Acknowledged>, String> {
        let json = answer.json()?;
        let outcomes =
            json["data"]["saveAnswers"]["outcomes"].as_array().ok_or_else(|| json.to_string())?;
        let mut done = Vec::with_capacity(outcomes.len());
        for ((place, mark), outcome) in asked.places.into_iter().zip(asked.marks).zip(outcomes) {
            let revision = outcome["revision"].as_i64().ok_or_else(|| json.to_string())?;
            self.revisions[place] = revision;
            done.push((self.state.clone(), self.questions[place].to_string(), revision, mark));
        }
        Ok(done)
    }
}

/// Returns the current revision of every answer of the open cycle.
pub async fn standing(stage: &Stage) -> HashMap<(String, String), i64> {
    let sql = format!(
        "SELECT s.state, a.question, a.revision FROM answer a JOIN submission s ON s.id = a.submission \
         JOIN cycle c ON c.id = s.cycle WHERE c.key = '{OPEN}'"
    );
    let rows = rows(stage, sql).await;
    let row = |row: &sea_orm::QueryResult| {
        (
            (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap()),
            row.try_get_by_index(2).unwrap(),
        )
    };
    rows.iter().map(row).collect()
}

async fn rows(stage: &Stage, sql: String) -> Vec<sea_orm::QueryResult> {
    let db = stage.database().await;
    let rows = db
        .read()
        .query_all_raw(Statement::from_string(db.read().get_database_backend(), sql))
        .await
        .unwrap();
    db.close().await;
    rows
}

/// Result of a closed loop.
#[derive(Debug)]
pub struct Loop {
    pub acknowledged: Vec<Acknowledged>,
    pub rate: f64,
    pub latency: Histogram<u64>,
    pub errors: u64,
}

/// Runs writers that each send their next save when the last one is answered.
pub async fn closed_loop(
    stage: &Stage,
    server: &mut Server,
    people: &[&Somebody],
    count: usize,
    span: Duration,
    kill: bool,
) -> Loop {
    let standing = standing(stage).await;
    let (start, address) = (Instant::now(), server.address);
    let writers: Vec<_> = people
        .iter()
        .enumerate()
        .map(|(place, somebody)| {
            let mut writer = Writer::new(somebody, &standing, place as u64 + 1);
            let token = stage.token(somebody.proof);
            tokio::spawn(async move {
                let mut connection = Connection::open(address).await.unwrap();
                let (mut done, mut errors, mut saves) = (Vec::new(), 0_u64, 0_u64);
                let mut latency = Histogram::<u64>::new(3).unwrap();
                // With a kill at the end the loop goes on until the server is gone.
                while kill || start.elapsed() < span {
                    let (request, asked) = writer.save(&token, count);
                    let sent = Instant::now();
                    let Ok(answer) = connection.ask(&request).await else { break };
                    latency.record(u64::try_from(sent.elapsed().as_micros()).unwrap()).unwrap();
                    match writer.read(asked, &answer) {
                        Ok(acknowledged) => {
                            done.extend(acknowledged);
                            saves += 1;
                        }
                        Err(error) => {
                            if errors == 0 {
                                eprintln!("a save failed: {error}");
                            }
                            errors += 1;
                        }
                    }
                }
                (done, saves, errors, latency)
            })
        })
        .collect();
    if kill {
        tokio::time::sleep(span).await;
        server.kill();
    }
    let mut all = Loop {
        acknowledged: Vec::new(),
        rate: 0.0,
        latency: Histogram::new(3).unwrap(),
        errors: 0,
    };
    let mut saves = 0;
    for writer in writers {
        let (done, own, errors, latency) = writer.await.unwrap();
        all.acknowledged.extend(done);
        all.latency.add(latency).unwrap();
        (saves, all.errors) = (saves + own, all.errors + errors);
    }
    all.rate = saves as f64 / start.elapsed().as_secs_f64();
    all
}

/// Returns the number of acknowledged revisions that are not in the database with their value.
async fn lost(stage: &Stage, acknowledged: &[Acknowledged]) -> usize {
    let sql = "SELECT s.state, r.question, r.revision, r.value FROM answer_revision r JOIN submission s ON s.id = r.submission \
               JOIN cycle c ON c.id = s.cycle WHERE r.outcome = 'saved' AND c.key = '2026'";
    let stored: HashMap<(String, String, i64), String> = rows(stage, sql.to_owned())
        .await
        .iter()
        .map(|row| {
            let text = |place: usize| row.try_get_by_index::<String>(place).unwrap();
            ((text(0), text(1), row.try_get_by_index(2).unwrap()), text(3))
        })
        .collect();
    let is_there = |(state, question, revision, mark): &&Acknowledged| {
        let found = stored.get(&(state.clone(), question.clone(), *revision));
        found.is_some_and(|value| value.contains(mark.as_str()))
    };
    acknowledged.len() - acknowledged.iter().filter(is_there).count()
}

pub async fn measure(stage: &Stage, options: &Options, report: &mut Report, raw: Option<&Raw>) {
    report
        .part("saves: writers in a closed loop; the server is killed at the end and started again");
    let engine = Some(stage.engine);
    // Two people of each State, on different questions.
    let people = stage.some(options.writers.div_ceil(2), 2);
    let people = &people[..options.writers.min(people.len())];
    for count in [1, 10] {
        let mut server = Server::start(stage);
        let done = closed_loop(stage, &mut server, people, count, options.span(), true).await;
        let (answers, p50, p99) = (
            done.acknowledged.len(),
            done.latency.value_at_quantile(0.5),
            done.latency.value_at_quantile(0.99),
        );
        let what = format!(
            "saves of {count} answer{} acknowledged, {} writers",
            if count == 1 { "" } else { "s" },
            people.len()
        );
        report.say(engine, &what, done.rate, "/s", Target::None);
        if let (1, Some(raw)) = (count, raw) {
            // On a slow disk, group commits must make up for it. On other disks the product's own
            // work counts.
            let slow = raw.one.is_some_and(|one| one < 500.0);
            if let Some(one) = raw.one {
                let target = if slow { Target::AtLeast(5.0) } else { Target::None };
                report.say(
                    engine,
                    "  ratio to raw, one connection, one commit each",
                    done.rate / one,
                    "x",
                    target,
                );
            }
            let target = match stage.engine {
                Engine::Sqlite if slow => Target::None,
                Engine::Sqlite => Target::AtLeast(0.3),
                Engine::Postgres => Target::AtLeast(0.4),
            };
            report.say(engine, "  ratio to raw, best", done.rate / raw.best, "x", target);
        }
        report.say(engine, "  p50", p50 as f64 / 1_000.0, "ms", Target::None);
        report.say(engine, "  p99", p99 as f64 / 1_000.0, "ms", Target::None);
        report.say(engine, "  errors before the kill", done.errors as f64, "", Target::AtMost(0.0));
        drop(server);
        let again = Server::start(stage);
        let lost = lost(stage, &done.acknowledged).await;
        report.say(engine, "  acknowledged answers", answers as f64, "", Target::None);
        report.say(engine, "  acknowledged but lost", lost as f64, "", Target::AtMost(0.0));
        drop(again);
    }
}
