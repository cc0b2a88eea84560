//! Guesses: each wrong guess lengthens the delay, a day has a maximum of checks, and no attacker
//! can lock a person out.

use super::{FRANCE, signs_in};
use crate::world::{PASSWORD, Test, World, both, on};
use axum::http::header;
use chrono::TimeDelta;
use entity::vocabulary::GrantRight;
use futures_util::future::join_all;
use national_survey::{
    config::Config,
    error::{Code, Error},
    identity::{SignIn, SignedIn, credential::rules::LONGEST_WAIT, password, sign_in},
};
use serde_json::json;
use std::time::Instant;

/// Returns the number of guesses that were checked, and the number that were delayed.
async fn guessed(world: &World, guesses: impl Iterator<Item = SignIn>) -> (u32, u32) {
    let (mut checked, mut waits) = (0, 0);
    for guess in guesses {
        match sign_in(world, guess).await {
            Err(Error::Wait(Code::TooMany, seconds))
                if i64::from(seconds) <= LONGEST_WAIT.num_seconds() + 1 =>
            {
                waits += 1
            }
            Err(error) if error.code().as_str() == "SIGN_IN_REFUSED" => checked += 1,
            other => panic!("{other:?}"),
        }
    }
    (checked, waits)
}

fn guess(email: String, address: String) -> SignIn {
    SignIn {
        email,
        password: "a guess".into(),
        code: Some("123456".into()),
        address,
        ..SignIn::default()
    }
}

/// Returns true if a pair is not checked before midnight.
async fn guessed_until_midnight(world: &World, guess: SignIn) -> bool {
    match sign_in(world, guess).await {
        Err(Error::Wait(Code::TooMany, seconds)) => {
            i64::from(seconds) > LONGEST_WAIT.num_seconds() + 1
        }
        other => panic!("{other:?}"),
    }
}

/// Sets the count of wrong guesses at every subject, with the last one at this moment.
async fn counted(world: &World, failures: i64) {
    let at = world.now().format("%Y-%m-%d %H:%M:%S%.6f+00:00");
    let sql = format!("UPDATE sign_in_attempt SET failures = {failures}, last_at = '{at}'");
    world.test.beside().await.run(&sql).await.unwrap();
}

/// Signs the owner in on a new device, from another address than the attackers'.
async fn owner(world: &World, code: String) -> Result<SignedIn, Error> {
    let with = SignIn {
        password: PASSWORD.into(),
        code: Some(code),
        ..guess(FRANCE.into(), "198.51.100.1".into())
    };
    sign_in(world, with).await
}

