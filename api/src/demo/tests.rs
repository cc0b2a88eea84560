#![expect(clippy::unwrap_used, reason = "a test may")]

use crate::{
    access::{self, Caches, Caller, token},
    app::App,
    audit,
    clock::Clock,
    config::Config,
    cycle,
    database::migrate,
    demo::{
        Deployment, Options, Prepared,
        fill::{FIRST, SECOND},
        invent::{
            answers::{amendment, answers},
            draw::Draw,
            profile::{
                Profile,
                assumptions::{Income, Tongue},
            },
            synthesize::value,
        },
        prepare,
    },
    identity::{demo_people, people},
    instrument::{Catalogue, NATIONAL_SURVEY, parse},
    keys, reference, signature,
    submission::{
        editions::{receipt, submitted_answer::SubmittedAnswer},
        store,
        working_copy::check::check,
    },
};
use ::entity::vocabulary::{
    Disposition, KeyPurpose, QuestionCode, QuestionKind, Role, StateCode, SubmissionStatus,
};
use chrono::NaiveDate;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::Arc,
};

const FIXTURE: &[u8] = include_bytes!("../../../tests/vectors/fixture-instrument.yaml");
const NOW: &str = "2026-11-23T12:00:00Z";

fn catalogue(document: &[u8]) -> Catalogue {
    Catalogue::build(&parse(document).unwrap()).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn configured(folder: &Path) -> Config {
    Config { data_dir: folder.into(), demo: true, ..Config::default() }
}

fn place(folder: &Path) -> Deployment {
    Deployment { host: [127, 0, 0, 1].into(), data_dir: folder.into(), is_embedded: true }
}

async fn opened(config: &Config, clock: Clock) -> Result<Arc<App>, crate::error::Error> {
    App::open(&config.database(), &config.keys_file(), config.app(), clock).await
}

async fn app() -> (tempfile::TempDir, Arc<App>) {
    let dir = tempfile::tempdir().unwrap();
    let config = configured(dir.path());
    migrate(&config.database(), None).await.unwrap();
    let app = opened(&config, Clock::standing_at(NOW.parse().unwrap())).await.unwrap();
    (dir, app)
}

async fn profiles(seed: u64) -> Vec<Profile> {
    let (_dir, app) = app().await;
    Profile::all(&reference::of(&app).await.unwrap(), seed, day("2026-11-23")).unwrap()
}

fn draw<'a>(profile: &'a Profile, catalogue: &'a Catalogue, cycle: &'a str, seed: u64) -> Draw<'a> {
    let period =
        if cycle == FIRST { ("2022-01-01", "2023-12-31") } else { ("2024-01-01", "2025-12-31") };
    Draw {
        seed,
        profile,
        cycle,
        before: (cycle == SECOND).then_some(FIRST),
        period: (day(period.0), day(period.1)),
        catalogue,
        variant: 0,
    }
}

#[tokio::test]
async fn every_value_fits_its_question() {
    let mut kinds = BTreeSet::new();
    let profiles = profiles(1).await;
    for catalogue in [catalogue(NATIONAL_SURVEY), catalogue(FIXTURE)] {
        for profile in profiles.iter().step_by(2) {
            for draw in [
                draw(profile, &catalogue, FIRST, 1),
                Draw { variant: 1, ..draw(profile, &catalogue, SECOND, 2) },
            ] {
                for asked in catalogue.answerable() {
                    let Some(value) = value(&draw, asked) else { continue };
                    kinds.insert(value.kind());
                    let checked = check(asked, value.clone(), &catalogue);
                    assert!(
                        checked.is_ok(),
                        "{} {}: {value:?}: {checked:?}",
                        profile.state,
                        asked.code
                    );
                }
            }
        }
    }
    assert_eq!(kinds.len(), QuestionKind::ALL.len());
}

