//! The working copy: values, saves with their conflicts, checks, hints and progress.

pub mod address;
pub mod check;
pub mod hints;
pub mod history;
pub mod outcome;
pub mod progress;
pub mod read;
pub mod save_answers;
pub mod value;

pub use outcome::{CurrentAnswer, Outcome, Saved, outcomes};
pub use save_answers::{Edit, Prepared, prepare, save_answers};
