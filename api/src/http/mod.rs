//! HTTP: the routes of the service, and the path of a request through it.
//!
//! `/graphql` is the whole API. The other routes serve content that can't be GraphQL:
//!
//! - `/auth` and the published keys, which come before a token,
//! - `/export`: files by signed links, releases and public answers as files,
//! - `/instruments`: rendered instruments,
//! - `/healthz` and `/readyz`,
//! - `/developer/schema.graphql`: the schema,
//! - The web client, whose pages bring their own content security policy.

mod address;
mod apart;
mod auth;
pub mod connections;
mod counting;
mod cross_origin;
mod files;
mod headers;
mod health;
mod load_shedding;
mod rate;

use crate::{
    access::{Caches, Caller, policy::Policy, token::Bearer},
    app::App,
    clock::new_id,
    config::HttpSettings,
    error::{Code, Error, Result},
    instrument::MOST_BYTES,
    schema::{self, Schema},
};
use apart::Apart;
use async_graphql::{Data, Response};
use axum::{
    Json, Router,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    middleware,
    response::IntoResponse,
};
use connections::Connection;
use counting::{
    ClientAddress, Counts, SignedIn, as_a_page, as_a_probe, as_the_public, counted,
    counted_by_caller,
};
use edge::Problem;
use edge::graphql_over_http::{self, Endpoint, Executor, LargeMutation};
use edge::query_limits::{AdmittedRequest, Class};
use headers::SafeHeaders;
use load_shedding::{ConcurrencyLimit, Permit};
use rate::{CountSlot, Counted, RateLimitKey, Rates};
use serde_json::json;
use std::{sync::Arc, time::Duration};
use tokio::runtime::Handle;
use tokio_util::task::AbortOnDropHandle;
use tower::util::MapResponseLayer;
use tower_http::{
    CompressionLevel,
    compression::{CompressionLayer, predicate::SizeAbove},
    request_id::{MakeRequestId, PropagateRequestIdLayer, RequestId, SetRequestIdLayer},
};
use uuid::Uuid;

/// Time that a request for a file waits for a thread.
const FILES: Duration = Duration::from_secs(20);
/// Number of bytes from which a response is compressed.
const WORTH_COMPRESSING: u64 = 1024;

