//! Addresses of files, their readers, and their caching.

use super::{asks_with, file, small, ungated};
use crate::world::{Test, World, both};
use axum::{extract::ConnectInfo, http::Request};
use edge::query_limits::LimitsByClass;
use national_survey::config::Config;
use serde_json::json;
use std::net::SocketAddr;

const IMMUTABLE: &str = "public, max-age=31536000, immutable";
/// Every format: the end of its address, its media type, and its file name.
const FILES: [(&str, &str, &str); 13] = [
    ("fr.csv", "text/csv; charset=utf-8; header=present", "fixture.cycle-2027.release-1.fr.csv"),
    (
        "en.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "fixture.cycle-2027.release-1.en.xlsx",
    ),
    ("es.parquet", "application/vnd.apache.parquet", "fixture.cycle-2027.release-1.es.parquet"),
    (
        "ru.codebook.csv",
        "text/csv; charset=utf-8; header=present",
        "fixture.cycle-2027.release-1.ru.codebook.csv",
    ),
    (
        "structure.xml",
        "application/vnd.sdmx.structure+xml; version=3.0.0",
        "fixture.cycle-2027.release-1.structure.xml",
    ),
    (
        "ar.data.xml",
        "application/vnd.sdmx.data+xml; version=3.0.0",
        "fixture.cycle-2027.release-1.ar.data.xml",
    ),
    (
        "es.changes.csv",
        "text/csv; charset=utf-8; header=present",
        "fixture.cycle-2027.release-1.es.changes.csv",
    ),
    (
        "ru.changes.parquet",
        "application/vnd.apache.parquet",
        "fixture.cycle-2027.release-1.ru.changes.parquet",
    ),
    (
        "zh.changes.data.xml",
        "application/vnd.sdmx.data+xml; version=3.0.0",
        "fixture.cycle-2027.release-1.zh.changes.data.xml",
    ),
    (
        "ar.participation.csv",
        "text/csv; charset=utf-8; header=present",
        "fixture.cycle-2027.release-1.ar.participation.csv",
    ),
    (
        "fr.participation.parquet",
        "application/vnd.apache.parquet",
        "fixture.cycle-2027.release-1.fr.participation.parquet",
    ),
    ("charts/A.a.1/fr.svg", "image/svg+xml", "fixture.cycle-2027.release-1.A.a.1.fr.svg"),
    ("charts/A.a.1/_T/fr.svg", "image/svg+xml", "fixture.cycle-2027.release-1.A.a.1._T.fr.svg"),
];

