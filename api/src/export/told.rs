//! What a row tells of a set of States: an exact base, what is published, and what is said of the hidden ones.

use ::disclosure::{Cell, Standing};

/// What a row tells of a set of States, in two parts that are never to be added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// How many States are counted, exactly; none where the table is not available.
    pub base: Option<u32>,
    /// How many of them have published what is counted, exactly.
    pub published_base: Option<u32>,
    /// How many of those it is true of, exactly.
    pub published: Option<u32>,
    /// What is said of the others. Never to be added to what is published.
    pub hidden: Cell,
    /// How far the table has come.
    pub standing: Standing,
}

/// What the status of an observation's hidden part is, by the code of the SDMX code list `CL_OBS_STATUS`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// `A`: what is said holds, exactly or as a band.
    Normal,
    /// `Q`: the hidden part is withheld.
    Suppressed,
    /// `M`: nobody was asked, or nothing is compared, so that there can be no figure.
    CannotExist,
}

impl Status {
    /// Its code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Normal => "A",
            Self::Suppressed => "Q",
            Self::CannotExist => "M",
        }
    }
}

impl Told {
    /// Nothing.
    #[must_use]
    pub const fn nothing(standing: Standing) -> Self {
        Self { base: None, published_base: None, published: None, hidden: Cell::NotAvailable, standing }
    }
    /// What is said of the hidden States, as GraphQL writes it. A range of counts is for analysts, and leaves in no file.
    #[must_use]
    pub const fn hidden_kind(&self) -> &'static str {
        match self.hidden {
            Cell::Exact { .. } => "EXACT",
            Cell::Band { .. } => "BAND",
            Cell::Range { .. } | Cell::NotAvailable => "NOT_AVAILABLE",
            Cell::NotAsked => "NOT_ASKED",
        }
    }
    /// For EXACT: how many hidden States.
    #[must_use]
    pub const fn hidden_count(&self) -> Option<u32> {
        if let Cell::Exact { count } = self.hidden { Some(count) } else { None }
    }
    /// For BAND: the two ends of the share, in per cent.
    #[must_use]
    pub const fn band(&self) -> Option<(u8, u8)> {
        if let Cell::Band { lower_percent, upper_percent } = self.hidden { Some((lower_percent, upper_percent)) } else { None }
    }
    /// How far the table has come, as GraphQL writes it.
    #[must_use]
    pub const fn standing(&self) -> &'static str {
        match self.standing {
            Standing::Ungated => "UNGATED",
            Standing::Gated => "GATED",
            Standing::NotAvailable => "NOT_AVAILABLE",
        }
    }
    /// Its status.
    #[must_use]
    pub const fn status(&self) -> Status {
        match self.hidden {
            Cell::Exact { .. } | Cell::Band { .. } => Status::Normal,
            Cell::Range { .. } | Cell::NotAvailable => Status::Suppressed,
            Cell::NotAsked => Status::CannotExist,
        }
    }
}
