//! Concurrent writers: every acknowledged save is there, whatever several people save at the same
//! time.

use crate::world::{Test, World};
use entity::{
    answer, answer_revision,
    vocabulary::{Disposition, GrantRight, RevisionOutcome},
};
use national_survey::submission::{
    Edit, Outcome,
    working_copy::value::{Number, Text, Value},
};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use sea_orm::{EntityTrait as _, QueryOrder as _};
use std::collections::BTreeMap;

/// Questions whose values can be made unique.
const QUESTIONS: [&str; 4] = ["A.b.1", "A.b.2", "A.b.4", "B.a.2"];

/// One save: for each of some questions, the staleness of the revision on which it is based.
type Save = Vec<(usize, i64)>;

fn writers() -> impl Strategy<Value = Vec<Vec<Save>>> {
    let save = prop::collection::btree_map(
        0..QUESTIONS.len(),
        prop_oneof![4 => Just(0i64), 1 => 1..3i64],
        1..=3,
    );
    let save = save.prop_map(|edits| edits.into_iter().collect());
    prop::collection::vec(prop::collection::vec(save, 1..6), 2..6)
}

/// Returns a value that only this save of this writer uses.
fn value(question: usize, mark: u32) -> Value {
    match QUESTIONS[question] {
        "A.b.4" => Value::Number(Number { number: f64::from(mark) }),
        "B.a.2" => serde_json::from_value(
            serde_json::json!({ "kind": "agency", "name": format!("Body {mark}") }),
        )
        .unwrap(),
        "A.b.1" => Value::ShortText(Text { text: format!("line {mark}"), language: None }),
        _ => Value::LongText(Text { text: format!("text {mark}"), language: None }),
    }
}

/// Runs one writer, who reads the current answers and saves, sometimes based on older revisions.
/// Returns the acknowledged saves.
async fn write(world: World, writer: u32, saves: Vec<Save>) -> Vec<(Outcome, String)> {
    let by = if writer.is_multiple_of(2) {
        world.france().focal_point
    } else {
        world.france().contributor
    };
    let mut seen = [0i64; QUESTIONS.len()];
    let mut said = Vec::new();
    for (number, save) in (0u32..).zip(saves) {
        let edit = |(question, stale): &(usize, i64)| Edit {
            question: QUESTIONS[*question].into(),
            based_on: (seen[*question] - stale).max(0),
            disposition: Disposition::Answered,
            value: Some(value(*question, writer * 100 + number)),
        };
        let edits: Vec<_> = save.iter().map(edit).collect();
        let texts: Vec<_> = edits
            .iter()
            .map(|edit| serde_json::to_string(edit.value.as_ref().unwrap()).unwrap())
            .collect();
        let saved = world.save(&by, edits).await.unwrap();
        assert_eq!(saved.outcomes.len(), save.len());
        for ((question, _), outcome) in save.iter().zip(&saved.outcomes) {
            seen[*question] = match outcome {
                Outcome::Saved { revision, .. } => *revision,
                Outcome::Conflict { theirs, .. } => theirs.revision,
                Outcome::Refused { .. } => panic!("{outcome:?}"),
            };
        }
        said.extend(saved.outcomes.into_iter().zip(texts));
    }
    said
}

async fn nothing_is_lost(world: &World, said: Vec<(Outcome, String)>) {
    let history = answer_revision::Entity::find()
        .order_by_asc(answer_revision::Column::Revision)
        .all(world.read())
        .await
        .unwrap();
    let answers = answer::Entity::find().all(world.read()).await.unwrap();
    for (outcome, text) in &said {
        let kept = history.iter().any(|line| {
            line.value.as_ref() == Some(text)
                && match outcome {
                    Outcome::Saved { question, revision } => {
                        line.question == *question && line.revision == Some(*revision)
                    }
                    Outcome::Conflict { question, .. } => {
                        line.question == *question && line.outcome == RevisionOutcome::Conflict
                    }
                    Outcome::Refused { .. } => false,
                }
        });
        assert!(kept, "acknowledged and lost: {outcome:?} {text}");
    }
    assert_eq!(
        history.len(),
        said.len(),
        "the history holds what was acknowledged and nothing else"
    );
    let mut saved: BTreeMap<_, Vec<_>> = BTreeMap::new();
    history
        .iter()
        .filter(|line| line.revision.is_some())
        .for_each(|line| saved.entry(&line.question).or_default().push(line));
    assert_eq!(saved.len(), answers.len());
    for answer in &answers {
        let lines = &saved[&answer.question];
        let revisions: Vec<_> = lines.iter().filter_map(|line| line.revision).collect();
        assert_eq!(revisions, (1..=answer.revision).collect::<Vec<_>>(), "revisions without a gap");
        assert_eq!(lines.last().unwrap().value, answer.value, "the answer is what was saved last");
    }
    world.trail_is_whole().await;
}

/// Runs a case: a fresh world, concurrent writers, and a check of the result.
async fn case(test: Test, writers: Vec<Vec<Save>>) {
    let world = World::open(test.clone()).await;
    for section in ["A.b", "B.a"] {
        world.grant(&world.france(), section, GrantRight::Write).await;
    }
    let tasks: Vec<_> = (0u32..)
        .zip(writers)
        .map(|(n, saves)| tokio::spawn(write(world.clone(), n, saves)))
        .collect();
    let mut said = Vec::new();
    for task in tasks {
        said.extend(task.await.unwrap());
    }
    nothing_is_lost(&world, said).await;
    world.db().close().await;
    test.done().await;
}

fn property(cases: u32, test: impl AsyncFn() -> Option<Test>) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let mut runner = TestRunner::new(Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 100,
        ..Config::default()
    });
    let done = runner.run(&writers(), |writers| {
        runtime.block_on(async {
            if let Some(test) = test().await {
                let caught = tokio::spawn(case(test, writers)).await;
                prop_assert!(caught.is_ok(), "{}", caught.unwrap_err());
            }
            Ok(())
        })
    });
    done.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn saves_by_many_writers_lose_nothing_on_sqlite() {
    property(24, async || Some(Test::on_sqlite().await));
}

#[test]
fn saves_by_many_writers_lose_nothing_on_postgres() {
    property(24, async || Test::on_postgres().await);
}
