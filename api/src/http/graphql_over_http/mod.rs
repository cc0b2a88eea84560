//! The handler of `/graphql`: GraphQL over HTTP, as the specification and its public audit want it.
//!
//! Method, media types, who asks, body within the limit, parameters, guard, execution within its time, answer within
//! its size: in this order, so that what is cheap to refuse is refused first. Cookies are ignored, so that no foreign
//! page can make a browser act.

mod answer;
mod introspection;
mod negotiate;
mod parameters;
#[cfg(test)]
mod tests;
mod unique;

// For the fuzz targets: what reads the bytes of a stranger.
#[doc(hidden)]
pub use parameters::{from_body, from_query};

use crate::{
    error::{Code, Error, Result},
    guard::{Class, Contract, Documents, GuardedRequest, Limits, LimitsByClass},
};
use answer::Answer;
use async_graphql::{Response, futures_util::FutureExt};
use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{Method, request::Parts},
    routing::any,
};
use negotiate::Media;
use std::{future::Future, panic::AssertUnwindSafe, sync::Arc};
use tower_http::request_id::RequestId;
use uuid::Uuid;

/// Who asks, and what is done with what they ask: the rest of the server, as the handler sees it.
pub trait Executor: Send + Sync + 'static {
    /// Whoever asks.
    type Caller: Send + 'static;

    /// Finds out who asks from the head of the request: a token that is not valid is refused as `UNAUTHENTICATED`,
    /// no token makes the public.
    fn caller(&self, parts: &Parts) -> impl Future<Output = Result<(Class, Self::Caller)>> + Send;

    /// A place among the requests under way, given back when it is dropped.
    type Place: Send + 'static;

    /// Takes a place for a request whose body has arrived.
    ///
    /// # Errors
    /// `OVERLOADED` when the places that the caller may have are taken.
    fn place(&self, caller: &Self::Caller) -> Result<Self::Place>;

    /// Runs the work of a request: reading, judging, executing and writing out. What the public asks runs behind all others.
    fn run<T: Send + 'static>(
        &self,
        class: Class,
        work: impl Future<Output = T> + Send + 'static,
    ) -> impl Future<Output = Result<T>> + Send;

    /// Refuses what `caller` may not select, then executes the request. `Err` refuses the request as a whole.
    fn execute(&self, caller: Self::Caller, request: GuardedRequest) -> impl Future<Output = Result<Response>> + Send;
}

/// What the handler needs: an executor, the contract it serves, and the limits.
#[derive(Debug)]
pub struct Endpoint<E> {
    executor: E,
    contract: Arc<Contract>,
    limits: LimitsByClass,
    documents: Documents,
    introspection: introspection::Cache,
}

impl<E: Executor> Endpoint<E> {
    /// An endpoint that answers with `executor` what keeps to `contract` and `limits`.
    pub fn new(executor: E, contract: Arc<Contract>, limits: LimitsByClass) -> Self {
        Self { executor, contract, limits, documents: Documents::default(), introspection: introspection::Cache::default() }
    }
}

/// The route `/graphql`.
pub fn routes<E: Executor>(endpoint: Arc<Endpoint<E>>) -> Router {
    Router::new().route("/graphql", any(handle::<E>)).with_state(endpoint)
}

/// Answers one request.
pub async fn handle<E: Executor>(State(endpoint): State<Arc<Endpoint<E>>>, request: Request) -> axum::response::Response {
    let (parts, body) = request.into_parts();
    let request_id = request_id(&parts);
    let media = negotiate::answer_in(&parts.headers);
    let answered = match &media {
        Ok(_) => {
            // A resolver that panics is a failure of ours: it ends its request, and nothing else.
            let answering = AssertUnwindSafe(Box::pin(answer(&endpoint, &parts, body, request_id))).catch_unwind();
            answering.await.unwrap_or_else(|_| Err(No::http(Error::failure("the request panicked"))))
        }
        Err(error) => Err(No::http(error.clone())),
    };
    let answer = answered.unwrap_or_else(|no| Answer::refusal(&no.error, no.well_formed, request_id));
    answer.into_http(media.unwrap_or(Media::Json))
}

/// A request refused as a whole.
struct No {
    error: Error,
    well_formed: bool,
}

