#![expect(clippy::unwrap_used, reason = "a test may")]
use super::*;
use crate::instrument::{NATIONAL_SURVEY, parse};
use serde_json::{Value, json};

fn lattice() -> Lattice {
    let classes =
        json!([{ "key": "one", "states": ["DEU", "FRA"] }, { "key": "two", "states": ["KEN"] }]);
    serde_json::from_value(json!({ "partitions": [{ "key": "p", "classes": classes }] })).unwrap()
}

fn states(codes: &str) -> BTreeSet<StateCode> {
    codes.split_whitespace().map(|code| code.parse().unwrap()).collect()
}

fn band(level: &str, lower: u8) -> Value {
    json!({ "level": level, "published": 0, "hidden": { "kind": "band", "lower_percent": lower, "upper_percent": lower + 25 } })
}

fn table(
    partition: Option<&str>,
    standing: &str,
    rows: Vec<(&[&str], Vec<Value>)>,
) -> ReleasedTable {
    let row = |(classes, cells)| json!({ "classes": classes, "base": 20, "published_base": 0, "cells": cells });
    let rows: Vec<Value> = rows.into_iter().map(row).collect();
    let table =
        json!({ "question": "N.a.1", "partition": partition, "standing": standing, "rows": rows });
    serde_json::from_value(table).unwrap()
}

fn tables() -> Vec<(QuestionCode, Vec<ReleasedTable>)> {
    let none =
        json!({ "level": "declined", "published": 1, "hidden": { "kind": "not_available" } });
    let cells = vec![band("chosen:yes", 0), band("chosen:no", 75), none, band("non_response", 75)];
    let all = table(None, "gated", vec![(&[], cells.clone())]);
    let by_class = table(
        Some("p"),
        "gated",
        vec![(&["one"], cells), (&["two", "_rest"], vec![band("chosen:no", 50)])],
    );
    let withheld = table(Some("p"), "not_available", vec![]);
    vec![
        ("N.a.1".parse().unwrap(), vec![all.clone(), by_class]),
        ("N.a.2".parse().unwrap(), vec![all, withheld]),
    ]
}

fn levels(line: &OverviewRow) -> String {
    line.cells.iter().map(|cell| cell.level().to_string()).collect::<Vec<_>>().join(" ")
}

#[test]
fn what_the_instrument_or_the_lattice_does_not_have_is_refused() {
    let survey = parse(NATIONAL_SURVEY).unwrap();
    assert_eq!(questions(&survey, "grades").map_err(|error| error.code()), Err(Code::BadInput));
    for (partition, key, found) in
        [("p", "one", true), ("p", REST, true), ("p", "three", false), ("q", "one", false)]
    {
        assert_eq!(class(&lattice(), partition, key).is_ok(), found, "{partition} {key}");
    }
}

#[test]
fn the_survey_has_its_norms_challenges_needs_and_offers_in_overviews() {
    let survey = parse(NATIONAL_SURVEY).unwrap();
    let of = |set: &str| questions(&survey, set).unwrap();
    let norms: Vec<String> = ('a'..='k').map(|norm| format!("N.{norm}.1")).collect();
    let status = of("status");
    assert!(norms.iter().all(|norm| status.contains(&norm.as_str())), "{status:?}");
    assert_eq!(
        status.iter().filter(|code| code.starts_with("C.")).count(),
        8,
        "the eight global measures"
    );
    // Eleven norms, and international law, confidence, capacity, stakeholders.
    assert_eq!(of("challenges").len(), 15);
    let areas = of("cap_area");
    for code in ["T.b.3", "N.a.8", "N.k.9", "C.x.3", "K.b.1", "K.c.1", "K.d.1"] {
        assert!(areas.contains(&code), "{code}: {areas:?}");
    }
    // A question that is not counted has no figures. Example: the defaults of consent.
    assert_eq!(of("visibility"), Vec::<&str>::new());
}

#[test]
fn a_line_is_the_row_of_all_or_of_the_class_and_says_where_there_is_none() {
    let tables = tables();
    for (of, standing, classes) in [
        (None, [Standing::Gated, Standing::Gated], [Some(vec![]), Some(vec![])]),
        (
            Some(("p", "one")),
            [Standing::Gated, Standing::NotAvailable],
            [Some(vec!["one".to_owned()]), None],
        ),
        (
            Some(("p", REST)),
            [Standing::Gated, Standing::NotAvailable],
            [Some(vec!["two".into(), REST.into()]), None],
        ),
    ] {
        let lines = lines(&tables, of, Order::Instrument);
        assert_eq!(lines.iter().map(|line| line.standing).collect::<Vec<_>>(), standing);
        let found: Vec<_> =
            lines.iter().map(|line| line.row.as_ref().map(|row| row.classes().to_vec())).collect();
        assert_eq!(found, classes, "{of:?}");
    }
}

#[test]
fn cells_come_as_the_instrument_has_them_or_by_band() {
    let tables = tables();
    let first = |order| levels(&lines(&tables, None, order)[0]);
    assert_eq!(first(Order::Instrument), "chosen:yes chosen:no declined non_response");
    assert_eq!(first(Order::Band), "chosen:no non_response chosen:yes declined");
    let options: Vec<OptionCode> = ["yes", "no"].map(|option| option.parse().unwrap()).into();
    for order in [Order::Instrument, Order::Band] {
        let columns: Vec<_> =
            columns(&lines(&tables, None, order), &options).iter().map(Level::to_string).collect();
        assert_eq!(
            columns,
            ["chosen:yes", "chosen:no", "non_response", "declined"],
            "columns do not move"
        );
    }
}

#[test]
fn who_was_invited_and_who_is_counted_follows_from_public_facts() {
    let line = |class: Option<&str>, invited, counted| Attendance {
        of: class.map(|class| ("p".to_owned(), class.to_owned())),
        invited,
        counted,
    };
    for (invited, counted, expected) in [
        (
            "DEU FRA KEN",
            "FRA",
            vec![line(None, 3, 1), line(Some("one"), 2, 1), line(Some("two"), 1, 0)],
        ),
        ("", "", vec![line(None, 0, 0), line(Some("one"), 0, 0), line(Some("two"), 0, 0)]),
        (
            "VAT FRA",
            "VAT",
            vec![
                line(None, 2, 1),
                line(Some("one"), 1, 0),
                line(Some("two"), 0, 0),
                line(Some(REST), 1, 1),
            ],
        ),
    ] {
        assert_eq!(attendance(&lattice(), &states(invited), &states(counted)), expected);
    }
}

#[test]
fn who_is_invited_after_the_moment_of_a_release_is_not_in_it() {
    let at = |second| DateTime::from_timestamp(second, 0).unwrap();
    let invitation = |state: &str, second| cycle_invitation::Model {
        cycle: uuid::Uuid::nil(),
        state: state.parse().unwrap(),
        invited_at: at(second),
        extended_until: Some(at(99)),
    };
    let invitations = [invitation("DEU", 1), invitation("FRA", 5), invitation("KEN", 6)];
    for (until, expected) in
        [(0, ""), (1, "DEU"), (5, "DEU FRA"), (6, "DEU FRA KEN"), (50, "DEU FRA KEN")]
    {
        assert_eq!(invited_until(&invitations, at(until)), states(expected), "{until}");
    }
}
