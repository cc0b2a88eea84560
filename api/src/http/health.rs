//! Whether the process lives, and whether it is ready to serve.

use crate::world::World;
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use std::{sync::Arc, time::Duration};

/// A database that takes longer is not ready.
const PATIENCE: Duration = Duration::from_secs(2);

pub(super) fn routes() -> Router<Arc<World>> {
    Router::new().route("/healthz", get(|| async { "alive\n" })).route("/readyz", get(ready))
}

async fn ready(State(world): State<Arc<World>>) -> Response {
    let checked = tokio::time::timeout(PATIENCE, async {
        world.db().ping().await?;
        crate::database::is_migrated(world.db()).await
    });
    match checked.await {
        Ok(Ok(true)) => "ready\n".into_response(),
        Ok(Ok(false)) => {
            (StatusCode::SERVICE_UNAVAILABLE, "the schema is not up to date: run `national-survey migrate`\n").into_response()
        }
        Ok(Err(_)) | Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response(),
    }
}
