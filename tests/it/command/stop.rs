//! Stop: the audit trail is signed and the database is closed, whatever clients hold open.

use crate::{
    http::connections::open_now,
    world::{Instance, Test, both},
};
use std::time::{Duration, Instant};
use tokio::{
    io::AsyncWriteExt as _,
    net::{TcpSocket, TcpStream},
};

const SAVE: &str = r#"mutation { saveAnswers(input: {cycle: "2027", answers: [
    {question: "A.b.3", basedOn: 0, value: {date: "2026-05-01"}}]}) { outcomes { __typename } } }"#;
/// Checks that the newest signed checkpoint covers the State's last act.
async fn is_signed(test: &Test) {
    let beside = test.beside().await;
    let head = beside.texts("SELECT hash FROM chain_head WHERE chain = 'FRA'").await.remove(0);
    let heads =
        beside.texts("SELECT heads FROM checkpoint ORDER BY number DESC LIMIT 1").await.remove(0);
    assert!(heads.contains(&head), "{head} is not in {heads}");
}

/// Opens clients that hold half a head, half a body, and an answer that they do not read.
async fn holders(instance: &Instance) -> Vec<TcpStream> {
    let mut held = Vec::new();
    for text in [
        "GET /healthz HTTP/1.1\r\nhost: su",
        "POST /graphql HTTP/1.1\r\nhost: survey\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{\"query\"",
        "POST /auth/sign-in HTTP/1.1\r\nhost: survey\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{",
    ] {
        let mut stream = instance.connects().await;
        stream.write_all(text.as_bytes()).await.unwrap();
        held.push(stream);
    }
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    let mut unread = socket.connect(instance.address()).await.unwrap();
    let one = b"GET /developer/schema.graphql HTTP/1.1\r\nhost: survey\r\n\r\n";
    unread.write_all(&one.repeat(40)).await.unwrap();
    held.push(unread);
    tokio::time::sleep(Duration::from_millis(200)).await;
    held
}

both! {
    async fn one_signal_ends_the_service_in_its_time_and_the_trail_is_signed(test: Test) {
        let token = open_now(&test).await.token().await.unwrap();
        let mut instance = Instance::start(&test, &[("NATIONAL_SURVEY_STOP_SECONDS", "2")]);
        let held = holders(&instance).await;
        let saved = instance.asks(&token, SAVE).await;
        assert_eq!(saved["data"]["saveAnswers"]["outcomes"][0]["__typename"], "AnswerSaved", "{saved}");
        let began = Instant::now();
        instance.signal("TERM");
        let code = instance.ended(Duration::from_secs(12)).await;
        assert_eq!(code, Some(0));
        assert!(began.elapsed() >= Duration::from_secs(2), "{:?}", began.elapsed());
        drop(held);
        is_signed(&test).await;
        assert_eq!(test.runs(&["verify", "audit"]), "0 findings.\n");
    }

    async fn a_second_signal_ends_it_at_once_and_the_trail_is_signed(test: Test) {
        let token = open_now(&test).await.token().await.unwrap();
        let mut instance = Instance::start(&test, &[("NATIONAL_SURVEY_STOP_SECONDS", "600")]);
        let held = holders(&instance).await;
        let saved = instance.asks(&token, SAVE).await;
        assert_eq!(saved["data"]["saveAnswers"]["outcomes"][0]["__typename"], "AnswerSaved", "{saved}");
        instance.signal("TERM");
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(instance.ended(Duration::from_millis(300)).await, None, "requests under way have their time");
        instance.signal("INT");
        assert_eq!(instance.ended(Duration::from_secs(8)).await, Some(0));
        drop(held);
        is_signed(&test).await;
    }
}
