//! Two hundred steps of States and the Secretariat, drawn at random: they submit, amend, withdraw, change consent, and releases are made in
//! between. After each release everything that was ever released is judged again from its sealed inputs.

use crate::world::{Actor, Test, World, both, on};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

const STATES: usize = 44;
const STEPS: usize = 200;
/// A release at every such step.
const RELEASE: usize = 25;
/// What a State may be told on the way.
const EXPECTED: [&str; 5] = ["WITHDRAWN", "NOTHING_SUBMITTED", "NOTHING_CHANGED", "ALREADY_SUBMITTED", "NOT_FOUND"];

struct Timeline {
    world: World,
    states: Vec<Actor>,
    rng: ChaCha8Rng,
    /// How many tables were released, and how many were not available.
    seen: (usize, usize),
}

/// Nothing but what was expected was refused.
fn done(answer: &Value) {
    for error in answer["errors"].as_array().into_iter().flatten() {
        assert!(EXPECTED.contains(&error["extensions"]["code"].as_str().unwrap()), "{answer:#}");
    }
}

impl Timeline {
    async fn of(test: Test) -> Self {
        let world = World::open(test).await;
        let codes = world.further_states(STATES).await;
        let states = world.adds_states(&codes).await;
        world.plans_for_all("open", json!(on(2, 1)), Value::Null).await;
        let mut timeline = Self { world, states, rng: ChaCha8Rng::seed_from_u64(77_37), seen: (0, 0) };
        for place in 0..STATES {
            timeline.answers(place).await;
            timeline.submits(place).await;
        }
        timeline
    }

    async fn answers(&mut self, place: usize) {
        let options = ["not_started", "partly", "in_place"];
        let option = options[[0, 1, 1, 1, 2][self.rng.random_range(0..5)]];
        // Whatever stands is overwritten: the State reads before it writes.
        let read = r#"{ submissions { cycle { key } answers { question revision } } }"#;
        let read = self.states[place].reads(read).await;
        let answers = read["submissions"][0]["answers"].as_array().cloned().unwrap_or_default();
        let revision = answers.iter().find(|answer| answer["question"] == "A.a.1").map_or(json!(0), |a| a["revision"].clone());
        let edit = json!([{ "question": "A.a.1", "basedOn": revision, "value": { "singleChoice": { "option": option } } }]);
        let saved = self.states[place].saves("open", edit).await.data();
        assert_eq!(saved["saveAnswers"]["outcomes"][0]["__typename"], "AnswerSaved", "{saved:#}");
    }

    async fn submits(&mut self, place: usize) {
        let reader = if self.rng.random_bool(0.3) { "PUBLIC" } else { "STATE_ONLY" };
        done(&self.states[place].submits("open", json!({ "countable": true, "reader": reader })).await.json());
    }

    async fn step(&mut self) {
        let place = self.rng.random_range(0..STATES);
        match self.rng.random_range(0..10) {
            0..=3 => {
                self.answers(place).await;
                done(&self.states[place].amends("open").await.json());
            }
            4 => done(&self.states[place].withdraws("open").await.json()),
            5 | 6 => self.submits(place).await,
            7 | 8 => {
                let reader = ["STATE_ONLY", "MEMBER_STATES", "PUBLIC"][self.rng.random_range(0..3)];
                let choice = json!([{ "scope": "QUESTION", "code": "A.a.1", "reader": reader }]);
                done(&self.states[place].consents("open", choice).await.json());
            }
            _ => {
                let choice = json!([{ "scope": "SUBMISSION", "countable": self.rng.random_bool(0.7) }]);
                done(&self.states[place].consents("open", choice).await.json());
            }
        }
        let test = &self.world.test;
        test.clock.set(self.world.now() + chrono::TimeDelta::milliseconds(700));
    }

    async fn is_released(&mut self) {
        let number = self.world.releases("open").await;
        for number in 1..=number {
            let findings = national_survey::aggregate::verify(&self.world, number).await.unwrap();
            assert_eq!(findings, Vec::<String>::new(), "release {number}");
        }
        let query = format!("{{ release(number: {number}) {{ tables {{ standing rows {{ base publishedBase }} }} }} }}");
        for table in self.world.public().reads(&query).await["release"]["tables"].as_array().unwrap() {
            let there = table["standing"] == "GATED";
            *if there { &mut self.seen.0 } else { &mut self.seen.1 } += 1;
            for row in table["rows"].as_array().unwrap().iter().filter(|_| there) {
                let hidden = row["base"].as_u64().unwrap() - row["publishedBase"].as_u64().unwrap();
                assert!(hidden == 0 || hidden >= 10, "{table:#}");
            }
        }
    }
}

both! {
    async fn after_two_hundred_steps_nothing_that_was_ever_released_gives_an_answer_away(test: Test) {
        let mut timeline = Timeline::of(test).await;
        for step in 0..STEPS {
            timeline.step().await;
            if step % RELEASE == RELEASE - 1 {
                timeline.is_released().await;
            }
        }
        let (there, withheld) = timeline.seen;
        assert!(there > 10 && withheld > 10, "both happen, so that this is about something: {:?}", timeline.seen);
        timeline.world.trail_is_whole().await;
    }
}
