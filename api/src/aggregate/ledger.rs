//! The ledger: everything that was ever released, read back from its sealed inputs, with the release to be made or verified.

use super::{
    BreakInSeries, Parameters, Since,
    count::count,
    gate::{Assumed, Attackers},
    round::{Ledger, Round, Shown, TO_BE},
    store::{self, CountedState, Inputs},
};
use crate::{
    canonical, cycle,
    error::{Error, Result},
    instrument::{self, Published, lineage},
    reference::{self, Reference},
    world::World,
};
use ::entity::{
    cycle as cycle_row, release,
    words::{Lineage, QuestionCode, Sha256, StateCode},
};
use chrono::{DateTime, Utc};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// What a release is judged by: its parameters, what attackers are taken to know, and up to when.
pub(super) struct Judged {
    pub(super) parameters: Parameters,
    pub(super) assumed: Assumed,
    pub(super) at: DateTime<Utc>,
}

/// A release as it is read, before anything is counted.
pub(super) struct Reading {
    pub(super) number: i64,
    pub(super) cycle: cycle_row::Model,
    pub(super) inputs: Inputs,
    pub(super) shows: BTreeMap<QuestionCode, Shown>,
    pub(super) published: BTreeSet<(StateCode, QuestionCode)>,
    instrument: Arc<Published>,
}

impl Judged {
    /// By the configuration, as things are.
    pub(super) async fn now(world: &World, at: DateTime<Utc>) -> Result<Self> {
        let reference = reference::of(world).await?;
        let parameters = Parameters { blocs: world.config().blocs.clone(), ..Parameters::default() };
        let assumed = assumed(&reference, &parameters, at)?;
        Ok(Self { parameters, assumed, at })
    }
}

/// What attackers are taken to know, on a day.
fn assumed(reference: &Reference, parameters: &Parameters, at: DateTime<Utc>) -> Result<Assumed> {
    let bloc = |code: &String| {
        let members = reference.organization_states(code, at.date_naive())?;
        Ok(members.into_iter().map(|state| state.code.clone()).collect())
    };
    let blocs = parameters.blocs.iter().map(bloc).collect::<Result<_>>()?;
    let mut regions = BTreeMap::new();
    let groups = reference.grouping(cycle::REGIONAL).into_iter().flat_map(|grouping| &grouping.groups).enumerate();
    for (place, group) in groups {
        let members = reference.group_states(cycle::REGIONAL, &group.code, at.date_naive())?;
        regions.extend(members.into_iter().map(|state| (state.code.clone(), place)));
    }
    Ok(Assumed { attackers: Attackers { coalition: parameters.coalition, blocs }, regions })
}

/// Reads the inputs of a release that was made.
pub(super) async fn made(world: &Arc<World>, row: &release::Model, at: DateTime<Utc>) -> Result<Reading> {
    let cycle = cycle::store::cycle_by_id(world.read(), row.cycle).await?;
    let counted = serde_json::from_str(&row.respondents)?;
    let shows = store::shows(world.read(), row.number).await?;
    Ok(Reading { number: row.number, shows, ..to_make(world, &cycle, counted, at).await? })
}

/// Reads the inputs of a release to be made, as they were sealed; what became public up to a time, everybody knows.
pub(super) async fn to_make(
    world: &Arc<World>,
    cycle: &cycle_row::Model,
    counted: Vec<CountedState>,
    at: DateTime<Utc>,
) -> Result<Reading> {
    let inputs = store::sealed(world.read(), cycle.id, counted).await?;
    let published = store::published(world.read(), cycle.id, at).await?;
    let instrument = instrument::store::published(world, cycle.instrument_version).await?;
    Ok(Reading { number: TO_BE, cycle: cycle.clone(), inputs, shows: BTreeMap::new(), published, instrument })
}

