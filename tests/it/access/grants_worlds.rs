//! Non-interference: a contributor cannot tell apart two worlds that differ only in answers that
//! are not granted.
//!
//! The two worlds perform the same acts at the same times, and share their keys. They differ in
//! answers to questions on which a State's contributor has no grant. The difference includes the
//! existence, values, dispositions, revisions and times of these answers, and the results of
//! conditions on them. The content of editions differs accordingly. Queries over everything that a
//! contributor may select, and saves of granted and other questions, must give the same bytes in
//! both, except ids.

use super::{
    alike::Names,
    draw::{Draw, QUESTIONS},
    grants_fields::table,
};
use crate::world::{FIXTURE, Team, Test, World, either, on};
use chrono::{DateTime, TimeDelta, Utc};
use entity::vocabulary::GrantRight;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Number of requests. A fourth of them are saves.
const REQUESTS: usize = 320;

/// Audiences of a contributor in the policy.
const CONTRIBUTOR: [&str; 4] = ["everybody", "signed_in", "state", "writers"];
/// Root fields that lead to answers. Likelier ones are listed more often.
const ROOTS: [&str; 12] = [
    "submission",
    "submission",
    "submission",
    "submission",
    "submissions",
    "submissions",
    "sharedAnswers",
    "grants",
    "cycle",
    "submissionCount",
    "viewer",
    "state",
];

/// Grants of each State's contributor.
const GRANTS: [(&str, &[(&str, GrantRight)]); 4] = [
    // In this section every condition looks at a question outside it, or at a question inside whose
    // condition does.
    ("FRA", &[("A.b", GrantRight::Write)]),
    (
        "DEU",
        &[("A.b.5", GrantRight::Write), ("A.a.1", GrantRight::Read), ("B.a.7", GrantRight::Write)],
    ),
    ("KEN", &[("A.a", GrantRight::Write), ("A.b.4", GrantRight::Read)]),
    (
        "BRA",
        &[("B.a", GrantRight::Write), ("A.b.3", GrantRight::Write), ("A.b.5", GrantRight::Read)],
    ),
];

fn is_granted(state: &str, question: &str) -> bool {
    let (_, grants) = GRANTS.iter().find(|(of, _)| *of == state).unwrap();
    grants.iter().any(|(scope, _)| question == *scope || question.starts_with(&format!("{scope}.")))
}

/// One of the two worlds, with its secrets.
struct Side {
    world: World,
    secrets: Draw,
    teams: BTreeMap<&'static str, Team>,
}

impl Side {
    async fn new(test: Test, seed: u64) -> Self {
        let world = World::with_people(test).await;
        let version = world.publish(FIXTURE).await;
        world.plan("2026", version, on(1, 2), Some(on(1, 20))).await;
        world.plan("2027", version, on(1, 2), Some(on(10, 1))).await;
        let teams: BTreeMap<_, _> =
            GRANTS.iter().map(|(state, _)| (*state, world.state(state))).collect();
        for (state, scopes) in GRANTS {
            for (scope, right) in scopes {
                world.grant(&teams[state], scope, *right).await;
            }
        }
        Self { world, secrets: Draw::new(seed, &[], &[]), teams }
    }

    /// Saves a response of the focal point, based on the current revision.
    async fn says(&self, state: &str, cycle: &str, question: &str, said: &Value) {
        let team = &self.teams[state];
        let query = format!(
            r#"{{ submission(cycle: "{cycle}") {{ answer(question: "{question}") {{ revision }} }} }}"#
        );
        let stands =
            team.reads(&query).await["submission"]["answer"]["revision"].as_i64().unwrap_or(0);
        let mut edit = said.clone();
        (edit["question"], edit["basedOn"]) = (question.into(), stands.into());
        let saved = team.saves(cycle, json!([edit])).await.data();
        assert_eq!(saved["saveAnswers"]["outcomes"][0]["__typename"], "AnswerSaved", "{saved:#}");
    }

    /// Saves a few answers that no contributor may detect, at times of their own.
    async fn says_secrets(&mut self, state: &str, cycle: &str, most: i64) {
        let now = self.world.now();
        for _ in 0..self.secrets.below(most + 1) {
            let question = self.secrets.one(&QUESTIONS);
            if !is_granted(state, question) {
                let said = self.secrets.says(question);
                self.world.test.clock.set(now + TimeDelta::seconds(self.secrets.below(3_600)));
                self.says(state, cycle, question, &said).await;
            }
        }
        self.world.test.clock.set(now);
    }
}

/// Both worlds, with their common draw and the requests.
struct Worlds {
    sides: [Side; 2],
    same: Draw,
    names: Names,
    moment: DateTime<Utc>,
}

impl Worlds {
    /// Creates the first world in its test's own database, and the second beside it with the same
    /// keys.
    async fn new(test: Test, beside: Test) -> Self {
        let one = Side::new(test.clone(), 1).await;
        std::fs::copy(test.config().keys_file(), beside.config().keys_file()).unwrap();
        let other = Side::new(beside, 2).await;
        let mut same = Draw::new(4, &CONTRIBUTOR, &ROOTS);
        same.cycles = &["2026", "2027", "2027"];
        Self { sides: [one, other], same, names: Names::default(), moment: on(1, 3) }
    }

