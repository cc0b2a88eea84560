//! The public answers of a cycle as one file:
//!
//! | address | content |
//! |---|---|
//! | `/export/cycles/{cycle}/answers.jsonl` | JSON Lines |
//! | `/export/cycles/{cycle}/answers.csv` | comma-separated values |
//!
//! The file has the answers that the public reads now. Consent takes effect at once: each request
//! reads which answers are public, and a stored file is used only for exactly these answers.

use super::delivery::{Delivery, Kind};
use crate::{
    access::Caller,
    app::App,
    consent::store::{shared_versions, shared_whole},
    cycle,
    error::{Code, Result},
    export::{self, AnswersFormat},
    http::refusal,
};
use ::entity::vocabulary::CycleKey;
use axum::{
    Router,
    extract::{FromRequestParts as _, Path, Request, State},
    http::request::Parts,
    response::Response,
    routing::get,
};
use std::sync::Arc;

/// Number of times that a file is made anew because consent changed meanwhile.
const ATTEMPTS: usize = 5;

pub(super) fn routes(app: Arc<App>, delivery: Delivery) -> Router {
    Router::new().route("/export/cycles/{cycle}/{file}", get(answers)).with_state((app, delivery))
}

async fn answers(
    State((app, delivery)): State<(Arc<App>, Delivery)>,
    request: Request,
) -> Response {
    let mut head = request.into_parts().0;
    let Ok(Path((cycle, file))) =
        Path::<(String, String)>::from_request_parts(&mut head, &()).await
    else {
        return refusal(&Code::NotFound.into());
    };
    deliver(&app, &delivery, &head, &cycle, &file).await.unwrap_or_else(|error| refusal(&error))
}

async fn deliver(
    app: &Arc<App>,
    delivery: &Delivery,
    head: &Parts,
    cycle: &str,
    file: &str,
) -> Result<Response> {
    let format = AnswersFormat::of_file(file).ok_or(Code::NotFound)?;
    let key: CycleKey = cycle.parse().map_err(|_| Code::NotFound)?;
    let cycle = cycle::store::cycle(app.read(), &key).await?;
    let reading = Caller::Public.reader_scope();
    let mut attempts = 0;
    loop {
        let (own, id) = (Arc::clone(app), cycle.id);
        let digest = delivery
            .run(async move {
                let versions = shared_versions(own.read(), reading, id).await?;
                Ok(export::digest_of_versions(&versions))
            })
            .await?;
        let stored = format!("answers {key} {format:?} {digest}");
        let (own, id, key) = (Arc::clone(app), cycle.id, key.clone());
        let make = async move {
            let rows = shared_whole(own.read(), reading, id).await?;
            // The stored file must be of exactly the answers that its key names.
            if export::digest_of_answers(&rows) != digest {
                return Err(Code::Stale.into());
            }
            export::answers(&key, &rows, format)
        };
        match Box::pin(delivery.answer(head, &stored, Kind::Current, make)).await {
            Err(error) if error.is(Code::Stale) && attempts < ATTEMPTS => attempts += 1,
            answer => return answer,
        }
    }
}
