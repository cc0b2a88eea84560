//! National Survey: the map.

pub mod aggregate;
pub mod error;
