//! Cases of eight States, in which each rule is switched off.
#![expect(clippy::unwrap_used, reason = "a test may")]

use super::{super::*, drawn::state, force::determined};
use crate::tabulate::{AnswerSpace, Level};
use entity::vocabulary::{ReaderLevel, StateCode};
use std::collections::{BTreeMap, BTreeSet};

/// Builds a release for eight States who answer `a` or `b`.
///
/// The answers are a text of eight letters. The sets are texts of the same length, with an `x` for
/// each member, and with the released interval of `a`.
fn by_hand(said: &str, known: &str, sets: &[(&str, u32, u32)]) -> Vec<ReleasedQuestion> {
    let shape = AnswerSpace::of(
        &["chosen:a".parse::<Level>().unwrap(), "chosen:b".parse().unwrap()],
        &[],
        None,
        false,
    )
    .unwrap();
    let marked = |text: &str| -> BTreeSet<StateCode> {
        text.chars()
            .enumerate()
            .filter(|(_, mark)| *mark == 'x')
            .map(|(place, _)| state(place))
            .collect()
    };
    let known = marked(known);
    let line = |(place, said): (usize, char)| {
        let line = KnownResponse {
            mask: if said == 'a' { 1 } else { 2 },
            hidden: true,
            shown: if known.contains(&state(place)) {
                ReaderLevel::Public
            } else {
                ReaderLevel::StateOnly
            },
            asked: ReaderLevel::Public,
            edition: 1,
        };
        (state(place), line)
    };
    let set = |(text, least, most): &(&str, u32, u32)| Set {
        states: marked(text),
        cells: vec![Some((*least, *most)), None],
    };
    vec![ReleasedQuestion {
        release: 1,
        cycle: 0,
        shape,
        sets: sets.iter().map(set).collect(),
        said: said.chars().enumerate().map(line).collect(),
    }]
}

/// Two of three States in a region are known to have changed their answer. Everybody then knows
/// that the third State did not change, whatever is released.
#[test]
fn what_is_known_without_a_release_is_given_away_by_none() {
    let regions: BTreeMap<StateCode, usize> =
        (0..8).map(|place| (state(place), usize::from(place > 2))).collect();
    let nobody = ResponseKnowledge { coalition: 0, blocs: vec![] };
    let cycles = |before: &str, after: &str, known: [&str; 2]| {
        let question = |said, known, cycle: usize| {
            let question = by_hand(said, known, &[("....xxxx", 1, 3)]).remove(0);
            ReleasedQuestion { release: i64::try_from(cycle).unwrap() + 1, cycle, ..question }
        };
        vec![question(before, known[0], 0), question(after, known[1], 1)]
    };
    for (before, after, known, told) in [
        ("aaaaabbb", "bbaaabbb", ["xx......", "xxx....."], false),
        // Only one of the two changes is known, so nothing follows for the third State.
        ("aaaaabbb", "bbaaabbb", ["x.......", "x.x....."], false),
    ] {
        let questions = cycles(before, after, known);
        let problem = Problem::of(&questions, Some(&regions), &[], ReaderLevel::Public);
        assert_eq!(determined(&questions, &nobody, Some(&regions), &[]).is_some(), told);
        assert_eq!(search(&problem, &nobody, SearchBudget::default()).is_none(), told);
    }
}

#[test]
fn each_rule_switched_off_is_caught_by_brute_force_and_by_the_gate() {
    let nobody = ResponseKnowledge { coalition: 0, blocs: vec![] };
    let one = ResponseKnowledge { coalition: 1, blocs: vec![] };
    let two = ResponseKnowledge { coalition: 2, blocs: vec![] };
    let first: BTreeSet<StateCode> = (0..4).map(state).collect();
    let bloc = ResponseKnowledge { coalition: 0, blocs: vec![first] };
    let all = "xxxxxxxx";
    for (rule, said, known, sets, attackers, caught) in [
        ("all rules on", "aaabbbab", "........", &[(all, 2, 6)][..], &two, false),
        (
            "R1: two filters at once",
            "abbbbbab",
            "........",
            &[("xxxx....", 1, 3), ("x.......", 1, 1)],
            &nobody,
            true,
        ),
        (
            "R1: organizations that overlap",
            "abbbbbab",
            "........",
            &[("xxxxx...", 1, 1), ("....xxxx", 1, 1), (all, 2, 2), ("....x...", 0, 0)],
            &nobody,
            true,
        ),
        (
            "R2: a set of one",
            "abbbbbab",
            "........",
            &[(all, 1, 5), (".......x", 0, 0)],
            &nobody,
            true,
        ),
        (
            "R2: the unnamed rest of one",
            "aabbbbba",
            "........",
            &[(all, 3, 3), ("xxxxxxx.", 2, 2)],
            &nobody,
            true,
        ),
        (
            "R3: sets that differ by one",
            "aabbbbba",
            "........",
            &[("xxxxxxx.", 0, 2), (all, 3, 8)],
            &nobody,
            true,
        ),
        ("R4: exact counts of one's own class", "abbbbbbb", "........", &[(all, 1, 1)], &one, true),
        ("R4: all alike, exact", "aaaaaaaa", "........", &[(all, 8, 8)], &nobody, true),
        ("R5: what was public is forgotten", "aaaabbbb", "xxx.xxxx", &[(all, 4, 6)], &nobody, true),
        (
            "R6: classes use up All",
            "aabbaabb",
            "........",
            &[("xxxx....", 2, 4), ("....xxxx", 2, 4), (all, 3, 4)],
            &nobody,
            false,
        ),
        (
            "R6: classes use up All, and one knows its own",
            "aabbbbbb",
            "........",
            &[("xxxx....", 2, 4), ("....xxxx", 0, 2), (all, 0, 2)],
            &nobody,
            true,
        ),
        ("R6: a bloc", "aaabbbbb", "........", &[(all, 0, 3)], &bloc, true),
        ("R6: two States", "aabbbbbb", "........", &[(all, 0, 2)], &two, true),
    ] {
        let questions = by_hand(said, known, sets);
        assert_eq!(
            determined(&questions, attackers, None, &[]).is_some(),
            caught,
            "{rule}: brute force"
        );
        assert_eq!(
            search(
                &Problem::of(&questions, None, &[], ReaderLevel::Public),
                attackers,
                SearchBudget::default()
            )
            .is_none(),
            caught,
            "{rule}: the gate"
        );
    }
}
