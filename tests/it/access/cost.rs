//! Cost of identifying the caller: one read of the database, and none while the session is cached.

use crate::world::{Machine, Test, World, both, on};
use entity::vocabulary::{GrantRight, IntegrationScope, Role};
use national_survey::access::{
    Person, TimedCache,
    integration::{Integration, NARROWER},
    token::MachineProof,
};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, Statement};
use serde_json::json;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// The world's reads, with a counter.
struct Counted<'a>(&'a World, Arc<AtomicUsize>);

impl Counted<'_> {
    fn one(&self) {
        self.1.fetch_add(1, Ordering::SeqCst);
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Counted<'_> {
    fn get_database_backend(&self) -> DbBackend {
        self.0.read().get_database_backend()
    }
    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.one();
        self.0.read().execute_raw(statement).await
    }
    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.one();
        self.0.read().execute_unprepared(sql).await
    }
    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.one();
        self.0.read().query_one_raw(statement).await
    }
    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.one();
        self.0.read().query_all_raw(statement).await
    }
}

/// Returns the world's reads, and the counter of their statements.
fn counted(world: &World) -> (Counted<'_>, Arc<AtomicUsize>) {
    let statements = Arc::new(AtomicUsize::new(0));
    (Counted(world, Arc::clone(&statements)), statements)
}

both! {
    async fn who_a_person_is_costs_one_read_and_none_while_it_is_remembered(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        for (scope, right) in [("A.a", GrantRight::Write), ("B.a", GrantRight::Read)] {
            world.grant(&france, scope, right).await;
        }
        for (who, role, grants) in [
            (&france.focal_point, Role::FocalPoint, 0),
            (&france.contributor, Role::Contributor, 2),
            (&world.germany().contributor, Role::Contributor, 0),
            (&world.administrator(), Role::Administrator, 0),
        ] {
            let session = who.proof().await.unwrap().session;
            let (people, (readers, statements)) = (TimedCache::<Person>::default(), counted(&world));
            for _ in 0..3 {
                let person = people.of_session(session, &readers, world.now()).await.unwrap();
                assert_eq!((person.role, person.grants.len()), (role, grants));
            }
            assert_eq!(statements.load(Ordering::SeqCst), 1, "{role}");
        }
        let (people, (readers, statements)) = (TimedCache::<Person>::default(), counted(&world));
        assert!(people.of_session(uuid::Uuid::max(), &readers, world.now()).await.is_err());
        assert_eq!(statements.load(Ordering::SeqCst), 1, "nor does nobody cost more");
    }

    async fn what_an_integration_may_costs_one_read_and_none_while_it_is_remembered(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        let machine = Machine::minted(&france, &[IntegrationScope::OwnAnswersRead], 1).await;
        let by_key = world.machine_proof(&machine.token("").await);
        let input = json!({ "integration": machine.id, "name": "n", "sections": ["A.a"], "expiresAt": on(6, 1) });
        let narrower = france.does("narrowIntegration", input, "token").await.data()["narrowIntegration"]["token"].take();
        let form = [
            ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
            ("subject_token_type", NARROWER),
            ("subject_token", narrower.as_str().unwrap()),
        ];
        let exchanged = world.asks_for_a_token(&form).await.json();
        let by_narrower = world.machine_proof(exchanged["access_token"].as_str().unwrap());
        for proof in [by_key, by_narrower] {
            let (remembered, (readers, statements)) = (TimedCache::<Integration>::default(), counted(&world));
            for _ in 0..3 {
                let found = remembered.of_proof(&proof, &readers, world.now()).await.unwrap();
                assert_eq!(found.id.to_string(), machine.id);
            }
            assert_eq!(statements.load(Ordering::SeqCst), 1);
            let nobody = MachineProof { by: uuid::Uuid::max(), ..proof };
            assert!(remembered.of_proof(&nobody, &readers, world.now()).await.is_err());
            assert_eq!(statements.load(Ordering::SeqCst), 2, "nor does nobody cost more");
        }
    }
}
