#![expect(clippy::unwrap_used, reason = "a test may")]
mod clients;
mod requests;
mod toy;

use super::*;
use crate::{
    query_limits::NaturalBounds,
    raw_json::RawJson,
    root::{MutationRoot, QueryRoot},
};
use async_graphql::{Context, Data, EmptySubscription, Object, Schema};
use axum::http::{HeaderMap, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};
use tower::ServiceExt;
use toy::{MAY_BE_SAVED, Toy};

impl From<Code> for &'static str {
    fn from(code: Code) -> Self {
        code.as_str()
    }
}

const BOTH: &str = "application/graphql-response+json, application/json;q=0.9";

struct Query;
#[Object]
impl Query {
    async fn now(&self, ctx: &Context<'_>) -> String {
        ctx.data_unchecked::<&'static str>().to_string()
    }
    async fn echo(&self, text: String) -> String {
        text
    }
    async fn number(&self, of: i32) -> i32 {
        of
    }
    async fn refused(&self) -> Result<Option<i32>, Toy> {
        Err(Toy::says("NOT_FOUND", 404, "Nothing was found."))
    }
    async fn refused_whole(&self) -> Result<i32, Toy> {
        Err(Toy::says("STALE", 409, "Read it again."))
    }
    async fn failed(&self) -> Result<Option<i32>, Toy> {
        Err(Error::failure("connection to 10.0.0.7 refused").into())
    }
    async fn foreign(&self) -> async_graphql::Result<Option<i32>> {
        Err(async_graphql::Error::new("SELECT secret FROM answers"))
    }
    async fn panics(&self, ctx: &Context<'_>) -> i32 {
        *ctx.data_unchecked::<i32>()
    }
    async fn slow(&self) -> i32 {
        tokio::time::sleep(Duration::from_secs(60)).await;
        0
    }
    async fn large(&self) -> RawJson {
        RawJson::new(format!("\"{}\"", "a".repeat(2 << 20))).unwrap()
    }
    async fn document(&self) -> RawJson {
        RawJson::new("{ \"a\": 1.0 }").unwrap()
    }
}
struct Mutation;
#[Object]
impl Mutation {
    async fn save(&self, text: String) -> String {
        text
    }
    async fn slow(&self) -> i32 {
        tokio::time::sleep(Duration::from_secs(60)).await;
        0
    }
}

struct Service {
    schema: Schema<QueryRoot<Query>, MutationRoot<Mutation>, EmptySubscription>,
    executed: AtomicU32,
}
impl Executor for Service {
    type Caller = &'static str;
    type Error = Toy;
    type Permit = ();
    fn new_request_id(&self) -> Uuid {
        Uuid::nil()
    }
    fn permit(&self, _: &&'static str) -> Result<(), Toy> {
        Ok(())
    }
    fn large_mutation(&self, caller: &&'static str) -> Option<LargeMutation> {
        (*caller == "person").then_some(LargeMutation { field: "save", body_bytes: 2 << 20 })
    }
    async fn run<T: Send + 'static>(
        &self,
        _: Class,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, Toy> {
        Ok(work.await)
    }
    async fn caller(&self, parts: &Parts) -> Result<(Class, &'static str), Toy> {
        match parts.headers.get(header::AUTHORIZATION).map(|value| value.to_str()) {
            None => Ok((Class::Public, "public")),
            Some(Ok("Bearer good")) => Ok((Class::SignedIn, "person")),
            Some(_) => Err(Error::from(Code::Unauthenticated).into()),
        }
    }
    fn may_select(&self, caller: &&'static str, of: &str, field: &str) -> Result<(), Toy> {
        if *caller == "public" && (of, field) == ("Query", "refused") {
            return Err(Toy::says("FORBIDDEN", 403, "Not for you."));
        }
        Ok(())
    }
    async fn execute(
        &self,
        caller: &'static str,
        request: AdmittedRequest,
    ) -> Result<Response, Toy> {
        self.executed.fetch_add(1, Ordering::Relaxed);
        let mut data = Data::default();
        data.insert(caller);
        Ok(request.execute(&self.schema, data).await)
    }
}

fn endpoint() -> Arc<Endpoint<Service>> {
    let schema = Schema::new(QueryRoot(Query), MutationRoot(Mutation), EmptySubscription);
    let contract = Arc::new(Contract::from_sdl(&schema.sdl(), &NaturalBounds::new()).unwrap());
    let mut limits = LimitsByClass::default();
    limits.public.time_ms = 50;
    Arc::new(Endpoint::new(Service { schema, executed: AtomicU32::new(0) }, contract, limits))
}