#[tokio::test]
async fn drafts_are_plausible() {
    let (catalogue, profiles) = (catalogue(NATIONAL_SURVEY), profiles(1).await);
    let mut said: BTreeMap<Disposition, usize> = BTreeMap::new();
    let (mut rich, mut poor) = ((0, 0), (0, 0));
    for profile in &profiles {
        let draw = draw(profile, &catalogue, FIRST, 1);
        let edits = answers(&draw, 0.95);
        let questions: BTreeSet<_> = edits.iter().map(|edit| &edit.question).collect();
        assert_eq!(questions.len(), edits.len(), "{}", profile.state);
        assert!((40..=202).contains(&edits.len()), "{}: {}", profile.state, edits.len());
        edits.iter().for_each(|edit| *said.entry(edit.disposition).or_default() += 1);
        let side = if profile.income >= Income::High { &mut rich } else { &mut poor };
        let needs = edits
            .iter()
            .filter(|edit| edit.question.ends_with(".8") && edit.question.starts_with('N'));
        side.0 += needs.filter(|edit| edit.value.is_some()).count();
        side.1 += 1;
        let later = amendment(&Draw { variant: 1, ..draw }, &edits);
        assert!(!later.is_empty(), "{}", profile.state);
    }
    assert!(
        said[&Disposition::Declined] > 100 && said[&Disposition::NotApplicable] > 100,
        "{said:?}"
    );
    assert!(said[&Disposition::Answered] > 10 * said[&Disposition::Declined], "{said:?}");
    assert!(
        rich.0 * poor.1 < poor.0 * rich.1,
        "who has come further needs less: {rich:?} {poor:?}"
    );
    let tongues =
        |tongue: Tongue| profiles.iter().filter(|profile| profile.tongue == tongue).count();
    for tongue in
        [Tongue::Ar, Tongue::Zh, Tongue::En, Tongue::Fr, Tongue::Ru, Tongue::Es, Tongue::Pt]
    {
        assert!(tongues(tongue) > 0, "{tongue:?}");
    }
}

/// Returns the answers in the newest editions of the first cycle and in the drafts of the second,
/// by cycle and State.
async fn said(
    app: &Arc<App>,
    folder: &Path,
) -> BTreeMap<(String, StateCode), BTreeMap<QuestionCode, SubmittedAnswer>> {
    let mut said = BTreeMap::new();
    for (_, caller) in callers(app, folder, Role::FocalPoint).await {
        let own = caller.own_state().unwrap();
        for submission in store::for_state(&own).submissions(app.read()).await.unwrap() {
            let key = cycle::store::cycle_by_id(app.read(), submission.cycle).await.unwrap().key;
            let answers = submission.seen(app.read(), &own, None, app.now()).await.unwrap();
            let answers = answers.iter().map(|row| {
                (row.question.clone(), crate::submission::editions::edition::given(row).unwrap())
            });
            said.insert((format!("{key} draft"), own.state().clone()), answers.collect());
            if submission.latest_edition > 0 {
                let edition =
                    submission.edition(app.read(), submission.latest_edition).await.unwrap();
                said.insert(
                    (key.to_string(), own.state().clone()),
                    store::read(&edition).unwrap().answers,
                );
            }
        }
    }
    said
}

/// Returns all callers of a role, by the tokens of `demo.json`.
async fn callers(app: &Arc<App>, folder: &Path, role: Role) -> Vec<(StateCode, Caller)> {
    let text = std::fs::read_to_string(folder.join("demo.json")).unwrap();
    let file: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut callers = Vec::new();
    for (state, tokens) in file["tokens"]["states"].as_object().unwrap() {
        let token = tokens[role.as_str()].as_str().unwrap();
        let proof = token::verify(app.keys(), &app.settings().tokens, token, app.now()).unwrap();
        let person =
            Caches::of(app).people.of_session(proof.session, app.read(), app.now()).await.unwrap();
        assert_eq!((person.role, person.state.as_ref().unwrap().as_str()), (role, state.as_str()));
        callers.push((state.parse().unwrap(), Caller::Person(person)));
    }
    callers
}

async fn prepared(app: &Arc<App>, folder: &Path, seed: u64) -> Prepared {
    prepare(app, &place(folder), &Options { seed, states: 12 }, &|_| ()).await.unwrap()
}

