//! Readiness: ready under load alone, not ready if written rows cannot be read, and ready again by
//! itself.

use crate::world::{Test, World, both};
use futures_util::future::join_all;
use national_survey::{
    clock::Clock,
    database::{self, Db, Settings},
};
use sea_orm::{ConnectionTrait as _, Statement};
use std::time::{Duration, Instant};

/// Returns a statement that takes long, because it counts.
fn long_read(db: &Db) -> Statement {
    let sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000) SELECT count(*) FROM n";
    Statement::from_string(db.read().get_database_backend(), sql)
}

both! {
    async fn more_readers_than_connections_make_nobody_unready(test: Test) {
        let settings = Settings { connections: 4, acquire: Duration::from_secs(20), ..test.config().database() };
        let db = Db::open(&settings).await.unwrap();
        let until = Instant::now() + Duration::from_secs(3);
        let readers = (0..40).map(|_| {
            let db = db.clone();
            tokio::spawn(async move {
                while Instant::now() < until {
                    db.read().query_all_raw(long_read(&db)).await.unwrap();
                }
            })
        });
        let readers: Vec<_> = readers.collect();
        let mut asked = 0;
        while Instant::now() < until {
            // The timeout is shorter than the wait for a connection. The progress of other readers
            // tells load from a fault.
            database::probe(&db, Duration::from_millis(50)).await.unwrap();
            asked += 1;
        }
        assert!(asked > 5, "{asked}");
        join_all(readers).await.into_iter().for_each(Result::unwrap);
        // The probe also passes after the readers have ended.
        database::probe(&db, Duration::from_secs(2)).await.unwrap();
    }

    async fn what_is_written_and_not_read_makes_it_unready(test: Test) {
        let world = World::empty(test.clone()).await;
        let public = world.public();
        assert_eq!(public.get("/readyz").await.status(), 200);
        let beside = test.beside().await;
        beside.run("DELETE FROM heartbeat").await.unwrap();
        let world = World::empty(Test { clock: Clock::System, ..test.clone() }).await;
        let unready = world.public().get("/readyz").await;
        assert_eq!((unready.status(), &unready.headers["retry-after"].to_str().unwrap()), (503, &"1"));
        beside.run("INSERT INTO heartbeat (id, beats) VALUES (1, 0)").await.unwrap();
        tokio::time::sleep(Duration::from_millis(1_050)).await;
        assert_eq!(world.public().get("/readyz").await.status(), 200);
    }
}
