//! The reasons for which a visit to a provider goes no further.

use crate::egress::Forbidden;
use thiserror::Error;

/// Why a visit to a provider went no further. It is for the log: whoever made the visit is told that it was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    #[error("there is no such provider")]
    NoProvider,
    #[error("the person is not of the provider's State")]
    OtherState,
    #[error("too many visits to the provider at once")]
    Busy,
    #[error("the address is outside the origins and hosts that are allowed")]
    Origin,
    #[error("the address is not public")]
    Address,
    #[error("the provider could not be reached")]
    Unreachable,
    #[error("the provider took too long")]
    Slow,
    #[error("the provider sends elsewhere")]
    Redirect,
    #[error("the document is too large")]
    Large,
    #[error("the provider's documents are not right")]
    Documents,
    #[error("the provider does not offer PKCE with S256")]
    NoPkce,
    #[error("there is no such visit, it was used, it has expired, or it is another browser's")]
    Visit,
    #[error("the provider refused")]
    Error,
    #[error("the answer does not name its issuer, or another one")]
    Issuer,
    #[error("the provider did not take the code")]
    Code,
    #[error("there is no ID token, or its signature, issuer, audience, nonce or times are wrong")]
    Token,
    #[error("the ID token is for another party")]
    Party,
    #[error("the identity is not linked to an active person of the provider's State")]
    Identity,
    #[error("the identity is linked to somebody else")]
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
