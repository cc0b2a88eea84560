//! The parameters of disclosure control, and for whom tables are.

use entity::vocabulary::ReaderLevel;
use serde::{Deserialize, Serialize};

/// The parameters of a release: configuration, stored with the release, and public.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Parameters {
    /// R2: a set has no hidden State or at least so many.
    pub hidden_minimum: u32,
    /// R2: so many of the hidden States of a set show their answer to nobody.
    pub state_only_minimum: u32,
    /// R3: two sets of a release differ in no hidden State or in at least so many.
    pub difference_minimum: u32,
    /// R3: no hidden State or at least so many enter or leave a set between two releases of a cycle.
    pub temporal_minimum: u32,
    /// R6: so many States may pool what they know, whoever they are.
    pub coalition: u32,
    /// R6: so many States may show later what they hide now, to whoever reads it then.
    pub later: u32,
    /// R6: organizations whose members may pool what they know, by code.
    pub blocs: Vec<String>,
    /// R4: how fine the bands may be.
    pub bands: BandRules,
    /// What analysts may see beside it.
    pub analysts: AnalystRules,
}

/// The sizes at which analysts see counts rather than bands. Analysts hold no answers of their own, so these are smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AnalystRules {
    /// A set has no hidden State or at least so many.
    pub hidden_minimum: u32,
    /// Two sets of a release differ in no hidden State or in at least so many.
    pub difference_minimum: u32,
    /// Near all and near none not the count is told but a range of so many integers.
    pub range_minimum: u32,
}

/// The least integers that a band holds, counted over the hidden States that show their answer to nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BandRules {
    /// The least integers of the first and the last quarter: with fewer, halves are released. Releases made before there was a
    /// minimum for halves say `end_minimum`.
    #[serde(alias = "end_minimum")]
    pub quarter_minimum: u32,
    /// Of either half: where they hold fewer, nothing is told.
    pub half_minimum: u32,
    /// Of the quarters between the first and the last.
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

/// Whom a table is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Whoever asks: bands.
    Everybody,
    /// The Secretariat: counts, where none of the hidden States can be told from them.
    Analysts,
}

impl Audience {
    /// Who reads what is shown to these counts it himself.
    pub fn reader(self) -> ReaderLevel {
        match self {
            Self::Everybody => ReaderLevel::Public,
            Self::Analysts => ReaderLevel::Secretariat,
        }
    }
}

impl Parameters {
    /// Those of them that no deployment should release by, and what would be right. Looser ones would still be held by the gate,
    /// which would withhold more than it lets through.
    #[must_use]
    pub fn wrong(&self) -> Vec<(&'static str, &'static str)> {
        let size = |least: u32, is: u32| (least..=100).contains(&is);
        let checks = [
            (size(10, self.hidden_minimum), "hidden_minimum", "10 to 100 States"),
            (size(5, self.state_only_minimum), "state_only_minimum", "5 to 100 States"),
            (size(5, self.difference_minimum), "difference_minimum", "5 to 100 States"),
            (size(10, self.temporal_minimum), "temporal_minimum", "10 to 100 States"),
            ((1..=2).contains(&self.coalition), "coalition", "1 or 2 States"),
            ((1..=self.coalition).contains(&self.later), "later", "1 to as many States as `coalition`"),
            (size(3, self.bands.quarter_minimum), "bands.quarter_minimum", "3 to 100 integers"),
            (size(3, self.bands.half_minimum), "bands.half_minimum", "3 to 100 integers"),
            (size(2, self.bands.inner_minimum), "bands.inner_minimum", "2 to 100 integers"),
            (size(5, self.analysts.hidden_minimum), "analysts.hidden_minimum", "5 to 100 States"),
            (size(3, self.analysts.difference_minimum), "analysts.difference_minimum", "3 to 100 States"),
            (size(3, self.analysts.range_minimum), "analysts.range_minimum", "3 to 100 integers"),
        ];
        checks.into_iter().filter(|(right, ..)| !right).map(|(_, name, right)| (name, right)).collect()
    }

    /// The least hidden States of a set.
    pub fn hidden_minimum(&self, audience: Audience) -> u32 {
        match audience {
            Audience::Everybody => self.hidden_minimum,
            Audience::Analysts => self.analysts.hidden_minimum,
        }
    }
    /// The least hidden States by which two sets of a release differ.
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
        assert_eq!(by(|p| (p.hidden_minimum, p.later, p.bands.quarter_minimum) = (30, 2, 10)), None);
        assert_eq!(by(|p| p.hidden_minimum = 9), Some("hidden_minimum"));
        assert_eq!(by(|p| p.state_only_minimum = 4), Some("state_only_minimum"));
        assert_eq!(by(|p| p.temporal_minimum = 9), Some("temporal_minimum"));
        assert_eq!(by(|p| p.difference_minimum = 4), Some("difference_minimum"));
        assert_eq!(by(|p| p.coalition = 3), Some("coalition"), "the gate proves nothing against three");
        assert_eq!(by(|p| p.later = 0), Some("later"));
        assert_eq!(by(|p| (p.coalition, p.later) = (1, 2)), Some("later"));
        assert_eq!(by(|p| p.bands.half_minimum = 2), Some("bands.half_minimum"));
        assert_eq!(by(|p| p.analysts.difference_minimum = 2), Some("analysts.difference_minimum"));
        assert_eq!(by(|p| p.analysts.range_minimum = 2), Some("analysts.range_minimum"));
    }
}
