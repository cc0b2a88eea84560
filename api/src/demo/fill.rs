//! Filling an empty database through the product's own acts, so that every act is in the audit
//! trail and every edition has its receipt.

use crate::demo::{
    calendar::Calendar,
    invent::{chance::unit, draw::Draw, profile::Profile},
    people::{Accounts, accounts, add_people, each},
    story::{Ending, Scene, play},
};
use crate::{
    access::Administrator,
    aggregate::{NewProposal, propose_release, publish_due, sign_off_release},
    app::App,
    audit::{self, Act, Chain},
    cycle::{self, NewCycle, plan_cycle},
    error::{Code, Error, Result},
    idempotency::IdempotentRequest,
    instrument::{self, NATIONAL_SURVEY, Published, import_instrument, publish_instrument},
    reference,
};
use ::entity::{cycle as cycle_row, person};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use std::sync::Arc;

/// Key of the closed cycle.
pub(super) const FIRST: &str = "2024";
/// Key of the open cycle.
pub(super) const SECOND: &str = "2026";
/// Act in the audit trail that marks a complete database. Without it, the filling was interrupted.
pub(super) const FILLED: &str = "demo.fill";

/// Fills the world, and returns all people.
pub(super) async fn fill(
    app: &Arc<App>,
    seed: u64,
    states: usize,
    say: &dyn Fn(&str),
) -> Result<Vec<person::Model>> {
    let calendar = Calendar::of(app.now())?;
    let reference = reference::of(app).await?;
    let profiles = Profile::all(&reference, seed, calendar.now.date_naive())?;
    say(&format!("adding {} people", profiles.len() * 4 + 3));
    let people = add_people(app, seed, &profiles, calendar.people).await?;
    let operator = Administrator::operator();
    say("publishing the instrument");
    let published = publish(app, &operator, calendar.instrument).await?;
    let accounts = accounts(
        app,
        seed,
        &people,
        &published.catalogue,
        calendar.instrument + TimeDelta::days(1),
    )
    .await?;
    let stage = DemoContext { app, seed, calendar, published, accounts };

    let mut order: Vec<&Profile> = profiles.iter().collect();
    order.sort_by(|a, b| activity(seed, b).total_cmp(&activity(seed, a)));
    let states = states.clamp(1, order.len());
    let silent = (states + states / 4).min(order.len());

    let first = stage.plan(FIRST, calendar.first, &profiles).await?;
    say(&format!(
        "cycle {FIRST}: {states} submissions and {} drafts that stayed drafts",
        silent - states
    ));
    let endings = order[..silent]
        .iter()
        .enumerate()
        .map(|(place, profile)| (*profile, first_ending(place, states)));
    stage.play(&first, calendar.first, &endings.collect::<Vec<_>>()).await?;
    say("releasing the tables of the closed cycle");
    let released = calendar.first.1 + TimeDelta::days(30);
    sign_off(app, &stage.accounts, &first, released).await?;
    publish_due(app, released).await?;

    let second = stage.plan(SECOND, calendar.second, &profiles).await?;
    let drafting = (states * 12).div_ceil(13).min(order.len());
    let submitting = drafting * 4 / 5;
    say(&format!("cycle {SECOND}: {drafting} States at work, {submitting} of them have submitted"));
    let endings = order[..drafting].iter().enumerate().map(|(place, profile)| {
        // France is first in the order and stays a draft, so that the user has something to
        // complete by hand.
        (
            *profile,
            if (1..=submitting).contains(&place) { Ending::Submitted } else { Ending::Draft },
        )
    });
    stage.play(&second, calendar.second, &endings.collect::<Vec<_>>()).await?;
    if sign_off(app, &stage.accounts, &second, calendar.now).await? {
        say(
            "a release of the open cycle is signed off: the service publishes it within minutes, with the changes since the closed one",
        );
    }
    mark(app, seed, states, calendar.now).await?;
    Ok(people)
}

/// Returns the rank of a State's participation: France first, then more mature States, with much
/// chance.
fn activity(seed: u64, profile: &Profile) -> f64 {
    let state = profile.state.as_str();
    if state == "FRA" { f64::MAX } else { unit(seed, &["zeal", state]) + 0.4 * profile.maturity }
}

/// Returns the end of a State's first submission, by its place in the order.
const fn first_ending(place: usize, states: usize) -> Ending {
    match place {
        place if place >= states => Ending::Draft,
        1 => Ending::Withdrawn,
        place if place % 6 == 3 => Ending::Amended,
        _ => Ending::Submitted,
    }
}

