//! The frontier of disclosure control: what is left of the tables by respondents, share published and bloc, with the real regional
//! groups and memberships and invented answers.
//!
//! `cargo bench --bench frontier -- --help` says what can be varied.

#![expect(clippy::unwrap_used, reason = "a measurement that fails ends the run")]

mod growth;
mod simulate;

use clap::Parser as _;
use national_survey::aggregate::{BandRules, Parameters, Standing, gated_tables, release_tables};
use simulate::{Reference, Simulation};
use std::time::Instant;

/// What is simulated.
#[derive(clap::Parser)]
struct Options {
    /// Cycles drawn for each line
    #[arg(long, default_value_t = 5)]
    seeds: u64,
    /// Questions in a cycle
    #[arg(long, default_value_t = 30)]
    questions: usize,
    /// So many States pool their answers, 0 to 2
    #[arg(long, default_value_t = 2)]
    coalition: u32,
    /// Respondents of each line
    #[arg(long, value_delimiter = ',', default_values_t = [50, 80, 120, 150, 193])]
    respondents: Vec<usize>,
    /// Shares published, in per cent
    #[arg(long, value_delimiter = ',', default_values_t = [0, 30, 45, 60, 80])]
    published: Vec<u64>,
    /// Least hidden States of a set
    #[arg(long, value_delimiter = ',', default_values_t = [10])]
    minimum: Vec<u32>,
    /// Least integers of an end quarter
    #[arg(long, value_delimiter = ',', default_values_t = [BandRules::default().quarter_minimum])]
    quarter: Vec<u32>,
    /// Blocs, by code of organization; `none` for none
    #[arg(long, value_delimiter = ',', default_values_t = ["none".to_owned(), "EU".to_owned()])]
    blocs: Vec<String>,
    /// Measures how the time of a release grows with States and cycles instead
    #[arg(long)]
    growth: bool,
    /// With --growth: of a hundred answers so many are shown, or hidden, otherwise than in the cycle before
    #[arg(long, default_value_t = 0)]
    turning: usize,
    /// Given by cargo
    #[arg(long, hide = true)]
    bench: bool,
}

/// What came of the tables of some cycles.
#[derive(Default)]
struct Left {
    questions: usize,
    all: usize,
    classes: usize,
    four: usize,
    /// Tables that the sizes let through, and those of them that were withheld.
    sized: usize,
    withheld: usize,
}

fn main() {
    let options = Options::parse();
    let reference = Reference::read();
    if options.growth {
        return growth::measure(&reference, options.turning);
    }
    println!("respondents  published  least  quarter  bloc    All %  classes  All and 4 %  withheld %  seconds");
    for (respondents, published) in
        options.respondents.iter().flat_map(|n| options.published.iter().map(move |share| (*n, *share)))
    {
        let sizes = options.minimum.iter().flat_map(|least| options.quarter.iter().map(move |quarter| (*least, *quarter)));
        for ((minimum, quarter), bloc) in sizes.flat_map(|sizes| options.blocs.iter().map(move |bloc| (sizes, bloc))) {
            let start = Instant::now();
            let bands = BandRules { quarter_minimum: quarter, ..BandRules::default() };
            let parameters = Parameters { hidden_minimum: minimum, coalition: options.coalition, bands, ..Parameters::default() };
            let left = line(&options, &reference, respondents, published, &parameters, bloc);
            let percent = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
            println!(
                "{respondents:>11}  {published:>8} %  {minimum:>5}  {quarter:>7}  {bloc:<6} {:>6.1}  {:>7.2}  {:>11.1}  {:>10.1}  {:>7.1}",
                percent(left.all, left.questions),
                left.classes as f64 / left.questions as f64,
                percent(left.four, left.questions),
                percent(left.withheld, left.sized),
                start.elapsed().as_secs_f64(),
            );
        }
    }
}

fn line(
    options: &Options,
    reference: &Reference,
    respondents: usize,
    published: u64,
    parameters: &Parameters,
    bloc: &str,
) -> Left {
    let mut left = Left::default();
    let blocs: Vec<_> = reference.blocs.get(bloc).cloned().into_iter().collect();
    for seed in 0..options.seeds {
        let simulation = Simulation { seed, respondents, published, questions: options.questions };
        let (plans, answers) = simulation.draw(reference);
        let sized = release_tables(&plans, &answers, &reference.lattice, parameters);
        let gated = gated_tables(&plans, answers, reference.lattice.clone(), parameters.clone(), blocs.clone());
        for pair in gated.chunks(2).zip(sized.chunks(2)) {
            let ([all, regional], [_, _]) = (pair.0, pair.1) else { panic!("All and one partition") };
            let is_there = |standing: Standing| standing != Standing::NotAvailable;
            let rows = regional.rows().len();
            left.questions += 1;
            left.all += usize::from(is_there(all.standing()));
            left.classes += rows;
            left.four += usize::from(is_there(all.standing()) && rows >= 4);
            for (gated, sized) in pair.0.iter().zip(pair.1) {
                left.sized += usize::from(is_there(sized.standing()));
                left.withheld += usize::from(is_there(sized.standing()) && !is_there(gated.standing()));
            }
        }
    }
    left
}
