//! Bands: the released intervals of hidden counts (R4).
//!
//! Let `z` of `n` hidden States hold a level. A band discloses only the part of the range from 0 to
//! `n` in which the share z/n lies.
//!
//! # Boundaries
//!
//! A share on a boundary belongs to the band further from the middle, and a half belongs to 25–50.
//! With n = 12 the bands are 0–3, 4–6, 7–8 and 9–12. The bands of z and of n − z therefore mirror
//! each other, except a half, which cannot mirror itself. So the band of "not chosen" adds almost
//! nothing to the band of "chosen". If every boundary went down instead, n = 12 and z = 3 would put
//! z in 0–3 and n − z = 9 in 7–9. Then z is in 3–5, and if all States answered, z is known.
//!
//! # Ordinal scales
//!
//! On an ordinal scale z falls from step to step, and its band falls with it. Cumulative bands
//! therefore never contradict each other. The difference of two steps is never forced to 0, because
//! no band is a single integer.
//!
//! # Widths
//!
//! Quarters are released if the first and the last hold seven integers, which is so from n = 24.
//! Below that, halves are released. Narrower end bands would be available for more sets, but the
//! gate would suppress most of them. For example, the first quarter of n = 12 ends at 3. Let three
//! States hold the level. If two of them pool their answers, or one of them shows the answer to
//! other States, the attacker soon knows all three. It then knows that no other State holds the
//! level. So the width of a band counts the hidden States that show their answer to nobody: readers
//! of the other answers subtract them.
//!
//! # Public facts
//!
//! Two public facts decide which bands there are: `n`, and the number of hidden States that show
//! the answer to nobody. The count `z` never does. The bands of several levels together can still
//! disclose more than each: levels that exclude each other add up to `n`. With one State's own
//! answer subtracted, they may force a level to 0. Finding this is the task of the gate, which must
//! therefore see all levels of a question at once.

use crate::{parameters::BandRules, tabulate::Size};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// Precision of a hidden figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// The band of its share.
    Band,
    /// The count itself or, near all and near none, a range.
    Count {
        /// Width of either range, in integers. If there are too few hidden States for both, the
        /// ranges are halves.
        ends: u32,
    },
}

/// Released figure for the hidden States that hold a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Cell {
    /// The count itself. It is 0, because no counted State of the set is hidden.
    Exact {
        /// Number of States.
        count: u32,
    },
    /// The interval of the share of the hidden States that hold the level, in per cent. The
    /// module's text defines the boundaries.
    Band {
        /// Lower end: 0, 25, 50 or 75.
        lower_percent: u8,
        /// Upper end: 25, 50, 75 or 100.
        upper_percent: u8,
    },
    /// A count or an interval of counts, for analysts. It never separates all from nearly all, or
    /// none from nearly none.
    Range {
        /// Least number of States.
        least: u32,
        /// Greatest number of States.
        most: u32,
    },
    /// Not available at this level: the set has too few hidden States.
    NotAvailable,
    /// No State of the set was counted on this question.
    NotAsked,
}

impl Cell {
    /// Returns the counts that the cell leaves possible for `hidden` hidden States: all that an
    /// attacker learns from the cell.
    #[must_use]
    pub fn feasibility_interval(self, hidden: u32) -> RangeInclusive<u32> {
        match self {
            Self::Exact { count } => count..=count,
            Self::Range { least, most } => least..=most,
            // The last band ends at n; every other band ends where the next one begins.
            Self::Band { lower_percent, upper_percent: 100 } => {
                first(lower_percent, hidden)..=hidden
            }
            Self::Band { lower_percent, upper_percent } => {
                first(lower_percent, hidden)..=first(upper_percent, hidden).saturating_sub(1)
            }
            Self::NotAvailable | Self::NotAsked => 0..=hidden,
        }
    }

    /// Returns the ends of the feasibility interval, or `None` if the cell gives no figure.
    pub fn released_interval(self, hidden: u32) -> Option<(u32, u32)> {
        let says = matches!(self, Self::Exact { .. } | Self::Range { .. } | Self::Band { .. });
        says.then(|| self.feasibility_interval(hidden).into_inner())
    }
}

/// The bands for a number of hidden States. For few States they are halves, for very few there are
/// none.
pub struct Bands {
    hidden: u32,
    cells: Vec<Cell>,
}

