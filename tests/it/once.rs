//! Idempotency: a mutation that is repeated with its key has no second effect.

use crate::world::{Test, World, both};
use chrono::TimeDelta;
use futures_util::future::join_all;
use national_survey::{
    error::{Code, Result},
    idempotency::IdempotentRequest,
};
use sea_orm::{ConnectionTrait as _, Statement};
use uuid::Uuid;

/// Adds one to a counter, once for this key and content, and returns the value.
async fn count(world: &World, person: Uuid, key: &str, content: i64) -> Result<i64> {
    counted(world, IdempotentRequest::new(person, "count", Some(key.into()), &content)?, false)
        .await
}

async fn counted(world: &World, once: IdempotentRequest, refuse: bool) -> Result<i64> {
    let write = world.write((once, world.now(), refuse), |tx, (once, now, refuse)| {
        Box::pin(async move {
            let act = async {
                let backend = tx.get_database_backend();
                let add = "UPDATE grouping SET position = position + 1000 WHERE code = 'ldc' RETURNING position";
                let row = tx.query_one_raw(Statement::from_string(backend, add)).await?.unwrap();
                if *refuse { Err(Code::CycleClosed.into()) } else { Ok(i64::from(row.try_get_by_index::<i32>(0)? / 1000)) }
            };
            once.run(tx, *now, act).await
        })
    });
    write.await
}

async fn world(test: Test) -> (World, Uuid, Uuid) {
    let world = World::with_people(test).await;
    let (france, germany) =
        (world.france().own_state().await.person(), world.germany().own_state().await.person());
    (world, france, germany)
}

both! {
    async fn other_content_under_a_used_key_is_refused_and_does_nothing(test: Test) {
        let (world, france, _) = world(test).await;
        assert_eq!(count(&world, france, "k", 1).await.unwrap(), 1);
        assert!(count(&world, france, "k", 2).await.unwrap_err().is(Code::IdempotencyMismatch));
        assert_eq!(count(&world, france, "l", 2).await.unwrap(), 2);
    }

    async fn a_key_is_1_to_200_bytes_without_nul(test: Test) {
        let (_, france, _) = world(test).await;
        for key in [String::new(), "k".repeat(201), "a\0b".into()] {
            assert!(IdempotentRequest::new(france, "count", Some(key), &1).unwrap_err().is(Code::BadInput));
        }
        assert!(IdempotentRequest::new(france, "count", Some("k".repeat(200)), &1).is_ok());
    }

    async fn the_same_key_and_content_give_the_same_outcome_and_do_nothing(test: Test) {
        let (world, france, germany) = world(test).await;
        for _ in 0..3 {
            assert_eq!(count(&world, france, "k", 1).await.unwrap(), 1);
        }
        assert_eq!(count(&world, germany, "k", 1).await.unwrap(), 2, "a key belongs to one person");
        let other = IdempotentRequest::new(france, "other", Some("k".into()), &1).unwrap();
        assert_eq!(counted(&world, other, false).await.unwrap(), 3, "and to one mutation");
        for expected in [4, 5] {
            let bare = IdempotentRequest::new(france, "count", None, &1).unwrap();
            assert_eq!(counted(&world, bare, false).await.unwrap(), expected, "without a key every request counts");
        }
    }

    async fn a_key_is_forgotten_after_24_hours(test: Test) {
        let (world, france, _) = world(test).await;
        let start = world.now();
        assert_eq!(count(&world, france, "k", 1).await.unwrap(), 1);
        world.test.clock.set(start + TimeDelta::hours(24) - TimeDelta::microseconds(1));
        assert_eq!(count(&world, france, "k", 1).await.unwrap(), 1);
        world.test.clock.set(start + TimeDelta::hours(24));
        assert_eq!(count(&world, france, "k", 7).await.unwrap(), 2);
        assert_eq!(count(&world, france, "k", 7).await.unwrap(), 2);
    }

    async fn a_refusal_is_not_remembered(test: Test) {
        let (world, france, _) = world(test).await;
        let once = |n: i64| IdempotentRequest::new(france, "count", Some("k".into()), &n).unwrap();
        assert!(counted(&world, once(1), true).await.unwrap_err().is(Code::CycleClosed));
        assert_eq!(counted(&world, once(2), false).await.unwrap(), 1, "and its act was taken back");
    }

    async fn identical_requests_at_once_are_executed_once(test: Test) {
        let (world, france, _) = world(test).await;
        for (round, key) in (1..).zip(["a", "b", "c", "d", "e"]) {
            let outcomes = join_all((0..12).map(|_| count(&world, france, key, 1))).await;
            let outcomes: Vec<_> = outcomes.into_iter().map(Result::unwrap).collect();
            assert_eq!(outcomes, [round; 12]);
        }
    }

    async fn different_requests_under_one_key_at_once_execute_one(test: Test) {
        let (world, france, _) = world(test).await;
        let outcomes = join_all((0..8).map(|content| count(&world, france, "k", content))).await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        let others = outcomes.into_iter().filter_map(Result::err);
        others.for_each(|error| assert!(error.is(Code::IdempotencyMismatch), "{error:?}"));
    }
}
