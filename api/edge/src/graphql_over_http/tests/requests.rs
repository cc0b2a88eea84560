//! Introspection, the id of a request, and the public conformance audit.

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

/// Needs Node.js, and `npm ci` in `tests/conformance`.
#[tokio::test]
#[ignore = "needs npm"]
async fn the_public_conformance_audit_passes() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/graphql", listener.local_addr().unwrap());
    let mut limits = LimitsByClass::default();
    limits.public.time_ms = 2_000;
    let toy = Arc::into_inner(endpoint()).unwrap();
    let endpoint = Arc::new(Endpoint::new(toy.executor, toy.contract, limits));
    let server = tokio::spawn(async move { axum::serve(listener, routes(endpoint)).await });
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/conformance");
    let audit = tokio::process::Command::new("node")
        .args(["audit.mjs", &url])
        .current_dir(folder)
        .output()
        .await
        .unwrap();
    server.abort();
    let said = String::from_utf8_lossy(&audit.stdout);
    assert!(audit.status.success(), "{said}{}", String::from_utf8_lossy(&audit.stderr));
}
