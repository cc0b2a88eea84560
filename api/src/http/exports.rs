//! Releases as files. A release that has passed the gate is for everybody, so file addresses are
//! stable and need no signed link:
//!
//! | address below `/export/releases/{number}` | content |
//! |---|---|
//! | `/{language}.{csv, xlsx, parquet}` | the whole release |
//! | `/{language}.{codebook.csv, structure.xml, data.xml}` | its codebook, and SDMX-ML |
//! | `/{language}.changes.{csv, parquet, data.xml}` | the changes |
//! | `/{language}.participation.{csv, parquet}` | the participation |
//! | `/content.json`, `/statement.json` | the public content, and the signed statement |
//! | `/charts/{question}/{language}.svg` | one table of all counted States |
//! | `/charts/{question}/{partition}/{language}.svg` | one table by the classes of a partition |
//!
//! A release never changes, and nor does its file. A browser may cache it for ever. A cache that
//! asks again gets an answer from the digest alone, and the file is not made. Files are made on
//! request, few at a time, and not stored.

use super::{apart::Apart, headers::FOR_EVERYBODY, refusal};
use crate::{
    aggregate,
    app::App,
    canonical,
    error::{Code, Result},
    export::{self, File, Format, LICENCE_URL},
};
use ::entity::vocabulary::{Official, QuestionCode, Sha256};
use axum::{
    Router,
    extract::{Path, State, rejection::PathRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use std::sync::Arc;

/// The world, and the threads that make files.
#[derive(Clone)]
struct Maker {
    app: Arc<App>,
    apart: Arc<Apart>,
}

pub(super) fn routes(app: Arc<App>, apart: Arc<Apart>) -> Router {
    Router::new()
        .route("/export/releases/{number}/{file}", get(release_file))
        .route("/export/releases/{number}/charts/{question}/{file}", get(chart_of_all))
        .route(
            "/export/releases/{number}/charts/{question}/{partition}/{file}",
            get(chart_of_partition),
        )
        .with_state(Maker { app, apart })
}

/// A requested file.
#[derive(Debug)]
enum Wanted {
    File(Official, Format),
    Chart(QuestionCode, Option<String>, Official),
    Content,
    Statement,
}

async fn release_file(
    State(maker): State<Maker>,
    path: Result<Path<(String, String)>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    let Ok(Path((number, file))) = path else { return refusal(&Code::NotFound.into()) };
    let wanted = match file.as_str() {
        "content.json" => Some(Wanted::Content),
        "statement.json" => Some(Wanted::Statement),
        file => in_language(file)
            .and_then(|(language, ending)| Some(Wanted::File(language, Format::of(ending)?))),
    };
    answer(&maker, &number, wanted, &headers).await
}

async fn chart_of_all(
    State(maker): State<Maker>,
    path: Result<Path<(String, String, String)>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    let Ok(Path((number, question, file))) = path else { return refusal(&Code::NotFound.into()) };
    answer(&maker, &number, chart(&question, None, &file), &headers).await
}

async fn chart_of_partition(
    State(maker): State<Maker>,
    path: Result<Path<(String, String, String, String)>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    let Ok(Path((number, question, partition, file))) = path else {
        return refusal(&Code::NotFound.into());
    };
    answer(&maker, &number, chart(&question, Some(partition), &file), &headers).await
}

/// Splits a file name into language and ending: `fr.codebook.csv` is a codebook in French.
fn in_language(file: &str) -> Option<(Official, &str)> {
    let (language, ending) = file.split_once('.')?;
    Some((Official::ALL.iter().copied().find(|official| official.as_str() == language)?, ending))
}

fn chart(question: &str, partition: Option<String>, file: &str) -> Option<Wanted> {
    let (language, ending) = in_language(file)?;
    (ending == "svg").then_some(Wanted::Chart(question.parse().ok()?, partition, language))
}

async fn answer(
    maker: &Maker,
    number: &str,
    wanted: Option<Wanted>,
    headers: &HeaderMap,
) -> Response {
    // One address for one file: `01` is not a release number.
    let number = number.parse::<i64>().ok().filter(|parsed| parsed.to_string() == number);
    let (Some(number), Some(wanted)) = (number, wanted) else {
        return refusal(&Code::NotFound.into());
    };
    let memo = maker.app.memo();
    let place = format!("{number} {wanted:?}");
    if let Some(Digest(known)) = memo.get(&place).as_deref()
        && is_known(headers, known)
    {
        return (StatusCode::NOT_MODIFIED, lasting(known)).into_response();
    }
    let file = match make(maker, number, wanted).await {
        Ok(file) => file,
        Err(error) => return refusal(&error),
    };
    let digest = memo.keep(&place, Digest(canonical::digest(&file.bytes)));
    if is_known(headers, &digest.0) {
        return (StatusCode::NOT_MODIFIED, lasting(&digest.0)).into_response();
    }
    let shown = if file.media_type.starts_with("image/") { "inline" } else { "attachment" };
    let (everybody, value) = FOR_EVERYBODY;
    let own = [
        (everybody, value.to_owned()),
        (header::CONTENT_TYPE, file.media_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("{shown}; filename=\"{}\"", file.name)),
        (header::LINK, format!("<{LICENCE_URL}>; rel=\"license\"")),
    ];
    (lasting(&digest.0), own, file.bytes).into_response()
}

/// The digest of a file that was made before. It identifies the bytes, and is smaller than they
/// are.
struct Digest(Sha256);

async fn make(maker: &Maker, number: i64, wanted: Wanted) -> Result<File> {
    let release = aggregate::store::release(maker.app.read(), None, number).await?;
    let app = Arc::clone(&maker.app);
    let make = async move {
        match wanted {
            Wanted::Content => export::content(&app, release).await,
            Wanted::Statement => export::statement(&app, release).await,
            Wanted::File(language, format) => export::file(&app, release, language, format).await,
            Wanted::Chart(question, partition, language) => {
                export::chart(&app, release, &question, partition, language).await
            }
        }
    };
    maker.apart.run(make).await?
}

fn lasting(digest: &Sha256) -> [(header::HeaderName, String); 2] {
    [
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable".to_owned()),
        (header::ETAG, format!("\"{digest}\"")),
    ]
}

/// Returns true if the client already has the file, by `If-None-Match` (RFC 9110, 13.1.2).
///
/// The header may name several tags, weak ones too, or be `*`.
fn is_known(headers: &HeaderMap, digest: &Sha256) -> bool {
    let tags = headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value: &HeaderValue| value.to_str().ok());
    let mut tags = tags.flat_map(|value| value.split(',')).map(str::trim);
    tags.any(|tag| tag == "*" || tag.trim_start_matches("W/").trim_matches('"') == digest.as_str())
}
