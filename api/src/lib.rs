//! National Survey: the map.

pub mod error;
pub mod guard;
pub mod http;
