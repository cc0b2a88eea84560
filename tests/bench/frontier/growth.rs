//! How the time of a release grows with States and cycles.

use super::simulate::{Reference, Simulation};
use entity::words::StateCode;
use national_survey::{
    aggregate::{Parameters, Respondent, Said, Standing, gated_releases},
    cycle::{Class, Lattice, Partition, REGIONAL},
};
use std::time::Instant;

/// So many questions as the instrument has countable ones.
const QUESTIONS: usize = 130;

/// States and cycles of each line; more States than there are stand for a survey below the national level.
const LINES: [(usize, usize); 7] = [(50, 1), (100, 1), (130, 1), (193, 1), (193, 5), (193, 10), (2000, 1)];

/// One line for each; the time is that of all releases of the line, each beside those before it.
pub fn measure(reference: &Reference) {
    println!("States  cycles  seconds, all releases  gated %  peak memory of the process so far, MiB");
    for (states, cycles) in LINES {
        let reference = if states > reference.states.len() { many(reference, states) } else { reference.clone() };
        let simulation = Simulation { seed: 1, respondents: states, published: 45, questions: QUESTIONS };
        let (plans, first) = simulation.draw(&reference);
        let mut releases = vec![(0, first)];
        for cycle in 1..cycles {
            let (_, other) = Simulation { seed: 1 + cycle as u64, ..simulation }.draw(&reference);
            releases.push((cycle, changed(&releases[cycle - 1].1, &other)));
        }
        let parameters = Parameters::default();
        let blocs = [reference.blocs["EU"].clone()];
        let start = Instant::now();
        let made = gated_releases(&plans, releases, &reference.lattice, &parameters, &blocs);
        let tables: Vec<_> = made.iter().flatten().collect();
        let gated = tables.iter().filter(|table| table.standing() == Standing::Gated).count();
        let (seconds, share) = (start.elapsed().as_secs_f64(), 100.0 * gated as f64 / tables.len() as f64);
        println!("{states:>6}  {cycles:>6}  {seconds:>21.1}  {share:>6.1}  {:>8.0}", peak());
    }
}

/// The next cycle: of each State one answer in fifty is the other's.
fn changed(before: &[Respondent], other: &[Respondent]) -> Vec<Respondent> {
    let said = |place: usize, one: &Respondent| {
        let answers = one.answers.iter().enumerate().map(|(number, (question, said))| {
            let new = other.iter().find(|other| other.state == one.state).and_then(|other| other.answers.get(question));
            let said = new.filter(|_| (place * 31 + number * 7).is_multiple_of(50)).unwrap_or(said);
            (question.clone(), Said { levels: said.levels.clone(), shown: said.shown })
        });
        Respondent { state: one.state.clone(), answers: answers.collect() }
    };
    before.iter().enumerate().map(|(place, one)| said(place, one)).collect()
}

/// Invented respondents in twenty classes.
fn many(reference: &Reference, states: usize) -> Reference {
    let code = |place: usize| -> StateCode {
        let letter = |power: u32| char::from(b'A' + u8::try_from(place / 26_usize.pow(power) % 26).unwrap());
        format!("{}{}{}", letter(2), letter(1), letter(0)).parse().unwrap()
    };
    let states: Vec<StateCode> = (0..states).map(code).collect();
    let class = |(place, states): (usize, &[StateCode])| Class { key: format!("class{place}"), states: states.to_vec() };
    let classes = states.chunks(states.len() / 20).enumerate().map(class).collect();
    let lattice = Lattice { partitions: vec![Partition { key: REGIONAL.into(), classes }] };
    Reference { states, lattice, blocs: reference.blocs.clone() }
}

fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1024.0
}
