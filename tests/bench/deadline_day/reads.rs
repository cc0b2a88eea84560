//! Reads: one answer, and a whole instrument version, each compared with a plain implementation.

use super::{
    client::{self, Connection},
    options::Options,
    plain,
    report::{Report, Target},
    server::Server,
    stage::{OPEN, Stage},
};
use entity::vocabulary::QuestionKind;
use hdrhistogram::Histogram;
use serde_json::json;
use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

/// Number of readers at the same time.
pub const READERS: usize = 32;
const ANSWER: &str = "query($c:CycleKey!,$q:QuestionCode!){submission(cycle:$c){answer(question:$q){revision value{...on SingleChoiceValue{option}}}}}";
const DOCUMENT: &str = "{instrumentVersion(instrument:\"national-survey\",version:\"2026.1\"){document(language:\"en\")}}";

/// Runs readers in a closed loop. Returns the reads per second and their latency in microseconds.
pub async fn closed_loop(
    address: SocketAddr,
    requests: Vec<Vec<u8>>,
    readers: usize,
    span: Duration,
) -> (f64, Histogram<u64>) {
    let (requests, start) = (Arc::new(requests), Instant::now());
    let reader = |number: usize| {
        let requests = Arc::clone(&requests);
        tokio::spawn(async move {
            let mut connection = Connection::open(address).await.unwrap();
            let mut latency = Histogram::<u64>::new(3).unwrap();
            let mut next = number * 7;
            while start.elapsed() < span {
                let sent = Instant::now();
                let answer = connection.ask(&requests[next % requests.len()]).await.unwrap();
                assert!(
                    answer.is_good(),
                    "{}: {}",
                    answer.status,
                    String::from_utf8_lossy(answer.body)
                );
                latency.record(u64::try_from(sent.elapsed().as_micros()).unwrap()).unwrap();
                next += 1;
            }
            latency
        })
    };
    let tasks: Vec<_> = (0..readers).map(reader).collect();
    let mut all = Histogram::<u64>::new(3).unwrap();
    for task in tasks {
        all.add(task.await.unwrap()).unwrap();
    }
    (all.len() as f64 / start.elapsed().as_secs_f64(), all)
}

/// Returns the reads of one answer by each person: through GraphQL, and the plain way.
pub fn requests(stage: &Stage) -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
    let one = |somebody: &super::stage::Somebody| {
        let asked =
            somebody.questions.iter().find(|asked| asked.kind == QuestionKind::SingleChoice)?;
        let token = stage.token(somebody.proof);
        let ours = client::graphql(Some(&token), ANSWER, &json!({ "c": OPEN, "q": asked.code }));
        let plain = client::get(&format!(
            "/answer?cycle={OPEN}&state={}&question={}",
            somebody.state, asked.code
        ));
        Some((ours, plain))
    };
    stage.people.iter().filter_map(one).unzip()
}

pub async fn measure(stage: &Stage, options: &Options, report: &mut Report) {
    report.part("reads: one answer, and the whole instrument");
    let (engine, span) = (Some(stage.engine), options.span() / 2);
    let server = Server::start(stage);
    let path = format!("/instruments/{}/en.json", stage.published.sha256);
    let document = Connection::open(server.address)
        .await
        .unwrap()
        .ask(&client::get(&path))
        .await
        .unwrap()
        .body
        .to_vec();
    let size = document.len();
    let plain = plain::serve(stage, document).await;
    let (ours, theirs) = requests(stage);
    same(server.address, &ours[0], plain, &theirs[0]).await;
    let (rate, latency) = closed_loop(server.address, ours, READERS, span).await;
    let (by_hand, _) = closed_loop(plain, theirs, READERS, span).await;
    report.say(
        engine,
        &format!("one answer through GraphQL, {READERS} readers"),
        rate,
        "/s",
        Target::None,
    );
    report.say(
        engine,
        "  p99",
        latency.value_at_quantile(0.99) as f64 / 1_000.0,
        "ms",
        Target::None,
    );
    report.say(
        engine,
        "one answer by hand-written SQL behind a plain handler",
        by_hand,
        "/s",
        Target::None,
    );
    report.say(engine, "  ratio", rate / by_hand, "x", Target::AtLeast(0.5));

    let (fixed, _) = closed_loop(plain, vec![client::get("/static")], READERS, span).await;
    report.say(engine, &format!("a static body of {} KiB", size / 1024), fixed, "/s", Target::None);
    let token = stage.token(stage.people[0].proof);
    let document = client::graphql(Some(&token), DOCUMENT, &json!({}));
    for (what, request) in [
        ("the instrument by GraphQL, prerendered", document),
        ("the instrument by its address", client::get(&path)),
    ] {
        let (rate, _) = closed_loop(server.address, vec![request], READERS, span).await;
        report.say(engine, what, rate, "/s", Target::None);
        report.say(engine, "  ratio to the static body", rate / fixed, "x", Target::AtLeast(0.5));
    }
}

/// Checks that both ways give the same bytes.
async fn same(ours: SocketAddr, request: &[u8], plain: SocketAddr, plain_request: &[u8]) {
    let one = Connection::open(ours).await.unwrap().ask(request).await.unwrap().body.to_vec();
    let two =
        Connection::open(plain).await.unwrap().ask(plain_request).await.unwrap().body.to_vec();
    assert_eq!(String::from_utf8_lossy(&one), String::from_utf8_lossy(&two));
}
