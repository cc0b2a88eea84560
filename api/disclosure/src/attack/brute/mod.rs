//! The gate against brute force: cases so small that every assignment of answers can be tried.
//!
//! This attacker shares nothing with the gate but the released questions. It tries all assignments,
//! State by State, and keeps those that are consistent with the releases and with its knowledge.
//! Then it looks for an answer that is the same in all of them. The gate must admit nothing that
//! this attacker determines. It also must not suppress anything that this attacker does not
//! determine.
#![expect(clippy::unwrap_used, reason = "a test may")]

mod by_hand;
mod drawn;
mod force;

use super::{
    problem::{Sum, Visibility},
    tuples::{Reach, Tuples},
    *,
};
use drawn::{answers, assignments, attackers, moves, questions, state};
use entity::vocabulary::{ReaderLevel, StateCode};
use force::determined;
use proptest::{prelude::*, strategy::ValueTree as _};
use std::collections::BTreeMap;

/// Checks that the gate and brute force agree.
fn agree(
    questions: &[ReleasedQuestion],
    attackers: &ResponseKnowledge,
    regions: Option<&BTreeMap<StateCode, usize>>,
    moves: &[ChangeConstraints],
) -> Result<bool, TestCaseError> {
    let problem = Problem::of(questions, regions, moves, ReaderLevel::Public);
    let found = search(&problem, attackers, SearchBudget::default());
    let determined = determined(questions, attackers, regions, moves);
    if let Some(certificate) = &found {
        prop_assert!(
            certificate.check(&problem, attackers),
            "what the search finds, the check believes"
        );
        prop_assert_eq!(&determined, &None, "nothing is let through that brute force determines");
        let text = serde_json::to_string(certificate).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Certificate>(&text).unwrap(), certificate);
        let bare = Certificate::default().check(&problem, attackers);
        prop_assert_eq!(
            bare,
            certificate.counterexamples.is_empty(),
            "a certificate holds no world that is not needed at first"
        );
        // A forced time-out suppresses everything that the truth alone does not prove.
        let none = search(&problem, attackers, SearchBudget { moves: 0, seconds: 0.0 });
        prop_assert_eq!(none.is_some(), bare);
    } else {
        prop_assert!(
            determined.is_some(),
            "nothing is withheld that brute force does not determine"
        );
    }
    // The programs alone find as much as the local search and the programs together.
    let programs =
        search(&problem, attackers, SearchBudget { moves: 0, ..SearchBudget::default() });
    prop_assert_eq!(programs.is_some(), found.is_some());
    Ok(found.is_some_and(|certificate| !certificate.counterexamples.is_empty()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_release_is_let_through_if_and_only_if_nobody_determines_anything(
        (kind, drawn, slack, _) in assignments(1, 1..7), coalition in 0u32..3,
    ) {
        agree(&questions(kind, &drawn, &slack, true), &attackers(&drawn, coalition), None, &[])?;
    }

    #[test]
    fn so_are_two_releases_of_a_cycle_or_of_two_cycles(
        (kind, drawn, slack, same) in assignments(2, 1..5), coalition in 0u32..2, bounded in any::<bool>(),
    ) {
        let regions: BTreeMap<_, _> = drawn.iter().enumerate().map(|(p, one)| (state(p), usize::from(one.classes.0))).collect();
        agree(&questions(kind, &drawn, &slack, same), &attackers(&drawn, coalition), bounded.then_some(&regions), &[])?;
    }

    #[test]
    fn so_is_what_two_cycles_tell_of_changes(
        (_, drawn, slack, _) in assignments(2, 1..5), choice in 0usize..2, coalition in 0u32..2, bounded in any::<bool>(),
    ) {
        let regions: BTreeMap<_, _> = drawn.iter().enumerate().map(|(p, one)| (state(p), usize::from(one.classes.0))).collect();
        let questions = questions(choice, &drawn, &slack, false);
        let moves = moves(choice, &questions, &slack);
        agree(&questions, &attackers(&drawn, coalition), bounded.then_some(&regions), &moves)?;
    }

    #[test]
    fn who_turns_alike_where_nobody_knows_what_he_says_changes_no_more_often((kind, drawn, slack, _) in assignments(3, 1..5)) {
        let regions: BTreeMap<_, _> = drawn.iter().enumerate().map(|(p, one)| (state(p), usize::from(one.classes.0))).collect();
        let problem = Problem::of(&questions(kind, &drawn, &slack, false), Some(&regions), &[], ReaderLevel::Public);
        let mut tuples = Tuples::of(&problem);
        for (profile, of) in problem.equivalence_classes.iter().enumerate() {
            let hidden = !of.profile.slots.iter().any(|slot| matches!(slot, Visibility::Known { .. }));
            for from in of.states.iter().map(|(_, tuple)| *tuple).filter(|_| hidden) {
                for near in tuples.near(profile, from, &[], Reach::Alike).iter() {
                    let changes = |limit: usize| matches!(problem.limits[limit].over, Sum::Changes { .. });
                    prop_assert!(near.turn.iter().all(|(limit, by)| !changes(*limit) || *by <= 0));
                }
            }
        }
    }

    #[test]
    fn a_certificate_that_is_tampered_with_is_believed_only_where_nothing_is_determined(
        (kind, drawn, slack, _) in assignments(1, 2..6), assignments in prop::collection::vec(prop::collection::vec((0usize..4, 0usize..6, 0usize..6, 0u32..3), 0..3), 0..12),
    ) {
        let questions = questions(kind, &drawn, &slack, true);
        let attackers = attackers(&drawn, 1);
        let problem = Problem::of(&questions, None, &[], ReaderLevel::Public);
        let tuples = answers(&questions[0].shape).into_iter().map(|mask| vec![Some(mask)]).collect();
        let assignments = assignments.into_iter().map(|assignment| assignment.into_iter().map(|(a, f, t, n)| attack_instance::Reassignment { class: a, from: f, to: t, states: n }).collect());
        let forged = Certificate { tuples, counterexamples: assignments.collect() };
        if forged.check(&problem, &attackers) {
            prop_assert_eq!(determined(&questions, &attackers, None, &[]), None);
        }
    }
}

/// Checks that both outcomes are frequent, so that the properties above are not empty.
#[test]
fn small_worlds_are_often_let_through_on_proof_and_often_withheld() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen = (0, 0);
    for _ in 0..300 {
        let (kind, drawn, slack, _) = assignments(1, 3..7).new_tree(&mut runner).unwrap().current();
        let attackers = attackers(&drawn, 1);
        match search(
            &Problem::of(&questions(kind, &drawn, &slack, true), None, &[], ReaderLevel::Public),
            &attackers,
            SearchBudget::default(),
        ) {
            Some(certificate) if !certificate.counterexamples.is_empty() => seen.0 += 1,
            Some(_) => {}
            None => seen.1 += 1,
        }
    }
    assert!(seen.0 > 20 && seen.1 > 20, "{seen:?}");
}
