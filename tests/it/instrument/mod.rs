//! Instruments: the import of a document as a version, and its reading.

mod import;

use crate::world::{Actor, FIXTURE, Test, World, both};
use axum::http::{Request, header};
use national_survey::instrument::{CALL_FOR_VIEWS, NATIONAL_SURVEY};
use serde_json::{Value, json};

fn fixture() -> String {
    String::from_utf8(FIXTURE.to_vec()).unwrap()
}

async fn imports(by: &Actor, document: &str) -> Value {
    let shown = "instrumentVersion { status sha256 } violations { path rule sentence }";
    by.does("importInstrument", json!({ "document": document }), shown).await.data()["importInstrument"].clone()
}

async fn publishes(by: &Actor) -> crate::world::Answer {
    let version = json!({ "instrument": "fixture", "version": "1" });
    by.does("publishInstrument", version, "instrumentVersion { status sha256 }").await
}

both! {
    async fn all_violations_come_back_at_once_and_nothing_is_kept(test: Test) {
        let world = World::with_people(test).await;
        let wrong = fixture()
            .replacen("code: A.a.3", "code: A.a.2", 1)
            .replacen("option_set: challenges, max: 3", "option_set: nowhere, max: 3", 1)
            .replacen("{question: A.b.3, op: answered}", "{question: Z.z.9, op: answered}", 1)
            .replacen("exclusive_options: [none]", "exclusive_options: [never]", 1);
        let said = imports(&world.administrator(), &wrong).await;
        assert_eq!(said["instrumentVersion"], Value::Null);
        let violations = said["violations"].as_array().unwrap();
        let named = |text: &str| violations.iter().any(|one| one["sentence"].as_str().unwrap().contains(text));
        assert!(["A.a.2", "nowhere", "Z.z.9", "never"].iter().all(|text| named(text)), "{said:#}");
        assert!(violations.iter().all(|one| !one["path"].as_str().unwrap().is_empty()), "{said:#}");
        let unreadable = imports(&world.administrator(), "key: [").await;
        assert_eq!(unreadable["violations"][0]["rule"], "unreadable");
        assert_eq!(world.administrator().reads("{ instruments { key } }").await["instruments"], json!([]));
    }

    async fn a_draft_is_the_administrators_and_a_published_version_is_never_edited(test: Test) {
        let world = World::with_people(test).await;
        let (administrator, analyst) = (world.administrator(), world.analyst());
        publishes(&administrator).await.refused("NOT_FOUND");
        assert_eq!(imports(&administrator, &fixture()).await["instrumentVersion"]["status"], "DRAFT");
        let query = r#"{ instrumentVersion(instrument: "fixture", version: "1") { status } instruments { versions { status } } }"#;
        for other in [world.public(), world.france().focal_point, analyst] {
            let seen = other.reads(query).await;
            assert_eq!((&seen["instrumentVersion"], &seen["instruments"]), (&Value::Null, &json!([{ "versions": [] }])));
        }
        let redrafted = imports(&administrator, &fixture().replacen("title: Fixture", "title: Draft", 1)).await;
        assert_eq!(redrafted["violations"], json!([]), "a draft is edited freely");
        publishes(&administrator).await.data();
        publishes(&administrator).await.refused("INSTRUMENT_FROZEN");
        let edited = imports(&administrator, &fixture().replacen("title: Draft", "title: Edited", 1)).await;
        assert_eq!((&edited["instrumentVersion"], &edited["violations"][0]["rule"]), (&Value::Null, &json!("published_version")));
        assert_eq!(world.public().reads(query).await["instrumentVersion"]["status"], "PUBLISHED");
        world.trail_is_whole().await;
    }

    async fn a_version_is_read_in_six_languages_and_says_what_is_not_translated(test: Test) {
        let world = World::open(test).await;
        for (language, title, of) in [
            ("en", "Fixture", Value::Null),
            ("fr", "Instrument d’essai", Value::Null),
            ("ar", "Fixture", json!("en")),
            ("zh", "Fixture", json!("en")),
            ("ru", "Fixture", json!("en")),
            ("es", "Fixture", json!("en")),
        ] {
            let query = format!(r#"{{ instrumentVersion(instrument: "fixture", version: "1") {{ sha256 document(language: "{language}") }} }}"#);
            let version = world.public().reads(&query).await["instrumentVersion"].clone();
            let document = &version["document"];
            assert_eq!((&document["title"], &document["title_lang"]), (&json!(title), &of), "{language}");
            assert_eq!(document["hash"], version["sha256"]);
            let file = world.public().get(&format!("/instruments/{}/{language}.json", version["sha256"].as_str().unwrap())).await;
            assert_eq!(&file.json(), document, "the file is the same");
        }
    }

    async fn a_published_document_is_a_file_for_ever(test: Test) {
        let world = World::open(test).await;
        let sha256 = world.asked().await.sha256.clone();
        let path = format!("/instruments/{sha256}/fr.json");
        let file = world.public().get(&path).await;
        let said = |name: &str| file.headers[name].to_str().unwrap();
        assert_eq!((file.status(), said("cache-control")), (200, "public, max-age=31536000, immutable"));
        let known = Request::get(&path).header(header::IF_NONE_MATCH, said("etag"));
        let again = world.public().send(known, "").await;
        assert_eq!((again.status(), again.bytes.len()), (304, 0));
        let none = "0".repeat(64);
        for path in [format!("/instruments/{none}/fr.json"), format!("/instruments/{sha256}/fr"), format!("/instruments/{sha256}/!.json"), "/instruments/x/fr.json".into()] {
            world.public().get(&path).await.refused("NOT_FOUND");
            let unknown = Request::get(&path).header(header::IF_NONE_MATCH, format!("\"{}\"", path.replacen("/instruments/", "", 1).replace('/', ".")));
            assert_eq!(world.public().send(unknown, "").await.status(), 404, "{path}");
        }
    }

    async fn a_retired_version_stays_readable_and_is_offered_to_no_new_cycle(test: Test) {
        let world = World::open(test).await;
        let version = json!({ "instrument": "fixture", "version": "1" });
        world.administrator().does("retireInstrument", version, "instrumentVersion { status }").await.data();
        let names = json!({ "ar": "a", "zh": "b", "en": "c", "fr": "d", "ru": "e", "es": "f" });
        let plan = json!({ "key": "2030", "instrument": "fixture", "version": "1", "opensAt": "2027-12-01T00:00:00Z", "names": names });
        world.administrator().does("planCycle", plan, "cycle { key }").await.refused("NOT_FOUND");
        let edit = json!([{ "question": "A.a.1", "basedOn": 0, "disposition": "DECLINED" }]);
        world.france().saves("2027", edit).await.data();
        let read = world.public().reads(r#"{ cycle(key: "2027") { instrumentVersion { status questions(within: "A.a") { code } } } }"#).await;
        assert_eq!(read["cycle"]["instrumentVersion"]["status"], "RETIRED");
        assert_eq!(read["cycle"]["instrumentVersion"]["questions"].as_array().unwrap().len(), 4);
    }
}

#[tokio::test]
async fn the_published_schema_validates_every_document_that_ships_and_refuses_another() {
    let world = World::with_people(Test::on_sqlite().await).await;
    let schema = world.public().reads("{ instrumentSchema }").await["instrumentSchema"].clone();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for document in [NATIONAL_SURVEY, CALL_FOR_VIEWS, FIXTURE] {
        let document: Value = serde_saphyr::from_slice(document).unwrap();
        let wrong: Vec<_> =
            validator.iter_errors(&document).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        let mut other = document.clone();
        other["colour"] = "red".into();
        assert!(!validator.is_valid(&other), "a member that is not declared");
    }
}