/// Counts a release and all before it.
pub(super) fn assemble(reading: Reading, mut earlier: Vec<Reading>, judged: Judged) -> Result<Ledger> {
    earlier.sort_by_key(|one| (one.cycle.opens_at, one.cycle.id));
    let mut times: Vec<_> = earlier.iter().chain([&reading]).map(|one| (one.cycle.opens_at, one.cycle.id)).collect();
    times.sort_unstable();
    times.dedup();
    let place = |cycle: &cycle_row::Model| {
        times.binary_search(&(cycle.opens_at, cycle.id)).map_err(|_| Error::failure("a cycle without its place in time"))
    };
    let mut rounds = Vec::new();
    let own = place(&reading.cycle)?;
    let since = since(&reading, &earlier);
    for one in earlier {
        let cycle = place(&one.cycle)?;
        let codes = codes(&reading.instrument, &one.instrument, cycle > own);
        rounds.push(round(one, cycle, codes)?);
    }
    let round = round(reading, own, BTreeMap::new())?;
    let nobody = Attackers::default();
    Ok(Ledger { earlier: rounds, round, since, parameters: judged.parameters, assumed: judged.assumed, nobody })
}

/// What each question is compared with: the last release of the cycle that was last before, where it means the same.
fn since(reading: &Reading, earlier: &[Reading]) -> BTreeMap<QuestionCode, Since> {
    let time = |one: &Reading| (one.cycle.opens_at, one.cycle.id);
    let before = earlier.iter().filter(|one| time(one) < time(reading)).max_by_key(|one| (time(one), one.number));
    let compared = |code: &QuestionCode| {
        let Some(before) = before else { return Since::Break { because: BreakInSeries::First } };
        if before.cycle.instrument_version == reading.cycle.instrument_version {
            return Since::of(Lineage::Same, before.number, code.clone());
        }
        let question = reading.instrument.document.questions().find(|(_, _, question)| question.code == code.as_str());
        let descent = question.map(|(_, _, question)| lineage(question, Some(&before.instrument.document)));
        let from = descent.as_ref().and_then(|descent| descent.from.first()?.parse().ok()).unwrap_or_else(|| code.clone());
        Since::of(descent.map_or(Lineage::New, |descent| descent.relation), before.number, from)
    };
    reading.instrument.catalogue.answerable().map(|asked| (asked.code.clone(), compared(&asked.code))).collect()
}

fn round(reading: Reading, cycle: usize, codes: BTreeMap<QuestionCode, QuestionCode>) -> Result<Round> {
    let count = count(&reading.instrument.catalogue, &reading.inputs)?;
    let lattice = serde_json::from_str(&reading.cycle.lattice)?;
    Ok(Round { number: reading.number, cycle, lattice, count, published: reading.published, shows: reading.shows, codes })
}

/// What questions of one version are called in another, where they mean the same: by the code, which never changes its
/// meaning, or by the lineage of the later version.
fn codes(ours: &Published, theirs: &Published, theirs_is_later: bool) -> BTreeMap<QuestionCode, QuestionCode> {
    let same =
        ours.catalogue.questions().iter().map(|asked| &asked.code).filter(|code| theirs.catalogue.get(code.as_str()).is_some());
    let mut codes: BTreeMap<QuestionCode, QuestionCode> = same.map(|code| (code.clone(), code.clone())).collect();
    let (later, before) = if theirs_is_later { (theirs, ours) } else { (ours, theirs) };
    for (_, _, question) in later.document.questions() {
        let descent = lineage(question, Some(&before.document));
        let ([from], Lineage::Same, Ok(to)) = (descent.from.as_slice(), descent.relation, question.code.parse::<QuestionCode>())
        else {
            continue;
        };
        let Ok(from) = from.parse::<QuestionCode>() else { continue };
        if before.catalogue.get(from.as_str()).is_some() {
            let (ours, theirs) = if theirs_is_later { (from, to) } else { (to, from) };
            codes.entry(ours).or_insert(theirs);
        }
    }
    codes
}

/// The digest over the numbers and digests of releases.
pub(super) fn digest(rows: &[release::Model]) -> Sha256 {
    canonical::sha256(&rows.iter().map(|row| (row.number, row.sha256.as_str())).collect::<Vec<_>>())
}
