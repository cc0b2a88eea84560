//! Editions: the frozen content of a submission, its receipt, and the answers that readers see.

pub mod edition;
pub mod link;
pub mod receipt;
pub mod submit;
pub mod submitted_answer;
pub mod visibility;
pub mod withdraw;

pub use submit::{Freeze, Submit, submit};
pub use withdraw::withdraw;