struct Got {
    status: u16,
    headers: HeaderMap,
    body: Value,
}
async fn send(request: axum::http::request::Builder, body: impl Into<Body>) -> Got {
    let response = routes(endpoint())
        .oneshot(request.uri_or("/graphql").body(body.into()).unwrap())
        .await
        .unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Got {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body: serde_json::from_slice(&body).unwrap(),
    }
}
trait UriOr {
    fn uri_or(self, uri: &str) -> Self;
}
impl UriOr for axum::http::request::Builder {
    fn uri_or(self, uri: &str) -> Self {
        if self.uri_ref().is_some_and(|given| given.path().len() > 1) {
            self
        } else {
            self.uri(uri)
        }
    }
}
fn builder(method: &str, accept: &str) -> axum::http::request::Builder {
    Request::builder()
        .method(method)
        .header("accept", accept)
        .header("content-type", "application/json")
}
async fn post(accept: &str, body: Value) -> Got {
    send(builder("POST", accept), body.to_string()).await
}
async fn ask(query: &str) -> Got {
    post(BOTH, json!({ "query": query })).await
}
async fn ask_signed_in(query: &str) -> Got {
    send(
        builder("POST", BOTH).header("authorization", "Bearer good"),
        json!({ "query": query }).to_string(),
    )
    .await
}
async fn get(query: &str) -> Got {
    let query: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
    send(builder("GET", BOTH).uri(format!("/graphql?query={query}")), Body::empty()).await
}

impl Got {
    #[track_caller]
    fn refused(&self, status: u16, code: impl Into<&'static str>) {
        let error = &self.body["errors"][0];
        assert_eq!(
            (self.status, error["extensions"]["code"].as_str()),
            (status, Some(code.into())),
            "{}",
            self.body
        );
        assert!(self.body.get("data").is_none(), "{}", self.body);
        self.errors_are_clean();
    }
    #[track_caller]
    fn errors_are_clean(&self) {
        for error in self.body["errors"].as_array().unwrap() {
            let known = ["argument", "code", "field", "parameters", "reason", "requestId"];
            let members = error["extensions"].as_object().unwrap();
            assert!(members.keys().all(|member| known.contains(&member.as_str())), "{error}");
            Uuid::try_parse(error["extensions"]["requestId"].as_str().unwrap()).unwrap();
            assert!(!error["message"].as_str().unwrap().is_empty());
        }
        assert_eq!(self.headers["cache-control"], "no-store");
        assert_eq!(self.headers["vary"], "accept");
    }
}

#[tokio::test]
async fn what_is_no_request_is_refused_by_its_status_whatever_is_accepted() {
    for (accept, media) in
        [(BOTH, "application/graphql-response+json"), ("application/json", "application/json")]
    {
        let to = |method: &str| builder(method, accept);
        for (got, status, code) in [
            (send(to("POST"), "{").await, 400, Code::BadRequest),
            (send(to("POST"), "").await, 400, Code::BadRequest),
            (send(to("POST"), "[]").await, 400, Code::Unsupported),
            (send(to("POST"), "[".repeat(10_000)).await, 400, Code::TooDeep),
            (send(to("POST"), " ".repeat((16 << 10) + 1)).await, 413, Code::TooLarge),
            (send(to("PUT"), "{\"query\":\"{now}\"}").await, 405, Code::MethodNotAllowed),
            (send(to("DELETE"), "").await, 405, Code::MethodNotAllowed),
            (send(to("GET"), "").await, 400, Code::BadRequest),
            (
                send(to("POST").header("content-type", "text/plain"), "{}").await,
                415,
                Code::UnsupportedMediaType,
            ),
            (
                send(to("POST").header("authorization", "Bearer bad"), "{}").await,
                401,
                Code::Unauthenticated,
            ),
            (
                post(accept, json!({"query": "mutation{save(text:\"\")}"})).await,
                401,
                Code::Unauthenticated,
            ),
        ] {
            got.refused(status, code);
            assert!(got.headers["content-type"].to_str().unwrap().starts_with(media));
            assert_eq!(got.headers.contains_key("allow"), status == 405);
            assert_eq!(got.headers.contains_key("www-authenticate"), status == 401);
        }
    }
    send(builder("POST", "text/html"), "{}").await.refused(406, Code::NotAcceptable);
}

#[tokio::test]
async fn a_request_refused_for_what_it_asks_is_400_or_200_by_what_is_accepted() {
    let many = format!("{{{}}}", "now ".repeat(400));
    for (query, code) in [
        ("{", Code::ParseFailed),
        ("{nothing}", Code::ValidationFailed),
        ("{number(of:\"a\")}", Code::BadInput),
        ("query($v:Int!){number(of:$v)}", Code::BadInput),
        ("query($v:Int!){now}", Code::BadInput),
        ("query A{now} query B{now}", Code::ValidationFailed),
        ("subscription{now}", Code::ValidationFailed),
        ("{now @defer}", Code::Unsupported),
        (&many, Code::TooCostly),
        (&"{a".repeat(20), Code::TooDeep),
    ] {
        ask(query).await.refused(400, code);
        post("application/json", json!({ "query": query })).await.refused(200, code);
    }
    ask("{refused}").await.refused(403, "FORBIDDEN");
    let got = ask("{a:refused now}").await;
    assert_eq!((got.status, &got.body["data"]), (200, &json!({"a": null, "now": "public"})));
    let error = &got.body["errors"][0];
    assert_eq!(
        (&error["path"], &error["extensions"]["code"]),
        (&json!(["a"]), &json!("FORBIDDEN"))
    );
    post("*/*", json!({ "query": "{refused}" })).await.refused(200, "FORBIDDEN");
    let wrong = json!({"query": "query($v:Int!){number(of:$v)}", "variables": {"v": "a"}});
    let got = post(BOTH, wrong).await;
    got.refused(400, Code::BadInput);
    let error = &got.body["errors"][0];
    assert_eq!(error["message"], "`v` must be an integer from -2147483648 to 2147483647.");
    let extensions = &error["extensions"];
    assert_eq!(
        (&extensions["argument"], &extensions["reason"]),
        (&json!("v"), &json!("WRONG_TYPE"))
    );
    let place = json!({"query": "query($v:Float!){number(of:$v)}", "variables": {"v": 1}});
    post(BOTH, place).await.refused(400, Code::ValidationFailed);
}

