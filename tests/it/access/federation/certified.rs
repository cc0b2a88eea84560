//! A certified provider that the tests start, and a browser that signs in there.

use super::{finishes, registers, returns, starts, starts_to_link, viewer, world};
use crate::world::{Test, both};
use national_survey::clock::Clock;
use serde_json::json;
use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};
use url::Url;

/// The provider of one test. It ends with the test.
struct Certified {
    issuer: String,
    child: Child,
    /// Its output, which must be read: the provider ends if it cannot write.
    _says: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl Drop for Certified {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Certified {
    /// Starts the provider. If it is not installed, a loud message says so. With `REQUIRE_OIDC=1`
    /// the call fails instead.
    fn starts() -> Option<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/federation");
        let required = std::env::var("REQUIRE_OIDC").is_ok_and(|value| value == "1");
        if !folder.join("node_modules").is_dir() {
            assert!(!required, "REQUIRE_OIDC=1, and tests/federation is not installed");
            eprintln!(
                "\n*** NO CERTIFIED OPENID PROVIDER WAS TESTED: run `npm ci` in tests/federation. ***\n"
            );
            return None;
        }
        let mut child = Command::new("node")
            .args(["provider.mjs", "http://localhost:8080/auth/federation/callback"])
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let issuer = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("ready ").map(str::to_owned));
        Some(Self { issuer: issuer.unwrap(), child, _says: lines })
    }
}

/// Signs in at the provider, agrees, and returns the address to which the provider redirects.
async fn signs_in(location: &Url, login: &str) -> Url {
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .unwrap();
    let mut cookies: BTreeMap<String, String> = BTreeMap::new();
    let (mut at, mut form) = (location.clone(), None);
    for _ in 0..12 {
        if at.host_str() == Some("localhost") {
            return at;
        }
        let shown: Vec<_> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = match form.take() {
            None => client.get(at.clone()),
            Some(body) => client
                .post(at.clone())
                .header("content-type", "application/x-www-form-urlencoded")
                .body(body),
        };
        let answer = request.header("cookie", shown.join("; ")).send().await.unwrap();
        for set in answer.headers().get_all("set-cookie") {
            let (name, value) =
                set.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            cookies.insert(name.into(), value.into());
        }
        if answer.status().is_redirection() {
            at = at.join(answer.headers()["location"].to_str().unwrap()).unwrap();
            continue;
        }
        assert!(answer.status().is_success(), "{answer:?}");
        let page = answer.text().await.unwrap();
        let action = page.split("action=\"").nth(1).unwrap().split('"').next().unwrap();
        at = at.join(action).unwrap();
        let asks = if page.contains("value=\"login\"") {
            format!("prompt=login&login={login}&password=any")
        } else {
            "prompt=consent".into()
        };
        form = Some(asks);
    }
    panic!("the provider sends round in circles: {at}")
}

both! {
    async fn people_link_and_sign_in_at_a_certified_provider_by_every_signature(test: Test) {
        let Some(provider) = Certified::starts() else { return };
        // The provider uses the system's clock.
        let test = Test { clock: Clock::System, ..test };
        let world = world(test, &[&provider.issuer]).await;
        let (contributor, public) = (world.france().contributor, world.public());
        for client in ["survey-RS256", "survey-PS256", "survey-ES256", "survey-EdDSA", "survey-public"] {
            let mut input = json!({ "issuer": provider.issuer, "clientId": client, "state": "FRA" });
            if client != "survey-public" {
                input["clientSecret"] = "a-secret-that-the-provider-gave".into();
            }
            let id = registers(&world, input).await;
            let visit = starts(&world, &id).await.unwrap();
            let back = signs_in(&visit.location, "contributor").await;
            assert_eq!(returns(&world, Some(&visit.cookie), &back).await, None, "{client}: nobody is linked yet");

            let visit = starts_to_link(&contributor, &id).await.unwrap();
            let back = signs_in(&visit.location, "contributor").await;
            let code = returns(&world, Some(&visit.cookie), &back).await.expect(client);
            assert_eq!(finishes(&contributor, Some(&visit.cookie), &code).await.json(), json!({ "linked": true }));

            let visit = starts(&world, &id).await.unwrap();
            let back = signs_in(&visit.location, "contributor").await;
            let code = returns(&world, Some(&visit.cookie), &back).await.expect(client);
            assert_eq!(returns(&world, Some(&visit.cookie), &back).await, None, "{client}: once");
            let tokens = finishes(&public, Some(&visit.cookie), &code).await;
            let seen = viewer(&world, &tokens).await;
            assert_eq!(seen["data"]["viewer"], json!({ "role": "CONTRIBUTOR", "stateCode": "FRA" }), "{client}");
            let refreshed = public.post("/auth/refresh", json!({ "refresh_token": tokens.json()["refresh_token"] })).await;
            assert_eq!(refreshed.status(), 200, "{client}");

            let visit = starts(&world, &id).await.unwrap();
            let back = signs_in(&visit.location, "somebody-else").await;
            assert_eq!(returns(&world, Some(&visit.cookie), &back).await, None, "{client}: not invited");
            world.administrator().does("endProvider", json!({ "provider": id }), "provider { id }").await.data();
        }
        world.trail_is_whole().await;
    }

    async fn a_certified_provider_with_a_wrong_secret_or_an_unknown_client_signs_nobody_in(test: Test) {
        let Some(provider) = Certified::starts() else { return };
        let test = Test { clock: Clock::System, ..test };
        let world = world(test, &[&provider.issuer]).await;
        let input = json!({ "issuer": provider.issuer, "clientId": "survey-RS256", "clientSecret": "wrong", "state": "FRA" });
        let id = registers(&world, input).await;
        let reader = world.france().reader;
        let visit = starts_to_link(&reader, &id).await.unwrap();
        let back = signs_in(&visit.location, "reader").await;
        assert_eq!(returns(&world, Some(&visit.cookie), &back).await, None);
        let rotate = json!({ "provider": id, "clientSecret": "a-secret-that-the-provider-gave" });
        world.administrator().does("rotateProviderSecret", rotate, "provider { id }").await.data();
        let visit = starts_to_link(&reader, &id).await.unwrap();
        let back = signs_in(&visit.location, "reader").await;
        assert!(returns(&world, Some(&visit.cookie), &back).await.is_some());
    }
}
