//! WHAT LEAVES AFTER THE COMMIT: letters.
//!
//! A verb posts a letter in the transaction of its act. If the act is rolled back, no letter is
//! sent. If it is committed, the letter is stored too, whatever happens to the mail server.
//!
//! A letter in the queue holds its recipient, its language, its kind, and the words for its kind's
//! text: a name, a date, the link. The link is the only secret that the database holds in the
//! clear. It is there from the act until the letter is sent or has expired. The words are then
//! blanked.

mod deliver;
mod enqueue;
mod mailer;
pub mod rules;
mod store;
mod texts;

pub use deliver::{LEASE, deliver, expire, keep_delivering, lease};
pub use enqueue::{Letter, enqueue};
pub use mailer::Mailer;
pub(crate) use store::{list, revive};
