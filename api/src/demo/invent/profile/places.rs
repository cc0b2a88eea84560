//! Assumptions by place: language and income. They are rough on purpose, and only for the
//! demonstration.

use crate::demo::invent::profile::assumptions::{Income, Tongue};

/// States assumed to have a high income, against their subregion's.
pub(in crate::demo) const HIGH: [&str; 37] = [
    "JPN", "KOR", "SGP", "BRN", "ISR", "ARE", "QAT", "KWT", "BHR", "SAU", "OMN", "CYP", "CHL",
    "URY", "PAN", "CZE", "POL", "SVK", "HUN", "EST", "LTU", "LVA", "SVN", "HRV", "ROU", "SYC",
    "BHS", "BRB", "TTO", "KNA", "ATG", "ITA", "ESP", "PRT", "GRC", "MLT", "VAT",
];

/// States assumed to have an upper middle income, against their subregion's.
pub(in crate::demo) const UPPER_MIDDLE: [&str; 16] = [
    "CHN", "MYS", "THA", "KAZ", "TKM", "ZAF", "BWA", "NAM", "MUS", "GAB", "FJI", "MDV", "IDN",
    "DZA", "LBY", "GNQ",
];

/// Returns the assumed income of all other States in an M49 subregion.
pub(in crate::demo) fn income_of_subregion(subregion: &str) -> Income {
    match subregion {
        // Northern America, Australia and New Zealand, Northern and Western Europe.
        "021" | "053" | "154" | "155" => Income::High,
        // Latin America and the Caribbean, Southern and Eastern Europe, Western and Eastern Asia.
        "419" | "039" | "151" | "145" | "030" => Income::UpperMiddle,
        _ => Income::LowerMiddle,
    }
}

const ARABIC: [&str; 22] = [
    "DZA", "BHR", "COM", "DJI", "EGY", "IRQ", "JOR", "KWT", "LBN", "LBY", "MRT", "MAR", "OMN",
    "PSE", "QAT", "SAU", "SOM", "SDN", "SYR", "TUN", "ARE", "YEM",
];
const FRENCH: [&str; 24] = [
    "BEN", "BFA", "BDI", "CMR", "CAF", "TCD", "COG", "COD", "CIV", "FRA", "GAB", "GIN", "HTI",
    "LUX", "MDG", "MLI", "MCO", "NER", "SEN", "TGO", "BEL", "CHE", "AND", "VUT",
];
const SPANISH: [&str; 20] = [
    "ARG", "BOL", "CHL", "COL", "CRI", "CUB", "DOM", "ECU", "SLV", "ESP", "GTM", "GNQ", "HND",
    "MEX", "NIC", "PAN", "PRY", "PER", "URY", "VEN",
];
const RUSSIAN: [&str; 5] = ["RUS", "BLR", "KAZ", "KGZ", "TJK"];
const PORTUGUESE: [&str; 8] = ["AGO", "BRA", "CPV", "GNB", "MOZ", "PRT", "STP", "TLS"];

/// Returns the assumed language of a State's texts. English if no other language of the
/// demonstration is likely.
pub(in crate::demo) fn tongue(code: &str) -> Tongue {
    match code {
        "CHN" => Tongue::Zh,
        _ if ARABIC.contains(&code) => Tongue::Ar,
        _ if FRENCH.contains(&code) => Tongue::Fr,
        _ if SPANISH.contains(&code) => Tongue::Es,
        _ if RUSSIAN.contains(&code) => Tongue::Ru,
        _ if PORTUGUESE.contains(&code) => Tongue::Pt,
        _ => Tongue::En,
    }
}
