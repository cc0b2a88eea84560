//! The world of a test: people of the Secretariat and of States, an instrument, a cycle, and a
//! date.

use super::{Actor, Team, Test, people::staff, test::on};
use chrono::{DateTime, Utc};
use disclosure::Lattice;
use entity::{
    cycle,
    vocabulary::{CycleKey, GrantRight, Role, StateCode},
};
use national_survey::{
    access::{Administrator, Caches, NewGrant, grant_section},
    app::App as Product,
    audit,
    config::Config,
    cycle::{NewCycle, plan_cycle},
    identity::people::add_person,
    instrument::{self, Published, import_instrument, publish_instrument},
    submission::{Edit, Saved, prepare, working_copy::save_answers},
};
use std::{
    collections::BTreeSet,
    sync::{Arc, OnceLock},
};

/// The small instrument with every kind of question.
pub const FIXTURE: &[u8] = include_bytes!("../vectors/fixture-instrument.yaml");
/// The States that have people here and are invited.
pub const STATES: [&str; 4] = ["FRA", "DEU", "KEN", "BRA"];

/// The world of a test.
#[derive(Clone, Debug)]
pub struct World {
    /// The product's world.
    pub product: Arc<Product>,
    /// Its configuration.
    config: Arc<Config>,
    /// The test to which it belongs.
    pub test: Test,
    /// Its routes, built on first use.
    router: Arc<OnceLock<axum::Router>>,
}

impl std::ops::Deref for World {
    type Target = Arc<Product>;
    fn deref(&self) -> &Arc<Product> {
        &self.product
    }
}

impl World {
    /// Creates a world with States and without people.
    pub async fn empty(test: Test) -> Self {
        Self::with(test.config(), test).await
    }

    /// Creates a world with a configuration of its own.
    pub async fn with(config: Config, test: Test) -> Self {
        let product = Box::pin(super::test::open(&config, &test.clock)).await.unwrap();
        Self { product, config: Arc::new(config), test, router: Arc::default() }
    }

    /// Returns the configuration.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Returns the service's routes.
    pub fn router(&self) -> axum::Router {
        self.router
            .get_or_init(|| {
                national_survey::http::router(&self.product, &self.config.http().unwrap()).unwrap()
            })
            .clone()
    }

    /// Creates a world with States and people, without an instrument, on 1 January.
    pub async fn with_people(test: Test) -> Self {
        Self::empty(test).await.peopled().await
    }

    /// Adds people to this world.
    pub async fn peopled(self) -> Self {
        let people: Vec<_> =
            std::iter::once(None).chain(STATES.map(Some)).flat_map(staff).collect();
        let add = self.write((people, self.now()), |tx, (people, now)| {
            Box::pin(async move {
                for person in people {
                    add_person(tx, &Administrator::operator(), person, *now).await?;
                }
                Ok(())
            })
        });
        add.await.unwrap();
        self
    }

    /// Creates a world with people, the published fixture instrument, and the cycle 2027.
    ///
    /// The cycle is planned from 1 February to 1 October. The date is 1 March.
    pub async fn open(test: Test) -> Self {
        let world = Self::with_people(test).await;
        let version = world.publish(FIXTURE).await;
        world.plan("2027", version, on(2, 1), Some(on(10, 1))).await;
        world.test.clock.set(on(3, 1));
        world
    }

    /// Imports and publishes an instrument document.
    pub async fn publish(&self, document: &[u8]) -> uuid::Uuid {
        let by = self.administrator().as_administrator().await;
        let document = national_survey::instrument::parse(document).unwrap();
        let publish = self.write((by, document, self.now()), |tx, (by, document, now)| {
            Box::pin(async move {
                import_instrument(tx, by, document, *now).await?;
                publish_instrument(tx, by, &document.key.parse()?, &document.version, *now).await
            })
        });
        publish.await.unwrap().id
    }

    /// Plans a cycle and invites the States of [`STATES`].
    pub async fn plan(
        &self,
        key: &str,
        version: uuid::Uuid,
        opens_at: DateTime<Utc>,
        closes_at: Option<DateTime<Utc>>,
    ) -> cycle::Model {
        let by = self.administrator().as_administrator().await;
        let states: Vec<StateCode> = STATES.iter().map(|state| state.parse().unwrap()).collect();
        let known: BTreeSet<_> = states.iter().cloned().collect();
        let names = ["دورة", "周期", "Cycle", "Cycle", "Цикл", "Ciclo"].map(String::from);
        let key = key.parse().unwrap();
        let new = NewCycle {
            key,
            instrument_version: version,
            names,
            opens_at,
            closes_at,
            lattice: Lattice::default(),
            states,
            known,
        };
        let plan = self.write((by, new, self.now()), |tx, (by, new, now)| {
            Box::pin(plan_cycle(tx, by, new, *now))
        });
        plan.await.unwrap()
    }

    /// Returns the cycle of this world.
    pub async fn cycle(&self) -> cycle::Model {
        let key: CycleKey = "2027".parse().unwrap();
        national_survey::cycle::store::cycle(self.read(), &key).await.unwrap()
    }

    /// Returns the instrument version of the cycle.
    pub async fn asked(&self) -> Arc<Published> {
        instrument::store::published(self, self.cycle().await.instrument_version).await.unwrap()
    }

    /// Returns the people of France.
    pub fn france(&self) -> Team {
        Team::of(self, "FRA")
    }

    /// Returns the people of Germany.
    pub fn germany(&self) -> Team {
        Team::of(self, "DEU")
    }

    /// Returns the people of a State of [`STATES`].
    pub fn state(&self, code: &str) -> Team {
        Team::of(self, code)
    }

    /// Returns an analyst of the Secretariat.
    pub fn analyst(&self) -> Actor {
        Actor::of_secretariat(self, Role::Analyst)
    }

    /// Returns an administrator of the Secretariat.
    pub fn administrator(&self) -> Actor {
        Actor::of_secretariat(self, Role::Administrator)
    }

    /// Returns the public.
    pub fn public(&self) -> Actor {
        Actor::public(self)
    }

    /// Grants a section or question to a State's contributor.
    pub async fn grant(&self, team: &Team, scope: &str, right: GrantRight) {
        let (by, person) =
            (team.as_focal_point().await, team.contributor.own_state().await.person());
        let new = NewGrant { person, scope: scope.into(), right, expires_at: None };
        let grant = self.write((by, new, self.now()), |tx, (by, new, now)| {
            Box::pin(grant_section(tx, by, new, *now))
        });
        grant.await.unwrap();
        Caches::of(self).people.forget();
    }

    /// Saves edits as this actor, through the verb.
    pub async fn save(
        &self,
        by: &Actor,
        edits: Vec<Edit>,
    ) -> national_survey::error::Result<Saved> {
        let (by, cycle, asked, now) =
            (by.contributor().await, self.cycle().await, self.asked().await, self.now());
        let prepared: Vec<_> =
            prepare(edits, &by, &asked.catalogue, now).into_iter().map(Result::unwrap).collect();
        self.write((by, cycle, prepared, now), |tx, (by, cycle, edits, now)| {
            Box::pin(save_answers(tx, by, cycle, edits, *now))
        })
        .await
    }

    /// Checks that the audit trail has no fault.
    pub async fn trail_is_whole(&self) {
        assert_eq!(audit::verify(self.db()).await.unwrap(), []);
    }
}
