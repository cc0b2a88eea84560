//! Files: published instruments, which never change, and editions and receipts, by signed links.

use super::{apart::Apart, headers::FOR_EVERYBODY, refusal};
use crate::{
    access::{Caches, Caller, policy::Policy},
    app::App,
    error::{Code, Error, Result},
    instrument,
    submission::{
        editions::link::{self, Linked, What},
        store,
    },
};
use ::entity::vocabulary::{LanguageTag, Sha256};
use axum::{
    Router,
    extract::{Path, State, rejection::PathRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use std::sync::Arc;

pub(super) fn routes(app: Arc<App>, policy: Arc<Policy>, apart: Arc<Apart>) -> Router {
    let links =
        Router::new().route("/export/{link}", get(export)).with_state((Arc::clone(&app), policy));
    Router::new()
        .route("/instruments/{sha256}/{file}", get(instrument_file))
        .with_state((app, apart))
        .merge(links)
}

/// Answers `/instruments/{sha256}/{language}.json`: a published version in one language. It never
/// changes.
async fn instrument_file(
    State((app, apart)): State<(Arc<App>, Arc<Apart>)>,
    path: Result<Path<(String, String)>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    let Ok(Path((sha256, file))) = path else { return refusal(&Code::NotFound.into()) };
    let tag = format!("\"{sha256}.{file}\"");
    let is_known =
        headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let rendered = async {
        let language: LanguageTag = file
            .strip_suffix(".json")
            .ok_or(Code::NotFound)?
            .parse()
            .map_err(|_| Code::NotFound)?;
        let sha256: Sha256 = sha256.parse().map_err(|_| Code::NotFound)?;
        let published = instrument::store::published_by_digest(&app, &sha256).await?;
        if instrument::languages(&published.document).contains(&language.as_str()) {
            return instrument::rendered(&app, &published, &language).await;
        }
        // For a language that the document lacks, the bytes are built for each request.
        let app = Arc::clone(&app);
        apart.run(async move { instrument::rendered(&app, &published, &language).await }).await?
    };
    match rendered.await {
        Ok(_) if is_known => StatusCode::NOT_MODIFIED.into_response(),
        Ok(json) => (
            [
                (header::CONTENT_TYPE, "application/json".to_owned()),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable".to_owned()),
                (header::ETAG, tag),
            ],
            [FOR_EVERYBODY],
            json.bytes().clone(),
        )
            .into_response(),
        Err(error) => refusal(&error),
    }
}

async fn export(
    State((app, policy)): State<(Arc<App>, Arc<Policy>)>,
    link: Result<Path<String>, PathRejection>,
) -> Response {
    let Ok(Path(link)) = link else { return refusal(&Code::NotFound.into()) };
    match exported(&app, &policy, &link).await {
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

/// Opens a link for the person who requested it. If that person may no longer read the edition, the
/// link is not found.
async fn exported(app: &Arc<App>, policy: &Policy, link: &str) -> Result<(String, String)> {
    let now = app.now();
    let Linked { submission, edition, what, session } = link::open(app, link, now)?;
    let person =
        Caches::of(app).people.of_session(session, app.read(), now).await.map_err(hidden)?;
    let caller = Caller::Person(person);
    let field = if what == What::Document { "documentLink" } else { "receiptLink" };
    policy.check(caller.who(), [("Edition", field)].into_iter()).map_err(hidden)?;
    let own = caller.own_state().and_then(|own| own.sees_all().map(|()| own)).map_err(hidden)?;
    let row = store::linked(app.read(), submission, edition).await?;
    let edition = store::read(&row)?;
    if edition.state != *own.state() {
        return Err(Code::NotFound.into());
    }
    let name = format!("{}-{}-edition-{}", edition.state, edition.cycle, edition.edition);
    Ok(match what {
        What::Document => (format!("{name}.json"), row.document),
        What::Receipt => (format!("{name}.receipt.json"), row.receipt),
    })
}

/// Hides the reason why a link does not open. A failure stays a failure.
fn hidden(error: Error) -> Error {
    if matches!(error, Error::Failure(_)) { error } else { Code::NotFound.into() }
}
