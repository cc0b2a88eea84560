//! The outbox: letters are written with their act, sent once, and never lost on the way.

mod delivery;
mod failures;

use crate::world::{MailServer, World};
use entity::vocabulary::{LetterKind, Official};
use national_survey::{
    administration,
    config::Config,
    error::{Error, Result},
    outbox::{self, Letter, Mailer},
};
use std::collections::BTreeMap;

/// Link of every invitation here. Only its recipient may read it.
const LINK: &str = "https://survey.example/invitation#c2VjcmV0";

fn invitation(to: &str, language: Official) -> Letter {
    let words = [
        ("by", "Ana Lima"),
        ("link", LINK),
        ("name", "Mona"),
        ("role", "focal_point"),
        ("until", "2027-01-04 09:00 UTC"),
        ("whose", "Kenya"),
    ];
    let words: BTreeMap<_, _> = words.map(|(name, word)| (name.to_owned(), word.to_owned())).into();
    Letter { to: to.into(), language, kind: LetterKind::Invitation, words }
}

impl World {
    async fn posts(&self, letter: Letter) -> Result<()> {
        let now = self.now();
        self.write((letter, now), |tx, (letter, now)| {
            Box::pin(outbox::enqueue(tx, letter.clone(), *now))
        })
        .await
    }

    async fn posts_and_thinks_better_of_it(&self, letter: Letter) {
        let write = self.write((letter, self.now()), |tx, (letter, now)| {
            Box::pin(async move {
                outbox::enqueue(tx, letter.clone(), *now).await?;
                Err::<(), _>(Error::failure("no"))
            })
        });
        write.await.unwrap_err();
    }

    fn carrier(&self, url: &str) -> Mailer {
        let config = Config { smtp_url: Some(url.to_owned().into()), ..self.config().clone() };
        Mailer::of(&config.mail()).unwrap().unwrap()
    }

    async fn delivers(&self, to: &MailServer) -> usize {
        outbox::deliver(self, &self.carrier(&to.url())).await.unwrap()
    }

    async fn letters(&self) -> Vec<entity::letter::Model> {
        administration::list_letters(self, true).await.unwrap()
    }
}
