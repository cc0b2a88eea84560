//! Parameters of disclosure control, and the audiences of tables.

use entity::vocabulary::ReaderLevel;
use serde::{Deserialize, Serialize};

/// Parameters of a release. They are configuration, stored with the release, and public.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Parameters {
    /// R2: least number of hidden States of a set; none at all is allowed too.
    pub hidden_minimum: u32,
    /// R2: least number of a set's hidden States that show their answer to nobody.
    pub state_only_minimum: u32,
    /// R3: least number of hidden States by which two sets of a release differ, if they differ.
    pub difference_minimum: u32,
    /// R3: least number of hidden States that enter or leave a set between two releases of a cycle,
    /// if any do.
    pub temporal_minimum: u32,
    /// R6: number of States, any ones, that may pool their answers as an attacker.
    pub coalition: u32,
    /// R6: number of States that may show a hidden answer after the release, to an attacker who
    /// reads it then.
    pub later: u32,
    /// R6: codes of organizations whose members may pool their answers as an attacker.
    pub blocs: Vec<String>,
    /// R4: least widths of bands.
    pub bands: BandRules,
    /// Sizes for the tables of analysts.
    pub analysts: AnalystRules,
}

/// Sizes from which analysts get counts instead of bands.
///
/// The sizes are smaller than those for everybody, because analysts hold no answers of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AnalystRules {
    /// Least number of hidden States of a set; none at all is allowed too.
    pub hidden_minimum: u32,
    /// Least number of hidden States by which two sets of a release differ, if they differ.
    pub difference_minimum: u32,
    /// Width of the range that replaces a count near all or near none, in integers.
    pub range_minimum: u32,
}

/// Least widths of bands, in integers, counted over the hidden States that show their answer to
/// nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BandRules {
    /// Least width of the first and the last quarter. If they hold fewer integers, halves are
    /// released.
    ///
    /// Releases made before halves had a minimum call it `end_minimum`.
    #[serde(alias = "end_minimum")]
    pub quarter_minimum: u32,
    /// Least width of either half. If a half holds fewer integers, the figure is not available.
    pub half_minimum: u32,
    /// Least width of the two inner quarters.
    pub inner_minimum: u32,
}

impl Default for BandRules {
    fn default() -> Self {
        Self { quarter_minimum: 7, half_minimum: 3, inner_minimum: 2 }
    }
}

impl Default for AnalystRules {
    fn default() -> Self {
        Self { hidden_minimum: 5, difference_minimum: 3, range_minimum: 5 }
    }
}

/// Audience of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Every reader: tables of bands.
    Everybody,
    /// Secretariat analysts: tables of counts. A count is given only if it discloses no hidden
    /// answer.
    Analysts,
}

impl Audience {
    /// Returns the reader level of the audience.
    ///
    /// The audience can count the answers that are shown to this level itself, so its tables give
    /// them exactly.
    pub fn reader(self) -> ReaderLevel {
        match self {
            Self::Everybody => ReaderLevel::Public,
            Self::Analysts => ReaderLevel::Secretariat,
        }
    }
}

impl Parameters {
    /// Returns the parameters that no deployment should use, each with its allowed range.
    ///
    /// With looser parameters the gate would still hold, but it would suppress more than it admits.
    #[must_use]
    pub fn wrong(&self) -> Vec<(&'static str, &'static str)> {
        let size = |least: u32, is: u32| (least..=100).contains(&is);
        let checks = [
            (size(10, self.hidden_minimum), "hidden_minimum", "10 to 100 States"),
            (size(5, self.state_only_minimum), "state_only_minimum", "5 to 100 States"),
            (size(5, self.difference_minimum), "difference_minimum", "5 to 100 States"),
            (size(10, self.temporal_minimum), "temporal_minimum", "10 to 100 States"),
            ((1..=2).contains(&self.coalition), "coalition", "1 or 2 States"),
            (
                (1..=self.coalition).contains(&self.later),
                "later",
                "1 to as many States as `coalition`",
            ),
            (size(3, self.bands.quarter_minimum), "bands.quarter_minimum", "3 to 100 integers"),
            (size(3, self.bands.half_minimum), "bands.half_minimum", "3 to 100 integers"),
            (size(2, self.bands.inner_minimum), "bands.inner_minimum", "2 to 100 integers"),
            (size(5, self.analysts.hidden_minimum), "analysts.hidden_minimum", "5 to 100 States"),
            (
                size(3, self.analysts.difference_minimum),
                "analysts.difference_minimum",
                "3 to 100 States",
            ),
            (size(3, self.analysts.range_minimum), "analysts.range_minimum", "3 to 100 integers"),
        ];
        checks
            .into_iter()
            .filter(|(right, ..)| !right)
            .map(|(_, name, right)| (name, right))
            .collect()
    }

    /// Returns the least number of hidden States of a set (R2).
    pub fn hidden_minimum(&self, audience: Audience) -> u32 {
        match audience {
            Audience::Everybody => self.hidden_minimum,
            Audience::Analysts => self.analysts.hidden_minimum,
        }
    }
    /// Returns the least number of hidden States by which two sets of a release differ (R3).
    pub fn difference_minimum(&self, audience: Audience) -> u32 {
        match audience {
            Audience::Everybody => self.difference_minimum,
            Audience::Analysts => self.analysts.difference_minimum,
        }
    }
}

impl Default for Parameters {
    fn default() -> Self {
        Self {
            hidden_minimum: 10,
            state_only_minimum: 9,
            difference_minimum: 5,
            temporal_minimum: 10,
            coalition: 2,
            later: 1,
            blocs: vec!["EU".to_owned()],
            bands: BandRules::default(),
            analysts: AnalystRules::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_deployment_should_release_by_is_named_and_more_caution_is_not() {
        let by = |change: fn(&mut Parameters)| {
            let mut parameters = Parameters::default();
            change(&mut parameters);
            parameters.wrong().first().map(|(name, _)| *name)
        };
        assert_eq!(by(|_| {}), None);
        assert_eq!(
            by(|p| (p.hidden_minimum, p.later, p.bands.quarter_minimum) = (30, 2, 10)),
            None
        );
        assert_eq!(by(|p| p.hidden_minimum = 9), Some("hidden_minimum"));
        assert_eq!(by(|p| p.state_only_minimum = 4), Some("state_only_minimum"));
        assert_eq!(by(|p| p.temporal_minimum = 9), Some("temporal_minimum"));
        assert_eq!(by(|p| p.difference_minimum = 4), Some("difference_minimum"));
        assert_eq!(
            by(|p| p.coalition = 3),
            Some("coalition"),
            "the gate proves nothing against three"
        );
        assert_eq!(by(|p| p.later = 0), Some("later"));
        assert_eq!(by(|p| (p.coalition, p.later) = (1, 2)), Some("later"));
        assert_eq!(by(|p| p.bands.half_minimum = 2), Some("bands.half_minimum"));
        assert_eq!(by(|p| p.analysts.difference_minimum = 2), Some("analysts.difference_minimum"));
        assert_eq!(by(|p| p.analysts.range_minimum = 2), Some("analysts.range_minimum"));
    }
}
