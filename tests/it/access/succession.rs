//! Succession of focal points: it needs two of three parties, and two humans.

use crate::world::{Actor, Answer, Team, Test, World, both, on, staff};
use chrono::TimeDelta;
use futures_util::future::join_all;
use national_survey::{access::Administrator, identity::people::add_person};
use serde_json::{Value, json};

const NEW: &str = "next@mfa.example";
const SHOWN: &str = "succession { id status agreedAs } code";

/// Creates a world whose people have had their roles for two weeks.
async fn settled(test: Test) -> World {
    let world = World::with_people(test).await;
    world.test.clock.set(on(1, 15));
    world
}

async fn proposes(by: &Actor, state: Option<&str>, email: &str) -> Answer {
    by.does(
        "proposeSuccession",
        json!({ "state": state, "email": email, "name": "Next", "language": "EN" }),
        SHOWN,
    )
    .await
}

async fn agrees(by: &Actor, id: &Value) -> Answer {
    by.does("agreeToSuccession", json!({ "succession": id }), SHOWN).await
}

async fn proposed(by: &Actor, state: Option<&str>, email: &str) -> Value {
    proposes(by, state, email).await.data()["proposeSuccession"]["succession"]["id"].clone()
}

async fn role(actor: &Actor) -> Value {
    actor.reads("{ viewer { role } }").await["viewer"]["role"].clone()
}

async fn is_focal_point(team: &Team) -> bool {
    role(&team.focal_point).await == "FOCAL_POINT"
}

