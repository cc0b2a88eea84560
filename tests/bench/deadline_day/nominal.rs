//! The nominal hour, compressed: sessions that save, read and submit at constant rates, even if the
//! server does not keep up.
//!
//! Latency counts from the intended time of each request. A server that stalls is therefore charged
//! for the requests that waited behind it.

use super::{
    client::{self, Connection},
    options::Options,
    report::{Report, Target},
    saves::{self, Writer},
    server::Server,
    stage::{OPEN, Stage},
};
use entity::vocabulary::Role;
use hdrhistogram::Histogram;
use national_survey::access;
use serde_json::json;
use std::{sync::Arc, time::Duration};
use tokio::{sync::Mutex, task::JoinSet, time::Instant};

const SAVES: u32 = 30;
const READS: u32 = 100;
const SUBMISSIONS: u32 = 2;

const ANSWER: &str = "query($c:CycleKey!,$q:QuestionCode!){submission(cycle:$c){status answer(question:$q){revision savedAt value{__typename}}}}";
const SECTION: &str = "query($c:CycleKey!,$w:String!){submission(cycle:$c){answers(within:$w){question revision disposition}}}";
const PROGRESS: &str =
    "query($c:CycleKey!){submission(cycle:$c){progress{section offered answered}}}";
const SUBMIT: &str =
    "mutation($i:SubmitSubmissionInput!){submitSubmission(input:$i){edition{number}}}";
const AMEND: &str =
    "mutation($i:SubmitSubmissionInput!){amendSubmission(input:$i){edition{number}}}";

/// A person at a screen: one connection, one request at a time.
struct Session {
    connection: Connection,
    writer: Writer,
    token: String,
    proof: access::token::Proof,
    question: String,
    submitted: bool,
    minted: Instant,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Save,
    Read(usize),
    Submit,
}

pub async fn measure(stage: &Stage, options: &Options, report: &mut Report) {
    report.part("nominal: an open loop of 30 saves, 100 reads and 2 submissions a second; latency from the intended moment");
    let engine = Some(stage.engine);
    let server = Server::start(stage);
    let sessions = sessions(stage, &server).await;
    let focal_points: Vec<_> =
        (0..sessions.len()).filter(|place| stage.people[*place].role == Role::FocalPoint).collect();
    report.say(engine, "sessions", sessions.len() as f64, "", Target::None);

    let (span, start) = (options.nominal_span(), Instant::now() + Duration::from_millis(200));
    let mut schedule: Vec<(Instant, Kind, usize)> = Vec::new();
    for (rate, phase) in [(SAVES, 0.0), (READS, 0.3), (SUBMISSIONS, 0.6)] {
        for number in 0..rate * u32::try_from(span.as_secs()).unwrap() {
            let at = start + Duration::from_secs_f64((f64::from(number) + phase) / f64::from(rate));
            let number = number as usize;
            schedule.push(match rate {
                SAVES => (at, Kind::Save, number % sessions.len()),
                READS => (at, Kind::Read(number % 10), (number * 7 + 3) % sessions.len()),
                _ => (at, Kind::Submit, focal_points[number % focal_points.len()]),
            });
        }
    }
    schedule.sort_by_key(|(at, _, _)| *at);
    let stage_tokens: Vec<_> = sessions.iter().map(Arc::clone).collect();
    let mut tasks = JoinSet::new();
    for (at, kind, place) in schedule {
        tokio::time::sleep_until(at).await;
        refresh(stage, &stage_tokens[place]).await;
        let session = Arc::clone(&sessions[place]);
        tasks.spawn(async move {
            let outcome = session.lock().await.act(kind).await;
            (kind, at.elapsed(), outcome)
        });
    }
    let histogram = || Histogram::<u64>::new(3).unwrap();
    let (mut saves, mut reads, mut submissions, mut errors) =
        (histogram(), histogram(), histogram(), 0_u32);
    while let Some(done) = tasks.join_next().await {
        let (kind, latency, outcome) = done.unwrap();
        if let Err(error) = outcome {
            if errors == 0 {
                eprintln!("{kind:?} failed: {error}");
            }
            errors += 1;
        }
        let latency = u64::try_from(latency.as_micros()).unwrap();
        match kind {
            Kind::Save => saves.record(latency).unwrap(),
            Kind::Read(_) => reads.record(latency).unwrap(),
            Kind::Submit => submissions.record(latency).unwrap(),
        }
    }
    let took = start.elapsed().as_secs_f64();
    for (what, latency, p99) in [
        ("saves", saves, Target::AtMost(100.0)),
        ("reads", reads, Target::None),
        ("submissions", submissions, Target::None),
    ] {
        let of = |quantile| latency.value_at_quantile(quantile) as f64 / 1_000.0;
        report.say(engine, what, latency.len() as f64 / took, "/s", Target::None);
        report.say(engine, "  p50", of(0.5), "ms", Target::None);
        report.say(engine, "  p95", of(0.95), "ms", Target::None);
        report.say(engine, "  p99", of(0.99), "ms", p99);
        report.say(engine, "  max", latency.max() as f64 / 1_000.0, "ms", Target::None);
    }
    let (peak, now) = server.memory();
    report.say(engine, "errors", f64::from(errors), "", Target::AtMost(0.0));
    report.say(engine, "memory of the server, peak", peak, "MiB", Target::AtMost(256.0));
    report.say(engine, "memory of the server, at the end", now, "MiB", Target::None);
}

async fn sessions(stage: &Stage, server: &Server) -> Vec<Arc<Mutex<Session>>> {
    let standing = saves::standing(stage).await;
    let mut sessions = Vec::new();
    for (place, somebody) in stage.people.iter().enumerate() {
        let session = Session {
            connection: Connection::open(server.address).await.unwrap(),
            writer: Writer::new(somebody, &standing, 10_000 + place as u64),
            token: stage.token(somebody.proof),
            proof: somebody.proof,
            question: somebody.questions[0].code.to_string(),
            submitted: false,
            minted: Instant::now(),
        };
        sessions.push(Arc::new(Mutex::new(session)));
    }
    sessions
}

/// Renews the token before it expires. A busy session is left alone.
async fn refresh(stage: &Stage, session: &Mutex<Session>) {
    if let Ok(mut session) = session.try_lock()
        && session.minted.elapsed() > Duration::from_secs(240)
    {
        (session.token, session.minted) = (stage.token(session.proof), Instant::now());
    }
}

impl Session {
    async fn act(&mut self, kind: Kind) -> Result<(), String> {
        let failed = |error: std::io::Error| error.to_string();
        let token = Some(self.token.as_str());
        let request = match kind {
            Kind::Save => {
                let (request, asked) = self.writer.save(&self.token, 1);
                let answer = self.connection.ask(&request).await.map_err(failed)?;
                return self.writer.read(asked, &answer).map(drop);
            }
            Kind::Read(8) => {
                let section = self.question.rsplit_once('.').map_or("N.a", |(section, _)| section);
                client::graphql(token, SECTION, &json!({ "c": OPEN, "w": section }))
            }
            Kind::Read(9) => client::graphql(token, PROGRESS, &json!({ "c": OPEN })),
            Kind::Read(_) => {
                client::graphql(token, ANSWER, &json!({ "c": OPEN, "q": self.question }))
            }
            Kind::Submit => {
                let document = if self.submitted { AMEND } else { SUBMIT };
                client::graphql(token, document, &json!({ "i": { "cycle": OPEN } }))
            }
        };
        self.connection.ask(&request).await.map_err(failed)?.json()?;
        self.submitted |= kind == Kind::Submit;
        Ok(())
    }
}
