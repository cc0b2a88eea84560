//! Liveness of the process, and its readiness to serve.

use crate::{app::App, database, error::Error};
use axum::{
    Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::Mutex;

/// Time that a probe of the database may take.
const PATIENCE: Duration = Duration::from_secs(2);
/// Time for which a result is reused: many simultaneous requests cost one probe.
const REMEMBERED: Duration = Duration::from_secs(1);

/// A probe's time and result.
type Probed = (Instant, Result<(), Error>);

/// The service, and the result of the last probe.
#[derive(Clone)]
struct Readiness {
    app: Arc<App>,
    last: Arc<Mutex<Option<Probed>>>,
}

pub(super) fn routes(app: Arc<App>) -> Router {
    let readiness = Readiness { app, last: Arc::default() };
    Router::new().route("/healthz", get(alive)).route("/readyz", get(ready)).with_state(readiness)
}

async fn alive() -> &'static str {
    concat!("alive ", env!("CARGO_PKG_VERSION"), "\n")
}

/// Answers `/readyz`: ready if a value written just now can be read.
async fn ready(State(readiness): State<Readiness>) -> Response {
    match readiness.check().await {
        Ok(()) => "ready\n".into_response(),
        Err(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            [(header::RETRY_AFTER, "1")],
            "the database can't be written or read\n",
        )
            .into_response(),
    }
}

impl Readiness {
    async fn check(&self) -> Result<(), Error> {
        let mut last = self.last.lock().await;
        if let Some((at, found)) = &*last
            && at.elapsed() < REMEMBERED
        {
            return found.clone();
        }
        let found = database::probe(self.app.db(), PATIENCE).await;
        if let Err(error) = &found {
            tracing::error!(?error, "not ready");
        }
        *last = Some((Instant::now(), found.clone()));
        found
    }
}
