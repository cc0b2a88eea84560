//! Negotiation of the media types of request and response.

use crate::error::{Code, Error, Result};
use axum::http::{HeaderMap, header};

/// The media type of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Media {
    /// `application/graphql-response+json`: the status says if the request was executed.
    GraphQl,
    /// `application/json`: a well-formed request gets 200 with any outcome.
    Json,
}

impl Media {
    /// Returns the value of `content-type`.
    pub(super) const fn content_type(self) -> &'static str {
        match self {
            Self::GraphQl => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }
}

/// The precision with which a range names a type, and its weight in thousandths.
type Wish = (u8, u16);

/// Returns the media type that the client prefers. The newer type is chosen only if it is named, by
/// the audit's policy.
pub(super) fn answer_in(headers: &HeaderMap) -> Result<Media> {
    let (mut newer, mut plain): (Option<Wish>, Option<Wish>) = (None, None);
    let mut said_anything = false;
    for value in headers.get_all(header::ACCEPT) {
        let value = value.to_str().map_err(|_| Error::from(Code::NotAcceptable))?;
        for range in value.split(',').map(str::trim).filter(|range| !range.is_empty()) {
            said_anything = true;
            let mut parts = range.split(';').map(str::trim);
            let name = parts.next().unwrap_or_default().to_ascii_lowercase();
            let q = parts
                .find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")))
                .map_or(Some(1_000), thousandths);
            let Some(q) = q else { continue };
            let precision = match name.as_str() {
                "*/*" => 0,
                "application/*" => 1,
                _ => 2,
            };
            let wish = Some((precision, q));
            if precision < 2 || name == "application/graphql-response+json" {
                newer = newer.max(wish);
            }
            if precision < 2 || name == "application/json" {
                plain = plain.max(wish);
            }
        }
    }
    if !said_anything {
        return Ok(Media::Json);
    }
    let newer = newer.filter(|(_, q)| *q > 0);
    let plain = plain.filter(|(_, q)| *q > 0);
    match (newer, plain) {
        (None, None) => Err(Code::NotAcceptable.into()),
        (Some(_), None) => Ok(Media::GraphQl),
        (None, Some(_)) => Ok(Media::Json),
        (Some((precision, n)), Some((_, p))) => {
            Ok(if n > p || (n == p && precision == 2) { Media::GraphQl } else { Media::Json })
        }
    }
}

/// Parses a weight, such as `0.85`, in thousandths.
fn thousandths(text: &str) -> Option<u16> {
    let q: f32 = text.trim().parse().ok()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 1,000"
    )]
    (0.0..=1.0).contains(&q).then(|| (q * 1_000.0).round() as u16)
}

/// Refuses a body that is not plain JSON in UTF-8.
pub(super) fn body_is_json(headers: &HeaderMap) -> Result<()> {
    let no = || Err(Code::UnsupportedMediaType.into());
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(value), None) = (types.next(), types.next()) else { return no() };
    let Ok(value) = value.to_str() else { return no() };
    let mut parts = value.split(';').map(|part| part.trim().to_ascii_lowercase());
    let is_json = parts.next().is_some_and(|name| name == "application/json");
    let in_utf8 = parts
        .filter_map(|part| Some(part.strip_prefix("charset=")?.trim_matches('"') == "utf-8"))
        .all(|it| it);
    let as_it_is =
        headers.get_all(header::CONTENT_ENCODING).iter().all(|encoding| encoding == "identity");
    if is_json && in_utf8 && as_it_is { Ok(()) } else { no() }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;
    use axum::http::HeaderName;

    fn headers(name: HeaderName, values: &[&str]) -> HeaderMap {
        values.iter().map(|value| (name.clone(), value.parse().unwrap())).collect()
    }

    #[test]
    fn an_answer_comes_in_the_type_that_is_wanted_most() {
        let (g, j) = (Some(Media::GraphQl), Some(Media::Json));
        let cases: &[(&[&str], Option<Media>)] = &[
            (&["text/html"], None),
            (&["application/json;q=0"], None),
            (&["image/*, text/*;q=0.5"], None),
            (&["*/*;q=0"], None),
            (&["application/json;q=2"], None),
            (&[], j),
            (&[""], j),
            (&["*/*"], j),
            (&["application/*"], j),
            (&["text/html, */*;q=0.1"], j),
            (&["application/json"], j),
            (&["APPLICATION/JSON; charset=utf-8"], j),
            (&["application/graphql-response+json"], g),
            (&["application/graphql-response+json, application/json;q=0.9"], g),
            (&["application/json, application/graphql-response+json"], g),
            (&["application/json", "application/graphql-response+json"], g),
            (&["application/graphql-response+json;q=0.5, application/json;q=0.7"], j),
            (&["application/graphql-response+json;q=0, */*"], j),
            (&["application/json;q=0, */*;q=0.3"], g),
        ];
        for (accept, media) in cases {
            assert_eq!(answer_in(&headers(header::ACCEPT, accept)).ok(), *media, "{accept:?}");
        }
    }

    #[test]
    fn only_json_in_utf8_comes_in() {
        let cases: &[(&[&str], bool)] = &[
            (&[], false),
            (&["text/plain"], false),
            (&["application/x-www-form-urlencoded"], false),
            (&["multipart/form-data; boundary=a"], false),
            (&["application/graphql"], false),
            (&["application/jsonp"], false),
            (&["application/json; charset=iso-8859-1"], false),
            (&["application/json; charset=utf-16"], false),
            (&["application/json", "text/plain"], false),
            (&["application/json"], true),
            (&["Application/JSON;charset=\"UTF-8\""], true),
        ];
        for (content_type, admitted) in cases {
            assert_eq!(
                body_is_json(&headers(header::CONTENT_TYPE, content_type)).is_ok(),
                *admitted,
                "{content_type:?}"
            );
        }
        let mut zipped = headers(header::CONTENT_TYPE, &["application/json"]);
        zipped.insert(header::CONTENT_ENCODING, "gzip".parse().unwrap());
        assert!(body_is_json(&zipped).is_err());
    }
}
