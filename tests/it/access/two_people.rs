//! Acts of two people: a sole administrator can remove, invite and release nothing that needs two.

use crate::world::{Actor, Answer, Invited, Test, World, both, on};
use chrono::TimeDelta;
use entity::vocabulary::LetterKind;
use national_survey::{
    access::{Administrator, Caches},
    identity::{invitation, people},
};
use serde_json::{Value, json};

const FIRST: &str = "administrator@un.example.org";
const SECOND: &str = "second@un.example.org";
const THIRD: &str = "third@un.example.org";

/// Creates a cycle to which France has submitted, on 1 March, with two administrators who have been
/// here for weeks.
async fn submitted(test: Test) -> (World, Actor, Actor) {
    let world = World::open(test).await;
    world.france().submits("2027", json!({ "countable": true })).await.data();
    let second = world.administrator_at(SECOND).await;
    (world.clone(), world.administrator(), second)
}

async fn signs_off(by: &Actor, proposal: &Value) -> Answer {
    by.does("signOffRelease", json!({ "proposal": proposal }), "proposal { status }").await
}

/// Returns the removal that an answer proposes.
fn removal(answer: &Answer) -> Value {
    answer.data()["removePerson"]["removal"]["id"].clone()
}

async fn suspends(world: &World, email: &'static str) {
    let suspend = world
        .write((Administrator::operator(), email, world.now()), |tx, (by, email, now)| {
            Box::pin(async move { people::suspend(tx, by, email, *now).await })
        });
    suspend.await.unwrap();
    Caches::of(world).people.forget();
}

async fn active(world: &World) -> i64 {
    let count = "SELECT count(*) FROM person WHERE role = 'administrator' AND status = 'active'";
    world.test.beside().await.number(count).await
}

async fn invited(world: &World, by: &Actor, email: &str) -> Invited {
    let answer = by.invites_to_secretariat(email, "ADMINISTRATOR").await;
    world.invited(&answer, "inviteToSecretariat", email).await
}

