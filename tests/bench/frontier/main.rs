//! The frontier of disclosure control: the tables that remain, by respondents, share published and
//! bloc.
//!
//! The regional groups and memberships are real, the answers are invented. `cargo bench --bench
//! frontier -- --help` lists the options.

#![expect(clippy::unwrap_used, reason = "a measurement that fails ends the run")]

mod growth;
mod simulate;

use clap::Parser as _;
use disclosure::{
    BandRules, Cell, Parameters, ReleasedRow, Standing, gated_tables, release_tables,
};
use simulate::{Reference, Simulation};
use std::time::Instant;

/// Options of the simulation.
#[derive(clap::Parser)]
struct Options {
    /// Cycles drawn for each line
    #[arg(long, default_value_t = 5)]
    seeds: u64,
    /// Questions in a cycle
    #[arg(long, default_value_t = 30)]
    questions: usize,
    /// Number of States that pool their answers, 0 to 2
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
    /// Least hidden States of a set that show their answer to nobody
    #[arg(long, value_delimiter = ',', default_values_t = [Parameters::default().state_only_minimum])]
    state_only: Vec<u32>,
    /// Shares of the unpublished answers that are shown to Member States, and to the Secretariat,
    /// in per cent
    #[arg(long, value_delimiter = ',', default_values_t = [0, 0])]
    shown: Vec<u64>,
    /// Blocs, by code of organization; `none` for none
    #[arg(long, value_delimiter = ',', default_values_t = ["none".to_owned(), "EU".to_owned()])]
    blocs: Vec<String>,
    /// Measures how the time of a release grows with States and cycles instead
    #[arg(long)]
    growth: bool,
    /// With --growth: share of answers that are shown or hidden differently than in the cycle
    /// before, in per cent
    #[arg(long, default_value_t = 0)]
    turning: usize,
    /// Given by cargo
    #[arg(long, hide = true)]
    bench: bool,
}

/// Remaining tables of some cycles.
#[derive(Default)]
struct Left {
    questions: usize,
    all: usize,
    classes: usize,
    four: usize,
    quarters: usize,
    /// Tables that pass the sizes, and the number of them that the gate suppressed.
    sized: usize,
    withheld: usize,
}

impl Options {
    /// Returns all combinations of the sizes to try.
    fn parameters(&self) -> Vec<Parameters> {
        let mut all = vec![Parameters { coalition: self.coalition, ..Parameters::default() }];
        let mut vary = |sizes: &[u32], set: fn(&mut Parameters, u32)| {
            let with = |one: &Parameters, size| {
                let mut one = one.clone();
                set(&mut one, size);
                one
            };
            let by = |one| sizes.iter().map(|size| with(one, *size)).collect::<Vec<_>>();
            all = all.iter().flat_map(by).collect();
        };
        vary(&self.minimum, |one, size| one.hidden_minimum = size);
        vary(&self.state_only, |one, size| one.state_only_minimum = size);
        vary(&self.quarter, |one, size| one.bands.quarter_minimum = size);
        all
    }
}

fn main() {
    let options = Options::parse();
    let reference = Reference::read();
    if options.growth {
        return growth::measure(&reference, options.turning);
    }
    println!(
        "least: hidden States of a set, and those of them who show their answer to nobody; quarter: integers of an end"
    );
    println!(
        "respondents  published  least     quarter  bloc    All %  classes  in quarters  All and 4 %  withheld %  seconds"
    );
    for (respondents, published) in options
        .respondents
        .iter()
        .flat_map(|n| options.published.iter().map(move |share| (*n, *share)))
    {
        for (parameters, bloc) in options
            .parameters()
            .into_iter()
            .flat_map(|one| options.blocs.iter().map(move |bloc| (one.clone(), bloc)))
        {
            let start = Instant::now();
            let left = line(&options, &reference, respondents, published, &parameters, bloc);
            let percent = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
            println!(
                "{respondents:>11}  {published:>8} %  {:<8}  {:>7}  {bloc:<6} {:>6.1}  {:>7.2}  {:>11.2}  {:>11.1}  {:>10.1}  {:>7.1}",
                format!("{}, {}", parameters.hidden_minimum, parameters.state_only_minimum),
                parameters.bands.quarter_minimum,
                percent(left.all, left.questions),
                left.classes as f64 / left.questions as f64,
                left.quarters as f64 / left.questions as f64,
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
    let [member_states, secretariat] = options.shown[..] else {
        panic!("--shown takes two shares")
    };
    let shown = [member_states, secretariat];
    let blocs: Vec<_> = reference.blocs.get(bloc).cloned().into_iter().collect();
    for seed in 0..options.seeds {
        let simulation =
            Simulation { seed, respondents, published, shown, questions: options.questions };
        let (plans, answers) = simulation.draw(reference);
        let sized = release_tables(&plans, &answers, &reference.lattice, parameters);
        let gated = gated_tables(
            &plans,
            answers,
            reference.lattice.clone(),
            parameters.clone(),
            blocs.clone(),
        );
        for pair in gated.chunks(2).zip(sized.chunks(2)) {
            let ([all, regional], [_, _]) = (pair.0, pair.1) else {
                panic!("All and one partition")
            };
            let is_there = |standing: Standing| standing != Standing::NotAvailable;
            let rows = regional.rows().len();
            left.questions += 1;
            left.all += usize::from(is_there(all.standing()));
            left.classes += rows;
            left.quarters += regional.rows().iter().filter(|row| is_in_quarters(row)).count();
            left.four += usize::from(is_there(all.standing()) && rows >= 4);
            for (gated, sized) in pair.0.iter().zip(pair.1) {
                left.sized += usize::from(is_there(sized.standing()));
                left.withheld +=
                    usize::from(is_there(sized.standing()) && !is_there(gated.standing()));
            }
        }
    }
    left
}

fn is_in_quarters(row: &ReleasedRow) -> bool {
    let is_quarter = |cell: Cell| matches!(cell, Cell::Band { lower_percent, upper_percent } if upper_percent - lower_percent == 25);
    row.cells().iter().any(|cell| is_quarter(cell.hidden()))
}
