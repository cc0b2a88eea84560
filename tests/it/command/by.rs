//! Acting administrator: every command that leaves an act takes the name of an administrator, and
//! the act names that person.

use crate::world::{Machine, Test, World, both, jwk, on};
use ed25519_dalek::SigningKey;
use entity::vocabulary::{IntegrationScope, KeyPurpose};
use national_survey::clock::Clock;

const ADMINISTRATOR: &str = "administrator@un.example.org";
const SUSPENDED: &str = "second@un.example.org";
const READER: &str = "reader@fra.example.org";

/// Command with its standard input.
type Told = (Vec<String>, &'static str);

fn told(line: &str) -> Told {
    (line.split(' ').map(str::to_owned).collect(), "")
}

/// Creates a world with a suspended administrator beside the acting one, a letter that was given
/// up, and a retired key.
async fn world(test: &Test) -> World {
    test.clock.set(Clock::System.now());
    let world = World::with_people(test.clone()).await;
    world.second_administrator().await;
    world.france().invites("waits@mfa.example", "READER").await.data();
    let beside = test.beside().await;
    beside
        .run(&format!("UPDATE person SET status = 'suspended' WHERE email = '{SUSPENDED}'"))
        .await
        .unwrap();
    beside
        .run("UPDATE letter SET status = 'dead', ended_at = posted_at, failure = 'nobody here'")
        .await
        .unwrap();
    world
}

/// Returns every command that acts, in an order in which each finds its object.
async fn commands(world: &World) -> Vec<Told> {
    let (france, administrator) = (world.france(), world.administrator());
    let ours = Machine::minted(&france, &[IntegrationScope::OwnAnswersRead], 1).await;
    let public = Machine::minted(&administrator, &[IntegrationScope::CatalogRead], 2).await;
    let folder = world.test.folder.display();
    std::fs::write(
        world.test.folder.join("next.jwk"),
        jwk(&SigningKey::from_bytes(&[3; 32])).to_string(),
    )
    .unwrap();
    std::fs::write(world.test.folder.join("fixture.yaml"), crate::world::FIXTURE).unwrap();
    let until = (world.now() + chrono::TimeDelta::days(90)).format("%FT%TZ");
    let add = "person add --role analyst --email analyst2@un.example --name Two";
    let mut all = vec![(told(add).0, "a long and winding password 7\n")];
    all.extend(
        [
            "person invite --role focal_point --state JPN --email new@mfa.example --name New"
                .to_owned(),
            format!("person sessions {READER} --end"),
            format!("person suspend {READER}"),
            format!("instrument import {folder}/fixture.yaml"),
            "instrument publish fixture 1".to_owned(),
            format!("integration add-key {} --jwk {folder}/next.jwk --until {until}", public.id),
            format!("integration revoke {}", ours.id),
            "outbox retry --all".to_owned(),
            "keys rotate receipt".to_owned(),
            format!("keys revoke {}", world.keys().kid(KeyPurpose::Receipt)),
        ]
        .map(|line| told(&line)),
    );
    all
}

fn by<'a>(arguments: &'a [String], email: &'a str) -> Vec<&'a str> {
    arguments.iter().map(String::as_str).chain(["--by", email]).collect()
}

/// Returns the number of the administrator's acts, and the number of all acts.
async fn acts(world: &World) -> (i64, i64) {
    let beside = world.test.beside().await;
    let of = format!(
        "SELECT count(*) FROM act WHERE person = (SELECT id FROM person WHERE email = '{ADMINISTRATOR}')"
    );
    (beside.number(&of).await, beside.number("SELECT count(*) FROM act").await)
}

both! {
    async fn every_command_refuses_whoever_is_no_active_administrator(test: Test) {
        let world = world(&test).await;
        let commands = commands(&world).await;
        let before = acts(&world).await;
        for (arguments, typed) in &commands {
            for wrong in ["nobody@un.example", READER, SUSPENDED, ""] {
                let refused = test.run_with(&by(arguments, wrong), typed);
                let sentence = format!("national-survey: There is no active administrator {wrong}. (NOT_FOUND)");
                assert!(!refused.done && refused.complained.contains(&sentence), "{arguments:?}: {refused:?}");
                assert_eq!(refused.said, "", "{arguments:?}");
            }
        }
        assert_eq!(acts(&world).await, before, "a refusal leaves none");
    }

    async fn the_act_of_every_command_is_of_the_administrator_who_was_named(test: Test) {
        let world = world(&test).await;
        world.france().reader.reads("{ viewer { id } }").await;
        for (arguments, typed) in commands(&world).await {
            let before = acts(&world).await;
            let ran = test.run_with(&by(&arguments, " Administrator@UN.example.org"), typed);
            assert!(ran.done, "{arguments:?}: {ran:?}");
            let after = acts(&world).await;
            let (theirs, all) = (after.0 - before.0, after.1 - before.1);
            assert!(theirs > 0 && theirs == all, "{arguments:?}: {theirs} of {all} acts");
        }
        assert_eq!(test.runs(&["verify", "audit"]), "0 findings.\n");
    }

    async fn an_administrator_who_is_named_gives_no_key_to_a_states_integration(test: Test) {
        let world = world(&test).await;
        let ours = Machine::minted(&world.france(), &[IntegrationScope::OwnAnswersRead], 1).await;
        let file = test.folder.join("next.jwk");
        std::fs::write(&file, jwk(&SigningKey::from_bytes(&[3; 32])).to_string()).unwrap();
        let (file, until) = (file.display().to_string(), on(12, 1).to_rfc3339());
        let before = acts(&world).await;
        let add = ["integration", "add-key", &ours.id, "--jwk", &file, "--until", &until];
        for add in [add.to_vec(), [&add[..], &["--by", ADMINISTRATOR]].concat()] {
            let refused = test.run_with(&add, "");
            assert!(!refused.done && refused.complained.contains("(FORBIDDEN)"), "{refused:?}");
        }
        assert_eq!(acts(&world).await, before);
    }
}
