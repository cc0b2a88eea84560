//! Drawn inputs of a release, each recounted by naive code.
#![expect(clippy::unwrap_used, reason = "a test may")]

use crate::*;
use entity::vocabulary::{Disposition, OptionCode, QuestionKind, ReaderLevel, StateCode};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Drawn response of one State to one question.
#[derive(Clone, Debug)]
struct Draw {
    choice: u8,
    public: bool,
    left_out: bool,
}
#[derive(Clone, Debug)]
struct Drawn {
    region: u8,
    further: u8,
    said: Vec<Draw>,
}

fn code(place: usize) -> StateCode {
    let letter = |n: usize| char::from(b'A' + u8::try_from(n % 26).unwrap());
    [letter(place / 676), letter(place / 26), letter(place)]
        .iter()
        .collect::<String>()
        .parse()
        .unwrap()
}
fn options(text: &str) -> Vec<OptionCode> {
    text.split_whitespace().map(|option| option.parse().unwrap()).collect()
}
fn questions() -> Vec<TablePlan> {
    let ask = |code: &str, kind, ordinal| {
        let code = code.parse().unwrap();
        Countable {
            code,
            kind,
            options: options("a b c d"),
            ordinal,
            areas: vec![],
            conditional: true,
            together: Together::default(),
        }
    };
    use QuestionKind::{MultiChoice, SingleChoice};
    plan(&[
        ask("N.a.1", SingleChoice, false),
        ask("N.a.2", SingleChoice, true),
        ask("N.a.3", MultiChoice, false),
    ])
}
fn respondents(world: &[Drawn]) -> Vec<Respondent> {
    let all = options("a b c d");
    let levels = |plan: &TablePlan, choice: u8| match choice {
        0..=3 if plan.question().as_str() == "N.a.3" => {
            plan.held(ResponseValue::Options(&all[..usize::from(choice) + 1]))
        }
        0..=3 => plan.held(ResponseValue::Options(&all[usize::from(choice)..][..1])),
        4 => plan.held(ResponseValue::Plain(Disposition::Unanswered)),
        5 => plan.held(ResponseValue::Plain(Disposition::Declined)),
        _ => plan.held(ResponseValue::Hidden),
    };
    let plans = questions();
    let respondent = |(place, drawn): (usize, &Drawn)| {
        let said = |(plan, draw): (&TablePlan, &Draw)| {
            (
                plan.question().clone(),
                Response {
                    levels: levels(plan, draw.choice),
                    shown: if draw.public { ReaderLevel::Public } else { ReaderLevel::StateOnly },
                },
            )
        };
        let counted = plans.iter().zip(&drawn.said).filter(|(_, draw)| !draw.left_out);
        Respondent { state: code(place), answers: counted.map(said).collect() }
    };
    world.iter().enumerate().map(respondent).collect()
}
/// Builds the lattice: regions 0 to 4 and further classes 0 to 2. The highest drawn number is in no
/// class.
fn lattice(world: &[Drawn]) -> Lattice {
    let partition = |key: &str, classes: u8, of: fn(&Drawn) -> u8| {
        let states = |class| {
            world
                .iter()
                .enumerate()
                .filter(move |(_, s)| of(s) == class)
                .map(|(place, _)| code(place))
        };
        let class = |class| Class { key: format!("c{class}"), states: states(class).collect() };
        Partition { key: key.to_owned(), classes: (0..classes).map(class).collect() }
    };
    Lattice {
        partitions: vec![
            partition("un_regional_group", 5, |s| s.region),
            partition("further", 3, |s| s.further),
        ],
    }
}
fn release(world: &[Drawn]) -> Vec<ReleasedTable> {
    release_tables(&questions(), &respondents(world), &lattice(world), &Parameters::default())
}
fn bytes(tables: &[ReleasedTable]) -> String {
    serde_json::to_string(tables).unwrap()
}

fn worlds() -> impl Strategy<Value = Vec<Drawn>> {
    let region = prop_oneof![8 => Just(0u8), 8 => Just(1), 3 => Just(2), 5 => Just(3), 4 => Just(4), 1 => Just(5)];
    let draw = (0u8..=40, 0u8..100, 0u8..40);
    let states = prop::collection::vec((region, 0u8..=3, prop::collection::vec(draw, 3)), 0..150);
    (states, 0u8..=100, 0u8..=6).prop_map(|(states, publishing, favourite)| {
        let draw = |(choice, public, out): (u8, u8, u8)| Draw {
            // Most States answer alike: bands at the ends, and classes that agree, are where
            // disclosures arise.
            choice: if choice <= 6 { choice } else { favourite },
            public: public < publishing,
            left_out: out == 0,
        };
        let drawn = |(region, further, said): (u8, u8, Vec<_>)| {
            let said = said.into_iter().map(draw).collect();
            Drawn { region, further, said }
        };
        states.into_iter().map(drawn).collect()
    })
}

