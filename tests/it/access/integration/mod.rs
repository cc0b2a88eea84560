//! Integrations: their identity, their scopes, and their end.

mod assertions;
mod ends;
mod narrower;
mod scopes;
