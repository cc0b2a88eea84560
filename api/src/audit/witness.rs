//! Proofs that the bearer may read a chain of the trail. Only types that the folder `access` makes
//! implement them.

use ::entity::vocabulary::StateCode;

/// Proof that the bearer may read the chain of one State.
pub trait OfState {
    /// Returns the State.
    fn state(&self) -> &StateCode;
}

/// Proof that the bearer may read the chain of the Secretariat.
pub trait OfSecretariat {}
