//! The rendering of a version: the questions in one language, which clients download once.

mod cache;
pub mod render;

pub use cache::rendered;
pub use render::{Rendering, languages, render};
