//! Layers that count requests, and write the count into their responses.

use super::{
    connections::Connection,
    load_shedding::ConcurrencyLimit,
    rate::{CountSlot, Counted, RateLimitKey, Rates},
    refusal,
};
use crate::{access::policy::Who, error::Code};
use axum::{
    extract::{Request, State},
    middleware::Next,
};
use std::{net::IpAddr, sync::Arc};

/// Number of characters of a path that are logged.
const LOGGED: usize = 64;

/// Counts a request to `/auth` by address, with any outcome, and passes the address on to the
/// handlers.
///
/// A refusal is logged with the address, and never with the presented credentials.
pub(super) async fn counted(
    State(rates): State<Arc<Rates>>,
    request: Request,
    next: Next,
) -> axum::response::Response {
    let (mut parts, body) = request.into_parts();
    let rate_limit_prefix = rates.rate_limit_prefix(&parts);
    let counted = rates.count(&RateLimitKey::Entrance(rate_limit_prefix));
    if let Err(no) = Counted::admit(counted) {
        return with_count(refusal(&no), counted);
    }
    parts.extensions.insert(ClientAddress(rate_limit_prefix));
    // Log only the beginning of the path, and no content: codes and tokens come in bodies and after
    // a `?`.
    let path: String = parts.uri.path().chars().take(LOGGED).collect();
    let connection = parts.extensions.get::<Connection>().cloned();
    let response = next.run(Request::from_parts(parts, body)).await;
    if let (Some(_), Some(connection)) = (response.extensions().get::<SignedIn>(), connection) {
        connection.is_signed_in();
    }
    if let Some(code) = response.extensions().get::<Code>() {
        tracing::info!(path, code = code.as_str(), from = %rate_limit_prefix, "refused at the entrance");
    }
    with_count(response, counted)
}

/// Adds the headers of a count to a response.
fn with_count(
    mut response: axum::response::Response,
    counted: Option<Counted>,
) -> axum::response::Response {
    Counted::write(counted, response.headers_mut());
    response
}

/// Adds the headers of the count to a response of `/graphql`, which counts by caller.
pub(super) async fn counted_by_caller(
    mut request: Request,
    next: Next,
) -> axum::response::Response {
    let slot = CountSlot::default();
    request.extensions_mut().insert(slot.clone());
    with_count(next.run(request).await, slot.get())
}

/// The request rates, and the permits for concurrent requests.
#[derive(Clone)]
pub(super) struct Counts {
    pub(super) rates: Arc<Rates>,
    pub(super) places: ConcurrencyLimit,
}

/// Counts a request for public content as a public one, from any caller. Under overload it is
/// refused first.
pub(super) async fn as_the_public(
    State(counts): State<Counts>,
    request: Request,
    next: Next,
) -> axum::response::Response {
    let (parts, body) = request.into_parts();
    let counted = counts.rates.count(&RateLimitKey::Public(&parts));
    answer_counted(&counts.places, counted, Request::from_parts(parts, body), next).await
}

async fn answer_counted(
    places: &ConcurrencyLimit,
    counted: Option<Counted>,
    request: Request,
    next: Next,
) -> axum::response::Response {
    let response = match Counted::admit(counted).and_then(|()| places.take(Who::Public)) {
        Ok(_place) => next.run(request).await,
        Err(no) => refusal(&no),
    };
    with_count(response, counted)
}

/// Counts a request for content in memory, and for unknown paths, by a larger allowance.
pub(super) async fn as_a_page(
    State(counts): State<Counts>,
    request: Request,
    next: Next,
) -> axum::response::Response {
    let (parts, body) = request.into_parts();
    let counted = counts.rates.count(&RateLimitKey::Page(&parts));
    answer_counted(&counts.places, counted, Request::from_parts(parts, body), next).await
}

/// Counts readiness probes, separately from all other requests. Liveness probes are not counted.
///
/// A probe takes no permit, so that load alone never makes the service unready.
pub(super) async fn as_a_probe(
    State(rates): State<Arc<Rates>>,
    request: Request,
    next: Next,
) -> axum::response::Response {
    let (parts, body) = request.into_parts();
    if parts.uri.path() != "/healthz"
        && let Err(no) = Counted::admit(rates.count(&RateLimitKey::Probe(&parts)))
    {
        return refusal(&no);
    }
    next.run(Request::from_parts(parts, body)).await
}

/// Marks a response with tokens: its connection belongs to a person who is signed in.
#[derive(Clone, Copy, Debug)]
pub(super) struct SignedIn;

/// The address by which a request to `/auth` was counted.
#[derive(Clone, Copy, Debug)]
pub(super) struct ClientAddress(pub(super) IpAddr);
