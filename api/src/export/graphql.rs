//! The files of a release in GraphQL.

use super::{About, Format, LICENCE, LICENCE_URL};
use ::entity::{
    release,
    vocabulary::{Official, QuestionCode, ReleaseStatus},
};
use async_graphql::{Enum, SimpleObject};

/// Texts that every format of a release carries beside its figures, in one language.
#[derive(SimpleObject, Debug)]
pub struct ReleaseAbout {
    /// The title, such as `Release 2 (cycle 2026)`. Releases are numbered over all cycles.
    title: String,
    /// The licence, by its SPDX identifier.
    licence: &'static str,
    /// The address of the licence's text.
    licence_url: &'static str,
    /// The note on the method: how to read the figures, and which figures are suppressed and why.
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

/// A file of a release.
#[derive(SimpleObject, Debug)]
pub struct Export {
    /// The format.
    format: ExportFormat,
    /// The media type.
    media_type: &'static str,
    /// The address, relative to the origin. Everybody may read it and it never changes. Its `ETag`
    /// is the SHA-256 of the content, followed by the content coding if there is one.
    link: String,
}

/// Format of a file of a release.
///
/// Every format holds the same rows of tables, of changes or of participation, with release number,
/// licence, method and disclaimer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Format")]
pub enum ExportFormat {
    /// The tables, as comma-separated values in UTF-8 without a byte order mark. For a spreadsheet
    /// take XLSX: a double click may open UTF-8 in another encoding.
    Csv,
    /// The tables, the changes, the participation, the codebook and the texts about the release, as
    /// a workbook.
    Xlsx,
    /// The tables, as Parquet.
    Parquet,
    /// The codebook, as comma-separated values: the meaning of columns, questions, classes, levels
    /// and statuses.
    Codebook,
    /// The structure message of SDMX-ML 3.0. One file has every name in the six official languages.
    SdmxStructure,
    /// The data message of SDMX-ML 3.0.
    SdmxData,
    /// The changes since an earlier cycle, as comma-separated values.
    ///
    /// There is one row for each pair of an earlier and a later answer. A question that is not
    /// compared has one row with the reason.
    Changes,
    /// The changes, as Parquet.
    ChangesParquet,
    /// The data message of the changes, in SDMX-ML 3.0. The structure message describes it, too.
    ChangesSdmx,
    /// The participation, as comma-separated values: numbers of invited and of counted States, for
    /// all States and for each class.
    Participation,
    /// The participation, as Parquet.
    ParticipationParquet,
}

/// Returns the files of a release. Empty if the release has not passed the gate: such a release is
/// never a file.
#[must_use]
pub fn exports(release: &release::Model, language: Official) -> Vec<Export> {
    let export = |format: Format| Export {
        format: format.into(),
        media_type: format.media_type(),
        link: format!("/export/releases/{}/{}", release.number, format.file(language)),
    };
    let formats = if release.status == ReleaseStatus::Gated { &Format::ALL[..] } else { &[] };
    formats.iter().copied().map(export).collect()
}

/// Returns the address of the content of a release, relative to the origin. None if the release is
/// ungated.
#[must_use]
pub fn content_link(release: &release::Model) -> Option<String> {
    proof_link(release, "content")
}

/// Returns the address of the signed statement of a release, relative to the origin. None if the
/// release is ungated.
#[must_use]
pub fn statement_link(release: &release::Model) -> Option<String> {
    proof_link(release, "statement")
}

fn proof_link(release: &release::Model, what: &str) -> Option<String> {
    (release.status == ReleaseStatus::Gated)
        .then(|| format!("/export/releases/{}/{what}.json", release.number))
}

/// Returns the address of the chart of a table, relative to the origin.
#[must_use]
pub fn chart_link(
    release: i64,
    question: &QuestionCode,
    partition: Option<&str>,
    language: Official,
) -> String {
    let of = partition.map(|key| format!("/{key}")).unwrap_or_default();
    format!("/export/releases/{release}/charts/{question}{of}/{language}.svg")
}