both! {
    async fn what_is_no_file_of_a_release_is_not_found_and_what_is_ungated_leaves_by_no_door(test: Test) {
        let world = World::open(test.clone()).await;
        let anybody = [world.public(), world.analyst(), world.administrator(), world.france().focal_point];
        world.public().get("/export/releases/1/en.csv").await.refused("NOT_FOUND");
        for state in ["FRA", "DEU"] {
            world.state(state).submits("2027", json!({ "countable": true })).await.data();
        }
        world.releases("2027").await;
        for path in [
            "2/en.csv", "0/en.csv", "-1/en.csv", "01/en.csv", "+1/en.csv", "one/en.csv", "99999999999999999999/en.csv", "1/pt.csv", "1/EN.csv",
            "1/en", "1/en.", "1/.csv", "1/en.pdf", "1/en.csv.gz", "1/en.svg", "1/en.structure.xml", "1/csv", "1/charts/A.a.1/en.csv", "1/charts/A.a.9/en.svg", "1/charts/A.a.4/en.svg",
            "1/charts/A/en.svg", "1/charts/A.a.1/un_regional_group/en.svg", "1/charts/A.a.1/%FF/en.svg", "1/%FF.csv", "1/charts/A.a.1/en/en.svg",
        ] {
            let answer = world.public().get(&format!("/export/releases/{path}")).await;
            assert_eq!((answer.status(), &answer.headers["cache-control"]), (404, &"no-store".parse().unwrap()), "{path}");
            answer.refused("NOT_FOUND");
        }
        let posted = world.public().post("/export/releases/1/en.csv", json!({})).await;
        assert_eq!(posted.status(), 405);
        posted.refused("METHOD_NOT_ALLOWED");
        assert_eq!(world.public().get("/export/releases/1/en.csv").await.status(), 200);
        let terminal = |to: &str, number: &str| {
            test.run_with(&["export", "release", number, "--format", "csv", "--to", to], "")
        };
        let to = test.folder.join("refused.csv").display().to_string();
        assert!(!terminal(&to, "2").done);
        ungated(&world).await;
        for who in &anybody {
            who.get("/export/releases/1/en.csv").await.refused("NOT_FOUND");
            who.get("/export/releases/1/charts/A.a.1/en.svg").await.refused("NOT_FOUND");
        }
        let shown = r#"{ release(number: 1) { exports { link } tables(within: "A.a.1") { chart } } }"#;
        let shown = world.analyst().reads(shown).await["release"].clone();
        assert_eq!((&shown["exports"], &shown["tables"][0]["chart"]), (&json!([]), &json!(null)));
        let ran = terminal(&to, "1");
        assert!(!ran.done && ran.complained.contains("NOT_FOUND") && !std::path::Path::new(&to).exists(), "{ran:?}");
    }

    async fn a_file_is_named_typed_digested_and_kept_for_ever(test: Test) {
        let world = small(test.clone()).await;
        for (name, media_type, called) in FILES.into_iter().filter(|(name, ..)| !name.contains("_T")) {
            let answer = file(&world, name).await;
            let header = |of: &str| answer.headers[of].to_str().unwrap().to_owned();
            let shown = if name.contains("svg") { "inline" } else { "attachment" };
            assert_eq!((header("content-type").as_str(), header("cache-control").as_str()), (media_type, IMMUTABLE));
            assert_eq!(header("content-disposition"), format!("{shown}; filename=\"{called}\""));
            assert_eq!(header("link"), "<https://creativecommons.org/licenses/by/4.0/>; rel=\"license\"");
            let digest = national_survey::canonical::digest(&answer.bytes);
            assert_eq!(header("etag"), format!("\"{digest}\""), "the digest of what came");
        }
        let path = "/export/releases/1/fr.csv";
        let tag = file(&world, "fr.csv").await.headers["etag"].to_str().unwrap().to_owned();
        for (known, status) in [
            (tag.clone(), 304), (format!("W/{tag}"), 304), (format!("\"other\", {tag}"), 304), ("*".to_owned(), 304),
            ("\"other\"".to_owned(), 200), (format!("\"{}\"", "0".repeat(64)), 200),
        ] {
            let answer = asks_with(&world.public(), path, "if-none-match", &known).await;
            assert_eq!((answer.status(), answer.headers["etag"].to_str().unwrap()), (status, tag.as_str()), "{known}");
            assert_eq!(answer.bytes.is_empty(), status == 304);
        }
        // Another instance, which never made the file, gives the same digest.
        let other = World::with(test.config(), test).await;
        assert_eq!(asks_with(&other.public(), path, "if-none-match", &tag).await.status(), 304);
    }

    async fn graphql_and_the_terminal_lead_to_the_same_bytes(test: Test) {
        let world = small(test.clone()).await;
        let query = r#"{ release(number: 1) { exports(language: FR) { format mediaType link } tables(within: "A.a.1") { chart(language: AR) } } }"#;
        let release = world.public().reads(query).await["release"].clone();
        let words = ["csv", "xlsx", "parquet", "codebook", "sdmx-structure", "sdmx-data"];
        for (export, word) in release["exports"].as_array().unwrap().iter().zip(words) {
            assert_eq!(export["format"], word.to_uppercase().replace('-', "_"));
            let answer = world.public().get(export["link"].as_str().unwrap()).await;
            assert_eq!((answer.status(), answer.headers["content-type"].to_str().unwrap()), (200, export["mediaType"].as_str().unwrap()));
            let to = test.folder.join(word).display().to_string();
            let said = test.runs(&["export", "release", "1", "--format", word, "--language", "fr", "--to", &to]);
            assert!(said.contains(&format!("{} bytes", answer.bytes.len())), "{said}");
            assert!(std::fs::read(&to).unwrap() == answer.bytes, "{word}");
        }
        let chart = world.public().get(release["tables"][0]["chart"].as_str().unwrap()).await;
        let to = test.folder.join("chart.svg").display().to_string();
        test.runs(&["export", "chart", "1", "A.a.1", "--language", "ar", "--to", &to]);
        assert!(chart.status() == 200 && std::fs::read(&to).unwrap() == chart.bytes);
        assert!(!test.run_with(&["export", "chart", "1", "A.a.1", "--language", "pt", "--to", &to], "").done);
    }

    async fn fetching_files_that_never_change_has_ten_times_the_count_of_the_public(test: Test) {
        let world = small(test.clone()).await;
        let mut limits = LimitsByClass::default();
        limits.public.requests_per_minute = 6;
        let config = Config { limits, ..test.config() };
        let world = World::with(config, world.test).await;
        let ask = async |peer: &str| {
            let peer: SocketAddr = peer.parse().unwrap();
            world.public().send(Request::get("/export/releases/1/en.codebook.csv").extension(ConnectInfo(peer)), "").await
        };
        for _ in 0..60 {
            assert_eq!(ask("203.0.113.9:5000").await.status(), 200);
        }
        let graphql = Request::post("/graphql").header("content-type", "application/json");
        let peer: SocketAddr = "203.0.113.9:7000".parse().unwrap();
        let asked = world.public().send(graphql.extension(ConnectInfo(peer)), r#"{"query":"{ __typename }"}"#).await;
        assert_eq!(asked.status(), 200, "files use up nothing of the public's minute");
        let refused = ask("203.0.113.9:6000").await;
        refused.refused("TOO_MANY_REQUESTS");
        assert_eq!((refused.status(), refused.headers["retry-after"].to_str().unwrap()), (429, "1"));
        assert_eq!(ask("203.0.113.10:5000").await.status(), 200);
    }
}
