//! People, keys, integrations and letters at the terminal.

use crate::world::{Machine, Test, World, both};
use entity::vocabulary::{IntegrationScope, KeyPurpose};
use national_survey::clock::Clock;

/// Returns the verb of the newest act in all chains, and true if a person did it.
async fn newest(world: &World) -> (String, bool) {
    let beside = world.test.beside().await;
    let newest = "FROM act ORDER BY at DESC, number DESC LIMIT 1";
    let verb = beside.texts(&format!("SELECT verb {newest}")).await.remove(0);
    (
        verb,
        beside.number(&format!("SELECT CASE WHEN person IS NULL THEN 0 ELSE 1 END {newest}")).await
            == 1,
    )
}

async fn acts(world: &World) -> i64 {
    world.test.beside().await.number("SELECT count(*) FROM act").await
}

both! {
    async fn people_are_invited_suspended_and_signed_out_at_the_terminal(test: Test) {
        test.clock.set(Clock::System.now());
        let world = World::with_people(test.clone()).await;
        let invite = ["person", "invite", "--role", "focal_point", "--state", "JPN", "--email", "new@mfa.example", "--name", "New"];
        let wrong = [&invite[..], &["--by", "reader@fra.example.org"]].concat();
        let before = acts(&world).await;
        let refused = test.run_with(&wrong, "");
        assert!(!refused.done && refused.complained.contains("NOT_FOUND"), "{refused:?}");
        assert!(!test.run_with(&["person", "invite", "--role", "focal_point", "--email", "a@b.example", "--name", "N"], "").done);
        assert_eq!(acts(&world).await, before, "a refusal leaves none");

        let said = test.runs(&[&invite[..], &["--by", "administrator@un.example.org"]].concat());
        assert_eq!(newest(&world).await, ("invitation.invite".into(), true));
        let code = said.lines().find_map(|line| line.strip_prefix("The code, to be given separately from the link: ")).unwrap();
        let earlier = world.mailed("new@mfa.example").await.unwrap();
        assert!(!said.contains(&earlier), "the link leaves by mail alone: {said}");

        let said = test.runs(&[&invite[..], &["--print-link"]].concat());
        assert_eq!(newest(&world).await, ("invitation.invite".into(), false), "the operator, who needs no name and no second");
        let anew = said.lines().find_map(|line| line.strip_prefix("The code, to be given separately from the link: ")).unwrap();
        assert_ne!(anew, code);
        let token = said.split_once("/#/invitation/").unwrap().1.trim();
        assert_eq!(world.mailed("new@mfa.example").await.as_deref(), Some(token));
        assert_eq!(world.redeems(token, code).await.status(), 401);
        assert_eq!(world.redeems(&earlier, code).await.status(), 401, "a newer invitation took its place");
        assert_eq!(world.redeems(token, anew).await.status(), 200);

        let listed = test.runs(&["person", "sessions", "new@mfa.example"]);
        assert!(listed.lines().count() == 1 && listed.contains("invitation"), "{listed}");
        assert_eq!(test.runs(&["person", "sessions", "new@mfa.example", "--end"]), "1 sessions are ended.\n");
        assert_eq!(newest(&world).await.0, "session.end");
        assert_eq!(test.runs(&["person", "sessions", "new@mfa.example"]), "");
        assert_eq!(test.runs(&["person", "suspend", "NEW@mfa.example"]), "new@mfa.example is suspended.\n");
        assert_eq!(newest(&world).await.0, "person.remove");
        assert!(!test.run_with(&["person", "suspend", "nobody@mfa.example"], "").done);
        let typed = "a long and winding password 7\n";
        let add = ["person", "add", "--role", "analyst", "--email", "analyst2@un.example", "--name", "Two"];
        assert!(!test.run_with(&add, "short\n").done);
        let added = test.run_with(&add, typed);
        assert!(added.done && added.said.contains("otpauth://"), "{added:?}");
        assert_eq!(newest(&world).await.0, "one_time_code.set");
        assert_eq!(test.runs(&["verify", "audit"]), "0 findings.\n");
    }

    async fn keys_are_listed_rotated_and_revoked_at_the_terminal(test: Test) {
        test.clock.set(Clock::System.now());
        let world = World::with_people(test.clone()).await;
        let kids = |status: &str| -> Vec<String> {
            let listed = test.runs(&["keys", "list"]);
            let of = listed.lines().filter(|line| line.contains("receipt") && line.contains(status));
            of.map(|line| line.split_whitespace().next().unwrap().to_owned()).collect()
        };
        let old = world.keys().kid(KeyPurpose::Receipt);
        assert_eq!(kids("active"), std::slice::from_ref(&old));
        assert!(!test.run_with(&["keys", "revoke", &old], "").done, "it is in use");
        let said = test.runs(&["keys", "rotate", "receipt", "--by", "administrator@un.example.org"]);
        let new = said.split_whitespace().next().unwrap().to_owned();
        assert_eq!((kids("active"), kids("retired"), kids("next").len()), (vec![new], vec![old.clone()], 1));
        assert_eq!(newest(&world).await, ("key.rotate".into(), true));
        assert_eq!(test.runs(&["keys", "revoke", &old]), format!("{old} is revoked.\n"));
        assert_eq!((kids("revoked"), newest(&world).await), (vec![old], ("key.revoke".into(), false)));
        assert!(!test.run_with(&["keys", "revoke", "nobody"], "").done);
        assert!(!test.run_with(&["keys", "rotate", "everything"], "").done);
        assert_eq!(test.runs(&["verify", "audit"]), "0 findings.\n");
    }

    async fn integrations_and_letters_are_listed_and_dealt_with_at_the_terminal(test: Test) {
        test.clock.set(Clock::System.now());
        let world = World::with_people(test.clone()).await;
        let machine = Machine::minted(&world.france(), &[IntegrationScope::CatalogRead], 1).await;
        world.france().invites("new@mfa.example", "READER").await.data();
        let listed = test.runs(&["integration", "list"]);
        assert!(listed.contains(&machine.id) && listed.contains("catalog.read") && listed.contains(&machine.kid()), "{listed}");
        test.runs(&["integration", "revoke", &machine.id]);
        assert_eq!(newest(&world).await, ("integration.revoke".into(), false));
        assert!(!test.run_with(&["integration", "revoke", &uuid::Uuid::max().to_string()], "").done);

        let listed = test.runs(&["outbox", "list"]);
        assert!(listed.contains("waiting") && listed.contains("new@mfa.example") && !listed.contains("/#/"), "{listed}");
        let letter = listed.split_whitespace().next().unwrap();
        assert!(!test.run_with(&["outbox", "retry", letter], "").done, "it was not given up");
        let before = acts(&world).await;
        assert_eq!(test.runs(&["outbox", "retry", "--all"]), "0 to be tried again.\n");
        assert_eq!(acts(&world).await, before, "nothing was done");
        let dead = "UPDATE letter SET status = 'dead', ended_at = posted_at, failure = 'nobody here'";
        world.test.beside().await.run(dead).await.unwrap();
        assert_eq!(test.runs(&["outbox", "retry", letter]), "1 to be tried again.\n");
        assert_eq!(newest(&world).await, ("letter.retry".into(), false));
        assert_eq!(test.runs(&["verify", "audit"]), "0 findings.\n");
    }
}
