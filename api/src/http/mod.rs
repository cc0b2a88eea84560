//! HTTP: what comes in by the wire and how it is answered.
//!
//! and lets a prerendered document into one as bytes.

pub mod graphql_over_http;
