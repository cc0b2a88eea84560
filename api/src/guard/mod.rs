//! Placeholder until the guard is merged.
/// x
#[derive(Clone, Debug, Default, serde::Deserialize, serde::Serialize)]
pub struct Limits {}
