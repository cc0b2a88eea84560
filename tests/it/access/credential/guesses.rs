//! Guessing: the next guess waits longer and longer, and nobody is locked out by a stranger.

use super::{FRANCE, signs_in};
use crate::world::{PASSWORD, Test, World, both, on};
use axum::http::header;
use chrono::TimeDelta;
use entity::words::GrantRight;
use futures_util::future::join_all;
use national_survey::{
    access::{SignIn, credential::rules::LONGEST_WAIT, password, sign_in},
    config::Config,
    error::{Code, Error},
    world::World as Product,
};
use serde_json::json;
use std::time::Instant;

/// What became of guesses: how many were checked, and how many were told to wait.
async fn guessed(world: &World, guesses: impl Iterator<Item = SignIn>) -> (u32, u32) {
    let (mut checked, mut waits) = (0, 0);
    for guess in guesses {
        match sign_in(world, guess).await {
            Err(Error::Wait(Code::TooMany, seconds)) if i64::from(seconds) <= LONGEST_WAIT.num_seconds() + 1 => waits += 1,
            Err(error) if error.code().as_str() == "SIGN_IN_REFUSED" => checked += 1,
            other => panic!("{other:?}"),
        }
    }
    (checked, waits)
}

fn guess(email: String, address: String) -> SignIn {
    SignIn { email, password: "a guess".into(), code: Some("123456".into()), address, ..SignIn::default() }
}

both! {
    async fn ten_thousand_guesses_on_one_account_lock_nobody_out_of_a_device_that_signed_in_before(test: Test) {
        let world = World::with_people(test).await;
        let codes = world.france().sets_up_codes().await;
        world.test.clock.set(on(1, 2));
        let known = signs_in(&world, FRANCE, json!({ "code": codes.at(world.now()) })).await.json();
        let known = known["device_token"].as_str().unwrap();
        world.test.clock.set(on(1, 3));
        let guesses = (0..10_000).map(|n: u32| guess(FRANCE.into(), format!("192.0.{}.{}", n / 256, n % 256)));
        assert_eq!(guessed(&world, guesses).await, (5, 9_995));
        let code = codes.at(world.now());
        let stranger = signs_in(&world, FRANCE, json!({ "code": code })).await;
        stranger.refused("TOO_MANY_REQUESTS");
        assert_eq!((stranger.status(), &stranger.headers[header::RETRY_AFTER]), (429, &"1".parse().unwrap()));
        signs_in(&world, FRANCE, json!({ "code": code, "device_token": "x" })).await.refused("TOO_MANY_REQUESTS");
        let germany = json!({ "code": code, "device_token": known });
        signs_in(&world, "focal_point@deu.example.org", germany).await.refused("SIGN_IN_REFUSED");
        let device = json!({ "code": code, "device_token": known });
        assert_eq!(signs_in(&world, FRANCE, device.clone()).await.status(), 200);
        let replayed: Vec<_> = join_all((0..8).map(|_| signs_in(&world, FRANCE, device.clone()))).await;
        assert!(replayed.iter().any(|answer| answer.status() == 429), "the device waits for its own mistakes");
        world.test.clock.set(world.now() + LONGEST_WAIT);
        assert_eq!(signs_in(&world, FRANCE, json!({ "code": codes.at(world.now()) })).await.status(), 200);
    }

    async fn ten_thousand_guesses_from_one_address_across_many_accounts_slow_that_address_alone(test: Test) {
        let world = World::with_people(test).await;
        let guesses = (0..10_000).map(|n: u32| guess(format!("somebody.{n}@example.org"), "192.0.2.1".into()));
        assert_eq!(guessed(&world, guesses).await, (20, 9_980));
        let elsewhere = std::iter::once(guess(FRANCE.into(), "192.0.2.2".into()));
        assert_eq!(guessed(&world, elsewhere).await, (1, 0));
        world.test.clock.set(world.now() + TimeDelta::seconds(2));
        let later = (0..2).map(|n| guess(format!("somebody.else.{n}@example.org"), "192.0.2.1".into()));
        assert_eq!(guessed(&world, later).await, (1, 1), "and each guess makes the next one wait longer");
    }

    async fn sixty_four_sign_ins_at_once_are_bounded_and_saves_go_on(test: Test) {
        let world = World::open(test).await;
        let few = Config { sign_in_permits: 2, ..world.config().clone() };
        let few = Product::open(few, world.test.clock.clone()).await.unwrap();
        let france = world.france();
        world.grant(&france, "A.a", GrantRight::Write).await;
        let flood = join_all((0..64).map(|n: u32| {
            let with = SignIn { password: PASSWORD.into(), ..guess(format!("nobody.{n}@example.org"), format!("192.0.2.{n}")) };
            let few = &few;
            async move { sign_in(few, with).await.unwrap_err().code().as_str() }
        }));
        let saves = async {
            for n in 0..8_i64 {
                let option = if n % 2 == 0 { "partly" } else { "in_place" };
                let value = json!({ "singleChoice": { "option": option } });
                france.saves("2027", json!([{ "question": "A.a.1", "basedOn": n, "value": value }])).await;
            }
        };
        let (codes, ()) = futures_util::future::join(flood, saves).await;
        assert!(codes.contains(&"SIGN_IN_REFUSED") && codes.contains(&"OVERLOADED"), "{codes:?}");
        assert!(codes.iter().all(|code| ["SIGN_IN_REFUSED", "OVERLOADED"].contains(code)), "{codes:?}");
        let revision = world.test.beside().await.number("SELECT max(revision) FROM answer").await;
        assert_eq!(revision, 8);
    }
}

#[test]
fn a_guess_at_nobody_takes_as_long_as_one_at_somebody() {
    let hash = password::hash("kettle gravel violin oxide").unwrap();
    let took = |hash: Option<&str>| {
        let start = Instant::now();
        assert!(!password::matches("a guess", hash));
        start.elapsed()
    };
    took(None);
    // In turns, so that whatever else the machine does meets both alike.
    let (mut nobody, mut somebody): (Vec<_>, Vec<_>) = (0..25).map(|_| (took(None), took(Some(&hash)))).unzip();
    nobody.sort();
    somebody.sort();
    let ratio = nobody[12].as_secs_f64() / somebody[12].as_secs_f64();
    assert!((0.7..1.4).contains(&ratio), "{ratio}");
}
