//! Costs of every request before its work begins, and costs of refusing a hostile one.

use super::report::{Report, Target};
use edge::query_limits::{AdmittedRequest, Limits, RawRequest};
use national_survey::{access::token, app::App, clock::Clock, config::Config, database, schema};
use std::{hint::black_box, time::Instant};

/// Returns the microseconds that `work` takes, on average over all rounds.
fn micros(rounds: u32, mut work: impl FnMut()) -> f64 {
    let start = Instant::now();
    (0..rounds).for_each(|_| work());
    start.elapsed().as_secs_f64() * 1e6 / f64::from(rounds)
}

pub async fn measure(report: &mut Report) {
    report.part("before the work: tokens and the guard");
    let folder = tempfile::tempdir_in(super::report::folder()).unwrap();
    let config = Config { data_dir: folder.path().to_owned(), ..Config::default() };
    database::migrate(&config.database(), None).await.unwrap();
    let world = App::open(&config.database(), &config.keys_file(), config.app(), Clock::System)
        .await
        .unwrap();
    let proof = token::Proof {
        person: national_survey::clock::new_id(),
        session: national_survey::clock::new_id(),
    };
    let now = world.now();
    let token = token::mint(world.keys(), &world.settings().tokens, proof, now, 300).unwrap();
    let took = micros(2_000, || {
        assert!(
            black_box(token::verify(world.keys(), &world.settings().tokens, &token, now)).is_ok()
        )
    });
    report.say(None, "verifying a token", took, "us", Target::AtMost(100.0));

    let (contract, limits) = (schema::contract().unwrap(), Limits::signed_in());
    let admit = |query: &str| {
        let raw = RawRequest { query: query.to_owned(), ..RawRequest::default() };
        AdmittedRequest::admit(raw, &limits, &contract)
    };
    let read = "{submission(cycle:\"2026\"){answer(question:\"N.a.1\"){revision value{...on SingleChoiceValue{option}}}}}";
    assert!(admit(read).is_ok());
    report.say(
        None,
        "admitting a read of one answer",
        micros(2_000, || drop(black_box(admit(read)))),
        "us",
        Target::None,
    );
    let deep = "[".repeat(7_000);
    let hostile = [
        ("nested selections, 7,000 deep", "{a".repeat(7_000)),
        ("nested lists, 7,000 deep", format!("{{states(x:{deep}")),
        ("a document of 200,000 characters", format!("{{{}}}", "viewer{name}".repeat(17_000))),
        ("fragments that double 30 times", doubling(30)),
    ];
    for (what, document) in hostile {
        assert!(admit(&document).is_err(), "{what}");
        let took = micros(50, || drop(black_box(admit(&document))));
        report.say(None, &format!("refusing {what}"), took, "us", Target::AtMost(1_000.0));
    }
    world.db().close().await;
    let (asked, committed) = a_commit_that_is_asked(folder.path()).await;
    report.say(
        None,
        "SQLite: asking a connection whether it is outside a transaction",
        asked,
        "us",
        Target::None,
    );
    report.say(None, "SQLite: committing one row, without asking", committed, "us", Target::None);
    report.say(
        None,
        "SQLite: asking, to the commit of one row",
        asked / committed,
        "x",
        Target::AtMost(0.05),
    );
}

/// Returns the microseconds of the writer's question after each commit, and of the smallest commit,
/// each over one connection.
async fn a_commit_that_is_asked(folder: &std::path::Path) -> (f64, f64) {
    use sqlx::{
        Connection as _,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
    };
    const ROUNDS: u32 = 500;
    let file =
        SqliteConnectOptions::new().filename(folder.join("asked.db")).create_if_missing(true);
    let options = file.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .test_before_acquire(false)
        .connect_with(options)
        .await
        .unwrap();
    sqlx::raw_sql("CREATE TABLE row (n INTEGER)").execute(&pool).await.unwrap();
    let start = Instant::now();
    for _ in 0..ROUNDS {
        let mut connection = pool.acquire().await.unwrap();
        let outside = !connection.is_in_transaction()
            && sqlx::raw_sql("ROLLBACK").execute(&mut *connection).await.is_err();
        assert!(outside);
    }
    let asked = start.elapsed();
    let start = Instant::now();
    for _ in 0..ROUNDS {
        let mut connection = pool.acquire().await.unwrap();
        for sql in ["BEGIN IMMEDIATE", "INSERT INTO row VALUES (1)", "COMMIT"] {
            sqlx::raw_sql(sql).execute(&mut *connection).await.unwrap();
        }
    }
    let committed = start.elapsed();
    pool.close().await;
    let micros = |time: std::time::Duration| time.as_secs_f64() * 1e6 / f64::from(ROUNDS);
    (micros(asked), micros(committed))
}

fn doubling(times: usize) -> String {
    let mut document = String::from("{viewer{...f0}}");
    for number in 0..times {
        document.push_str(&format!(" fragment f{number} on Viewer{{...f{0} ...f{0}}}", number + 1));
    }
    document + &format!(" fragment f{times} on Viewer{{__typename}}")
}
