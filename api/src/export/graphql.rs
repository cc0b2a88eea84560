//! Where the files of a release are, in GraphQL.

use super::Format;
use ::entity::{
    release,
    words::{Official, QuestionCode, ReleaseStatus},
};
use async_graphql::{Enum, SimpleObject};

/// A release as a file.
#[derive(SimpleObject, Debug)]
pub struct Export {
    /// The format.
    format: ExportFormat,
    /// Its media type.
    media_type: &'static str,
    /// Its address, relative to the origin. It is there for everybody and never changes; its `ETag` is the SHA-256 of the content.
    link: String,
}

/// A format of a release as a file. Every one holds the same rows, with release number, licence, method and disclaimer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Format")]
pub enum ExportFormat {
    /// The rows, comma-separated.
    Csv,
    /// The rows, the codebook and what is said about them, as a workbook.
    Xlsx,
    /// The rows, as Parquet.
    Parquet,
    /// The codebook, comma-separated: what columns, questions, classes, levels and statuses mean.
    Codebook,
    /// The structure message of SDMX-ML 3.0.
    SdmxStructure,
    /// The data message of SDMX-ML 3.0.
    SdmxData,
}

/// The files of a release; none of one that has not passed the gate, which leaves the house in no form.
#[must_use]
pub fn exports(release: &release::Model, language: Official) -> Vec<Export> {
    let export = |format: Format| Export {
        format: format.into(),
        media_type: format.media_type(),
        link: format!("/export/releases/{}/{language}.{}", release.number, format.ending()),
    };
    let formats = if release.status == ReleaseStatus::Gated { &Format::ALL[..] } else { &[] };
    formats.iter().copied().map(export).collect()
}

/// The address of the chart of a table, relative to the origin.
#[must_use]
pub fn chart_link(release: i64, question: &QuestionCode, partition: Option<&str>, language: Official) -> String {
    let of = partition.map(|key| format!("/{key}")).unwrap_or_default();
    format!("/export/releases/{release}/charts/{question}{of}/{language}.svg")
}
