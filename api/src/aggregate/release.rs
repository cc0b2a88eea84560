//! Releasing the tables of a closed cycle: numbered, frozen, with the States that were counted.
//!
//! Nothing is computed inside the transaction: the tables are made from what was read before, and the transaction refuses them if
//! that has changed in the meantime.

use super::{
    Countable, Given, Parameters, Respondent, Said, TablePlan, plan, release_tables,
    store::{self, Inputs},
};
use crate::{
    access::{Administrator, Fresh},
    audit::{self, Act, Chain},
    canonical,
    cycle::{self, Lattice},
    database::Tx,
    error::{Code, Error, Result},
    instrument::{self, Asked, Catalogue, FieldKind},
    once::Once,
    submission::{
        edition::{Edition, hidden},
        value::{FieldValue, Value},
    },
    world::World,
};
use ::entity::{
    cycle as cycle_row, release,
    words::{CycleKey, Disposition, OptionCode, QuestionCode, ReaderLevel, ReleaseStatus, StateCode},
};
use chrono::{DateTime, Utc};
use serde_json::json;
use std::{collections::BTreeMap, sync::Arc};

/// What changed while a release was made is read again this often.
const TRIES: usize = 3;

/// Releases the tables of a closed cycle; gives back the number.
///
/// # Errors
/// `NOT_FOUND`, `CYCLE_NOT_OPEN` or `CYCLE_STILL_OPEN` before the end, `RELEASE_EMPTY` when no State may be counted, `EXISTS` when the cycle
/// has been released: two releases could be compared, and what that would give away is not judged yet.
pub async fn release(
    world: &Arc<World>,
    by: Fresh<Administrator>,
    key: &CycleKey,
    once: Once,
    now: DateTime<Utc>,
) -> Result<i64> {
    let cycle = cycle::store::cycle(world.read(), key).await?;
    match cycle::phase(&cycle, now) {
        cycle::Phase::Planned => return Err(Code::CycleNotOpen.into()),
        cycle::Phase::Open => return Err(Code::CycleStillOpen.into()),
        cycle::Phase::Closed => {}
    }
    for _ in 0..TRIES {
        let made = Arc::new(make(world, &cycle).await?);
        let args = (by.clone(), cycle.clone(), made, once.clone(), now);
        match world
            .write(args, |tx, (by, cycle, made, once, now)| {
                Box::pin(async move { once.run(tx, *now, freeze(tx, by, cycle, made, *now)).await })
            })
            .await
        {
            Err(error) if error.is(Code::Stale) => {}
            done => return done,
        }
    }
    Err(Code::Stale.into())
}

/// A release before it has a number.
struct Made {
    inputs: Vec<(StateCode, i32, usize)>,
    parameters: String,
    respondents: String,
    tables: Vec<(QuestionCode, String)>,
}

async fn make(world: &Arc<World>, cycle: &cycle_row::Model) -> Result<Made> {
    let instrument = instrument::store::published(world, cycle.instrument_version).await?;
    let inputs = store::inputs(world.read(), cycle.id).await?;
    let lattice: Lattice = serde_json::from_str(&cycle.lattice)?;
    // Counting is work for the processor: off the threads that answer requests.
    tokio::task::spawn_blocking(move || count(&instrument.catalogue, &inputs, &lattice)).await.map_err(Error::failure)?
}

