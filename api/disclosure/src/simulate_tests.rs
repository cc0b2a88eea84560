//! Cases in which a series of releases must suppress a table.
#![expect(clippy::unwrap_used, reason = "a test may")]

use super::*;
use crate::{
    lattice::{Class, Partition},
    protect::Standing,
    tabulate::{Countable, Response, ResponseValue, Together, plan},
};
use ::entity::vocabulary::{Disposition, QuestionKind};

fn state(place: u8) -> StateCode {
    format!("A{}{}", char::from(b'A' + place / 26), char::from(b'A' + place % 26)).parse().unwrap()
}

/// Returns the responses of `states` States of one region, shown to nobody: the first `yes` say
/// yes, the others no.
fn given(plan: &TablePlan, states: u8, yes: u8) -> Vec<Respondent> {
    let one = |place: u8| {
        let option = if place < yes { "yes" } else { "no" }.parse().unwrap();
        let said = Response {
            levels: plan.held(ResponseValue::Options(&[option])),
            shown: ReaderLevel::StateOnly,
        };
        Respondent {
            state: state(place),
            answers: BTreeMap::from([(plan.question().clone(), said)]),
        }
    };
    (0..states).map(one).collect()
}

/// Returns the plan of a choice of yes and no.
fn yes_or_no() -> Vec<TablePlan> {
    let options = ["yes", "no"].map(|option| option.parse().unwrap()).to_vec();
    let code = "N.a.1".parse().unwrap();
    let (kind, together) = (QuestionKind::SingleChoice, Together::default());
    plan(&[Countable {
        code,
        kind,
        options,
        ordinal: false,
        areas: vec![],
        conditional: false,
        together,
    }])
}

/// A State that shows its answer later must not disclose another State's answer.
///
/// Seven of twelve States say yes. The released band is half or more, so at least seven. Six States
/// show the answer to the Secretariat, and two of them say yes. Of the other six, five say yes.
/// While nothing more is shown, each of these six may be the one that says no. When that State
/// shows its answer, the Secretariat knows the other five.
#[test]
fn what_a_state_shows_later_gives_no_other_away() {
    let (plans, lattice) = (yes_or_no(), Lattice::default());
    let answers = || {
        let mut given = given(&plans[0], 12, 7);
        let shown = given.iter_mut().enumerate().filter(|(place, _)| *place < 2 || *place > 7);
        shown
            .flat_map(|(_, one)| one.answers.values_mut())
            .for_each(|said| said.shown = ReaderLevel::Secretariat);
        given
    };
    for (later, standing) in [(0, Standing::Gated), (1, Standing::NotAvailable)] {
        let parameters = Parameters { later, state_only_minimum: 5, ..Parameters::default() };
        let tables = gated_tables(&plans, answers(), lattice.clone(), parameters, vec![]);
        assert_eq!(tables[0].standing(), standing, "{later}");
    }
}

/// A State that shows its answer later must not disclose another State's answer to analysts.
///
/// Five of thirteen States say yes, and analysts get this count exactly. Half or more say no, so at
/// least seven: one may say neither, and one does. When that State shows that it declined, an
/// analyst knows that no other State declined.
#[test]
fn nor_does_it_to_analysts() {
    let (plans, lattice) = (yes_or_no(), Lattice::default());
    let answers = || {
        let mut given = given(&plans[0], 13, 5);
        let last = given.last_mut().unwrap();
        last.answers.values_mut().for_each(|said| {
            said.levels = plans[0].held(ResponseValue::Plain(Disposition::Declined))
        });
        given
    };
    for (later, standing) in [(0, Standing::Gated), (1, Standing::NotAvailable)] {
        let parameters = Parameters { later, ..Parameters::default() };
        let shown =
            ReleaseSeries::new(&plans, &lattice, &parameters, &[], false).gated(0, answers());
        assert_eq!(shown.tables[0].standing(), Standing::Gated);
        assert_eq!(shown.analysts[0].standing(), standing, "{later}");
    }
}

/// Earlier tables for analysts must be part of the attack on the next tables for everybody.
///
/// Six of sixteen States say yes, and analysts get this count exactly. In the next cycle, half or
/// more of fifteen of these States say yes. At most two answers of a region change. If the second
/// figure were released, at least six of the fifteen said yes before. These are all, so the
/// sixteenth said no.
#[test]
fn what_analysts_were_told_counts_where_it_is_decided_what_everybody_is_told_next() {
    let plans = yes_or_no();
    let lattice = Lattice {
        partitions: vec![Partition {
            key: REGIONAL.into(),
            classes: vec![Class { key: "region".into(), states: (0..16).map(state).collect() }],
        }],
    };
    let parameters = Parameters::default();
    let mut played = ReleaseSeries::new(&plans, &lattice, &parameters, &[], false);
    let first = played.gated(0, given(&plans[0], 16, 6));
    let next = played.gated(1, given(&plans[0], 15, 8));
    assert_eq!(
        first.analysts[0].standing(),
        Standing::Gated,
        "or else there is nothing that could be put together"
    );
    assert_eq!(next.tables[0].standing(), Standing::NotAvailable);
    // Without the tables for analysts, the next tables pass.
    let mut played = ReleaseSeries::new(&plans, &lattice, &parameters, &[], false);
    played.gated(0, given(&plans[0], 16, 6));
    played.earlier[0].shows.values_mut().for_each(|shown| shown.analysts.clear());
    assert_eq!(played.gated(1, given(&plans[0], 15, 8)).tables[0].standing(), Standing::Gated);
}
