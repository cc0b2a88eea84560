//! Migrations run in both directions.

use crate::world::{Test, both};
use migration::{Migrator, MigratorTrait as _};
use national_survey::database::migrate;

const TABLES: [&str; 2] = [
    "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'seaql_migrations'",
    "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'seaql_migrations'",
];

both! {
    async fn migrations_run_up_and_down_and_up_again(test: Test) {
        let (settings, beside) = (test.config().database(), test.beside().await);
        let tables = TABLES[usize::from(!test.is_sqlite())];
        let all = beside.number(tables).await;
        assert!(all >= 27, "{all} tables");
        assert_eq!(beside.number("SELECT count(*) FROM state").await, 195);
        migrate(&settings, Some(1)).await.unwrap();
        let steps = u32::try_from(Migrator::migrations().len()).unwrap();
        migrate(&settings, Some(steps)).await.unwrap();
        assert_eq!(beside.number(tables).await, 0);
        migrate(&settings, None).await.unwrap();
        migrate(&settings, None).await.unwrap();
        assert_eq!(beside.number(tables).await, all);
        assert_eq!(beside.number("SELECT count(*) FROM state").await, 195);
    }

    async fn two_instances_that_start_at_once_migrate_once(test: Test) {
        let (settings, beside) = (test.config().database(), test.beside().await);
        migrate(&settings, Some(u32::try_from(Migrator::migrations().len()).unwrap())).await.unwrap();
        let (one, other) = tokio::join!(migrate(&settings, None), migrate(&settings, None));
        assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
        assert_eq!(beside.number("SELECT count(*) FROM state").await, 195);
    }
}