both! {
    async fn the_right_pair_opens_at_once_on_a_new_device_however_strangers_guess(test: Test) {
        let world = World::with_people(test).await;
        let codes = world.france().sets_up_codes().await;
        world.test.clock.set(on(1, 2));
        let guesses = (0..14).map(|n| guess(FRANCE.into(), format!("192.0.2.{n}")));
        assert_eq!(guessed(&world, guesses).await, (5, 9));
        for round in 0..20 {
            // The owner's success reset the counts, so fourteen wrong guesses are counted again.
            let _ = sign_in(&world, guess(FRANCE.into(), format!("203.0.{round}.99"))).await;
            counted(&world, 14).await;
            for n in 0..3 {
                world.test.clock.set(world.now() + TimeDelta::seconds(33));
                let again = std::iter::once(guess(FRANCE.into(), format!("203.0.{round}.{n}")));
                assert_eq!(guessed(&world, again).await, (0, 1), "a wrong one is told to wait");
            }
            world.test.clock.set(world.now() + TimeDelta::seconds(1));
            let opened = owner(&world, codes.at(world.now())).await;
            assert!(opened.is_ok(), "round {round}: {opened:?}");
            // Advance the clock, because the next sign-in needs another code.
            world.test.clock.set(world.now() + TimeDelta::minutes(1));
        }
        world.trail_is_whole().await;
    }

    async fn a_wrong_pair_is_told_to_wait_in_the_same_words_whatever_is_wrong_with_it(test: Test) {
        let world = World::with_people(test).await;
        let codes = world.france().sets_up_codes().await;
        let used = codes.at(world.now());
        world.test.clock.set(on(1, 2));
        signs_in(&world, FRANCE, json!({ "code": "000000" })).await.refused("SIGN_IN_REFUSED");
        signs_in(&world, "nobody@example.org", json!({ "code": "000000" })).await.refused("SIGN_IN_REFUSED");
        let right = codes.at(world.now());
        let mut answers = Vec::new();
        for (email, wrong) in [
            (FRANCE, json!({ "code": "000000" })),
            (FRANCE, json!({ "code": used })),
            (FRANCE, json!({ "password": "a guess", "code": right })),
            (FRANCE, json!({ "password": "a guess", "code": "000000" })),
            (FRANCE, json!({})),
            ("nobody@example.org", json!({ "code": right })),
        ] {
            counted(&world, 9).await;
            let mut answer = signs_in(&world, email, wrong).await;
            answer.refused("TOO_MANY_REQUESTS");
            answer.headers.remove("x-request-id");
            answers.push(answer);
        }
        let first = &answers[0];
        assert_eq!(first.headers[header::RETRY_AFTER], "16");
        for answer in &answers {
            assert_eq!((answer.status(), &answer.headers, &answer.bytes), (first.status(), &first.headers, &first.bytes));
        }
        counted(&world, 9).await;
        assert_eq!(signs_in(&world, FRANCE, json!({ "code": right })).await.status(), 200);
    }

    async fn a_day_checks_a_thousand_pairs_of_an_account_twenty_from_one_address_and_a_known_device_has_its_own(test: Test) {
        let world = World::with_people(test).await;
        let codes = world.france().sets_up_codes().await;
        world.test.clock.set(on(1, 2));
        let known = owner(&world, codes.at(world.now())).await.unwrap().device_token;
        world.test.clock.set(world.now() + TimeDelta::minutes(2));
        let from = |address: &str| guess(FRANCE.into(), address.into());
        // One address has twenty checks. The next guess is not checked and not counted.
        assert_eq!(guessed(&world, std::iter::once(from("192.0.2.1"))).await, (1, 0));
        counted(&world, 20).await;
        assert!(guessed_until_midnight(&world, from("192.0.2.1")).await);
        let right = SignIn { password: PASSWORD.into(), code: Some(codes.at(world.now())), ..from("192.0.2.1") };
        assert!(guessed_until_midnight(&world, right).await, "not even a right one");
        let elsewhere = SignIn { password: PASSWORD.into(), code: Some(codes.at(world.now())), ..from("198.51.100.2") };
        assert!(sign_in(&world, elsewhere).await.is_ok(), "it opens from every other");
        // All addresses together have a thousand checks.
        world.test.clock.set(world.now() + TimeDelta::minutes(2));
        assert_eq!(guessed(&world, std::iter::once(from("192.0.2.6"))).await, (1, 0));
        counted(&world, 998).await;
        assert_eq!(guessed(&world, (2..4).map(|n| from(&format!("192.0.2.{n}")))).await, (0, 2));
        assert!(guessed_until_midnight(&world, from("192.0.2.4")).await);
        let right = |address: &str| SignIn { password: PASSWORD.into(), code: Some(codes.at(world.now())), ..from(address) };
        assert!(guessed_until_midnight(&world, right("192.0.2.5")).await);
        let device = SignIn { device_token: Some(known), ..right("192.0.2.5") };
        assert!(sign_in(&world, device).await.is_ok(), "a known device has its own");
        world.test.clock.set(on(1, 3));
        assert!(sign_in(&world, right("192.0.2.5")).await.is_ok(), "and a day later everybody");
    }

    async fn one_subscriber_of_ipv6_spends_no_more_of_a_day_than_one_address(test: Test) {
        let world = World::with_people(test).await;
        let codes = world.france().sets_up_codes().await;
        world.test.clock.set(on(1, 2));
        let from = |address: &str| SignIn { site: Some("2001:db8:1::".into()), ..guess(FRANCE.into(), address.into()) };
        assert_eq!(guessed(&world, std::iter::once(from("2001:db8:1::"))).await, (1, 0));
        counted(&world, 20).await;
        assert!(guessed_until_midnight(&world, from("2001:db8:1:2::")).await, "another address of the same subscriber");
        assert!(owner(&world, codes.at(world.now())).await.is_ok(), "the owner, from elsewhere");
    }

    async fn guesses_from_one_address_across_many_accounts_slow_that_address_alone(test: Test) {
        let world = World::with_people(test).await;
        let codes = world.france().sets_up_codes().await;
        world.test.clock.set(on(1, 2));
        let guesses = (0..24).map(|n: u32| guess(format!("somebody.{n}@example.org"), "192.0.2.1".into()));
        assert_eq!(guessed(&world, guesses).await, (20, 4));
        let elsewhere = std::iter::once(guess(FRANCE.into(), "192.0.2.2".into()));
        assert_eq!(guessed(&world, elsewhere).await, (1, 0));
        counted(&world, 199).await;
        let spray = |n: u32| guess(format!("somebody.else.{n}@example.org"), "192.0.2.1".into());
        assert_eq!(guessed(&world, std::iter::once(spray(1))).await, (0, 1));
        assert!(guessed_until_midnight(&world, spray(2)).await, "two hundred of a day");
        assert!(owner(&world, codes.at(world.now())).await.is_ok());
    }

    async fn a_device_is_known_for_four_years_from_a_sign_in_or_an_invitation(test: Test) {
        let world = World::with_people(test).await;
        let codes = world.france().sets_up_codes().await;
        world.test.clock.set(on(1, 2));
        let code = |world: &World| codes.at(world.now());
        let known = owner(&world, code(&world)).await.unwrap().device_token;
        let answer = world.france().invites("new@mfa.example", "READER").await;
        let invited = world.invited(&answer, "invitePerson", "new@mfa.example").await;
        let redeemed = world.redeems(&invited.token, &invited.code).await.json();
        let reader = redeemed["device_token"].as_str().expect("redeeming makes the device known").to_owned();
        let devices = world.test.beside().await.number("SELECT count(*) FROM known_device").await;
        assert_eq!((devices, reader == known), (2, false));
        let spent = async || {
            guessed(&world, std::iter::once(guess(FRANCE.into(), "192.0.2.1".into()))).await;
            counted(&world, 1_000).await;
        };
        let on_device = |world: &World| SignIn { device_token: Some(known.clone()), password: PASSWORD.into(), code: Some(code(world)), ..guess(FRANCE.into(), "192.0.2.9".into()) };
        world.test.clock.set(on(1, 2) + TimeDelta::days(1461) - TimeDelta::minutes(1));
        spent().await;
        assert!(sign_in(&world, on_device(&world)).await.is_ok(), "four years later");
        world.test.clock.set(world.now() + TimeDelta::days(1461));
        spent().await;
        assert!(guessed_until_midnight(&world, on_device(&world)).await, "and then it is a new one");
    }

    async fn sixty_four_sign_ins_at_once_are_bounded_and_saves_go_on(test: Test) {
        let world = World::open(test).await;
        let few = Config { sign_in_permits: 2, ..world.config().clone() };
        let few = crate::world::open(&few, &world.test.clock).await.unwrap();
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
    // Measure both in turns, so that other load on the machine affects both alike.
    let (mut nobody, mut somebody): (Vec<_>, Vec<_>) =
        (0..25).map(|_| (took(None), took(Some(&hash)))).unzip();
    nobody.sort();
    somebody.sort();
    let ratio = nobody[12].as_secs_f64() / somebody[12].as_secs_f64();
    assert!((0.7..1.4).contains(&ratio), "{ratio}");
}