/// Builds all routes of the service.
///
/// # Errors
/// Fails if the policy does not fit the schema. The service does not start then.
pub fn router(app: &Arc<App>, settings: &HttpSettings) -> Result<Router> {
    let contract = schema::contract()?;
    let policy = Policy::of(&contract)?;
    let policy = Arc::new(policy);
    let rates = Arc::new(Rates::of(&app.settings().limits, &settings.proxies, app.clock()));
    let places = ConcurrencyLimit::new(settings.requests_at_once);
    // A public request waits for at most half of its time, so that the other half is left to answer
    // it.
    let patience = app.settings().limits.public.time() / 2;
    let service = GraphqlEndpoint {
        schema: schema::schema(Some(Arc::clone(app))),
        schema_without_validation: schema::schema_without_validation(Arc::clone(app)),
        policy: Arc::clone(&policy),
        apart: Apart::new("public", Apart::half_of_the_cores(), patience)?,
        app: Arc::clone(app),
        runtime: Handle::current(),
        public: app.for_the_public(),
        rates: Arc::clone(&rates),
        places: places.clone(),
    };
    let endpoint = Arc::new(Endpoint::new(service, contract, app.settings().limits.clone()));
    let files = Arc::new(Apart::new("files", Apart::half_of_the_cores(), FILES)?);
    let counts = Counts { rates: Arc::clone(&rates), places };
    let (frozen, current) = files::public(app, files);
    let frozen = frozen
        .method_not_allowed_fallback(not_that_method)
        .layer(middleware::from_fn_with_state(counts.clone(), as_a_page));
    let current = current
        .method_not_allowed_fallback(not_that_method)
        .layer(middleware::from_fn_with_state(counts.clone(), as_the_public));
    let public = frozen.merge(current).layer(cross_origin::public());
    let linked = files::linked(Arc::clone(app), policy)
        .layer(compressed())
        .method_not_allowed_fallback(not_that_method)
        .layer(middleware::from_fn_with_state(counts.clone(), as_the_public));
    // Files never change, so that a browser or a proxy keeps them. They have a larger allowance.
    let pages = Router::new()
        .merge(
            auth::published()
                .with_state(Arc::clone(app))
                .method_not_allowed_fallback(not_that_method)
                .layer(cross_origin::public()),
        )
        .merge(client::routes(app.settings().identity.demo))
        .fallback(|| async { refusal(&Code::NotFound.into()) })
        .method_not_allowed_fallback(not_that_method)
        .layer(middleware::from_fn_with_state(counts, as_a_page));
    let rest = Router::new()
        .merge(auth::routes().layer(middleware::from_fn_with_state(Arc::clone(&rates), counted)))
        .with_state(Arc::clone(app))
        .merge(
            health::routes(Arc::clone(app))
                .layer(middleware::from_fn_with_state(rates, as_a_probe)),
        );
    let id = HeaderName::from_static("x-request-id");
    let graphql = graphql_over_http::routes(endpoint)
        .layer(middleware::from_fn(counted_by_caller))
        .layer((compressed(), cross_origin::graphql()));
    Ok(cross_origin::with_tokens(graphql, settings)
        .merge(rest)
        .merge(public)
        .merge(linked)
        .merge(pages)
        .method_not_allowed_fallback(not_that_method)
        // One layer of three, the first one outermost. A separate layer would cost a box and a copy
        // of the route for every request.
        .layer((
            SetRequestIdLayer::new(id.clone(), NewId),
            PropagateRequestIdLayer::new(id),
            MapResponseLayer::new(SafeHeaders::of(&app.settings().site).layer()),
        )))
}

/// Compresses responses that are made for one request, at the fastest level. The work runs on the
/// connection's thread, which has a lower priority for a stranger.
fn compressed() -> CompressionLayer<SizeAbove> {
    CompressionLayer::new()
        .quality(CompressionLevel::Fastest)
        .compress_when(SizeAbove::new(WORTH_COMPRESSING))
}

/// The schema, the policy and the world behind `/graphql`.
struct GraphqlEndpoint {
    schema: Schema,
    schema_without_validation: Schema,
    policy: Arc<Policy>,
    /// The threads for public requests.
    apart: Apart,
    /// The runtime for all requests with normal priority.
    runtime: Handle,
    app: Arc<App>,
    /// The world for requests without a token.
    public: Arc<App>,
    rates: Arc<Rates>,
    places: ConcurrencyLimit,
}

impl Executor for GraphqlEndpoint {
    type Caller = Caller;
    type Error = Error;

    async fn caller(&self, parts: &Parts) -> Result<(Class, Caller)> {
        let caller = caller(&self.app, &parts.headers).await;
        if let (Ok(Caller::Person(_) | Caller::Integration(_)), Some(connection)) =
            (&caller, parts.extensions.get::<Connection>())
        {
            connection.is_signed_in();
        }
        // A request with an invalid token is counted by address, like a public request.
        let counted = self.rates.count(&match &caller {
            Ok(Caller::Person(person)) => RateLimitKey::Person(person.id),
            Ok(Caller::Integration(integration)) => RateLimitKey::Client(integration.id),
            Ok(Caller::Public) | Err(_) => RateLimitKey::Public(parts),
        });
        CountSlot::fill(&parts.extensions, counted);
        Counted::admit(counted)?;
        let caller = caller.inspect_err(|no| {
            let from = self.rates.rate_limit_prefix(parts);
            tracing::info!(code = no.code().as_str(), %from, "a token was refused");
        })?;
        Ok((caller.class(), caller))
    }

    type Permit = Permit;

    fn permit(&self, caller: &Caller) -> Result<Permit> {
        self.places.take(caller.who())
    }

