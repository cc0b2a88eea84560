//! A State's own mirror: its answers beside its groups in the tables of a release. Only people of
//! that State read it.
//!
//! The mirror counts nothing. One side is the State's own edition, turned into levels by the same
//! table plan as for counting. The other side is frozen rows that everybody reads.
//!
//! A contributor reads of the first side only the levels that follow from granted answers. The
//! level `not_asked` depends on the answers in the question's condition, and on the answers in
//! their conditions in turn.

use super::super::count::{countable, said};
use crate::{
    consent::Consent,
    instrument::Catalogue,
    submission::editions::edition::{Edition, hidden},
};
use ::disclosure::{Lattice, Level, Partition, REST, ReleasedRow, ReleasedTable, Standing};
use ::entity::vocabulary::{QuestionCode, StateCode, SubmissionStatus};

/// One question of the mirror.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reflected {
    /// The question.
    pub question: QuestionCode,
    /// The levels that the State holds. None if they depend on answers that the viewer may not see.
    pub own: Option<Vec<Level>>,
    /// True if the release counts the State on the question.
    pub counted: bool,
    /// The released rows: first all counted States, then the State's class in each partition.
    pub beside: Vec<Beside>,
}

/// The released row of a set that a State belongs to, or would belong to if it were counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    /// The partition; none for all counted States.
    pub partition: Option<String>,
    /// Standing of the table.
    pub standing: Standing,
    /// The row. None if the table is not available, or if no row names the State's class.
    pub row: Option<ReleasedRow>,
}

/// The State's side of the mirror.
pub struct OwnAnswers<'a> {
    /// The State.
    pub state: &'a StateCode,
    /// The counted edition or, if the release counts none, the newest.
    pub edition: &'a Edition,
    /// The consent that the release has read, and the questions it left out in spite of that
    /// consent. None if the State is not counted.
    pub counted: Option<(Consent, Vec<QuestionCode>)>,
}

/// Returns true if a submission of this status has a mirror: it is submitted or amended.
#[must_use]
pub const fn stands(status: SubmissionStatus) -> bool {
    matches!(status, SubmissionStatus::Submitted | SubmissionStatus::Amended)
}

/// Builds the mirror, question by question in the instrument's order. Questions that the viewer may
/// not see are left out.
#[must_use]
pub fn mirror(
    catalogue: &Catalogue,
    lattice: &Lattice,
    own: &OwnAnswers<'_>,
    mut tables: Vec<(QuestionCode, Vec<ReleasedTable>)>,
    sees: impl Fn(&QuestionCode) -> bool,
) -> Vec<Reflected> {
    let hidden = hidden(catalogue, &own.edition.answers);
    tables.sort_by_key(|(question, _)| catalogue.place(question.as_str()));
    let line = |(question, tables): (QuestionCode, Vec<ReleasedTable>)| {
        let asked = catalogue.get(question.as_str()).filter(|asked| sees(&asked.code))?;
        let levels =
            || said(asked, &countable(asked).plan(), own.edition, hidden.contains(&question));
        let is_counted = |(consent, left_out): &(Consent, Vec<QuestionCode>)| {
            consent.for_question(&question).countable && !left_out.contains(&question)
        };
        Some(Reflected {
            own: follows_from_what_is_seen(catalogue, question.as_str(), &sees).then(levels),
            counted: own.counted.as_ref().is_some_and(is_counted),
            beside: tables.iter().map(|table| beside(table, lattice, own.state)).collect(),
            question,
        })
    };
    tables.into_iter().filter_map(line).collect()
}

/// Returns true if the viewer sees every answer that decides the State's levels: the answer itself
/// and all answers in conditions.
fn follows_from_what_is_seen(
    catalogue: &Catalogue,
    code: &str,
    sees: &impl Fn(&QuestionCode) -> bool,
) -> bool {
    catalogue.get(code).is_some_and(|asked| {
        let mut leaves = asked.condition.iter().flat_map(|condition| condition.leaves());
        sees(&asked.code)
            && leaves.all(|leaf| follows_from_what_is_seen(catalogue, &leaf.question, sees))
    })
}

