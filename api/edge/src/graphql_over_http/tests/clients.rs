//! Habits of clients: batches, persisted queries, byte order marks, the cost of a request.

use super::*;

#[tokio::test]
async fn a_batch_is_refused_as_a_list_and_a_hash_alone_as_clients_expect() {
    let batch = json!([{"query": "{now}"}, {"query": "{now}"}]);
    for (accept, status) in [(BOTH, 400), ("application/json", 200)] {
        let got = post(accept, batch.clone()).await;
        let codes = got
            .body
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["errors"][0]["extensions"]["code"].as_str().unwrap());
        assert_eq!((got.status, codes.collect::<Vec<_>>()), (status, vec!["UNSUPPORTED"; 2]));
    }
    let many = post("*/*", json!(vec![0; 1_000])).await;
    assert_eq!(many.body.as_array().unwrap().len(), 50);
    let hash = json!({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "0"}}});
    let got = post("application/json", hash).await;
    got.refused(200, Code::PersistedQueryNotSupported);
    assert_eq!(got.body["errors"][0]["message"], "PersistedQueryNotSupported");
    let marked = send(builder("POST", BOTH), "\u{feff}{\"query\":\"{now}\"}").await;
    assert_eq!(marked.body, json!({"data": {"now": "public"}}));
}

#[tokio::test]
async fn the_cost_is_named_on_request_alone() {
    let body = json!({"query": "{now}", "extensions": {"cost": true}});
    let got = post(BOTH, body).await.body;
    assert_eq!(
        got,
        json!({"data": {"now": "public"}, "extensions": {"cost": {"objects": 0, "most": 500}}})
    );
}
