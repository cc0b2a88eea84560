//! People and their sessions.
//!
//! A session is opened when it is first needed, and again when it has expired on the world's clock.
//! Tests of sign-in use the service's own ways. For all other tests the row of the session is
//! written as a passkey would leave it.

use super::World;
use argon2::{Algorithm, Argon2, Params, Version, password_hash::PasswordHasher as _};
use chrono::{DateTime, TimeDelta, Utc};
use entity::vocabulary::{Official, Role};
use national_survey::{
    access::{Administrator, Analyst, Caches, Caller, Contributor, FocalPoint, OwnState, token},
    clock::new_id,
    config::Config,
    identity::{NewPerson, SignIn, session::Tokens, sign_in},
};
use std::sync::{Arc, OnceLock};
use tokio::sync::Mutex;

/// The password of every person.
pub const PASSWORD: &str = "correct horse battery staple";

/// Returns the hash of the password, with parameters that cost almost nothing.
fn password_hash() -> String {
    static HASH: OnceLock<String> = OnceLock::new();
    let make = || {
        let cheap =
            Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8, 1, 1, None).unwrap());
        cheap.hash_password(PASSWORD.as_bytes()).unwrap().to_string()
    };
    HASH.get_or_init(make).clone()
}

/// A session, and the time of its opening. A session that a test chose has no such time, and stays.
type Session = (token::Proof, Option<DateTime<Utc>>);
/// A token, with its time and its session or integration. It is kept because signing takes longer
/// than most requests.
type Minted = (DateTime<Utc>, uuid::Uuid, String);

/// A person, an integration or the public.
#[derive(Clone, Debug)]
pub struct Actor {
    pub(super) world: World,
    email: Option<String>,
    session: Arc<Mutex<Option<Session>>>,
    minted: Arc<Mutex<Option<Minted>>>,
    /// The proof in the integration's token, if the actor is an integration.
    machine: Option<token::MachineProof>,
}

/// The people of a State. A team that is used as an actor is its focal point.
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

/// Authenticator app with one-time codes.
#[derive(Clone, Debug)]
pub struct Codes(totp_rs::Totp);

impl Codes {
    /// Creates the app with a secret in base 32.
    pub fn of(secret: &str) -> Self {
        let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
        Self(
            totp_rs::Builder::new()
                .with_algorithm(totp_rs::Algorithm::SHA1)
                .with_secret(secret)
                .build()
                .unwrap(),
        )
    }

    /// Returns the code of this time.
    pub fn at(&self, time: DateTime<Utc>) -> String {
        self.0.generate(time.timestamp().try_into().unwrap()).to_string()
    }
}

