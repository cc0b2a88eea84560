//! Files: published instruments, which never change, and editions and receipts, by signed links.

use super::{
    super::refusal,
    delivery::{Delivery, Kind},
};
use crate::{
    access::{Caches, Caller, policy::Policy},
    app::App,
    error::{Code, Error, Result},
    export::File,
    instrument,
    submission::{
        editions::link::{self, Linked, What},
        store,
    },
};
use ::entity::vocabulary::{LanguageTag, Sha256};
use axum::{
    Router,
    extract::{FromRequestParts as _, Path, Request, State, rejection::PathRejection},
    http::{header, request::Parts},
    response::{IntoResponse, Response},
    routing::get,
};
use std::sync::Arc;

pub(super) fn instruments(app: Arc<App>, delivery: Delivery) -> Router {
    Router::new()
        .route("/instruments/{sha256}/{file}", get(instrument_file))
        .with_state((app, delivery))
}

pub(super) fn links(app: Arc<App>, policy: Arc<Policy>) -> Router {
    Router::new().route("/export/{link}", get(export)).with_state((app, policy))
}

/// Answers `/instruments/{sha256}/{language}.json`: a published version in one language. It never
/// changes.
async fn instrument_file(
    State((app, delivery)): State<(Arc<App>, Delivery)>,
    request: Request,
) -> Response {
    let mut head = request.into_parts().0;
    let Ok(Path((sha256, file))) =
        Path::<(String, String)>::from_request_parts(&mut head, &()).await
    else {
        return refusal(&Code::NotFound.into());
    };
    deliver(&app, &delivery, &head, &sha256, &file).await.unwrap_or_else(|error| refusal(&error))
}

async fn deliver(
    app: &Arc<App>,
    delivery: &Delivery,
    head: &Parts,
    sha256: &str,
    file: &str,
) -> Result<Response> {
    let language = file.strip_suffix(".json").ok_or(Code::NotFound)?;
    let language: LanguageTag = language.parse().map_err(|_| Code::NotFound)?;
    let sha256: Sha256 = sha256.parse().map_err(|_| Code::NotFound)?;
    let published = instrument::store::published_by_digest(app, &sha256).await?;
    let is_known = instrument::languages(&published.document).contains(&language.as_str());
    let key = format!("instrument {sha256} {language}");
    let (app, name) = (Arc::clone(app), format!("{sha256}.{language}.json"));
    let make = async move {
        let json = instrument::rendered(&app, &published, &language).await?;
        Ok(File { name, media_type: "application/json", bytes: json.bytes().to_vec() })
    };
    // Any tag of a language is answered, so only those of the document are stored.
    if is_known {
        Box::pin(delivery.answer(head, &key, Kind::FrozenInline, make)).await
    } else {
        Box::pin(delivery.answer_once(head, Kind::FrozenInline, make)).await
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
    policy.check(caller.who(), "Edition", field).map_err(hidden)?;
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
