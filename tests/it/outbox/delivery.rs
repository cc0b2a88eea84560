//! Delivery of letters: content, recipients and number of attempts.

use super::{LINK, invitation};
use crate::world::{MailServer, Test, World, both};
use chrono::TimeDelta;
use entity::vocabulary::{LetterStatus, Official};
use national_survey::{
    clock::new_id,
    config::Config,
    outbox::{self, LEASE, Mailer},
};
use std::collections::BTreeSet;

both! {
    async fn a_letter_is_sent_once_in_the_language_of_its_recipient_and_its_words_are_blanked(test: Test) {
        let Some(server) = MailServer::start() else { return };
        let world = World::empty(test).await;
        world.posts_and_thinks_better_of_it(invitation("nobody@example.org", Official::En)).await;
        for (n, language) in Official::ALL.iter().enumerate() {
            world.posts(invitation(&format!("mona{n}@example.org"), *language)).await.unwrap();
        }
        assert_eq!(world.delivers(&server).await, 6);
        assert_eq!(world.delivers(&server).await, 0);
        let taken = server.taken(6).await;
        assert_eq!(taken.len(), 6);
        for (n, letter) in taken.iter().enumerate() {
            assert_eq!(letter["envelope_to"], serde_json::json!([format!("mona{n}@example.org")]));
            assert_eq!(letter["envelope_from"], "national-survey@localhost");
            assert_eq!(letter["headers"]["content-language"], Official::ALL[n].as_str());
            assert_eq!(letter["headers"]["auto-submitted"], "auto-generated");
            assert!(letter["headers"]["content-type"].as_str().unwrap().starts_with("text/plain; charset=\"utf-8\""), "{letter:#}");
            let text = letter["text"].as_str().unwrap();
            assert_eq!(text.lines().filter(|line| *line == LINK).count(), 1, "{text}");
            assert!(text.contains("Mona") && !text.contains("focal_point"), "{text}");
        }
        assert_eq!(taken[2]["subject"], "You are invited to the National Survey of Implementation");
        assert_eq!(taken[0]["subject"], "دعوة إلى المشاركة في الدراسة الاستقصائية الوطنية عن التنفيذ");
        assert!(taken[0]["text"].as_str().unwrap().contains("\u{200f}لديكم دعوة من \u{2068}Ana Lima\u{2069}"));
        let kept = world.test.beside().await.texts("SELECT words FROM letter").await;
        assert_eq!(kept, ["{}"; 6]);
    }

    async fn a_link_is_whole_in_the_raw_letter_and_a_server_that_takes_no_8bit_gets_the_letter_too(test: Test) {
        let (Some(server), Some(old)) = (MailServer::start(), MailServer::that_takes_seven_bits()) else { return };
        let world = World::empty(test).await;
        let token = "A".repeat(42) + "=";
        let link = format!("https://national-survey.ministry-of-foreign-affairs.example/#/invitation/{token}");
        for (server, is_whole) in [(&server, true), (&old, false)] {
            for language in Official::ALL {
                let mut letter = invitation("mona@example.org", *language);
                letter.words.insert("link".into(), link.clone());
                world.posts(letter).await.unwrap();
            }
            assert_eq!(world.delivers(server).await, 6);
            for letter in server.taken(6).await {
                let raw = letter["raw"].as_str().unwrap();
                // A letter in ASCII is one of seven bits, too.
                let is_whole = is_whole || letter["headers"]["content-language"] == "en";
                assert_eq!(raw.lines().filter(|line| *line == link).count(), usize::from(is_whole), "{raw}");
                assert_eq!(letter["headers"]["content-transfer-encoding"], if is_whole { "8bit" } else { "quoted-printable" });
                assert!(raw.lines().all(|line| line.len() <= 998), "{raw}");
                assert!(letter["text"].as_str().unwrap().lines().any(|line| line == link), "{letter:#}");
            }
        }
    }

    async fn several_instances_at_once_send_each_letter_once(test: Test) {
        let Some(server) = MailServer::start() else { return };
        let world = World::empty(test.clone()).await;
        for n in 0..40 {
            world.posts(invitation(&format!("p{n}@example.org"), Official::En)).await.unwrap();
        }
        let mut instances = vec![world];
        for _ in 0..3 {
            instances.push(World::empty(test.clone()).await);
        }
        let sent: usize = futures_util::future::join_all(instances.iter().map(|world| world.delivers(&server))).await.iter().sum();
        assert_eq!(sent, 40);
        let taken = server.taken(40).await;
        let ids: BTreeSet<_> = taken.iter().map(|letter| letter["headers"]["message-id"].to_string()).collect();
        assert_eq!((taken.len(), ids.len()), (40, 40));
    }

    async fn what_an_instance_took_and_did_not_send_is_sent_by_another_when_the_lease_has_run_out(test: Test) {
        let Some(server) = MailServer::start() else { return };
        let world = World::empty(test).await;
        world.posts(invitation("mona@example.org", Official::En)).await.unwrap();
        let taken = outbox::lease(&world, new_id()).await.unwrap();
        assert_eq!(taken.len(), 1);
        assert_eq!(world.delivers(&server).await, 0);
        world.test.clock.set(world.now() + LEASE - TimeDelta::seconds(1));
        assert_eq!(world.delivers(&server).await, 0);
        world.test.clock.set(world.now() + TimeDelta::seconds(1));
        assert_eq!(world.delivers(&server).await, 1);
        let id = format!("<{}@localhost>", taken[0].id);
        assert_eq!(server.taken(1).await[0]["headers"]["message-id"], id);
        assert_eq!(world.letters().await[0].tries, 2);
    }

    async fn the_demonstration_puts_letters_into_a_folder_and_a_service_without_a_mail_server_keeps_them(test: Test) {
        let world = World::empty(test.clone()).await;
        world.posts(invitation("mona@example.org", Official::Ar)).await.unwrap();
        assert!(Mailer::of(&world.config().mail()).unwrap().is_none());
        let carrier = Mailer::of(&Config { demo: true, ..world.config().clone() }.mail()).unwrap().unwrap();
        assert_eq!(outbox::deliver(&world, &carrier).await.unwrap(), 1);
        let files: Vec<_> = std::fs::read_dir(test.folder.join("mail")).unwrap().flatten().collect();
        assert_eq!(files.len(), 1);
        let letter = std::fs::read_to_string(files[0].path()).unwrap();
        assert!(letter.contains("To: mona@example.org") && letter.contains("Content-Language: ar"), "{letter}");
        let mode = std::os::unix::fs::PermissionsExt::mode(&files[0].metadata().unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(world.letters().await[0].status, LetterStatus::Sent);
    }
}
