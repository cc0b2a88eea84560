//! Credentials: passwords with one-time codes, and passkeys.
//!
//! Outside the demonstration, a password alone signs nobody in. A one-time code (RFC 6238) goes
//! with it, and each code is accepted once. A passkey replaces both.
//!
//! A person may change their credentials if the session has just shown a second factor, or was
//! opened by an invitation. The change ends the person's other sessions.
//!
//! Wrong guesses make the next wrong guesses wait, by account and by network address. The number of
//! guesses that are checked in a day is limited too. During a wait, a right password with a right
//! code still signs in at once. On a device that signed in before, only wrong guesses from that
//! device count.
//!
//! So a stranger can lock nobody out of a known device. The stranger can keep a person from signing
//! in on a new device only with many addresses, and only until midnight (UTC).

mod change;
mod delay;
mod device;
mod forget;
pub mod one_time_code;
pub mod passkey;
pub mod password;
pub mod rules;
mod sign_in;
mod store;

pub use device::KNOWN as DEVICE_KNOWN;
pub(super) use device::keep_new_device;
pub(super) use forget::forget;
pub use password::hashing::Hashing;
pub use sign_in::{SignIn, SignedIn, sign_in};
