//! Assumptions of the demonstration about a State: its progress and its language. None of them is a
//! fact about a State.

pub mod assumptions;
mod places;

use crate::{
    demo::invent::{
        chance::unit,
        profile::{
            assumptions::{Income, Tongue},
            places::{HIGH, UPPER_MIDDLE, income_of_subregion, tongue},
        },
    },
    error::Result,
    reference::{Names, Reference},
};
use ::entity::vocabulary::StateCode;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// A State, as the demonstration assumes it.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The State.
    pub state: StateCode,
    /// The two-letter code in lower case, for addresses.
    pub cc: String,
    /// The State's name in the language of its texts, or in English for Portuguese.
    pub name: String,
    /// Code of the UN regional group. Empty for observers.
    pub group: String,
    /// True if the State is among the least developed.
    pub ldc: bool,
    /// The level of income.
    pub income: Income,
    /// The language of the State's texts.
    pub tongue: Tongue,
    /// The State's progress, 0 to 1.
    pub maturity: f64,
}

impl Profile {
    /// Returns the profiles of all States, in the order of the reference data.
    ///
    /// # Errors
    /// Fails if the reference data lack a group of one of their groupings.
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
            let place = |grouping: &str| {
                groups.get(&(grouping.to_owned(), state.code.clone())).map_or("", String::as_str)
            };
            let (group, subregion, ldc) =
                (place("un_regional_group"), place("m49_subregion"), !place("ldc").is_empty());
            let subject = Subject {
                code: &state.code,
                iso2: &state.iso2,
                names: &state.names,
                group,
                subregion,
                ldc,
            };
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

/// Reference data of a State.
struct Subject<'a> {
    code: &'a StateCode,
    iso2: &'a str,
    names: &'a Names,
    group: &'a str,
    subregion: &'a str,
    ldc: bool,
}
