//! Mail servers that refuse, stall or are missing, and malformed letters.

use super::{LINK, invitation};
use crate::world::{MailServer, Test, World, both};
use chrono::TimeDelta;
use entity::vocabulary::{LetterStatus, Official};
use national_survey::{access::Administrator, administration, outbox};
use std::time::{Duration, Instant};

both! {
    async fn a_server_that_says_later_is_asked_again_and_again_with_growing_delays_and_then_no_more(test: Test) {
        let Some(server) = MailServer::start() else { return };
        let world = World::empty(test).await;
        world.posts(invitation("later@example.org", Official::En)).await.unwrap();
        let mut waits = Vec::new();
        loop {
            assert_eq!(world.delivers(&server).await, 0);
            let letter = world.letters().await.remove(0);
            assert!(letter.failure.as_ref().unwrap().contains("Come back later"), "{letter:?}");
            assert!(!letter.failure.unwrap().contains("c2VjcmV0"));
            if letter.status == LetterStatus::Dead {
                break;
            }
            let wait = letter.due_at - world.now();
            // The letter is not tried before its time.
            world.test.clock.set(world.now() + wait - TimeDelta::seconds(1));
            world.delivers(&server).await;
            assert_eq!(world.letters().await[0].tries, letter.tries);
            world.test.clock.set(world.now() + TimeDelta::seconds(1));
            waits.push(wait.num_minutes());
        }
        assert_eq!(waits, [1, 5, 15, 60, 120, 240, 480, 960]);
        // A dead letter is listed, waits for the operator, and is blanked at the end.
        assert_eq!(administration::list_letters(&world, false).await.unwrap().len(), 1);
        assert_eq!(administration::retry_letters(&world, Administrator::operator(), Some(national_survey::clock::new_id())).await.unwrap(), 0);
        assert_eq!(administration::retry_letters(&world, Administrator::operator(), None).await.unwrap(), 1);
        assert_eq!((world.letters().await[0].status, world.letters().await[0].tries), (LetterStatus::Waiting, 0));
        let beside = world.test.beside().await;
        assert_eq!(outbox::expire(&world).await.unwrap(), 0);
        assert!(beside.texts("SELECT words FROM letter").await[0].contains(LINK));
        world.test.clock.set(world.now() + TimeDelta::days(7));
        assert_eq!(outbox::expire(&world).await.unwrap(), 1);
        assert_eq!(beside.texts("SELECT words || status FROM letter").await, ["{}expired"]);
        assert_eq!(administration::retry_letters(&world, Administrator::operator(), None).await.unwrap(), 0);
        assert_eq!(server.taken(0).await.len(), 0);
    }

    async fn a_server_that_says_never_is_not_asked_again(test: Test) {
        let Some(server) = MailServer::start() else { return };
        let world = World::empty(test).await;
        world.posts(invitation("never@example.org", Official::En)).await.unwrap();
        world.posts(invitation("mona@example.org", Official::En)).await.unwrap();
        assert_eq!(world.delivers(&server).await, 1);
        let letter = world.letters().await.remove(0);
        assert_eq!((letter.status, letter.tries), (LetterStatus::Dead, 1));
        assert!(letter.failure.unwrap().contains("Nobody here"));
        assert_eq!(server.taken(1).await.len(), 1);
    }

    async fn a_server_that_stalls_or_is_not_there_or_does_not_know_us_is_asked_again(test: Test) {
        let (Some(server), Some(stranger)) = (MailServer::start(), MailServer::that_knows_nobody()) else { return };
        let world = World::empty(test).await;
        world.posts(invitation("slow@example.org", Official::En)).await.unwrap();
        let began = Instant::now();
        let carrier = world.carrier(&server.url()).with_patience(Duration::from_millis(300));
        assert_eq!(outbox::deliver(&world, &carrier).await.unwrap(), 0);
        assert!(began.elapsed() < Duration::from_secs(10));
        let nobody = "smtp://127.0.0.1:1".to_owned();
        let wrong = format!("smtp://survey:s3cret-of-ours@127.0.0.1:{}", stranger.port());
        let without_tls = format!("{}?tls=required", server.url());
        for (n, url) in [nobody, wrong, without_tls].into_iter().enumerate() {
            world.test.clock.set(world.letters().await[0].due_at);
            assert_eq!(outbox::deliver(&world, &world.carrier(&url)).await.unwrap(), 0);
            let letter = world.letters().await.remove(0);
            assert_eq!((letter.status, letter.tries), (LetterStatus::Waiting, i64::try_from(n).unwrap() + 2), "{letter:?}");
            assert!(!letter.failure.unwrap().contains("s3cret-of-ours"));
        }
        assert_eq!(server.taken(0).await.len(), 0);
    }

    async fn no_word_becomes_a_header_and_no_address_becomes_two(test: Test) {
        let Some(server) = MailServer::start() else { return };
        let world = World::empty(test).await;
        for address in ["a@b.example\r\nBcc: x@example.org", "a@b.example, c@d.example", "nobody", "A <a@b.example>", ""] {
            let refused = world.posts(invitation(address, Official::En)).await.unwrap_err();
            assert_eq!(refused.code().as_str(), "BAD_INPUT", "{address:?}");
        }
        let mut letter = invitation("mona@example.org", Official::En);
        letter.words.insert("name".into(), "Mona\r\nBcc: everybody@example.org\r\n\r\nhttps://evil.example".into());
        world.posts(letter.clone()).await.unwrap();
        letter.words.remove("link");
        assert_eq!(world.posts(letter).await.unwrap_err().code().as_str(), "FAILURE");
        assert_eq!(world.delivers(&server).await, 1);
        let taken = server.taken(1).await.remove(0);
        assert_eq!(taken["envelope_to"], serde_json::json!(["mona@example.org"]));
        assert!(taken["headers"].get("bcc").is_none(), "{taken:#}");
        let text = taken["text"].as_str().unwrap();
        assert_eq!(text.lines().next(), Some("Dear Mona  Bcc: everybody@example.org    https evil.example,"), "{text}");
        assert_eq!(text.matches("://").count(), 1, "{text}");
    }
}