#[tokio::test]
async fn a_mutation_by_get_is_refused_and_a_query_by_get_is_answered() {
    let got = get("mutation{save(text:\"a\")}").await;
    got.refused(405, Code::MethodNotAllowed);
    assert_eq!(got.headers["allow"], "GET, POST");
    assert_eq!(get("{now}").await.body, json!({"data": {"now": "public"}}));
}

#[tokio::test]
async fn an_error_says_its_code_and_sentence_and_never_its_cause() {
    let got = ask_signed_in("{a:refused b:failed c:foreign now}").await;
    assert_eq!(got.status, 200);
    assert_eq!(got.body["data"], json!({"a": null, "b": null, "c": null, "now": "person"}));
    got.errors_are_clean();
    let mut said: Vec<_> = got.body["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| (&e["path"][0], &e["extensions"]["code"]))
        .collect();
    said.sort_by_key(|(path, _)| path.to_string());
    assert_eq!(json!(said), json!([["a", "NOT_FOUND"], ["b", "FAILURE"], ["c", "FAILURE"]]));
    let text = got.body.to_string();
    assert!(!text.contains("10.0.0.7") && !text.contains("SELECT"), "{text}");
    let whole = ask("{refusedWhole}").await;
    assert_eq!((whole.status, &whole.body["data"]), (200, &json!({"refusedWhole": null})));
    assert_eq!(whole.body["errors"][0]["message"], "Read it again.");
    let late = json!({"query": "query($v:Float){number(of:$v)}", "variables": {"v": 1.5}});
    assert_eq!(post(BOTH, late).await.status, 400);
}

#[tokio::test]
async fn at_most_ten_errors_are_returned() {
    let fields: String = (0..12).map(|n| format!("a{n}:failed ")).collect();
    let mut limits = LimitsByClass::default();
    limits.signed_in.root_fields = 20;
    let toy = endpoint();
    let contract = toy.contract.clone();
    let schema = toy.executor.schema.clone();
    let endpoint =
        Arc::new(Endpoint::new(Service { schema, executed: AtomicU32::new(0) }, contract, limits));
    let request = builder("POST", BOTH).header("authorization", "Bearer good").uri("/graphql");
    let request =
        request.body(Body::from(json!({ "query": format!("{{{fields}}}") }).to_string())).unwrap();
    let body = routes(endpoint)
        .oneshot(request)
        .await
        .unwrap()
        .into_body()
        .collect()
        .await
        .unwrap()
        .to_bytes();
    assert_eq!(
        serde_json::from_slice::<Value>(&body).unwrap()["errors"].as_array().unwrap().len(),
        10
    );
}

#[tokio::test]
async fn what_panics_takes_too_long_or_grows_too_large_ends_only_its_own_request() {
    std::panic::set_hook(Box::new(|_| {}));
    ask("{panics}").await.refused(500, Code::Failure);
    let _ = std::panic::take_hook();
    let slow = ask("{slow}").await;
    slow.refused(503, Code::TimedOut);
    assert_eq!(slow.headers["retry-after"], "1");
    assert!(!slow.body.to_string().contains("saving"), "a query saves nothing: {}", slow.body);
    let slow = ask_signed_in("mutation{slow}").await;
    slow.refused(503, Code::TimedOut);
    assert!(slow.body.to_string().contains(MAY_BE_SAVED), "{}", slow.body);
    ask("{large}").await.refused(400, Code::ResponseTooLarge);
    assert_eq!(ask_signed_in("{large}").await.status, 200);
}

#[tokio::test]
async fn a_good_request_is_answered_with_data_alone() {
    let query = "query A($t:String!){echo(text:$t) document} query B{now}";
    let got = post(BOTH, json!({"query": query, "operationName": "A", "variables": {"t": "\"\\ é"}, "extensions": {}})).await;
    assert_eq!(
        (got.status, &got.body),
        (200, &json!({"data": {"echo": "\"\\ é", "document": {"a": 1.0}}}))
    );
    assert_eq!(got.headers["content-type"], "application/graphql-response+json; charset=utf-8");
    assert_eq!(
        ask_signed_in("mutation{save(text:\"a\")}").await.body,
        json!({"data": {"save": "a"}})
    );
}