both! {
    async fn whoever_is_no_party_takes_no_part(test: Test) {
        let world = settled(test).await;
        let (france, germany) = (world.france(), world.germany());
        for who in [&france.contributor, &france.reader, &world.analyst()] {
            proposes(who, None, NEW).await.refused("FORBIDDEN");
            who.asks("{ successions { id } }").await.refused("FORBIDDEN");
        }
        for who in [&germany.focal_point, &germany.approver] {
            proposes(who, Some("FRA"), NEW).await.refused("NOT_FOUND");
        }
        proposes(&world.administrator(), Some("JPN"), NEW).await.refused("NOT_FOUND");
        proposes(&world.administrator(), None, NEW).await.refused("BAD_INPUT");
        proposes(&france, None, "focal_point@fra.example.org").await.refused("EXISTS");
        let id = proposed(&france, None, NEW).await;
        for who in [&germany.focal_point, &germany.approver] {
            agrees(who, &id).await.refused("NOT_FOUND");
            assert_eq!(who.reads("{ successions { id } }").await["successions"], json!([]));
        }
        agrees(&france.reader, &id).await.refused("FORBIDDEN");
        france.approver.goes_stale().await;
        agrees(&france.approver, &id).await.refused("STEP_UP_REQUIRED");
        assert!(is_focal_point(&france).await);
    }

    async fn one_party_or_one_human_is_not_two(test: Test) {
        let world = settled(test).await;
        let (france, first, second) = (world.france(), world.administrator(), world.second_administrator().await);
        let id = proposed(&france, None, NEW).await;
        agrees(&france, &id).await.refused("FORBIDDEN");
        let id = proposed(&first, Some("FRA"), NEW).await;
        agrees(&second, &id).await.refused("FORBIDDEN");

        // One human has two accounts: the approver's address is the focal point's address with a
        // tag.
        let mut double = staff(Some("FRA")).remove(3);
        double.email = "focal_point+approver@fra.example.org".into();
        world.test.clock.set(on(1, 2));
        let add = world.write((double, world.now()), |tx, (double, now)| {
            Box::pin(async move { add_person(tx, &Administrator::operator(), double, *now).await })
        });
        add.await.unwrap();
        world.test.clock.set(on(1, 15));
        let double = Actor::with_address(&world, "focal_point+approver@fra.example.org".into());
        let id = proposed(&france, None, NEW).await;
        agrees(&double, &id).await.refused("FORBIDDEN");
        assert!(is_focal_point(&france).await);
    }

    async fn neither_the_successor_nor_a_new_approver_takes_part(test: Test) {
        let world = World::with_people(test).await;
        let (france, first) = (world.france(), world.administrator());
        let id = proposed(&first, Some("FRA"), NEW).await;
        agrees(&france.approver, &id).await.refused("FORBIDDEN");
        world.test.clock.set(on(1, 15));
        proposes(&france.approver, None, "approver@fra.example.org").await.refused("FORBIDDEN");
        let id = proposed(&france, None, "Approver@fra.example.org").await;
        agrees(&france.approver, &id).await.refused("FORBIDDEN");
        let person = france.reader.id().await;
        france.does("changeRole", json!({ "person": person, "role": "APPROVER" }), "person { id }").await.data();
        let id = proposed(&france, None, NEW).await;
        let reader = Actor::with_address(&world, "reader@fra.example.org".into());
        agrees(&reader, &id).await.refused("FORBIDDEN");
        assert!(is_focal_point(&france).await);
    }

    async fn a_proposal_ends_after_seven_days_or_by_a_newer_one(test: Test) {
        let world = settled(test).await;
        let (france, administrator) = (world.france(), world.administrator());
        let earlier = proposed(&france, None, NEW).await;
        let later = proposed(&france.approver, None, "other@mfa.example").await;
        agrees(&administrator, &earlier).await.refused("STALE");
        world.test.clock.set(on(1, 22));
        agrees(&administrator, &later).await.refused("STALE");
        world.test.clock.set(on(1, 22) - TimeDelta::seconds(1));
        agrees(&administrator, &later).await.data();
    }

    async fn a_new_successor_is_invited_and_the_outgoing_one_is_out_at_once(test: Test) {
        let world = World::open(test).await;
        let (france, administrator) = (world.france(), world.administrator());
        france.answers("A.a.1", json!({ "singleChoice": { "option": "partly" } })).await;
        world.grant(&france, "A.a", entity::vocabulary::GrantRight::Write).await;
        let pending = france.invites("other@mfa.example", "READER").await;
        let pending = world.invited(&pending, "invitePerson", "other@mfa.example").await;
        let id = proposed(&administrator, Some("FRA"), NEW).await;
        let answer = agrees(&france.approver, &id).await.data()["agreeToSuccession"].take();
        assert_eq!(answer["succession"], json!({ "id": id, "status": "COMPLETED", "agreedAs": "APPROVER" }));
        france.asks("{ viewer { role } }").await.refused("UNAUTHENTICATED");
        world.redeems(&pending.token, &pending.code).await.refused("INVITATION_REFUSED");
        let token = world.mailed(NEW).await.unwrap();
        let redeemed = world.redeems(&token, answer["code"].as_str().unwrap()).await.json();
        let request = axum::http::Request::post("/graphql").header("content-type", "application/json");
        let request = request.header("authorization", format!("Bearer {}", redeemed["access_token"].as_str().unwrap()));
        let query = json!({ "query": r#"{ viewer { role } submission(cycle: "2027") { answers { question } } people { status role } }"# });
        let seen = world.public().send(request, query.to_string()).await.data();
        assert_eq!(seen["viewer"]["role"], "FOCAL_POINT");
        assert_eq!(seen["submission"]["answers"], json!([{ "question": "A.a.1" }]), "the draft stays");
        assert!(seen["people"].as_array().unwrap().contains(&json!({ "status": "SUSPENDED", "role": "FOCAL_POINT" })));
        let acts = france.approver.acts().await;
        for verb in ["succession.propose", "succession.complete", "person.remove", "invitation.invite", "invitation.redeem"] {
            assert!(acts.iter().any(|act| act == verb), "{verb}: {acts:?}");
        }
        assert_eq!(administrator.acts().await[0], "succession.propose", "the Secretariat's own part");
        world.trail_is_whole().await;
    }

    async fn one_of_the_states_people_is_the_focal_point_at_once(test: Test) {
        let world = settled(test).await;
        let france = world.france();
        let reader = Actor::with_address(&world, "reader@fra.example.org".into());
        assert_eq!(role(&reader).await, "READER");
        let id = proposed(&france, None, "reader@fra.example.org").await;
        let agreed = join_all((0..4).map(|_| agrees(&france.approver, &id))).await;
        let good: Vec<_> = agreed.iter().filter(|answer| answer.json().get("errors").is_none()).collect();
        assert_eq!(good.len(), 1, "{agreed:?}");
        assert_eq!(good[0].data()["agreeToSuccession"]["code"], Value::Null);
        reader.asks("{ viewer { role } }").await.refused("UNAUTHENTICATED");
        let anew = Actor::with_address(&world, "reader@fra.example.org".into());
        assert_eq!(role(&anew).await, "FOCAL_POINT");
        assert_eq!(anew.reads("{ successions { status } }").await["successions"], json!([{ "status": "COMPLETED" }]));
        world.trail_is_whole().await;
    }

    async fn the_same_key_completes_once_and_gives_the_same_code(test: Test) {
        let world = settled(test).await;
        let france = world.france();
        let id = proposed(&france, None, NEW).await;
        let input = json!({ "succession": id, "idempotencyKey": "k" });
        let first = france.approver.does("agreeToSuccession", input.clone(), SHOWN).await.data();
        let again = france.approver.does("agreeToSuccession", input, SHOWN).await.data();
        assert_eq!(first, again);
        assert!(first["agreeToSuccession"]["code"].is_string());
        agrees(&france.approver, &id).await.refused("STALE");
    }
}
