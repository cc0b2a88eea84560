//! Sizes of sets: the test of R2, and the protection of a count in a set (R4).

use super::bands::{Bands, Cell, Precision};
use crate::{
    parameters::{Audience, Parameters},
    tabulate::{Size, TablePlan},
};

impl Parameters {
    /// Returns true if a set has hidden States, and too few of them. For a follow-up question, no
    /// number of hidden States is enough.
    ///
    /// The number of States that were asked a follow-up is the number of States that gave the
    /// triggering answer. Given for two sets with different hidden States, it would disclose which
    /// State gave it. The attack does not cover this, because it looks at one question at a time.
    ///
    /// # Guarantee
    /// R2: a set that passes has no hidden State, or at least `hidden_minimum` of them. At least
    /// `state_only_minimum` of these show their answer to nobody. The decision reads public facts
    /// alone: the counted States, and the readers of each answer.
    pub(super) fn is_few(&self, plan: &TablePlan, size: Size, audience: Audience) -> bool {
        let state_only = match audience {
            Audience::Everybody => self.state_only_minimum,
            // To analysts, the hidden States are those that show the answer to nobody.
            Audience::Analysts => 0,
        };
        let few = size.hidden < self.hidden_minimum(audience) || size.state_only < state_only;
        size.hidden > 0 && (few || plan.is_follow_up())
    }
}

/// Protector of the hidden counts of a set.
pub(super) struct CellProtector {
    base: u32,
    hidden: u32,
    bands: Option<Bands>,
}

impl CellProtector {
    /// Builds the protector for a question in a set of `base` counted States, `size` of them
    /// hidden.
    pub(super) fn of(
        plan: &TablePlan,
        base: u32,
        size: Size,
        audience: Audience,
        parameters: &Parameters,
    ) -> Self {
        // The size is checked again here, at the exit, whatever was decided about the rows before.
        let few = size.hidden == 0 || parameters.is_few(plan, size, audience);
        let bands = Some(size).filter(|_| !few).and_then(|size| Bands::of(size, parameters.bands));
        Self { base, hidden: size.hidden, bands }
    }

    /// Returns the released figure of a hidden count.
    pub(super) fn protect(&self, count: u32, precision: Precision) -> Cell {
        match &self.bands {
            _ if self.base == 0 => Cell::NotAsked,
            _ if self.hidden == 0 => Cell::Exact { count: 0 },
            Some(bands) => bands.protect(count, precision),
            None => Cell::NotAvailable,
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;
    use crate::tabulate::{Countable, Together};
    use entity::vocabulary::QuestionKind;

    fn plan(conditional: bool) -> TablePlan {
        let (code, kind, together) =
            ("N.a.1".parse().unwrap(), QuestionKind::Number, Together::default());
        Countable {
            code,
            kind,
            options: vec![],
            ordinal: false,
            areas: vec![],
            conditional,
            together,
        }
        .plan()
    }

    const fn size(hidden: u32, state_only: u32) -> Size {
        Size { hidden, state_only }
    }

    #[test]
    fn a_set_is_too_small_if_few_hide_or_few_hide_from_everybody() {
        let is_few = |of, audience| Parameters::default().is_few(&plan(false), of, audience);
        for audience in [Audience::Everybody, Audience::Analysts] {
            let of = |size| Parameters::default().is_few(&plan(true), size, audience);
            assert_eq!(
                [of(size(0, 0)), of(size(1, 1)), of(size(100, 100))],
                [false, true, true],
                "of a follow-up"
            );
        }
        for (of, everybody, analysts) in [
            (size(0, 0), false, false),
            (size(4, 4), true, true),
            (size(9, 9), true, false),
            (size(10, 10), false, false),
            (size(30, 8), true, false),
            (size(30, 9), false, false),
        ] {
            let is = [Audience::Everybody, Audience::Analysts].map(|audience| is_few(of, audience));
            assert_eq!(is, [everybody, analysts], "{of:?}");
        }
    }

    #[test]
    fn what_is_too_small_says_nothing_whoever_asks() {
        let protect = |base, of| {
            CellProtector::of(&plan(false), base, of, Audience::Everybody, &Parameters::default())
                .protect(3, Precision::Band)
        };
        assert_eq!(protect(0, size(0, 0)), Cell::NotAsked);
        assert_eq!(protect(7, size(0, 0)), Cell::Exact { count: 0 });
        assert_eq!([protect(9, size(9, 9)), protect(30, size(30, 8))], [Cell::NotAvailable; 2]);
        let band = |lower_percent, upper_percent| Cell::Band { lower_percent, upper_percent };
        assert_eq!(
            [protect(30, size(30, 23)), protect(30, size(30, 24))],
            [band(0, 50), band(0, 25)]
        );
    }
}
