//! The file formats of a release, and the endings of their addresses.

use ::entity::vocabulary::Official;

/// File format of a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The tables, as comma-separated values (RFC 4180).
    Csv,
    /// The tables, the changes, the participation, the codebook and the texts about the release, as
    /// a workbook.
    Xlsx,
    /// The tables, as Parquet.
    Parquet,
    /// The codebook, as comma-separated values.
    Codebook,
    /// The structure message of SDMX-ML 3.0, with every name in six languages.
    SdmxStructure,
    /// The data message of SDMX-ML 3.0.
    SdmxData,
    /// The changes since an earlier cycle, as comma-separated values (RFC 4180).
    Changes,
    /// The changes, as Parquet.
    ChangesParquet,
    /// The data message of the changes, of SDMX-ML 3.0.
    ChangesSdmx,
    /// The participation, as comma-separated values (RFC 4180).
    Participation,
    /// The participation, as Parquet.
    ParticipationParquet,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 11] = [
        Self::Csv,
        Self::Xlsx,
        Self::Parquet,
        Self::Codebook,
        Self::SdmxStructure,
        Self::SdmxData,
        Self::Changes,
        Self::ChangesParquet,
        Self::ChangesSdmx,
        Self::Participation,
        Self::ParticipationParquet,
    ];

    /// Returns true if one file holds the texts of all languages.
    #[must_use]
    pub const fn is_multilingual(self) -> bool {
        matches!(self, Self::SdmxStructure)
    }

    /// Returns the last part of the address and of the file name: language and ending, or the
    /// ending alone.
    #[must_use]
    pub fn file(self, language: Official) -> String {
        if self.is_multilingual() {
            self.ending().to_owned()
        } else {
            format!("{language}.{}", self.ending())
        }
    }

    /// Finds the format and the language with a last part of an address. A multilingual file has
    /// English as its language.
    #[must_use]
    pub fn of_file(file: &str) -> Option<(Self, Official)> {
        let mut all = Self::ALL.into_iter().flat_map(|format| {
            let languages: &[Official] =
                if format.is_multilingual() { &[Official::En] } else { Official::ALL };
            languages.iter().map(move |language| (format, *language))
        });
        all.find(|(format, language)| format.file(*language) == file)
    }

    /// Returns the ending of a file name in this format.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Parquet => "parquet",
            Self::Codebook => "codebook.csv",
            Self::SdmxStructure => "structure.xml",
            Self::SdmxData => "data.xml",
            Self::Changes => "changes.csv",
            Self::ChangesParquet => "changes.parquet",
            Self::ChangesSdmx => "changes.data.xml",
            Self::Participation => "participation.csv",
            Self::ParticipationParquet => "participation.parquet",
        }
    }

    /// Returns the name of the format at the terminal.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Parquet => "parquet",
            Self::Codebook => "codebook",
            Self::SdmxStructure => "sdmx-structure",
            Self::SdmxData => "sdmx-data",
            Self::Changes => "changes",
            Self::ChangesParquet => "changes-parquet",
            Self::ChangesSdmx => "changes-sdmx-data",
            Self::Participation => "participation",
            Self::ParticipationParquet => "participation-parquet",
        }
    }

    /// Returns the media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv | Self::Codebook | Self::Changes | Self::Participation => {
                "text/csv; charset=utf-8; header=present"
            }
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Parquet | Self::ChangesParquet | Self::ParticipationParquet => {
                "application/vnd.apache.parquet"
            }
            Self::SdmxStructure => "application/vnd.sdmx.structure+xml; version=3.0.0",
            Self::SdmxData | Self::ChangesSdmx => "application/vnd.sdmx.data+xml; version=3.0.0",
        }
    }
}