fn count(catalogue: &Catalogue, inputs: &Inputs, lattice: &Lattice) -> Result<Made> {
    let parameters = Parameters::default();
    let asked: Vec<&Asked> = catalogue.answerable().filter(|asked| asked.counted).collect();
    let plans = plan(&asked.iter().map(|asked| countable(asked)).collect::<Vec<_>>());
    let respondents: Vec<Respondent> = inputs
        .states
        .iter()
        .filter_map(|input| {
            let hidden = hidden(catalogue, &input.edition.answers);
            let questions = asked.iter().zip(&plans).filter_map(|(asked, plan)| {
                let consent = input.consent.for_question(&asked.code);
                let said = said(asked, plan, &input.edition, hidden.contains(&asked.code));
                let was_public = inputs.ever_public.contains(&(input.counted.state.clone(), asked.code.clone()));
                let public = consent.reader == ReaderLevel::Public && input.edition.answers.contains_key(&asked.code);
                // An answer that was public and is not any more is left out: in either part it would tell whether it has changed.
                (consent.countable && (public || !was_public)).then(|| (asked.code.clone(), Said { levels: said, public }))
            });
            let answers: BTreeMap<_, _> = questions.collect();
            (!answers.is_empty()).then(|| Respondent { state: input.counted.state.clone(), answers })
        })
        .collect();
    if respondents.is_empty() {
        return Err(Code::ReleaseEmpty.into());
    }
    let mut tables: BTreeMap<QuestionCode, Vec<_>> = BTreeMap::new();
    for table in release_tables(&plans, &respondents, lattice, &parameters) {
        tables.entry(table.question().clone()).or_default().push(table);
    }
    let counted: Vec<_> = inputs
        .states
        .iter()
        .map(|input| &input.counted)
        .filter(|counted| respondents.iter().any(|r| r.state == counted.state))
        .collect();
    Ok(Made {
        inputs: inputs.fingerprint(),
        parameters: canonical::text(&parameters),
        respondents: canonical::text(&counted),
        tables: tables.iter().map(|(question, tables)| (question.clone(), canonical::text(tables))).collect(),
    })
}

fn countable(asked: &Asked) -> Countable {
    let area = asked.fields.iter().find(|column| column.kind == FieldKind::SingleChoice);
    Countable {
        code: asked.code.clone(),
        kind: asked.kind,
        options: asked.options.clone(),
        ordinal: asked.ordinal,
        areas: area.map(|column| column.options.clone()).unwrap_or_default(),
        conditional: asked.condition.is_some(),
    }
}

/// The levels that a State holds on a question.
fn said(asked: &Asked, plan: &TablePlan, edition: &Edition, hidden: bool) -> Vec<super::Level> {
    if hidden {
        return plan.held(Given::Hidden);
    }
    let Some(given) = edition.answers.get(&asked.code) else { return plan.held(Given::Plain(Disposition::Unanswered)) };
    match &given.value {
        Some(Value::RecordList(list)) => {
            let column =
                asked.fields.iter().find(|column| column.kind == FieldKind::SingleChoice).map(|column| column.id.as_str());
            let areas: Vec<OptionCode> = list
                .records
                .iter()
                .filter_map(|record| match record.get(column?) {
                    Some(FieldValue::Options(many)) => many.options.first().cloned(),
                    _ => None,
                })
                .collect();
            plan.held(Given::Options(&areas))
        }
        Some(value) if !value.chosen().is_empty() => plan.held(Given::Options(value.chosen())),
        _ => plan.held(Given::Plain(given.disposition)),
    }
}

/// Numbers and freezes a release, if what it was made from still stands.
async fn freeze(tx: &Tx, by: &Fresh<Administrator>, cycle: &cycle_row::Model, made: &Made, now: DateTime<Utc>) -> Result<i64> {
    if !store::of_cycle(tx, cycle.id).await?.is_empty() {
        return Err(Error::says(Code::Exists, "The cycle has been released: two releases could be compared."));
    }
    if store::fingerprint(tx, cycle.id).await? != made.inputs {
        return Err(Code::Stale.into());
    }
    let number = store::next_number(tx).await?;
    let sha256 = canonical::sha256(&json!({
        "number": number,
        "cycle": cycle.key,
        "parameters": made.parameters,
        "respondents": made.respondents,
        "tables": made.tables,
    }));
    let row = release::Model {
        number,
        cycle: cycle.id,
        status: ReleaseStatus::Ungated,
        parameters: made.parameters.clone(),
        respondents: made.respondents.clone(),
        sha256: sha256.clone(),
        released_at: now,
        released_by: by.person(),
    };
    store::add(tx, row, made.tables.clone()).await?;
    let detail = json!({ "cycle": cycle.key, "status": ReleaseStatus::Ungated, "sha256": sha256, "counted": made.inputs.len() });
    let act = Act {
        chain: Chain::Secretariat,
        verb: "release.make",
        subject: number.to_string(),
        person: Some(by.person()),
        at: now,
        detail,
    };
    audit::record(tx, act).await?;
    Ok(number)
}
