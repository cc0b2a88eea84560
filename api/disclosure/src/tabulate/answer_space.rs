//! The answer space of a question: the sets of levels that one answer can hold.
//!
//! A set of levels is a mask with one bit for each level of the plan. The attacker knows the
//! instrument, so a counterexample may hold possible answers alone:
//!
//! - One option of a single choice.
//! - All steps up to one step of a scale.
//! - For a multiple choice, at least one option and at most the allowed number. An exclusive option
//!   stands by itself.

use super::level::Level;
use entity::vocabulary::OptionCode;

/// Set of levels, by their place in the plan.
pub type Mask = u128;

/// One of the answers between which a table of changes counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeCategory {
    /// An answer that holds exactly these levels.
    Value(Mask),
    /// An answer that holds none of these levels: no value.
    Without(Mask),
}

impl ChangeCategory {
    /// Returns true if an answer belongs to the category.
    pub fn is(self, mask: Mask) -> bool {
        match self {
            Self::Value(value) => mask == value,
            Self::Without(values) => mask & values == 0,
        }
    }
}

/// The masks that are possible answers to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerSpace {
    levels: usize,
    not_asked: Mask,
    listed: Vec<Mask>,
    many: Option<Many>,
}

/// Answers that are sets of options.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Many {
    /// Levels that every answer with a value holds.
    always: Mask,
    /// For each option: the level of an answer with it, and the level of an answer without it.
    options: Vec<(Mask, Mask)>,
    exclusive: Mask,
    most: u32,
    may_be_empty: bool,
}

impl AnswerSpace {
    /// Builds the answer space of a question with these levels. Returns `None` if it has more
    /// levels than a mask has bits.
    pub fn of(
        levels: &[Level],
        exclusive: &[OptionCode],
        most: Option<u32>,
        may_be_empty: bool,
    ) -> Option<Self> {
        if levels.len() > Mask::BITS as usize {
            return None;
        }
        let bit = |level: &Level| {
            levels.iter().position(|other| other == level).map_or(0, |place| 1 << place)
        };
        let mut shape = Self {
            levels: levels.len(),
            not_asked: bit(&Level::NotAsked),
            listed: Vec::new(),
            many: None,
        };
        let mut many = Many {
            always: bit(&Level::Answered),
            options: Vec::new(),
            exclusive: 0,
            most: u32::MAX,
            may_be_empty,
        };
        many.most = most.unwrap_or(u32::MAX);
        let mut steps = many.always;
        for level in levels {
            match level {
                Level::Answered => {}
                Level::AtLeast(_) => {
                    shape.listed.push(steps);
                    steps |= bit(level);
                }
                Level::Chosen(option) => match bit(&Level::NotChosen(option.clone())) {
                    0 => shape.listed.push(bit(level)),
                    without => many.options.push((bit(level), without)),
                },
                Level::Ranked(_) | Level::Recorded(_) => many.options.push((bit(level), 0)),
                Level::NotChosen(_) => {}
                Level::NonResponse
                | Level::NotApplicable
                | Level::Declined
                | Level::NothingNew
                | Level::NotAsked => {
                    shape.listed.push(bit(level));
                }
            }
        }
        for option in exclusive {
            many.exclusive |= bit(&Level::Chosen(option.clone()));
        }
        if many.options.is_empty() {
            shape.listed.extend((steps != 0).then_some(steps));
        } else {
            shape.many = Some(many);
        }
        Some(shape)
    }

    /// Returns the number of levels.
    pub fn levels(&self) -> usize {
        self.levels
    }

    /// Returns the mask of a State that was not asked, or 0 if every State is asked.
    pub fn not_asked(&self) -> Mask {
        self.not_asked
    }

    /// Returns true if the mask is a possible answer.
    pub fn allows(&self, mask: Mask) -> bool {
        self.listed.contains(&mask) || self.many.as_ref().is_some_and(|many| many.allows(mask))
    }

    /// Returns all other answers or, if there are too many, answers that differ little from `mask`.
    pub fn near(&self, mask: Mask) -> Vec<Mask> {
        let mut near = self.listed.clone();
        if let Some(many) = &self.many {
            near.extend(many.near(mask));
        }
        near.retain(|other| *other != mask);
        near
    }

    /// Returns the cheapest answer that holds `wanted`, for questions whose answers are sets of
    /// options.
    ///
    /// `cost` gives, for each level, the cost of holding it compared with not holding it. At equal
    /// cost the answer stays as `mask` is. The result is a guess: the caller has to check that it
    /// is a possible answer.
    pub fn fitted(&self, mask: Mask, wanted: Mask, cost: impl Fn(usize) -> i64) -> Option<Mask> {
        let of = |levels: Mask| {
            (0..self.levels).filter(|level| (levels >> level) & 1 == 1).map(&cost).sum::<i64>()
        };
        self.many.as_ref().map(|many| many.fitted(mask, wanted, of))
    }

    /// Returns the levels that some possible answers hold and others do not. With `asked`, the
    /// answer "not asked" is impossible.
    pub fn varying(&self, asked: bool) -> Mask {
        let mut masks = self.near(0);
        for mask in masks.clone() {
            masks.extend(self.near(mask));
        }
        let answers = masks
            .into_iter()
            .filter(|mask| self.allows(*mask) && !(asked && *mask == self.not_asked));
        let (some, all) =
            answers.fold((0, Mask::MAX), |(some, all), mask| (some | mask, all & mask));
        some & !all
    }
}

