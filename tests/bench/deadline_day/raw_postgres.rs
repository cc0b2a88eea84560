//! The transaction of a save by `pgbench`, in a copy of the same database: the same locks, reads
//! and writes.

use super::{
    cluster::said,
    options::Options,
    report::{Report, Target},
    saves::Raw,
    stage::Stage,
};

/// The submissions to write to, by number, spread over States as the product's writers are.
const PLACES: &str = "CREATE TABLE place AS SELECT row_number() OVER (ORDER BY s.state) AS n, s.id AS submission, \
                      (SELECT author FROM answer WHERE submission = s.id LIMIT 1) AS author FROM submission s \
                      JOIN cycle c ON c.id = s.cycle WHERE c.key = '2026'; ALTER TABLE place ADD PRIMARY KEY (n); ANALYZE";

fn script(states: usize) -> String {
    let value = format!("{{\"kind\":\"long_text\",\"text\":\"{}\"}}", super::answers::PARAGRAPH);
    format!(
        r#"\set n random(1, {states})
\set q random(1, 120)
BEGIN;
SELECT s.id AS submission, s.state AS chain, p.author FROM place p JOIN submission s ON s.id = p.submission WHERE p.n = :n FOR UPDATE OF s \gset
SELECT coalesce((SELECT revision FROM answer WHERE submission = :submission AND question = 'R.a.' || (:q)::int), 0) + 1 AS revision \gset
INSERT INTO answer (submission, question, revision, disposition, value, author, saved_at) VALUES (:submission, 'R.a.' || (:q)::int, :revision, 'answered', '{value}', :author, now()) ON CONFLICT (submission, question) DO UPDATE SET revision = excluded.revision, disposition = excluded.disposition, value = excluded.value, author = excluded.author, saved_at = excluded.saved_at;
INSERT INTO answer_revision (submission, question, id, revision, based_on, outcome, disposition, value, author, saved_at) VALUES (:submission, 'R.a.' || (:q)::int, gen_random_uuid(), :revision, 0, 'saved', 'answered', '{value}', :author, now());
SELECT number + 1 AS number FROM chain_head WHERE chain = :chain FOR UPDATE \gset
INSERT INTO act (chain, number, verb, subject, person, at, detail, hash) VALUES (:chain, :number, 'answers.save', :submission, :author, now(), '{{"conflicts":[],"cycle":"2026","saved":{{"R.a.1": 7}}}}', repeat('a', 64));
UPDATE chain_head SET number = :number, hash = repeat('b', 64) WHERE chain = :chain;
COMMIT;
"#
    )
}

pub async fn measure(stage: &Stage, options: &Options, report: &mut Report) -> Raw {
    report.part("raw: the transaction of a save by pgbench, prepared, durable");
    let cluster = stage.cluster.as_ref().unwrap();
    cluster.sql("postgres", "CREATE DATABASE raw TEMPLATE survey");
    cluster.sql("raw", PLACES);
    let file = stage.folder.path().join("save.sql");
    std::fs::write(&file, script(options.writers / 2)).unwrap();
    let mut best = 0.0_f64;
    for clients in [1, 16, options.writers] {
        let rate = pgbench(stage, options, &file.display().to_string(), clients);
        report.say(
            Some(stage.engine),
            &format!("pgbench, {clients} clients"),
            rate,
            "/s",
            Target::None,
        );
        best = best.max(rate);
    }
    cluster.sql("postgres", "DROP DATABASE raw");
    Raw { one: None, best }
}

fn pgbench(stage: &Stage, options: &Options, file: &str, clients: usize) -> f64 {
    let cluster = stage.cluster.as_ref().unwrap();
    let pgbench = cluster.bin.join("pgbench").display().to_string();
    let (host, clients, seconds) =
        (cluster.host(), clients.to_string(), options.span().as_secs().to_string());
    let jobs = clients.parse::<usize>().unwrap().min(2).to_string();
    let arguments = [
        "-n", "-M", "prepared", "-f", file, "-c", &clients, "-j", &jobs, "-T", &seconds, "-U",
        "postgres", "-h", &host, "raw",
    ];
    let text = said(&pgbench, &arguments).expect("pgbench");
    let rate =
        text.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
    rate.unwrap_or_else(|| panic!("{text}"))
}
