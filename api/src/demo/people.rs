//! The people of the demonstration: four for every State and three for the Secretariat, all
//! invented.

use crate::demo::invent::{chance::chance, phrases::phrases, profile::Profile};
use crate::{
    access::{
        Administrator, Caches, Caller, Contributor, FocalPoint, NewGrant, SteppedUp, grant_section,
    },
    app::App,
    error::{Error, Result},
    identity::{NewPerson, open_demo_session, password, people::add_person},
    instrument::Catalogue,
};
use ::entity::{
    person, session,
    vocabulary::{GrantRight, Official, Role, StateCode},
};
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::{BoxFuture, try_join_all};
use rand::RngExt as _;
use std::{collections::BTreeMap, future::Future, sync::Arc};

/// Number of simultaneous writes. The writer commits them together.
const AT_ONCE: usize = 64;
/// The domain of every address in the demonstration. It is reserved, so that no mail can reach
/// anybody.
pub(super) const DOMAIN: &str = ".example";
/// The roles of a State's people, with the local parts of their addresses.
pub(super) const ROLES: [(Role, &str); 4] = [
    (Role::FocalPoint, "focal.point"),
    (Role::Approver, "approver"),
    (Role::Contributor, "contributor"),
    (Role::Reader, "reader"),
];
/// The roles of the Secretariat's people, with the local parts of their addresses.
const SECRETARIAT: [(Role, &str); 3] = [
    (Role::Administrator, "administrator"),
    (Role::Administrator, "second.administrator"),
    (Role::Analyst, "analyst"),
];
/// The addresses of the people with a password.
const WITH_PASSWORD: [&str; 3] =
    ["focal.point@fra.example", "administrator@secretariat.example", "analyst@secretariat.example"];
/// Words of passwords. Each has at least seven letters, so that three of them are long enough.
const WORDS: [&str; 24] = [
    "harbour",
    "lantern",
    "meadowland",
    "compass",
    "orchard",
    "granite",
    "thunder",
    "feather",
    "blossom",
    "glacier",
    "cinnamon",
    "horizon",
    "juniper",
    "kingfisher",
    "lighthouse",
    "mountain",
    "nightingale",
    "october",
    "pebbles",
    "quartet",
    "riverbank",
    "sandstone",
    "tangerine",
    "umbrella",
];

/// Returns the three addresses with passwords, and the passwords, which follow from the seed.
#[must_use]
pub(super) fn passwords(seed: u64) -> Vec<(String, String)> {
    let password = |email: &str| {
        let rng = &mut chance(seed, &["password", email]);
        let words: Vec<_> = (0..4).map(|_| WORDS[rng.random_range(0..WORDS.len())]).collect();
        format!("{}-{}", words.join("-"), rng.random_range(10..100))
    };
    WITH_PASSWORD.iter().map(|email| ((*email).to_owned(), password(email))).collect()
}

