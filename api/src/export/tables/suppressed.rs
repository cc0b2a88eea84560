//! Figures of a row: an exact base, the published part and the hidden part.

use ::disclosure::{Cell, Standing};

/// Figures on a set of States, in two parts that are never added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figures {
    /// Exact number of counted States. None if the table is not available.
    pub base: Option<u32>,
    /// Exact number of these States that have published the answer.
    pub published_base: Option<u32>,
    /// Exact number of these publishers that hold the level or made the change.
    pub published: Option<u32>,
    /// The hidden part: the figure on all other States. Never add it to the published part.
    pub hidden: Cell,
    /// Standing of the table.
    pub standing: Standing,
}

/// Observation status of the hidden part, by the SDMX code list `CL_OBS_STATUS`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// `A`: the figure holds, exactly or as a band.
    Normal,
    /// `Q`: the hidden part is suppressed.
    Suppressed,
    /// `M`: no figure can exist, because no State was asked or nothing is compared.
    CannotExist,
}

impl Status {
    /// Returns the code of the status.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Normal => "A",
            Self::Suppressed => "Q",
            Self::CannotExist => "M",
        }
    }
}

impl Figures {
    /// Returns empty figures.
    #[must_use]
    pub const fn nothing(standing: Standing) -> Self {
        Self {
            base: None,
            published_base: None,
            published: None,
            hidden: Cell::NotAvailable,
            standing,
        }
    }
    /// Returns the form of the hidden part, as GraphQL writes it. A range of counts is for
    /// analysts, and is in no file.
    #[must_use]
    pub const fn hidden_kind(&self) -> &'static str {
        match self.hidden {
            Cell::Exact { .. } => "EXACT",
            Cell::Band { .. } => "BAND",
            Cell::Range { .. } | Cell::NotAvailable => "NOT_AVAILABLE",
            Cell::NotAsked => "NOT_ASKED",
        }
    }
    /// For EXACT: returns the number of hidden States.
    #[must_use]
    pub const fn hidden_count(&self) -> Option<u32> {
        if let Cell::Exact { count } = self.hidden { Some(count) } else { None }
    }
    /// For BAND: returns the two ends of the share, in per cent.
    #[must_use]
    pub const fn band(&self) -> Option<(u8, u8)> {
        if let Cell::Band { lower_percent, upper_percent } = self.hidden {
            Some((lower_percent, upper_percent))
        } else {
            None
        }
    }
    /// Returns the standing of the table, as GraphQL writes it.
    #[must_use]
    pub const fn standing(&self) -> &'static str {
        match self.standing {
            Standing::Ungated => "UNGATED",
            Standing::Gated => "GATED",
            Standing::NotAvailable => "NOT_AVAILABLE",
        }
    }
    /// Returns the observation status.
    #[must_use]
    pub const fn status(&self) -> Status {
        match self.hidden {
            Cell::Exact { .. } | Cell::Band { .. } => Status::Normal,
            Cell::Range { .. } | Cell::NotAvailable => Status::Suppressed,
            Cell::NotAsked => Status::CannotExist,
        }
    }
}
