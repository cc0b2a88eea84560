//! HTTP of the actors: real requests, with real headers and bytes, through the service's own
//! routes.

use super::Actor;
use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, Request, StatusCode, header, request::Builder},
};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

/// Answer to a request.
#[derive(Clone, Debug)]
pub struct Answer {
    status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Bytes,
}

impl Actor {
    /// Sends a GraphQL request.
    pub async fn graphql(&self, query: &str, variables: Value) -> Answer {
        self.post("/graphql", json!({ "query": query, "variables": variables })).await
    }

    /// Posts JSON.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
        self.send(
            request.header(header::ACCEPT, "application/graphql-response+json"),
            body.to_string(),
        )
        .await
    }

    /// Gets a path.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path), "").await
    }

    /// Sends a request unchanged, with the person's own token.
    pub async fn send(&self, request: Builder, body: impl Into<Body>) -> Answer {
        let request = match self.token().await {
            Some(token) => request.header(header::AUTHORIZATION, format!("Bearer {token}")),
            None => request,
        };
        let response =
            self.world.router().oneshot(request.body(body.into()).unwrap()).await.unwrap();
        let (head, body) = response.into_parts();
        Answer {
            status: head.status,
            headers: head.headers,
            bytes: body.collect().await.unwrap().to_bytes(),
        }
    }
}

impl Answer {
    /// Returns the HTTP status.
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// Returns the body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Returns the data, after a check that there is no error.
    #[track_caller]
    pub fn data(&self) -> Value {
        let mut body = self.json();
        assert!(body.get("errors").is_none(), "{body:#}");
        body["data"].take()
    }

    /// Checks that the answer is a refusal with this code, and returns its sentence. The answer
    /// must hold no internal detail.
    #[track_caller]
    pub fn refused(&self, code: &str) -> String {
        let body = self.json();
        let error = &body["errors"][0];
        assert_eq!(error["extensions"]["code"], code, "{body:#}");
        let sentence = error["message"].as_str().unwrap().to_owned();
        for ours in ["sqlx", "SqlxError", "panicked", "SELECT ", "INSERT ", ".rs:"] {
            assert!(!body.to_string().contains(ours), "{body:#}");
        }
        assert!(sentence.contains(' '), "a refusal is a sentence: {sentence}");
        sentence
    }
}
