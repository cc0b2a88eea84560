//! Instruments: the questions to the States, the versions of the questions, and everything that
//! follows from a version alone.
//!
//! An author writes a [`Document`]: parts, sections, questions, option sets, conditions, references
//! and translations, in YAML or JSON. [`parse()`] reads it, [`validate()`] lists all its violations
//! at once, and [`crate::canonical`] gives it the hash under which it is published.
//!
//! A published version is never edited. So everything here is a pure function of the document:
//!
//! - [`Catalogue`], in which values and tables look up questions,
//! - [The rendering](render()), which clients download once per language,
//! - The check that a question is [asked](condition::offered).
//!
//! A question's code means the same question for ever. [`lineages()`] returns the descent of each
//! question from the previous version, and figures are compared over `same` alone. [`rewordings()`]
//! returns what its words no longer are.

pub mod catalogue;
pub mod condition;
pub mod document;
#[cfg(test)]
mod fixture;
mod graphql;
mod publish;
pub mod rendering;
pub mod store;
pub mod validate;

pub use crate::instrument::validate::violation::{Rule, Violation};
pub use catalogue::{Asked, Catalogue, Column, ConsentAct, Stretch};
pub use condition::Condition;
pub use document::lineage::{lineages, lineages_over, previous};
pub use document::parse::{MOST_BYTES, parse};
pub use document::rewording::{Rewording, rewordings};
pub use document::schema::json_schema;
pub use document::texts::{LocatedText, Wording, untranslated};
pub use document::{Document, FieldKind};
pub use graphql::{InstrumentMutation, InstrumentQuery, InstrumentVersion};
pub use publish::{
    import_instrument, publish_instrument, retire_instrument, rewordings_of, violations,
};
pub use rendering::{Rendering, languages, render, rendered};
pub use store::Published;
pub use validate::validate;

/// The National Survey of Implementation 2026.1, as in the product: 207 questions in the six
/// official languages.
pub const NATIONAL_SURVEY: &[u8] =
    include_bytes!("../../data/instrument/national-survey-2026.1.yaml");

/// The call for views under A/RES/77/37, operative paragraph 3, as in the product.
pub const CALL_FOR_VIEWS: &[u8] = include_bytes!("../../data/instrument/call-for-views-77-37.yaml");
