//! Cases of recoding and of bands, refusals first.
#![expect(clippy::unwrap_used, reason = "a test may")]

use crate::*;
use entity::vocabulary::{Disposition, QuestionKind, ReaderLevel, StateCode};
use std::{collections::BTreeMap, time::Instant};

/// Parses `a:3+2 b:12 _rest:4`: classes with hidden and published States, all of which answered.
fn world(text: &str) -> (Lattice, Vec<Respondent>) {
    let (mut classes, mut given) = (Vec::new(), Vec::new());
    for class in text.split_whitespace() {
        let (key, sizes) = class.split_once(':').unwrap();
        let (hidden, published) = sizes.split_once('+').unwrap_or((sizes, "0"));
        let sizes = [(hidden, false), (published, true)]
            .map(|(n, public)| (n.parse::<usize>().unwrap(), public));
        let mut states = Vec::new();
        for public in sizes.into_iter().flat_map(|(n, public)| std::iter::repeat_n(public, n)) {
            let state = state(given.len());
            let said = Response { levels: vec![Level::Answered], shown: reader(public) };
            states.push(state.clone());
            given.push(Respondent {
                state,
                answers: BTreeMap::from([("N.a.1".parse().unwrap(), said)]),
            });
        }
        if key != "_rest" {
            classes.push(Class { key: key.into(), states });
        }
    }
    (Lattice { partitions: vec![Partition { key: "p".into(), classes }] }, given)
}
/// Returns the reader of an answer: the public, or nobody outside the State.
fn reader(public: bool) -> ReaderLevel {
    if public { ReaderLevel::Public } else { ReaderLevel::StateOnly }
}
fn state(place: usize) -> StateCode {
    let letter = |n: usize| char::from(b'A' + u8::try_from(n % 26).unwrap());
    [letter(place / 676), letter(place / 26), letter(place)]
        .iter()
        .collect::<String>()
        .parse()
        .unwrap()
}
fn number() -> Countable {
    let code = "N.a.1".parse().unwrap();
    Countable {
        code,
        kind: QuestionKind::Number,
        options: vec![],
        ordinal: false,
        areas: vec![],
        conditional: false,
        together: Together::default(),
    }
}
fn release(lattice: &Lattice, given: &[Respondent]) -> Vec<ReleasedTable> {
    release_tables(&[number().plan()], given, lattice, &Parameters::default())
}
/// Writes the rows as `a+b c`, or `-`.
fn rows(table: &ReleasedTable) -> String {
    match table.standing() {
        Standing::NotAvailable => "-".into(),
        Standing::Ungated | Standing::Gated => {
            table.rows().iter().map(|row| row.classes().join("+")).collect::<Vec<_>>().join(" ")
        }
    }
}

#[test]
fn a_class_in_which_few_hide_from_everybody_is_merged_too() {
    let (lattice, mut given) = world("a:12 b:12 c:30");
    let rows_by = |given: &[Respondent]| rows(&release(&lattice, given)[1]);
    for shown in [ReaderLevel::MemberStates, ReaderLevel::Secretariat] {
        let said = |given: &mut Vec<Respondent>, place: usize, shown| {
            given[place].answers.values_mut().for_each(|said| said.shown = shown);
        };
        (0..3).for_each(|place| said(&mut given, place, shown));
        assert_eq!(rows_by(&given), "a b c", "nine of the twelve are left");
        said(&mut given, 3, shown);
        assert_eq!(rows_by(&given), "a+b c");
        said(&mut given, 3, ReaderLevel::StateOnly);
    }
}

