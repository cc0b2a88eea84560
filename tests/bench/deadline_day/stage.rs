//! The world of the measurement, made through the product's own verbs.
//!
//! It has States with people, the real instrument, a full closed cycle, and an open cycle in which
//! every State has begun.

use super::{
    answers,
    cluster::Cluster,
    options::{Engine, Options},
    report,
};
use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    session,
    vocabulary::{GrantRight, Official, QuestionKind, Role, StateCode},
};
use national_survey::{
    access::{Administrator, Caches, Caller, NewGrant, grant_section, token},
    app::App,
    clock::{Clock, new_id},
    config::Config,
    cycle::{self, NewCycle, plan_cycle},
    database::{self, Db},
    identity::{NewPerson, credential::one_time_code::enrol, password, people::add_person},
    instrument::{self, Asked, NATIONAL_SURVEY, Published, import_instrument, publish_instrument},
    reference,
    submission::{Freeze, Submit, editions::submit, prepare, working_copy::save_answers},
};
use sea_orm::{ActiveModelTrait as _, IntoActiveModel as _};
use std::sync::Arc;

/// The open cycle.
pub const OPEN: &str = "2026";
/// The closed cycle.
pub const CLOSED: &str = "2024";

/// A person who saves, with questions that no other person of the State saves.
#[derive(Clone, Debug)]
pub struct Somebody {
    pub state: StateCode,
    pub role: Role,
    pub proof: token::Proof,
    pub questions: Vec<Asked>,
}

/// The password of every guest.
pub const PASSWORD: &str = "kettle gravel violin oxide";

/// A person of the Secretariat who signs in with the password and a one-time code.
#[derive(Debug)]
pub struct Guest {
    pub email: String,
    codes: totp_rs::Totp,
}

impl Guest {
    /// Returns the code that the person's authenticator app shows.
    pub fn code(&self, now: DateTime<Utc>) -> String {
        self.codes.generate(now.timestamp().try_into().unwrap()).to_string()
    }
}

/// The prepared database and its people, with the means to reach them.
#[derive(Debug)]
pub struct Stage {
    pub engine: Engine,
    pub config: Config,
    pub url: Option<String>,
    pub people: Vec<Somebody>,
    pub administrators: [token::Proof; 2],
    pub published: Arc<Published>,
    world: Arc<App>,
    pub cluster: Option<Cluster>,
    pub folder: tempfile::TempDir,
}

impl Stage {
    /// Prepares the world. Returns `None` if the database is not installed.
    pub async fn prepare(options: &Options, engine: Engine) -> Option<Self> {
        let folder =
            tempfile::Builder::new().prefix("deadline-day-").tempdir_in(report::folder()).unwrap();
        allow_everybody(&folder);
        let (mut cluster, mut url) = (None, None);
        if engine == Engine::Postgres {
            let started = Cluster::start(folder.path())?;
            started.sql("postgres", "CREATE DATABASE survey");
            (url, cluster) = (Some(started.url("survey")), Some(started));
        }
        let config = Config {
            data_dir: folder.path().to_owned(),
            database_url: url.clone().map(Into::into),
            ..Config::default()
        };
        database::migrate(&config.database(), None).await.unwrap();
        let now = Clock::System.now();
        let clock = Clock::standing_at(now - TimeDelta::hours(2));
        let world =
            App::open(&config.database(), &config.keys_file(), config.app(), clock).await.unwrap();
        let published = publish(&world).await;
        let states: Vec<StateCode> = reference::of(&world)
            .await
            .unwrap()
            .states()
            .iter()
            .map(|state| state.code.clone())
            .collect();
        plan(&world, &published, CLOSED, Some(now - TimeDelta::hours(1)), &states).await;
        plan(&world, &published, OPEN, Some(now + TimeDelta::days(30)), &states).await;
        let administrators = [
            enter(&world, &new_person("un", Role::Administrator, None)).await,
            enter(&world, &new_person("second.un", Role::Administrator, None)).await,
        ];
        let mut people = Vec::new();
        for (place, state) in states.iter().take(options.states).enumerate() {
            let team = team(&world, &published, state, options.people).await;
            if place < options.released {
                fill(&world, &published, &caller(&world, team[0].proof).await, place).await;
            }
            begin(&world, &published, &team).await;
            people.extend(team);
        }
        world.db().close().await;
        eprintln!("\n{engine:?}: {} people of {} States are ready.", people.len(), options.states);
        Some(Self {
            engine,
            config,
            url,
            people,
            administrators,
            published,
            world,
            cluster,
            folder,
        })
    }