    /// The document of an instrument in six languages is larger than any other request. Only an
    /// administrator imports one.
    fn large_mutation(&self, caller: &Caller) -> Option<LargeMutation> {
        let import = LargeMutation { field: "importInstrument", body_bytes: MOST_BYTES };
        caller.administrator().is_ok().then_some(import)
    }

    async fn run<T: Send + 'static>(
        &self,
        class: Class,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T> {
        if class == Class::Public {
            return self.apart.run(work).await;
        }
        // A person's first connection counts as a stranger's, on a thread of low priority. The
        // request itself runs with normal priority.
        if apart::is_behind() {
            let running = AbortOnDropHandle::new(self.runtime.spawn(work));
            return running.await.map_err(Error::failure);
        }
        Ok(work.await)
    }

    fn may_select(&self, caller: &Caller, of: &str, field: &str) -> Result<()> {
        self.policy.check(caller.who(), of, field)
    }

    async fn execute(&self, caller: Caller, request: AdmittedRequest) -> Result<Response> {
        let mut data = Data::default();
        if matches!(caller, Caller::Public) {
            data.insert(Arc::clone(&self.public));
        }
        data.insert(caller);
        Ok(request.execute_validated(&self.schema, &self.schema_without_validation, data).await)
    }

    fn new_request_id(&self) -> Uuid {
        new_id()
    }
}

/// Returns the caller of a request. Without a token it is the public. An invalid token is refused,
/// and never treated as no token.
async fn caller(app: &Arc<App>, headers: &HeaderMap) -> Result<Caller> {
    let mut lines = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = lines.next() else { return Ok(Caller::Public) };
    if lines.next().is_some() {
        return Err(Error::says(
            Code::BadRequest,
            "A request may have only one Authorization header.",
        ));
    }
    let token = value
        .to_str()
        .ok()
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let (_, token) = token.ok_or(Code::Unauthenticated)?;
    let now = app.now();
    let proof = match Caches::of(app).tokens.verify(
        app.keys(),
        &app.settings().tokens,
        token.trim(),
        now,
    )? {
        Bearer::Person(proof) => proof,
        Bearer::Integration(proof) => {
            let integration =
                Caches::of(app).integrations.of_proof(&proof, app.read(), now).await?;
            return Ok(Caller::Integration(integration));
        }
    };
    let person = Caches::of(app).people.of_session(proof.session, app.read(), now).await?;
    if person.id != proof.person {
        return Err(Code::Unauthenticated.into());
    }
    Ok(Caller::Person(person))
}

async fn not_that_method() -> axum::response::Response {
    refusal(&Code::MethodNotAllowed.into())
}

/// Builds a refusal outside `/graphql`, in the same shape as in GraphQL.
fn refusal(error: &Error) -> axum::response::Response {
    if let Error::Failure(cause) = error {
        tracing::error!(%cause, "a request failed");
    }
    let code = error.code();
    let status = StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let one = |problem: &Problem| {
        json!({ "message": problem.message, "extensions": { "code": code.as_str(),
        "argument": problem.argument, "reason": problem.reason, "parameters": problem.parameters } })
    };
    let body = match error {
        Error::Problems(_, problems) => {
            json!({ "errors": problems.iter().map(one).collect::<Vec<_>>() })
        }
        _ => {
            json!({ "errors": [{ "message": error.to_string(), "extensions": { "code": code.as_str() } }] })
        }
    };
    let mut response = (status, Json(body)).into_response();
    response.extensions_mut().insert(code);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if code.status() == 401 {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if let Some(seconds) = error.retry_after() {
        headers.insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

/// Maker of request ids, ordered by time. A client's own id is kept if it is a UUID.
#[derive(Clone)]
struct NewId;

impl MakeRequestId for NewId {
    fn make_request_id<B>(&mut self, _: &axum::http::Request<B>) -> Option<RequestId> {
        HeaderValue::from_str(&crate::clock::new_id().to_string()).ok().map(RequestId::new)
    }
}
