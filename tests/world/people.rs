//! People: each signs in by the verb when first needed, and again when the session has run out on the world's clock.

use super::World;
use argon2::{Algorithm, Argon2, Params, Version, password_hash::PasswordHasher as _};
use chrono::{DateTime, TimeDelta, Utc};
use entity::words::{Official, Role};
use national_survey::access::{self, Administrator, Analyst, Caller, Contributes, FocalPoint, NewPerson, OwnState, token};
use std::sync::{Arc, OnceLock};
use tokio::sync::Mutex;

/// Everybody's password.
pub const PASSWORD: &str = "correct horse battery staple";

/// Its hash, with parameters that cost nothing.
fn password_hash() -> String {
    static HASH: OnceLock<String> = OnceLock::new();
    let make = || {
        let cheap = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8, 1, 1, None).unwrap());
        cheap.hash_password(PASSWORD.as_bytes()).unwrap().to_string()
    };
    HASH.get_or_init(make).clone()
}

/// A session, and since when.
type Session = (token::Proof, DateTime<Utc>);

/// Somebody, or nobody in particular.
#[derive(Clone, Debug)]
pub struct Actor {
    pub(super) world: World,
    email: Option<String>,
    session: Arc<Mutex<Option<Session>>>,
}

/// A State's people. Said by itself, a State is its focal point.
#[derive(Clone, Debug)]
pub struct Team {
    pub focal_point: Actor,
    pub contributor: Actor,
    pub reader: Actor,
    pub approver: Actor,
}

impl std::ops::Deref for Team {
    type Target = Actor;
    fn deref(&self) -> &Actor {
        &self.focal_point
    }
}

/// Who is to be added for a State or, without one, for the Secretariat.
pub fn staff(state: Option<&str>) -> Vec<NewPerson> {
    let roles: &[_] = match state {
        Some(_) => &[Role::FocalPoint, Role::Contributor, Role::Reader, Role::Approver],
        None => &[Role::Administrator, Role::Analyst],
    };
    let person = |role: &Role| NewPerson {
        email: address(*role, state),
        name: format!("{role} of {}", state.unwrap_or("the Secretariat")),
        language: Official::En,
        role: *role,
        state: state.map(|state| state.parse().unwrap()),
        password_hash: Some(password_hash()),
    };
    roles.iter().map(person).collect()
}

fn address(role: Role, state: Option<&str>) -> String {
    format!("{role}@{}.example.org", state.unwrap_or("un")).to_lowercase()
}

impl Team {
    /// The people of a State.
    pub fn of(world: &World, state: &str) -> Self {
        let person = |role| Actor::with_address(world, address(role, Some(state)));
        Self {
            focal_point: person(Role::FocalPoint),
            contributor: person(Role::Contributor),
            reader: person(Role::Reader),
            approver: person(Role::Approver),
        }
    }
}

impl Actor {
    /// The person with an e-mail address.
    pub fn with_address(world: &World, email: String) -> Self {
        Self { world: world.clone(), email: Some(email), session: Arc::default() }
    }

    /// Somebody of the Secretariat.
    pub fn of_secretariat(world: &World, role: Role) -> Self {
        Self::with_address(world, address(role, None))
    }

    /// The public.
    pub fn public(world: &World) -> Self {
        Self { world: world.clone(), email: None, session: Arc::default() }
    }

    /// The session, as a token proves it; none for the public.
    pub async fn proof(&self) -> Option<token::Proof> {
        let email = self.email.as_ref()?;
        let mut session = self.session.lock().await;
        let now = self.world.now();
        match *session {
            Some((proof, since)) if (TimeDelta::zero()..TimeDelta::minutes(5)).contains(&(now - since)) => Some(proof),
            _ => {
                let signed = access::sign_in(&self.world, email, PASSWORD.into(), "test".into()).await.unwrap();
                let proof = token::verify(self.world.keys(), self.world.config(), &signed.access_token, now).unwrap();
                self.world.confirms(proof.session, now).await;
                *session = Some((proof, now));
                Some(proof)
            }
        }
    }

    /// A fresh access token; none for the public.
    pub async fn token(&self) -> Option<String> {
        let proof = self.proof().await?;
        Some(token::mint(self.world.keys(), self.world.config(), proof, self.world.now(), 300).unwrap())
    }

    /// The caller that the product makes of them.
    pub async fn caller(&self) -> Caller {
        match self.proof().await {
            None => Caller::Public,
            Some(proof) => {
                Caller::Person(self.world.people().of_session(proof.session, self.world.read(), self.world.now()).await.unwrap())
            }
        }
    }

    /// Their witness as somebody of a State.
    pub async fn own_state(&self) -> OwnState {
        self.caller().await.own_state().unwrap()
    }

    /// Their witness as somebody who saves answers.
    pub async fn contributes(&self) -> Contributes {
        self.caller().await.contributes().unwrap()
    }

    /// Their witness as a focal point.
    pub async fn as_focal_point(&self) -> FocalPoint {
        self.caller().await.focal_point().unwrap()
    }

    /// Their witness as an analyst.
    pub async fn as_analyst(&self) -> Analyst {
        self.caller().await.analyst().unwrap()
    }

    /// Their witness as an administrator.
    pub async fn as_administrator(&self) -> Administrator {
        self.caller().await.administrator().unwrap()
    }
}

impl World {
    /// Writes down that a session has shown a second factor, for tests of what comes after that.
    pub async fn confirms(&self, session: uuid::Uuid, now: DateTime<Utc>) {
        self.confirmed(session, Some(now)).await;
    }

    /// Writes down when a session has shown a second factor, if ever.
    pub async fn confirmed(&self, session: uuid::Uuid, now: Option<DateTime<Utc>>) {
        use entity::session;
        use sea_orm::{ActiveModelTrait as _, Set};
        let row = session::ActiveModel { id: Set(session), confirmed_at: Set(now), ..Default::default() };
        let done = self.write(row, |tx, row| {
            Box::pin(async move {
                row.clone().update(tx).await?;
                Ok(())
            })
        });
        done.await.unwrap();
    }
}
