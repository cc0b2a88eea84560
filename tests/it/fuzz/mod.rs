//! Fuzz targets: readers of foreign bytes get texts that are almost right, for `FUZZ_SECONDS`.
//!
//! `cargo test` gives each target one second, `.ci/nightly` minutes. A failure prints a seed.
//! `ARBTEST_SEED=… cargo test --test it -- NAME` runs it again. If a target takes the whole process
//! down, its last input is in `target/tmp/fuzz-NAME`.
//!
//! A new target needs:
//!
//! 1. A file here.
//! 2. Valid seeds.
//! 3. A call of `run` with a property beside "no panic". A panic, an abort and an input that takes
//!    seconds fail by themselves.

mod body;
mod instrument;
mod query_limits;
mod seal;

use arbtest::{
    arbitrary::{Result, Unstructured},
    arbtest,
};
use std::{
    path::Path,
    time::{Duration, Instant},
};

/// Longest time of one input, in an unoptimised build on a busy machine.
const PATIENCE: Duration = Duration::from_secs(5);

/// Runs random inputs for the length of the budget. `draw` makes an input, and `check` panics if
/// the property does not hold.
fn run<I: AsRef<[u8]>>(
    name: &str,
    draw: impl Fn(&mut Unstructured<'_>) -> Result<I>,
    mut check: impl FnMut(&I),
) {
    let seconds = std::env::var("FUZZ_SECONDS")
        .map_or(1.0, |text| text.parse().expect("FUZZ_SECONDS is a number"));
    let last = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{name}"));
    let mut runs = 0_u64;
    arbtest(|u| {
        let input = draw(u)?;
        std::fs::write(&last, &input).unwrap();
        let start = Instant::now();
        check(&input);
        assert!(
            start.elapsed() < PATIENCE,
            "it took {:?}: {}",
            start.elapsed(),
            shown(input.as_ref())
        );
        runs += 1;
        Ok(())
    })
    .size_max(4_096)
    .budget(Duration::from_secs_f64(seconds))
    .run();
    println!("{name}: {runs} inputs");
    std::fs::remove_file(last).unwrap();
}

/// Returns the beginning of an input, for a message.
fn shown(input: &[u8]) -> String {
    String::from_utf8_lossy(input).chars().take(2_000).collect()
}

/// Returns a seed after some changes: flipped bytes, parts left out, repeated, nested or taken from
/// another seed, and words of the grammar.
fn mutated(
    u: &mut Unstructured<'_>,
    seeds: &[impl AsRef<[u8]>],
    words: &[&str],
) -> Result<Vec<u8>> {
    let mut text = u.choose(seeds)?.as_ref().to_vec();
    for _ in 0..u.int_in_range(0..=8)? {
        let (from, to) = part(u, text.len())?;
        match u.int_in_range(0..=7)? {
            0 if from < text.len() => text[from] ^= 1 << u.int_in_range(0..=7)?,
            1 => drop(text.drain(from..to)),
            2 => {
                let piece = text[from..to].to_vec();
                let times = u.int_in_range(1..=40)?;
                text.splice(to..to, piece.repeat(times));
            }
            3 => {
                let other = u.choose(seeds)?.as_ref();
                let (a, b) = part(u, other.len())?;
                text.splice(from..to, other[a..b].iter().copied());
            }
            4 => {
                let (open, close) = *u.choose(&[
                    ("{", "}"),
                    ("[", "]"),
                    ("(", ")"),
                    ("{a", "}"),
                    ("\"", "\""),
                    ("{\"a\":", "}"),
                ])?;
                let times = u.int_in_range(1..=60)?;
                text.splice(to..to, close.repeat(times).bytes());
                text.splice(from..from, open.repeat(times).bytes());
            }
            5 => text
                .splice(from..from, u.bytes(to.min(from + 16) - from)?.iter().copied())
                .for_each(drop),
            _ => text.splice(from..to.min(from + 1), u.choose(words)?.bytes()).for_each(drop),
        }
        text.truncate(1 << 19);
    }
    Ok(text)
}

/// Chooses a part of a text, mostly a short one.
fn part(u: &mut Unstructured<'_>, length: usize) -> Result<(usize, usize)> {
    let from = u.int_in_range(0..=length)?;
    let most = if u.ratio(1, 8)? { length } else { length.min(from + 24) };
    Ok((from, u.int_in_range(from..=most)?))
}
