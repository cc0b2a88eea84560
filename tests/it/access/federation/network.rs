//! Network limits of a provider: refused addresses, and the size and duration of its documents.

use super::{
    registers,
    rogue::{Behaviour, Documents, Rogue},
    starts, world,
};
use crate::world::{Test, either};
use serde_json::{Value, json};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

/// Starts a listener that counts its connections.
async fn canary(address: &str) -> (u16, Arc<AtomicUsize>) {
    let listener = tokio::net::TcpListener::bind((address, 0)).await.unwrap();
    let (port, came) = (listener.local_addr().unwrap().port(), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&came);
    tokio::spawn(async move {
        while listener.accept().await.is_ok() {
            count.fetch_add(1, Ordering::SeqCst);
        }
    });
    (port, came)
}

either! {
    async fn a_provider_leads_to_no_other_address(test: Test) {
        let rogue = Rogue::starts(test.clock.clone()).await;
        let (port, came) = canary("127.0.0.2").await;
        let (named, came_by_name) = canary("127.0.0.1").await;
        // The name is listed and registered, but its address is refused.
        let localhost = format!("https://localhost:{named}");
        let world = world(test, &[&rogue.issuer, &localhost]).await;
        let input = json!({ "issuer": rogue.issuer, "clientId": "survey", "hosts": ["localhost", "127.0.0.2"], "state": "FRA" });
        let provider = registers(&world, input).await;
        let elsewhere = [
            format!("http://127.0.0.2:{port}"),
            format!("https://127.0.0.2:{port}"),
            format!("http://127.0.0.1:{named}"),
            format!("http://[::ffff:127.0.0.2]:{port}"),
            format!("http://2130706434:{port}"),
            "http://169.254.169.254".into(),
            "https://169.254.169.254".into(),
            "https://10.0.0.1".into(),
            "https://192.168.1.1".into(),
            "https://[fe80::1]".into(),
            "https://[fd00:ec2::254]".into(),
            "https://login.example.org".into(),
            "file:///etc/passwd".into(),
        ];
        for endpoint in ["token_endpoint", "jwks_uri", "authorization_endpoint"] {
            for base in &elsewhere {
                let metadata = json!({ endpoint: format!("{base}/x") });
                rogue.does(Behaviour { metadata, ..Behaviour::default() });
                starts(&world, &provider).await.unwrap_err().refused("FEDERATION_REFUSED");
            }
        }
        // The keys are read at the start, so the name is resolved.
        rogue.does(Behaviour { metadata: json!({ "jwks_uri": format!("{localhost}/x") }), ..Behaviour::default() });
        starts(&world, &provider).await.unwrap_err().refused("FEDERATION_REFUSED");
        assert_eq!((came.load(Ordering::SeqCst), came_by_name.load(Ordering::SeqCst)), (0, 0));

        rogue.does(Behaviour { documents: Documents::Redirect(format!("http://127.0.0.2:{port}/")), ..Behaviour::default() });
        starts(&world, &provider).await.unwrap_err().refused("FEDERATION_REFUSED");
        rogue.does(Behaviour { documents: Documents::Redirect(format!("{}/keys", rogue.issuer)), ..Behaviour::default() });
        starts(&world, &provider).await.unwrap_err().refused("FEDERATION_REFUSED");
        assert_eq!(came.load(Ordering::SeqCst), 0);
        rogue.does(Behaviour::default());
        starts(&world, &provider).await.unwrap();
    }

    async fn documents_that_are_not_right_are_refused(test: Test) {
        let rogue = Rogue::starts(test.clock.clone()).await;
        let world = world(test, &[&rogue.issuer]).await;
        let provider = registers(&world, json!({ "issuer": rogue.issuer, "clientId": "survey", "state": "FRA" })).await;
        for metadata in [
            json!({ "code_challenge_methods_supported": ["plain"] }),
            json!({ "code_challenge_methods_supported": null }),
            json!({ "issuer": "https://login.example.org" }),
            json!({ "token_endpoint": null }),
            json!({ "jwks_uri": Value::Null }),
            json!({ "jwks_uri": format!("{}/nothing", rogue.issuer) }),
        ] {
            rogue.does(Behaviour { metadata: metadata.clone(), ..Behaviour::default() });
            starts(&world, &provider).await.expect_err(&metadata.to_string()).refused("FEDERATION_REFUSED");
        }
    }

    async fn a_document_of_a_gibibyte_is_cut_and_one_that_never_comes_is_given_up(test: Test) {
        let rogue = Rogue::starts(test.clock.clone()).await;
        let world = world(test, &[&rogue.issuer]).await;
        let provider = registers(&world, json!({ "issuer": rogue.issuer, "clientId": "survey", "state": "FRA" })).await;
        rogue.does(Behaviour { documents: Documents::Huge, ..Behaviour::default() });
        starts(&world, &provider).await.unwrap_err().refused("FEDERATION_REFUSED");
        // A few mebibytes may lie in buffers.
        assert!(rogue.sent.load(Ordering::Relaxed) < 32 * 1024 * 1024, "{:?}", rogue.sent);

        rogue.does(Behaviour { documents: Documents::Stall, ..Behaviour::default() });
        let began = Instant::now();
        let waiting = (0..12).map(|_| starts(&world, &provider));
        let meanwhile = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            let asked = Instant::now();
            world.public().reads("{ viewer { id } }").await;
            world.france().reads("{ submissions { id } }").await;
            asked.elapsed()
        };
        let (waited, answered) = tokio::join!(futures_util::future::join_all(waiting), meanwhile);
        assert!(answered < Duration::from_secs(5), "{answered:?}");
        for refused in waited {
            refused.unwrap_err().refused("FEDERATION_REFUSED");
        }
        let took = began.elapsed();
        assert!((Duration::from_secs(9)..Duration::from_secs(15)).contains(&took), "{took:?}");
        rogue.does(Behaviour::default());
        starts(&world, &provider).await.unwrap();
    }
}
