//! An integration with the rows that a token depends on.

use ::entity::{integration, integration_key, narrower_token, person};

/// The key or narrower token that a token's `sid` names, with its integration and the minter.
#[derive(Debug)]
pub(in crate::access) struct IntegrationRows {
    pub integration: integration::Model,
    pub minter: person::Model,
    pub key: Option<integration_key::Model>,
    pub narrower: Option<narrower_token::Model>,
}
