//! Integrations: who they are, what they may, and when they stop.

mod assertions;
mod ends;
mod narrower;
mod scopes;
