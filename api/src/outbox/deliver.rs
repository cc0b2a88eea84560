//! Delivery. An instance leases a letter for a time, sends it, and records the result.
//!
//! Several instances deliver at once, and none sends a letter that another has leased. If an
//! instance dies before it records the result, others take its letters after the lease has expired.
//! A letter that was sent already is then sent a second time, with the same `Message-ID`: twice is
//! better than never.

use super::{
    carrier::{Carrier, Failed},
    rules,
    store::{self, Tried},
};
use crate::{clock::new_id, error::Result, world::World};
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
pub async fn deliver(world: &Arc<World>, carrier: &Carrier) -> Result<usize> {
    let mut sent = 0;
    while store::is_due(world.read(), world.now()).await? {
        let lease = new_id();
        let until = world.now() + LEASE;
        let letters = take(world, lease).await?;
        if letters.is_empty() {
            break;
        }
        for letter in letters {
            // After the lease has expired, another instance may have the letter.
            if world.now() < until && hand_over(world, carrier, &letter, lease).await? {
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
pub async fn take(world: &Arc<World>, lease: Uuid) -> Result<Vec<letter::Model>> {
    let now = world.now();
    world
        .write((lease, now), |tx, (lease, now)| {
            Box::pin(async move { store::take(tx, *lease, AT_ONCE, *now, *now + LEASE).await })
        })
        .await
}

async fn hand_over(world: &Arc<World>, carrier: &Carrier, letter: &letter::Model, lease: Uuid) -> Result<bool> {
    let (id, kind, tries) = (letter.id, letter.kind, letter.tries);
    let carried = carrier.carry(letter, world.now()).await;
    let now = world.now();
    let tried = match carried {
        Ok(()) => Tried { status: LetterStatus::Sent, due_at: None, failure: None },
        Err(Failed::Now(why)) if let Some(delay) = rules::delay(tries) => {
            Tried { status: LetterStatus::Waiting, due_at: Some(now + delay), failure: Some(why) }
        }
        Err(Failed::Now(why) | Failed::ForGood(why)) => Tried { status: LetterStatus::Dead, due_at: None, failure: Some(why) },
    };
    let status = tried.status;
    match &tried.failure {
        None => tracing::info!(letter = %id, %kind, tries, "a letter was sent"),
        Some(why) if status == LetterStatus::Dead => {
            tracing::error!(letter = %id, %kind, tries, why, "a letter was given up: see `national-survey outbox list`");
        }
        Some(why) => tracing::warn!(letter = %id, %kind, tries, why, "a letter could not be sent yet"),
    }
    let write = world.write((id, lease, tried, now), |tx, (id, lease, tried, now)| {
        Box::pin(async move { store::tried(tx, *id, *lease, tried, *now).await })
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
pub async fn expire(world: &Arc<World>) -> Result<u64> {
    let now = world.now();
    world.write(now, |tx, now| Box::pin(store::expire(tx, *now - rules::KEPT, *now))).await
}

/// Delivers letters for as long as the service runs. Without a mail server, letters wait, and are
/// given up in the end.
pub async fn keep_delivering(world: Arc<World>, carrier: Option<Carrier>) {
    if carrier.is_none() {
        tracing::warn!("no mail server is configured: letters wait. Set smtp_url");
    }
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    for looks in 0_u32.. {
        look.tick().await;
        if looks % BLANK == 0
            && let Err(error) = expire(&world).await
        {
            tracing::error!(?error, "blanking old letters");
        }
        if let Some(carrier) = &carrier
            && let Err(error) = deliver(&world, carrier).await
        {
            tracing::error!(?error, "delivering letters");
        }
    }
}