#[test]
fn small_classes_are_merged_until_all_pass_or_the_partition_is_not_available() {
    for (text, wanted) in [
        ("a:9", "-"),
        ("a:4 b:5", "-"),
        ("a:9 b:0+8", "-"),
        ("a:9 b:30", "-"),
        ("a:9 _rest:30", "-"),
        ("a:30 _rest:9", "-"),
        ("a:5 b:5 _rest:30", "-"),
        ("a:10 b:12", "a b"),
        ("a:10 _rest:12", "a"),
        ("a:0+3 b:0+4", "a b"),
        ("a:0 b:30", "a b"),
        ("a:9 b:30 c:20", "a+c b"),
        ("c:20 a:9 b:20", "c a+b"),
        ("a:1 b:2 c:3 d:30", "-"),
        ("a:1 b:2 c:7 d:30", "a+b+c d"),
        ("a:1 b:0+9 c:9 d:30", "a+c b d"),
        ("a:30 b:10 c:0 d:4 e:20", "a b+d c e"),
        ("a:30 b:12 c:25 _rest:1", "a b+_rest c"),
        ("a:30 b:12 c:25 _rest:0+2", "a b c"),
        ("a:30 b:12 c:8 _rest:2", "a b c+_rest"),
        ("a:30 b:12 c:8 _rest:10", "a b c+_rest"),
        ("a:30 b:3 c:12 d:4", "a b+c+d"),
    ] {
        let (lattice, given) = world(text);
        assert_eq!(rows(&release(&lattice, &given)[1]), wanted, "{text}");
    }
}

#[test]
fn a_partition_whose_classes_overlap_is_not_available_even_if_nobody_checked_it() {
    let (mut lattice, given) = world("a:20 b:20");
    let shared = lattice.partitions[0].classes[0].states[0].clone();
    lattice.partitions[0].classes[1].states.push(shared);
    assert_eq!(rows(&release(&lattice, &given)[1]), "-");
}

#[test]
fn all_itself_is_told_by_its_size() {
    let band = |lower_percent| Cell::Band { lower_percent, upper_percent: 100 };
    for (text, standing, base, published, hidden) in [
        ("a:1", Standing::NotAvailable, 1, 0, Cell::NotAvailable),
        ("a:9+30", Standing::NotAvailable, 39, 30, Cell::NotAvailable),
        ("a:0", Standing::Ungated, 0, 0, Cell::NotAsked),
        ("a:0+1", Standing::Ungated, 1, 1, Cell::Exact { count: 0 }),
        ("a:10+30", Standing::Ungated, 40, 30, band(50)),
        ("a:24+30", Standing::Ungated, 54, 30, band(75)),
    ] {
        let (lattice, given) = world(text);
        let all = &release(&lattice, &given)[0];
        let row = &all.rows()[0];
        assert_eq!((all.partition(), all.standing(), row.base()), (None, standing, base), "{text}");
        assert_eq!(
            (row.published_base(), row.cells()[0].published(), row.cells()[0].hidden()),
            (published, published, hidden)
        );
    }
}

