//! The file formats. Each format writes the same rows and decides nothing about them.

mod csv;
mod parquet;
mod sdmx;
mod xlsx;

use crate::{
    error::Result,
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
pub(super) fn write(content: &Content, format: Format) -> Result<Vec<u8>> {
    match format {
        Format::Csv => csv::rows::<Observation>(content),
        Format::Changes => csv::rows::<Transition>(content),
        Format::Participation => csv::rows::<Participation>(content),
        Format::ParticipationParquet => parquet::rows::<Participation>(content),
        Format::Xlsx => xlsx::workbook(content),
        Format::Parquet => parquet::rows::<Observation>(content),
        Format::ChangesParquet => parquet::rows::<Transition>(content),
        Format::Codebook => csv::codebook(content),
        Format::SdmxStructure => sdmx::structure(content),
        Format::SdmxData => sdmx::data::<Observation>(content),
        Format::ChangesSdmx => sdmx::data::<Transition>(content),
    }
}