/// Figures of a row, recounted naively from the declaration: base, hidden, and (published, hidden)
/// for each level.
type Recount = (u32, u32, Vec<(u32, u32)>);

fn members(
    lattice: &Lattice,
    table: &ReleasedTable,
    row: &ReleasedRow,
    everybody: &[Respondent],
) -> BTreeSet<StateCode> {
    let all = everybody.iter().map(|r| r.state.clone());
    let Some(partition) = table.partition() else { return all.collect() };
    let partition = lattice.partitions.iter().find(|p| p.key == partition).unwrap();
    let class = |state: &StateCode| {
        let class = partition.classes.iter().find(|c| c.states.contains(state));
        class.map_or("_rest".to_owned(), |c| c.key.clone())
    };
    all.filter(|state| row.classes().contains(&class(state))).collect()
}
fn recount(
    table: &ReleasedTable,
    row: &ReleasedRow,
    set: &BTreeSet<StateCode>,
    everybody: &[Respondent],
) -> Recount {
    let said = everybody
        .iter()
        .filter(|r| set.contains(&r.state))
        .filter_map(|r| r.answers.get(table.question()));
    let said: Vec<_> = said.collect();
    let count = |of: &dyn Fn(&Response) -> bool| {
        u32::try_from(said.iter().filter(|s| of(s)).count()).unwrap()
    };
    let level = |cell: &ReleasedCell| {
        let holds =
            |public: bool| count(&|s| s.is_public() == public && s.levels.contains(cell.level()));
        (holds(true), holds(false))
    };
    (count(&|_| true), count(&|s| !s.is_public()), row.cells().iter().map(level).collect())
}
fn is_follow_up(table: &ReleasedTable) -> bool {
    questions().iter().any(|plan| plan.question() == table.question() && plan.is_follow_up())
}
/// Returns the band of a share, by the text of the rule.
fn band(count: u32, hidden: u32) -> (u8, u8) {
    let share = f64::from(count) / f64::from(hidden);
    match share {
        _ if hidden < 24 => {
            if share <= 0.5 {
                (0, 50)
            } else {
                (50, 100)
            }
        }
        _ if share <= 0.25 => (0, 25),
        _ if share <= 0.5 => (25, 50),
        _ if share < 0.75 => (50, 75),
        _ => (75, 100),
    }
}
/// Returns the bands of every row of a release, recounted.
fn told(world: &[Drawn]) -> Vec<(u8, u8)> {
    let (everybody, lattice) = (respondents(world), lattice(world));
    let mut told = Vec::new();
    for table in &release(world) {
        for row in table.rows() {
            let set = members(&lattice, table, row, &everybody);
            let (_, hidden, levels) = recount(table, row, &set, &everybody);
            if hidden >= 10 && !is_follow_up(table) {
                told.extend(levels.iter().map(|(_, z)| band(*z, hidden)));
            }
        }
    }
    told
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_row_has_no_hidden_state_or_ten_and_tells_a_band_that_is_true_and_wide(world in worlds()) {
        let (everybody, lattice) = (respondents(&world), lattice(&world));
        for table in &release(&world) {
            for row in table.rows() {
                let set = members(&lattice, table, row, &everybody);
                let (base, hidden, levels) = recount(table, row, &set, &everybody);
                prop_assert_eq!((row.base(), row.published_base()), (base, base - hidden));
                if table.partition().is_some() || table.standing() != Standing::NotAvailable {
                    prop_assert!(hidden == 0 || hidden >= 10, "{} hidden", hidden);
                }
                for (cell, (published, z)) in row.cells().iter().zip(levels) {
                    prop_assert_eq!(cell.published(), published);
                    match cell.hidden() {
                        Cell::Band { lower_percent, upper_percent } => {
                            prop_assert!(hidden >= 10);
                            prop_assert_eq!((lower_percent, upper_percent), band(z, hidden));
                            let possible = cell.hidden().feasibility_interval(hidden);
                            prop_assert!(possible.contains(&z));
                            let end = lower_percent == 0 || upper_percent == 100;
                            let least = if end { 5 } else { 2 };
                            prop_assert!(possible.count() >= least);
                        }
                        Cell::Exact { count } => prop_assert_eq!((count, hidden), (0, 0)),
                        Cell::Range { .. } => prop_assert!(false, "a range is for analysts"),
                        Cell::NotAsked => prop_assert_eq!(base, 0),
                        Cell::NotAvailable => {
                            let few = (1..10).contains(&hidden) || hidden > 0 && is_follow_up(table);
                            prop_assert!(few && table.partition().is_none());
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn rows_divide_the_classes_and_nothing_small_is_left_beside_them(world in worlds()) {
        let (everybody, lattice) = (respondents(&world), lattice(&world));
        for table in release(&world).iter().filter(|t| t.partition().is_some()) {
            let rest = |set: BTreeSet<_>| {
                let all = everybody.iter().filter(|r| !set.contains(&r.state));
                all.filter_map(|r| r.answers.get(table.question())).filter(|s| !s.is_public()).count()
            };
            let named: Vec<_> = table.rows().iter().flat_map(ReleasedRow::classes).collect();
            let sets = || table.rows().iter().map(|row| members(&lattice, table, row, &everybody));
            match table.standing() {
                Standing::NotAvailable => prop_assert!(named.is_empty()),
                Standing::Ungated | Standing::Gated => {
                    let partition = lattice.partitions.iter().find(|p| Some(p.key.as_str()) == table.partition()).unwrap();
                    let declared: BTreeSet<_> = partition.classes.iter().map(|c| &c.key).collect();
                    let once: BTreeSet<_> = named.iter().copied().filter(|key| *key != "_rest").collect();
                    prop_assert_eq!(once, declared);
                    prop_assert_eq!(named.iter().collect::<BTreeSet<_>>().len(), named.len());
                    let left = rest(sets().flatten().collect());
                    prop_assert!(left == 0 || left >= 10, "{} left", left);
                }
            }
            // The same is true of the remainder beside any one row.
            for set in sets() {
                let left = rest(set);
                prop_assert!(left == 0 || left >= 10, "{} beside a row", left);
            }
        }
    }

    #[test]
    fn the_order_of_respondents_changes_no_byte(world in worlds(), turn in 0usize..150, seed in any::<u64>()) {
        let mut given = respondents(&world);
        given.sort_by_key(|r| r.state.as_str().bytes().fold(seed, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3)));
        let turn = turn.min(given.len());
        given.rotate_left(turn);
        let again = release_tables(&questions(), &given, &lattice(&world), &Parameters::default());
        prop_assert_eq!(bytes(&again), bytes(&release(&world)));
        prop_assert_eq!(serde_json::from_str::<Vec<ReleasedTable>>(&bytes(&again)).unwrap(), again);
    }

    #[test]
    fn two_hidden_states_of_the_same_classes_swap_answers_and_change_no_byte(world in worlds()) {
        let mut swapped = world.clone();
        for q in 0..3 {
            let mut seen: BTreeMap<(u8, u8), usize> = BTreeMap::new();
            for place in 0..world.len() {
                let Draw { public: false, left_out: false, .. } = world[place].said[q] else { continue };
                if let Some(other) = seen.insert((world[place].region, world[place].further), place) {
                    let choice = swapped[other].said[q].choice;
                    swapped[other].said[q].choice = swapped[place].said[q].choice;
                    swapped[place].said[q].choice = choice;
                }
            }
        }
        prop_assert_eq!(bytes(&release(&world)), bytes(&release(&swapped)));
    }

    #[test]
    fn a_hidden_answer_shows_in_its_bands_or_nowhere(world in worlds(), at in any::<prop::sample::Index>(), to in 0u8..=6) {
        let hidden: Vec<_> = (0..world.len() * 3).filter(|i| !world[i / 3].said[i % 3].public).collect();
        prop_assume!(!hidden.is_empty());
        let i = *at.get(&hidden);
        let mut other = world.clone();
        other[i / 3].said[i % 3].choice = to;
        let (before, after) = (release(&world), release(&other));
        prop_assert_eq!(told(&world) == told(&other), bytes(&before) == bytes(&after));
    }

    #[test]
    fn which_rows_exist_does_not_depend_on_hidden_answers(world in worlds(), choices in prop::collection::vec(0u8..=6, 450)) {
        let mut other = world.clone();
        for (place, choice) in choices.into_iter().enumerate().take(world.len() * 3) {
            let draw = &mut other[place / 3].said[place % 3];
            draw.choice = if draw.public { draw.choice } else { choice };
        }
        let shape = |table: &ReleasedTable| {
            let row = |r: &ReleasedRow| {
                let cell = |c: &ReleasedCell| (c.published(), std::mem::discriminant(&c.hidden()));
                (r.classes().to_vec(), r.base(), r.published_base(), r.cells().iter().map(cell).collect::<Vec<_>>())
            };
            (table.standing(), table.rows().iter().map(row).collect::<Vec<_>>())
        };
        prop_assert_eq!(
            release(&world).iter().map(shape).collect::<Vec<_>>(),
            release(&other).iter().map(shape).collect::<Vec<_>>()
        );
    }

    #[test]
    fn the_band_of_a_higher_step_is_never_above_that_of_a_lower(world in worlds()) {
        for table in release(&world).iter().filter(|t| t.question().as_str() == "N.a.2") {
            for row in table.rows() {
                let lower = |cell: &ReleasedCell| match cell.hidden() {
                    Cell::Band { lower_percent, .. } => lower_percent,
                    _ => 0,
                };
                // The level `answered`, then three steps.
                prop_assert!(row.cells()[..4].windows(2).all(|steps| lower(&steps[0]) >= lower(&steps[1])));
            }
        }
    }
}
