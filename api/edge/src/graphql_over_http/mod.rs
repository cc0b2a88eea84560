//! The handler of `/graphql`: GraphQL over HTTP, by the specification and its public audit.
//!
//! The order is: method, media types, caller, body within the limit, parameters, query limits,
//! execution within its time, response within its size. So a refusal that costs little comes first.
//! Cookies are ignored, so that no foreign page can make a browser act.

mod answer;
mod introspection;
mod negotiate;
mod parameters;
#[cfg(test)]
mod tests;
mod unique_members;

pub use parameters::{LATE, from_body, from_query, is_late, without_mark};

use crate::{
    error::{Code, Error, Refusal, Result},
    query_limits::{AdmittedRequest, Class, Contract, DocumentCache, Limits, LimitsByClass},
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

/// The rest of the server, as the handler sees it: it identifies callers and executes requests.
pub trait Executor: Send + Sync + 'static {
    /// The caller of a request.
    type Caller: Send + 'static;

    /// The errors of the service.
    type Error: Refusal;

    /// Identifies the caller from the head of the request. An invalid token is refused with
    /// `UNAUTHENTICATED`. Without a token, the caller is the public.
    fn caller(
        &self,
        parts: &Parts,
    ) -> impl Future<Output = Result<(Class, Self::Caller), Self::Error>> + Send;

    /// A permit for a request under way, until it is dropped.
    type Permit: Send + 'static;

    /// Takes a permit for a request whose body has arrived.
    ///
    /// # Errors
    /// Fails with `OVERLOADED` if the limit of the caller is reached.
    fn permit(&self, caller: &Self::Caller) -> Result<Self::Permit, Self::Error>;

    /// Returns the mutation for which the caller may send a larger body than its class, if there is
    /// one.
    fn large_mutation(&self, caller: &Self::Caller) -> Option<LargeMutation>;

    /// Runs the work of a request: parsing, checking, execution and serialization. A public request
    /// runs with lower priority than all others.
    fn run<T: Send + 'static>(
        &self,
        class: Class,
        work: impl Future<Output = T> + Send + 'static,
    ) -> impl Future<Output = Result<T, Self::Error>> + Send;

    /// Refuses a field of the type `of`, if `caller` may not select it.
    fn may_select(&self, caller: &Self::Caller, of: &str, field: &str) -> Result<(), Self::Error>;

    /// Executes the request, whose fields `caller` may select. `Err` refuses the request as a
    /// whole.
    fn execute(
        &self,
        caller: Self::Caller,
        request: AdmittedRequest,
    ) -> impl Future<Output = Result<Response, Self::Error>> + Send;

    /// Makes the identifier of a request that has none yet.
    fn new_request_id(&self) -> Uuid;
}

/// A mutation with a limit of its own for the body, since it carries a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LargeMutation {
    /// The field of the mutation.
    pub field: &'static str,
    /// Greatest size of the body in bytes.
    pub body_bytes: usize,
}

/// State of the handler: an executor, the schema's contract, and the limits.
#[derive(Debug)]
pub struct Endpoint<E> {
    executor: E,
    contract: Arc<Contract>,
    limits: LimitsByClass,
    documents: DocumentCache,
    introspection: introspection::Cache,
}

impl<E: Executor> Endpoint<E> {
    /// Builds an endpoint. It executes with `executor` the requests that are within `contract` and
    /// `limits`.
    pub fn new(executor: E, contract: Arc<Contract>, limits: LimitsByClass) -> Self {
        Self {
            executor,
            contract,
            limits,
            documents: DocumentCache::default(),
            introspection: introspection::Cache::default(),
        }
    }
}

/// The route `/graphql`.
pub fn routes<E: Executor>(endpoint: Arc<Endpoint<E>>) -> Router {
    Router::new().route("/graphql", any(handle::<E>)).with_state(endpoint)
}

/// Answers one request.
pub async fn handle<E: Executor>(
    State(endpoint): State<Arc<Endpoint<E>>>,
    request: Request,
) -> axum::response::Response {
    let (parts, body) = request.into_parts();
    let request_id = request_id(&parts).unwrap_or_else(|| endpoint.executor.new_request_id());
    let media = negotiate::answer_in(&parts.headers);
    let answered = match &media {
        Ok(_) => {
            // A panic of a resolver is a failure of the service: it ends its own request only.
            let answering = AssertUnwindSafe(Box::pin(answer(&endpoint, &parts, body, request_id)))
                .catch_unwind();
            answering.await.unwrap_or_else(|_| Err(http(Error::failure("the request panicked"))))
        }
        Err(error) => Err(http(error.clone())),
    };
    let answer =
        answered.unwrap_or_else(|no| Answer::refusal(&no.error, no.well_formed, request_id));
    answer.into_http(media.unwrap_or(Media::Json))
}

/// A refusal of a whole request.
struct HttpRefusal<R> {
    error: R,
    well_formed: bool,
}

impl<R> HttpRefusal<R> {
    /// Refuses a request that is not well formed.
    fn http(error: R) -> Self {
        Self { error, well_formed: false }
    }
    /// Refuses a well-formed request for its content.
    fn graphql(error: R) -> Self {
        Self { error, well_formed: true }
    }
}

/// Refuses a request that is not well formed, for a reason of the protocol.
fn http<R: Refusal>(error: Error) -> HttpRefusal<R> {
    HttpRefusal::http(error.into())
}

/// Refuses a well-formed request, for a reason of the protocol.
fn graphql<R: Refusal>(error: Error) -> HttpRefusal<R> {
    HttpRefusal::graphql(error.into())
}

