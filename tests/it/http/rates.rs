//! Rate limits: requests per minute, by caller and address.

use crate::world::{Actor, Answer, Machine, Test, World, both, on};
use axum::{
    extract::ConnectInfo,
    http::{Request, header},
};
use chrono::TimeDelta;
use edge::query_limits::LimitsByClass;
use entity::vocabulary::IntegrationScope;
use national_survey::config::Config;
use std::net::SocketAddr;

const ANYTHING: &str = r#"{"query":"{ __typename }"}"#;

/// Creates a world with the default limits of a deployment.
async fn counted(test: &Test, proxies: &[&str]) -> World {
    let proxies = proxies.iter().map(|proxy| (*proxy).to_owned()).collect();
    let config =
        Config { limits: LimitsByClass::default(), trusted_proxies: proxies, ..test.config() };
    World::with(config, test.clone()).await
}

async fn asks(actor: &Actor, from: &str, forwarded: Option<&str>) -> Answer {
    let peer: SocketAddr = from.parse().unwrap();
    let request = Request::post("/graphql")
        .extension(ConnectInfo(peer))
        .header(header::CONTENT_TYPE, "application/json");
    let request = match forwarded {
        Some(forwarded) => request.header("x-forwarded-for", forwarded),
        None => request,
    };
    actor.send(request, ANYTHING).await
}

/// Returns the number of requests from an address, at most `most`, that are answered before one is
/// refused.
async fn answered(actor: &Actor, from: &str, most: usize) -> usize {
    for n in 0..most {
        let answer = asks(actor, from, None).await;
        if answer.status() != 200 {
            assert_eq!(answer.status(), 429);
            answer.refused("TOO_MANY_REQUESTS");
            return n;
        }
    }
    most
}

