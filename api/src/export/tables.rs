//! The content of a release as tables: columns, observations, transitions and participation.

pub(super) mod codebook;
pub(super) mod columns;
pub(super) mod flatten;
pub(super) mod labels;
pub(super) mod participation;
pub(super) mod suppressed;
pub(super) mod transition;
