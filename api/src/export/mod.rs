//! Files of a release: tables, statistical messages, a codebook, charts. And the public answers of
//! a cycle as one file.
//!
//! A release is frozen, and so are its files. There is one flattening: of its tables into
//! [`Observation`]s, of its changes into [`Transition`]s and of its participation into
//! [`Participation`]. Every file is a form of those rows:
//!
//! ```text
//! frozen tables ─┐                      observations,
//! instrument ────┼─> flatten ─> Content: transitions ──> columns ─> CSV, XLSX, Parquet
//! reference ─────┘   (pure)              │           ├─> SDMX-ML 3.0: structure and data
//!                                        └─> codebook└─> chart (SVG)
//! ```
//!
//! Nothing is computed on the way. In particular, the published and the hidden part of a cell are
//! never added up. Each part has its own columns, its own measures and its own panel of a chart,
//! and a suppressed part says so in words. Every file carries the release's number, its licence,
//! the note on the method and the disclaimer on designations.
//!
//! The same release gives the same bytes: no file contains when, where or by whom it was made.

mod about;
mod answers;
mod chart;
mod format;
mod graphql;
mod make;
mod question_position;
mod tables;
mod words;
mod write;

pub use about::{About, LICENCE, LICENCE_URL};
pub use answers::{AnswerVersion, AnswersFormat, answers, digest_of_answers, digest_of_versions};
pub use format::Format;
pub use graphql::{
    Export, ExportFormat, ReleaseAbout, chart_link, content_link, exports, statement_link,
};
pub use make::{File, chart, content, file, statement};
pub use question_position::QuestionPosition;
pub use tables::columns::{Column, Value};
pub use tables::flatten::{Content, Observation};
pub use tables::participation::Participation;
pub use tables::suppressed::{Figures, Status};
pub use tables::transition::Transition;
