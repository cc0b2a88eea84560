//! What people prove themselves by: passwords with one-time codes, and passkeys.
//!
//! A password alone signs nobody in outside the demonstration: a one-time code (RFC 6238) goes with it, and is taken once. A
//! passkey is both at once. Whoever changes what they sign in with has just shown a second factor, or redeemed an invitation;
//! their other sessions end. Wrong guesses make the next ones wait, by account and by address, but never somebody on a device
//! that signed in before: a stranger can lock nobody out.

mod blocked;
mod change;
mod delay;
mod forget;
mod hashing;
pub mod one_time_code;
pub mod passkey;
pub mod password;
pub mod rules;
mod sealed;
mod sign_in;
mod store;

pub(super) use forget::forget;
pub use hashing::Hashing;
pub use sign_in::{SignIn, SignedIn, sign_in};
