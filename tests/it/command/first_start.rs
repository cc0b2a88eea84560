//! First start of a deployment: if there are no people, `serve` prints one link for the first
//! administrator, once.

use crate::world::{Instance, Test, both};
use futures_util::future::join_all;
use national_survey::clock::Clock;
use serde_json::{Value, json};
use std::time::Duration;

/// Returns the token of the link in a text.
fn token(said: &str) -> Option<String> {
    let (_, rest) = said.split_once("/#/invitation/")?;
    rest.split_whitespace().next().map(str::to_owned)
}

/// Waits for a link in the output of a process, and returns its token.
async fn link(instance: &Instance) -> String {
    for _ in 0..100 {
        if let Some(token) = token(&instance.said()) {
            return token;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("no link was printed: {}", instance.said());
}

fn who(token: &str) -> Value {
    json!({ "token": token, "email": "first@un.example", "name": "First", "language": "fr" })
}

both! {
    async fn a_served_process_prints_one_link_once_and_it_makes_one_administrator(test: Test) {
        test.clock.set(Clock::System.now());
        let first = Instance::start(&test, &[]);
        let printed = link(&first).await;
        drop(first);
        let second = Instance::start(&test, &[]);
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(second.said(), "", "it is not shown again");
        let path = "/auth/invitations/redeem";
        let (status, refused) = second.posts(path, &who(&"A".repeat(43))).await;
        assert_eq!((status, &refused["errors"][0]["extensions"]["code"]), (401, &json!("INVITATION_REFUSED")));

        // An operator who missed the link asks for another, which takes its place.
        let anew = token(&test.runs(&["person", "first"])).unwrap();
        assert_eq!(second.posts(path, &who(&printed)).await.0, 401);
        let body = who(&anew);
        let answers = join_all((0..64).map(|_| second.posts(path, &body))).await;
        let good: Vec<_> = answers.iter().filter(|(status, _)| *status == 200).collect();
        let limited = answers.iter().filter(|(status, _)| *status == 429).count();
        assert_eq!(good.len(), 1, "{answers:?}");
        assert!(answers.iter().all(|(status, _)| [200, 401, 429].contains(status)) && limited <= 6, "{answers:?}");
        let access = good[0].1["access_token"].as_str().unwrap();
        assert_eq!(second.role(access).await, "ADMINISTRATOR");
        let seen = second.asks(access, "{ viewer { name } sessions { methods } auditTrail { nodes { verb } } }").await["data"].take();
        assert_eq!((&seen["viewer"]["name"], &seen["sessions"][0]["methods"]), (&json!("First"), &json!(["invitation"])));
        let verbs: Vec<_> = seen["auditTrail"]["nodes"].as_array().unwrap().iter().rev().map(|act| act["verb"].clone()).collect();
        assert_eq!(verbs, ["invitation.first", "invitation.first", "invitation.redeem", "session.open"]);
        drop(second);
        assert_eq!(test.runs(&["person", "first"]), "Somebody is here already: an administrator invites everybody else.\n");
        assert_eq!(test.runs(&["verify", "audit"]), "0 findings.\n");
    }
}