impl Bands {
    /// Returns the finest bands of which each holds its minimum of integers; `None` if even halves
    /// do not.
    ///
    /// # Guarantee
    /// R4: quarters hold at least `quarter_minimum` integers at the ends and `inner_minimum` in
    /// between, halves at least `half_minimum`. Only hidden States that show their answer to nobody
    /// are counted, so the minimum remains after the other answers are subtracted. The bands depend
    /// on public facts alone.
    pub fn of(size: Size, rules: BandRules) -> Option<Self> {
        let hidden = size.hidden;
        let quarters = (&[0, 25, 50, 75, 100][..], rules.quarter_minimum);
        let halves = (&[0, 50, 100][..], rules.half_minimum);
        [quarters, halves].into_iter().find_map(|(ends, minimum)| {
            let cell = |ends: &[u8]| Cell::Band { lower_percent: ends[0], upper_percent: ends[1] };
            let cells: Vec<_> = ends.windows(2).map(cell).collect();
            let fits = cells.iter().enumerate().all(|(place, cell)| {
                let minimum = if place == 0 || place + 1 == cells.len() {
                    minimum
                } else {
                    rules.inner_minimum
                };
                cell.feasibility_interval(size.state_only).count() as u64 >= u64::from(minimum)
            });
            fits.then_some(Self { hidden, cells })
        })
    }

    /// Returns the released figure of a count.
    pub fn protect(&self, count: u32, precision: Precision) -> Cell {
        match precision {
            Precision::Band => self.cell(count),
            Precision::Count { ends } => {
                let low = ends.min(self.hidden / 2 + 1);
                let high = self.hidden + 1 - ends.min(self.hidden + 1 - low);
                if count < low {
                    Cell::Range { least: 0, most: low - 1 }
                } else if count >= high {
                    Cell::Range { least: high, most: self.hidden }
                } else {
                    Cell::Exact { count }
                }
            }
        }
    }

    /// Returns the band of a count.
    pub fn cell(&self, count: u32) -> Cell {
        let inside = |cell: &&Cell| cell.feasibility_interval(self.hidden).contains(&count);
        self.cells.iter().find(inside).copied().unwrap_or(Cell::NotAvailable)
    }
}