both! {
    async fn the_sixty_first_request_of_the_public_in_a_minute_waits_and_another_address_does_not(test: Test) {
        let world = counted(&test, &[]).await;
        let public = world.public();
        assert_eq!(answered(&public, "203.0.113.9:5000", 100).await, 60);
        let refused = asks(&public, "203.0.113.9:6000", None).await;
        assert_eq!((refused.status(), refused.headers["retry-after"].to_str().unwrap()), (429, "1"));
        assert_eq!(refused.headers["ratelimit-policy"], "\"minute\";q=60;w=60");
        assert_eq!(refused.headers["ratelimit"], "\"minute\";r=0;t=60");
        let first = asks(&public, "203.0.113.11:6000", None).await;
        assert_eq!(first.headers["ratelimit"], "\"minute\";r=59;t=1");
        assert_eq!(answered(&public, "203.0.113.10:5000", 100).await, 60);
        // An IPv6 prefix of a household counts as one address, and its neighbour as another.
        assert_eq!(answered(&public, "[2001:db8::1]:5000", 100).await, 60);
        assert_eq!(asks(&public, "[2001:db8::ffff:0:0:1]:5000", None).await.status(), 429);
        assert_eq!(asks(&public, "[2001:db8:0:1::1]:5000", None).await.status(), 200);
        test.clock.set(world.now() + TimeDelta::seconds(10));
        assert_eq!(answered(&public, "203.0.113.9:5000", 100).await, 10);
    }

    async fn people_are_counted_apart_from_each_other_and_from_the_public_beside_them(test: Test) {
        let open = World::open(test.clone()).await;
        let world = counted(&test, &[]).await;
        let (france, germany, office) = (world.france(), world.germany(), "203.0.113.9:5000");
        assert_eq!(answered(&world.public(), office, 100).await, 60);
        assert_eq!(answered(&france, office, 400).await, 300);
        assert_eq!(asks(&france, "203.0.113.77:5000", None).await.status(), 429);
        assert_eq!(asks(&germany, office, None).await.status(), 200);
        // A caller with a wrong token counts as the public.
        let bad = Request::post("/graphql").extension(ConnectInfo::<SocketAddr>(office.parse().unwrap()));
        let bad = bad.header(header::CONTENT_TYPE, "application/json").header(header::AUTHORIZATION, "Bearer nonsense");
        assert_eq!(world.public().send(bad, ANYTHING).await.status(), 429);
        drop(open);
    }

    async fn nobody_is_believed_about_their_address_but_a_proxy_of_ours(test: Test) {
        test.clock.set(on(1, 2));
        let world = counted(&test, &["192.0.2.0/24", "2001:db8::5"]).await;
        let public = world.public();
        assert_eq!(answered(&public, "203.0.113.9:5000", 100).await, 60);
        for n in 0..5 {
            assert_eq!(asks(&public, "203.0.113.9:5000", Some(&format!("198.51.100.{n}"))).await.status(), 429);
        }
        // Behind a proxy each client has an address of its own. Header entries that a client adds
        // itself have no effect.
        for n in 0..100 {
            assert_eq!(asks(&public, "192.0.2.1:80", Some(&format!("198.51.100.{n}"))).await.status(), 200);
        }
        for n in 0..59 {
            assert_eq!(asks(&public, "192.0.2.1:80", Some(&format!("10.0.0.{n}, 198.51.100.7"))).await.status(), 200);
        }
        assert_eq!(asks(&public, "[2001:db8::5]:80", Some("10.9.9.9, 198.51.100.7")).await.status(), 429);
    }

    async fn signing_in_has_a_count_of_its_own_and_whether_we_live_is_not_counted(test: Test) {
        let world = counted(&test, &[]).await;
        let public = world.public();
        let office: SocketAddr = "203.0.113.9:5000".parse().unwrap();
        let sends = |path: &'static str| {
            let request = if path.starts_with("/auth/") { Request::post(path) } else { Request::get(path) };
            let request = request.extension(ConnectInfo(office));
            let public = public.clone();
            async move { public.send(request, "").await }
        };
        assert_eq!(answered(&public, "203.0.113.9:5000", 100).await, 60);
        for _ in 0..60 {
            assert_ne!(sends("/auth/sign-in").await.status(), 429);
        }
        let refused = sends("/auth/sign-in").await;
        assert_eq!((refused.status(), refused.headers["retry-after"].to_str().unwrap()), (429, "1"));
        refused.refused("TOO_MANY_REQUESTS");
        for _ in 0..100 {
            assert_eq!(sends("/healthz").await.status(), 200);
            assert_eq!(sends("/.well-known/jwks.json").await.status(), 200);
        }
    }

    async fn everything_has_a_count_but_whether_we_live(test: Test) {
        let world = counted(&test, &[]).await;
        let public = world.public();
        let gets = async |path: &str, from: &str| {
            let from: SocketAddr = from.parse().unwrap();
            public.send(Request::get(path).extension(ConnectInfo(from)), "").await.status()
        };
        let digest = "0".repeat(64);
        let instrument = format!("/instruments/{digest}/en.json");
        for (n, path) in ["/developer/schema.graphql", "/export/nothing", "/export/cycles/none/answers.csv"].iter().enumerate() {
            let from = format!("203.0.113.{n}:5000");
            for _ in 0..60 {
                assert_ne!(gets(path, &from).await, 429, "{path}");
            }
            assert_eq!(gets(path, &from).await, 429, "{path}");
            let posts = Request::post(path.to_string()).extension(ConnectInfo::<SocketAddr>(from.parse().unwrap()));
            assert_eq!(public.send(posts, "").await.status(), 429, "{path}, by a method that it does not take");
            assert_eq!(answered(&public, &from, 1).await, 0, "one count for all that costs something");
            assert_eq!(gets("/healthz", &from).await, 200);
        }
        let pages = ["/", "/developer", "/developer/assets/x", "/.well-known/jwks.json", "/.well-known/national-survey-keys.json", "/x", "/.well-known/oauth-authorization-server", &instrument, "/export/releases/1/en.csv"];
        let office = "203.0.113.9:5000";
        for n in 0..600 {
            assert_ne!(gets(pages[n % pages.len()], office).await, 429, "{n}");
        }
        for path in pages {
            assert_eq!(gets(path, office).await, 429, "{path}");
        }
        assert_eq!(answered(&public, office, 1).await, 1, "pages use up nothing of what the API gives");
        for _ in 0..600 {
            assert_eq!(gets("/readyz", office).await, 200);
        }
        assert_eq!((gets("/readyz", office).await, gets("/healthz", office).await), (429, 200));
    }

    async fn a_site_of_ipv6_has_four_times_the_count_of_an_address(test: Test) {
        let world = counted(&test, &[]).await;
        let public = world.public();
        for n in 0..4 {
            assert_eq!(answered(&public, &format!("[2001:db8:0:{n}::1]:5000"), 100).await, 60);
        }
        assert_eq!(answered(&public, "[2001:db8:0:77::1]:5000", 100).await, 0);
        assert_eq!(answered(&public, "[2001:db8:1::1]:5000", 100).await, 60, "the next site is another");
    }

    async fn whatever_is_sent_to_sign_in_is_counted_right_or_not(test: Test) {
        let world = counted(&test, &[]).await;
        let public = world.public();
        let office: SocketAddr = "203.0.113.9:5000".parse().unwrap();
        let sends = async |request: axum::http::request::Builder, body: &'static str| {
            public.send(request.extension(ConnectInfo(office)), body).await.status()
        };
        let mut seen = std::collections::BTreeMap::<u16, usize>::new();
        for n in 0..80 {
            let status = match n % 5 {
                0 => sends(Request::delete("/auth/sign-in"), "").await,
                1 => sends(Request::post("/auth/nothing/here"), "").await,
                2 => sends(Request::post("/auth/refresh").header(header::CONTENT_TYPE, "application/json"), "{").await,
                3 => sends(Request::post("/auth/token"), "grant_type=nothing").await,
                _ => sends(Request::get("/auth/federation/callback?state=x"), "").await,
            };
            *seen.entry(status).or_default() += 1;
        }
        assert_eq!(seen[&429], 20, "{seen:?}");
        assert_eq!((seen[&405], seen[&404]), (12, 12), "{seen:?}");
    }

    async fn an_integration_has_a_count_of_its_own(test: Test) {
        let open = World::with_people(test.clone()).await;
        let machine = Machine::minted(&open.france(), &[IntegrationScope::CatalogRead], 1).await;
        let token = machine.token("catalog.read").await;
        let world = counted(&test, &[]).await;
        let asks = async |token: &str| {
            let request = Request::post("/graphql").extension(ConnectInfo::<SocketAddr>("203.0.113.9:5000".parse().unwrap()));
            let request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
            world.public().send(request.header(header::CONTENT_TYPE, "application/json"), r#"{"query":"{ cycles { key } }"}"#).await
        };
        for n in 0..600 {
            assert_eq!(asks(&token).await.status(), 200, "{n}");
        }
        asks(&token).await.refused("TOO_MANY_REQUESTS");
        assert_eq!(self::asks(&world.public(), "203.0.113.9:5000", None).await.status(), 200, "the public beside it is free");
    }

    async fn the_limits_of_every_class_are_public_and_the_callers_own_come_first(test: Test) {
        let _open = World::open(test.clone()).await;
        let world = counted(&test, &[]).await;
        let query = "{ limits { class isOwn requestsPerMinute pageMax } credential { kind integration scopes expiresAt } }";
        let read = world.public().reads(query).await;
        assert_eq!(read["limits"][0], serde_json::json!({ "class": "PUBLIC", "isOwn": true, "requestsPerMinute": 60, "pageMax": 50 }));
        assert_eq!(read["credential"], serde_json::json!({ "kind": "PUBLIC", "integration": null, "scopes": [], "expiresAt": null }));
        let machine = Machine::minted(&world.france(), &[IntegrationScope::OwnDraftWrite], 1).await;
        let read = machine.actor().await.reads(query).await;
        assert_eq!((&read["limits"][0]["class"], &read["limits"][0]["requestsPerMinute"]), (&"INTEGRATION".into(), &600.into()));
        let credential = &read["credential"];
        assert_eq!((&credential["integration"], &credential["scopes"][0]), (&machine.id.into(), &"OWN_DRAFT_WRITE".into()));
        assert!(credential["expiresAt"].is_string());
        let metadata = world.public().get("/.well-known/oauth-authorization-server").await.json();
        assert!(metadata["token_endpoint"].as_str().unwrap().ends_with("/auth/token"), "{metadata}");
        assert_eq!(metadata["token_endpoint_auth_methods_supported"][0], "private_key_jwt");
    }
}
