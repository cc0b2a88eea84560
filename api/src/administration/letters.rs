//! The operator's view of the queue, and the operator's acts on it. The fate of a letter is no act:
//! the log records it.

use crate::{
    access::Administrator,
    app::App,
    audit::{self, Act, Chain},
    error::Result,
    outbox,
};
use ::entity::letter;
use serde_json::json;
use uuid::Uuid;

/// Returns the letters that are not sent, or all of them, the newest last.
///
/// # Errors
/// Fails if the database fails.
pub async fn list_letters(app: &App, all: bool) -> Result<Vec<letter::Model>> {
    outbox::list(app.read(), all).await
}

/// Has one dead letter, or all of them, tried again from the beginning, and returns their number.
/// For an administrator or the operator.
///
/// # Errors
/// Fails if the database fails.
pub async fn retry_letters(app: &App, by: Administrator, id: Option<Uuid>) -> Result<u64> {
    let now = app.now();
    let revived = app
        .write((by, id, now), |tx, (by, id, now)| {
            Box::pin(async move {
                let revived = outbox::revive(tx, *id, *now).await?;
                if revived > 0 {
                    let subject = id.map_or_else(|| "all".to_owned(), |id| id.to_string());
                    let (verb, detail) = ("letter.retry", json!({ "letters": revived }));
                    let (chain, person) = (Chain::Secretariat, by.person_if_known());
                    audit::record(
                        tx,
                        Act::new(chain, verb, subject, *now).by(person).detail(detail),
                    )
                    .await?;
                }
                Ok(revived)
            })
        })
        .await?;
    tracing::info!(letters = revived, "dead letters are tried again");
    Ok(revived)
}
