//! Many steps of States and the Secretariat, drawn at random, over two cycles of which the second follows the first: States submit,
//! amend, withdraw, submit anew and change consent, proposals are left open, and releases are made in between. After each
//! release everything that was ever released is judged again from its sealed inputs, and an attacker who shares no
//! code with the gate reads it all from scratch.
//!
//! `TEST_EFFORT` says how many timelines are drawn, and how long they are.

mod attacker;
mod read;
mod steps;

use crate::world::{Test, both, rounds};
use steps::Timeline;

/// The seeds that are drawn first.
const SEEDS: [u64; 4] = [77_37, 1, 2, 3];

fn seeds() -> Vec<u64> {
    SEEDS.into_iter().chain(4..).take(rounds(1, 2, 12)).collect()
}

both! {
    async fn after_many_steps_nothing_that_was_ever_released_gives_an_answer_away(test: Test) {
        let mut seen = steps::Seen::default();
        let seeds = seeds();
        for seed in &seeds {
            let another = test.another().await;
            let mut timeline = Timeline::of(another.clone(), *seed).await;
            for _ in 0..rounds(80, 140, 200) {
                timeline.step().await;
            }
            seen.add(&timeline.seen);
            timeline.world.trail_is_whole().await;
            another.done().await;
        }
        // One alone may be quiet.
        if seeds.len() > 3 {
            seen.is_about_something();
        }
    }
}
