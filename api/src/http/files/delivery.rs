//! Delivery of a file: from the cache or made anew, compressed, in parts, or not at all.
//!
//! - A client that names the file's tag in `If-None-Match` gets 304. The tag is strong, and each
//!   content coding has its own: the digest of the file, followed by the coding.
//! - A text is compressed if the client accepts it (`Accept-Encoding`).
//! - A `GET` with `Range` gets a part of the file itself, without a coding: 206, or 416 beyond its
//!   end. With `If-Range`, only a part of the named file is sent; else the whole file.

use super::{
    super::{apart::Apart, headers::FOR_EVERYBODY, refusal},
    byte_cache::{ByteCache, Head},
    coding::Coding,
    range::{self, Part},
};
use crate::{
    app::App,
    canonical,
    error::{Code, Result},
    export::File,
};
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use std::sync::Arc;

/// Kind of a delivered file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A download that never changes.
    Frozen,
    /// A file that never changes, and that a browser shows.
    FrozenInline,
    /// A download that may change at any time: a cache asks again each time.
    Current,
}

impl Kind {
    const fn cache_control(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Frozen | Self::FrozenInline => "public, max-age=31536000, immutable",
            Self::Current => "public, no-cache",
        })
    }

    const fn disposition(self) -> &'static str {
        if matches!(self, Self::FrozenInline) { "inline" } else { "attachment" }
    }
}

/// The threads that make files, and the cache of made files.
#[derive(Clone)]
pub(super) struct Delivery {
    apart: Arc<Apart>,
    cache: Arc<ByteCache>,
}

impl Delivery {
    pub(super) fn new(app: &App, apart: Arc<Apart>) -> Self {
        Self { apart, cache: app.memo().once("", ByteCache::default) }
    }

    /// Runs work on the threads that make files.
    ///
    /// # Errors
    /// Fails as the work does, or if no thread becomes free in time.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T>> + Send + 'static,
    ) -> Result<T> {
        self.apart.run(work).await?
    }

    /// Answers a request for a file. `make` runs only if the file is not in the cache.
    ///
    /// The same `key` always names the same bytes.
    ///
    /// # Errors
    /// Fails as `make` does, or if no thread becomes free in time.
    pub(super) async fn answer(
        &self,
        request: &Parts,
        key: &str,
        kind: Kind,
        make: impl Future<Output = Result<File>> + Send + 'static,
    ) -> Result<Response> {
        let known = self.cache.head(key);
        if let Some(response) = known.as_ref().and_then(|head| unchanged(request, head, kind)) {
            return Ok(response);
        }
        let preferred = if asks_for_part(request, known.as_ref()) {
            Coding::Identity
        } else {
            Coding::choose(&request.headers)
        };
        let stored = known.and_then(|head| {
            let coding = head.coding(preferred);
            Some((self.cache.bytes(key, coding)?, coding, head))
        });
        let (bytes, coding, head) = match stored {
            Some(stored) => stored,
            None => {
                let work = make_coded(Arc::clone(&self.cache), key.to_owned(), preferred, make);
                self.run(work).await?
            }
        };
        Ok(unchanged(request, &head, kind)
            .unwrap_or_else(|| respond(request, &head, kind, coding, bytes)))
    }

    /// Answers a request for a file that nobody is likely to ask for again: neither compressed nor
    /// stored, so that it takes the place of no other file.
    ///
    /// # Errors
    /// Fails as `make` does, or if no thread becomes free in time.
    pub(super) async fn answer_once(
        &self,
        request: &Parts,
        kind: Kind,
        make: impl Future<Output = Result<File>> + Send + 'static,
    ) -> Result<Response> {
        let work = async move {
            let File { name, media_type, bytes } = make.await?;
            let (digest, length) = (canonical::digest(&bytes), bytes.len());
            Ok((Head { digest, media_type, name, length }, Bytes::from(bytes)))
        };
        let (head, bytes) = self.run(work).await?;
        Ok(unchanged(request, &head, kind)
            .unwrap_or_else(|| respond(request, &head, kind, Coding::Identity, bytes)))
    }
}

