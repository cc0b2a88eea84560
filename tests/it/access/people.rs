//! Removal of people: it takes effect at once, everywhere, and never reaches another State.

use crate::world::{Actor, Test, World, both};
use chrono::TimeDelta;
use entity::vocabulary::GrantRight;
use futures_util::future::join;
use national_survey::{
    access::{Administrator, Caches},
    identity::people,
};
use serde_json::{Value, json};

async fn removes(by: &Actor, person: &str) -> crate::world::Answer {
    by.removes(person).await
}

async fn gives(by: &Actor, person: &str, role: &str) -> crate::world::Answer {
    by.does("changeRole", json!({ "person": person, "role": role }), "person { role }").await
}

both! {
    async fn nobody_removes_or_changes_people_of_others_or_themselves(test: Test) {
        let world = World::with_people(test).await;
        let (france, germany, administrator) = (world.france(), world.germany(), world.administrator());
        let (reader, own) = (france.reader.id().await, france.id().await);
        for who in [&france.contributor, &france.approver, &france.reader, &world.analyst()] {
            removes(who, &reader).await.refused("FORBIDDEN");
            gives(who, &reader, "APPROVER").await.refused("FORBIDDEN");
        }
        for who in [&germany.focal_point, &administrator] {
            let none = removes(who, &uuid::Uuid::max().to_string()).await.refused("NOT_FOUND");
            assert_eq!(removes(who, &reader).await.refused("NOT_FOUND"), none);
            assert_eq!(removes(who, &own).await.refused("NOT_FOUND"), none);
        }
        gives(&germany, &reader, "APPROVER").await.refused("NOT_FOUND");
        removes(&france, &own).await.refused("FORBIDDEN");
        removes(&administrator, &administrator.id().await).await.refused("FORBIDDEN");
        gives(&france, &own, "READER").await.refused("FORBIDDEN");
        for role in ["FOCAL_POINT", "ANALYST", "ADMINISTRATOR"] {
            gives(&france, &reader, role).await.refused("FORBIDDEN");
        }
        france.goes_stale().await;
        removes(&france, &reader).await.refused("STEP_UP_REQUIRED");
        gives(&france, &reader, "APPROVER").await.refused("STEP_UP_REQUIRED");
        assert_eq!(france.reader.reads("{ viewer { role } }").await["viewer"]["role"], "READER");
    }

    async fn who_is_removed_can_do_nothing_from_then_on(test: Test) {
        let world = World::with_people(test).await;
        let france = world.france();
        world.grant(&france, "A.a", GrantRight::Write).await;
        let person = france.contributor.id().await;
        for _ in 0..2 {
            assert_eq!(removes(&france, &person).await.data()["removePerson"]["person"]["status"], "SUSPENDED");
        }
        france.contributor.asks("{ viewer { role } }").await.refused("UNAUTHENTICATED");
        assert_eq!(france.reads("{ grants { id } }").await["grants"], json!([]));
        let sign_in = json!({ "email": "contributor@fra.example.org", "password": crate::world::PASSWORD });
        world.public().post("/auth/sign-in", sign_in).await.refused("SIGN_IN_REFUSED");
        gives(&france, &person, "READER").await.refused("NOT_FOUND");
        let acts = france.acts().await;
        assert_eq!(acts.iter().filter(|verb| *verb == "person.remove").count(), 1, "{acts:?}");
        world.trail_is_whole().await;
    }

    async fn another_role_ends_sessions_and_grants(test: Test) {
        let world = World::with_people(test).await;
        let france = world.france();
        world.grant(&france, "A.a", GrantRight::Write).await;
        let person = france.contributor.id().await;
        let input = json!({ "person": person, "role": "APPROVER", "idempotencyKey": "k" });
        for _ in 0..2 {
            let given = france.does("changeRole", input.clone(), "person { role }").await.data();
            assert_eq!(given["changeRole"]["person"]["role"], "APPROVER");
        }
        france.contributor.asks("{ viewer { role } }").await.refused("UNAUTHENTICATED");
        let same = Actor::with_address(&world, "contributor@fra.example.org".into());
        assert_eq!(same.reads("{ viewer { role } }").await["viewer"]["role"], "APPROVER", "they sign in anew");
        assert_eq!(france.reads("{ grants { id } }").await["grants"], json!([]));
        assert_eq!(france.acts().await[0], "person.change_role");
    }

    async fn an_analyst_is_removed_by_one_administrator(test: Test) {
        let world = World::with_people(test).await;
        let (administrator, analyst) = (world.administrator(), world.analyst());
        let removed = removes(&administrator, &analyst.id().await).await.data();
        assert_eq!(removed["removePerson"], json!({ "person": { "status": "SUSPENDED" }, "removal": null }));
        analyst.asks("{ viewer { role } }").await.refused("UNAUTHENTICATED");
        let people: Value = administrator.reads("{ people { email status } }").await["people"].clone();
        let gone = json!({ "email": "analyst@un.example.org", "status": "SUSPENDED" });
        assert!(people.as_array().unwrap().contains(&gone), "{people}");
        assert_eq!(administrator.acts().await[0], "person.remove");
    }

    async fn the_operator_suspends_and_ends_sessions_by_name(test: Test) {
        let world = World::with_people(test).await;
        let (reader, email) = (world.france().reader, "reader@fra.example.org");
        reader.reads("{ viewer { id } }").await;
        assert!(people::operator(&world, Some(email)).await.is_err(), "a reader is no administrator");
        let by = people::operator(&world, Some("administrator@un.example.org")).await.unwrap();
        let sessions = people::sessions(&world, &by, email).await.unwrap();
        assert_eq!(sessions.len(), 1);
        let end = |by: Administrator| {
            world.write((by, email, world.now()), |tx, (by, email, now)| {
                Box::pin(async move { people::end_sessions(tx, by, email, *now).await })
            })
        };
        assert_eq!((end(by.clone()).await.unwrap(), end(by.clone()).await.unwrap()), (1, 0));
        Caches::of(&world).people.forget();
        reader.asks("{ viewer { id } }").await.refused("UNAUTHENTICATED");
        let suspend = world.write((by.clone(), email, world.now()), |tx, (by, email, now)| {
            Box::pin(async move { people::suspend(tx, by, email, *now).await })
        });
        suspend.await.unwrap();
        let named = world.administrator().id().await;
        let seen = world.administrator().reads("{ auditTrail(first: 9) { nodes { verb person } } }").await;
        let acts = seen["auditTrail"]["nodes"].as_array().unwrap();
        let removed = acts.iter().find(|act| act["verb"] != "session.open");
        assert_eq!(*removed.unwrap(), json!({ "verb": "person.remove", "person": named }));
        assert_eq!(world.france().acts().await[0], "person.remove", "and in the State's own trail");
    }

    async fn of_two_administrators_who_are_removed_at_once_for_each_other_one_is_left(test: Test) {
        let world = World::with_people(test).await;
        let (mut standing, third) = (world.administrator(), world.administrator_at("third@un.example.org").await);
        for round in 0..8 {
            let other = world.administrator_at(&format!("other.{round}@un.example.org")).await;
            let (one, two) = (standing.id().await, other.id().await);
            let proposed = async |by: &Actor, person: &str| by.removes(person).await.data()["removePerson"]["removal"]["id"].clone();
            let (of_two, of_one) = (proposed(&standing, &two).await, proposed(&other, &one).await);
            let (first, second) = join(third.confirms_removal(&of_two), third.confirms_removal(&of_one)).await;
            let count = "SELECT count(*) FROM person WHERE role = 'administrator' AND status = 'active'";
            assert_eq!(world.test.beside().await.number(count).await, 2, "round {round}");
            let done = [&first, &second].map(|answer| answer.json().get("errors").is_none());
            assert_eq!(done.iter().filter(|done| **done).count(), 1, "{first:?} {second:?}");
            let (winner, loser) = if done[0] { (standing, second) } else { (other, first) };
            loser.refused("STALE");
            standing = winner;
        }
        world.trail_is_whole().await;
    }

    async fn a_suspended_person_signs_in_to_the_same_bytes_as_somebody_unknown(test: Test) {
        let world = World::with_people(test).await;
        let (france, email) = (world.france(), "reader@fra.example.org");
        let codes = france.reader.in_session("invitation", None).await.sets_up_codes().await;
        world.test.clock.set(world.now() + TimeDelta::minutes(1));
        let signs_in = async |email: &str| {
            let body = json!({ "email": email, "password": crate::world::PASSWORD, "code": codes.at(world.now()) });
            let mut answer = world.public().post("/auth/sign-in", body).await;
            answer.headers.remove("x-request-id");
            answer
        };
        assert_eq!(signs_in(email).await.status(), 200, "it would have opened");
        removes(&france, &france.reader.id().await).await.data();
        world.test.clock.set(world.now() + TimeDelta::minutes(1));
        let (suspended, unknown) = (signs_in(email).await, signs_in("nobody@fra.example.org").await);
        suspended.refused("SIGN_IN_REFUSED");
        assert_eq!((suspended.status(), &suspended.headers, &suspended.bytes), (unknown.status(), &unknown.headers, &unknown.bytes));
    }
}
