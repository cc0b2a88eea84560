//! Commands on people and on the integrations of the operator.

pub(super) mod by;
pub(super) mod integration;
pub(super) mod person;
pub(super) mod privacy;
