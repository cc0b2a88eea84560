//! Releases as files. What has passed the gate is for everybody, so their addresses are stable and need no signed link:
//!
//! | address | what |
//! |---|---|
//! | `/export/releases/{number}/{language}.{csv, xlsx, parquet, codebook.csv, structure.xml, data.xml}` | the whole release |
//! | `/export/releases/{number}/{language}.changes.{csv, parquet, data.xml}` | what it tells of changes |
//! | `/export/releases/{number}/content.json`, `…/statement.json` | what everybody reads, and what is signed over it |
//! | `/export/releases/{number}/charts/{question}/{language}.svg` | one table, of all counted States |
//! | `/export/releases/{number}/charts/{question}/{partition}/{language}.svg` | one table, by the classes of a partition |
//!
//! A release never changes, and nor does its file: a browser may keep it for ever, and a cache that asks again is told by the
//! digest alone, without the file being made. Files are made when they are asked for, few at a time, and not kept.

use super::{apart::Apart, headers::FOR_EVERYBODY, refusal};
use crate::{
    aggregate, canonical,
    error::{Code, Result},
    export::{self, File, Format, LICENCE_URL},
    world::World,
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

/// The world, and the threads that make a file in it.
#[derive(Clone)]
struct Maker {
    world: Arc<World>,
    apart: Arc<Apart>,
}

pub(super) fn routes(world: Arc<World>, apart: Arc<Apart>) -> Router {
    Router::new()
        .route("/export/releases/{number}/{file}", get(release_file))
        .route("/export/releases/{number}/charts/{question}/{file}", get(chart_of_all))
        .route("/export/releases/{number}/charts/{question}/{partition}/{file}", get(chart_of_partition))
        .with_state(Maker { world, apart })
}

/// What is asked for.
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
        file => in_language(file).and_then(|(language, ending)| Some(Wanted::File(language, Format::of(ending)?))),
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
    let Ok(Path((number, question, partition, file))) = path else { return refusal(&Code::NotFound.into()) };
    answer(&maker, &number, chart(&question, Some(partition), &file), &headers).await
}

/// `fr.codebook.csv` is French, and a codebook.
fn in_language(file: &str) -> Option<(Official, &str)> {
    let (language, ending) = file.split_once('.')?;
    Some((Official::ALL.iter().copied().find(|official| official.as_str() == language)?, ending))
}

fn chart(question: &str, partition: Option<String>, file: &str) -> Option<Wanted> {
    let (language, ending) = in_language(file)?;
    (ending == "svg").then_some(Wanted::Chart(question.parse().ok()?, partition, language))
}

async fn answer(maker: &Maker, number: &str, wanted: Option<Wanted>, headers: &HeaderMap) -> Response {
    // One address for one thing: `01` is no number of a release.
    let number = number.parse::<i64>().ok().filter(|parsed| parsed.to_string() == number);
    let (Some(number), Some(wanted)) = (number, wanted) else { return refusal(&Code::NotFound.into()) };
    let memo = maker.world.memo();
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

/// The digest of a file that was made before: it names the bytes, and costs less than they do.
struct Digest(Sha256);

async fn make(maker: &Maker, number: i64, wanted: Wanted) -> Result<File> {
    let release = aggregate::store::release(maker.world.read(), None, number).await?;
    let world = Arc::clone(&maker.world);
    let make = async move {
        match wanted {
            Wanted::Content => export::content(&world, release).await,
            Wanted::Statement => export::statement(&world, release).await,
            Wanted::File(language, format) => export::file(&world, release, language, format).await,
            Wanted::Chart(question, partition, language) => export::chart(&world, release, &question, partition, language).await,
        }
    };
    maker.apart.run(make).await?
}

fn lasting(digest: &Sha256) -> [(header::HeaderName, String); 2] {
    [(header::CACHE_CONTROL, "public, max-age=31536000, immutable".to_owned()), (header::ETAG, format!("\"{digest}\""))]
}

/// Whether the client says that it has the file: `If-None-Match` names it, among others, weakly, or says any (RFC 9110, 13.1.2).
fn is_known(headers: &HeaderMap, digest: &Sha256) -> bool {
    let tags = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value: &HeaderValue| value.to_str().ok());
    let mut tags = tags.flat_map(|value| value.split(',')).map(str::trim);
    tags.any(|tag| tag == "*" || tag.trim_start_matches("W/").trim_matches('"') == digest.as_str())
}
