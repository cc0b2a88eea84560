//! The offered questions, as far as a viewer who sees only some of the answers can know.
//!
//! A condition may name a question whose answer the viewer does not see. The verdict on the
//! conditional question is then known only if the visible answers decide it alone.
//!
//! Conditions hold no negation: with more answers, more questions are offered. So two evaluations
//! bound the truth. In the first, no unseen question is answered. In the second, each unseen
//! question is answered with every option. If both agree, the verdict holds for any unseen answers.
//! If they differ, the verdict is [`Visibility::Undetermined`]. Neither evaluation reads an unseen
//! answer.

use crate::{
    instrument::Catalogue,
    submission::{editions::submitted_answer::SubmittedAnswer, working_copy::value::Value},
};
use ::entity::vocabulary::{Disposition, OptionCode, QuestionCode};
use std::collections::BTreeMap;

/// Verdict on a question: offered, hidden, or unknown to the viewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// The condition holds, or the question has none.
    Yes,
    /// The condition hides the question.
    No,
    /// The verdict depends on answers that the viewer does not see.
    Undetermined,
}

impl Visibility {
    /// Returns true if a condition hides the question, and none if the verdict is unknown.
    #[must_use]
    pub const fn hidden(self) -> Option<bool> {
        match self {
            Self::Yes => Some(false),
            Self::No => Some(true),
            Self::Undetermined => None,
        }
    }
}

