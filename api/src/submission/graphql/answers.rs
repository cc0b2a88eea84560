//! Answers in GraphQL: input, output, hints, and the answers that a reader sees.

pub(super) mod answer;
pub(super) mod hints;
pub(super) mod input;
pub(super) mod output;
pub(super) mod seen;
