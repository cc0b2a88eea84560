//! The release of a closed cycle: the whole instrument, counted for every State that submitted.

use super::{
    client::{self, Connection},
    options::Options,
    report::{Report, Target},
    server::Server,
    stage::{CLOSED, Stage},
};
use serde_json::json;
use std::time::{Duration, Instant};

const PROPOSE: &str = "mutation($i:ProposeReleaseInput!){proposeRelease(input:$i){proposal{id}}}";
const SIGN_OFF: &str = "mutation($i:SignOffReleaseInput!){signOffRelease(input:$i){proposal{status}}}";
const RELEASES: &str = "query($c:CycleKey!){releases(cycle:$c){number}}";

pub async fn measure(stage: &Stage, options: &Options, report: &mut Report) {
    report.part("release: a closed cycle, proposed, signed off, attacked and published, the whole instrument");
    let server = Server::start(stage);
    let [first, second] = stage.administrators.map(|administrator| stage.token(administrator));
    let mut connection = Connection::open(server.address).await.unwrap();
    let propose = client::graphql(Some(&first), PROPOSE, &json!({ "i": { "cycle": CLOSED } }));
    let proposed = connection.ask(&propose).await.unwrap().json().unwrap();
    let proposal = &proposed["data"]["proposeRelease"]["proposal"]["id"];
    let sign_off = client::graphql(Some(&second), SIGN_OFF, &json!({ "i": { "proposal": proposal } }));
    let start = Instant::now();
    connection.ask(&sign_off).await.unwrap().json().unwrap();
    let releases = client::graphql(None, RELEASES, &json!({ "c": CLOSED }));
    while connection.ask(&releases).await.unwrap().json().unwrap()["data"]["releases"] == json!([]) {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let took = start.elapsed().as_secs_f64();
    let states = options.released.min(options.states);
    report.say(
        Some(stage.engine),
        &format!("a release for {states} States, the server just started"),
        took,
        "s",
        Target::AtMost(60.0),
    );
    report.say(Some(stage.engine), "memory of the server, peak", server.memory().0, "MiB", Target::None);
}