/// Returns the verdict on each question, from the visible answers alone.
#[must_use]
pub fn visibility<'c>(
    catalogue: &'c Catalogue,
    given: &BTreeMap<QuestionCode, SubmittedAnswer>,
    sees: impl Fn(&QuestionCode) -> bool,
) -> BTreeMap<&'c QuestionCode, Visibility> {
    let seen = |code: &str| catalogue.get(code).is_some_and(|asked| sees(&asked.code));
    let answered = |code: &str| -> Option<&[OptionCode]> {
        let said = given.get(code).filter(|said| said.disposition == Disposition::Answered)?;
        said.value.as_ref().map(Value::chosen)
    };
    let least = catalogue.offered(&|code| if seen(code) { answered(code) } else { None });
    let verdict = |offered: bool| if offered { Visibility::Yes } else { Visibility::No };
    if catalogue.questions().iter().all(|asked| sees(&asked.code)) {
        return least.into_iter().map(|(code, offered)| (code, verdict(offered))).collect();
    }
    let every = |code: &str| catalogue.get(code).map(|asked| asked.options.as_slice());
    let most = catalogue.offered(&|code| if seen(code) { answered(code) } else { every(code) });
    let both = |(code, least): (&'c QuestionCode, bool)| {
        let one =
            if most.get(code) == Some(&least) { verdict(least) } else { Visibility::Undetermined };
        (code, one)
    };
    least.into_iter().map(both).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;
    use crate::{
        instrument::{NATIONAL_SURVEY, parse},
        submission::working_copy::value::Options,
    };
    use Visibility::{No, Undetermined, Yes};
    use rand::{RngExt as _, SeedableRng as _, seq::IndexedRandom as _};
    use rand_chacha::ChaCha8Rng;
    use std::collections::BTreeSet;

    fn catalogue() -> Catalogue {
        Catalogue::build(
            &parse(include_bytes!("../../../../tests/vectors/fixture-instrument.yaml")).unwrap(),
        )
        .unwrap()
    }

    /// Returns answers from a text such as `A.a.1=partly`, with options where the text has some.
    fn given(answers: &str) -> BTreeMap<QuestionCode, SubmittedAnswer> {
        let one = |answer: &str| {
            let (code, chosen) = answer.split_once('=').unwrap();
            let options = chosen
                .split('+')
                .filter(|option| !option.is_empty())
                .map(|option| option.parse().unwrap())
                .collect();
            let value = Some(Value::MultiChoice(Options { options, other: None }));
            (code.parse().unwrap(), SubmittedAnswer { disposition: Disposition::Answered, value })
        };
        answers.split_whitespace().map(one).collect()
    }

    fn verdicts(answers: &str, sees: &[&str]) -> Vec<Visibility> {
        let catalogue = catalogue();
        let sees = |code: &QuestionCode| {
            sees.iter().any(|scope| *scope == code.section() || *scope == code.as_str())
        };
        let all = visibility(&catalogue, &given(answers), sees);
        ["A.b.1", "A.b.2", "A.b.3", "A.b.4", "A.b.5"]
            .iter()
            .map(|code| all[&code.parse::<QuestionCode>().unwrap()])
            .collect()
    }

    #[test]
    fn a_verdict_is_told_only_where_the_seen_answers_decide_it() {
        let all = &["A.a", "A.b", "B.a"][..];
        let section = &["A.b"][..];
        for (answers, sees, expected) in [
            // A viewer who sees everything gets every verdict.
            ("", all, [No, No, No, No, No]),
            ("A.a.1=in_place A.a.2=none A.b.3=", all, [Yes, No, Yes, Yes, Yes]),
            // Nothing follows from answers that the viewer does not see, whatever they are.
            ("", section, [Undetermined, Undetermined, Undetermined, Undetermined, No]),
            (
                "A.a.1=in_place A.a.2=funding",
                section,
                [Undetermined, Undetermined, Undetermined, Undetermined, No],
            ),
            // The condition of A.b.5 names A.b.3, which is seen, but may itself be hidden.
            (
                "A.b.3=",
                section,
                [Undetermined, Undetermined, Undetermined, Undetermined, Undetermined],
            ),
            (
                "A.a.1=partly A.b.3=",
                section,
                [Undetermined, Undetermined, Undetermined, Undetermined, Undetermined],
            ),
            // The visible answers alone decide, where they can.
            ("A.a.1=partly", &["A.b", "A.a.1"], [Yes, Undetermined, Yes, No, No]),
            (
                "A.a.1=in_place A.b.3=",
                &["A.b", "A.a.1"],
                [Yes, Undetermined, Yes, Undetermined, Yes],
            ),
            (
                "A.a.1=in_place A.a.3=insiders",
                &["A.b", "A.a.1", "A.a.3"],
                [Yes, Undetermined, Yes, Yes, No],
            ),
            (
                "A.a.1=partly",
                &["A.b.5"],
                [Undetermined, Undetermined, Undetermined, Undetermined, Undetermined],
            ),
        ] {
            assert_eq!(verdicts(answers, sees), expected, "{answers} seen by {sees:?}");
        }
    }

    /// Returns answers to about 60 percent of the questions that are no choice of consent.
    fn at_random(
        catalogue: &Catalogue,
        rng: &mut ChaCha8Rng,
    ) -> BTreeMap<QuestionCode, SubmittedAnswer> {
        let mut given = BTreeMap::new();
        for asked in catalogue.questions().iter().filter(|asked| asked.consent.is_none()) {
            if rng.random_bool(0.6) {
                let options = asked.options.choose(rng).cloned().into_iter().collect();
                let disposition = if rng.random_bool(0.8) {
                    Disposition::Answered
                } else {
                    Disposition::Declined
                };
                let value = Value::MultiChoice(Options { options, other: None });
                given.insert(
                    asked.code.clone(),
                    SubmittedAnswer { disposition, value: Some(value) },
                );
            }
        }
        given
    }

    #[test]
    fn a_verdict_holds_whatever_is_not_seen_and_never_looks_at_it() {
        let survey = Catalogue::build(&parse(NATIONAL_SURVEY).unwrap()).unwrap();
        let fixture = catalogue();
        let mut told = BTreeSet::new();
        for (seed, catalogue) in
            (0..400_u64).map(|seed| (seed, if seed % 4 == 0 { &survey } else { &fixture }))
        {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let seen: BTreeSet<_> = catalogue
                .questions()
                .iter()
                .map(|asked| &asked.code)
                .filter(|_| rng.random_bool(0.7))
                .collect();
            let sees = |code: &QuestionCode| seen.contains(code);
            let one = at_random(catalogue, &mut rng);
            // Another set of answers, which differs only in what the viewer does not see.
            let mut other: BTreeMap<_, _> = at_random(catalogue, &mut rng)
                .into_iter()
                .filter(|(code, _)| !sees(code))
                .collect();
            other.extend(
                one.iter()
                    .filter(|(code, _)| sees(code))
                    .map(|(code, given)| (code.clone(), given.clone())),
            );
            let verdicts = visibility(catalogue, &one, sees);
            assert_eq!(verdicts, visibility(catalogue, &other, sees), "{seed}");
            for given in [&one, &other] {
                for (code, whole) in visibility(catalogue, given, |_| true) {
                    assert!(
                        [whole, Undetermined].contains(&verdicts[code]),
                        "{seed} {code} {whole:?} {:?}",
                        verdicts[code]
                    );
                }
            }
            told.extend(verdicts.into_values().map(|verdict| format!("{verdict:?}")));
        }
        assert_eq!(told.len(), 3, "{told:?}");
    }
}
