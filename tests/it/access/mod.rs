//! Access: identity and rights of callers.

mod alike;
mod at_rest;
mod cost;
mod credential;
pub mod draw;
mod federation;
mod foreign;
mod grants;
mod grants_fields;
mod grants_worlds;
mod instances;
mod integration;
mod interference;
mod invitation;
mod keys;
mod log;
mod matrix;
mod names;
mod people;
mod recovery;
mod secrets;
mod sessions;
mod step_up;
mod succession;
mod token;
mod two_people;
