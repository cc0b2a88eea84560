//! Invitations: two people invite the person who speaks for a State, a link opens once, and all
//! other attempts are refused alike.

use crate::world::{Actor, Answer, Invited, Test, World, both, staff};
use chrono::TimeDelta;
use entity::vocabulary::{Official, Role};
use futures_util::future::join_all;
use national_survey::{
    access::{Administrator, Caches},
    config::Config,
    identity::{NewPerson, invitation, people::add_person},
};
use serde_json::{Value, json};

const NEW: &str = "new@mfa.example";

/// Invites a reader of France.
async fn reader(world: &World) -> Invited {
    let answer = world.france().invites(NEW, "READER").await;
    world.invited(&answer, "invitePerson", NEW).await
}

/// Returns a refusal without the parts that differ from request to request.
fn words(answer: &Answer) -> Value {
    let mut body = answer.json();
    body["errors"][0]["extensions"]["requestId"].take();
    body
}

async fn viewer(world: &World, answer: &Answer) -> Value {
    let token =
        answer.json()["access_token"].as_str().unwrap_or_else(|| panic!("{answer:?}")).to_owned();
    let request = axum::http::Request::post("/graphql")
        .header("content-type", "application/json")
        .header("authorization", format!("Bearer {token}"));
    let query = json!({ "query": "{ viewer { name role stateCode } sessions { methods } }" });
    world.public().send(request, query.to_string()).await.data()
}