fn beside(table: &ReleasedTable, lattice: &Lattice, state: &StateCode) -> Beside {
    let row = match table.partition() {
        None => table.rows().first(),
        Some(partition) => {
            let homes = lattice.partition(partition).map(Partition::homes);
            let class = homes.as_ref().map_or(REST, |homes| homes.of(state));
            table.rows().iter().find(|row| row.classes().iter().any(|key| key == class))
        }
    };
    Beside {
        partition: table.partition().map(str::to_owned),
        standing: table.standing(),
        row: row.cloned(),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;
    use crate::instrument::parse;
    use serde_json::json;

    fn catalogue() -> Catalogue {
        Catalogue::build(
            &parse(include_bytes!("../../../../tests/vectors/fixture-instrument.yaml")).unwrap(),
        )
        .unwrap()
    }

    fn table(question: &str, partition: Option<&str>, rows: &[&[&str]]) -> ReleasedTable {
        let row = |classes: &&[&str]| json!({ "classes": classes, "base": 20, "published_base": 0, "cells": [] });
        let standing = if rows.is_empty() { "not_available" } else { "gated" };
        let rows: Vec<_> = rows.iter().map(row).collect();
        serde_json::from_value(json!({ "question": question, "partition": partition, "standing": standing, "rows": rows }))
            .unwrap()
    }

    /// An edition with these answers, such as `A.a.1=partly`.
    fn edition(answers: &str) -> Edition {
        let one = |answer: &str| {
            let (code, option) = answer.split_once('=').unwrap();
            let value = json!({ "kind": "single_choice", "option": option });
            (code.to_owned(), json!({ "disposition": "answered", "value": value }))
        };
        let answers: serde_json::Map<_, _> = answers.split_whitespace().map(one).collect();
        let instrument = json!({ "key": "fixture", "version": "1", "sha256": "0".repeat(64) });
        let document = json!({ "format": "", "state": "FRA", "cycle": "2027", "edition": 1, "instrument": instrument, "salt": "",
            "answers": answers });
        serde_json::from_value(document).unwrap()
    }

    fn own(answers: &str, sees: &[&str]) -> Vec<(String, Option<Vec<String>>)> {
        let (catalogue, edition, state) = (catalogue(), edition(answers), "FRA".parse().unwrap());
        let questions =
            ["A.b.5", "A.a.1"].map(|code| (code.parse().unwrap(), vec![table(code, None, &[&[]])]));
        let own = OwnAnswers { state: &state, edition: &edition, counted: None };
        let sees = |code: &QuestionCode| sees.iter().any(|scope| code.is_within(scope));
        let lines = mirror(&catalogue, &Lattice::default(), &own, questions.to_vec(), sees);
        let text = |levels: Vec<Level>| levels.iter().map(Level::to_string).collect();
        lines.into_iter().map(|line| (line.question.to_string(), line.own.map(text))).collect()
    }

    #[test]
    fn what_follows_from_an_answer_that_is_not_seen_is_not_told() {
        let said = |code: &str, levels: Option<&[&str]>| {
            (
                code.to_owned(),
                levels.map(|levels| levels.iter().map(|level| (*level).to_owned()).collect()),
            )
        };
        for (answers, sees, expected) in [
            (
                "A.a.1=partly",
                &["A", "B"][..],
                vec![said("A.a.1", Some(&["chosen:partly"])), said("A.b.5", Some(&["not_asked"]))],
            ),
            (
                "",
                &["A", "B"],
                vec![said("A.a.1", Some(&["non_response"])), said("A.b.5", Some(&["not_asked"]))],
            ),
            ("A.a.1=partly", &["A.a"], vec![said("A.a.1", Some(&["chosen:partly"]))]),
            // A.b.5 is asked by the answer to A.b.3, and A.b.3 by the answer to A.a.1.
            ("A.a.1=partly", &["A.b"], vec![said("A.b.5", None)]),
            ("", &["A.b"], vec![said("A.b.5", None)]),
            (
                "A.a.1=partly",
                &["A.b.5", "A.b.3", "A.a.1"],
                vec![said("A.a.1", Some(&["chosen:partly"])), said("A.b.5", Some(&["not_asked"]))],
            ),
            ("A.a.1=partly", &[], vec![]),
        ] {
            assert_eq!(own(answers, sees), expected, "{answers} seen by {sees:?}");
        }
    }

    #[test]
    fn a_state_stands_beside_all_and_the_class_that_it_is_in() {
        let lattice = serde_json::from_value(json!({ "partitions": [
            { "key": "p", "classes": [{ "key": "one", "states": ["DEU"] }, { "key": "two", "states": ["FRA"] }] }] }));
        let lattice: Lattice = lattice.unwrap();
        for (table, state, found) in [
            (table("A.a.1", None, &[&[]]), "FRA", Some(vec![])),
            (table("A.a.1", Some("p"), &[&["one"], &["two"]]), "FRA", Some(vec!["two".to_owned()])),
            (
                table("A.a.1", Some("p"), &[&["one", "two"]]),
                "FRA",
                Some(vec!["one".into(), "two".into()]),
            ),
            (table("A.a.1", Some("p"), &[&["one", "two"]]), "KEN", None),
            (
                table("A.a.1", Some("p"), &[&["one"], &["two", REST]]),
                "KEN",
                Some(vec!["two".into(), REST.into()]),
            ),
            (table("A.a.1", Some("p"), &[]), "FRA", None),
        ] {
            let beside = beside(&table, &lattice, &state.parse().unwrap());
            assert_eq!(beside.row.map(|row| row.classes().to_vec()), found, "{state} {table:?}");
        }
    }

    #[test]
    fn what_does_not_stand_has_no_mirror() {
        let standing: Vec<_> =
            SubmissionStatus::ALL.iter().filter(|status| stands(**status)).collect();
        assert_eq!(standing, [&SubmissionStatus::Submitted, &SubmissionStatus::Amended]);
    }
}
