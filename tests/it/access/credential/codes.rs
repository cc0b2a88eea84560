//! One-time codes: each is accepted once, beside a password or as a step-up.

use super::{FRANCE, acts, signs_in};
use crate::world::{Codes, PASSWORD, Test, World, both, on};
use axum::http::{Request, header};
use chrono::TimeDelta;
use futures_util::future::join_all;
use national_survey::access::Caches;
use serde_json::json;

both! {
    async fn a_password_alone_signs_nobody_in_and_a_code_is_taken_once(test: Test) {
        let world = World::with_people(test).await;
        let refused = signs_in(&world, FRANCE, json!({})).await;
        refused.refused("SIGN_IN_REFUSED");
        let codes = world.france().sets_up_codes().await;
        let start = world.now();
        for (email, code) in [
            (FRANCE, None),
            (FRANCE, Some("000000".to_owned())),
            (FRANCE, Some(String::new())),
            (FRANCE, Some(codes.at(start))),
            ("nobody@example.org", Some(codes.at(start + TimeDelta::seconds(30)))),
            ("focal_point@deu.example.org", Some(codes.at(start + TimeDelta::seconds(30)))),
        ] {
            let answer = signs_in(&world, email, json!({ "code": code })).await;
            assert_eq!((answer.status(), &answer.bytes), (401, &refused.bytes), "{email} {code:?}");
            world.test.clock.set(world.now() + TimeDelta::microseconds(1));
        }
        world.test.clock.set(start + TimeDelta::minutes(5));
        let early = codes.at(world.now() + TimeDelta::seconds(60));
        assert_eq!(signs_in(&world, FRANCE, json!({ "code": early })).await.status(), 401, "two steps ahead is too far");
        world.test.clock.set(start + TimeDelta::minutes(10));
        let now = world.now();
        let ahead = codes.at(now + TimeDelta::seconds(30));
        assert_eq!(signs_in(&world, FRANCE, json!({ "code": ahead })).await.status(), 200, "clocks differ");
        signs_in(&world, FRANCE, json!({ "code": ahead })).await.refused("SIGN_IN_REFUSED");
        signs_in(&world, FRANCE, json!({ "code": codes.at(now) })).await.refused("SIGN_IN_REFUSED");
        world.trail_is_whole().await;
    }

    async fn of_64_racing_uses_of_one_code_one_signs_in(test: Test) {
        let world = World::with_people(test).await;
        let codes = world.france().sets_up_codes().await;
        world.test.clock.set(on(1, 2));
        let code = codes.at(world.now());
        let opened = acts(&world, "session.open").await;
        let answers = join_all((0..64).map(|_| signs_in(&world, FRANCE, json!({ "code": code })))).await;
        assert_eq!(answers.iter().filter(|answer| answer.status() == 200).count(), 1);
        assert!(answers.iter().all(|answer| [200, 401, 429, 503].contains(&answer.status())));
        assert_eq!(acts(&world, "session.open").await, opened + 1);
    }

    async fn a_code_confirms_a_session_for_five_minutes(test: Test) {
        let world = World::with_people(test).await;
        let france = world.france().focal_point;
        let codes = france.sets_up_codes().await;
        let stale = france.in_session("password one_time_code", None).await;
        stale.post("/auth/one-time-code/start", json!({})).await.refused("STEP_UP_REQUIRED");
        let confirm = async |code: String| stale.post("/auth/step-up", json!({ "code": code })).await;
        world.public().post("/auth/step-up", json!({ "code": codes.at(world.now()) })).await.refused("UNAUTHENTICATED");
        confirm(codes.at(world.now())).await.refused("CONFIRMATION_REFUSED");
        confirm("123".into()).await.refused("CONFIRMATION_REFUSED");
        world.test.clock.set(world.now() + TimeDelta::minutes(1));
        let code = codes.at(world.now());
        assert_eq!(confirm(code.clone()).await.status(), 204);
        confirm(code).await.refused("CONFIRMATION_REFUSED");
        let start = stale.post("/auth/one-time-code/start", json!({})).await;
        assert_eq!(start.status(), 200, "{start:?}");
        world.test.clock.set(world.now() + TimeDelta::minutes(5));
        Caches::of(&world).people.forget();
        stale.post("/auth/one-time-code/start", json!({})).await.refused("STEP_UP_REQUIRED");
        assert_eq!(acts(&world, "session.confirm").await, 1);
    }

    async fn a_secret_is_shown_once_sealed_at_rest_and_replaced_by_one_that_shows_a_code(test: Test) {
        let world = World::with_people(test).await;
        let invited = world.france().focal_point.in_session("invitation", None).await;
        let other = world.france().focal_point.in_session("passkey", Some(world.now())).await;
        let start = invited.post("/auth/one-time-code/start", json!({})).await.json();
        let (secret, uri) = (start["secret"].as_str().unwrap(), start["uri"].as_str().unwrap());
        assert!(uri.starts_with("otpauth://totp/National%20Survey:") && uri.contains(secret), "{uri}");
        let kept = world.test.beside().await.texts("SELECT pending FROM one_time_code").await.join("");
        assert!(!kept.contains(secret) && kept.len() > 40, "{kept}");
        invited.post("/auth/one-time-code/finish", json!({ "code": "000000" })).await.refused("CONFIRMATION_REFUSED");
        let finish = json!({ "code": Codes::of(secret).at(world.now()) });
        assert_eq!(invited.post("/auth/one-time-code/finish", finish.clone()).await.status(), 204);
        invited.post("/auth/one-time-code/finish", finish).await.refused("CONFIRMATION_REFUSED");
        other.graphql("{ sessions { id } }", json!({})).await.refused("UNAUTHENTICATED");
        let late = invited.post("/auth/one-time-code/start", json!({})).await.json();
        let late = Codes::of(late["secret"].as_str().unwrap());
        world.test.clock.set(world.now() + TimeDelta::minutes(14));
        assert_eq!(invited.post("/auth/one-time-code/remove", json!({})).await.status(), 204);
        invited.post("/auth/one-time-code/remove", json!({})).await.refused("NOT_FOUND");
        assert_eq!(signs_in(&world, FRANCE, json!({ "code": late.at(world.now()) })).await.status(), 401);
        assert_eq!((acts(&world, "one_time_code.set").await, acts(&world, "one_time_code.remove").await), (1, 1));
        world.trail_is_whole().await;
    }

    async fn a_browser_gets_its_tokens_as_cookies_that_no_script_reads(test: Test) {
        let world = World::with_people(test).await;
        let codes = world.france().sets_up_codes().await;
        world.test.clock.set(on(1, 2));
        let body = json!({ "email": FRANCE, "password": PASSWORD, "code": codes.at(world.now()), "cookie": true }).to_string();
        let request = |origin: &str| {
            let request = Request::post("/auth/sign-in").header(header::CONTENT_TYPE, "application/json");
            request.header(header::ORIGIN, origin)
        };
        world.public().send(request("https://elsewhere.example"), body.clone()).await.refused("FORBIDDEN");
        let answer = world.public().send(request("http://localhost:8080"), body).await;
        let cookies: Vec<_> = answer.headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap()).collect();
        assert_eq!(cookies.len(), 2, "{cookies:?}");
        assert!(cookies[0].contains("-refresh=") && cookies[0].contains("Path=/auth/refresh;"));
        assert!(cookies[1].contains("-device=") && cookies[1].contains("Path=/auth/sign-in;"));
        assert!(cookies.iter().all(|cookie| cookie.contains("HttpOnly; SameSite=Strict")));
        assert!(answer.json().get("refresh_token").is_none() && answer.json().get("device_token").is_none());
    }
}
