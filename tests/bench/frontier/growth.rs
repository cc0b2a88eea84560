//! Growth of the time of a release with States and cycles.

use super::simulate::{Reference, Simulation};
use disclosure::{
    Class, Countable, Lattice, Parameters, Partition, REGIONAL, ReleaseSeries, Respondent,
    Response, SimulatedTables, Standing, Together, release_tables,
};
use entity::vocabulary::{OptionCode, QuestionKind, StateCode};
use std::time::Instant;

/// The countable questions of the instrument: number of questions, kind, number of options, and
/// true for a scale.
const QUESTIONS: [(usize, QuestionKind, usize, bool); 13] = [
    (25, QuestionKind::SingleChoice, 6, true),
    (25, QuestionKind::SingleChoice, 4, false),
    (3, QuestionKind::SingleChoice, 2, false),
    (24, QuestionKind::MultiChoice, 18, false),
    (16, QuestionKind::MultiChoice, 14, false),
    (3, QuestionKind::MultiChoice, 10, false),
    (4, QuestionKind::MultiChoice, 9, false),
    (6, QuestionKind::MultiChoice, 8, false),
    (12, QuestionKind::MultiChoice, 7, false),
    (4, QuestionKind::MultiChoice, 6, false),
    (1, QuestionKind::MultiChoice, 5, false),
    (1, QuestionKind::MultiChoice, 3, false),
    (6, QuestionKind::RankedChoice, 12, false),
];

/// Numbers of States, and the number of cycles with releases. More States than exist stand for a
/// survey below the national level.
const SERIES: [(usize, usize); 4] = [(50, 10), (100, 10), (193, 10), (2000, 1)];
/// The cycles whose release is printed.
const PRINTED: [usize; 3] = [1, 5, 10];

/// Prints one line for each printed cycle: the time of one release, beside those of the earlier
/// cycles.
///
/// From cycle to cycle, `turning` of a hundred answers are published or hidden differently.
pub fn measure(reference: &Reference, turning: usize) {
    let questions = questions();
    println!(
        "A release of {} questions; of a hundred answers {turning} are shown anew from cycle to cycle.",
        questions.len()
    );
    println!(
        "withheld by the gate: tables that are large enough, what is told of changes of choices, tables for analysts"
    );
    println!(
        "States  cycle  seconds  on processor  tables      changes     for analysts  peak memory so far, MiB"
    );
    for (states, cycles) in SERIES {
        let reference = if states > reference.states.len() {
            many(reference, states)
        } else {
            reference.clone()
        };
        let simulation = Simulation {
            seed: 1,
            respondents: states,
            published: 45,
            shown: [0; 2],
            questions: questions.len(),
        };
        let (plans, mut answers) = simulation.draw_of(&reference, &questions);
        let (parameters, blocs) = (Parameters::default(), [reference.blocs["EU"].clone()]);
        let mut played = ReleaseSeries::new(&plans, &reference.lattice, &parameters, &blocs, true);
        for cycle in 0..cycles {
            if cycle > 0 {
                let (_, other) = Simulation { seed: 1 + cycle as u64, ..simulation }
                    .draw_of(&reference, &questions);
                answers = next(&answers, &other, turning);
            }
            let sized = release_tables(&plans, &answers, &reference.lattice, &parameters);
            let sized: Vec<Standing> = sized.iter().map(|table| table.standing()).collect();
            let (start, before) = (Instant::now(), on_processor());
            let made = played.gated(cycle, next(&answers, &[], 0));
            if PRINTED.contains(&(cycle + 1)) {
                let [seconds, processor] = [start.elapsed().as_secs_f64(), on_processor() - before];
                let withheld = withheld(&made, &sized);
                println!(
                    "{states:>6}  {:>5}  {seconds:>7.1}  {processor:>12.1}  {withheld}  {:>23.0}",
                    cycle + 1,
                    peak()
                );
            }
        }
    }
}

fn withheld(made: &SimulatedTables, sized: &[Standing]) -> String {
    let is_there = |standing: Standing| standing != Standing::NotAvailable;
    let sized = made.tables.iter().zip(sized).filter(|(_, sized)| is_there(**sized));
    let share = |of: Vec<bool>| format!("{} of {}", of.iter().filter(|is| !**is).count(), of.len());
    let tables = share(sized.map(|(table, _)| is_there(table.standing())).collect());
    let changes = made.changes.iter().filter(|change| !change.cells().is_empty());
    let changes = share(changes.map(|change| is_there(change.standing())).collect());
    let analysts = share(made.analysts.iter().map(|table| is_there(table.standing())).collect());
    format!("{tables:<10}  {changes:<10}  {analysts:<12}")
}

fn questions() -> Vec<Countable> {
    let all = QUESTIONS
        .iter()
        .flat_map(|(number, kind, options, ordinal)| vec![(*kind, *options, *ordinal); *number]);
    let question = |(place, (kind, options, ordinal)): (usize, (QuestionKind, usize, bool))| {
        let options: Vec<OptionCode> =
            (0..options).map(|option| format!("o{option}").parse().unwrap()).collect();
        let code = format!("N.a.{}", place + 1).parse().unwrap();
        Countable {
            code,
            kind,
            options,
            ordinal,
            areas: vec![],
            conditional: place % 2 == 1,
            together: Together::default(),
        }
    };
    all.enumerate().map(question).collect()
}

/// Returns the next cycle.
///
/// In each State one answer in fifty is taken from `other`. The readers of `turning` answers in a
/// hundred are taken from it too.
fn next(before: &[Respondent], other: &[Respondent], turning: usize) -> Vec<Respondent> {
    let said = |place: usize, one: &Respondent| {
        let other = other.iter().find(|other| other.state == one.state);
        let answers = one.answers.iter().enumerate().map(|(number, (question, said))| {
            let new = other.and_then(|other| other.answers.get(question));
            let levels = new
                .filter(|_| (place * 31 + number * 7).is_multiple_of(50))
                .unwrap_or(said)
                .levels
                .clone();
            let shown =
                new.filter(|_| (place * 17 + number * 13) % 100 < turning).unwrap_or(said).shown;
            (question.clone(), Response { levels, shown })
        });
        Respondent { state: one.state.clone(), answers: answers.collect() }
    };
    before.iter().enumerate().map(|(place, one)| said(place, one)).collect()
}

/// Returns invented respondents in twenty classes.
fn many(reference: &Reference, states: usize) -> Reference {
    let code = |place: usize| -> StateCode {
        let letter =
            |power: u32| char::from(b'A' + u8::try_from(place / 26_usize.pow(power) % 26).unwrap());
        format!("{}{}{}", letter(2), letter(1), letter(0)).parse().unwrap()
    };
    let states: Vec<StateCode> = (0..states).map(code).collect();
    let class = |(place, states): (usize, &[StateCode])| Class {
        key: format!("class{place}"),
        states: states.to_vec(),
    };
    let classes = states.chunks(states.len() / 20).enumerate().map(class).collect();
    let lattice = Lattice { partitions: vec![Partition { key: REGIONAL.into(), classes }] };
    Reference { states, lattice, blocs: reference.blocs.clone() }
}

fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or(f64::NAN)
        / 1024.0
}

/// Returns the processor seconds of this thread, without its waiting time on a busy machine.
fn on_processor() -> f64 {
    let status = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    status.split_whitespace().next().and_then(|text| text.parse::<f64>().ok()).unwrap_or(f64::NAN)
        / 1e9
}
