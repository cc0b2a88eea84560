//! Planning a cycle, and the changes that an administrator may still make: dates, invitations,
//! extensions and, before it opens, the lattice.

use super::{
    rules::{self, Phase},
    store,
};
use crate::{
    access::Administrator,
    audit::{self, Act},
    clock::new_id,
    database::Tx,
    error::{Code, Error, Reason, Result, at},
    text::single_line,
};
use ::disclosure::Lattice;
use ::entity::{
    cycle,
    vocabulary::{CycleKey, StateCode},
};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Maximum length of a cycle's name, in characters as people count them.
const LONGEST_NAME: usize = 200;

/// Cycle to plan.
#[derive(Clone, Debug)]
pub struct NewCycle {
    /// Key of the cycle.
    pub key: CycleKey,
    /// Published instrument version that the cycle asks.
    pub instrument_version: Uuid,
    /// Names in Arabic, Chinese, English, French, Russian and Spanish.
    pub names: [String; 6],
    /// Time from which States may save.
    pub opens_at: DateTime<Utc>,
    /// Time until which States may save; none for a continuous cycle.
    pub closes_at: Option<DateTime<Utc>>,
    /// Partitions by which released tables divide States.
    pub lattice: Lattice,
    /// States to invite.
    pub states: Vec<StateCode>,
    /// All States, against which the lattice and the invitations are checked.
    pub known: BTreeSet<StateCode>,
}

/// Plans a cycle and invites States.
///
/// # Errors
/// Fails with `BAD_INPUT` if the dates make no cycle, a name is empty, or a State is unknown. Fails
/// with `BAD_TEXT` or `TOO_LONG` for another name that is no line of text. Fails with
/// `LATTICE_INVALID` and every violation, and with `EXISTS` if the key is in use.
pub async fn plan_cycle(
    tx: &Tx,
    by: &Administrator,
    new: &NewCycle,
    now: DateTime<Utc>,
) -> Result<cycle::Model> {
    Error::all([
        rules::dates(new.opens_at, new.closes_at),
        check_states(&new.states, &new.known),
        check_lattice(&new.lattice, &new.known),
    ])?;
    let [name_ar, name_zh, name_en, name_fr, name_ru, name_es] = names(&new.names)?;
    let row = cycle::Model {
        id: new_id(),
        key: new.key.clone(),
        instrument_version: new.instrument_version,
        name_ar,
        name_zh,
        name_en,
        name_fr,
        name_ru,
        name_es,
        opens_at: new.opens_at,
        closes_at: new.closes_at,
        lattice: crate::canonical::text(&new.lattice),
        created_at: now,
    };
    let row = store::add(tx, row).await?;
    invite(tx, row.id, &new.states, now).await?;
    let detail = json!({ "opens_at": row.opens_at, "closes_at": row.closes_at, "invited": new.states.len(), "lattice": new.lattice });
    record(tx, by, "cycle.plan", &row, detail, now).await?;
    Ok(row)
}

/// Returns the names in normal form, in the order of [`NewCycle::names`].
fn names(written: &[String; 6]) -> Result<[String; 6]> {
    let languages = ["Arabic", "Chinese", "English", "French", "Russian", "Spanish"];
    let mut names = written.clone();
    for (name, language) in names.iter_mut().zip(languages) {
        *name = at(format!("The name in {language}"), single_line(name, LONGEST_NAME))?;
    }
    Ok(names)
}

/// Invites further States. Invited States stay invited.
///
/// # Errors
/// Fails with `NOT_FOUND` if there is no such cycle, and with `BAD_INPUT` if a State is unknown.
pub async fn invite_states(
    tx: &Tx,
    by: &Administrator,
    key: &CycleKey,
    states: &[StateCode],
    known: &BTreeSet<StateCode>,
    now: DateTime<Utc>,
) -> Result<cycle::Model> {
    let row = store::cycle(tx, key).await?;
    check_states(states, known)?;
    invite(tx, row.id, states, now).await?;
    record(tx, by, "cycle.invite", &row, json!({ "states": states }), now).await?;
    Ok(row)
}

