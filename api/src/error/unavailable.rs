//! Temporary failures of the database. The request did nothing wrong and can be repeated.

use sea_orm::{DbErr, RuntimeErr};
use std::{error::Error as Cause, fmt, sync::Arc};

/// Failure that is known to be the database's, whatever its cause looks like.
#[derive(Debug)]
pub(super) struct Unavailable(pub(super) Arc<dyn Cause + Send + Sync>);

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Cause for Unavailable {
    fn source(&self) -> Option<&(dyn Cause + 'static)> {
        self.0.source()
    }
}

/// Returns true if the cause is that the database can't be reached, read or written at the moment.
pub(super) fn is_unavailable(cause: &(dyn Cause + Send + Sync + 'static)) -> bool {
    if cause.is::<Unavailable>() {
        return true;
    }
    match cause.downcast_ref::<DbErr>() {
        Some(DbErr::ConnectionAcquire(_) | DbErr::Conn(_)) => true,
        Some(
            DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)),
        ) => match &**cause {
            sqlx::Error::Database(cause) => cause.code().is_some_and(|code| passes(&code)),
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::BeginFailed => true,
            _ => false,
        },
        _ => false,
    }
}

/// Returns true if a database code names a fault of its disk, memory, locks or connections.
///
/// PostgreSQL's codes have five characters. SQLite's are numbers whose lowest byte is the primary
/// code.
fn passes(code: &str) -> bool {
    if code.len() == 5 {
        return ["08", "53", "57", "58"].iter().any(|class| code.starts_with(class))
            || matches!(code, "25006" | "55P03");
    }
    // Codes of SQLite: BUSY, LOCKED, NOMEM, READONLY, INTERRUPT, IOERR, FULL, CANTOPEN, PROTOCOL.
    code.parse::<i32>()
        .is_ok_and(|code| matches!(code & 0xff, 5 | 6 | 7 | 8 | 9 | 10 | 13 | 14 | 15))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_of_disk_locks_and_connections_pass_and_broken_laws_do_not() {
        for code in [
            "13", "10", "778", "1034", "5", "517", "14", "08006", "53100", "57P01", "57014",
            "58030", "25006", "55P03",
        ] {
            assert!(passes(code), "{code}");
        }
        for code in [
            "1", "19", "2067", "11", "26", "23505", "40001", "42P01", "22P02", "25P02", "XX000", "",
        ] {
            assert!(!passes(code), "{code}");
        }
    }

    #[test]
    fn a_connection_that_is_not_had_passes() {
        assert!(is_unavailable(&DbErr::Conn(RuntimeErr::Internal("refused".into()))));
        assert!(is_unavailable(&Unavailable(Arc::from(Box::<dyn Cause + Send + Sync>::from(
            "no reader sees it"
        )))));
        assert!(!is_unavailable(&DbErr::Custom("a bug".into())));
    }
}