/// Returns the people to be added for a State or, without one, for the Secretariat.
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
    /// Returns the people of a State.
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
    /// Returns the person with an e-mail address.
    pub fn with_address(world: &World, email: String) -> Self {
        Self {
            world: world.clone(),
            email: Some(email),
            session: Arc::default(),
            minted: Arc::default(),
            machine: None,
        }
    }

    /// Returns a person of the Secretariat.
    pub fn of_secretariat(world: &World, role: Role) -> Self {
        Self::with_address(world, address(role, None))
    }

    /// Returns the actor's world.
    pub fn world(&self) -> World {
        self.world.clone()
    }

    /// Returns the public as an actor.
    pub fn public(world: &World) -> Self {
        Self {
            world: world.clone(),
            email: None,
            session: Arc::default(),
            minted: Arc::default(),
            machine: None,
        }
    }

    /// Returns an integration as an actor.
    pub fn integration(world: &World, proof: token::MachineProof) -> Self {
        Self { machine: Some(proof), ..Self::public(world) }
    }

    /// Returns the same person in a new session that was opened with these methods.
    pub async fn in_session(&self, methods: &str, confirmed_at: Option<DateTime<Utc>>) -> Self {
        let email = self.email.clone().unwrap();
        let proof = self.world.opens_session(&email, methods, confirmed_at).await;
        let session = Arc::new(Mutex::new(Some((proof, None))));
        Self { session, ..Self::with_address(&self.world, email) }
    }

    /// Returns the same caller in the same session, in a world that shares its history up to the
    /// opening of the session.
    pub fn also_in(&self, world: &World) -> Self {
        Self { world: world.clone(), ..self.clone() }
    }

    /// Sets up one-time codes by the service's own ways. This uses up the code of this moment.
    pub async fn sets_up_codes(&self) -> Codes {
        let new = self.post("/auth/one-time-code/start", serde_json::json!({})).await.json();
        let codes = Codes::of(new["secret"].as_str().unwrap());
        let finish = self
            .post(
                "/auth/one-time-code/finish",
                serde_json::json!({ "code": codes.at(self.world.now()) }),
            )
            .await;
        assert_eq!(finish.status(), 204, "{finish:?}");
        codes
    }

    /// Returns the session as a token proves it; `None` for the public.
    pub async fn proof(&self) -> Option<token::Proof> {
        let email = self.email.as_ref()?;
        let mut session = self.session.lock().await;
        let (now, recent) = (self.world.now(), TimeDelta::zero()..TimeDelta::minutes(5));
        match *session {
            Some((proof, since)) if since.is_none_or(|since| recent.contains(&(now - since))) => {
                Some(proof)
            }
            _ => {
                let proof = self.world.opens_session(email, "passkey", Some(now)).await;
                *session = Some((proof, Some(now)));
                Some(proof)
            }
        }
    }

    /// Returns an access token of this moment; `None` for the public.
    pub async fn token(&self) -> Option<String> {
        let (world, now) = (&self.world, self.world.now());
        let proof = if self.machine.is_some() { None } else { Some(self.proof().await?) };
        let of = self
            .machine
            .as_ref()
            .map_or_else(|| proof.map(|proof| proof.session), |proof| Some(proof.integration))?;
        let mut minted = self.minted.lock().await;
        match &*minted {
            Some((at, whose, token)) if (*at, *whose) == (now, of) => return Some(token.clone()),
            _ => {}
        }
        let token = match (&self.machine, proof) {
            (Some(proof), _) => {
                token::mint_for_integration(world.keys(), &world.settings().tokens, proof, now, 300)
            }
            (None, proof) => token::mint(world.keys(), &world.settings().tokens, proof?, now, 300),
        };
        let token = token.unwrap();
        *minted = Some((now, of, token.clone()));
        Some(token)
    }

    /// Returns the product's caller for this actor.
    pub async fn caller(&self) -> Caller {
        match self.proof().await {
            None => Caller::Public,
            Some(proof) => Caller::Person(
                Caches::of(&self.world)
                    .people
                    .of_session(proof.session, self.world.read(), self.world.now())
                    .await
                    .unwrap(),
            ),
        }
    }

    /// Returns the actor's witness as a person of a State.
    pub async fn own_state(&self) -> OwnState {
        self.caller().await.own_state().unwrap()
    }

    /// Returns the actor's witness as a contributor to answers.
    pub async fn contributor(&self) -> Contributor {
        self.caller().await.contributor().unwrap()
    }

    /// Returns the actor's witness as a focal point.
    pub async fn as_focal_point(&self) -> FocalPoint {
        self.caller().await.focal_point().unwrap()
    }

    /// Returns the actor's witness as an analyst.
    pub async fn as_analyst(&self) -> Analyst {
        self.caller().await.analyst().unwrap()
    }

    /// Returns the actor's witness as an administrator.
    pub async fn as_administrator(&self) -> Administrator {
        self.caller().await.administrator().unwrap()
    }
}

impl World {
    /// Signs a person in with the password alone. Only a demonstration on the same database accepts
    /// this.
    pub async fn enters(&self, email: &str) -> Tokens {
        let config = Config { demo: true, ..self.config().clone() };
        let demonstration = super::test::open(&config, &self.test.clock).await.unwrap();
        let with = SignIn {
            email: email.into(),
            password: PASSWORD.into(),
            device: "A browser".into(),
            ..SignIn::default()
        };
        let tokens = sign_in(&demonstration, with).await.unwrap().tokens;
        demonstration.db().close().await;
        tokens
    }

    /// Inserts a session of the person with this address, as these methods would leave it.
    pub async fn opens_session(
        &self,
        email: &str,
        methods: &str,
        confirmed_at: Option<DateTime<Utc>>,
    ) -> token::Proof {
        use entity::{person, session};
        use sea_orm::{ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _};
        let person = person::Entity::find()
            .filter(person::Column::Email.eq(email))
            .one(self.read())
            .await
            .unwrap()
            .unwrap()
            .id;
        let now = self.now();
        let row = session::Model {
            id: new_id(),
            person,
            methods: methods.into(),
            device: "test".into(),
            epoch: 0,
            opened_at: now,
            confirmed_at,
            seen_at: now,
            expires_at: now + TimeDelta::hours(12),
            ended_at: None,
            ended_for: None,
        };
        let proof = token::Proof { person, session: row.id };
        let open = self.write(row, |tx, row| {
            Box::pin(async move {
                session::Entity::insert(row.clone().into_active_model())
                    .exec_without_returning(tx)
                    .await?;
                Ok(())
            })
        });
        open.await.unwrap();
        proof
    }

    /// Records that a session has proved a second factor, for tests of later steps.
    pub async fn confirms(&self, session: uuid::Uuid, now: DateTime<Utc>) {
        self.confirmed(session, Some(now)).await;
    }

    /// Sets the time at which a session proved a second factor, or removes it.
    pub async fn confirmed(&self, session: uuid::Uuid, now: Option<DateTime<Utc>>) {
        use entity::session;
        use sea_orm::{ActiveModelTrait as _, Set};
        let row =
            session::ActiveModel { id: Set(session), confirmed_at: Set(now), ..Default::default() };
        let done = self.write(row, |tx, row| {
            Box::pin(async move {
                row.clone().update(tx).await?;
                Ok(())
            })
        });
        done.await.unwrap();
    }
}
