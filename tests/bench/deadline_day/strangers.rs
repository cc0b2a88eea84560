//! Saves beside 64 anonymous clients on each public address and query. Each client sends its next
//! request when it is answered.
//!
//! Saves come at a constant rate, in turns without and with these clients. No limit by address
//! stops them, so the measurement shows the service's own protection.

use super::{
    client::{self, Connection},
    flood::{savers, saves_at_a_rate},
    options::Options,
    release,
    report::{Report, Target},
    server::Server,
    stage::Stage,
};
use hdrhistogram::Histogram;
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

/// Number of anonymous clients at the same time.
const STRANGERS: usize = 64;
/// Query for the instrument's questions and texts, four times: about the most that the public may
/// ask.
const QUESTIONS: &str = "{instrumentVersion(instrument:\"national-survey\",version:\"2026.1\"){a:questions{code text(language:\"fr\")} \
    b:questions{code text(language:\"ar\")} c:questions{code text(language:\"ru\")} d:questions{code text(language:\"es\")}}}";
/// Query for a whole release with its cells. Twice this would cost too much.
const RELEASE: &str = "{release(number:1){respondents{stateCode} tables{question partition standing rows{classes base publishedBase \
    cells{level published hidden lowerPercent upperPercent}}}}}";
/// Query for the tables and rows of a whole release, five times. It is refused.
const FIVE: &str = "{a:release(number:1){tables{rows{base}}} b:release(number:1){tables{rows{base}}} c:release(number:1){tables{rows{base}}} \
    d:release(number:1){tables{rows{base}}} e:release(number:1){tables{rows{base}}}}";
const STATES: &str = "{states{code name groups{code name}}}";

pub async fn measure(stage: &Stage, options: &Options, report: &mut Report) {
    report.part("strangers: 64 at once on each public address and query, beside an open loop of 100 saves a second");
    let server = Server::start(stage);
    release::published(stage, &server).await;
    let savers = savers(stage, &server).await;
    let document = format!("/instruments/{}", stage.published.sha256);
    let query = |text: &str| client::graphql(None, text, &json!({}));
    let get = |path: &str| client::get(path);
    type Request = Box<dyn Fn(u32) -> Vec<u8> + Send + Sync>;
    let always = |request: Vec<u8>| -> Request { Box::new(move |_| request.clone()) };
    let cases: Vec<(&str, Request)> = vec![
        ("instrument in its language", always(get(&format!("{document}/fr.json")))),
        (
            "instrument in a language that it lacks, another each time",
            Box::new(move |n| {
                client::get(&format!("{document}/x{}{}.json", letter(n / 26), letter(n)))
            }),
        ),
        ("schema.graphql", always(get("/developer/schema.graphql"))),
        ("the developer's page", always(get("/developer"))),
        ("published keys", always(get("/.well-known/jwks.json"))),
        ("readyz", always(get("/readyz"))),
        ("an unknown path", always(get("/nothing/here"))),
        ("a signed link that is none", always(get("/export/nothing"))),
        ("a release as CSV", always(get("/export/releases/1/fr.csv"))),
        ("a release as XLSX", always(get("/export/releases/1/fr.xlsx"))),
        ("query: States with their groups", always(query(STATES))),
        ("query: the instrument's questions, four times", always(query(QUESTIONS))),
        ("query: a whole release with its cells", always(query(RELEASE))),
        ("query: five times a release's tables", always(query(FIVE))),
    ];
    let engine = Some(stage.engine);
    for (what, request) in cases {
        let (mut quiet, mut beside) =
            (Histogram::<u64>::new(3).unwrap(), Histogram::<u64>::new(3).unwrap());
        let mut errors = saves_at_a_rate(&savers, options.span() / 2, &mut quiet).await;
        let (stop, request, sent) =
            (Arc::new(AtomicBool::new(false)), Arc::new(request), Arc::new(AtomicU32::new(0)));
        let strangers: Vec<_> = (0..STRANGERS)
            .map(|_| {
                tokio::spawn(asks(
                    server.address,
                    Arc::clone(&request),
                    Arc::clone(&sent),
                    Arc::clone(&stop),
                ))
            })
            .collect();
        errors += saves_at_a_rate(&savers, options.span(), &mut beside).await;
        stop.store(true, Ordering::Relaxed);
        let mut answers = BTreeMap::<u16, u32>::new();
        for stranger in strangers {
            for (status, count) in stranger.await.unwrap() {
                *answers.entry(status).or_default() += count;
            }
        }
        let of = |latency: &Histogram<u64>, quantile| {
            latency.value_at_quantile(quantile) as f64 / 1_000.0
        };
        println!("          {what}: answers by status {answers:?}");
        for (when, latency) in [("quiet", &quiet), ("beside", &beside)] {
            for (name, quantile) in [("p50", 0.5), ("p99", 0.99)] {
                report.say(
                    engine,
                    &format!("{what}: {when}, {name}"),
                    of(latency, quantile),
                    "ms",
                    Target::None,
                );
            }
        }
        report.say(
            engine,
            &format!("{what}: beside, slowest"),
            beside.max() as f64 / 1_000.0,
            "ms",
            Target::AtMost(1_000.0),
        );
        report.say(
            engine,
            &format!("{what}: p50 beside to quiet"),
            of(&beside, 0.5) / of(&quiet, 0.5),
            "x",
            Target::AtMost(3.0),
        );
        report.say(
            engine,
            &format!("{what}: saves that failed"),
            f64::from(errors),
            "",
            Target::AtMost(0.0),
        );
    }
}

fn letter(n: u32) -> char {
    char::from(b'a' + u8::try_from(n % 26).unwrap())
}

/// Runs one anonymous client.
async fn asks(
    address: SocketAddr,
    request: Arc<Box<dyn Fn(u32) -> Vec<u8> + Send + Sync>>,
    sent: Arc<AtomicU32>,
    stop: Arc<AtomicBool>,
) -> BTreeMap<u16, u32> {
    let mut answers = BTreeMap::new();
    let mut connection = Connection::open_from_elsewhere(address).await.unwrap();
    while !stop.load(Ordering::Relaxed) {
        let request = request(sent.fetch_add(1, Ordering::Relaxed));
        match connection.ask(&request).await {
            Ok(answer) => {
                *answers.entry(answer.status).or_default() += 1;
                if answer.status == 503 {
                    // A short version of the wait in `Retry-After`.
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
            Err(_) => connection = Connection::open_from_elsewhere(address).await.unwrap(),
        }
    }
    answers
}
