//! Verification of the whole trail, offline or beside a running server, one page at a time.

use super::{Finding, checkpoint::message, rules::Walk, store};
use crate::{database::Db, error::Result, signature};
use ::entity::{chain_head, checkpoint};
use ed25519_dalek::VerifyingKey;
use std::collections::{BTreeMap, BTreeSet};

/// Returns the faults of the trail; empty if there are none.
///
/// # Errors
/// Fails if the database fails.
pub async fn verify(db: &Db) -> Result<Vec<Finding>> {
    // This order matters. An act recorded between these reads makes a chain longer than its head
    // was, and the walk below leaves it out.
    let latest = store::latest_checkpoint(db.read()).await?.map_or(0, |latest| latest.number);
    let chains = store::chains(db.read()).await?;
    let heads = store::heads(db.read()).await?;
    let known: BTreeSet<&str> = heads.iter().map(|head| head.chain.as_str()).collect();
    let mut findings = Vec::new();
    for chain in chains {
        if !known.contains(chain.as_str()) {
            findings.push(Finding::Head { chain, number: 0 });
        }
    }
    for head in &heads {
        findings.extend(chain(db, head).await?);
    }
    findings.extend(checkpoints(db, latest).await?);
    Ok(findings)
}

/// Verifies one chain, act by act.
async fn chain(db: &Db, head: &chain_head::Model) -> Result<Vec<Finding>> {
    let (mut walk, mut after, mut beyond) = (Walk::default(), 0, false);
    while !beyond {
        let page = store::page(db.read(), &head.chain, after).await?;
        let Some(last) = page.last() else { break };
        after = last.number;
        for act in &page {
            if act.number <= head.number {
                walk.step(act);
            } else if !beyond {
                // The act was recorded after the head was read, or somebody inserted it. A second
                // read of the head tells the two apart.
                beyond = true;
                let now = store::head(db.read(), &head.chain).await?;
                if now.is_none_or(|now| now.number < act.number) {
                    walk.step(act);
                }
            }
        }
    }
    Ok(walk.end(head))
}

/// Checks the signature of each checkpoint, and the heads in it that the checkpoint before did not
/// hold.
async fn checkpoints(db: &Db, latest: i64) -> Result<Vec<Finding>> {
    let keys = store::checkpoint_keys(db.read()).await?;
    let keys: BTreeMap<String, VerifyingKey> = keys
        .into_iter()
        .filter_map(|(id, public)| Some((id, signature::public_key(&public).ok()?)))
        .collect();
    let (mut findings, mut last, mut before) = (Vec::new(), 0, BTreeMap::new());
    while last < latest {
        let page = store::checkpoints(db.read(), last).await?;
        if page.is_empty() {
            break;
        }
        for checkpoint in page.iter().filter(|checkpoint| checkpoint.number <= latest) {
            if checkpoint.number != last + 1 || !is_signed(&keys, checkpoint) {
                findings.push(Finding::Signature { checkpoint: last + 1 });
                return Ok(findings);
            }
            last = checkpoint.number;
            let seen: BTreeMap<String, (i64, String)> = serde_json::from_str(&checkpoint.heads)?;
            for (chain, (number, hash)) in &seen {
                let is_new = before.get(chain) != Some(&(*number, hash.clone()));
                if is_new
                    && *number > 0
                    && store::hash_of(db.read(), chain, *number).await?.as_ref() != Some(hash)
                {
                    findings.push(Finding::Checkpoint {
                        chain: chain.clone(),
                        number: *number,
                        checkpoint: last,
                    });
                }
            }
            before = seen;
        }
        if page.iter().all(|checkpoint| checkpoint.number > latest) {
            break;
        }
    }
    Ok(findings)
}

fn is_signed(keys: &BTreeMap<String, VerifyingKey>, checkpoint: &checkpoint::Model) -> bool {
    let message = message(checkpoint.number, &checkpoint.heads);
    keys.get(&checkpoint.kid)
        .is_some_and(|key| signature::verifies(key, message.as_bytes(), &checkpoint.signature))
}
