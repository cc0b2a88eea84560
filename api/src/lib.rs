//! National Survey: the map.

pub mod database;
pub mod error;
