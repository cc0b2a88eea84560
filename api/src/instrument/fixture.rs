//! Documents for the tests of this folder: the small fixture, and the instruments of the product.

#![expect(clippy::unwrap_used, reason = "a test may")]

use crate::instrument::{Document, parse};

/// The small instrument, with every kind of question.
pub(super) const TEXT: &str = include_str!("../../../tests/vectors/fixture-instrument.yaml");

/// The small instrument, parsed.
pub(super) fn document() -> Document {
    parse(TEXT.as_bytes()).unwrap()
}

/// The National Survey, parsed.
pub(super) fn survey() -> Document {
    parse(super::NATIONAL_SURVEY).unwrap()
}

/// The call for views, parsed.
pub(super) fn views() -> Document {
    parse(super::CALL_FOR_VIEWS).unwrap()
}
