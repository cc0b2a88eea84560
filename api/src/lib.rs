//! National Survey: the map.

pub mod access;
pub mod audit;
pub mod canonical;
pub mod config;
pub mod database;
pub mod error;
pub mod guard;
pub mod keys;
pub mod reference;
pub mod scalars;
pub mod world;
