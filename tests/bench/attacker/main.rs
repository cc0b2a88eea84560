//! Simulated releases for the independent attacker (`tests/attacker`).
//!
//! The program writes one file for each cycle, with everything that the public would read. All
//! rules are on, or one of them is switched off. The product has no switch for any rule. This
//! program switches a rule off by the parameters that it passes to the library, or by a change of
//! the library's output; see [`play`].
//!
//! `cargo bench --profile release --bench attacker -- --help` lists the options.

#![expect(clippy::unwrap_used, reason = "a simulation that fails ends the run")]

mod lattice;
mod play;
mod sets;
#[path = "../frontier/simulate.rs"]
mod simulate;
mod wide;
mod written;

use clap::Parser as _;
use play::Variant;
use simulate::{Reference, Simulation};
use std::{fs, path::PathBuf};

/// Options of the simulation.
#[derive(clap::Parser)]
pub struct Options {
    /// Folder of the files
    #[arg(long)]
    out: PathBuf,
    /// All rules, or the rule that is switched off
    #[arg(long, value_enum)]
    variant: Variant,
    /// Cycles drawn for each rate and share
    #[arg(long, default_value_t = 2)]
    seeds: u64,
    /// First seed
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Questions in a cycle: one of each kind in turn
    #[arg(long, default_value_t = 5)]
    questions: usize,
    /// Only one of the questions, by seed
    #[arg(long)]
    pub one: bool,
    /// The draw of `frontier`: three kinds of questions, and the regional groups alone
    #[arg(long)]
    pub plain: bool,
    /// Shares of States that respond, in per cent
    #[arg(long, value_delimiter = ',', default_values_t = [30, 60, 95])]
    rates: Vec<usize>,
    /// Shares of answers published, in per cent
    #[arg(long, value_delimiter = ',', default_values_t = [0, 45, 80])]
    published: Vec<u64>,
    /// Given by cargo
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() {
    let options = Options::parse();
    let reference = Reference::read();
    fs::create_dir_all(&options.out).unwrap();
    for (rate, published) in options
        .rates
        .iter()
        .flat_map(|rate| options.published.iter().map(move |share| (*rate, *share)))
    {
        for seed in options.from..options.from + options.seeds {
            let respondents = reference.states.len() * rate / 100;
            let simulation = Simulation {
                seed,
                respondents,
                published,
                shown: [0; 2],
                questions: options.questions,
            };
            let picture = play::play(options.variant, &reference, &simulation, &options);
            let name = format!("{}-{rate}-{published}-{seed}.json", options.variant);
            fs::write(options.out.join(name), serde_json::to_vec(&picture).unwrap()).unwrap();
        }
    }
}
