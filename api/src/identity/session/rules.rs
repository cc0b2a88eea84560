//! Rules of refresh tokens: the reuse of a token.

use ::entity::refresh_token;
use chrono::{DateTime, TimeDelta, Utc};

/// Time within which a refresh token can be shown again if its reply was lost. It returns the same
/// next token.
pub const RETRY: TimeDelta = TimeDelta::seconds(10);

/// The meaning of a refresh token that a client shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefreshOutcome {
    /// The newest token: it is exchanged.
    Newest,
    /// The token before, shown again at once: its reply was lost on the way.
    Again,
    /// An old token: another client has a copy.
    Reused,
}

/// Classifies a refresh token that a client shows: newest, just replaced, or reused.
///
/// `epoch` is the present epoch of its session.
#[must_use]
pub fn classify(token: &refresh_token::Model, epoch: i64, now: DateTime<Utc>) -> RefreshOutcome {
    match token.used_at {
        None if token.epoch == epoch => RefreshOutcome::Newest,
        Some(used) if token.epoch + 1 == epoch && now - used <= RETRY => RefreshOutcome::Again,
        _ => RefreshOutcome::Reused,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    #[test]
    fn an_old_refresh_token_is_reuse_unless_it_is_the_last_one_shown_again_at_once() {
        let token = |epoch, used: Option<i64>| refresh_token::Model {
            hash: String::new(),
            session: uuid::Uuid::nil(),
            epoch,
            issued_at: at(0),
            used_at: used.map(at),
        };
        assert_eq!(classify(&token(3, None), 3, at(100)), RefreshOutcome::Newest);
        assert_eq!(classify(&token(2, Some(100)), 3, at(110)), RefreshOutcome::Again);
        assert_eq!(classify(&token(2, Some(100)), 3, at(111)), RefreshOutcome::Reused);
        assert_eq!(classify(&token(1, Some(100)), 3, at(101)), RefreshOutcome::Reused);
    }
}
