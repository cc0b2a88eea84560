//! ONE BY ONE: what the Secretariat does with single answers that a State's consent shows to it.
//!
//! It searches for them and tags them, and sees places and tags alone; it reads one at a time, and each read is an act, in the State's
//! trail and in its own: a State sees what its consent was used for, and which answers were read. Everything starts from the
//! projection of consent, so whatever is withdrawn or narrowed is neither found, read nor shown with its tags from the same moment.
//!
//! A search in texts matches whole words. It tells where a word stands; a text can't be spelt out by it, letter by letter.

mod read;
mod rules;
pub mod store;
mod tag;

pub use read::read_shared_answer;
pub use rules::{Tag, Words};
pub use store::{Filter, Place};
pub use tag::{tag_shared_answer, untag_shared_answer};
