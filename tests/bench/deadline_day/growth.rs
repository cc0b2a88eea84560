//! Growth: the cost of a save and of a read with one, ten and a hundred past cycles in the
//! database.

use super::{
    options::{Engine, Options},
    reads,
    report::{Report, Target},
    saves,
    server::Server,
    stage::{CLOSED, Stage},
};
use sea_orm::{ConnectionTrait as _, DatabaseBackend, Statement};

/// Number of submissions that are copied into each past cycle.
const SUBMISSIONS: usize = 40;
/// Number of writers, and of readers, at the same time.
const CLIENTS: usize = 16;
/// Least share of the first rate that saves and reads must keep. It leaves room for noise.
const SHARE: f64 = 0.8;

pub async fn measure(stage: &Stage, options: &Options, report: &mut Report) {
    report.part("growth: the cost of a save and of a read does not grow with past cycles");
    let engine = Some(stage.engine);
    let (mut past, mut first) = (1, None);
    let steps: &[usize] = if options.quick { &[1, 10] } else { &[1, 10, 100] };
    for step in steps {
        add(stage, past, *step).await;
        past = *step;
        let mut server = Server::start(stage);
        let people = stage.some(CLIENTS, 1);
        let saved =
            saves::closed_loop(stage, &mut server, &people, 1, options.span() / 2, false).await;
        let (read, _) = reads::closed_loop(
            server.address,
            reads::requests(stage).0,
            CLIENTS,
            options.span() / 2,
        )
        .await;
        report.say(
            engine,
            &format!("saves with {past} past cycles"),
            saved.rate,
            "/s",
            Target::None,
        );
        report.say(engine, &format!("reads with {past} past cycles"), read, "/s", Target::None);
        match first {
            None => first = Some((saved.rate, read)),
            Some((saves, reads)) => {
                report.say(
                    engine,
                    "  saves, ratio to 1 past cycle",
                    saved.rate / saves,
                    "x",
                    Target::AtLeast(SHARE),
                );
                report.say(
                    engine,
                    "  reads, ratio to 1 past cycle",
                    read / reads,
                    "x",
                    Target::AtLeast(SHARE),
                );
            }
        }
    }
}

/// Copies the closed cycle with its submissions, answers, histories and editions until there are
/// `until` past cycles.
async fn add(stage: &Stage, from: usize, until: usize) {
    let db = stage.database().await;
    let is_sqlite = stage.engine == Engine::Sqlite;
    let backend = if is_sqlite { DatabaseBackend::Sqlite } else { DatabaseBackend::Postgres };
    let (id, digest) = if is_sqlite {
        ("randomblob(16)", "lower(hex(randomblob(32)))")
    } else {
        ("gen_random_uuid()", "md5(random()::text) || md5(random()::text)")
    };
    for number in from..until {
        let key = format!("past-{number}");
        let closed = format!("(SELECT id FROM cycle WHERE key = '{CLOSED}')");
        let fresh = format!("(SELECT id FROM cycle WHERE key = '{key}')");
        let pairs = format!(
            "(SELECT old.id AS old, new.id AS new FROM submission old JOIN submission new ON new.state = old.state \
             WHERE old.cycle = {closed} AND new.cycle = {fresh}) p"
        );
        let statements = vec![
            format!(
                "INSERT INTO cycle SELECT {id}, '{key}', instrument_version, name_ar, name_zh, name_en, name_fr, name_ru, name_es, \
                 opens_at, closes_at, lattice, created_at FROM cycle WHERE key = '{CLOSED}'"
            ),
            format!(
                "INSERT INTO cycle_invitation SELECT {fresh}, state, invited_at, extended_until FROM cycle_invitation \
                 WHERE cycle = {closed}"
            ),
            format!(
                "INSERT INTO submission (id, cycle, state, status, latest_edition, withdrawn_through, created_at) \
                 SELECT {id}, {fresh}, state, status, latest_edition, withdrawn_through, created_at FROM submission \
                 WHERE cycle = {closed} ORDER BY state LIMIT {SUBMISSIONS}"
            ),
            format!(
                "INSERT INTO answer SELECT p.new, question, revision, disposition, value, author, saved_at FROM {pairs} \
                 JOIN answer a ON a.submission = p.old"
            ),
            format!(
                "INSERT INTO answer_revision SELECT p.new, question, {id}, revision, based_on, outcome, disposition, value, author, \
                 saved_at FROM {pairs} JOIN answer_revision a ON a.submission = p.old"
            ),
            format!(
                "INSERT INTO edition SELECT p.new, number, document, {digest}, receipt, submitted_at, submitted_by FROM {pairs} \
                 JOIN edition e ON e.submission = p.old"
            ),
        ];
        let copied = db.write(statements, move |tx, statements| {
            Box::pin(async move {
                for sql in statements {
                    tx.execute_raw(Statement::from_string(backend, sql.clone())).await?;
                }
                Ok(())
            })
        });
        copied.await.unwrap();
    }
    db.close().await;
}
