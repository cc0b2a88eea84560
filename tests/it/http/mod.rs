//! What comes in by the wire.

mod bad;
