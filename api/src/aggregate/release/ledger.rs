//! The ledger: all earlier releases, read back from their sealed inputs, and the release to be made
//! or verified.

use super::{
    super::count::count,
    store::{self, Inputs},
};
use crate::{
    app::App,
    canonical, cycle,
    error::{Error, Result},
    instrument::{self, Published, lineage},
    reference::{self, Reference},
};
use ::disclosure::{
    BreakInSeries, CountedState, Ledger, Parameters, REGIONAL, Since,
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
    Ok(ReleaseInputs {
        number: TO_BE,
        cycle: cycle.clone(),
        inputs,
        shows: BTreeMap::new(),
        shared,
        instrument,
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
    let places = earlier.iter().map(|one| place(&one.cycle)).collect::<Result<Vec<_>>>()?;
    let split = places.partition_point(|cycle| *cycle <= own);
    let versions: Vec<Arc<Published>> =
        earlier.iter().map(|one| Arc::clone(&one.instrument)).collect();
    let before: Vec<Arc<Published>> = versions[..split].iter().rev().cloned().collect();
    let before = followed(&reading.instrument, &before, false).into_iter().rev();
    let codes = before.chain(followed(&reading.instrument, &versions[split..], true));
    for ((one, cycle), codes) in earlier.into_iter().zip(places).zip(codes) {
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

/// Returns, for each question, its comparison: the last release of the previous cycle, if the
/// question has the same meaning there.
fn since(reading: &ReleaseInputs, earlier: &[ReleaseInputs]) -> BTreeMap<QuestionCode, Since> {
    let time = |one: &ReleaseInputs| (one.cycle.opens_at, one.cycle.id);
    let before = earlier
        .iter()
        .filter(|one| time(one) < time(reading))
        .max_by_key(|one| (time(one), one.number));
    let compared = |code: &QuestionCode| {
        let Some(before) = before else { return Since::Break { because: BreakInSeries::First } };
        if before.cycle.instrument_version == reading.cycle.instrument_version {
            return Since::of(Lineage::Same, before.number, code.clone());
        }
        let question = reading
            .instrument
            .document
            .questions()
            .find(|(_, _, question)| question.code == code.as_str());
        let descent =
            question.map(|(_, _, question)| lineage(question, Some(&before.instrument.document)));
        let from = descent
            .as_ref()
            .and_then(|descent| descent.from.first()?.parse().ok())
            .unwrap_or_else(|| code.clone());
        Since::of(descent.map_or(Lineage::New, |descent| descent.relation), before.number, from)
    };
    reading
        .instrument
        .catalogue
        .answerable()
        .map(|asked| (asked.code.clone(), compared(&asked.code)))
        .collect()
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

/// Maps the questions of a version to their codes in other versions, each further away in time than
/// the one before it.
///
/// A code is followed directly or over a version between, so that a question that was renamed twice
/// is still found.
fn followed(
    ours: &Arc<Published>,
    others: &[Arc<Published>],
    later: bool,
) -> Vec<BTreeMap<QuestionCode, QuestionCode>> {
    let own = ours
        .catalogue
        .questions()
        .iter()
        .map(|asked| (asked.code.clone(), asked.code.clone()))
        .collect();
    let mut reached: Vec<(&Arc<Published>, BTreeMap<QuestionCode, QuestionCode>)> =
        vec![(ours, own)];
    for theirs in others {
        let mut codes: BTreeMap<QuestionCode, QuestionCode> = BTreeMap::new();
        match reached.iter().find(|(version, _)| version.id == theirs.id) {
            Some((_, same)) => codes.clone_from(same),
            None => {
                for (between, reached) in &reached {
                    let pairs = if later {
                        succession(between, theirs)
                    } else {
                        succession(theirs, between)
                    };
                    let mut step: BTreeMap<&QuestionCode, &QuestionCode> = BTreeMap::new();
                    for (before, after) in &pairs {
                        let (from, to) = if later { (before, after) } else { (after, before) };
                        step.entry(from).or_insert(to);
                    }
                    for (ours, code) in
                        reached.iter().filter_map(|(ours, code)| Some((ours, *step.get(code)?)))
                    {
                        codes.entry(ours.clone()).or_insert_with(|| code.clone());
                    }
                }
            }
        }
        reached.push((theirs, codes));
    }
    reached.into_iter().skip(1).map(|(_, codes)| codes).collect()
}

/// Returns pairs of questions with the same meaning in a version and in a later one.
///
/// Two questions pair by equal codes, because a code never changes its meaning, or by the lineage
/// of the later version.
fn succession(before: &Published, later: &Published) -> Vec<(QuestionCode, QuestionCode)> {
    let same = before.catalogue.questions().iter().map(|asked| &asked.code);
    let same = same.filter(|code| later.catalogue.get(code.as_str()).is_some());
    let mut pairs: Vec<(QuestionCode, QuestionCode)> =
        same.map(|code| (code.clone(), code.clone())).collect();
    for (_, _, question) in later.document.questions() {
        let descent = lineage(question, Some(&before.document));
        let ([from], Lineage::Same, Ok(to)) =
            (descent.from.as_slice(), descent.relation, question.code.parse::<QuestionCode>())
        else {
            continue;
        };
        let Ok(from) = from.parse::<QuestionCode>() else { continue };
        if before.catalogue.get(from.as_str()).is_some() {
            pairs.push((from, to));
        }
    }
    pairs
}

/// Returns the digest over the numbers and digests of releases.
pub(crate) fn digest(rows: &[release::Model]) -> Sha256 {
    canonical::sha256(&rows.iter().map(|row| (row.number, row.sha256.as_str())).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;
    use crate::instrument::{Catalogue, NATIONAL_SURVEY, parse};
    use serde_json::{Value, json};
    use uuid::Uuid;

    /// A version in which one question has another code, with the former code in its lineage.
    fn version(id: u128, code: &str, from: Option<&str>) -> Arc<Published> {
        fn rename(value: &mut Value, code: &str, from: Option<&str>) {
            match value {
                Value::Object(fields) if fields.get("code") == Some(&json!("N.a.1")) => {
                    fields.insert("code".into(), json!(code));
                    if let Some(from) = from {
                        fields.insert(
                            "lineage".into(),
                            json!({ "relation": "same", "from": [from] }),
                        );
                    }
                }
                Value::Object(fields) => {
                    fields.values_mut().for_each(|value| rename(value, code, from))
                }
                Value::Array(values) => {
                    values.iter_mut().for_each(|value| rename(value, code, from))
                }
                _ => {}
            }
        }
        let mut document = serde_json::to_value(parse(NATIONAL_SURVEY).unwrap()).unwrap();
        rename(&mut document, code, from);
        let document = serde_json::from_value(document).unwrap();
        let catalogue = Catalogue::build(&document).unwrap();
        Arc::new(Published {
            id: Uuid::from_u128(id),
            sha256: canonical::sha256(&code),
            document,
            catalogue,
        })
    }

    #[test]
    fn a_question_is_followed_over_every_version_in_which_it_was_renamed() {
        let [first, second, third] = [
            version(1, "N.a.1", None),
            version(2, "X.a.1", Some("N.a.1")),
            version(3, "Y.a.1", Some("X.a.1")),
        ];
        let code = |text: &str| text.parse::<QuestionCode>().unwrap();
        let back = followed(
            &third,
            &[Arc::clone(&third), Arc::clone(&second), Arc::clone(&first), Arc::clone(&first)],
            false,
        );
        let called: Vec<_> = back.iter().map(|codes| codes.get(&code("Y.a.1"))).collect();
        assert_eq!(
            called,
            [
                Some(&code("Y.a.1")),
                Some(&code("X.a.1")),
                Some(&code("N.a.1")),
                Some(&code("N.a.1"))
            ]
        );
        let on = followed(&first, &[second, third], true);
        assert_eq!(
            on.iter().map(|codes| codes.get(&code("N.a.1"))).collect::<Vec<_>>(),
            [Some(&code("X.a.1")), Some(&code("Y.a.1"))]
        );
        assert!(
            on.iter().chain(&back).all(|codes| codes.get(&code("N.a.2")) == Some(&code("N.a.2")))
        );
    }
}
