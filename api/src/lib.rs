//! National Survey: the map.

pub mod error;
