//! Invited people, with the link from the mail and the code.

use super::{Actor, Answer, World, people::staff};
use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    letter,
    vocabulary::{LetterKind, Role},
};
use national_survey::{
    access::{Administrator, Caches},
    error::Code,
    identity::people::add_person,
};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use serde_json::{Value, json};

/// The invitation as the invited person has it.
#[derive(Clone, Debug)]
pub struct Invited {
    /// The invitation.
    pub id: String,
    /// The token of the link.
    pub token: String,
    /// The code.
    pub code: String,
}

impl World {
    /// Returns a further person of a State, or of the Secretariat, with this role and address. The
    /// person is added on the first call.
    pub async fn joins(&self, state: Option<&str>, role: Role, email: &str) -> Actor {
        // An administrator who acts as a second person must have been here for some days.
        let days = if role == Role::Administrator { 30 } else { 0 };
        self.joined(state, role, email, self.now() - TimeDelta::days(days)).await
    }

    /// Returns a further person as [`Self::joins`] does, added at this moment.
    pub async fn joined(
        &self,
        state: Option<&str>,
        role: Role,
        email: &str,
        at: DateTime<Utc>,
    ) -> Actor {
        let mut person = staff(state).into_iter().find(|person| person.role == role).unwrap();
        person.email = email.into();
        let add = self.write((person, at), |tx, (person, now)| {
            Box::pin(async move { add_person(tx, &Administrator::operator(), person, *now).await })
        });
        match add.await {
            Err(error) if error.is(Code::Exists) => {}
            done => drop(done.unwrap()),
        }
        Actor::with_address(self, email.into())
    }

    /// Returns a second administrator, who confirms.
    pub async fn second_administrator(&self) -> Actor {
        self.administrator_at("second@un.example.org").await
    }

    /// Returns an administrator with this address, added on the first call.
    pub async fn administrator_at(&self, email: &str) -> Actor {
        self.joins(None, Role::Administrator, email).await
    }

    /// Returns an administrator whose account was made now.
    pub async fn new_administrator_at(&self, email: &str) -> Actor {
        self.joined(None, Role::Administrator, email, self.now()).await
    }

    /// Returns the number of letters of a kind to an address.
    pub async fn letters_of(&self, kind: LetterKind, to: &str) -> usize {
        let letters = letter::Entity::find()
            .filter(letter::Column::Recipient.eq(to))
            .filter(letter::Column::Kind.eq(kind));
        letters.all(self.read()).await.unwrap().len()
    }

    /// Returns the token of the newest link that was mailed to an address, if one was.
    pub async fn mailed(&self, to: &str) -> Option<String> {
        let letters = letter::Entity::find()
            .filter(letter::Column::Recipient.eq(to))
            .filter(letter::Column::Kind.eq(LetterKind::Invitation))
            .order_by_desc(letter::Column::PostedAt)
            .order_by_desc(letter::Column::Id);
        let newest = letters.all(self.read()).await.unwrap().into_iter().next()?;
        let words: Value = serde_json::from_str(&newest.words).unwrap();
        let link = words["link"].as_str().unwrap();
        Some(link.split_once("/#/invitation/").unwrap().1.to_owned())
    }

    /// Returns the invitation that the answer creates, as the invited person has it.
    pub async fn invited(&self, answer: &Answer, mutation: &str, email: &str) -> Invited {
        let given = answer.data()[mutation].take();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Invited {
            id: text(&given["invitation"]["id"]),
            token: self.mailed(email).await.unwrap_or_default(),
            code: text(&given["code"]),
        }
    }

    /// Redeems an invitation.
    pub async fn redeems(&self, token: &str, code: &str) -> Answer {
        self.public()
            .post("/auth/invitations/redeem", json!({ "token": token, "code": code }))
            .await
    }
}

impl Actor {
    /// Invites a person to the Secretariat.
    pub async fn invites_to_secretariat(&self, email: &str, role: &str) -> Answer {
        let input = json!({ "email": email, "name": "New", "language": "ES", "role": role });
        self.does("inviteToSecretariat", input, "invitation { id status } code").await
    }

    /// Invites a person of the own State.
    pub async fn invites(&self, email: &str, role: &str) -> Answer {
        let input = json!({ "email": email, "name": "New", "language": "FR", "role": role });
        self.does("invitePerson", input, "invitation { id status } code").await
    }

    /// Invites a State's focal point.
    pub async fn invites_focal_point(&self, email: &str, state: &str) -> Answer {
        let input = json!({ "email": email, "name": "New", "language": "EN", "state": state });
        self.does("inviteFocalPoint", input, "invitation { id status } code").await
    }

    /// Confirms an invitation.
    pub async fn confirms(&self, invitation: &str) -> Answer {
        self.does(
            "confirmInvitation",
            json!({ "invitation": invitation }),
            "invitation { id status } code",
        )
        .await
    }

    /// Proposes to remove an administrator, or removes another person.
    pub async fn removes(&self, person: &str) -> Answer {
        let shown = "person { status } removal { id status proposedBy confirmedBy }";
        self.does("removePerson", json!({ "person": person }), shown).await
    }

    /// Confirms the removal of an administrator.
    pub async fn confirms_removal(&self, removal: &Value) -> Answer {
        self.does("confirmRemoval", json!({ "removal": removal }), "removal { status confirmedBy }")
            .await
    }

    /// Returns the person's own id.
    pub async fn id(&self) -> String {
        self.reads("{ viewer { id } }").await["viewer"]["id"].as_str().unwrap().to_owned()
    }

    /// Removes the proof of a second factor from the own session.
    pub async fn goes_stale(&self) {
        let session = self.proof().await.unwrap().session;
        self.world.confirmed(session, None).await;
        Caches::of(&self.world).people.forget();
    }

    /// Returns the verbs of the newest acts that this person reads, the newest first.
    pub async fn acts(&self) -> Vec<String> {
        let seen = self.reads("{ auditTrail(first: 50) { nodes { verb } } }").await;
        let acts = seen["auditTrail"]["nodes"].as_array().unwrap().iter();
        acts.map(|act| act["verb"].as_str().unwrap().to_owned())
            .filter(|verb| !verb.starts_with("session."))
            .collect()
    }
}