#[test]
fn what_is_not_proved_in_time_is_withheld_in_the_words_of_what_is_too_small() {
    let decided = |text: &str, effort: attack::SearchBudget| {
        let (lattice, respondents) = world(text);
        let round = ledger::LedgerEntry {
            number: ledger::TO_BE,
            cycle: 0,
            lattice,
            count: ledger::Count::of(&[number().plan()], respondents),
            shared: ledger::Shared::new(),
            shows: BTreeMap::new(),
            codes: BTreeMap::new(),
        };
        let assumed = attack::ScenarioParameters::default();
        let ledger = ledger::Ledger {
            earlier: Vec::new(),
            round,
            since: BTreeMap::new(),
            parameters: Parameters::default(),
            assumed,
            later: attack::ResponseKnowledge::default(),
        };
        ledger.decide(effort).remove(0)
    };
    let in_no_time = attack::SearchBudget { moves: 0, seconds: 0.0 };
    let proved = decided("a:12 b:15", attack::SearchBudget::default());
    let tables = |decided: &ledger::DisclosureDecision| {
        [decided.shown.tables.clone(), decided.shown.analysts.clone()].concat()
    };
    assert!(tables(&proved).iter().all(|table| table.standing() == Standing::Gated));
    let timed_out = decided("a:12 b:15", in_no_time);
    assert_eq!(timed_out.proofs, ledger::Proofs::default());
    assert!(tables(&timed_out).iter().all(|table| table.standing() == Standing::NotAvailable));
    let small = decided("a:4 b:5", attack::SearchBudget::default());
    let text = |table: &ReleasedTable| serde_json::to_string(table).unwrap();
    assert_eq!(text(&timed_out.shown.tables[1]), text(&small.shown.tables[1]));
    let sized = text(&timed_out.shown.tables[0]).replace(r#""base":27"#, r#""base":9"#);
    assert_eq!(sized, text(&small.shown.tables[0]));
}

#[test]
fn a_released_table_is_stored_like_this() {
    let (lattice, given) = world("a:10+1 b:0+2");
    let json = serde_json::to_string(&release(&lattice, &given)[1]).unwrap();
    assert!(json.starts_with(concat!(
        r#"{"question":"N.a.1","partition":"p","standing":"ungated","rows":[{"classes":["a"],"base":11,"published_base":1,"cells":["#,
        r#"{"level":"answered","published":1,"hidden":{"kind":"band","lower_percent":50,"upper_percent":100}},"#,
        r#"{"level":"non_response","published":0,"hidden":{"kind":"band","lower_percent":0,"upper_percent":50}},"#
    )));
    let parameters = serde_json::to_string(&Parameters::default()).unwrap();
    assert_eq!(
        serde_json::from_str::<Parameters>("{}").unwrap(),
        serde_json::from_str(&parameters).unwrap()
    );
}

/// Guards against quadratic work. The bound is generous, so that a busy machine does not fail it.
#[test]
fn a_whole_instrument_for_130_states_is_quick() {
    let options: Vec<_> = (0..12).map(|n| format!("o{n}").parse().unwrap()).collect();
    let ask = |n: usize| {
        let (code, options) = (format!("N.a.{n}").parse().unwrap(), options.clone());
        Countable {
            code,
            kind: QuestionKind::MultiChoice,
            options,
            ordinal: false,
            areas: vec![],
            conditional: true,
            together: Together::default(),
        }
    };
    let plans = plan(&(0..129).map(ask).collect::<Vec<_>>());
    let said = |place: usize, n: usize, plan: &TablePlan| {
        let chosen = &options[..(place * 7 + n) % 12];
        let given = if (place + n).is_multiple_of(9) {
            ResponseValue::Plain(Disposition::Unanswered)
        } else {
            ResponseValue::Options(chosen)
        };
        (
            plan.question().clone(),
            Response { levels: plan.held(given), shown: reader((place * n) % 20 < 9) },
        )
    };
    let start = Instant::now();
    let given: Vec<_> = (0..130)
        .map(|p| {
            let answers = plans.iter().enumerate().map(|(n, plan)| said(p, n, plan)).collect();
            Respondent { state: state(p), answers }
        })
        .collect();
    let held = start.elapsed();
    let class = |key: &str, from: usize, to: usize| Class {
        key: key.into(),
        states: (from..to).map(state).collect(),
    };
    let classes = vec![
        class("a", 0, 40),
        class("b", 40, 75),
        class("c", 75, 90),
        class("d", 90, 110),
        class("e", 110, 129),
    ];
    let further = vec![class("x", 0, 60), class("y", 60, 100)];
    let partition = |key: &str, classes| Partition { key: key.into(), classes };
    let lattice =
        Lattice { partitions: vec![partition(REGIONAL, classes), partition("further", further)] };
    let start = Instant::now();
    let tables = release_tables(&plans, &given, &lattice, &Parameters::default());
    println!("{} tables in {:?}; the levels held in {held:?}", tables.len(), start.elapsed());
    assert_eq!(tables.len(), 129 * 3);
    assert!(start.elapsed().as_secs() < 5);
}
