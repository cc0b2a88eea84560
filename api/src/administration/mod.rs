//! Acts of an administrator, or of the operator, on signing keys and on letters.

mod letters;
mod rotate_key;

pub use letters::{list_letters, retry_letters};
pub use rotate_key::{Rotation, revoke_key, rotate_key};