    /// Returns a fresh access token.
    pub fn token(&self, proof: token::Proof) -> String {
        token::mint(self.world.keys(), &self.config.app().tokens, proof, Clock::System.now(), 600)
            .unwrap()
    }

    /// Opens the database beside the server.
    pub async fn database(&self) -> Db {
        Db::open(&self.config.database()).await.unwrap()
    }

    /// Adds people who can sign in.
    pub async fn guests(&self, count: usize) -> Vec<Guest> {
        let hash = password::hash(PASSWORD).unwrap();
        let new = |number| NewPerson {
            password_hash: Some(hash.clone()),
            ..new_person(&format!("guest.{number}"), Role::Analyst, None)
        };
        let new: Vec<_> = (0..count).map(new).collect();
        let args = (Arc::clone(&self.world), new, Clock::System.now());
        let db = self.database().await;
        let add = db.write(args, |tx, (world, new, now)| {
            Box::pin(async move {
                let mut guests = Vec::new();
                for new in new.iter() {
                    let person = add_person(tx, &Administrator::operator(), new, *now).await?;
                    let secret = enrol(tx, world.keys(), &person, &Administrator::operator(), *now)
                        .await?
                        .secret;
                    guests.push((person.email, secret));
                }
                Ok(guests)
            })
        });
        let guests = add.await.unwrap();
        db.close().await;
        let codes = |secret: &str| {
            let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
            totp_rs::Builder::new()
                .with_algorithm(totp_rs::Algorithm::SHA1)
                .with_secret(secret)
                .build()
                .unwrap()
        };
        guests.into_iter().map(|(email, secret)| Guest { codes: codes(&secret), email }).collect()
    }

    /// Returns the people of the first `states` States, `each` of every State.
    pub fn some(&self, states: usize, each: usize) -> Vec<&Somebody> {
        let team = self.people.chunk_by(|a, b| a.state == b.state);
        team.take(states).flat_map(|team| team.iter().take(each)).collect()
    }
}

/// Opens the folder to all users, because the database server runs as another user.
fn allow_everybody(folder: &tempfile::TempDir) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
}

async fn publish(world: &Arc<App>) -> Arc<Published> {
    let document = national_survey::instrument::parse(NATIONAL_SURVEY).unwrap();
    let publish = world.write((document, world.now()), |tx, (document, now)| {
        Box::pin(async move {
            let operator = Administrator::operator();
            import_instrument(tx, &operator, document, *now).await?;
            publish_instrument(tx, &operator, &document.key.parse()?, &document.version, *now).await
        })
    });
    instrument::store::published(world, publish.await.unwrap().id).await.unwrap()
}

async fn plan(
    world: &Arc<App>,
    published: &Published,
    key: &str,
    closes_at: Option<DateTime<Utc>>,
    states: &[StateCode],
) {
    let new = NewCycle {
        key: key.parse().unwrap(),
        instrument_version: published.id,
        names: std::array::from_fn(|_| format!("National Survey {key}")),
        opens_at: world.now() - TimeDelta::days(30),
        closes_at,
        lattice: cycle::regional(world, world.now()).await.unwrap(),
        states: states.to_vec(),
        known: states.iter().cloned().collect(),
    };
    let plan = world.write((new, world.now()), |tx, (new, now)| {
        Box::pin(async move { plan_cycle(tx, &Administrator::operator(), new, *now).await })
    });
    plan.await.unwrap();
}

fn new_person(name: &str, role: Role, state: Option<&StateCode>) -> NewPerson {
    NewPerson {
        email: format!("{name}@example.org"),
        name: name.into(),
        language: Official::En,
        role,
        state: state.cloned(),
        password_hash: None,
    }
}

/// Adds a person and opens a session for them.
async fn enter(world: &Arc<App>, person: &NewPerson) -> token::Proof {
    // Administrators sign off a release after seven days.
    let add =
        world.write((person.clone(), world.now() - TimeDelta::days(30)), |tx, (person, at)| {
            Box::pin(async move { add_person(tx, &Administrator::operator(), person, *at).await })
        });
    let person = add.await.unwrap();
    // Sign-in, refresh and step-up are not measured. The session is written as if all of them had
    // just happened.
    let (now, later) = (world.now(), world.now() + TimeDelta::hours(11));
    let row = session::Model {
        id: new_id(),
        person: person.id,
        methods: "passkey".into(),
        device: "benchmark".into(),
        epoch: 0,
        opened_at: now,
        confirmed_at: Some(later),
        seen_at: later,
        expires_at: now + TimeDelta::hours(12),
        ended_at: None,
        ended_for: None,
    };
    let proof = token::Proof { person: person.id, session: row.id };
    let open = world.write(row, |tx, row| {
        Box::pin(async move { Ok(row.clone().into_active_model().insert(tx).await?) })
    });
    open.await.unwrap();
    Caches::of(world).people.forget();
    proof
}

