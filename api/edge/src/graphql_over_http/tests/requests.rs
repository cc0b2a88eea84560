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
