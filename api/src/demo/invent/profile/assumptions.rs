//! Assumptions about a State: its income and its language.

use ::entity::vocabulary::Official;

/// Level of income, from the lowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Income {
    /// Least developed.
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
    /// Returns the official language in which the State's people read the service.
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

    /// Returns the BCP 47 tag.
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
