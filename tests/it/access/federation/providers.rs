//! Registration of providers, changes of their secrets, and their end.

use super::{
    comes_back, finishes, registers,
    rogue::{Rogue, SECRET},
    starts, starts_to_link, viewer, world,
};
use crate::world::{Actor, Test, both};
use national_survey::access::Caches;
use serde_json::{Value, json};

const LISTED: &str = "https://login.example.org";

async fn refused(by: &Actor, input: Value, code: &str) {
    by.does("registerProvider", input, "provider { id }").await.refused(code);
}

both! {
    async fn an_administrator_with_a_fresh_second_factor_registers_a_provider_on_a_listed_origin(test: Test) {
        let world = world(test, &[LISTED]).await;
        let right = json!({ "issuer": format!("{LISTED}/france"), "clientId": "survey", "clientSecret": SECRET, "state": "FRA" });
        for other in [world.france().focal_point, world.analyst()] {
            refused(&other, right.clone(), "FORBIDDEN").await;
        }
        let administrator = world.administrator();
        for wrong in [
            json!({ "issuer": "https://elsewhere.example.org" }),
            json!({ "issuer": "http://login.example.org" }),
            json!({ "issuer": "https://login.example.org:8443" }),
            json!({ "issuer": "https://login.example.org/?tenant=a" }),
            json!({ "issuer": "https://127.0.0.1" }),
            json!({ "issuer": "login.example.org" }),
            json!({ "clientId": "" }),
            json!({ "clientSecret": "" }),
            json!({ "hosts": ["https://keys.example.org"] }),
            json!({ "hosts": ["keys.example.org/x"] }),
        ] {
            let mut input = right.clone();
            wrong.as_object().unwrap().iter().for_each(|(name, value)| input[name] = value.clone());
            refused(&administrator, input, "BAD_INPUT").await;
        }
        refused(&administrator, json!({ "issuer": LISTED, "clientId": "survey", "state": "XXX" }), "NOT_FOUND").await;
        let beside = world.test.beside().await;
        beside.run("UPDATE session SET confirmed_at = NULL").await.unwrap();
        Caches::of(&world).people.forget();
        refused(&administrator, right.clone(), "STEP_UP_REQUIRED").await;
        assert_eq!(beside.number("SELECT COUNT(*) FROM federation_provider").await, 0);
        world.confirms(administrator.proof().await.unwrap().session, world.now()).await;
        Caches::of(&world).people.forget();

        let mut once = right.clone();
        once["idempotencyKey"] = "a".into();
        assert_eq!(registers(&world, once.clone()).await, registers(&world, once.clone()).await);
        once["clientSecret"] = "another".into();
        refused(&administrator, once, "IDEMPOTENCY_MISMATCH").await;
        for state in [json!("FRA"), json!("DEU"), Value::Null] {
            let mut again = right.clone();
            again["state"] = state;
            refused(&administrator, again, "EXISTS").await;
        }
        let shown = "{ providers { issuer clientId hasSecret stateCode hosts endedAt } }";
        let provider = json!([{ "issuer": format!("{LISTED}/france"), "clientId": "survey", "hasSecret": true, "stateCode": "FRA",
            "hosts": [], "endedAt": null }]);
        for who in [world.administrator(), world.france().reader] {
            assert_eq!(who.reads(shown).await["providers"], provider);
        }
        for who in [world.germany().focal_point, world.analyst()] {
            assert_eq!(who.reads(shown).await["providers"], json!([]));
        }
        world.trail_is_whole().await;
    }

    async fn a_secret_is_nowhere_in_the_database_in_clear(test: Test) {
        let world = world(test, &[LISTED]).await;
        let input = json!({ "issuer": LISTED, "clientId": "survey", "clientSecret": SECRET, "state": "FRA", "idempotencyKey": "a" });
        let provider = registers(&world, input).await;
        let (beside, administrator) = (world.test.beside().await, world.administrator());
        let sealed = beside.texts("SELECT sealed_secret FROM federation_provider").await;
        assert_eq!(beside.kept().await.places(SECRET), [""; 0]);
        let rotate = json!({ "provider": provider, "clientSecret": SECRET, "idempotencyKey": "b" });
        administrator.does("rotateProviderSecret", rotate, "provider { hasSecret }").await.data();
        let anew = beside.texts("SELECT sealed_secret FROM federation_provider").await;
        assert_ne!(sealed, anew, "the same secret is sealed differently each time");
        assert_eq!(beside.kept().await.places(SECRET), [""; 0]);
        let rotate = json!({ "provider": provider });
        let public = administrator.does("rotateProviderSecret", rotate, "provider { hasSecret }").await.data();
        assert_eq!(public["rotateProviderSecret"]["provider"]["hasSecret"], false);
    }

    async fn nothing_that_a_visit_hangs_on_is_kept_in_any_form(test: Test) {
        let rogue = Rogue::starts(test.clock.clone()).await;
        let world = world(test, &[&rogue.issuer]).await;
        let provider = registers(&world, json!({ "issuer": rogue.issuer, "clientId": "survey", "state": "FRA" })).await;
        let (reader, beside, mut secrets) = (world.france().reader, world.test.beside().await, Vec::new());
        for link in [true, false] {
            let visit = if link { starts_to_link(&reader, &provider).await } else { starts(&world, &provider).await }.unwrap();
            let (given, state) = (rogue.code(&visit), visit.asked("state"));
            let answer = [("code", given.as_str()), ("state", &state), ("iss", &rogue.issuer)];
            let code = comes_back(&world, Some(&visit.cookie), &answer).await.unwrap();
            secrets.extend([visit.asked("nonce"), visit.cookie.split_once('=').unwrap().1.to_owned()]);
            secrets.extend([given.clone(), state.clone(), code.clone()]);
            let under_way = beside.kept().await;
            assert_eq!(secrets.iter().flat_map(|secret| under_way.places(secret)).collect::<Vec<_>>(), [""; 0]);
            let by = if link { reader.clone() } else { world.public() };
            let done = finishes(&by, Some(&visit.cookie), &code).await;
            if !link {
                secrets.extend(["access_token", "refresh_token"].map(|name| done.json()[name].as_str().unwrap().to_owned()));
            }
        }
        let finished = beside.kept().await;
        assert_eq!(secrets.iter().flat_map(|secret| finished.places(secret)).collect::<Vec<_>>(), [""; 0]);
    }

    async fn an_ended_provider_takes_its_sessions_with_it(test: Test) {
        let rogue = Rogue::starts(test.clock.clone()).await;
        let world = world(test, &[&rogue.issuer]).await;
        let input = json!({ "issuer": rogue.issuer, "clientId": "survey", "state": "FRA" });
        let provider = registers(&world, input.clone()).await;
        let (reader, public) = (world.france().reader, world.public());
        let mut tokens = Vec::new();
        for link in [true, false] {
            let visit = if link { starts_to_link(&reader, &provider).await } else { starts(&world, &provider).await }.unwrap();
            let (code, state) = (rogue.code(&visit), visit.asked("state"));
            let answer = [("code", code.as_str()), ("state", &state), ("iss", &rogue.issuer)];
            let code = comes_back(&world, Some(&visit.cookie), &answer).await.unwrap();
            tokens.push(finishes(if link { &reader } else { &public }, Some(&visit.cookie), &code).await);
        }
        assert_eq!(viewer(&world, &tokens[1]).await["data"]["viewer"]["role"], "READER");
        let under_way = starts(&world, &provider).await.unwrap();
        let end = json!({ "provider": provider });
        for other in [world.france().focal_point, world.analyst()] {
            other.does("endProvider", end.clone(), "provider { id }").await.refused("FORBIDDEN");
        }
        world.administrator().does("endProvider", end.clone(), "provider { endedAt }").await.data();
        assert_eq!(viewer(&world, &tokens[1]).await["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
        let refresh = json!({ "refresh_token": tokens[1].json()["refresh_token"] });
        public.post("/auth/refresh", refresh).await.refused("UNAUTHENTICATED");
        // The reader's other session does not come from the provider.
        reader.reads("{ people { id } }").await;
        starts(&world, &provider).await.unwrap_err().refused("FEDERATION_REFUSED");
        let (code, state) = (rogue.code(&under_way), under_way.asked("state"));
        let answer = [("code", code.as_str()), ("state", &state), ("iss", &rogue.issuer)];
        assert_eq!(comes_back(&world, Some(&under_way.cookie), &answer).await, None);
        world.administrator().does("endProvider", end, "provider { id }").await.refused("NOT_FOUND");
        // The issuer stays with the State: it may be registered again, but never for another State.
        let mut other = input.clone();
        other["state"] = "DEU".into();
        world.administrator().does("registerProvider", other, "provider { id }").await.refused("EXISTS");
        registers(&world, input).await;
        world.trail_is_whole().await;
    }
}
