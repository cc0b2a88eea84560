//! Delivery. An instance leases a letter for a time, sends it, and records the result.
//!
//! Several instances deliver at once, and none sends a letter that another has leased. If an
//! instance dies before it records the result, others take its letters after the lease has expired.
//! A letter that was sent already is then sent a second time, with the same `Message-ID`: twice is
//! better than never.

use super::{
    mailer::{DeliveryFailure, Mailer},
    rules,
    store::{self, DeliveryAttempt},
};
use crate::{app::App, clock::new_id, error::Result};
use ::entity::{letter, vocabulary::LetterStatus};
use chrono::TimeDelta;
use std::{sync::Arc, time::Duration};
use uuid::Uuid;

/// Lifetime of a lease, during which no other instance tries the letter. It is longer than the mail
/// server may take for all letters that are leased at once.
pub const LEASE: TimeDelta = TimeDelta::minutes(5);
/// Number of letters that are leased at once.
const AT_ONCE: u64 = 10;
/// Interval between two checks of the queue.
const LOOK: Duration = Duration::from_secs(2);
/// Number of checks between two that also blank the words of old letters: one hour.
const BLANK: u32 = 1_800;

/// Sends the letters that are due, and returns the number of sent letters.
///
/// # Errors
/// Fails if the database fails. Leased letters are tried again after their lease has expired.
pub async fn deliver(app: &Arc<App>, mailer: &Mailer) -> Result<usize> {
    let mut sent = 0;
    while store::is_due(app.read(), app.now()).await? {
        let lease = new_id();
        let until = app.now() + LEASE;
        let letters = self::lease(app, lease).await?;
        if letters.is_empty() {
            break;
        }
        for letter in letters {
            // After the lease has expired, another instance may have the letter.
            if app.now() < until && hand_over(app, mailer, &letter, lease).await? {
                sent += 1;
            }
        }
    }
    Ok(sent)
}

/// Leases the letters that are due, and does nothing else with them.
///
/// # Errors
/// Fails if the database fails.
pub async fn lease(app: &Arc<App>, lease: Uuid) -> Result<Vec<letter::Model>> {
    let now = app.now();
    app.write((lease, now), |tx, (lease, now)| {
        Box::pin(async move { store::lease(tx, *lease, AT_ONCE, *now, *now + LEASE).await })
    })
    .await
}

async fn hand_over(
    app: &Arc<App>,
    mailer: &Mailer,
    letter: &letter::Model,
    lease: Uuid,
) -> Result<bool> {
    let (id, kind, tries) = (letter.id, letter.kind, letter.tries);
    let carried = mailer.carry(letter, app.now()).await;
    let now = app.now();
    let tried = match carried {
        Ok(()) => DeliveryAttempt { status: LetterStatus::Sent, due_at: None, failure: None },
        Err(DeliveryFailure::Now(why)) if let Some(delay) = rules::delay(tries) => {
            DeliveryAttempt {
                status: LetterStatus::Waiting,
                due_at: Some(now + delay),
                failure: Some(why),
            }
        }
        Err(DeliveryFailure::Now(why) | DeliveryFailure::ForGood(why)) => {
            DeliveryAttempt { status: LetterStatus::Dead, due_at: None, failure: Some(why) }
        }
    };
    let status = tried.status;
    match &tried.failure {
        None => tracing::info!(letter = %id, %kind, tries, "a letter was sent"),
        Some(why) if status == LetterStatus::Dead => {
            tracing::error!(letter = %id, %kind, tries, why, "a letter was given up: see `national-survey outbox list`");
        }
        Some(why) => {
            tracing::warn!(letter = %id, %kind, tries, why, "a letter could not be sent yet")
        }
    }
    let write = app.write((id, lease, tried, now), |tx, (id, lease, tried, now)| {
        Box::pin(async move { store::record_attempt(tx, *id, *lease, tried, *now).await })
    });
    if !write.await? {
        tracing::warn!(letter = %id, "a letter took longer than its lease, and may be sent a second time");
    }
    Ok(status == LetterStatus::Sent)
}

/// Gives up letters that could not be sent in a week, and blanks their words.
///
/// # Errors
/// Fails if the database fails.
pub async fn expire(app: &Arc<App>) -> Result<u64> {
    let now = app.now();
    app.write(now, |tx, now| Box::pin(store::expire(tx, *now - rules::KEPT, *now))).await
}

/// Delivers letters for as long as the service runs. Without a mail server, letters wait, and are
/// given up in the end.
pub async fn keep_delivering(app: Arc<App>, mailer: Option<Mailer>) {
    if mailer.is_none() {
        tracing::warn!("no mail server is configured: letters wait. Set smtp_url");
    }
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    for looks in 0_u32.. {
        look.tick().await;
        if looks % BLANK == 0
            && let Err(error) = expire(&app).await
        {
            tracing::error!(?error, "blanking old letters");
        }
        if let Some(mailer) = &mailer
            && let Err(error) = deliver(&app, mailer).await
        {
            tracing::error!(?error, "delivering letters");
        }
    }
}