/// Returns the smallest count in the band that begins at `percent`.
fn first(percent: u8, hidden: u32) -> u32 {
    let scaled = u64::from(percent) * u64::from(hidden);
    let count = match percent {
        0 => 0,
        1..=50 => scaled / 100 + 1,
        _ => scaled.div_ceil(100),
    };
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;

    /// Rules with quarters for every set that can have bands.
    const FINE: BandRules = BandRules { quarter_minimum: 3, half_minimum: 3, inner_minimum: 2 };

    /// Returns the size of a set in which all hidden States show their answer to nobody.
    fn secret(hidden: u32) -> Size {
        Size { hidden, state_only: hidden }
    }
    fn ranges(hidden: u32, rules: BandRules) -> Vec<(u32, u32)> {
        let bands = Bands::of(secret(hidden), rules);
        let ends = |cell: &Cell| cell.feasibility_interval(hidden).into_inner();
        bands.map_or(vec![], |bands| bands.cells.iter().map(ends).collect())
    }

    #[test]
    fn few_hidden_states_have_no_bands_more_have_halves_and_many_quarters() {
        for hidden in 0..=4 {
            assert!(ranges(hidden, BandRules::default()).is_empty(), "{hidden}");
        }
        for (hidden, wanted) in [
            (5, &[(0, 2), (3, 5)][..]),
            (8, &[(0, 4), (5, 8)]),
            (10, &[(0, 5), (6, 10)]),
            (23, &[(0, 11), (12, 23)]),
            (24, &[(0, 6), (7, 12), (13, 17), (18, 24)]),
        ] {
            assert_eq!(ranges(hidden, BandRules::default()), wanted, "{hidden}");
        }
    }

    #[test]
    fn a_share_on_a_boundary_belongs_to_the_outer_band_and_a_half_to_the_lower() {
        for (hidden, wanted) in [
            (10, [(0, 2), (3, 5), (6, 7), (8, 10)]),
            (11, [(0, 2), (3, 5), (6, 8), (9, 11)]),
            (12, [(0, 3), (4, 6), (7, 8), (9, 12)]),
            (13, [(0, 3), (4, 6), (7, 9), (10, 13)]),
            (16, [(0, 4), (5, 8), (9, 11), (12, 16)]),
            (100, [(0, 25), (26, 50), (51, 74), (75, 100)]),
        ] {
            assert_eq!(ranges(hidden, FINE), wanted, "{hidden}");
        }
    }

    #[test]
    fn what_an_earlier_release_says_of_its_bands_is_understood() {
        assert_eq!(
            serde_json::from_str::<BandRules>(r#"{"end_minimum":3,"inner_minimum":2}"#).unwrap(),
            FINE
        );
    }

    #[test]
    fn a_count_is_told_but_near_all_or_none() {
        let told = |hidden: u32| {
            let bands = Bands::of(secret(hidden), BandRules::default()).unwrap();
            let mut told: Vec<_> = (0..=hidden)
                .map(|count| bands.protect(count, Precision::Count { ends: 5 }))
                .collect();
            for (count, cell) in (0..).zip(&told) {
                assert!(cell.feasibility_interval(hidden).contains(&count), "{hidden} {count}");
            }
            told.dedup();
            told.iter()
                .map(|cell| cell.feasibility_interval(hidden).into_inner())
                .collect::<Vec<_>>()
        };
        assert_eq!(told(5), [(0, 2), (3, 5)]);
        assert_eq!(told(8), [(0, 4), (5, 8)]);
        assert_eq!(told(9), [(0, 4), (5, 9)]);
        assert_eq!(told(12), [(0, 4), (5, 5), (6, 6), (7, 7), (8, 12)]);
        for hidden in 5..=195 {
            let told = told(hidden);
            // No count is in two figures, so the choice of figure discloses no more than the figure
            // itself.
            assert!(told.windows(2).all(|two| two[0].1 + 1 == two[1].0), "{hidden}");
            assert!(
                hidden < 9 || told.iter().all(|(least, most)| least == most || most - least == 4),
                "{hidden}"
            );
        }
        let bands = Bands::of(secret(6), BandRules::default()).unwrap();
        assert_eq!(
            bands.protect(6, Precision::Band),
            Cell::Band { lower_percent: 50, upper_percent: 100 }
        );
    }

    #[test]
    fn bands_cover_every_count_once_and_mirror_each_other() {
        for (hidden, rules) in
            (10..=195).flat_map(|hidden| [(hidden, BandRules::default()), (hidden, FINE)])
        {
            let bands = Bands::of(secret(hidden), rules).unwrap();
            for count in 0..=hidden {
                assert_eq!(
                    bands
                        .cells
                        .iter()
                        .filter(|cell| cell.feasibility_interval(hidden).contains(&count))
                        .count(),
                    1
                );
                let (low, high) = bands.cell(count).feasibility_interval(hidden).into_inner();
                if 2 * count != hidden {
                    let mirror = bands.cell(hidden - count).feasibility_interval(hidden);
                    let half = u32::from(hidden % 2 == 0);
                    assert!(
                        mirror.start().abs_diff(hidden - high) <= half
                            && mirror.end().abs_diff(hidden - low) <= half
                    );
                }
            }
        }
    }

    /// Looks for lower ends of exclusive levels that add up to all States, so that all other levels
    /// are 0. The gate has to find such sums.
    #[test]
    fn lower_ends_of_quarters_add_up_to_everybody_for_twelve_hidden_states_and_of_the_default_never()
     {
        let adds_up = |hidden: u32, rules: BandRules| {
            let mut sums = vec![false; hidden as usize + 1];
            sums[0] = true;
            for sum in 1..=hidden {
                let before =
                    |(low, _): &(u32, u32)| *low > 0 && *low <= sum && sums[(sum - low) as usize];
                sums[sum as usize] = ranges(hidden, rules).iter().any(before);
            }
            sums[hidden as usize]
        };
        assert_eq!((10..=195).filter(|&hidden| adds_up(hidden, FINE)).collect::<Vec<_>>(), [12]);
        assert_eq!((10..=195).filter(|&hidden| adds_up(hidden, BandRules::default())).count(), 0);
    }
}
