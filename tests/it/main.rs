//! The one test binary. It mirrors `api/src`, and every test that needs a database runs on both.
#![expect(clippy::unwrap_used, reason = "a test that can't go on says where, and fails")]

#[path = "../world/mod.rs"]
mod world;

mod access;
mod aggregate;
mod audit;
mod command;
mod consent;
mod crash;
mod cycle;
mod database;
mod export;
mod fuzz;
mod house;
mod http;
mod instrument;
mod limits;
mod once;
mod outbox;
mod reference;
mod submission;
mod sync;
mod writer;
