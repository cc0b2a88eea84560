//! Limits of connections, and their timers.

use crate::config::HttpSettings;
use ipnet::IpNet;
use std::time::Duration;

/// Greatest number of connections, for any limit of open files.
const MOST: u64 = 16_384;
/// Least number of open files that the service assumes.
const LEAST_FILES: u64 = 256;

/// The timers of a connection.
#[derive(Clone, Copy, Debug)]
pub struct Timers {
    /// Time for the head of a request, from its first byte, and for the first request of a
    /// connection.
    pub head: Duration,
    /// Time for which a connection is kept between two requests.
    pub idle: Duration,
    /// Time between two pieces of a body.
    pub body: Duration,
    /// Time for a whole body.
    pub whole_body: Duration,
    /// Time without progress that a client may take to read a response.
    pub write: Duration,
    /// Time for the requests under way to end when the service stops.
    pub stop: Duration,
}

impl Default for Timers {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            idle: Duration::from_secs(60),
            body: Duration::from_secs(30),
            whole_body: Duration::from_secs(120),
            write: Duration::from_secs(30),
            stop: Duration::from_secs(20),
        }
    }
}

/// Settings of the accept loop.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The timers of a connection.
    pub timers: Timers,
    /// Greatest number of connections in all.
    pub connections: u32,
    /// Greatest number of connections of one IPv4 address or IPv6 /64 without a token. A /48 may
    /// have four times as many.
    pub per_address: u32,
    /// The proxies. They have no limit of their own, because each speaks for many clients.
    pub proxies: Vec<IpNet>,
}

impl Settings {
    /// Returns the settings of a deployment with `files` as its limit of open files.
    pub fn of(settings: &HttpSettings, files: u64) -> Self {
        let stop = Duration::from_secs(settings.stop_seconds.into());
        Self {
            timers: Timers { stop, ..Timers::default() },
            connections: settings
                .connections
                .unwrap_or_else(|| connections_within(files, settings.database_connections)),
            per_address: settings.connections_per_address,
            proxies: settings.proxies.clone(),
        }
    }
}

/// Returns the number of connections that fit beside the database and the files: seven eighths of
/// the rest.
fn connections_within(files: u64, database: u32) -> u32 {
    let left = files.max(LEAST_FILES).saturating_sub(u64::from(database) * 2).saturating_sub(64);
    u32::try_from((left - left / 8).clamp(64, MOST)).unwrap_or(u32::MAX)
}

/// Raises the soft limit of open files to the hard limit, and returns the limit that now applies.
#[must_use]
pub fn raise_open_files() -> u64 {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
        if current != maximum
            && let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum })
        {
            tracing::warn!(%error, "the limit of open files can't be raised");
        }
        getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX)
    }
    #[cfg(not(unix))]
    MOST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_files_for_the_database() {
        for (files, connections) in [(0, 140), (1_024, 812), (20_000, 16_384), (u64::MAX, 16_384)] {
            assert_eq!(connections_within(files, 16), connections, "{files}");
        }
        assert_eq!(connections_within(256, 500), 64);
    }

    #[cfg(unix)]
    #[test]
    fn the_soft_limit_of_open_files_becomes_the_hard_one() {
        use rustix::process::{Resource, getrlimit};
        assert_eq!(raise_open_files(), getrlimit(Resource::Nofile).maximum.unwrap_or(u64::MAX));
    }
}
