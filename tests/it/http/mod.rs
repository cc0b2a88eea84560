//! HTTP: requests, connections and limits.

mod bad_answers;
mod bad_requests;
mod bad_tokens;
mod browsers;
pub mod connections;
mod cross_origin;
mod known_documents;
mod rates;
mod values;
