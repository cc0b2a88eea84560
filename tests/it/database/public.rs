//! The public's own login: it reads views of public content and no table. PostgreSQL only, because
//! SQLite has no logins.

use crate::world::{Test, World, both, postgres};
use national_survey::database::{Db, migrate};
use sea_orm::ConnectionTrait as _;
use serde_json::json;

const TABLES: &str = "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1";
const LOGIN: &str = "national_survey_test_public";

both! {
    async fn it_may_read_and_write_no_table(test: Test) {
        if test.is_sqlite() {
            return;
        }
        let (beside, public) = (test.beside().await, postgres::connect(&postgres::for_the_public(&test.url().unwrap())).await);
        let tables = beside.texts(TABLES).await;
        assert!(["answer", "answer_revision", "edition", "person", "shared_answer"].iter().all(|name| tables.iter().any(|is| is == name)));
        for table in tables {
            for sql in [format!("SELECT 1 FROM public.{table}"), format!("DELETE FROM public.{table}")] {
                let refused = public.execute_unprepared(&sql).await.unwrap_err().to_string();
                assert!(refused.contains("permission denied"), "{sql}: {refused}");
            }
        }
        assert!(public.execute_unprepared("CREATE TABLE public.own (n INT)").await.is_err());
        let shown = "SELECT column_name::text FROM information_schema.columns
                     WHERE table_schema = 'national_survey_public' AND table_name = 'submission' ORDER BY 1";
        assert_eq!(beside.texts(shown).await, ["cycle", "state", "status", "withdrawn_through"]);
    }

    async fn it_reads_how_many_stand_and_who_is_counted_and_no_more(test: Test) {
        if test.is_sqlite() {
            return;
        }
        let world = World::open(test).await;
        for state in ["FRA", "DEU", "KEN"] {
            world.state(state).submits("2027", json!({ "countable": true })).await.data();
        }
        world.state("KEN").withdraws("2027").await.data();
        world.releases("2027").await;
        world.state("FRA").withdraws("2027").await.data();
        let beside = world.test.beside().await;
        let rows = "SELECT coalesce(state, '-') || ' ' || status || ' ' || withdrawn_through FROM national_survey_public.submission ORDER BY 1";
        assert_eq!(beside.texts(rows).await, ["- submitted 0", "FRA withdrawn 1"], "neither who stands, nor who withdrew and was never counted");
        let respondents: serde_json::Value = serde_json::from_str(&beside.texts("SELECT respondents FROM national_survey_public.release").await[0]).unwrap();
        let counted = |state: &str| json!({ "state": state, "edition": 1, "edition_sha256": "0".repeat(64), "ledger": 0 });
        assert_eq!(respondents, json!([counted("DEU"), counted("FRA")]), "not how often each has said who may read what");
    }

    async fn a_start_is_refused_while_it_may_read_more_or_less(test: Test) {
        if test.is_sqlite() {
            return;
        }
        let (beside, settings) = (test.beside().await, test.config().database());
        for (wrong, right, says) in [
            (format!("GRANT SELECT (question) ON answer TO {LOGIN}"), format!("REVOKE SELECT (question) ON answer FROM {LOGIN}"), "public.answer"),
            (format!("GRANT UPDATE ON cycle TO {LOGIN}"), format!("REVOKE UPDATE ON cycle FROM {LOGIN}"), "public.cycle"),
            (format!("GRANT DELETE ON answer TO {LOGIN}"), format!("REVOKE DELETE ON answer FROM {LOGIN}"), "public.answer"),
            ("DROP VIEW national_survey_public.release_table".into(), String::new(), "migrate"),
        ] {
            beside.run(&wrong).await.unwrap();
            let refused = format!("{:?}", Db::open(&settings).await.unwrap_err());
            assert!(refused.contains("public_database_url") && refused.contains(says), "{refused}");
            if !right.is_empty() {
                beside.run(&right).await.unwrap();
            }
        }
        migrate(&settings, None).await.unwrap();
        Db::open(&settings).await.unwrap().close().await;
        // If the views are right, a start leaves them alone, because other servers may be reading
        // them.
        let made = "SELECT oid::text FROM pg_namespace WHERE nspname = 'national_survey_public'";
        let before = beside.texts(made).await;
        migrate(&settings, None).await.unwrap();
        assert_eq!(beside.texts(made).await, before);
        beside.run(&format!("REVOKE SELECT ON national_survey_public.cycle FROM {LOGIN}")).await.unwrap();
        migrate(&settings, None).await.unwrap();
        assert_ne!(beside.texts(made).await, before, "what is missing is mended");
        Db::open(&settings).await.unwrap().close().await;
    }

    async fn whoever_does_not_sign_in_is_served_by_it_and_nobody_else(test: Test) {
        let world = World::open(test).await;
        let (public, reader, asks) = (world.public(), world.france().reader, "{ cycles { key } }");
        for who in [&public, &reader] {
            assert!(who.reads(asks).await["cycles"].is_array());
        }
        let beside = world.test.beside().await;
        if beside.is_sqlite() {
            return;
        }
        beside.run(&format!("REVOKE SELECT ON national_survey_public.cycle FROM {LOGIN}")).await.unwrap();
        assert!(!public.asks(asks).await.refused("FAILURE").contains("permission"), "not a word of the driver");
        assert!(reader.reads(asks).await["cycles"].is_array());
    }
}
