//! Two instances on one database: access that ends on one ends on the other within two seconds.

use crate::world::{Instance, Test, World};
use national_survey::clock::Clock;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_ends_on_one_instance_ends_on_the_other_within_two_seconds() {
    let Some(test) = Test::on_postgres().await else { return };
    let world = World::with_people(test.clone()).await;
    test.clock.set(Clock::System.now());
    let (one, two) = (Instance::start(&test, &[]), Instance::start(&test, &[]));
    let enter = async || world.enters("focal_point@fra.example.org").await;
    let (here, there, left) =
        (enter().await.access_token, enter().await.access_token, enter().await.access_token);
    let focal_point = json!("FOCAL_POINT");
    for token in [&here, &there, &left] {
        assert_eq!(
            (one.role(token).await, two.role(token).await),
            (focal_point.clone(), focal_point.clone())
        );
    }
    let limit = Duration::from_secs(2);

    let out = enter().await.access_token;
    assert_eq!(
        (one.role(&out).await, two.role(&out).await),
        (focal_point.clone(), focal_point.clone())
    );
    assert_eq!(one.signs_out(&out).await, 204);
    let signed_out = two.until(&out, &Value::Null).await;

    let ended = one.asks(&here, "mutation { endSessions(input: {}) { ended } }").await;
    assert!(ended["data"]["endSessions"]["ended"].as_u64() >= Some(2), "{ended}");
    let revoked = two.until(&there, &Value::Null).await;
    assert_eq!(one.role(&there).await, Value::Null, "at once where it was asked");

    assert_eq!(two.role(&here).await, focal_point);
    let beside = test.beside().await;
    beside
        .run("UPDATE person SET role = 'reader' WHERE email = 'focal_point@fra.example.org'")
        .await
        .unwrap();
    let changed = two.until(&here, &json!("READER")).await;

    beside
        .run("UPDATE person SET status = 'suspended' WHERE email = 'focal_point@fra.example.org'")
        .await
        .unwrap();
    let suspended = one.until(&here, &Value::Null).await;
    eprintln!(
        "on the other instance: signed out after {signed_out:?}, ended after {revoked:?}, role changed after {changed:?}, suspended after {suspended:?}"
    );
    let longest = signed_out.max(revoked).max(changed).max(suspended);
    assert!(longest < limit, "{signed_out:?} {revoked:?} {changed:?} {suspended:?}");
    drop((one, two));
    test.done().await;
}

/// Returns the id of the key that signed a token.
fn kid(token: &str) -> String {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    let head = URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap();
    serde_json::from_slice::<Value>(&head).unwrap()["kid"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rotation_at_the_terminal_is_followed_by_every_instance_within_two_seconds() {
    let Some(test) = Test::on_postgres().await else { return };
    let world = World::with_people(test.clone()).await;
    test.clock.set(Clock::System.now());
    let (one, two) = (Instance::start(&test, &[]), Instance::start(&test, &[]));
    let email = "focal_point@fra.example.org";
    let (tokens, others) = (world.enters(email).await, world.enters(email).await);
    let focal_point = json!("FOCAL_POINT");
    assert_eq!(
        (one.role(&tokens.access_token).await, two.role(&tokens.access_token).await),
        (focal_point.clone(), focal_point.clone())
    );

    // After a plain rotation, sessions continue, and the next key signs new tokens.
    let said = test.runs(&["keys", "rotate", "token"]);
    let new = said.split_whitespace().next().unwrap().to_owned();
    assert_ne!(kid(&tokens.access_token), new);
    let start = Instant::now();
    let mut refresh = tokens.refresh_token.unwrap().text();
    let after = loop {
        assert!(start.elapsed() < Duration::from_secs(10), "it never signed with the next key");
        let (status, given) =
            two.posts("/auth/refresh", &json!({ "refresh_token": refresh })).await;
        assert_eq!(status, 200, "{given}");
        refresh = given["refresh_token"].as_str().unwrap().to_owned();
        let access = given["access_token"].as_str().unwrap().to_owned();
        if kid(&access) == new {
            break access;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    let followed = start.elapsed();
    assert_eq!(one.until(&after, &focal_point).await.as_secs(), 0);
    assert_eq!(
        (one.role(&tokens.access_token).await, two.role(&tokens.access_token).await),
        (focal_point.clone(), focal_point.clone())
    );

    // After a theft, tokens of the old key are refused, and a refresh gives a token of the present
    // key.
    let stolen = others.access_token;
    test.runs(&["keys", "rotate", "token", "--revoke"]);
    let refused = two.until(&after, &Value::Null).await.max(one.until(&after, &Value::Null).await);
    assert_eq!(
        two.role(&stolen).await,
        focal_point,
        "a key that retired before is retired and not revoked"
    );
    test.runs(&["keys", "revoke", &kid(&stolen)]);
    let revoked = two.until(&stolen, &Value::Null).await;
    let (_, given) = one.posts("/auth/refresh", &json!({ "refresh_token": refresh })).await;
    assert_eq!(two.role(given["access_token"].as_str().unwrap()).await, focal_point);
    assert!(crate::world::open(&test.config(), &test.clock).await.is_ok());
    let shown = two.gets("/.well-known/jwks.json").await.to_string();
    assert!(
        shown.contains(&kid(given["access_token"].as_str().unwrap()))
            && !shown.contains(&kid(&stolen)),
        "{shown}"
    );
    eprintln!(
        "signed with the next key after {followed:?}; refused after {refused:?} and {revoked:?}"
    );
    assert!(
        followed.max(refused).max(revoked) < Duration::from_secs(2),
        "{followed:?} {refused:?} {revoked:?}"
    );
    drop((one, two));
    test.done().await;
}
