//! Steps of a timeline.

use super::{
    attacker::Attacked,
    read::{Cycle, Read},
};
use crate::world::{Actor, Answer, Test, World, on};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

const STATES: usize = 44;
/// Probability that a step proposes a release.
const PROPOSE: f64 = 8.0 / 200.0;
/// The cycles, oldest first.
pub const CYCLES: [&str; 2] = ["first", "second"];
/// Possible responses, in the order of the levels of the table.
const SAID: [&str; 5] = ["not_started", "partly", "in_place", "UNANSWERED", "DECLINED"];
const READERS: [&str; 4] = ["STATE_ONLY", "SECRETARIAT", "MEMBER_STATES", "PUBLIC"];
/// Refusals that a State may get on the way.
const EXPECTED: [&str; 5] =
    ["WITHDRAWN", "NOTHING_SUBMITTED", "NOTHING_CHANGED", "ALREADY_SUBMITTED", "NOT_FOUND"];

pub struct Timeline {
    pub world: World,
    pub seen: SeenRelease,
    seed: u64,
    codes: Vec<String>,
    states: Vec<Actor>,
    rng: ChaCha8Rng,
    /// For each cycle: each State's draft response, and its revision.
    drafts: [Vec<(usize, i64)>; 2],
    read: Read,
    /// True while States only amend, so that the respondents stay.
    calm: bool,
    /// For each cycle: an open proposal, the state of the cycle that it counts, and true if it is
    /// signed off.
    open: [Option<(Value, Cycle, bool)>; 2],
}

/// Statistics of the timelines.
#[derive(Debug, Default)]
pub struct SeenRelease {
    /// Numbers of releases, of available and unavailable tables, and of available changes.
    releases: usize,
    there: usize,
    withheld: usize,
    changes: usize,
    /// Proposals that ended without a release.
    ended: usize,
    /// Submissions after a withdrawal.
    anew: usize,
    /// Statistics of the attacks.
    attacked: Attacked,
}

impl SeenRelease {
    pub fn add(&mut self, other: &Self) {
        let Self { releases, there, withheld, changes, ended, anew, attacked } = other;
        self.releases += releases;
        self.there += there;
        self.withheld += withheld;
        self.changes += changes;
        self.ended += ended;
        self.anew += anew;
        self.attacked.add(attacked);
    }

    /// Checks that every kind of event happened, so that the test is not empty.
    pub fn is_about_something(&self) {
        let both = self.there > 10 && self.withheld > 10 && self.changes > 0;
        assert!(self.releases > 10 && both && self.ended > 0 && self.anew > 0, "{self:?}");
        assert!(self.attacked.editions > 500 && self.attacked.together > 0, "{self:?}");
    }
}

/// Returns true if the act was done. Only an expected refusal is allowed.
fn done(answer: &Answer) -> bool {
    let answer = answer.json();
    for error in answer["errors"].as_array().into_iter().flatten() {
        assert!(EXPECTED.contains(&error["extensions"]["code"].as_str().unwrap()), "{answer:#}");
    }
    answer.get("errors").is_none()
}

impl Timeline {
    pub async fn of(test: Test, seed: u64) -> Self {
        let world = World::open(test).await;
        let codes = world.further_states(STATES).await;
        let states = world.adds_states(&codes).await;
        for (cycle, day) in CYCLES.iter().zip([1, 2]) {
            world.plans_for_all(cycle, json!(on(2, day)), Value::Null).await;
        }
        let (drafts, read) = ([0, 1].map(|_| vec![(0, 0); STATES]), Read::of(&world).await);
        let rng = ChaCha8Rng::seed_from_u64(seed);
        let mut timeline = Self {
            world,
            seen: SeenRelease::default(),
            seed,
            codes,
            states,
            rng,
            drafts,
            read,
            calm: true,
            open: [None, None],
        };
        for (cycle, place) in (0..2).flat_map(|cycle| (0..STATES).map(move |place| (cycle, place)))
        {
            timeline.answers(cycle, place).await;
            timeline.submits(cycle, place).await;
        }
        timeline
    }

    async fn answers(&mut self, cycle: usize, place: usize) {
        // Most States answer as in the cycle before.
        let before = self.drafts[0][place].0;
        let drawn = [0, 1, 1, 1, 2, 2, 0, 1, 1, 3, 4][self.rng.random_range(0..11)];
        let said = if cycle == 1 && self.rng.random_bool(0.8) { before } else { drawn };
        let revision = self.drafts[cycle][place].1;
        let mut edit = json!({ "question": "A.a.1", "basedOn": revision });
        match SAID[said] {
            option if said < 3 => edit["value"] = json!({ "singleChoice": { "option": option } }),
            disposition => edit["disposition"] = disposition.into(),
        }
        let saved = self.states[place].saves(CYCLES[cycle], json!([edit])).await.data();
        let outcome = &saved["saveAnswers"]["outcomes"][0];
        assert_eq!(outcome["__typename"], "AnswerSaved", "{saved:#}");
        self.drafts[cycle][place] = (said, outcome["revision"].as_i64().unwrap());
    }

    /// Records the edition of the saved response, if one was made.
    fn said(&mut self, cycle: usize, place: usize, answer: &Answer) {
        if done(answer) {
            let given =
                answer.json()["data"].as_object().unwrap().values().next().unwrap()["edition"]["number"].as_i64().unwrap();
            // Among the levels, declined comes after not applicable.
            let level = [0, 1, 2, 3, 5][self.drafts[cycle][place].0];
            self.read.said(cycle, &self.codes[place], given, level);
            self.seen.anew +=
                usize::from(given > 1 && answer.json()["data"].get("submitSubmission").is_some());
        }
    }

