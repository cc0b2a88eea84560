//! National Survey: the map.

pub mod access;
pub mod aggregate;
pub mod audit;
pub mod canonical;
pub mod config;
pub mod consent;
pub mod cycle;
pub mod database;
pub mod error;
pub mod guard;
pub mod instrument;
pub mod keys;
pub mod once;
pub mod submission;
pub mod world;
