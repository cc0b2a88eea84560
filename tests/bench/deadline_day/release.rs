//! The release of a closed cycle: the whole instrument, counted for every State that submitted.

use super::{
    client::{self, Connection},
    options::Options,
    reads,
    report::{Report, Target},
    server::Server,
    stage::{CLOSED, Stage},
};
use entity::vocabulary::QuestionKind;
use serde_json::json;
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

const PROPOSE: &str = "mutation($i:ProposeReleaseInput!){proposeRelease(input:$i){proposal{id}}}";
const SIGN_OFF: &str =
    "mutation($i:SignOffReleaseInput!){signOffRelease(input:$i){proposal{status}}}";
const TABLE: &str = "query($q:QuestionCode!,$p:String){release(number:1){table(question:$q,partition:$p){standing rows{classes base publishedBase cells{level published hidden lowerPercent upperPercent}}}}}";
const REGIONAL: &str = "un_regional_group";
const RELEASES: &str = "query($c:CycleKey!){releases(cycle:$c){number}}";

pub async fn measure(stage: &Stage, options: &Options, report: &mut Report) {
    report.part("release: a closed cycle, proposed, signed off, attacked and published, the whole instrument");
    let server = Server::start(stage);
    let start = published(stage, &server).await;
    let took = start.elapsed().as_secs_f64();
    let states = options.released.min(options.states);
    report.say(
        Some(stage.engine),
        &format!("a release for {states} States, the server just started"),
        took,
        "s",
        Target::AtMost(60.0),
    );
    report.say(
        Some(stage.engine),
        "memory of the server, peak",
        server.memory().0,
        "MiB",
        Target::None,
    );
    tables(stage, server.address, options, report).await;
}

/// Publishes the release and waits for it. Returns the time of the sign-off that decided it.
pub async fn published(stage: &Stage, server: &Server) -> Instant {
    let [first, second] = stage.administrators.map(|administrator| stage.token(administrator));
    let mut connection = Connection::open(server.address).await.unwrap();
    let releases = client::graphql(None, RELEASES, &json!({ "c": CLOSED }));
    if connection.ask(&releases).await.unwrap().json().unwrap()["data"]["releases"] != json!([]) {
        return Instant::now();
    }
    let propose = client::graphql(Some(&first), PROPOSE, &json!({ "i": { "cycle": CLOSED } }));
    let proposed = connection.ask(&propose).await.unwrap().json().unwrap();
    let proposal = &proposed["data"]["proposeRelease"]["proposal"]["id"];
    let sign_off =
        client::graphql(Some(&second), SIGN_OFF, &json!({ "i": { "proposal": proposal } }));
    let start = Instant::now();
    connection.ask(&sign_off).await.unwrap().json().unwrap();
    while connection.ask(&releases).await.unwrap().json().unwrap()["data"]["releases"] == json!([])
    {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    start
}

/// Compares reads of released tables with reads of an answer, on the same server and by as many
/// readers.
async fn tables(stage: &Stage, address: SocketAddr, options: &Options, report: &mut Report) {
    let (engine, span) = (Some(stage.engine), options.span() / 2);
    let (answers, _) = reads::requests(stage);
    let (point, _) = reads::closed_loop(address, answers, reads::READERS, span).await;
    report.say(engine, "one answer through GraphQL, after it", point, "/s", Target::None);
    let token = stage.token(stage.people[0].proof);
    let choices = stage
        .published
        .catalogue
        .answerable()
        .filter(|asked| asked.kind == QuestionKind::SingleChoice);
    let codes: Vec<_> = choices.map(|asked| asked.code.clone()).collect();
    for (what, partition) in [
        ("a released table of all", json!(null)),
        ("a released table by regional group", json!(REGIONAL)),
    ] {
        let one =
            |code| client::graphql(Some(&token), TABLE, &json!({ "q": code, "p": partition }));
        let (rate, _) =
            reads::closed_loop(address, codes.iter().map(one).collect(), reads::READERS, span)
                .await;
        report.say(engine, what, rate, "/s", Target::None);
        report.say(engine, "  ratio to the answer", rate / point, "x", Target::AtLeast(0.8));
    }
}