/// Extends a cycle for one State: gives it a later closing time.
///
/// # Errors
/// Fails with `NOT_FOUND` if there is no such cycle, and with `NOT_INVITED` if the State is not
/// invited. Fails with `BAD_INPUT` if the time is past or not after the closing time, or if the
/// cycle has none.
pub async fn extend_cycle(
    tx: &Tx,
    by: &Administrator,
    key: &CycleKey,
    state: &StateCode,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<cycle::Model> {
    let row = store::cycle(tx, key).await?;
    let invitation = store::invitation(tx, row.id, state).await?.ok_or(Code::NotInvited)?;
    if until <= now || row.closes_at.is_none_or(|closes| until <= closes) {
        return Err(Error::of(
            "input.until",
            Reason::Order,
            "An extension must be later than now and later than the cycle's closing time.",
        ));
    }
    store::extend(tx, invitation, until).await?;
    record(tx, by, "cycle.extend", &row, json!({ "state": state, "until": until }), now).await?;
    Ok(row)
}

/// Changes the dates of a cycle. The opening time can't change once it is past.
///
/// # Errors
/// Fails with `NOT_FOUND` if there is no such cycle, and with `BAD_INPUT` if the dates make no
/// cycle. Fails with `CYCLE_DECLARED` if the cycle has opened and the opening time would change.
pub async fn reschedule_cycle(
    tx: &Tx,
    by: &Administrator,
    key: &CycleKey,
    opens_at: DateTime<Utc>,
    closes_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<cycle::Model> {
    let row = store::cycle(tx, key).await?;
    rules::dates(opens_at, closes_at)?;
    if rules::phase(&row, now) != Phase::Planned && opens_at != row.opens_at {
        return Err(Error::says(
            Code::CycleDeclared,
            "The cycle has opened: its opening time can no longer change.",
        ));
    }
    let row = store::reschedule(tx, row, opens_at, closes_at).await?;
    record(
        tx,
        by,
        "cycle.reschedule",
        &row,
        json!({ "opens_at": opens_at, "closes_at": closes_at }),
        now,
    )
    .await?;
    Ok(row)
}

/// Declares another lattice, before the cycle opens.
///
/// # Errors
/// Fails with `NOT_FOUND` if there is no such cycle, with `CYCLE_DECLARED` if it has opened, and
/// with `LATTICE_INVALID` and every violation.
pub async fn declare_lattice(
    tx: &Tx,
    by: &Administrator,
    key: &CycleKey,
    lattice: &Lattice,
    known: &BTreeSet<StateCode>,
    now: DateTime<Utc>,
) -> Result<cycle::Model> {
    let row = store::cycle(tx, key).await?;
    if rules::phase(&row, now) != Phase::Planned {
        return Err(Code::CycleDeclared.into());
    }
    check_lattice(lattice, known)?;
    let row = store::set_lattice(tx, row, crate::canonical::text(lattice)).await?;
    record(tx, by, "cycle.declare_lattice", &row, json!({ "lattice": lattice }), now).await?;
    Ok(row)
}

async fn invite(tx: &Tx, cycle: Uuid, states: &[StateCode], now: DateTime<Utc>) -> Result<()> {
    if states.is_empty() { Ok(()) } else { store::invite(tx, cycle, states, now).await }
}

fn check_lattice(lattice: &Lattice, known: &BTreeSet<StateCode>) -> Result<()> {
    lattice.check(known).map_err(|wrong| Error::says(Code::LatticeInvalid, wrong.join(" ")))
}

fn check_states(states: &[StateCode], known: &BTreeSet<StateCode>) -> Result<()> {
    Error::all(states.iter().enumerate().filter(|(_, state)| !known.contains(*state)).map(
        |(at, state)| {
            let sentence = format!("There is no State {state}.");
            Err(Error::of(&format!("input.states[{at}]"), Reason::Unknown, sentence))
        },
    ))
}

async fn record(
    tx: &Tx,
    by: &Administrator,
    verb: &'static str,
    cycle: &cycle::Model,
    detail: Value,
    now: DateTime<Utc>,
) -> Result<()> {
    let person = by.person_if_known();
    let act = Act::of_secretariat(verb, &cycle.key, now).by(person).detail(detail);
    audit::record(tx, act).await
}
