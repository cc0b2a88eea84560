//! ONE BY ONE: the Secretariat's acts on single answers that a State's consent shows to it.
//!
//! The Secretariat searches and tags answers, and sees places and tags alone. It reads one answer
//! at a time. Each read is an act in the State's trail and in its own, so a State sees which
//! answers were read. Every function starts from the projection of consent. If an answer is
//! withdrawn or its consent narrowed, it is from then on neither found nor read, and its tags are
//! not shown.
//!
//! A search in texts matches whole words. It reveals that an answer holds a word, but it can't
//! spell out a text letter by letter.

mod read;
mod rules;
pub mod store;
mod tag;

pub use read::read_shared_answer;
pub use rules::{Tag, Words};
pub use store::{AnswerPosition, Filter};
pub use tag::{tag_shared_answer, untag_shared_answer};