both! {
    async fn nobody_invites_beyond_their_role_or_without_a_fresh_second_factor(test: Test) {
        let world = World::with_people(test).await;
        let france = world.france();
        for who in [&france.contributor, &france.reader, &france.approver, &world.analyst()] {
            who.invites(NEW, "READER").await.refused("FORBIDDEN");
            who.invites_focal_point(NEW, "JPN").await.refused("FORBIDDEN");
        }
        world.public().invites(NEW, "READER").await.refused("UNAUTHENTICATED");
        for role in ["FOCAL_POINT", "ANALYST", "ADMINISTRATOR"] {
            france.invites(NEW, role).await.refused("FORBIDDEN");
        }
        france.invites_focal_point(NEW, "JPN").await.refused("FORBIDDEN");
        for role in ["READER", "APPROVER", "CONTRIBUTOR", "FOCAL_POINT"] {
            world.administrator().invites(NEW, role).await.refused("FORBIDDEN");
            world.administrator().invites_to_secretariat(NEW, role).await.refused("FORBIDDEN");
            france.invites_to_secretariat(NEW, role).await.refused("FORBIDDEN");
        }
        france.invites("Focal_Point+me@fra.example.org", "READER").await.refused("BAD_INPUT");
        let administrator = world.administrator();
        for bad in ["", "nobody", "a@b", "a b@c.example", "a\n@c.example", "a@un.example,b", "A <a@un.example>"] {
            france.invites(bad, "READER").await.refused("BAD_INPUT");
            // An invitation that waits for another administrator is refused as early.
            administrator.invites_focal_point(bad, "JPN").await.refused("BAD_INPUT");
        }
        for who in [&france.focal_point, &administrator] {
            who.goes_stale().await;
            who.asks("{ invitations { id } }").await.refused("STEP_UP_REQUIRED");
        }
        france.invites(NEW, "READER").await.refused("STEP_UP_REQUIRED");
        administrator.invites_to_secretariat(NEW, "ANALYST").await.refused("STEP_UP_REQUIRED");
        administrator.invites_focal_point(NEW, "JPN").await.refused("STEP_UP_REQUIRED");
        assert_eq!(world.mailed(NEW).await, None);
    }

    async fn a_focal_points_invitation_opens_after_another_administrator_confirmed_it(test: Test) {
        let world = World::with_people(test).await;
        let (first, second) = (world.administrator(), world.second_administrator().await);
        let email = "tokyo@mfa.example";
        first.invites_focal_point(email, "XXX").await.refused("NOT_FOUND");
        first.invites_focal_point("focal_point@fra.example.org", "DEU").await.refused("EXISTS");
        first.invites_focal_point(email, "FRA").await.refused("EXISTS");
        let answer = first.invites_focal_point(email, "JPN").await;
        assert_eq!(answer.data()["inviteFocalPoint"]["invitation"]["status"], "AWAITING_CONFIRMATION");
        let invited = world.invited(&answer, "inviteFocalPoint", email).await;
        assert_eq!(invited.token, "", "no link exists yet");

        first.confirms(&invited.id).await.refused("FORBIDDEN");
        let double = world.administrator_at("Administrator+two@un.example.org".to_lowercase().as_str()).await;
        double.confirms(&invited.id).await.refused("FORBIDDEN");
        world.france().confirms(&invited.id).await.refused("FORBIDDEN");
        second.confirms(&uuid::Uuid::max().to_string()).await.refused("NOT_FOUND");
        second.goes_stale().await;
        second.confirms(&invited.id).await.refused("STEP_UP_REQUIRED");
        world.confirms(second.proof().await.unwrap().session, world.now()).await;
        Caches::of(&world).people.forget();
        let confirmed = second.confirms(&invited.id).await.data();
        assert_eq!(confirmed["confirmInvitation"], json!({ "invitation": { "id": invited.id, "status": "OPEN" }, "code": null }));
        second.confirms(&invited.id).await.refused("STALE");

        let token = world.mailed(email).await.unwrap();
        let who = viewer(&world, &world.redeems(&token, &invited.code).await).await;
        assert_eq!(who["viewer"], json!({ "name": "New", "role": "FOCAL_POINT", "stateCode": "JPN" }));
        assert_eq!(who["sessions"][0]["methods"], json!(["invitation"]));
        let acts: Vec<_> = first.acts().await.into_iter().filter(|verb| verb.starts_with("invitation")).collect();
        assert_eq!(acts, ["invitation.confirm", "invitation.invite"]);
        world.trail_is_whole().await;
    }

    async fn spellings_of_one_mailbox_are_one_person_everywhere(test: Test) {
        let world = World::with_people(test).await;
        let france = world.france();
        let (ascii, unicode) = ("lea@xn--mnchen-3ya.example", "lea@münchen.example");
        let first = france.invites("mailto:<Lea@MÜNCHEN.example>;", "READER").await;
        let first = world.invited(&first, "invitePerson", ascii).await;
        let second = france.invites("ｌｅａ@xn--mnchen-3ya.example", "APPROVER").await;
        let second = world.invited(&second, "invitePerson", ascii).await;
        // The second invitation ended the first one: it is to the same person.
        world.redeems(&first.token, &first.code).await.refused("INVITATION_REFUSED");
        viewer(&world, &world.redeems(&second.token, &second.code).await).await;
        let people = |answer: Value| -> Vec<Value> {
            let people = answer["people"].as_array().unwrap().iter();
            people.map(|person| person["email"].clone()).filter(|email| email.as_str().unwrap().starts_with("lea")).collect()
        };
        assert_eq!(people(france.reads("{ people { email } }").await), [unicode]);
        let again = world.invited(&france.invites(unicode, "READER").await, "invitePerson", ascii).await;
        viewer(&world, &world.redeems(&again.token, &again.code).await).await;
        assert_eq!(people(france.reads("{ people { email } }").await), [unicode], "she came back");
        let listed = france.reads("{ invitations { email } }").await;
        assert!(listed["invitations"].as_array().unwrap().iter().all(|one| one["email"] == unicode), "{listed}");
        let new = NewPerson {
            email: "LEA@mu\u{308}nchen.example".into(),
            name: "Lea".into(),
            language: Official::Fr,
            role: Role::Reader,
            state: Some("FRA".parse().unwrap()),
            password_hash: None,
        };
        let now = world.now();
        let added = world.write((new, now), |tx, (new, now)| Box::pin(async move { add_person(tx, &Administrator::operator(), new, *now).await })).await;
        assert_eq!(added.unwrap_err().code().as_str(), "EXISTS");
        france.invites(unicode, "FOCAL_POINT").await.refused("FORBIDDEN");
    }

    async fn a_sole_administrator_invites_the_second_alone_and_the_third_with_them(test: Test) {
        let world = World::with_people(test).await;
        let first = world.administrator();
        let status = async |email: &str, role: &str| {
            let answer = first.invites_to_secretariat(email, role).await.data();
            answer["inviteToSecretariat"]["invitation"]["status"].clone()
        };
        assert_eq!(status("a@un.example", "ADMINISTRATOR").await, "OPEN");
        assert_eq!(status("b@un.example", "ANALYST").await, "OPEN");
        world.second_administrator().await;
        assert_eq!(status("c@un.example", "ADMINISTRATOR").await, "AWAITING_CONFIRMATION");
        assert_eq!(status("d@un.example", "ANALYST").await, "OPEN");
    }

    async fn one_administrator_is_enough_for_a_focal_point_where_the_deployment_says_so(test: Test) {
        let world = World::with_people(test).await;
        let config = Config { invitation_approvals: 1, ..world.config().clone() };
        let small = World::with(config, world.test.clone()).await;
        let administrator = small.administrator();
        small.second_administrator().await;
        let colleague = administrator.invites_to_secretariat("c@un.example", "ADMINISTRATOR").await.data();
        assert_eq!(colleague["inviteToSecretariat"]["invitation"]["status"], "AWAITING_CONFIRMATION", "not for administrators");
        let email = "tokyo@mfa.example";
        let answer = administrator.invites_focal_point(email, "JPN").await;
        assert_eq!(answer.data()["inviteFocalPoint"]["invitation"]["status"], "OPEN");
        let invited = small.invited(&answer, "inviteFocalPoint", email).await;
        let who = viewer(&small, &small.redeems(&invited.token, &invited.code).await).await;
        assert_eq!(who["viewer"], json!({ "name": "New", "role": "FOCAL_POINT", "stateCode": "JPN" }));
    }

    async fn an_invitation_that_is_not_right_is_refused_in_the_same_words(test: Test) {
        let world = World::with_people(test).await;
        let invited = reader(&world).await;
        let unknown = world.redeems(&"A".repeat(43), &invited.code).await;
        unknown.refused("INVITATION_REFUSED");
        let wrong = world.redeems(&invited.token, "2222-2222").await;
        let malformed = world.redeems("short", &invited.code).await;
        let without = world.public().post("/auth/invitations/redeem", json!({ "token": invited.token })).await;
        let start = world.now();
        world.test.clock.set(start + TimeDelta::hours(72));
        let expired = world.redeems(&invited.token, &invited.code).await;
        world.test.clock.set(start + TimeDelta::hours(72) - TimeDelta::seconds(1));
        viewer(&world, &world.redeems(&invited.token, &invited.code).await).await;
        let reused = world.redeems(&invited.token, &invited.code).await;
        for (what, answer) in
            [("wrong", wrong), ("malformed", malformed), ("without", without), ("expired", expired), ("reused", reused)]
        {
            assert_eq!((answer.status(), words(&answer)), (401, words(&unknown)), "{what}");
        }
    }

    async fn an_invitation_ends_after_five_wrong_codes(test: Test) {
        let world = World::with_people(test).await;
        let invited = reader(&world).await;
        for _ in 0..5 {
            world.redeems(&invited.token, "2222-2222").await.refused("INVITATION_REFUSED");
        }
        world.redeems(&invited.token, &invited.code).await.refused("INVITATION_REFUSED");
        let seen = world.france().reads("{ invitations { status } }").await;
        assert_eq!(seen["invitations"], json!([{ "status": "ENDED" }]));
        let acts = world.france().acts().await;
        assert_eq!(acts.iter().filter(|verb| *verb == "invitation.mistake").count(), 5, "{acts:?}");
    }

    async fn of_64_redemptions_at_once_one_succeeds(test: Test) {
        let world = World::with_people(test).await;
        let invited = reader(&world).await;
        let answers = join_all((0..64).map(|_| world.redeems(&invited.token, &invited.code))).await;
        let good: Vec<_> = answers.iter().filter(|answer| answer.status() == 200).collect();
        assert_eq!(good.len(), 1);
        answers.iter().filter(|answer| answer.status() != 200).for_each(|answer| drop(answer.refused("INVITATION_REFUSED")));
        let people = world.france().reads("{ people { email status } }").await["people"].clone();
        let new: Vec<_> = people.as_array().unwrap().iter().filter(|person| person["email"] == NEW).collect();
        assert_eq!(new, [&json!({ "email": NEW, "status": "ACTIVE" })]);
        world.trail_is_whole().await;
    }

    async fn an_address_of_another_state_comes_into_none(test: Test) {
        let world = World::with_people(test).await;
        let email = "reader@deu.example.org";
        let answer = world.france().invites(email, "READER").await;
        let invited = world.invited(&answer, "invitePerson", email).await;
        world.redeems(&invited.token, &invited.code).await.refused("INVITATION_REFUSED");
        assert_eq!(viewer_of(&world.germany().reader).await, json!({ "role": "READER", "stateCode": "DEU" }));
    }

    async fn an_invitation_is_seen_and_ended_by_its_own_state_alone(test: Test) {
        let world = World::with_people(test).await;
        let invited = reader(&world).await;
        let end = json!({ "invitation": invited.id });
        for stranger in [world.germany().focal_point, world.administrator()] {
            assert_eq!(stranger.reads("{ invitations { id } }").await["invitations"], json!([]));
            stranger.does("endInvitation", end.clone(), "invitation { id }").await.refused("NOT_FOUND");
        }
        let ended = world.france().does("endInvitation", end.clone(), "invitation { status }").await.data();
        assert_eq!(ended["endInvitation"]["invitation"]["status"], "ENDED");
        world.france().does("endInvitation", end, "invitation { id }").await.refused("STALE");
        world.redeems(&invited.token, &invited.code).await.refused("INVITATION_REFUSED");
        assert_eq!(world.france().acts().await[..2], ["invitation.end", "invitation.invite"]);
    }

    async fn a_new_invitation_for_an_address_ends_the_earlier_one(test: Test) {
        let world = World::with_people(test).await;
        let (earlier, later) = (reader(&world).await, reader(&world).await);
        assert_ne!((&earlier.token, &earlier.code), (&later.token, &later.code));
        world.redeems(&earlier.token, &earlier.code).await.refused("INVITATION_REFUSED");
        viewer(&world, &world.redeems(&later.token, &later.code.to_lowercase().replace('-', " ")).await).await;
    }

    async fn the_same_key_invites_once_and_gives_the_same_code(test: Test) {
        let world = World::with_people(test).await;
        let input = json!({ "email": NEW, "name": "New", "language": "FR", "role": "READER", "idempotencyKey": "k" });
        let mut given = Vec::new();
        for _ in 0..2 {
            given.push(world.france().does("invitePerson", input.clone(), "invitation { id } code").await.data());
        }
        assert_eq!(given[0], given[1]);
        assert_eq!(world.france().reads("{ invitations { id } }").await["invitations"].as_array().unwrap().len(), 1);
        let kept = world.test.beside().await.texts("SELECT outcome FROM idempotency").await;
        let code = given[0]["invitePerson"]["code"].as_str().unwrap();
        assert!(!kept.is_empty() && kept.iter().all(|outcome| !outcome.contains(code)), "{kept:?}");
    }

    async fn who_comes_back_has_nothing_left_of_before(test: Test) {
        let world = World::with_people(test).await;
        let france = world.france();
        let email = "contributor@fra.example.org";
        world.grant(&france, "A.a", entity::vocabulary::GrantRight::Write).await;
        let answer = france.invites(email, "READER").await;
        let invited = world.invited(&answer, "invitePerson", email).await;
        assert_eq!(viewer_of(&france.contributor).await["role"], "CONTRIBUTOR", "nothing changes before it is redeemed");
        viewer(&world, &world.redeems(&invited.token, &invited.code).await).await;
        france.contributor.asks("{ viewer { role } }").await.refused("UNAUTHENTICATED");
        let sign_in = json!({ "email": email, "password": crate::world::PASSWORD });
        world.public().post("/auth/sign-in", sign_in).await.refused("SIGN_IN_REFUSED");
        assert_eq!(france.reads("{ grants { id } }").await["grants"], json!([]));
    }

    async fn the_first_administrator_comes_in_by_one_link_while_nobody_is_here(test: Test) {
        let world = World::empty(test).await;
        let (link, again) = (invitation::first_link(&world).await.unwrap().unwrap(), invitation::first_link(&world).await.unwrap());
        assert_eq!(again, None, "it is shown once");
        let anew = invitation::first_link_anew(&world).await.unwrap().unwrap();
        let token = |link: &str| link.split_once("/#/invitation/").unwrap().1.to_owned();
        let redeem = async |link: &str, who: Value| {
            let mut body = who;
            body["token"] = token(link).into();
            world.public().post("/auth/invitations/redeem", body).await
        };
        let who = json!({ "email": "first@un.example", "name": "First", "language": "fr" });
        redeem(&link, who.clone()).await.refused("INVITATION_REFUSED");
        redeem(&anew, json!({})).await.refused("INVITATION_REFUSED");
        let answers = join_all((0..64).map(|_| redeem(&anew, who.clone()))).await;
        let good: Vec<_> = answers.iter().filter(|answer| answer.status() == 200).collect();
        assert_eq!(good.len(), 1);
        assert_eq!(viewer(&world, good[0]).await["viewer"]["role"], "ADMINISTRATOR");
        assert_eq!(invitation::first_link_anew(&world).await.unwrap(), None);
        world.trail_is_whole().await;
    }

    async fn the_link_for_the_first_administrator_opens_nothing_once_somebody_is_here(test: Test) {
        let world = World::empty(test).await;
        let link = invitation::first_link(&world).await.unwrap().unwrap();
        let person = staff(None).remove(0);
        let add = world.write((person, world.now()), |tx, (person, now)| {
            Box::pin(async move { add_person(tx, &Administrator::operator(), person, *now).await })
        });
        add.await.unwrap();
        let token = link.split_once("/#/invitation/").unwrap().1;
        let body = json!({ "token": token, "email": "late@un.example", "name": "Late" });
        world.public().post("/auth/invitations/redeem", body).await.refused("INVITATION_REFUSED");
    }
}

async fn viewer_of(actor: &Actor) -> Value {
    actor.reads("{ viewer { role stateCode } }").await["viewer"].clone()
}
