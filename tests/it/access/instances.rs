//! Two instances on one database: what ends on one ends on the other within two seconds.

use crate::world::{Test, World};
use national_survey::world::Clock;
use serde_json::{Value, json};
use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// A served process of its own.
struct Instance {
    child: Child,
    address: String,
}

impl Instance {
    fn start(world: &World) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_national-survey"))
            .args(["serve", "--port", "0", "--data-dir"])
            .arg(&world.config().data_dir)
            .env("DATABASE_URL", world.test.url().unwrap())
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = loop {
            let line = lines.next().expect("the server says where it serves").unwrap();
            if let Some((_, address)) = line.split_once("serves on http://") {
                break address.split_whitespace().next().unwrap().to_owned();
            }
        };
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        Self { child, address }
    }

    async fn asks(&self, token: &str, query: &str) -> Value {
        // The client asks for a provider of cryptography also where it talks in the clear; who comes second finds one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let request = reqwest::Client::new().post(format!("http://{}/graphql", self.address)).bearer_auth(token);
        request.json(&json!({ "query": query })).send().await.unwrap().json().await.unwrap()
    }

    async fn role(&self, token: &str) -> Value {
        self.asks(token, "{ viewer { role } }").await["data"]["viewer"]["role"].clone()
    }

    /// How long it takes until the token's role is this.
    async fn until(&self, token: &str, role: &Value) -> Duration {
        let start = Instant::now();
        while self.role(token).await != *role {
            assert!(start.elapsed() < Duration::from_secs(10), "it never became {role}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        start.elapsed()
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_ends_on_one_instance_ends_on_the_other_within_two_seconds() {
    let Some(test) = Test::on_postgres().await else { return };
    let world = World::with_people(test.clone()).await;
    test.clock.set(Clock::System.now());
    let (one, two) = (Instance::start(&world), Instance::start(&world));
    let enter = async || world.enters("focal_point@fra.example.org").await;
    let (here, there, left) = (enter().await.access_token, enter().await.access_token, enter().await.access_token);
    let focal_point = json!("FOCAL_POINT");
    for token in [&here, &there, &left] {
        assert_eq!((one.role(token).await, two.role(token).await), (focal_point.clone(), focal_point.clone()));
    }
    let limit = Duration::from_secs(2);

    let ended = one.asks(&here, "mutation { endSessions(input: {}) { ended } }").await;
    assert!(ended["data"]["endSessions"]["ended"].as_u64() >= Some(2), "{ended}");
    let revoked = two.until(&there, &Value::Null).await;
    assert_eq!(one.role(&there).await, Value::Null, "at once where it was asked");

    assert_eq!(two.role(&here).await, focal_point);
    let beside = test.beside().await;
    beside.run("UPDATE person SET role = 'reader' WHERE email = 'focal_point@fra.example.org'").await.unwrap();
    let changed = two.until(&here, &json!("READER")).await;

    beside.run("UPDATE person SET status = 'suspended' WHERE email = 'focal_point@fra.example.org'").await.unwrap();
    let suspended = one.until(&here, &Value::Null).await;
    eprintln!("on the other instance: ended after {revoked:?}, role changed after {changed:?}, suspended after {suspended:?}");
    assert!(revoked.max(changed).max(suspended) < limit, "{revoked:?} {changed:?} {suspended:?}");
    drop((one, two));
    test.done().await;
}
