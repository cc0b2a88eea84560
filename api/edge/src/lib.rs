//! The edge of a GraphQL service: HTTP, limits of a request, and raw JSON in a response.
//!
//! The crate knows the protocol, and no word of a product. A service gives it an [`Executor`]: its
//! callers, its permits, its threads and its schema.
//!
//! | module | holds |
//! |---|---|
//! | [`graphql_over_http`] | the handler of `/graphql`, by the specification GraphQL over HTTP |
//! | [`query_limits`] | limits on the cost of a request, before and after the parser |
//! | [`raw_json`] | JSON that was serialized before, inside a response |
//! | [`root`] | root objects, whose fields may all be null |
//!
//! [`Executor`]: graphql_over_http::Executor

mod error;
pub mod graphql_over_http;
mod problem;
pub mod query_limits;
pub mod raw_json;
pub mod root;

pub use error::{Code, Error, Refusal, Result};
pub use problem::{Problem, Reason};