/// The parameters of a request, as they arrived.
enum Arrived {
    Query(String),
    Body(Vec<u8>),
}

/// Answers one request. The head and the body are read here. The expensive work runs on the
/// executor's threads.
async fn answer<E: Executor>(
    endpoint: &Arc<Endpoint<E>>,
    parts: &Parts,
    body: Body,
    request_id: Uuid,
) -> Result<Answer, HttpRefusal<E::Error>> {
    head(parts).map_err(http)?;
    let caller = within(&endpoint.limits.public, endpoint.executor.caller(parts), late_query());
    let (class, caller) = caller.await.map_err(HttpRefusal::http)?;
    let large = endpoint.executor.large_mutation(&caller);
    let most = endpoint.limits.of(class).body_bytes;
    let most = large.map_or(most, |large| most.max(large.body_bytes));
    let arrived = arrives(parts, body, most).await.map_err(http)?;
    let permit = endpoint.executor.permit(&caller).map_err(HttpRefusal::http)?;
    let own = Arc::clone(endpoint);
    let work = async move {
        let _permit = permit;
        own.answer(class, caller, arrived, large, request_id).await
    };
    endpoint.executor.run(class, work).await.map_err(HttpRefusal::http)?
}

async fn arrives(parts: &Parts, body: Body, most: usize) -> Result<Arrived> {
    if parts.method == Method::GET {
        return Ok(Arrived::Query(parts.uri.query().unwrap_or_default().to_owned()));
    }
    Ok(Arrived::Body(parameters::read(body, most).await?))
}

impl<E: Executor> Endpoint<E> {
    async fn answer(
        &self,
        class: Class,
        caller: E::Caller,
        arrived: Arrived,
        large: Option<LargeMutation>,
        request_id: Uuid,
    ) -> Result<Answer, HttpRefusal<E::Error>> {
        let limits = self.limits.of(class);
        let raw = match &arrived {
            Arrived::Query(query) => parameters::from_query(query, limits.body_bytes),
            Arrived::Body(body) => parameters::from_body(body),
        };
        let raw = match raw {
            Err(no) if no.is(Code::Unsupported) => {
                let Arrived::Body(body) = &arrived else { return Err(http(no)) };
                let Some(requests) = parameters::batch_size(body) else { return Err(http(no)) };
                return Ok(Answer::batch(&E::Error::from(no), requests, request_id));
            }
            Err(no) if no.is(Code::PersistedQueryNotSupported) => return Err(graphql(no)),
            raw => raw.map_err(http)?,
        };
        let mut request =
            self.documents.admit(raw, class, limits, &self.contract).map_err(graphql)?;
        // A body beyond the limit of the class arrives for one mutation alone.
        let size = if let Arrived::Body(body) = &arrived { body.len() } else { 0 };
        let is_large = large.is_some_and(|large| request.is_only(large.field));
        if size > limits.body_bytes && !is_large {
            return Err(http(parameters::too_large(limits.body_bytes)));
        }
        if request.is_subscription() {
            let sentence = "Subscriptions need a connection that stays open: use /graphql/ws.";
            return Err(graphql(Error::says(Code::Unsupported, sentence)));
        }
        let cost = request.wants_cost().then(|| request.cost());
        let key = (request.is_introspection() && cost.is_none()).then(|| {
            introspection::key(request.document(), request.operation_name(), request.variables())
        });
        if let Some(body) = key.and_then(|key| self.introspection.get(&key)) {
            let fits = body.len() <= limits.response_bytes;
            return if fits {
                Ok(Answer::good(body))
            } else {
                Err(graphql(Code::ResponseTooLarge.into()))
            };
        }
        let may = |of: &str, field: &str| self.executor.may_select(&caller, of, field);
        if let Err(errors) = request.authorize(may) {
            return Ok(Answer::refusals::<E::Error>(&errors, limits.errors, request_id));
        }
        let late = if request.is_mutation() { Code::TimedOut.into() } else { late_query() };
        let response = within(limits, self.executor.execute(caller, request), late)
            .await
            .map_err(HttpRefusal::graphql)?;
        let answer =
            Answer::of::<E::Error>(&response, limits, cost, request_id).map_err(graphql)?;
        if let (Some(key), true, true) = (key, response.is_ok(), answer.is_executed()) {
            self.introspection.put(key, answer.body.clone());
        }
        Ok(answer)
    }
}

/// Refuses a request by its head alone.
fn head(parts: &Parts) -> Result<()> {
    match parts.method {
        Method::GET => Ok(()),
        Method::POST => negotiate::body_is_json(&parts.headers),
        _ => Err(Code::MethodNotAllowed.into()),
    }
}

/// Returns the result of `work`, or `late` if it exceeds the time in `limits`.
///
/// A read is then dropped. A write continues to its end, and is committed or rolled back as a
/// whole.
async fn within<T, R: Refusal>(
    limits: &Limits,
    work: impl Future<Output = Result<T, R>>,
    late: Error,
) -> Result<T, R> {
    tokio::time::timeout(limits.time(), work).await.unwrap_or_else(|_| Err(late.into()))
}

/// The refusal of a late request that was saving nothing.
fn late_query() -> Error {
    Error::says(Code::TimedOut, "The request exceeded its time limit: ask for less, or try again.")
}

/// Returns the id of the request from an outer layer.
///
/// A client's own id is kept only if it is a UUID, because it goes to the log and into responses.
fn request_id(parts: &Parts) -> Option<Uuid> {
    let given = parts.extensions.get::<RequestId>().and_then(|id| id.header_value().to_str().ok());
    given.and_then(|id| Uuid::try_parse(id).ok())
}