    /// Sets the same time in both, later than any earlier one.
    fn later(&mut self) {
        self.moment += TimeDelta::minutes(61);
        for side in &self.sides {
            side.world.test.clock.set(self.moment);
        }
    }

    async fn both_say(&mut self, state: &str, cycle: &str, question: &str) {
        let said = self.same.says(question);
        for side in &self.sides {
            side.says(state, cycle, question, &said).await;
        }
    }

    async fn secrets(&mut self, state: &str, cycle: &str, most: i64) {
        for side in &mut self.sides {
            side.says_secrets(state, cycle, most).await;
        }
        self.later();
    }

    /// Creates two cycles with editions and drafts. In some drafts one world alone has answers.
    async fn begin(&mut self) {
        self.later();
        for state in ["FRA", "DEU", "KEN"] {
            self.secrets(state, "2026", 30).await;
            for question in QUESTIONS.into_iter().filter(|question| is_granted(state, question)) {
                self.both_say(state, "2026", question).await;
            }
            for side in &self.sides {
                side.teams[state].submits("2026", json!({})).await.data();
            }
        }
        for (state, question) in [("DEU", "B.a.7"), ("KEN", "A.a.1")] {
            let choices =
                json!([{ "scope": "QUESTION", "code": question, "reader": "MEMBER_STATES" }]);
            for side in &self.sides {
                side.teams[state].consents("2026", choices.clone()).await.data();
            }
        }
        for side in &self.sides {
            for state in ["FRA", "DEU", "KEN"] {
                let choices = json!([{ "scope": "SUBMISSION", "countable": true }]);
                side.teams[state].consents("2026", choices).await.data();
            }
            side.world.releases("2026").await;
        }
        // Before any granted answer, one world has a draft and the other has none.
        let said = json!({ "disposition": "DECLINED" });
        for (side, state, question) in
            [(0, "FRA", "A.a.1"), (1, "BRA", "A.a.2"), (1, "KEN", "B.a.1")]
        {
            self.sides[side].says(state, "2027", question, &said).await;
        }
        self.later();
    }

    /// Sends the same request to both worlds as a State's contributor. Returns true if it was
    /// answered without an error.
    async fn ask(&mut self, state: &str, query: &str, variables: Value) -> bool {
        let [one, other] = &self.sides;
        let one = one.teams[state].contributor.graphql(query, variables.clone()).await;
        let other = other.teams[state].contributor.graphql(query, variables.clone()).await;
        let alike = self.names.are_alike(&one, &other);
        alike.unwrap_or_else(|what| {
            panic!("{state} can tell the worlds apart by {query} {variables}: {what}")
        });
        one.json().get("errors").is_none()
    }

    async fn saves(&mut self, state: &str) -> bool {
        let questions: BTreeSet<_> =
            (0..1 + self.same.below(4)).map(|_| self.same.one(&QUESTIONS)).collect();
        let mut edits = Vec::new();
        for question in questions {
            let mut edit = self.same.says(question);
            (edit["question"], edit["basedOn"]) = (question.into(), self.same.below(4).into());
            edits.push(edit);
        }
        let key = format!("key {}", self.same.below(200));
        let key = if self.same.often(30) { json!(key) } else { Value::Null };
        let query = self.same.save();
        self.ask(
            state,
            &query,
            json!({ "input": { "cycle": "2027", "answers": edits, "idempotencyKey": key } }),
        )
        .await
    }
}

either! {
    async fn a_contributor_can_not_tell_two_worlds_apart_by_answers_that_are_not_granted(test: Test) {
        let second = test.another().await;
        let mut worlds = Worlds::new(test, second.clone()).await;
        worlds.begin().await;
        let mut good = 0;
        for number in 0..REQUESTS {
            let state = worlds.same.one(&["FRA", "DEU", "KEN", "BRA"]);
            if number % 10 == 5 {
                worlds.secrets(state, "2027", 8).await;
                let granted: Vec<_> = QUESTIONS.into_iter().filter(|question| is_granted(state, question)).collect();
                let question = worlds.same.one(&granted);
                worlds.both_say(state, "2027", question).await;
            }
            if number == REQUESTS / 2 {
                for side in &worlds.sides {
                    side.teams["KEN"].submits("2027", json!({})).await.data();
                }
            }
            worlds.later();
            good += usize::from(if number % 4 == 3 {
                worlds.saves(state).await
            } else {
                let query = worlds.same.request();
                worlds.ask(state, &query, json!({})).await
            });
        }
        assert!(good * 10 > REQUESTS * 9, "only {good} of {REQUESTS} were answered");
        let missing: Vec<_> = table()
            .into_iter()
            .filter(|(_, gets)| *gets != "refused")
            .filter(|((of, field), _)| *of != "Mutation" && !worlds.same.selected.contains(&((*of).into(), (*field).into())))
            .collect();
        assert!(missing.is_empty(), "never asked for: {missing:?}");
        // The worlds do differ, in everything that a focal point reads of them.
        for (_, query) in [("answers", "answers { question disposition revision savedAt hidden }"), ("progress", "progress { section answered hidden }")] {
            for (state, _) in GRANTS {
                let query = format!(r#"{{ submission(cycle: "2027") {{ {query} }} }}"#);
                let [one, other] = &worlds.sides;
                assert_ne!(one.teams[state].reads(&query).await, other.teams[state].reads(&query).await, "{state} {query}");
            }
        }
        second.done().await;
    }
}
