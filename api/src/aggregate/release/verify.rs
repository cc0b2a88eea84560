//! Verification of a release: its signature, the earlier releases, every figure from the sealed
//! inputs, and every proof.

use super::{
    ledger::{self, DisclosureTerms},
    statement::{self, Statement},
    store,
};
use crate::{
    app::App,
    canonical,
    error::{Error, Result},
    keys, reference, signature,
};
use ::disclosure::{
    attack::{MODEL_VERSION, ScenarioParameters},
    ledger::Proofs,
};
use ::entity::vocabulary::{KeyPurpose, QuestionCode};
use std::{collections::BTreeMap, sync::Arc};

/// Returns the findings on all releases, one line each, with the number of the release.
///
/// # Errors
/// Fails if the inputs of a release can't be read.
pub async fn verify_all(app: &Arc<App>) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    for row in store::before(app.read(), i64::MAX).await? {
        let found = verify(app, row.number).await?;
        findings
            .extend(found.into_iter().map(|finding| format!("release {}: {finding}", row.number)));
    }
    Ok(findings)
}

/// Returns the findings on one release, one sentence each. Empty if the release is unchanged and
/// discloses no hidden answer.
///
/// # Errors
/// Fails with `NOT_FOUND`, or if the inputs of the release can't be read.
pub async fn verify(app: &Arc<App>, number: i64) -> Result<Vec<String>> {
    let row = store::numbered(app.read(), number).await?;
    let (Some(assumed), Some(kid), Some(signature)) = (&row.assumed, &row.kid, &row.signature)
    else {
        return Ok(vec!["The release is UNGATED: it has no proofs.".into()]);
    };
    let mut findings = Vec::new();
    let before = store::before(app.read(), number).await?;
    if row.ledger != Some(ledger::digest(&before)) {
        findings.push(
            "The earlier releases are not those that the release was checked against.".into(),
        );
    }
    let assumed: ScenarioParameters = serde_json::from_str(assumed)?;
    let at = assumed.at.unwrap_or(row.released_at);
    let reading = ledger::made(app, &row, at).await?;
    let texts = store::texts(app.read(), number).await?;
    let proofs: Vec<_> = store::proofs(app.read(), number).await?.into_iter().collect();
    if statement::digest(&row, &reading.cycle.key, &texts, &proofs) != row.sha256 {
        findings.push("The digest does not match the stored release.".into());
    }
    let content = statement::content(&row, &reading.cycle, &reading.instrument, &texts)?;
    if row.content != Some(canonical::digest(content.as_bytes())) {
        findings.push("The digest of the content does not match the stored content.".into());
    }
    let message = Statement::of(&row, &reading.cycle).message();
    let published = keys::published(app.db()).await?;
    let key = published.iter().find(|key| key.purpose == KeyPurpose::Receipt && key.kid == *kid);
    let key = key.map(|key| signature::public_key(&key.public)).transpose()?;
    if !key.is_some_and(|key| signature::verifies(&key, &message, signature)) {
        findings.push("The signature does not verify with a published key.".into());
    }
    if assumed.rules != MODEL_VERSION {
        let rules = assumed.rules;
        findings.push(format!(
            "Its proofs follow version {rules} of the attacker model, and this program checks version {MODEL_VERSION}."
        ));
    }
    if !(row.as_of.is_none_or(|as_of| as_of <= at) && at <= row.released_at) {
        findings.push(
            "Consent was read up to a time that is not between the proposal and the publication."
                .into(),
        );
    }
    let parameters = store::parameters(&row)?;
    let known = ledger::assumed(&*reference::of(app).await?, &parameters, at);
    // Compare by the model version of the release, even if it is not the present one.
    let known =
        known.map(|known| ScenarioParameters { rules: assumed.rules, at: assumed.at, ..known });
    if !known.is_ok_and(|known| known == assumed) {
        findings.push(
            "The coalition, the blocs or the regions are not those of its parameters and of its day's reference data.".into(),
        );
    }
    let judged = DisclosureTerms { parameters, assumed, at };
    let proofs =
        proofs.into_iter().map(|(question, proof)| Ok((question, serde_json::from_str(&proof)?)));
    let proofs = proofs.collect::<Result<BTreeMap<QuestionCode, Proofs>>>()?;
    let mut earlier = Vec::new();
    for row in &before {
        earlier.push(ledger::made(app, row, judged.at).await?);
    }
    let respondents = row.respondents.clone();
    let recomputed = tokio::task::spawn_blocking(move || {
        let ledger = ledger::assemble(reading, earlier, judged)?;
        let mut findings = ledger.findings(&proofs);
        if canonical::text(&ledger.round.count.counted) != respondents {
            findings.push("The counted States are not those of the sealed inputs.".into());
        }
        for texts in texts {
            let shown = ledger.round.shows.get(&texts.question);
            if shown.map(|shown| {
                crate::aggregate::release::stored_content::StoredContent::of(&texts.question, shown)
            }) != Some(texts.clone())
            {
                findings.push(format!(
                    "{}: its tables are not stored in their canonical form.",
                    texts.question
                ));
            }
        }
        Ok::<_, Error>(findings)
    });
    findings.extend(recomputed.await.map_err(Error::failure)??);
    Ok(findings)
}
