//! The rows of a save by hand-written SQL on SQLite, in a copy of the same database: one commit
//! each, and in batches.

use super::{
    answers::PARAGRAPH,
    options::Options,
    report::{Report, Target},
    saves::Raw,
    stage::{OPEN, Stage},
};
use sqlx::{
    Connection as _, Row as _, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use std::time::{Duration, Instant};

const ANSWER: &str = "INSERT INTO answer (submission, question, revision, disposition, value, author, saved_at) \
                      VALUES (?, ?, ?, 'answered', ?, ?, ?) ON CONFLICT (submission, question) DO UPDATE SET \
                      revision = excluded.revision, disposition = excluded.disposition, value = excluded.value, \
                      author = excluded.author, saved_at = excluded.saved_at";
const REVISION: &str = "INSERT INTO answer_revision (submission, question, id, revision, based_on, outcome, disposition, value, \
                        author, saved_at) VALUES (?, ?, ?, ?, ?, 'saved', 'answered', ?, ?, ?)";
const ACT: &str = "INSERT INTO act (chain, number, verb, subject, person, at, detail, hash) VALUES (?, ?, 'answers.save', ?, ?, ?, ?, ?)";
const HEAD: &str = "UPDATE chain_head SET number = ?, hash = ? WHERE chain = ?";
const BATCHES: [u64; 7] = [8, 16, 32, 64, 128, 256, 512];

/// Submission to which the writer writes.
struct RawDatabase {
    submission: Vec<u8>,
    chain: String,
    author: Vec<u8>,
    number: i64,
}

/// Writer to the copy, with the number of its saves.
struct Writer {
    connection: SqliteConnection,
    places: Vec<RawDatabase>,
    count: u64,
    time: String,
}

impl Writer {
    async fn save(&mut self) {
        let n = self.count;
        self.count += 1;
        let place = usize::try_from(n).unwrap() % self.places.len();
        let place = &mut self.places[place];
        place.number += 1;
        let (revision, question) = (place.number, format!("R.a.{}", n % 120));
        let value = format!("{{\"kind\":\"long_text\",\"text\":\"{PARAGRAPH} ({n})\"}}");
        let mut id = [7_u8; 16];
        id[8..].copy_from_slice(&n.to_be_bytes());
        let (submission, author, time) = (&place.submission, &place.author, &self.time);
        let answer = sqlx::query(ANSWER)
            .bind(submission)
            .bind(&question)
            .bind(revision)
            .bind(&value)
            .bind(author)
            .bind(time);
        answer.execute(&mut self.connection).await.unwrap();
        let line = sqlx::query(REVISION)
            .bind(submission)
            .bind(&question)
            .bind(&id[..])
            .bind(revision)
            .bind(revision - 1);
        line.bind(&value).bind(author).bind(time).execute(&mut self.connection).await.unwrap();
        let (hash, detail) = (
            format!("{n:064x}"),
            format!(
                "{{\"conflicts\":[],\"cycle\":\"2026\",\"saved\":{{\"{question}\":{revision}}}}}"
            ),
        );
        let act = sqlx::query(ACT)
            .bind(&place.chain)
            .bind(revision)
            .bind("01890000-0000-7000-8000-000000000000")
            .bind(author);
        act.bind(time).bind(detail).bind(&hash).execute(&mut self.connection).await.unwrap();
        sqlx::query(HEAD)
            .bind(revision)
            .bind(&hash)
            .bind(&place.chain)
            .execute(&mut self.connection)
            .await
            .unwrap();
    }

    /// Returns the saves per second in transactions of `batch` saves.
    async fn rate(&mut self, batch: u64, span: Duration) -> f64 {
        let (start, first) = (Instant::now(), self.count);
        while start.elapsed() < span {
            sqlx::query("BEGIN IMMEDIATE").execute(&mut self.connection).await.unwrap();
            for _ in 0..batch {
                self.save().await;
            }
            sqlx::query("COMMIT").execute(&mut self.connection).await.unwrap();
        }
        (self.count - first) as f64 / start.elapsed().as_secs_f64()
    }
}

pub async fn measure(stage: &Stage, options: &Options, report: &mut Report) -> Raw {
    report
        .part("raw: the rows of a save (answer, revision, act, head) by hand-written SQL, durable");
    let file = stage.folder.path().join("raw.db");
    national_survey::database::copy::copy(&stage.config.database(), &file).await.unwrap();
    let (span, writers) = (options.span() / 4, options.writers);
    // The copy is written on a thread of its own, as by the product's writer. Otherwise each
    // statement would wait for another core to wake.
    let copy = file.clone();
    let alone = move || {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
            .block_on(rates(&copy, writers, span))
    };
    let (one, best, best_batch) = tokio::task::spawn_blocking(alone).await.unwrap();
    report.say(Some(stage.engine), "one connection, one commit each", one, "/s", Target::None);
    report.say(
        Some(stage.engine),
        &format!("one connection, best batch ({best_batch})"),
        best,
        "/s",
        Target::None,
    );
    std::fs::remove_file(&file).unwrap();
    Raw { one: Some(one), best }
}

/// Returns the rate with one commit each, the rate of the best batch, and the size of that batch.
async fn rates(file: &std::path::Path, writers: usize, span: Duration) -> (f64, f64, u64) {
    let open = SqliteConnectOptions::new().filename(file).journal_mode(SqliteJournalMode::Wal);
    let open =
        open.synchronous(SqliteSynchronous::Full).foreign_keys(true).statement_cache_capacity(256);
    let mut connection = SqliteConnection::connect_with(&open).await.unwrap();
    let sql = "SELECT s.id, s.state, (SELECT author FROM answer WHERE submission = s.id LIMIT 1), h.number FROM submission s \
               JOIN cycle c ON c.id = s.cycle JOIN chain_head h ON h.chain = s.state WHERE c.key = ? ORDER BY s.state LIMIT ?";
    let rows = sqlx::query(sql).bind(OPEN).bind(i64::try_from(writers / 2).unwrap());
    let rows = rows.fetch_all(&mut connection).await.unwrap();
    let place = |row: &sqlx::sqlite::SqliteRow| RawDatabase {
        submission: row.get(0),
        chain: row.get(1),
        author: row.get(2),
        number: row.get(3),
    };
    let places: Vec<_> = rows.iter().map(place).collect();
    let mut writer =
        Writer { connection, places, count: 0, time: "2026-11-23T10:00:00.000000+00:00".into() };
    let one = writer.rate(1, span).await;
    let (mut best, mut best_batch) = (one, 1);
    for batch in BATCHES {
        let rate = writer.rate(batch, span).await;
        if rate > best {
            (best, best_batch) = (rate, batch);
        }
    }
    writer.connection.close().await.unwrap();
    (one, best, best_batch)
}
