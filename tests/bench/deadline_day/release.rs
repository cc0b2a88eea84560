//! The release of a closed cycle: the whole instrument, counted for every State that submitted.

use super::{
    client::{self, Connection},
    options::Options,
    report::{Report, Target},
    server::Server,
    stage::{CLOSED, Stage},
};
use serde_json::json;
use std::time::Instant;

const RELEASE: &str = "mutation($i:ReleaseTablesInput!){releaseTables(input:$i){release{number}}}";

pub async fn measure(stage: &Stage, options: &Options, report: &mut Report) {
    report.part("release: releaseTables on a closed cycle, the whole instrument");
    let server = Server::start(stage);
    let request = client::graphql(Some(&stage.token(stage.administrator)), RELEASE, &json!({ "i": { "cycle": CLOSED } }));
    let mut connection = Connection::open(server.address).await.unwrap();
    let start = Instant::now();
    connection.ask(&request).await.unwrap().json().unwrap();
    let took = start.elapsed().as_secs_f64();
    let states = options.released.min(options.states);
    report.say(
        Some(stage.engine),
        &format!("a release for {states} States, the server just started"),
        took,
        "s",
        Target::AtMost(2.0),
    );
    report.say(Some(stage.engine), "memory of the server, peak", server.memory().0, "MiB", Target::None);
}
