//! Introspection, and the id of a request.

use super::*;

#[tokio::test]
async fn introspection_is_executed_once_and_then_answered_from_the_cache() {
    let endpoint = endpoint();
    let query = include_str!("../../../../../tests/vectors/introspection/graphiql.graphql");
    let mut bodies = Vec::new();
    for _ in 0..3 {
        let request = builder("POST", BOTH)
            .uri("/graphql")
            .body(Body::from(json!({ "query": query }).to_string()))
            .unwrap();
        let response = routes(endpoint.clone()).oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        bodies.push(response.into_body().collect().await.unwrap().to_bytes());
    }
    assert_eq!(endpoint.executor.executed.load(Ordering::Relaxed), 1);
    assert!(
        bodies[0].starts_with(b"{\"data\":{\"__schema\":")
            && bodies[0] == bodies[1]
            && bodies[1] == bodies[2]
    );
}

#[tokio::test]
async fn the_request_id_of_an_outer_layer_is_the_one_that_is_told() {
    let id = "018f3f5e-0000-7000-8000-000000000001";
    for (given, told) in [(id, true), ("<script>", false)] {
        let request = builder("POST", BOTH).extension(RequestId::new(given.parse().unwrap()));
        let got = send(request, "{").await;
        assert_eq!(got.body["errors"][0]["extensions"]["requestId"] == given, told);
    }
}

#[tokio::test]
async fn one_mutation_of_some_callers_may_be_larger_than_all_other_requests() {
    let large = "a".repeat(1536 << 10);
    let save = "mutation($text: String!) { save(text: $text) }";
    let two = "mutation($text: String!) { save(text: $text) slow }";
    let twice = "mutation($text: String!) { save(text: $text) again: save(text: $text) }";
    let echo = "query($text: String!) { echo(text: $text) }";
    let typename = "mutation($text: String) { __typename }";
    for (query, token, status) in [
        (save, Some("Bearer good"), 200),
        (twice, Some("Bearer good"), 200),
        (two, Some("Bearer good"), 413),
        (echo, Some("Bearer good"), 413),
        (typename, Some("Bearer good"), 413),
        (save, None, 413),
    ] {
        let request = builder("POST", BOTH);
        let request = match token {
            Some(token) => request.header("authorization", token),
            None => request,
        };
        let body = json!({ "query": query, "variables": { "text": large } }).to_string();
        let got = send(request, body).await;
        assert_eq!(got.status, status, "{query}");
        assert!(status == 200 || got.body["errors"][0]["extensions"]["code"] == "TOO_LARGE");
    }
    let larger = json!({ "query": save, "variables": { "text": large.repeat(2) } }).to_string();
    let request = builder("POST", BOTH).header("authorization", "Bearer good");
    send(request, larger).await.refused(413, Code::TooLarge);
}