async fn caller(world: &Arc<App>, proof: token::Proof) -> Caller {
    Caller::Person(
        Caches::of(world)
            .people
            .of_session(proof.session, world.read(), world.now())
            .await
            .unwrap(),
    )
}

/// Creates the focal point, and contributors with grants on sections of their own.
async fn team(
    world: &Arc<App>,
    published: &Published,
    state: &StateCode,
    people: usize,
) -> Vec<Somebody> {
    let simple = |asked: &Asked| match asked.kind {
        QuestionKind::SingleChoice => answers::plain_options(asked).len() > 1,
        QuestionKind::ShortText | QuestionKind::LongText => true,
        _ => false,
    };
    let mut team: Vec<Somebody> = Vec::new();
    for place in 0..people {
        let role = if place == 0 { Role::FocalPoint } else { Role::Contributor };
        let proof = enter(
            world,
            &new_person(&format!("{state}-{place}").to_lowercase(), role, Some(state)),
        )
        .await;
        let mine = published
            .catalogue
            .sections()
            .iter()
            .enumerate()
            .filter(|(number, _)| number % people == place);
        let sections: Vec<_> = mine.map(|(_, stretch)| stretch.section.clone()).collect();
        let asked = published
            .catalogue
            .answerable()
            .filter(|asked| asked.condition.is_none() && simple(asked));
        let questions = asked.filter(|asked| sections.contains(&asked.section)).cloned().collect();
        if role == Role::Contributor {
            let by = caller(world, team[0].proof).await.focal_point().unwrap();
            let grant = |section: &entity::vocabulary::SectionCode| NewGrant {
                person: proof.person,
                scope: section.to_string(),
                right: GrantRight::Write,
                expires_at: None,
            };
            let grants: Vec<_> = sections.iter().map(grant).collect();
            let write = world.write((by, grants, world.now()), |tx, (by, grants, now)| {
                Box::pin(async move {
                    for grant in grants {
                        grant_section(tx, by, grant, *now).await?;
                    }
                    Ok(())
                })
            });
            write.await.unwrap();
        }
        team.push(Somebody { state: state.clone(), role, proof, questions });
    }
    team
}

/// Answers the whole instrument and submits it to the closed cycle, countable.
async fn fill(world: &Arc<App>, published: &Arc<Published>, caller: &Caller, seed: usize) {
    let by = caller.focal_point().unwrap().stepped_up(world.now()).unwrap();
    let (contributes, now) = (caller.contributor().unwrap(), world.now());
    let key = CLOSED.parse().unwrap();
    let cycle = cycle::store::cycle(world.read(), &key).await.unwrap();
    let edits: Vec<_> =
        prepare(answers::all(&published.catalogue, seed), &by, &published.catalogue, now)
            .into_iter()
            .map(Result::unwrap)
            .collect();
    let what = Submit {
        freeze: Freeze::Submit,
        cycle,
        instrument: Arc::clone(published),
        countable: Some(true),
        reader: None,
    };
    let write = world.write(
        (Arc::clone(world), by, contributes, what, edits, now),
        |tx, (world, by, contributes, what, edits, now)| {
            Box::pin(async move {
                save_answers(tx, contributes, &what.cycle, edits, *now).await?;
                submit(tx, world, by, what, *now).await
            })
        },
    );
    write.await.unwrap();
}

/// Saves a first answer of each person of a State to each of their questions in the open cycle.
async fn begin(world: &Arc<App>, published: &Published, team: &[Somebody]) {
    let now = world.now();
    let cycle = cycle::store::cycle(world.read(), &OPEN.parse().unwrap()).await.unwrap();
    for person in team {
        let by = caller(world, person.proof).await.contributor().unwrap();
        let mine = answers::all(&published.catalogue, 1).into_iter();
        let mine = mine
            .filter(|edit| {
                person.questions.iter().any(|asked| asked.code.as_str() == edit.question)
            })
            .collect();
        let edits: Vec<_> =
            prepare(mine, &by, &published.catalogue, now).into_iter().map(Result::unwrap).collect();
        let save = world.write((by, cycle.clone(), edits, now), |tx, (by, cycle, edits, now)| {
            Box::pin(save_answers(tx, by, cycle, edits, *now))
        });
        save.await.unwrap();
    }
}
