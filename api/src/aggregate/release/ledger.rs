//! The ledger: all earlier releases, read back from their sealed inputs, and the release to be made
//! or verified.

use super::{
    super::count::count,
    frozen,
    series::{compared, followed},
    store::{self, Inputs},
};
use crate::{
    app::App,
    canonical, cycle,
    error::{Code, Error, Result},
    instrument::{self, Published},
    reference::{self, Reference},
};
use ::disclosure::{
    BreakInSeries, CountedState, Ledger, Parameters, REGIONAL, ReleasedChange, Since,
    attack::{MODEL_VERSION, ResponseKnowledge, ScenarioParameters},
    ledger::{LedgerEntry, ReleasedContent, Shared, TO_BE},
};
use ::entity::{
    cycle as cycle_row, release,
    vocabulary::{Lineage, QuestionCode, Sha256},
};
use chrono::{DateTime, Utc};
use std::{collections::BTreeMap, sync::Arc};

/// Terms of the disclosure audit: the parameters, the attackers' response knowledge, and the time
/// up to which consent is read.
pub(crate) struct DisclosureTerms {
    pub(crate) parameters: Parameters,
    pub(crate) assumed: ScenarioParameters,
    pub(crate) at: DateTime<Utc>,
}

/// Inputs of a release, before anything is counted.
pub(crate) struct ReleaseInputs {
    pub(crate) number: i64,
    pub(crate) cycle: cycle_row::Model,
    pub(crate) inputs: Inputs,
    pub(crate) shows: BTreeMap<QuestionCode, ReleasedContent>,
    pub(crate) shared: Shared,
    pub(crate) instrument: Arc<Published>,
    /// All frozen versions of the instrument, in the order of publication.
    pub(crate) versions: Vec<Arc<Published>>,
}

impl DisclosureTerms {
    /// Returns the terms of the configuration, at a time.
    pub(crate) async fn now(app: &App, at: DateTime<Utc>) -> Result<Self> {
        let reference = reference::of(app).await?;
        let parameters = app.settings().releases.disclosure.clone();
        let assumed = assumed(&reference, &parameters, at)?;
        Ok(Self { parameters, assumed, at })
    }
}

/// Checks that the configured blocs are organizations, so that releases can be made.
///
/// # Errors
/// Fails with the name of a bloc that is not an organization.
pub async fn can_be_judged(app: &App, now: DateTime<Utc>) -> Result<()> {
    let reference = reference::of(app).await?;
    for code in &app.settings().releases.disclosure.blocs {
        if reference.organization_states(code, now.date_naive()).is_err() {
            return Err(Error::failure(format!(
                "configuration: disclosure.blocs: there is no organization {code}"
            )));
        }
    }
    Ok(())
}

/// Returns the attackers' response knowledge on a day.
pub(super) fn assumed(
    reference: &Reference,
    parameters: &Parameters,
    at: DateTime<Utc>,
) -> Result<ScenarioParameters> {
    let bloc = |code: &String| {
        let members = reference.organization_states(code, at.date_naive())?;
        Ok(members.into_iter().map(|state| state.code.clone()).collect())
    };
    let blocs = parameters.blocs.iter().map(bloc).collect::<Result<_>>()?;
    let mut regions = BTreeMap::new();
    let groups =
        reference.grouping(REGIONAL).into_iter().flat_map(|grouping| &grouping.groups).enumerate();
    for (place, group) in groups {
        let members = reference.group_states(REGIONAL, &group.code, at.date_naive())?;
        regions.extend(members.into_iter().map(|state| (state.code.clone(), place)));
    }
    Ok(ScenarioParameters {
        rules: MODEL_VERSION,
        attackers: ResponseKnowledge { coalition: parameters.coalition, blocs },
        regions,
        at: Some(at),
    })
}

/// Reads the inputs of an existing release.
pub(crate) async fn made(
    app: &Arc<App>,
    row: &release::Model,
    at: DateTime<Utc>,
) -> Result<ReleaseInputs> {
    let cycle = cycle::store::cycle_by_id(app.read(), row.cycle).await?;
    let counted = serde_json::from_str(&row.respondents)?;
    let shows = store::shows(app.read(), row.number).await?;
    Ok(ReleaseInputs { number: row.number, shows, ..to_make(app, &cycle, counted, at).await? })
}

