//! What the demonstration supposes about a State: how far it has come, what it speaks. None of it is a fact about a State.

use super::{
    draw::unit,
    places::{HIGH, UPPER_MIDDLE, income_of_subregion, tongue},
};
use crate::{
    error::Result,
    reference::{Names, Reference},
};
use ::entity::vocabulary::{Official, StateCode};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// A level of income, from the lowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Income {
    /// The least developed.
    Low,
    /// Lower middle.
    LowerMiddle,
    /// Upper middle.
    UpperMiddle,
    /// High.
    High,
}

/// The language of a State's texts: one of the six official ones, or Portuguese.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tongue {
    /// Arabic.
    Ar,
    /// Chinese.
    Zh,
    /// English.
    En,
    /// French.
    Fr,
    /// Russian.
    Ru,
    /// Spanish.
    Es,
    /// Portuguese.
    Pt,
}

impl Tongue {
    /// The official language that its people read the service in.
    #[must_use]
    pub const fn official(self) -> Official {
        match self {
            Self::Ar => Official::Ar,
            Self::Zh => Official::Zh,
            Self::En | Self::Pt => Official::En,
            Self::Fr => Official::Fr,
            Self::Ru => Official::Ru,
            Self::Es => Official::Es,
        }
    }

    /// As BCP 47 writes it.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Ar => "ar",
            Self::Zh => "zh",
            Self::En => "en",
            Self::Fr => "fr",
            Self::Ru => "ru",
            Self::Es => "es",
            Self::Pt => "pt",
        }
    }
}

/// A State as the demonstration supposes it to be.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The State.
    pub state: StateCode,
    /// Its two-letter code in lower case, for addresses.
    pub cc: String,
    /// Its name in its own text language; English for Portuguese.
    pub name: String,
    /// Code of its UN regional group; empty for observers.
    pub group: String,
    /// Whether it is among the least developed.
    pub ldc: bool,
    /// Income.
    pub income: Income,
    /// Language of its texts.
    pub tongue: Tongue,
    /// How far it has come, 0 to 1.
    pub maturity: f64,
}

impl Profile {
    /// The profiles of all States, by code.
    ///
    /// # Errors
    /// When the reference data lack a grouping.
    pub fn all(reference: &Reference, seed: u64, day: NaiveDate) -> Result<Vec<Self>> {
        let mut groups: BTreeMap<(String, StateCode), String> = BTreeMap::new();
        for grouping in reference.groupings() {
            for group in &grouping.groups {
                for state in reference.group_states(&grouping.code, &group.code, day)? {
                    groups.insert((grouping.code.clone(), state.code.clone()), group.code.clone());
                }
            }
        }
        let profile = |state: &crate::reference::State| {
            let place = |grouping: &str| groups.get(&(grouping.to_owned(), state.code.clone())).map_or("", String::as_str);
            let (group, subregion, ldc) = (place("un_regional_group"), place("m49_subregion"), !place("ldc").is_empty());
            let subject = Subject { code: &state.code, iso2: &state.iso2, names: &state.names, group, subregion, ldc };
            Self::of(&subject, seed)
        };
        Ok(reference.states().iter().map(profile).collect())
    }

    fn of(subject: &Subject<'_>, seed: u64) -> Self {
        let code = subject.code.as_str();
        let income = match code {
            _ if subject.ldc => Income::Low,
            _ if HIGH.contains(&code) => Income::High,
            _ if UPPER_MIDDLE.contains(&code) => Income::UpperMiddle,
            _ => income_of_subregion(subject.subregion),
        };
        let tongue = tongue(code);
        let of_income = match income {
            Income::Low => 0.2,
            Income::LowerMiddle => 0.36,
            Income::UpperMiddle => 0.52,
            Income::High => 0.72,
        };
        let of_group = match subject.group {
            "WesternEuropeanOthers" => 0.05,
            "EasternEuropean" => 0.04,
            _ => 0.0,
        };
        let own = (unit(seed, &["maturity", code]) - 0.5) * 0.3;
        Self {
            state: subject.code.clone(),
            cc: subject.iso2.to_lowercase(),
            name: subject.names.in_language(tongue.official()).to_owned(),
            group: subject.group.to_owned(),
            ldc: subject.ldc,
            income,
            tongue,
            maturity: f64::clamp(of_income + of_group + own, 0.05, 0.95),
        }
    }
}

/// What the reference data say of a State.
struct Subject<'a> {
    code: &'a StateCode,
    iso2: &'a str,
    names: &'a Names,
    group: &'a str,
    subregion: &'a str,
    ldc: bool,
}
