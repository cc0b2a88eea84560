//! Verifying the whole trail, offline or while serving.

use super::{Finding, checkpoint::message, rules, store};
use crate::{database::Db, error::Result, keys};
use ::entity::{act, words::KeyPurpose};
use std::collections::{BTreeMap, BTreeSet};

/// What is wrong with the trail; empty when nothing is.
///
/// # Errors
/// When the database fails.
pub async fn verify(db: &Db) -> Result<Vec<Finding>> {
    // In this order: an act that arrives in between makes a chain longer than its head was, and is left out below.
    let checkpoints = store::checkpoints(db.read()).await?;
    let chains = store::chains(db.read()).await?;
    let heads = store::heads(db.read()).await?;
    let known: BTreeSet<&str> = heads.iter().map(|head| head.chain.as_str()).collect();
    let mut findings = Vec::new();
    let mut hashes: BTreeMap<(String, i64), String> = BTreeMap::new();
    for chain in chains {
        if !known.contains(chain.as_str()) {
            findings.push(Finding::Head { chain, number: 0 });
        }
    }
    for head in &heads {
        let mut acts: Vec<act::Model> = store::chain(db.read(), &head.chain).await?;
        let now = store::heads(db.read()).await?.into_iter().find(|now| now.chain == head.chain);
        if acts.last().is_some_and(|last| now.is_some_and(|now| head.number < last.number && last.number <= now.number)) {
            acts.retain(|act| act.number <= head.number);
        }
        findings.extend(rules::check(&acts, head));
        hashes.extend(acts.into_iter().map(|act| ((act.chain, act.number), act.hash.into())));
    }
    let keys: BTreeMap<String, _> = keys::published(db)
        .await?
        .into_iter()
        .filter(|key| key.purpose == KeyPurpose::Checkpoint)
        .filter_map(|key| Some((key.kid, keys::public(&key.public).ok()?)))
        .collect();
    for (place, checkpoint) in (1..).zip(&checkpoints) {
        let message = message(checkpoint.number, &checkpoint.heads);
        let signed = keys.get(&checkpoint.kid).is_some_and(|key| keys::verifies(key, message.as_bytes(), &checkpoint.signature));
        if checkpoint.number != place || !signed {
            findings.push(Finding::Signature { checkpoint: place });
            break;
        }
        let seen: BTreeMap<String, (i64, String)> = serde_json::from_str(&checkpoint.heads)?;
        for (chain, (number, hash)) in seen {
            if number > 0 && hashes.get(&(chain.clone(), number)) != Some(&hash) {
                findings.push(Finding::Checkpoint { chain, number, checkpoint: checkpoint.number });
            }
        }
    }
    Ok(findings)
}
