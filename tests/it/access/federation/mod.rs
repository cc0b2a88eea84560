//! Sign-in at a State's own OpenID provider: a certified one, and one that lies.

mod certified;
mod network;
mod providers;
mod refusals;
mod rogue;

use super::log::{log, logged};
use crate::world::{Actor, Answer, Test, World};
use axum::http::{Request, header};
use national_survey::config::Config;
use serde_json::{Value, json};
use url::Url;

/// Creates a world with people, whose configuration lists these origins.
pub async fn world(test: Test, origins: &[&str]) -> World {
    let _ = rustls::crypto::ring::default_provider().install_default();
    log();
    let federation_origins = origins.iter().map(|origin| Url::parse(origin).unwrap()).collect();
    let config = Config { federation_origins, ..test.config() }.check().unwrap();
    World::with(config, test).await.peopled().await
}

/// Registers a provider, and returns its id.
pub async fn registers(world: &World, input: Value) -> String {
    let registered =
        world.administrator().does("registerProvider", input, "provider { id }").await.data();
    registered["registerProvider"]["provider"]["id"].as_str().unwrap().to_owned()
}

/// Authorization request under way: the browser's cookie, and the address to which it goes.
#[derive(Clone, Debug)]
struct Visit {
    cookie: String,
    location: Url,
}

impl Visit {
    fn asked(&self, name: &str) -> String {
        self.location.query_pairs().find(|(found, _)| found == name).unwrap().1.into_owned()
    }
}

/// Returns the cookie that an answer sets, as the browser sends it.
fn cookie(answer: &Answer) -> String {
    let set = answer.headers[header::SET_COOKIE].to_str().unwrap();
    for right in ["; HttpOnly", "; SameSite=Lax", "; Path=/auth/federation;", "; Max-Age=600"] {
        assert!(set.contains(right), "{set}");
    }
    set.split(';').next().unwrap().to_owned()
}

/// Starts a sign-in, as a link does.
async fn starts(world: &World, provider: &str) -> Result<Visit, Answer> {
    let answer = world.public().get(&format!("/auth/federation/start?provider={provider}")).await;
    if answer.status() != 303 {
        return Err(answer);
    }
    let location = Url::parse(answer.headers[header::LOCATION].to_str().unwrap()).unwrap();
    Ok(Visit { cookie: cookie(&answer), location })
}

/// Starts a link, as a page does.
async fn starts_to_link(who: &Actor, provider: &str) -> Result<Visit, Answer> {
    let answer = who
        .post("/auth/federation/start", json!({ "provider": provider, "purpose": "link" }))
        .await;
    if answer.status() != 200 {
        return Err(answer);
    }
    let location = answer.json()["location"].as_str().unwrap().parse().unwrap();
    Ok(Visit { cookie: cookie(&answer), location })
}

/// Returns from the provider, with the code that completes the request. A refusal gives `None` and
/// always looks the same.
async fn comes_back(
    world: &World,
    cookie: Option<&str>,
    answer: &[(&str, &str)],
) -> Option<String> {
    let mut path = Url::parse("http://localhost:8080/auth/federation/callback").unwrap();
    path.query_pairs_mut().extend_pairs(answer);
    returns(world, cookie, &path).await
}

/// Returns from the provider by this address.
async fn returns(world: &World, cookie: Option<&str>, address: &Url) -> Option<String> {
    let mut request =
        Request::get(format!("{}?{}", address.path(), address.query().unwrap_or_default()));
    if let Some(cookie) = cookie {
        request = request.header(header::COOKIE, cookie);
    }
    let answer = world.public().send(request, "").await;
    assert_eq!(answer.status(), 303, "{answer:?}");
    let location = answer.headers[header::LOCATION].to_str().unwrap();
    if location == "http://localhost:8080/#refused=FEDERATION_REFUSED" {
        return None;
    }
    Some(location.strip_prefix("http://localhost:8080/#federation=").unwrap().to_owned())
}

/// Completes an authorization request.
async fn finishes(who: &Actor, cookie: Option<&str>, code: &str) -> Answer {
    let mut request =
        Request::post("/auth/federation/finish").header(header::CONTENT_TYPE, "application/json");
    if let Some(cookie) = cookie {
        request = request.header(header::COOKIE, cookie);
    }
    who.send(request, json!({ "code": code }).to_string()).await
}

/// Returns the viewer of the given tokens.
async fn viewer(world: &World, tokens: &Answer) -> Value {
    let token = tokens.json()["access_token"].as_str().unwrap().to_owned();
    let request = Request::post("/graphql")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::AUTHORIZATION, format!("Bearer {token}"));
    let query = json!({ "query": "{ viewer { role stateCode } sessions { methods } }" });
    world.public().send(request, query.to_string()).await.json()
}
