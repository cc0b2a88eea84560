//! The file formats. Each format writes the same rows and decides nothing about them.

mod csv;
mod parquet;
mod sdmx;
mod xlsx;

use crate::{
    error::{Error, Result},
    export::{
        format::Format,
        tables::{
            flatten::{Content, Observation},
            participation::Participation,
            transition::Transition,
        },
    },
};

/// Writes a release in a format. The same content gives the same bytes.
///
/// `all` is the same release in each language of the file. A format in one language writes the
/// first.
pub(super) fn write(all: &[Content], format: Format) -> Result<Vec<u8>> {
    let content = all.first().ok_or_else(|| Error::failure("a file in no language"))?;
    match format {
        Format::Csv => csv::rows::<Observation>(content),
        Format::Changes => csv::rows::<Transition>(content),
        Format::Participation => csv::rows::<Participation>(content),
        Format::ParticipationParquet => parquet::rows::<Participation>(content),
        Format::Xlsx => xlsx::workbook(content),
        Format::Parquet => parquet::rows::<Observation>(content),
        Format::ChangesParquet => parquet::rows::<Transition>(content),
        Format::Codebook => csv::codebook(content),
        Format::SdmxStructure => sdmx::structure(all),
        Format::SdmxData => sdmx::data::<Observation>(content),
        Format::ChangesSdmx => sdmx::data::<Transition>(content),
    }
}
