//! Greatest lengths of the texts of a document, in characters as JSON Schema counts them (Unicode
//! code points).
//!
//! A release repeats titles, texts and labels in every row of its files. A cell of a workbook holds
//! 32,767 characters, so a row fits at the greatest lengths.

/// Greatest length of a title, of a label, and of the symbol or paragraph of a source.
pub const TITLE: usize = 500;
/// Greatest length of the text of a question.
pub const TEXT: usize = 2_000;
/// Greatest length of a help, an intro, a gist, or the origin of the wording.
pub const LONG: usize = 10_000;
