//! Files: published instruments, immutable; editions and receipts, by signed links.

use super::refusal;
use crate::{
    error::{Code, Result},
    instrument,
    submission::{
        link::{self, What},
        store,
    },
    world::World,
};
use ::entity::words::{LanguageTag, Sha256};
use axum::{
    Router,
    extract::{Path, State, rejection::PathRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use std::sync::Arc;

pub(super) fn routes() -> Router<Arc<World>> {
    Router::new().route("/instruments/{sha256}/{file}", get(instrument_file)).route("/export/{link}", get(export))
}

/// `/instruments/{sha256}/{language}.json`: a published version in one language. It never changes.
async fn instrument_file(
    State(world): State<Arc<World>>,
    path: Result<Path<(String, String)>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    let Ok(Path((sha256, file))) = path else { return refusal(&Code::NotFound.into()) };
    let tag = format!("\"{sha256}.{file}\"");
    let is_known = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let rendered = async {
        let language: LanguageTag = file.strip_suffix(".json").ok_or(Code::NotFound)?.parse().map_err(|_| Code::NotFound)?;
        let sha256: Sha256 = sha256.parse().map_err(|_| Code::NotFound)?;
        let published = instrument::store::published_by_digest(&world, &sha256).await?;
        instrument::rendered(&world, &published, &language)
    };
    match rendered.await {
        Ok(_) if is_known => StatusCode::NOT_MODIFIED.into_response(),
        Ok(json) => (
            [
                (header::CONTENT_TYPE, "application/json".to_owned()),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable".to_owned()),
                (header::ETAG, tag),
            ],
            json.bytes().clone(),
        )
            .into_response(),
        Err(error) => refusal(&error),
    }
}

async fn export(State(world): State<Arc<World>>, link: Result<Path<String>, PathRejection>) -> Response {
    let Ok(Path(link)) = link else { return refusal(&Code::NotFound.into()) };
    match exported(&world, &link).await {
        Ok((name, body)) => (
            [
                (header::CONTENT_TYPE, "application/json".to_owned()),
                (header::CACHE_CONTROL, "no-store".to_owned()),
                (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
            ],
            body,
        )
            .into_response(),
        Err(error) => refusal(&error),
    }
}

async fn exported(world: &Arc<World>, link: &str) -> Result<(String, String)> {
    let (submission, number, what) = link::open(world, link, world.now())?;
    let row = store::linked(world.read(), submission, number).await?;
    let edition = store::read(&row)?;
    let name = format!("{}-{}-edition-{}", edition.state, edition.cycle, edition.edition);
    Ok(match what {
        What::Document => (format!("{name}.json"), row.document),
        What::Receipt => (format!("{name}.receipt.json"), row.receipt),
    })
}
