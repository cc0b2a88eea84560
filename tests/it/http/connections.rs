//! Connections: the resources that a client can hold, and for how long.

mod crowds;

pub use crowds::open_now;

use crate::world::{Actor, Instance, Test, World};
use national_survey::http::connections::{Settings, Stop, Timers, raise_open_files, serve};
use serde_json::json;
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpSocket, TcpStream},
    task::JoinHandle,
};

/// Time that is longer than any of these timers, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(15);
const HEALTH: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: survey\r\n\r\n";

/// The service on a port of loopback, with timers that end within a test.
struct Served {
    address: SocketAddr,
    stop: Stop,
    task: JoinHandle<()>,
}

fn settings() -> Settings {
    let timers = Timers {
        head: Duration::from_millis(600),
        idle: Duration::from_millis(1_500),
        body: Duration::from_millis(600),
        whole_body: Duration::from_millis(1_800),
        write: Duration::from_millis(900),
        stop: Duration::from_millis(900),
    };
    Settings { timers, connections: 4_000, per_address: 4_000, proxies: Vec::new() }
}

/// Returns a little less than this time, because the service's clock starts before the client's.
fn about(time: Duration) -> Duration {
    time.mul_f32(0.8)
}

impl Served {
    async fn with(world: &World, settings: Settings) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, stop) = (listener.local_addr().unwrap(), Stop::default());
        let task = tokio::spawn(serve(listener, world.router(), settings, stop.clone()));
        Self { address, stop, task }
    }

    async fn connects(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Returns true if a new connection is served.
    async fn is_open(&self) -> bool {
        let mut stream = self.connects().await;
        let _ = stream.write_all(HEALTH).await;
        stream.read(&mut [0; 64]).await.is_ok_and(|read| read > 0)
    }

    /// Returns the time until a new connection is served again.
    async fn until_open(&self) -> Duration {
        let began = Instant::now();
        while !self.is_open().await {
            assert!(began.elapsed() < PATIENCE, "what was held is never free again");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        began.elapsed()
    }
}

/// Returns the text that arrives until the service closes, and the time.
async fn until_closed(stream: &mut TcpStream) -> (String, Duration) {
    let (began, mut text) = (Instant::now(), Vec::new());
    let closed = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut text)).await;
    assert!(closed.is_ok(), "never closed: {}", String::from_utf8_lossy(&text));
    (String::from_utf8_lossy(&text).into_owned(), began.elapsed())
}