/// Runs an act for each item, many at once, and returns the results in order.
pub(super) async fn each<'a, I, T, F>(things: &'a [I], act: impl Fn(&'a I) -> F) -> Result<Vec<T>>
where
    F: Future<Output = Result<T>> + Send + 'a,
{
    let mut done = Vec::with_capacity(things.len());
    for chunk in things.chunks(AT_ONCE) {
        let chunk: Vec<BoxFuture<'a, Result<T>>> = chunk
            .iter()
            .map(|thing| -> BoxFuture<'a, Result<T>> { Box::pin(act(thing)) })
            .collect();
        done.extend(try_join_all(chunk).await?);
    }
    Ok(done)
}

/// Adds all people, as the operator.
pub(super) async fn add_people(
    app: &App,
    seed: u64,
    profiles: &[Profile],
    now: DateTime<Utc>,
) -> Result<Vec<person::Model>> {
    let hashes = tokio::task::spawn_blocking(move || {
        passwords(seed)
            .into_iter()
            .map(|(email, word)| Ok((email, password::hash(&word)?)))
            .collect::<Result<BTreeMap<_, _>>>()
    });
    let hashes = hashes.await.map_err(Error::failure)??;
    let mut new: Vec<NewPerson> = SECRETARIAT
        .into_iter()
        .map(|(role, name)| NewPerson {
            email: format!("{name}@secretariat{DOMAIN}"),
            name: format!("{} Sample", if role == Role::Analyst { "Avery" } else { "Quinn" }),
            language: Official::En,
            role,
            state: None,
            password_hash: None,
        })
        .collect();
    new.extend(
        profiles
            .iter()
            .flat_map(|profile| ROLES.map(|(role, name)| of_state(seed, profile, role, name))),
    );
    for person in &mut new {
        person.password_hash = hashes.get(&person.email).cloned();
    }
    each(&new, |person| {
        app.write((person.clone(), now), |tx, (person, now)| {
            Box::pin(async move { add_person(tx, &Administrator::operator(), person, *now).await })
        })
    })
    .await
}

fn of_state(seed: u64, profile: &Profile, role: Role, name: &str) -> NewPerson {
    let (given, family) = &phrases(profile.tongue).people;
    let state = profile.state.as_str();
    let given = &given[chance(seed, &["name", state, name]).random_range(0..given.len())];
    NewPerson {
        email: format!("{name}@{}{DOMAIN}", state.to_lowercase()),
        name: if profile.tongue.tag() == "zh" {
            format!("{family}{given}")
        } else {
            format!("{given} {family}")
        },
        language: profile.tongue.official(),
        role,
        state: Some(profile.state.clone()),
        password_hash: None,
    }
}

/// Opens a session of one day for each person.
pub(super) async fn open_sessions(
    app: &Arc<App>,
    people: &[person::Model],
    now: DateTime<Utc>,
) -> Result<Vec<session::Model>> {
    each(people, |person| {
        app.write((Arc::clone(app), person.clone(), now), |tx, (app, person, now)| {
            Box::pin(async move {
                open_demo_session(tx, app, person, *now, *now + TimeDelta::days(1)).await
            })
        })
    })
    .await
}

/// The acting people: their witnesses, obtained like those of any request.
#[derive(Debug)]
pub(super) struct Accounts {
    pub administrator: SteppedUp<Administrator>,
    pub second_administrator: SteppedUp<Administrator>,
    pub focal_points: BTreeMap<StateCode, SteppedUp<FocalPoint>>,
    pub contributors: BTreeMap<StateCode, Contributor>,
}

/// Opens sessions for the acting people, grants two or three sections to each contributor, and
/// collects the witnesses.
pub(super) async fn accounts(
    app: &Arc<App>,
    seed: u64,
    people: &[person::Model],
    catalogue: &Catalogue,
    now: DateTime<Utc>,
) -> Result<Accounts> {
    let of_role = |role: Role| {
        people.iter().filter(move |person| person.role == role).cloned().collect::<Vec<_>>()
    };
    let administrators = callers(app, &of_role(Role::Administrator), now).await?;
    let [(_, administrator), (_, second_administrator)] = administrators.as_slice() else {
        return Err(Error::failure("there are not two administrators"));
    };
    let administrator = administrator.administrator()?.stepped_up(now)?;
    let second_administrator = second_administrator.administrator()?.stepped_up(now)?;
    let mut focal_points = BTreeMap::new();
    for (state, caller) in callers(app, &of_role(Role::FocalPoint), now).await? {
        focal_points.extend(state.zip(caller.focal_point().and_then(|by| by.stepped_up(now)).ok()));
    }
    let contributors = of_role(Role::Contributor);
    let granted: Vec<_> = contributors
        .iter()
        .flat_map(|person| grants(seed, person, catalogue, &focal_points))
        .collect();
    each(&granted, |(by, grant)| {
        app.write((by.clone(), grant.clone(), now), |tx, (by, grant, now)| {
            Box::pin(grant_section(tx, by, grant, *now))
        })
    })
    .await?;
    let mut accounts = Accounts {
        administrator,
        second_administrator,
        focal_points,
        contributors: BTreeMap::new(),
    };
    for (state, caller) in callers(app, &contributors, now + TimeDelta::hours(1)).await? {
        accounts.contributors.extend(state.zip(caller.contributor().ok()));
    }
    Ok(accounts)
}

async fn callers(
    app: &Arc<App>,
    people: &[person::Model],
    now: DateTime<Utc>,
) -> Result<Vec<(Option<StateCode>, Caller)>> {
    let sessions = open_sessions(app, people, now).await?;
    each(&sessions, |session| async move {
        let person = Caches::of(app).people.of_session(session.id, app.read(), now).await?;
        Ok((person.state.clone(), Caller::Person(person)))
    })
    .await
}

/// Returns two grants to write a section, and sometimes one to read a section.
fn grants(
    seed: u64,
    person: &person::Model,
    catalogue: &Catalogue,
    focal_points: &BTreeMap<StateCode, SteppedUp<FocalPoint>>,
) -> Vec<(SteppedUp<FocalPoint>, NewGrant)> {
    let Some((state, by)) =
        person.state.as_ref().and_then(|state| Some((state, focal_points.get(state)?)))
    else {
        return Vec::new();
    };
    let rng = &mut chance(seed, &["grants", state.as_str()]);
    let sections = catalogue.sections().len();
    let first = rng.random_range(0..sections);
    let rights = [GrantRight::Write, GrantRight::Write, GrantRight::Read];
    let count = rng.random_range(2..=3);
    (0..count)
        .map(|next| {
            let scope = catalogue.sections()[(first + next * 7) % sections].section.to_string();
            (
                by.clone(),
                NewGrant { person: person.id, scope, right: rights[next], expires_at: None },
            )
        })
        .collect()
}
