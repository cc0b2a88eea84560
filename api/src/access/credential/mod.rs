//! What people prove themselves by: passwords with one-time codes, and passkeys.
//!
//! A password alone signs nobody in outside the demonstration: a one-time code (RFC 6238) goes with it, and is taken once. A
//! passkey is both at once. Whoever changes what they sign in with has just shown a second factor, or redeemed an invitation;
//! their other sessions end. Wrong guesses make the next wrong ones wait, by account and by address, and a day checks so many: a right
//! pair opens at once, and somebody on a device that signed in before waits for their own mistakes alone. A stranger can lock nobody
//! out of what is known, and out of the rest only with many addresses, until midnight.

mod blocked;
mod change;
mod delay;
mod device;
mod forget;
mod hashing;
pub mod one_time_code;
pub mod passkey;
pub mod password;
pub mod rules;
mod sealed;
mod sign_in;
mod store;

pub use device::KNOWN as DEVICE_KNOWN;
pub(super) use device::keep_new_device;
pub(super) use forget::forget;
pub use hashing::Hashing;
pub use sign_in::{SignIn, SignedIn, sign_in};
