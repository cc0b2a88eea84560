//! Timelines: many random steps of States and the Secretariat over two cycles, of which the second
//! follows the first.
//!
//! States submit, amend, withdraw, submit again and change consent. Proposals are left open, and
//! releases are made in between. After each release, everything that was ever released is verified
//! again from its sealed inputs. An attacker that shares no code with the gate then reads all of it
//! from scratch.
//!
//! `TEST_EFFORT` sets the number and the length of the timelines.

mod attacker;
mod read;
mod steps;

use crate::world::{Test, both, rounds};
use steps::Timeline;

/// The first seeds.
const SEEDS: [u64; 4] = [77_37, 1, 2, 3];

fn seeds() -> Vec<u64> {
    SEEDS.into_iter().chain(4..).take(rounds(1, 2, 12)).collect()
}

both! {
    async fn after_many_steps_nothing_that_was_ever_released_gives_an_answer_away(test: Test) {
        let mut seen = steps::SeenRelease::default();
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
        // A single timeline may have few events.
        if seeds.len() > 3 {
            seen.is_about_something();
        }
    }
}
