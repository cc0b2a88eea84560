//! A process that saves and acknowledges.
//!
//! It is this binary itself. Its environment tells it to save from several writers, and to print
//! every acknowledgement, one line for each save.

use crate::world::{Actor, Test, TestDatabase, World, on};
use entity::vocabulary::Disposition;
use national_survey::{
    clock::Clock,
    config::Config,
    submission::{
        Edit, Outcome,
        working_copy::value::{Text, Value},
    },
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, io::Write as _, path::PathBuf, process::Command};

/// Environment variable with the instructions of the process.
const TOLD: &str = "NATIONAL_SURVEY_TEST_WRITER";
/// Questions that take any text.
pub const QUESTIONS: [&str; 3] = ["A.b.1", "A.b.2", "B.a.2"];
/// States for which the writers write, in turn.
pub const STATES: [&str; 2] = ["FRA", "DEU"];

/// Instructions of the process.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WriterSettings {
    pub folder: PathBuf,
    pub url: Option<String>,
    pub writers: usize,
    /// Number of saves of each writer. Without it they write until the process is killed.
    pub saves: Option<usize>,
}

/// Acknowledged answer: State, question, revision, value.
pub type StoredRow = (String, String, i64, String);

impl WriterSettings {
    /// Returns the command that starts the process.
    pub fn command(&self) -> Command {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(["writer::writes_as_it_is_told", "--exact", "--nocapture"])
            .env(TOLD, serde_json::to_string(self).unwrap());
        command
    }
}

/// Returns the answers that a line of the process acknowledges, if it is such a line.
pub fn said(line: &str) -> Vec<StoredRow> {
    line.split_once("saved ")
        .and_then(|(_, line)| serde_json::from_str(line).ok())
        .unwrap_or_default()
}

/// Main function of the process. Without its environment it does nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_as_it_is_told() {
    let Ok(told) = std::env::var(TOLD) else { return };
    let told: WriterSettings = serde_json::from_str(&told).unwrap();
    let config = Config {
        data_dir: told.folder.clone(),
        connections: 8,
        sign_in_permits: 64,
        ..Config::default()
    };
    let config = Config { database_url: told.url.clone().map(Into::into), ..config };
    let clock = Clock::standing_at(on(3, 1));
    let test = Test { place: TestDatabase::Sqlite, folder: told.folder.clone(), clock };
    let world = World::with(config, test).await;
    let teams = STATES.map(|state| world.state(state).focal_point);
    let writers =
        (0..told.writers).map(|n| write(world.clone(), teams[n % teams.len()].clone(), told.saves));
    futures_util::future::join_all(writers.map(tokio::spawn))
        .await
        .into_iter()
        .for_each(Result::unwrap);
}

async fn write(world: World, by: Actor, saves: Option<usize>) {
    let state = by.own_state().await.state().to_string();
    let mut seen: BTreeMap<&str, i64> = BTreeMap::new();
    for _ in 0..saves.unwrap_or(usize::MAX) {
        let some = QUESTIONS.into_iter().filter(|_| rand::random_range(0..3) > 0);
        let edits: Vec<_> =
            some.map(|question| edit(question, *seen.entry(question).or_default())).collect();
        if edits.is_empty() {
            continue;
        }
        let texts: Vec<_> =
            edits.iter().map(|edit| serde_json::to_string(&edit.value).unwrap()).collect();
        let questions: Vec<_> = edits
            .iter()
            .map(|edit| QUESTIONS.into_iter().find(|known| *known == edit.question).unwrap())
            .collect();
        let outcomes = world.save(&by, edits).await.unwrap().outcomes;
        let mut saved: Vec<StoredRow> = Vec::new();
        for ((question, text), outcome) in questions.into_iter().zip(texts).zip(outcomes) {
            match outcome {
                Outcome::Saved { revision, .. } => {
                    seen.insert(question, revision);
                    saved.push((state.clone(), question.into(), revision, text));
                }
                Outcome::Conflict { theirs, .. } => drop(seen.insert(question, theirs.revision)),
                Outcome::Refused { .. } => panic!("{outcome:?}"),
            }
        }
        let line = format!("saved {}\n", serde_json::to_string(&saved).unwrap());
        std::io::stdout().lock().write_all(line.as_bytes()).unwrap();
    }
}

fn edit(question: &str, based_on: i64) -> Edit {
    let text = format!("{:016x}", rand::random::<u64>());
    let value = match question {
        "A.b.1" => Value::ShortText(Text { text, language: None }),
        "A.b.2" => Value::LongText(Text { text, language: None }),
        _ => serde_json::from_value(serde_json::json!({ "kind": "agency", "name": text })).unwrap(),
    };
    Edit {
        question: question.into(),
        based_on,
        disposition: Disposition::Answered,
        value: Some(value),
    }
}
