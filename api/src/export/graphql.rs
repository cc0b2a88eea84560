//! Where the files of a release are, in GraphQL.

use super::{About, Format, LICENCE, LICENCE_URL};
use ::entity::{
    release,
    vocabulary::{Official, QuestionCode, ReleaseStatus},
};
use async_graphql::{Enum, SimpleObject};

/// What every form of a release says beside its figures, in one language.
#[derive(SimpleObject, Debug)]
pub struct ReleaseAbout {
    /// Such as `Release 2 (cycle 2026)`: releases are numbered over all cycles.
    title: String,
    /// The licence by its SPDX identifier.
    licence: &'static str,
    /// Where its text is.
    licence_url: &'static str,
    /// How figures are to be read, and what is withheld and why.
    method: &'static str,
    /// The disclaimer on designations.
    disclaimer: &'static str,
}

impl From<About> for ReleaseAbout {
    fn from(about: About) -> Self {
        Self {
            title: about.title(),
            licence: LICENCE,
            licence_url: LICENCE_URL,
            method: about.method(),
            disclaimer: about.disclaimer(),
        }
    }
}

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

/// A format of a release as a file. Every one holds the same rows of tables, of changes, or of who took part, with release number,
/// licence, method and disclaimer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Format")]
pub enum ExportFormat {
    /// The rows, comma-separated.
    Csv,
    /// The rows, the changes, who took part, the codebook and what is said about them, as a workbook.
    Xlsx,
    /// The rows, as Parquet.
    Parquet,
    /// The codebook, comma-separated: what columns, questions, classes, levels and statuses mean.
    Codebook,
    /// The structure message of SDMX-ML 3.0.
    SdmxStructure,
    /// The data message of SDMX-ML 3.0.
    SdmxData,
    /// The changes since an earlier cycle, comma-separated: a row for each answer before and each after, and for each question of which
    /// nothing is compared one that says why.
    Changes,
    /// The changes, as Parquet.
    ChangesParquet,
    /// The data message of the changes, of SDMX-ML 3.0; the structure message describes it too.
    ChangesSdmx,
    /// Who took part, comma-separated: of all States and of each class, how many were invited and how many are counted.
    Participation,
    /// Who took part, as Parquet.
    ParticipationParquet,
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

/// The address of the content of a release, relative to the origin.
#[must_use]
pub fn content_link(release: &release::Model) -> Option<String> {
    proof_link(release, "content")
}

/// The address of the signed statement of a release, relative to the origin.
#[must_use]
pub fn statement_link(release: &release::Model) -> Option<String> {
    proof_link(release, "statement")
}

fn proof_link(release: &release::Model, what: &str) -> Option<String> {
    (release.status == ReleaseStatus::Gated).then(|| format!("/export/releases/{}/{what}.json", release.number))
}

/// The address of the chart of a table, relative to the origin.
#[must_use]
pub fn chart_link(release: i64, question: &QuestionCode, partition: Option<&str>, language: Official) -> String {
    let of = partition.map(|key| format!("/{key}")).unwrap_or_default();
    format!("/export/releases/{release}/charts/{question}{of}/{language}.svg")
}
