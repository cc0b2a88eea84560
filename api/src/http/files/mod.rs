//! Files: releases, public answers, instruments and the schema for everybody, and editions by
//! signed links.
//!
//! A file for everybody is delivered by [`delivery`]: compressed if the client accepts it, in parts
//! if the client asks for them, and not at all if the client has it. A file is made and compressed
//! on threads apart, once, as long as it stays in a bounded cache.

mod answers;
mod byte_cache;
mod coding;
mod delivery;
mod documents;
mod range;
mod releases;

use super::{apart::Apart, refusal};
use crate::{access::policy::Policy, app::App, export::File, schema};
use axum::{
    Router,
    extract::{Request, State},
    response::{IntoResponse, Response},
    routing::get,
};
use delivery::{Delivery, Kind};
use std::sync::Arc;

/// Returns the routes of files that everybody may read: those that never change, and those that may
/// change.
pub(super) fn public(app: &Arc<App>, apart: Arc<Apart>) -> (Router, Router) {
    let delivery = Delivery::new(app, apart);
    let frozen = Router::new()
        .merge(releases::routes(app.for_the_public(), delivery.clone()))
        .merge(documents::instruments(Arc::clone(app), delivery.clone()));
    let current = Router::new()
        .route("/developer/schema.graphql", get(sdl))
        .with_state(delivery.clone())
        .merge(answers::routes(app.for_the_public(), delivery));
    (frozen, current)
}

/// Returns the routes of files that only the holder of a signed link may read.
pub(super) fn linked(app: Arc<App>, policy: Arc<Policy>) -> Router {
    documents::links(app, policy)
}

/// Answers with the schema.
async fn sdl(State(delivery): State<Delivery>, request: Request) -> Response {
    let make = async {
        Ok(File {
            name: "schema.graphql".into(),
            media_type: "application/graphql; charset=utf-8",
            bytes: schema::published().into(),
        })
    };
    let head = request.into_parts().0;
    let answer = Box::pin(delivery.answer(&head, "schema", Kind::Current, make)).await;
    answer.unwrap_or_else(|error| refusal(&error)).into_response()
}
