//! Log of refusals: it holds the address of the caller and none of the secrets that the caller
//! showed.

use super::log::{log, logged};
use crate::world::{Machine, Test, World, both};
use axum::{
    extract::ConnectInfo,
    http::{Request, header},
};
use entity::vocabulary::IntegrationScope;
use serde_json::{Value, json};
use std::net::{Ipv4Addr, SocketAddr};

/// Caller with an address of its own, and all secrets that it has shown.
struct Stranger {
    world: World,
    address: Ipv4Addr,
    shown: Vec<String>,
}

impl Stranger {
    fn new(world: &World) -> Self {
        let [.., a, b, c] = national_survey::clock::new_id().into_bytes();
        Self { world: world.clone(), address: Ipv4Addr::new(10, a, b, c), shown: Vec::new() }
    }

    fn secret(&mut self, text: &str) -> String {
        self.shown.push(text.to_owned());
        text.to_owned()
    }

    async fn sends(&self, path: &str, media: &str, bearer: Option<&str>, body: String) -> u16 {
        let from = ConnectInfo(SocketAddr::from((self.address, 443)));
        let mut request = Request::post(path).header(header::CONTENT_TYPE, media).extension(from);
        if let Some(token) = bearer {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        self.world.public().send(request, body).await.status()
    }

    async fn posts(&self, path: &str, body: Value) -> u16 {
        self.sends(path, "application/json", None, body.to_string()).await
    }

    /// Returns the lines of the log about this caller.
    fn lines(&self) -> Vec<String> {
        let from = self.address.to_string();
        logged().lines().filter(|line| line.contains(&from)).map(str::to_owned).collect()
    }
}

both! {
    async fn what_is_refused_is_logged_and_nothing_of_what_was_shown(test: Test) {
        log();
        let world = World::with_people(test).await;
        let france = world.france();
        let answer = france.invites("new@mfa.example", "READER").await;
        let invited = world.invited(&answer, "invitePerson", "new@mfa.example").await;
        let machine = Machine::minted(&france, &[IntegrationScope::CatalogRead], 1).await;
        let good = france.token().await.unwrap();
        let mut stranger = Stranger::new(&world);

        let (email, password) = (stranger.secret("focal_point@fra.example.org"), stranger.secret("kettle gravel violin oxide"));
        let (code, device) = (stranger.secret("918273"), stranger.secret("a-device-that-nobody-knows"));
        let body = json!({ "email": email, "password": password, "code": code, "device_token": device });
        assert_eq!(stranger.posts("/auth/sign-in", body).await, 401);
        let (token, code) = (stranger.secret(&invited.token), stranger.secret("WRNG-2345"));
        assert_eq!(stranger.posts("/auth/invitations/redeem", json!({ "token": token, "code": code })).await, 401);
        let token = stranger.secret(&"QUJD".repeat(10));
        assert_eq!(stranger.posts("/auth/refresh", json!({ "refresh_token": token })).await, 401);
        let credential = json!({ "id": stranger.secret("a-passkey-of-nobody") });
        let body = json!({ "ceremony": uuid::Uuid::nil(), "credential": credential });
        assert!([400, 401].contains(&stranger.posts("/auth/passkeys/sign-in/finish", body).await));
        let forged = stranger.secret(&format!("{}x", &good[..good.len() - 1]));
        let code = stranger.secret("192837");
        for (path, body) in
            [("/graphql", json!({ "query": "{ viewer { id } }" })), ("/auth/step-up", json!({ "code": code }))]
        {
            assert_eq!(stranger.sends(path, "application/json", Some(&forged), body.to_string()).await, 401, "{path}");
        }
        let assertion = stranger.secret(&machine.signed(&machine.header(), &json!({ "iss": machine.id })));
        let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        let form = format!("grant_type=client_credentials&client_assertion_type={kind}&client_assertion={assertion}");
        assert_eq!(stranger.sends("/auth/token", "application/x-www-form-urlencoded", None, form).await, 401);

        let lines = stranger.lines();
        for (what, code) in [
            ("/auth/sign-in", "SIGN_IN_REFUSED"),
            ("/auth/invitations/redeem", "INVITATION_REFUSED"),
            ("/auth/refresh", "UNAUTHENTICATED"),
            ("/auth/passkeys/sign-in/finish", ""),
            ("/auth/step-up", "UNAUTHENTICATED"),
            ("a token was refused", "UNAUTHENTICATED"),
        ] {
            assert!(lines.iter().any(|line| line.contains(what) && line.contains(code)), "{what}: {lines:#?}");
        }
        let log = logged();
        assert!(log.contains("an integration was refused a token"));
        stranger.shown.retain(|secret| secret != "focal_point@fra.example.org");
        for secret in &stranger.shown {
            assert!(!log.contains(secret.as_str()), "{secret}");
        }
        assert!(lines.iter().all(|line| !line.contains(&email)), "nor who was tried: {lines:#?}");
    }
}