/// Reads the sealed inputs of a release to be made. Its readers know all answers that were shown up
/// to a time.
pub(crate) async fn to_make(
    app: &Arc<App>,
    cycle: &cycle_row::Model,
    counted: Vec<CountedState>,
    at: DateTime<Utc>,
) -> Result<ReleaseInputs> {
    let inputs = store::sealed(app.read(), cycle.id, counted).await?;
    let shared = store::shared(app.read(), cycle.id, at).await?;
    let instrument = instrument::store::published(app, cycle.instrument_version).await?;
    let versions = instrument::store::all_published(app, &instrument.catalogue.key).await?;
    Ok(ReleaseInputs {
        number: TO_BE,
        cycle: cycle.clone(),
        inputs,
        shows: BTreeMap::new(),
        shared,
        instrument,
        versions,
    })
}

/// Counts a release and all earlier ones.
pub(crate) fn assemble(
    reading: ReleaseInputs,
    mut earlier: Vec<ReleaseInputs>,
    judged: DisclosureTerms,
) -> Result<Ledger> {
    earlier.sort_by_key(|one| (one.cycle.opens_at, one.cycle.id));
    let mut times: Vec<_> =
        earlier.iter().chain([&reading]).map(|one| (one.cycle.opens_at, one.cycle.id)).collect();
    times.sort_unstable();
    times.dedup();
    let place = |cycle: &cycle_row::Model| {
        times
            .binary_search(&(cycle.opens_at, cycle.id))
            .map_err(|_| Error::failure("a cycle without its place in time"))
    };
    let mut rounds = Vec::new();
    let own = place(&reading.cycle)?;
    let since = since(&reading, &earlier);
    for one in earlier {
        let cycle = place(&one.cycle)?;
        let codes = followed(&reading.versions, &reading.instrument, &one.instrument);
        rounds.push(round(one, cycle, codes)?);
    }
    let round = round(reading, own, BTreeMap::new())?;
    let later = judged.parameters.later();
    Ok(Ledger {
        earlier: rounds,
        round,
        since,
        parameters: judged.parameters,
        assumed: judged.assumed,
        later,
    })
}

/// Returns, for each question, its comparison: the last release of the previous cycle of the
/// instrument, if the lineage leads there over `same` alone.
fn since(reading: &ReleaseInputs, earlier: &[ReleaseInputs]) -> BTreeMap<QuestionCode, Since> {
    let time = |one: &ReleaseInputs| (one.cycle.opens_at, one.cycle.id);
    let before = earlier
        .iter()
        .filter(|one| one.instrument.catalogue.key == reading.instrument.catalogue.key)
        .filter(|one| time(one) < time(reading))
        .max_by_key(|one| (time(one), one.number));
    let lineages = before.map(|before| {
        (before.number, compared(&reading.versions, &reading.instrument, &before.instrument))
    });
    let since = |code: &QuestionCode| match &lineages {
        None => Since::Break { because: BreakInSeries::First },
        Some((number, lineages)) => {
            let (relation, from) = lineages.get(code).cloned().unwrap_or((Lineage::New, None));
            Since::of(relation, *number, from.unwrap_or_else(|| code.clone()))
        }
    };
    let asked = reading.instrument.catalogue.answerable();
    asked.map(|asked| (asked.code.clone(), since(&asked.code))).collect()
}

fn round(
    reading: ReleaseInputs,
    cycle: usize,
    codes: BTreeMap<QuestionCode, QuestionCode>,
) -> Result<LedgerEntry> {
    let count = count(&reading.instrument.catalogue, &reading.inputs)?;
    let lattice = serde_json::from_str(&reading.cycle.lattice)?;
    Ok(LedgerEntry {
        number: reading.number,
        cycle,
        lattice,
        count,
        shared: reading.shared,
        shows: reading.shows,
        codes,
    })
}

/// Returns the instruments of the earlier releases that changes start from, by the number of the
/// release. An earlier answer is worded by them. An ungated release is left out.
///
/// # Errors
/// Fails if the database fails.
pub async fn instruments_before(
    app: &App,
    changes: &[ReleasedChange],
) -> Result<BTreeMap<i64, Arc<Published>>> {
    let mut before = BTreeMap::new();
    for change in changes {
        let Since::Release { number, .. } = change.since() else { continue };
        if before.contains_key(number) {
            continue;
        }
        match frozen::release(app, None, *number).await {
            Ok(row) => {
                let cycle = cycle::store::cycle_by_id(app.read(), row.cycle).await?;
                let asked = instrument::store::published(app, cycle.instrument_version).await?;
                before.insert(*number, asked);
            }
            Err(error) if error.is(Code::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(before)
}

/// Returns the digest over the numbers and digests of releases.
pub(crate) fn digest(rows: &[release::Model]) -> Sha256 {
    canonical::sha256(&rows.iter().map(|row| (row.number, row.sha256.as_str())).collect::<Vec<_>>())
}
