//! A flood of sign-ins beside people who save. A password is costly to check, and no save may wait
//! for it.
//!
//! Saves come at a constant rate, in turns without and with the flood. Other load on the machine
//! therefore affects both alike. Latency counts from the intended time of each save.

use super::{
    client::Connection,
    options::Options,
    report::{Report, Target},
    saves::{self, Writer},
    server::Server,
    stage::{Guest, PASSWORD, Stage},
};
use hdrhistogram::Histogram;
use national_survey::clock::Clock;
use serde_json::json;
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};
use tokio::{sync::Mutex, task::JoinSet, time::Instant};

/// Saves per second.
const SAVES: u32 = 100;
/// Number of clients that sign in at the same time.
const CLIENTS: usize = 64;
/// Number of people who sign in with the right password. There are enough of them that each has an
/// unused code.
const GUESTS: usize = 600;
/// Number of turns without the flood, and of turns with it.
const TURNS: u32 = 4;

/// A person who saves: one connection, one request at a time.
pub struct Saver {
    connection: Connection,
    writer: Writer,
    token: String,
}

/// Number of sign-ins by status.
type Answers = BTreeMap<u16, u32>;

pub async fn measure(stage: &Stage, options: &Options, report: &mut Report) {
    report.part("flood: 64 clients sign in as fast as they are answered, beside an open loop of 100 saves a second");
    let engine = Some(stage.engine);
    let guests = Arc::new(stage.guests(GUESTS).await);
    let server = Server::behind_a_proxy(stage);
    let savers = savers(stage, &server).await;
    let histogram = || Histogram::<u64>::new(3).unwrap();
    let (mut quiet, mut flooded, mut errors, mut answers) =
        (histogram(), histogram(), 0, Answers::new());
    let (tried, mut span) = (Arc::new(AtomicU32::new(0)), Duration::ZERO);
    for _ in 0..TURNS {
        errors += saves_at_a_rate(&savers, options.span(), &mut quiet).await;
        let (began, stop) = (Instant::now(), Arc::new(AtomicBool::new(false)));
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| {
                tokio::spawn(sign_ins(
                    server.address,
                    Arc::clone(&guests),
                    Arc::clone(&tried),
                    Arc::clone(&stop),
                ))
            })
            .collect();
        errors += saves_at_a_rate(&savers, options.span(), &mut flooded).await;
        stop.store(true, Ordering::Relaxed);
        for client in clients {
            for (status, count) in client.await.unwrap() {
                *answers.entry(status).or_default() += count;
            }
        }
        span += began.elapsed();
    }
    for (status, what) in [
        (200, "sign-ins that were right"),
        (401, "sign-ins that were wrong, each with a password checked"),
        (429, "sign-ins that were told to wait after wrong ones"),
        (503, "sign-ins that found no place"),
    ] {
        let count = answers.remove(&status).unwrap_or_default();
        report.say(engine, what, f64::from(count) / span.as_secs_f64(), "/s", Target::None);
    }
    report.say(
        engine,
        "sign-ins that were answered otherwise",
        f64::from(answers.into_values().sum::<u32>()),
        "",
        Target::AtMost(0.0),
    );
    let of =
        |latency: &Histogram<u64>, quantile| latency.value_at_quantile(quantile) as f64 / 1_000.0;
    for (what, latency) in [("saves without the flood", &quiet), ("saves with the flood", &flooded)]
    {
        report.say(engine, what, latency.len() as f64, "", Target::None);
        report.say(engine, "  p50", of(latency, 0.5), "ms", Target::None);
        report.say(engine, "  p99", of(latency, 0.99), "ms", Target::None);
    }
    report.say(
        engine,
        "p99 of saves with the flood to that without",
        of(&flooded, 0.99) / of(&quiet, 0.99),
        "x",
        Target::AtMost(1.2),
    );
    report.say(engine, "saves that failed", f64::from(errors), "", Target::AtMost(0.0));
}

pub async fn savers(stage: &Stage, server: &Server) -> Vec<Arc<Mutex<Saver>>> {
    let standing = saves::standing(stage).await;
    let mut savers = Vec::new();
    for (place, somebody) in stage.people.iter().enumerate() {
        let saver = Saver {
            connection: Connection::open(server.address).await.unwrap(),
            writer: Writer::new(somebody, &standing, 20_000 + place as u64),
            token: stage.token(somebody.proof),
        };
        savers.push(Arc::new(Mutex::new(saver)));
    }
    savers
}

/// Saves at a constant rate, even if the server does not keep up. Returns the number of failures.
pub async fn saves_at_a_rate(
    savers: &[Arc<Mutex<Saver>>],
    span: Duration,
    latency: &mut Histogram<u64>,
) -> u32 {
    let (start, mut tasks) = (Instant::now() + Duration::from_millis(200), JoinSet::new());
    for number in 0..SAVES * u32::try_from(span.as_secs()).unwrap() {
        let at = start + Duration::from_secs_f64(f64::from(number) / f64::from(SAVES));
        tokio::time::sleep_until(at).await;
        let saver = Arc::clone(&savers[number as usize % savers.len()]);
        tasks.spawn(async move {
            let outcome = saver.lock().await.save().await;
            (at.elapsed(), outcome)
        });
    }
    let mut errors = 0;
    while let Some(done) = tasks.join_next().await {
        let (took, outcome) = done.unwrap();
        latency.record(u64::try_from(took.as_micros()).unwrap()).unwrap();
        if let Err(error) = outcome {
            eprintln!("a save failed: {error}");
            errors += 1;
        }
    }
    errors
}

impl Saver {
    async fn save(&mut self) -> Result<(), String> {
        let (request, asked) = self.writer.save(&self.token, 1);
        let answer = self.connection.ask(&request).await.map_err(|error| error.to_string())?;
        self.writer.read(asked, &answer).map(drop)
    }
}

/// Runs one client of the flood.
///
/// One of four sign-ins is right, one guesses the password of a real account, and two name no
/// account. Each comes from an address of its own, so that no limit by address stops it.
async fn sign_ins(
    at: SocketAddr,
    guests: Arc<Vec<Guest>>,
    tried: Arc<AtomicU32>,
    stop: Arc<AtomicBool>,
) -> Answers {
    let (mut connection, mut answers) = (Connection::open(at).await.unwrap(), Answers::new());
    while !stop.load(Ordering::Relaxed) {
        let number = tried.fetch_add(1, Ordering::Relaxed);
        let guest = &guests[(number / 4) as usize % guests.len()];
        let (email, password, code) = match number % 4 {
            0 => (guest.email.clone(), PASSWORD, guest.code(Clock::System.now())),
            1 => (
                format!("fra-{}@example.org", number / 4 % 3),
                "not that password",
                "123456".into(),
            ),
            _ => (format!("nobody.{number}@example.org"), "not that password", "123456".into()),
        };
        let body = json!({ "email": email, "password": password, "code": code }).to_string();
        let [_, a, b, c] = number.to_be_bytes();
        let request = format!(
            "POST /auth/sign-in HTTP/1.1\r\nhost: survey\r\nx-forwarded-for: 10.{a}.{b}.{c}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        );
        let answer = connection.ask(request.as_bytes()).await.unwrap();
        *answers.entry(answer.status).or_default() += 1;
    }
    answers
}