impl No {
    /// What never was a well-formed request.
    fn http(error: Error) -> Self {
        Self { error, well_formed: false }
    }
    /// A well-formed request that is refused for what it asks.
    fn graphql(error: Error) -> Self {
        Self { error, well_formed: true }
    }
}

/// The parameters of a request as they arrived.
enum Arrived {
    Query(String),
    Body(Vec<u8>),
}

/// Answers one request: the head and the body here, everything that costs where the executor runs it.
async fn answer<E: Executor>(endpoint: &Arc<Endpoint<E>>, parts: &Parts, body: Body, request_id: Uuid) -> Result<Answer, No> {
    head(parts).map_err(No::http)?;
    let caller = within(&endpoint.limits.public, endpoint.executor.caller(parts), late_query());
    let (class, caller) = caller.await.map_err(No::http)?;
    let arrived = arrives(parts, body, endpoint.limits.of(class)).await.map_err(No::http)?;
    let place = endpoint.executor.place(&caller).map_err(No::http)?;
    let own = Arc::clone(endpoint);
    let work = async move {
        let _place = place;
        own.answer(class, caller, arrived, request_id).await
    };
    endpoint.executor.run(class, work).await.map_err(No::http)?
}

async fn arrives(parts: &Parts, body: Body, limits: &Limits) -> Result<Arrived> {
    if parts.method == Method::GET {
        return Ok(Arrived::Query(parts.uri.query().unwrap_or_default().to_owned()));
    }
    Ok(Arrived::Body(parameters::read(body, limits.body_bytes).await?))
}

impl<E: Executor> Endpoint<E> {
    async fn answer(&self, class: Class, caller: E::Caller, arrived: Arrived, request_id: Uuid) -> Result<Answer, No> {
        let limits = self.limits.of(class);
        let raw = match &arrived {
            Arrived::Query(query) => parameters::from_query(query, limits.body_bytes),
            Arrived::Body(body) => parameters::from_body(body),
        };
        let request = self.documents.admit(raw.map_err(No::http)?, class, limits, &self.contract).map_err(No::graphql)?;
        if request.is_subscription() {
            let sentence = "Subscriptions need a connection that stays open: use /graphql/ws.";
            return Err(No::graphql(Error::says(Code::Unsupported, sentence)));
        }
        let key = request.is_introspection().then(|| introspection::key(request.document(), request.operation_name()));
        if let Some(body) = key.and_then(|key| self.introspection.get(&key)) {
            let fits = body.len() <= limits.response_bytes;
            return if fits { Ok(Answer::good(body)) } else { Err(No::graphql(Code::ResponseTooLarge.into())) };
        }
        let late = if request.is_mutation() { Code::TimedOut.into() } else { late_query() };
        let response = within(limits, self.executor.execute(caller, request), late).await.map_err(No::graphql)?;
        let answer = Answer::of(&response, limits, request_id).map_err(No::graphql)?;
        if let (Some(key), true, true) = (key, response.is_ok(), answer.is_executed()) {
            self.introspection.put(key, answer.body.clone());
        }
        Ok(answer)
    }
}

/// Refuses by the head alone what can't become a request.
fn head(parts: &Parts) -> Result<()> {
    match parts.method {
        Method::GET => Ok(()),
        Method::POST => negotiate::body_is_json(&parts.headers),
        _ => Err(Code::MethodNotAllowed.into()),
    }
}

/// What `work` comes to within the time that `limits` give it, or `late`. A read is dropped; a write
/// goes on to its end, committed whole or rolled back whole.
async fn within<T>(limits: &Limits, work: impl Future<Output = Result<T>>, late: Error) -> Result<T> {
    tokio::time::timeout(limits.time(), work).await.unwrap_or(Err(late))
}

/// What is said where nothing was to be saved.
fn late_query() -> Error {
    Error::says(Code::TimedOut, "The request took longer than it may: ask for less, or try again.")
}

/// The id of the request if an outer layer gave one, else a new one. A client's own is kept only if it is a UUID: it
/// goes to the log and into answers.
fn request_id(parts: &Parts) -> Uuid {
    let given = parts.extensions.get::<RequestId>().and_then(|id| id.header_value().to_str().ok());
    given.and_then(|id| Uuid::try_parse(id).ok()).unwrap_or_else(crate::clock::new_id)
}