    async fn submits(&mut self, cycle: usize, place: usize) {
        let reader = READERS[[0, 0, 0, 0, 0, 1, 2, 3, 3, 3][self.rng.random_range(0..10)]];
        let answer = self.states[place]
            .submits(CYCLES[cycle], json!({ "countable": true, "reader": reader }))
            .await;
        if done(&answer) {
            self.read.counts(cycle, &self.codes[place], true);
        }
        self.said(cycle, place, &answer);
        self.read.looks_at(cycle, &self.codes[place]).await;
    }

    pub async fn step(&mut self) {
        // Most steps of the first half are in the first cycle, and most of the second half in the
        // second.
        let (late, place) = (
            self.world.now() > on(3, 1) + chrono::TimeDelta::seconds(70),
            self.rng.random_range(0..STATES),
        );
        let cycle = usize::from(self.rng.random_bool(if late { 0.7 } else { 0.2 }));
        // Sometimes many States do the same at once.
        let (act, many) = (
            self.rng.random_range(0..10),
            if self.rng.random_bool(0.04) && !self.calm { 12 } else { 1 },
        );
        for further in 0..many {
            self.acts(cycle, (place + further) % STATES, if self.calm { 0 } else { act }).await;
        }
        self.world.test.clock.set(self.world.now() + chrono::TimeDelta::milliseconds(700));
        if self.rng.random_bool(PROPOSE) {
            self.proposes(cycle).await;
        }
        self.goes_on().await;
    }

    /// Performs an act of a State.
    async fn acts(&mut self, cycle: usize, place: usize, act: u8) {
        let state = self.states[place].clone();
        match act {
            0..=3 => {
                self.answers(cycle, place).await;
                let amended = state.amends(CYCLES[cycle]).await;
                self.said(cycle, place, &amended);
            }
            4 => drop(done(&state.withdraws(CYCLES[cycle]).await)),
            5 | 6 => self.submits(cycle, place).await,
            7 | 8 => {
                let choice = json!([{ "scope": "QUESTION", "code": "A.a.1", "reader": (READERS[self.rng.random_range(0..4)]) }]);
                done(&state.consents(CYCLES[cycle], choice).await);
            }
            _ => {
                let may = self.rng.random_bool(0.7);
                if done(
                    &state
                        .consents(
                            CYCLES[cycle],
                            json!([{ "scope": "SUBMISSION", "countable": may }]),
                        )
                        .await,
                ) {
                    self.read.counts(cycle, &self.codes[place], may);
                }
            }
        }
        self.read.looks_at(cycle, &self.codes[place]).await;
    }

    /// Proposes a release of the cycle in its present state, at once or for later. An earlier
    /// proposal ends.
    async fn proposes(&mut self, cycle: usize) {
        let later =
            self.rng.random_bool(0.3).then(|| self.world.now() + chrono::TimeDelta::seconds(3));
        let proposal =
            self.world.proposes(json!({ "cycle": CYCLES[cycle], "publishAt": later })).await;
        self.seen.ended += usize::from(self.open[cycle].is_some());
        self.open[cycle] = Some((proposal, self.read.picture(cycle), false));
        self.calm = self.rng.random_bool(0.5);
    }

    /// Signs proposals off, now or some steps later, and publishes the due ones.
    async fn goes_on(&mut self) {
        for cycle in 0..2 {
            let Some((proposal, _, false)) = &self.open[cycle] else { continue };
            if self.rng.random_bool(0.4) {
                let signed = self.world.signs_off(&proposal.clone()).await.json();
                match signed["errors"][0]["extensions"]["code"].as_str() {
                    None => self.open[cycle].as_mut().unwrap().2 = true,
                    Some(code) => {
                        assert_eq!(code, "RELEASE_CHANGED", "{signed:#}");
                        self.open[cycle] = None;
                        self.seen.ended += 1;
                    }
                }
            }
        }
        if self.open.iter().flatten().all(|open| !open.2) {
            return;
        }
        for number in self.world.publishes().await {
            self.is_released(number).await;
        }
        // A due proposal that was not published has ended.
        for (cycle, key) in CYCLES.iter().enumerate() {
            let query = format!(r#"{{ releaseProposals(cycle: "{key}") {{ status }} }}"#);
            let newest =
                self.world.administrator().reads(&query).await["releaseProposals"][0]["status"]
                    .clone();
            if self.open[cycle].is_some() && newest == "ENDED" {
                self.open[cycle] = None;
                self.seen.ended += 1;
            }
        }
    }

    async fn is_released(&mut self, number: i64) {
        let read = self
            .world
            .public()
            .reads(&format!("{{ release(number: {number}) {{ cycle {{ key }} }} }}"))
            .await;
        let cycle = CYCLES.iter().position(|key| read["release"]["cycle"]["key"] == *key).unwrap();
        let (_, picture, _) = self.open[cycle].take().unwrap();
        for number in 1..=number {
            let findings = national_survey::aggregate::verify(&self.world, number).await.unwrap();
            assert_eq!(findings, Vec::<String>::new(), "seed {}, release {number}", self.seed);
        }
        let shown = self.read.release(number, cycle, picture).await;
        self.seen.releases += 1;
        self.seen.changes += usize::from(shown.change);
        self.seen.there += shown.there;
        self.seen.withheld += shown.withheld;
        let found = self.read.attack(cycle, &shown, &mut self.seen.attacked);
        assert_eq!(found, Vec::<String>::new(), "seed {}, release {number}", self.seed);
    }
}