async fn world() -> World {
    World::empty(Test::on_sqlite().await).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_sends_nothing_or_half_a_head_is_cut_and_one_between_two_requests_later() {
    let served = Served::with(&world().await, settings()).await;
    let mut silent = served.connects().await;
    let mut half = served.connects().await;
    half.write_all(b"GET /healthz HTTP/1.1\r\nx: ").await.unwrap();
    let mut idle = served.connects().await;
    idle.write_all(HEALTH).await.unwrap();
    let drip = async {
        let began = Instant::now();
        while half.write_all(b"x").await.is_ok() {
            assert!(began.elapsed() < PATIENCE, "a head that drips is taken for ever");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        began.elapsed()
    };
    let (silent, half, idle) =
        tokio::join!(until_closed(&mut silent), drip, until_closed(&mut idle));
    assert!(silent.0.is_empty() && silent.1 >= about(settings().timers.head), "{silent:?}");
    assert!(half >= about(settings().timers.head), "{half:?}");
    assert!(
        idle.0.ends_with("alive 0.1.0\n") && idle.1 >= about(settings().timers.idle),
        "{idle:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_stops_or_drips_is_refused_in_time() {
    let served = Served::with(&world().await, settings()).await;
    for path in ["/auth/sign-in", "/auth/token", "/graphql"] {
        let kind = if path == "/auth/token" {
            "application/x-www-form-urlencoded"
        } else {
            "application/json"
        };
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: survey\r\ncontent-type: {kind}\r\ncontent-length: 1000\r\n\r\n{{"
        );
        let mut stops = served.connects().await;
        stops.write_all(head.as_bytes()).await.unwrap();
        let (text, took) = until_closed(&mut stops).await;
        assert!(text.contains("too long to arrive"), "{path}: {text}");
        assert!(took >= about(settings().timers.body), "{path}: {took:?}");

        let mut drips = served.connects().await;
        drips.write_all(head.as_bytes()).await.unwrap();
        let (mut read, mut write) = drips.split();
        let drip = async {
            while write.write_all(b" ").await.is_ok() {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        let answered = async {
            let mut text = [0; 2_000];
            let read = tokio::time::timeout(PATIENCE, read.read(&mut text)).await.unwrap().unwrap();
            String::from_utf8_lossy(&text[..read]).into_owned()
        };
        let began = Instant::now();
        let text = tokio::select! { text = answered => text, () = drip => panic!("closed without an answer") };
        assert!(text.contains("too long to arrive"), "{path}: {text}");
        assert!(began.elapsed() >= about(settings().timers.whole_body), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_reads_nothing_is_cut_over_http_1() {
    let served = Served::with(&world().await, Settings { per_address: 1, ..settings() }).await;
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    let mut stream = socket.connect(served.address).await.unwrap();
    let one = b"GET /developer/schema.graphql HTTP/1.1\r\nhost: survey\r\n\r\n";
    stream.write_all(&one.repeat(300)).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(!served.is_open().await, "the one place is held");
    let took = served.until_open().await;
    assert!(took >= settings().timers.write / 2, "{took:?}");
}

/// Returns the frames of an HTTP/2 client that accepts no data: a window of 0, and 32 requests.
fn nothing_wanted() -> Vec<u8> {
    let frame = |kind: u8, flags: u8, stream: u32, payload: &[u8]| {
        let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
        [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
    };
    let path = b"/developer/schema.graphql";
    // The fields are :method GET, :scheme http, and :path and :authority written out (RFC 7541,
    // appendix A).
    let head =
        [&[0x82, 0x86, 0x04, u8::try_from(path.len()).unwrap()], &path[..], &[0x01, 6], b"survey"]
            .concat();
    let mut bytes = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    bytes.extend(frame(4, 0, 0, &[0, 4, 0, 0, 0, 0]));
    (0..32).for_each(|n| bytes.extend(frame(1, 5, 2 * n + 1, &head)));
    bytes
}

/// Reads frames and answers each PING until the service closes. Returns the number of answers that
/// began.
async fn answers_pings(stream: &mut TcpStream) -> usize {
    let (mut head, mut begun) = ([0; 9], 0);
    while stream.read_exact(&mut head).await.is_ok() {
        let mut payload = vec![0; u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize];
        if stream.read_exact(&mut payload).await.is_err() {
            break;
        }
        match (head[3], head[4] & 1) {
            (6, 0) => {
                let pong = [&[0, 0, 8, 6, 1, 0, 0, 0, 0], &payload[..]].concat();
                let _ = stream.write_all(&pong).await;
            }
            (1, _) => begun += 1,
            _ => {}
        }
    }
    begun
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_reads_nothing_is_cut_over_http_2_although_it_answers_every_ping() {
    let served = Served::with(&world().await, Settings { per_address: 1, ..settings() }).await;
    let mut stream = served.connects().await;
    stream.write_all(&nothing_wanted()).await.unwrap();
    let began = Instant::now();
    let begun =
        tokio::time::timeout(PATIENCE, answers_pings(&mut stream)).await.expect("never closed");
    assert!(
        begun > 0 && began.elapsed() >= about(settings().timers.write),
        "{begun} answers, {:?}",
        began.elapsed()
    );
    served.until_open().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_idle_client_of_http_2_is_cut() {
    let served = Served::with(&world().await, settings()).await;
    let mut stream = served.connects().await;
    stream.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0").await.unwrap();
    let began = Instant::now();
    tokio::time::timeout(PATIENCE, answers_pings(&mut stream)).await.expect("never closed");
    assert!(began.elapsed() >= about(settings().timers.idle), "{:?}", began.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_has_so_many_connections_and_those_who_are_signed_in_have_more() {
    let test = Test::on_sqlite().await;
    let world = World::with_people(test.clone()).await;
    let served = Served::with(&world, Settings { per_address: 2, ..settings() }).await;
    let held = [served.connects().await, served.connects().await];
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(!served.is_open().await);
    drop(held);
    served.until_open().await;
    let token = world.france().token().await.unwrap();
    let body = r#"{"query":"{ viewer { role } }"}"#;
    let request = format!(
        "POST /graphql HTTP/1.1\r\nhost: survey\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut signed_in = served.connects().await;
    signed_in.write_all(request.as_bytes()).await.unwrap();
    let mut answer = [0; 2_000];
    let read = signed_in.read(&mut answer).await.unwrap();
    assert!(String::from_utf8_lossy(&answer[..read]).contains("FOCAL_POINT"));
    // The address is now known, so anonymous clients beside it take none of its connections.
    let _more = [served.connects().await, served.connects().await, served.connects().await];
    assert!(served.is_open().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopping_ends_what_is_idle_at_once_and_the_rest_in_time() {
    let world = world().await;
    let long = Timers { head: PATIENCE, idle: PATIENCE, body: PATIENCE, ..settings().timers };
    let served = Served::with(&world, Settings { timers: long, ..settings() }).await;
    let mut idle = served.connects().await;
    idle.write_all(HEALTH).await.unwrap();
    let mut half = served.connects().await;
    half.write_all(b"POST /graphql HTTP/1.1\r\nhost: survey\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n")
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let began = Instant::now();
    served.stop.begin();
    assert!(until_closed(&mut idle).await.1 < settings().timers.stop / 2);
    assert!(TcpStream::connect(served.address).await.is_err(), "nothing is accepted any more");
    tokio::time::timeout(PATIENCE, served.task).await.expect("never stopped").unwrap();
    assert!(
        began.elapsed() >= about(settings().timers.stop),
        "a request under way has its time: {:?}",
        began.elapsed()
    );

    let served =
        Served::with(&world, Settings { timers: Timers { stop: PATIENCE, ..long }, ..settings() })
            .await;
    let mut half = served.connects().await;
    half.write_all(b"GET /he").await.unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    served.stop.begin();
    served.stop.end_at_once();
    tokio::time::timeout(PATIENCE / 3, served.task)
        .await
        .expect("a second order ends at once")
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_head_that_a_proxy_may_understand_otherwise_is_refused() {
    let served = Served::with(&world().await, settings()).await;
    for (lines, status) in [
        ("host: survey\r\n", "HTTP/1.1 200"),
        ("", "HTTP/1.1 400"),
        ("host: survey\r\nhost: survey\r\n", "HTTP/1.1 400"),
        ("host: survey\r\nauthorization: Bearer a\r\nauthorization: Bearer b\r\n", "HTTP/1.1 400"),
    ] {
        let mut stream = served.connects().await;
        let request = format!(
            "GET /graphql?query=%7B__typename%7D HTTP/1.1\r\n{lines}connection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let (text, _) = until_closed(&mut stream).await;
        assert!(text.starts_with(status), "{lines:?}: {text}");
        assert!(status.ends_with("200") || text.contains("BAD_REQUEST"), "{text}");
    }
    for (text, statuses) in [
        ("GET /healthz HTTP/1.1\nhost: survey\n\n", vec!["400"]),
        ("GET /healthz HTTP/1.1\r\nhost: survey\n\r\n", vec!["400"]),
        (
            "POST /graphql HTTP/1.1\r\nhost: survey\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
            vec!["400"],
        ),
        (
            "POST /graphql HTTP/1.1\r\nhost: survey\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n",
            vec!["400"],
        ),
        (
            "POST /graphql HTTP/1.1\r\nhost: survey\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n\
             1a\r\n{\n\"query\":\n\"{__typename}\"}\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nhost: survey\r\nconnection: close\r\n\r\n",
            vec!["200", "200"],
        ),
    ] {
        let mut stream = served.connects().await;
        stream.write_all(text.as_bytes()).await.unwrap();
        let (answer, _) = until_closed(&mut stream).await;
        let found: Vec<_> = answer.split("HTTP/1.1 ").skip(1).map(|rest| &rest[..3]).collect();
        assert_eq!(found, statuses, "{text:?}: {answer}");
    }
    let mut old = served.connects().await;
    old.write_all(b"GET /healthz HTTP/1.0\r\n\r\n").await.unwrap();
    assert!(until_closed(&mut old).await.0.starts_with("HTTP/1.0 200"), "HTTP/1.0 knows no hosts");
}

const SAVE: &str = r#"mutation { saveAnswers(input: {cycle: "2027", answers: [
    {question: "A.b.3", basedOn: 0, value: {date: "2026-05-01"}}]}) { outcomes { __typename } } }"#;
