//! HTTP: what comes in by the wire and how it is answered.
//!
//! `graphql_over_http` is the handler of `/graphql`, held to the public conformance audit. `splice` writes answers,
//! and lets a prerendered document into one as bytes.

pub mod graphql_over_http;
pub mod splice;