both! {
    async fn one_of_two_administrators_neither_removes_the_other_nor_makes_another_nor_has_both_votes(test: Test) {
        let (world, first, second) = submitted(test).await;
        let proposal = world.proposes(json!({ "cycle": "2027" })).await;
        let refused = first.removes(&second.id().await).await;
        refused.refused("SECOND_PERSON_NEEDED");
        assert!(refused.json()["errors"][0]["message"].as_str().unwrap().contains("terminal"), "{refused:?}");
        assert_eq!(active(&world).await, 2);
        // However the second administrator leaves: there were two, so the first cannot act alone.
        suspends(&world, SECOND).await;
        for email in ["puppet@un.example", SECOND, "Second+new@un.example.org", "se.cond@un.example.org"] {
            first.invites_to_secretariat(email, "ADMINISTRATOR").await.refused("SECOND_PERSON_NEEDED");
        }
        assert_eq!(world.mailed("puppet@un.example").await, None);
        assert_eq!((active(&world).await, world.letters_of(LetterKind::Invitation, SECOND).await), (1, 0));
        signs_off(&first, &proposal).await.refused("FORBIDDEN");
        assert_eq!(world.publishes().await, Vec::<i64>::new());
        // An analyst cannot become an administrator except by an invitation, so this is no way
        // round.
        let analyst = first.invites_to_secretariat("analyst@un.example.org", "ADMINISTRATOR").await;
        analyst.refused("SECOND_PERSON_NEEDED");
        assert!(first.invites_to_secretariat("helper@un.example", "ANALYST").await.json().get("errors").is_none());
        world.trail_is_whole().await;
    }

    async fn two_administrators_remove_a_third_who_cannot_stand_in_the_way_and_everybody_is_told(test: Test) {
        let (world, first, second) = submitted(test).await;
        let third = world.administrator_at(THIRD).await;
        let (id, double) = (third.id().await, world.administrator_at("thi.rd+two@un.example.org").await);
        third.invites_to_secretariat("colleague@un.example", "ADMINISTRATOR").await.data();
        first.removes(&first.id().await).await.refused("FORBIDDEN");
        world.analyst().removes(&id).await.refused("FORBIDDEN");
        world.france().removes(&id).await.refused("NOT_FOUND");
        let proposed = first.removes(&id).await;
        assert_eq!(proposed.data()["removePerson"]["person"]["status"], "ACTIVE", "one alone proposes");
        let waits = removal(&proposed);
        assert_eq!(removal(&first.removes(&id).await), waits, "once is once");
        assert_eq!(removal(&second.removes(&id).await), waits, "no other proposal pushes it aside");
        let asked = async |to| world.letters_of(LetterKind::ConfirmRemoval, to).await;
        assert_eq!((asked(SECOND).await, asked(THIRD).await, asked(FIRST).await), (1, 0, 0));
        first.confirms_removal(&waits).await.refused("FORBIDDEN");
        third.confirms_removal(&waits).await.refused("FORBIDDEN");
        double.confirms_removal(&waits).await.refused("FORBIDDEN");
        world.analyst().confirms_removal(&waits).await.refused("FORBIDDEN");
        world.new_administrator_at("new@un.example").await.confirms_removal(&waits).await.refused("FORBIDDEN");
        second.confirms_removal(&json!(uuid::Uuid::max())).await.refused("NOT_FOUND");
        for blocks in [&third, &double, &second] {
            blocks.does("endRemoval", json!({ "removal": waits }), "removal { status }").await.refused("FORBIDDEN");
        }
        assert_eq!(active(&world).await, 5);
        let input = json!({ "removal": waits, "idempotencyKey": "once" });
        for _ in 0..2 {
            let done = second.does("confirmRemoval", input.clone(), "removal { status }").await.data();
            assert_eq!(done["confirmRemoval"]["removal"]["status"], "CONFIRMED");
        }
        second.confirms_removal(&waits).await.refused("STALE");
        third.asks("{ viewer { role } }").await.refused("UNAUTHENTICATED");
        let invitations = first.reads("{ invitations { email status } }").await;
        assert_eq!(invitations["invitations"], json!([{ "email": "colleague@un.example", "status": "ENDED" }]));
        let told = async |to| world.letters_of(LetterKind::AdministratorRemoved, to).await;
        for to in [THIRD, FIRST, SECOND, "focal_point@fra.example.org", "focal_point@ken.example.org"] {
            assert_eq!(told(to).await, 1, "{to}");
        }
        for not_told in ["analyst@un.example.org", "reader@fra.example.org", "approver@fra.example.org"] {
            assert_eq!(told(not_told).await, 0, "{not_told}");
        }
        let acts: Vec<_> = first.acts().await.into_iter().filter(|verb| verb != "person.add").take(3).collect();
        assert_eq!(acts, ["removal.confirm", "person.remove", "removal.propose"]);
        world.trail_is_whole().await;
    }

    async fn a_removal_is_withdrawn_by_its_proposer_and_ends_with_time_or_with_its_people(test: Test) {
        let (world, first, second) = submitted(test).await;
        let third = world.administrator_at(THIRD).await;
        let id = third.id().await;
        let statuses = async || {
            let seen = first.reads("{ removals { status } }").await["removals"].clone();
            seen.as_array().unwrap().iter().map(|one| one["status"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let withdrawn = removal(&first.removes(&id).await);
        let ends = async |by: &Actor, which: &Value| by.does("endRemoval", json!({ "removal": which }), "removal { status }").await;
        assert_eq!(ends(&first, &withdrawn).await.data()["endRemoval"]["removal"]["status"], "ENDED");
        ends(&first, &withdrawn).await.refused("STALE");
        second.confirms_removal(&withdrawn).await.refused("STALE");
        let late = removal(&first.removes(&id).await);
        world.test.clock.set(world.now() + TimeDelta::days(7));
        second.confirms_removal(&late).await.refused("STALE");
        let left = removal(&second.removes(&id).await);
        assert_eq!(statuses().await, ["AWAITING_CONFIRMATION", "EXPIRED", "ENDED"]);
        suspends(&world, SECOND).await;
        first.confirms_removal(&left).await.refused("STALE");
        assert_eq!(statuses().await[0], "ENDED");
        first.goes_stale().await;
        first.asks("{ removals { id } }").await.refused("STEP_UP_REQUIRED");
        assert_eq!(active(&world).await, 2);
    }

    async fn a_new_account_and_a_second_account_of_one_human_are_no_second_person(test: Test) {
        let (world, first, second) = submitted(test).await;
        let proposal = world.proposes(json!({ "cycle": "2027" })).await;
        let new = world.new_administrator_at("new@un.example").await;
        let double = world.administrator_at("admini.strator+two@un.example.org").await;
        for no_second in [&first, &new, &double] {
            signs_off(no_second, &proposal).await.refused("FORBIDDEN");
        }
        let focal_point = first.invites_focal_point("tokyo@mfa.example", "JPN").await;
        let waits = world.invited(&focal_point, "inviteFocalPoint", "tokyo@mfa.example").await;
        let of_new = invited(&world, &first, "ne.w+more@un.example").await;
        for no_second in [&first, &new, &double] {
            no_second.confirms(&waits.id).await.refused("FORBIDDEN");
            no_second.confirms(&of_new.id).await.refused("FORBIDDEN");
        }
        let next = json!({ "email": "next@fra.example.org", "name": "Next", "language": "EN", "state": "FRA" });
        new.does("proposeSuccession", next.clone(), "succession { id }").await.refused("FORBIDDEN");
        let agreed = world.france().approver.does("proposeSuccession", next, "succession { id }").await.data();
        let agree = json!({ "succession": agreed["proposeSuccession"]["succession"]["id"] });
        new.does("agreeToSuccession", agree.clone(), "succession { id }").await.refused("FORBIDDEN");
        // The account counts as new for seven days.
        world.test.clock.set(world.now() + TimeDelta::days(7) - TimeDelta::seconds(1));
        new.does("agreeToSuccession", agree.clone(), "succession { id }").await.refused("FORBIDDEN");
        let proposal = world.proposes(json!({ "cycle": "2027" })).await;
        signs_off(&new, &proposal).await.refused("FORBIDDEN");
        world.test.clock.set(world.now() + TimeDelta::seconds(1));
        signs_off(&new, &proposal).await.data();
        signs_off(&second, &proposal).await.refused("STALE");
    }

    async fn a_proposal_of_an_administrator_who_left_is_signed_off_by_nobody(test: Test) {
        let (world, _, second) = submitted(test).await;
        let proposal = world.proposes(json!({ "cycle": "2027" })).await;
        suspends(&world, FIRST).await;
        signs_off(&second, &proposal).await.refused("STALE");
    }

    async fn a_sole_administrator_makes_one_other_alone_and_no_more(test: Test) {
        let world = World::with_people(test).await;
        let first = world.administrator();
        let (colleague, puppet) = (invited(&world, &first, "b@un.example").await, invited(&world, &first, "puppet@un.example").await);
        assert_eq!(world.redeems(&colleague.token, &colleague.code).await.status(), 200);
        world.redeems(&puppet.token, &puppet.code).await.refused("INVITATION_REFUSED");
        assert_eq!(active(&world).await, 2);
    }

    async fn an_administrator_is_made_something_else_by_two_alone(test: Test) {
        let (world, first, second) = submitted(test).await;
        first.invites_to_secretariat(SECOND, "ANALYST").await.refused("SECOND_PERSON_NEEDED");
        world.administrator_at(THIRD).await;
        let waits = first.invites_to_secretariat(SECOND, "ANALYST").await.data();
        assert_eq!(waits["inviteToSecretariat"]["invitation"]["status"], "AWAITING_CONFIRMATION");
        second.confirms(waits["inviteToSecretariat"]["invitation"]["id"].as_str().unwrap()).await.refused("FORBIDDEN");
        // One was made an analyst at the terminal, and the other is gone. There were two all the
        // same.
        let beside = world.test.beside().await;
        beside.run("UPDATE person SET role = 'analyst', role_since = created_at WHERE email <> 'administrator@un.example.org' AND role = 'administrator'").await.unwrap();
        assert_eq!(active(&world).await, 1);
        first.invites_to_secretariat("puppet@un.example", "ADMINISTRATOR").await.refused("SECOND_PERSON_NEEDED");
    }

    async fn the_first_steps_of_a_deployment_are_taken_on_its_first_day(test: Test) {
        let world = World::empty(test).await;
        let link = invitation::first_link(&world).await.unwrap().unwrap();
        let token = link.split_once("/#/invitation/").unwrap().1;
        let who = json!({ "token": token, "email": "a.n@un.example", "name": "A. N." });
        assert_eq!(world.public().post("/auth/invitations/redeem", who).await.status(), 200);
        let first = Actor::with_address(&world, "a.n@un.example".into());
        let colleague = invited(&world, &first, "b.o@un.example").await;
        assert_eq!(world.redeems(&colleague.token, &colleague.code).await.status(), 200);
        let second = Actor::with_address(&world, "b.o@un.example".into());
        let waits = first.invites_focal_point("f.p@mfa.example", "FRA").await;
        let waits = world.invited(&waits, "inviteFocalPoint", "f.p@mfa.example").await;
        second.confirms(&waits.id).await.data();
        let token = world.mailed("f.p@mfa.example").await.unwrap();
        assert_eq!(world.redeems(&token, &waits.code).await.status(), 200);
        let third = invited(&world, &first, "c.p@un.example").await;
        second.confirms(&third.id).await.data();
        world.trail_is_whole().await;
    }

    async fn on_the_first_day_the_first_two_act_together_until_a_state_has_submitted(test: Test) {
        let world = World::open(test).await;
        // All accounts of this world are new: those of the first, the second and a third
        // administrator.
        let beside = world.test.beside().await;
        world.new_administrator_at(SECOND).await;
        world.new_administrator_at(THIRD).await;
        beside.run(&format!("UPDATE person SET created_at = (SELECT created_at FROM person WHERE email = '{SECOND}')")).await.unwrap();
        let (first, second) = (world.administrator(), world.administrator_at(SECOND).await);
        let third = world.administrator_at(THIRD).await;
        let waits = first.invites_focal_point("tokyo@mfa.example", "JPN").await;
        let waits = world.invited(&waits, "inviteFocalPoint", "tokyo@mfa.example").await;
        third.confirms(&waits.id).await.refused("FORBIDDEN");
        second.confirms(&waits.id).await.data();
        let other = first.invites_focal_point("seoul@mfa.example", "KOR").await;
        let other = world.invited(&other, "inviteFocalPoint", "seoul@mfa.example").await;
        world.france().submits("2027", json!({ "countable": true })).await.data();
        second.confirms(&other.id).await.refused("FORBIDDEN");
        let proposal = world.proposes(json!({ "cycle": "2027" })).await;
        signs_off(&second, &proposal).await.refused("FORBIDDEN");
        world.test.clock.set(on(3, 8));
        second.confirms(&other.id).await.refused("STALE");
        let proposal = world.proposes(json!({ "cycle": "2027" })).await;
        signs_off(&second, &proposal).await.data();
    }
}
