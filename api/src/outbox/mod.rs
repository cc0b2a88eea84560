//! WHAT LEAVES AFTER THE COMMIT: letters.
//!
//! A verb posts a letter in the transaction of its act: if the act is rolled back, nobody is told of it, and if it is kept, the
//! letter is kept too, whatever becomes of the mail server. A letter in the queue is its recipient, its language, its kind, and
//! the words that the kind's text leaves open: a name, a date, the link. The link is the one secret that the database holds in
//! the clear, from the act until the letter is sent or has expired; then the words are blanked.

mod carrier;
mod deliver;
mod post;
pub mod rules;
mod store;
mod texts;

pub use carrier::Carrier;
pub use deliver::{LEASE, deliver, expire, keep_delivering, take};
pub use post::{Letter, post};
pub(crate) use store::{list, revive};