impl Many {
    fn of(&self, chosen: impl Fn(Mask) -> bool) -> Mask {
        self.options.iter().fold(self.always, |mask, (with, without)| {
            mask | if chosen(*with) { with } else { without }
        })
    }
    fn allows(&self, mask: Mask) -> bool {
        let count = self.options.iter().filter(|(with, _)| mask & with != 0).count();
        let exclusive = (mask & self.exclusive).count_ones();
        mask == self.of(|with| mask & with != 0)
            && (count > 0 || self.may_be_empty)
            && u32::try_from(count).is_ok_and(|count| count <= self.most)
            && (exclusive == 0 || count == 1)
    }
    fn fitted(&self, mask: Mask, wanted: Mask, cost: impl Fn(Mask) -> i64) -> Mask {
        let gain = |(with, without): &(Mask, Mask)| {
            let forced = i64::from(wanted & without != 0) - i64::from(wanted & with != 0);
            (forced, cost(*with) - cost(*without), i64::from(mask & with == 0), *with)
        };
        let mut options: Vec<(i64, i64, i64, Mask)> = self.options.iter().map(gain).collect();
        options.sort_unstable();
        let one = options[0].3;
        let worth = |(forced, cost, other, with): &(i64, i64, i64, Mask)| {
            let alone = *with == one || (one | with) & self.exclusive == 0;
            alone && (*forced < 0 || *forced == 0 && (*cost < 0 || *cost == 0 && *other == 0))
                || *with == one && !self.may_be_empty
        };
        let most = usize::try_from(self.most).unwrap_or(usize::MAX);
        let chosen: Mask = options
            .iter()
            .filter(|option| worth(option))
            .take(most)
            .fold(0, |chosen, (.., with)| chosen | with);
        self.of(|with| chosen & with != 0)
    }
    fn near(&self, mask: Mask) -> Vec<Mask> {
        let count = u32::try_from(self.options.iter().filter(|(with, _)| mask & with != 0).count())
            .unwrap_or(u32::MAX);
        let turned = self
            .options
            .iter()
            .map(|(turn, _)| self.of(|with| (mask & with != 0) != (with == *turn)));
        let alone = self.options.iter().map(|(one, _)| self.of(|with| with == *one));
        let replaced = self.options.iter().flat_map(|(gone, _)| {
            let turn = move |turned: Mask| {
                self.of(|with| (mask & with != 0 && with != *gone) || with == turned)
            };
            // Used if one option more, or one option less, would be no possible answer.
            let there = mask & gone != 0 && (count == 1 || count >= self.most);
            self.options
                .iter()
                .filter(move |(with, _)| there && mask & with == 0)
                .map(move |(with, _)| turn(*with))
        });
        let mut near: Vec<Mask> = turned.chain(alone).chain(replaced).collect();
        near.retain(|mask| self.allows(*mask));
        near.dedup();
        near
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;

    fn levels(text: &str) -> Vec<Level> {
        text.split_whitespace().map(|level| level.parse().unwrap()).collect()
    }

    #[test]
    fn every_mask_is_an_answer_or_not_by_the_kind_of_the_question() {
        let options: Vec<OptionCode> = vec!["z".parse().unwrap()];
        for (text, most, empty, wanted) in [
            ("answered declined", None, false, &[0b01_u128, 0b10][..]),
            ("chosen:a chosen:b declined", None, false, &[0b001, 0b010, 0b100]),
            (
                "answered at_least:b at_least:c declined",
                None,
                false,
                &[0b0001, 0b0011, 0b0111, 0b1000],
            ),
            ("chosen:a not_chosen:a chosen:b not_chosen:b", None, false, &[0b1001, 0b0110, 0b0101]),
            ("chosen:a not_chosen:a chosen:z not_chosen:z", None, false, &[0b1001, 0b0110]),
            (
                "chosen:a not_chosen:a chosen:b not_chosen:b",
                Some(1),
                true,
                &[0b1001, 0b0110, 0b1010],
            ),
            ("answered recorded:x declined", None, true, &[0b001, 0b011, 0b100]),
        ] {
            let levels = levels(text);
            let shape = AnswerSpace::of(&levels, &options, most, empty).unwrap();
            let found: Vec<Mask> =
                (0..1 << levels.len()).filter(|mask| shape.allows(*mask)).collect();
            let mut wanted = wanted.to_vec();
            wanted.sort_unstable();
            assert_eq!(found, wanted, "{text}");
            assert!(
                found.iter().all(|mask| shape.near(*mask).iter().all(|near| shape.allows(*near))),
                "{text}"
            );
        }
    }

    #[test]
    fn too_many_levels_have_no_shape_and_a_level_that_all_hold_does_not_vary() {
        let many: Vec<Level> = (0..129).map(|n| format!("chosen:o{n}").parse().unwrap()).collect();
        assert_eq!(AnswerSpace::of(&many, &[], None, false), None);
        let shape = AnswerSpace::of(&levels("answered not_asked"), &[], None, false).unwrap();
        assert_eq!([shape.varying(false), shape.varying(true)], [0b11, 0]);
    }
}
