//! People who are invited, and what they hold in their hands: the link from the mail, and the code.

use super::{Actor, Answer, World, people::staff};
use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    letter,
    vocabulary::{LetterKind, Role},
};
use national_survey::{
    access::{Administrator, Caches, add_person},
    error::Code,
};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use serde_json::{Value, json};

/// What an invited person holds.
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
    /// A further person of a State, or of the Secretariat, in a role and with an address of their own; added when first asked for.
    pub async fn joins(&self, state: Option<&str>, role: Role, email: &str) -> Actor {
        // An administrator who is to be a second person has been here for some days.
        let days = if role == Role::Administrator { 30 } else { 0 };
        self.joined(state, role, email, self.now() - TimeDelta::days(days)).await
    }

    /// The same, added at this moment.
    pub async fn joined(&self, state: Option<&str>, role: Role, email: &str, at: DateTime<Utc>) -> Actor {
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

    /// A second administrator, who confirms.
    pub async fn second_administrator(&self) -> Actor {
        self.administrator_at("second@un.example.org").await
    }

    /// An administrator with an address of their own, added when first asked for.
    pub async fn administrator_at(&self, email: &str) -> Actor {
        self.joins(None, Role::Administrator, email).await
    }

    /// An administrator whose account was made now.
    pub async fn new_administrator_at(&self, email: &str) -> Actor {
        self.joined(None, Role::Administrator, email, self.now()).await
    }

    /// How many letters of a kind were posted to an address.
    pub async fn letters_of(&self, kind: LetterKind, to: &str) -> usize {
        let letters = letter::Entity::find().filter(letter::Column::Recipient.eq(to)).filter(letter::Column::Kind.eq(kind));
        letters.all(self.read()).await.unwrap().len()
    }

    /// The token of the newest link that was mailed to an address; none when none was.
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

    /// What the person whom the answer invites holds.
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
        self.public().post("/auth/invitations/redeem", json!({ "token": token, "code": code })).await
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
        self.does("confirmInvitation", json!({ "invitation": invitation }), "invitation { id status } code").await
    }

    /// Proposes to remove an administrator, or removes somebody else.
    pub async fn removes(&self, person: &str) -> Answer {
        let shown = "person { status } removal { id status proposedBy confirmedBy }";
        self.does("removePerson", json!({ "person": person }), shown).await
    }

    /// Confirms the removal of an administrator.
    pub async fn confirms_removal(&self, removal: &Value) -> Answer {
        self.does("confirmRemoval", json!({ "removal": removal }), "removal { status confirmedBy }").await
    }

    /// The person's own identity.
    pub async fn id(&self) -> String {
        self.reads("{ viewer { id } }").await["viewer"]["id"].as_str().unwrap().to_owned()
    }

    /// Forgets that the own session has shown a second factor.
    pub async fn goes_stale(&self) {
        let session = self.proof().await.unwrap().session;
        self.world.confirmed(session, None).await;
        Caches::of(&self.world).people.forget();
    }

    /// The verbs of the newest acts that this person sees, the newest first.
    pub async fn acts(&self) -> Vec<String> {
        let seen = self.reads("{ auditTrail(first: 50) { nodes { verb } } }").await;
        let acts = seen["auditTrail"]["nodes"].as_array().unwrap().iter();
        acts.map(|act| act["verb"].as_str().unwrap().to_owned()).filter(|verb| !verb.starts_with("session.")).collect()
    }
}
