//! National Survey: the map.

pub mod access;
pub mod aggregate;
pub mod audit;
pub mod canonical;
pub mod command;
pub mod config;
pub mod consent;
pub mod cursor;
pub mod cycle;
pub mod database;
pub mod demo;
pub mod error;
pub mod guard;
pub mod http;
pub mod instrument;
pub mod keys;
pub mod once;
pub mod reference;
pub mod scalars;
pub mod schema;
pub mod splice;
pub mod submission;
pub mod world;
