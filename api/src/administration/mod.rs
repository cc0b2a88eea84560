//! Acts of an administrator, or of the operator in an administrator's place, on what keeps the service at work: signing keys and
//! letters.

mod letters;
mod rotate_key;

pub use letters::{list_letters, retry_letters};
pub use rotate_key::{Rotation, revoke_key, rotate_key};
