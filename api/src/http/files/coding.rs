//! Content codings (RFC 9110, section 8.4): the choice by `Accept-Encoding`, and compression.

use crate::error::{Error, Result};
use async_compression::{
    Level,
    tokio::bufread::{BrotliEncoder, GzipEncoder, ZstdEncoder},
};
use axum::http::{HeaderMap, header};
use tokio::io::AsyncReadExt as _;

/// Number of bytes from which a file is worth compressing.
const WORTH_IT: usize = 1024;
/// Levels at which a release's table of 5 MB becomes smaller than 150 kB in a fraction of a second.
const BROTLI: Level = Level::Precise(5);
const GZIP: Level = Level::Precise(6);
const ZSTD: Level = Level::Precise(9);

/// Content coding of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Coding {
    /// The bytes of the file itself.
    Identity,
    Brotli,
    Zstd,
    Gzip,
}

impl Coding {
    /// The codings that compress, the best first.
    pub(super) const COMPRESSED: [Self; 3] = [Self::Brotli, Self::Zstd, Self::Gzip];

    /// Returns the name in `Content-Encoding`. None for the bytes themselves.
    pub(super) const fn name(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Brotli => Some("br"),
            Self::Zstd => Some("zstd"),
            Self::Gzip => Some("gzip"),
        }
    }

    /// Chooses the coding that a client prefers. At equal weights it is the best one that the
    /// client accepts.
    pub(super) fn choose(headers: &HeaderMap) -> Self {
        let lines =
            headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok());
        let accepted: Vec<(&str, u16)> =
            lines.flat_map(|line| line.split(',')).filter_map(weighted).collect();
        let weight = |coding: &str| {
            let of = |name: &str| {
                accepted
                    .iter()
                    .find(|(own, _)| own.eq_ignore_ascii_case(name))
                    .map(|(_, weight)| *weight)
            };
            of(coding).or_else(|| of("*"))
        };
        let identity = weight("identity").unwrap_or(0);
        let mut best = (Self::Identity, identity);
        for coding in Self::COMPRESSED {
            let own = coding.name().and_then(weight).unwrap_or(0);
            let beats = if best.0 == Self::Identity { own >= best.1 } else { own > best.1 };
            if own > 0 && beats {
                best = (coding, own);
            }
        }
        best.0
    }

    /// Compresses bytes.
    ///
    /// # Errors
    /// Fails if the library fails.
    pub(super) async fn compress(self, bytes: &[u8]) -> Result<Vec<u8>> {
        let mut coded = Vec::with_capacity(bytes.len() / 8);
        match self {
            Self::Identity => {
                coded.extend_from_slice(bytes);
                Ok(bytes.len())
            }
            Self::Brotli => {
                BrotliEncoder::with_quality(bytes, BROTLI).read_to_end(&mut coded).await
            }
            Self::Zstd => ZstdEncoder::with_quality(bytes, ZSTD).read_to_end(&mut coded).await,
            Self::Gzip => GzipEncoder::with_quality(bytes, GZIP).read_to_end(&mut coded).await,
        }
        .map_err(Error::failure)?;
        Ok(coded)
    }
}

/// Returns true for a text that is worth compressing. Workbooks and Parquet are compressed already.
pub(super) fn is_worth_it(media_type: &str, length: usize) -> bool {
    let kind = media_type.split(';').next().unwrap_or_default().trim();
    let is_text = kind.starts_with("text/")
        || ["json", "jsonl", "xml", "application/graphql"].iter().any(|end| kind.ends_with(end));
    is_text && length >= WORTH_IT
}

/// Parses one element of `Accept-Encoding`: a coding, and its weight in thousandths. None for a
/// malformed weight.
fn weighted(element: &str) -> Option<(&str, u16)> {
    let mut parts = element.split(';').map(str::trim);
    let coding = parts.next().filter(|coding| !coding.is_empty())?;
    let Some(weight) = parts.next() else { return Some((coding, 1000)) };
    let weight: f64 =
        weight.strip_prefix("q=").or_else(|| weight.strip_prefix("Q="))?.parse().ok()?;
    let thousandths = (weight * 1000.0).round();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a number from 0 to 1000"
    )]
    (0.0..=1000.0).contains(&thousandths).then_some((coding, thousandths as u16))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;

    #[test]
    fn a_client_gets_the_coding_that_it_prefers() {
        use Coding::{Brotli, Gzip, Identity, Zstd};
        for (accepts, wanted) in [
            (None, Identity),
            (Some(""), Identity),
            (Some("gzip, deflate, br, zstd"), Brotli),
            (Some("gzip, zstd"), Zstd),
            (Some("GZIP"), Gzip),
            (Some("gzip;q=0.5, br;q=0.1"), Gzip),
            (Some("gzip ; q=0.5, zstd;q=0.5"), Zstd),
            (Some("br;q=0, gzip;q=0.001"), Gzip),
            (Some("*"), Brotli),
            (Some("*;q=0.5, br;q=0"), Zstd),
            (Some("identity, gzip;q=0.5"), Identity),
            (Some("identity;q=0.5, gzip;q=0.5"), Gzip),
            (Some("identity;q=0"), Identity),
            (Some("deflate, compress"), Identity),
            (Some("br;q=2, gzip;q=nan, zstd;x=1"), Identity),
        ] {
            let headers = accepts.map(|text| (header::ACCEPT_ENCODING, text.parse().unwrap()));
            let headers: HeaderMap = headers.into_iter().collect();
            assert_eq!(Coding::choose(&headers), wanted, "{accepts:?}");
        }
    }

    #[test]
    fn texts_are_worth_it_and_small_or_compressed_files_are_not() {
        for kind in [
            "text/csv; charset=utf-8; header=present",
            "application/json",
            "application/jsonl; charset=utf-8",
            "application/vnd.sdmx.data+xml; version=3.0.0",
            "image/svg+xml",
            "application/graphql; charset=utf-8",
        ] {
            assert!(is_worth_it(kind, 1024) && !is_worth_it(kind, 1023), "{kind}");
        }
        for kind in [
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.apache.parquet",
            "image/png",
        ] {
            assert!(!is_worth_it(kind, 1 << 20), "{kind}");
        }
    }

    #[tokio::test]
    async fn a_table_becomes_small_in_each_coding() {
        let row = |n: u32| format!("A.a.{n},un_regional_group,african,{},GATED\r\n", n * 7919 % 97);
        let table: String = (0..5_000).map(row).collect();
        for coding in Coding::COMPRESSED {
            let coded = coding.compress(table.as_bytes()).await.unwrap();
            assert!(
                coded.len() * 4 < table.len(),
                "{coding:?}: {} of {}",
                coded.len(),
                table.len()
            );
        }
    }
}
