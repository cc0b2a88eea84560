//! The reasons why an authorization request was refused.

use crate::{
    egress::Forbidden,
    error::{self, Code},
};
use thiserror::Error;
use uuid::Uuid;

/// The reason why an authorization request was refused.
///
/// It is for the log. The client learns only that the request was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    #[error("there is no such provider")]
    NoProvider,
    #[error("the person is not of the provider's State")]
    OtherState,
    #[error("too many authorization requests at the provider at once")]
    Busy,
    #[error("the address is outside the origins and hosts that are allowed")]
    Origin,
    #[error("the address is not public")]
    Address,
    #[error("the provider could not be reached")]
    Unreachable,
    #[error("the provider took too long")]
    Slow,
    #[error("the provider answered with a redirect")]
    Redirect,
    #[error("the document is too large")]
    Large,
    #[error("the provider's documents are not valid")]
    Documents,
    #[error("the provider does not offer PKCE with S256")]
    NoPkce,
    #[error("the authorization request is unknown, used or expired, or belongs to another browser")]
    Request,
    #[error("the provider answered with an error")]
    Error,
    #[error("the answer names no issuer, or another one")]
    Issuer,
    #[error("the answer has no code, or the provider did not accept the code")]
    Code,
    #[error("there is no ID token, or its signature, issuer, audience, nonce or times are wrong")]
    Token,
    #[error("the ID token is for another party")]
    Party,
    #[error("the identity is not linked to an active person of the provider's State")]
    Identity,
    #[error("the identity is linked to another person")]
    Linked,
}

impl From<Forbidden> for Refused {
    fn from(forbidden: Forbidden) -> Self {
        match forbidden {
            Forbidden::Origin => Self::Origin,
            Forbidden::Address => Self::Address,
        }
    }
}

/// Writes the reason to the log, and returns the refusal for the client, which does not contain it.
pub(super) fn refuse(provider: Option<Uuid>, why: Refused) -> error::Error {
    tracing::warn!(provider = provider.map(tracing::field::display), %why, "a visit to a provider was refused");
    Code::FederationRefused.into()
}