#[tokio::test]
async fn a_world_is_whole_and_a_second_start_takes_it_as_it_is() {
    let (dir, app) = app().await;
    let first = prepared(&app, dir.path(), 1).await;
    assert_eq!(audit::verify(app.db()).await.unwrap(), []);
    let cycle = cycle::store::cycle(app.read(), &FIRST.parse().unwrap()).await.unwrap();
    let statuses: Vec<_> = store::participation(app.read(), cycle.id)
        .await
        .unwrap()
        .into_iter()
        .map(|(_, status)| status)
        .collect();
    assert_eq!(statuses.len(), 12);
    for status in
        [SubmissionStatus::Submitted, SubmissionStatus::Amended, SubmissionStatus::Withdrawn]
    {
        assert!(statuses.contains(&status), "{status}");
    }
    let published: Vec<_> = keys::published(app.db()).await.unwrap();
    let published = published.iter().filter(|key| key.purpose == KeyPurpose::Receipt);
    let published: Vec<_> =
        published.map(|key| signature::public_key(&key.public).unwrap()).collect();
    let mut receipts = 0;
    for (state, caller) in callers(&app, dir.path(), Role::FocalPoint).await {
        let own = caller.own_state().unwrap();
        for submission in store::for_state(&own).submissions(app.read()).await.unwrap() {
            for edition in submission.editions(app.read()).await.unwrap() {
                let (statement, _) =
                    receipt::verify(&edition.receipt, &published, Some(&edition.document)).unwrap();
                assert_eq!(statement.state, state);
                receipts += 1;
            }
        }
    }
    assert!(receipts > 12, "{receipts}");
    assert_eq!(demo_people(&app).await.unwrap().len(), 783);
    the_queries_answer(&app, &first).await;
    let before = said(&app, dir.path()).await;
    let (other_dir, other) = self::app().await;
    prepared(&other, other_dir.path(), 1).await;
    assert!(
        before.len() > 20 && said(&other, other_dir.path()).await == before,
        "the same seed gives the same answers"
    );
    let second =
        prepare(&app, &place(dir.path()), &Options { seed: 2, states: 40 }, &|_| ()).await.unwrap();
    assert_eq!((&first.passwords, &first.demo_json), (&second.passwords, &second.demo_json));
    assert_eq!(said(&app, dir.path()).await, before);
    assert_eq!(audit::verify(app.db()).await.unwrap(), []);
    assert!(
        first.passwords.iter().all(|(_, password)| password.len() >= 20),
        "{:?}",
        first.passwords
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(
            std::fs::metadata(&first.demo_json).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }
}

/// Runs each of the three ready-made queries as the caller that it is for.
async fn the_queries_answer(app: &Arc<App>, prepared: &Prepared) {
    let schema = crate::schema::schema(Some(Arc::clone(app)));
    let text = std::fs::read_to_string(&prepared.demo_json).unwrap();
    let file: serde_json::Value = serde_json::from_str(&text).unwrap();
    let tokens = [
        &file["tokens"]["states"]["FRA"]["focal_point"],
        &file["tokens"]["analyst"],
        &serde_json::Value::Null,
    ];
    for (query, token) in prepared.queries.iter().zip(tokens) {
        let caller = match token.as_str() {
            None => Caller::Public,
            Some(token) => {
                let proof =
                    token::verify(app.keys(), &app.settings().tokens, token, app.now()).unwrap();
                Caller::Person(
                    Caches::of(app)
                        .people
                        .of_session(proof.session, app.read(), app.now())
                        .await
                        .unwrap(),
                )
            }
        };
        let answer = schema.execute(async_graphql::Request::new(query.document).data(caller)).await;
        assert_eq!(answer.errors, [], "{}", query.document);
        let data = answer.data.into_json().unwrap();
        let list = [
            &data["submission"]["progress"],
            &data["releases"][0]["tables"],
            &data["sharedAnswers"]["nodes"],
        ];
        assert!(
            list.iter().any(|list| list.as_array().is_some_and(|list| !list.is_empty())),
            "{}: {data}",
            query.document
        );
    }
}

#[tokio::test]
async fn another_seed_gives_other_answers() {
    let (catalogue, profiles) = (catalogue(NATIONAL_SURVEY), profiles(1).await);
    let drafts = |seed| -> Vec<_> {
        let of = |profile| {
            serde_json::to_string(&answers(&draw(profile, &catalogue, FIRST, seed), 0.95)).unwrap()
        };
        profiles.iter().map(of).collect()
    };
    assert_eq!(drafts(1), drafts(1));
    assert!(drafts(1).iter().zip(drafts(2)).all(|(one, other)| *one != other));
}

#[tokio::test]
async fn what_is_no_demonstration_is_refused() {
    let (dir, app) = app().await;
    let options = Options::default();
    let says = |refused: crate::error::Error| format!("{refused:?}");
    let beyond = Deployment { host: [0, 0, 0, 0].into(), ..place(dir.path()) };
    assert!(
        says(prepare(&app, &beyond, &options, &|_| ()).await.unwrap_err()).contains("127.0.0.1")
    );
    let real = Config { demo: false, ..configured(dir.path()) };
    let real = opened(&real, app.clock().clone()).await.unwrap();
    assert!(
        says(prepare(&real, &place(dir.path()), &options, &|_| ()).await.unwrap_err())
            .contains("not a demonstration")
    );

    let add = |email: &str| {
        let new = crate::identity::NewPerson {
            email: email.into(),
            name: "A".into(),
            language: ::entity::vocabulary::Official::En,
            role: Role::Analyst,
            state: None,
            password_hash: None,
        };
        let now = app.now();
        app.write((new, now), |tx, (new, now)| {
            Box::pin(async move {
                people::add_person(tx, &access::Administrator::operator(), new, *now).await
            })
        })
    };
    add("half@filled.example").await.unwrap();
    let refused = says(prepare(&app, &place(dir.path()), &options, &|_| ()).await.unwrap_err());
    assert!(
        refused.contains("delete the data directory")
            && refused.contains(&dir.path().display().to_string()),
        "{refused}"
    );
    add("somebody@ministry.fr").await.unwrap();
    assert!(
        says(prepare(&app, &place(dir.path()), &options, &|_| ()).await.unwrap_err())
            .contains("not the demonstration's")
    );
}
