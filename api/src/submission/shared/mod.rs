//! ONE BY ONE: the Secretariat's acts on single answers that a State's consent shows to it.
//!
//! The Secretariat searches and tags answers, and sees places and tags alone. It reads one answer
//! at a time. Each read is an act in the State's trail and in its own, so a State sees which
//! answers were read. Every function starts from the projection of consent. If an answer is
//! withdrawn or its consent narrowed, it is from then on neither found nor read, and its tags are
//! not shown.
//!
//! A search in texts matches whole words, and is an act, too. Each word that it finds in a text
//! that is not public stands in the State's trail as a search that found that text. A search that
//! reads such texts of few States stands in their trails with any result. So nobody can spell out a
//! text by searches unseen.

mod read;
mod rules;
mod search;
pub mod store;
mod tag;
mod words;

pub use read::read_shared_answer;
pub use rules::Tag;
pub use search::{TextSearch, record_search};
pub use store::{AnswerPosition, Filter, SearchHit};
pub use tag::{tag_shared_answer, untag_shared_answer};
pub use words::Words;