async fn publish(app: &Arc<App>, by: &Administrator, now: DateTime<Utc>) -> Result<Arc<Published>> {
    let document = instrument::parse(NATIONAL_SURVEY)
        .map_err(|violation| instrument::violations(&[violation]))?;
    let key = document.key.parse()?;
    let row = app
        .write((by.clone(), document, key, now), |tx, (by, document, key, now)| {
            Box::pin(async move {
                import_instrument(tx, by, document, *now).await?;
                publish_instrument(tx, by, key, &document.version, *now + TimeDelta::hours(1)).await
            })
        })
        .await?;
    instrument::store::published(app, row.id).await
}

/// Proposes and signs off a release of a cycle, with both administrators. Returns false if no State
/// may be counted.
async fn sign_off(
    app: &Arc<App>,
    accounts: &Accounts,
    cycle: &cycle_row::Model,
    now: DateTime<Utc>,
) -> Result<bool> {
    let (by, second) = (&accounts.administrator, &accounts.second_administrator);
    let new = NewProposal { cycle: cycle.key.clone(), publish_at: None, preview: None };
    let once = IdempotentRequest::new(by.person(), "proposeRelease", None, &new)?;
    let id = match propose_release(app, by.clone(), new, once, now).await {
        Err(error) if error.is(Code::ReleaseEmpty) => return Ok(false),
        proposed => proposed?,
    };
    let once = IdempotentRequest::new(second.person(), "signOffRelease", None, &id)?;
    sign_off_release(app, second, id, once, now).await?;
    Ok(true)
}

/// Records the last act: the database is complete, and this is its seed.
async fn mark(app: &App, seed: u64, states: usize, now: DateTime<Utc>) -> Result<()> {
    let act = Act {
        chain: Chain::Secretariat,
        verb: FILLED,
        subject: FIRST.into(),
        person: None,
        at: now,
        // As a text, because canonical JSON has no integers beyond 2^53.
        detail: json!({ "seed": seed.to_string(), "states": states }),
    };
    app.write(act, |tx, act| Box::pin(audit::record(tx, act.clone()))).await
}

/// Context in which the States' stories are played.
struct DemoContext<'a> {
    app: &'a Arc<App>,
    seed: u64,
    calendar: Calendar,
    published: Arc<Published>,
    accounts: Accounts,
}

impl DemoContext<'_> {
    async fn plan(
        &self,
        key: &str,
        dates: (DateTime<Utc>, DateTime<Utc>),
        profiles: &[Profile],
    ) -> Result<cycle_row::Model> {
        let planned = dates.0 - TimeDelta::days(14);
        let states: Vec<_> = profiles.iter().map(|profile| profile.state.clone()).collect();
        let new = NewCycle {
            key: key.parse()?,
            instrument_version: self.published.id,
            names: [
                format!("دورة {key}"),
                format!("{key}年周期"),
                format!("{key} cycle"),
                format!("Cycle {key}"),
                format!("Цикл {key} года"),
                format!("Ciclo {key}"),
            ],
            opens_at: dates.0,
            closes_at: Some(dates.1),
            lattice: cycle::regional(self.app, planned).await?,
            known: states.iter().cloned().collect(),
            states,
        };
        let by = self.accounts.administrator.clone();
        self.app
            .write((by, new, planned), |tx, (by, new, now)| Box::pin(plan_cycle(tx, by, new, *now)))
            .await
    }

    async fn play(
        &self,
        cycle: &cycle_row::Model,
        dates: (DateTime<Utc>, DateTime<Utc>),
        endings: &[(&Profile, Ending)],
    ) -> Result<()> {
        let scene = |(profile, ending): &(&Profile, Ending)| -> Result<Scene> {
            let missing = || Error::failure(format!("{} has no people", profile.state));
            let draw = Draw {
                seed: self.seed,
                profile,
                cycle: cycle.key.as_str(),
                before: (cycle.key.as_str() == SECOND).then_some(FIRST),
                period: Calendar::period(dates),
                catalogue: &self.published.catalogue,
                variant: 0,
            };
            let by = self.accounts.focal_points.get(&profile.state).ok_or_else(missing)?;
            let with = self.accounts.contributors.get(&profile.state).ok_or_else(missing)?;
            Ok(Scene::write(&draw, *ending, &self.calendar, dates, by, with))
        };
        let scenes = endings.iter().map(scene).collect::<Result<Vec<_>>>()?;
        each(&scenes, |scene| play(self.app, cycle, &self.published, scene)).await?;
        Ok(())
    }
}
