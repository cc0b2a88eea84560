//! How actors speak: real requests, with real headers and bytes, through the service's own routes.

use super::Actor;
use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, Request, StatusCode, header, request::Builder},
};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Bytes,
}

impl Actor {
    /// Asks the API.
    pub async fn graphql(&self, query: &str, variables: Value) -> Answer {
        self.post("/graphql", json!({ "query": query, "variables": variables })).await
    }

    /// Posts JSON.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
        self.send(request.header(header::ACCEPT, "application/graphql-response+json"), body.to_string()).await
    }

    /// Gets a path.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path), "").await
    }

    /// Sends a request as it is, with the person's own token.
    pub async fn send(&self, request: Builder, body: impl Into<Body>) -> Answer {
        let request = match self.token().await {
            Some(token) => request.header(header::AUTHORIZATION, format!("Bearer {token}")),
            None => request,
        };
        let response = self.world.router().oneshot(request.body(body.into()).unwrap()).await.unwrap();
        let (head, body) = response.into_parts();
        Answer { status: head.status, headers: head.headers, bytes: body.collect().await.unwrap().to_bytes() }
    }
}

impl Answer {
    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// What was asked for; there is no error.
    #[track_caller]
    pub fn data(&self) -> Value {
        let mut body = self.json();
        assert!(body.get("errors").is_none(), "{body:#}");
        body["data"].take()
    }

    /// A refusal with this code and a sentence, and nothing of our own making inside it.
    #[track_caller]
    pub fn refused(&self, code: &str) -> String {
        let body = self.json();
        let error = &body["errors"][0];
        assert_eq!(error["extensions"]["code"], code, "{body:#}");
        let sentence = error["message"].as_str().unwrap().to_owned();
        for ours in ["sqlx", "SqlxError", "panicked", "SELECT ", "INSERT ", ".rs:"] {
            assert!(!body.to_string().contains(ours), "{body:#}");
        }
        assert!(sentence.ends_with('.'), "a refusal is a sentence: {sentence}");
        sentence
    }
}