/// Makes a file in the coding in which it is sent, and stores it.
async fn make_coded(
    cache: Arc<ByteCache>,
    key: String,
    preferred: Coding,
    make: impl Future<Output = Result<File>>,
) -> Result<(Bytes, Coding, Head)> {
    let known = cache.head(&key);
    // Another request may have made the file while this one waited for a thread.
    if let Some(head) = &known
        && let coding = head.coding(preferred)
        && let Some(bytes) = cache.bytes(&key, coding)
    {
        return Ok((bytes, coding, head.clone()));
    }
    let (head, whole) = match known.zip(cache.bytes(&key, Coding::Identity)) {
        Some(stored) => stored,
        None => {
            let File { name, media_type, bytes } = make.await?;
            let (digest, length) = (canonical::digest(&bytes), bytes.len());
            let head = Head { digest, media_type, name, length };
            cache.put_head(&key, head.clone());
            (head, Bytes::from(bytes))
        }
    };
    let coding = head.coding(preferred);
    let bytes =
        if coding == Coding::Identity { whole } else { coding.compress(&whole).await?.into() };
    cache.put(&key, coding, bytes.clone());
    Ok((bytes, coding, head))
}

/// Returns the entity tag of a file in a coding.
fn tag(head: &Head, coding: Coding) -> String {
    match coding.name() {
        None => format!("\"{}\"", head.digest),
        Some(name) => format!("\"{}-{name}\"", head.digest),
    }
}

/// Returns true if the request asks for a part, and not of another file than the known one.
fn asks_for_part(request: &Parts, known: Option<&Head>) -> bool {
    let is_same = |head: &Head| {
        let tag = tag(head, Coding::Identity);
        request.headers.get(header::IF_RANGE).is_none_or(|own| own.as_bytes() == tag.as_bytes())
    };
    request.method == Method::GET
        && request.headers.contains_key(header::RANGE)
        && known.is_none_or(is_same)
}

/// Returns 304 if the client already has the file, by `If-None-Match` (RFC 9110, 13.1.2).
///
/// The header may name several tags, weak ones too, or be `*`. A client that has the file in any
/// coding has the file: the response names the tag that the client has.
fn unchanged(request: &Parts, head: &Head, kind: Kind) -> Option<Response> {
    let lines = request.headers.get_all(header::IF_NONE_MATCH).iter();
    let named: Vec<&str> = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .map(|tag| tag.trim().trim_start_matches("W/"))
        .collect();
    let preferred = head.coding(Coding::choose(&request.headers));
    let all = [preferred, Coding::Identity].into_iter().chain(Coding::COMPRESSED);
    let coding = all
        .into_iter()
        .find(|coding| named.iter().any(|own| *own == "*" || *own == tag(head, *coding)))?;
    Some((StatusCode::NOT_MODIFIED, own_headers(head, kind, coding)).into_response())
}

/// Returns the headers that 200, 206 and 304 have in common.
fn own_headers(head: &Head, kind: Kind, coding: Coding) -> HeaderMap {
    let (everybody, value) = FOR_EVERYBODY;
    let mut headers = HeaderMap::from_iter([
        (everybody, HeaderValue::from_static(value)),
        (header::CACHE_CONTROL, kind.cache_control()),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
    ]);
    if let Ok(tag) = HeaderValue::try_from(tag(head, coding)) {
        headers.insert(header::ETAG, tag);
    }
    headers
}

fn respond(request: &Parts, head: &Head, kind: Kind, coding: Coding, bytes: Bytes) -> Response {
    let mut headers = own_headers(head, kind, coding);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(head.media_type));
    let disposition = format!("{}; filename=\"{}\"", kind.disposition(), head.name);
    if let Ok(disposition) = HeaderValue::try_from(disposition) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    if let Some(name) = coding.name() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
        return (headers, Body::from(bytes)).into_response();
    }
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    let asked = request.headers.get(header::RANGE).and_then(|value| value.to_str().ok());
    let asked = asked.filter(|_| asks_for_part(request, Some(head)));
    match asked.map_or(Part::Whole, |asked| range::part(asked, bytes.len())) {
        Part::Whole => (headers, Body::from(bytes)).into_response(),
        Part::Bytes(part) => {
            let range = format!("bytes {}-{}/{}", part.start, part.end - 1, bytes.len());
            let range = [(header::CONTENT_RANGE, range)];
            let body = Body::from(bytes.slice(part));
            (StatusCode::PARTIAL_CONTENT, range, headers, body).into_response()
        }
        Part::Beyond => {
            let mut response = refusal(&Code::RangeNotSatisfiable.into());
            if let Ok(range) = HeaderValue::try_from(format!("bytes */{}", bytes.len())) {
                response.headers_mut().insert(header::CONTENT_RANGE, range);
            }
            response
        }
    }
}
