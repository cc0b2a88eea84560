//! Record of answers that were ever shown. Each act that publishes adds to it, and nothing is
//! removed.

use super::case::VerificationContext;
use ::entity::vocabulary::ReaderLevel;
use chrono::{DateTime, Utc};

/// Adds the answers of the newest edition that consent shows at this moment.
pub(super) fn show(case: &mut VerificationContext, at: DateTime<Utc>) {
    let (consent, edition) = (case.consent(), case.newest_edition());
    for question in &case.newest {
        let reader = consent.for_question(question).reader;
        if reader > ReaderLevel::StateOnly {
            case.ever_shared.entry((question.clone(), edition, reader)).or_insert(at);
        }
        if reader == ReaderLevel::Public {
            case.ever_public.entry(question.clone()).or_insert(at);
        }
    }
}
