//! Options of the measurement: parts, duration and databases.

use clap::{Parser, ValueEnum};
use std::{path::PathBuf, time::Duration};

/// Database engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// Choice of database engines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Engines {
    Sqlite,
    Postgres,
    Both,
}

/// Part of the measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    Saves,
    Raw,
    ReadPool,
    Nominal,
    Flood,
    Release,
    Strangers,
    Growth,
    Micro,
}

/// Deadline day: load on a served process, compared with what the machine can do.
#[derive(Parser, Debug)]
pub struct Options {
    /// Seconds of each measurement under load
    #[arg(long, default_value_t = 10)]
    pub seconds: u64,
    /// Seconds of the nominal hour's arrivals
    #[arg(long, default_value_t = 30)]
    pub nominal_seconds: u64,
    /// States with people
    #[arg(long, default_value_t = 150)]
    pub states: usize,
    /// People of each State, the focal point included
    #[arg(long, default_value_t = 3)]
    pub people: usize,
    /// Writers at the same time
    #[arg(long, default_value_t = 64)]
    pub writers: usize,
    /// States whose submissions are released
    #[arg(long, default_value_t = 130)]
    pub released: usize,
    /// Database engines
    #[arg(long, value_enum, default_value = "both")]
    database: Engines,
    /// These parts alone
    #[arg(long, value_enum)]
    only: Vec<Part>,
    /// Short measurements: for seeing that it works
    #[arg(long)]
    pub quick: bool,
    /// Also write the figures to this file
    #[arg(long)]
    pub json: Option<PathBuf>,
    /// `cargo bench` gives it
    #[arg(long, hide = true)]
    bench: bool,
}

impl Options {
    pub fn runs(&self, part: Part) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }

    pub fn engines(&self) -> Vec<Engine> {
        match self.database {
            Engines::Sqlite => vec![Engine::Sqlite],
            Engines::Postgres => vec![Engine::Postgres],
            Engines::Both => vec![Engine::Sqlite, Engine::Postgres],
        }
    }

    pub fn span(&self) -> Duration {
        Duration::from_secs(if self.quick { self.seconds.min(3) } else { self.seconds })
    }

    pub fn nominal_span(&self) -> Duration {
        Duration::from_secs(if self.quick {
            self.nominal_seconds.min(5)
        } else {
            self.nominal_seconds
        })
    }
}
