//! Tables of a release for the Secretariat, beside the public ones.

use super::with_many;
use crate::world::{Test, both};
use serde_json::{Value, json};

const COUNTS: &str = "{ release(number: 1) { analystTables(within: \"A.a\") { question partition standing \
                      rows { classes base sharedBase cells { level shared least most } } } } }";

both! {
    async fn analysts_see_counts_of_five_or_more_and_never_all_or_none(test: Test) {
        let (world, _) = with_many(test).await;
        assert_eq!(world.releases("all").await, 1);
        world.public().asks(COUNTS).await.refused("UNAUTHENTICATED");
        for somebody in [world.france().focal_point, world.france().contributor] {
            somebody.asks(COUNTS).await.refused("FORBIDDEN");
        }
        let tables = world.analyst().reads(COUNTS).await["release"]["analystTables"].clone();
        assert_eq!(tables, world.administrator().reads(COUNTS).await["release"]["analystTables"], "all of them see the same");
        let tables = tables.as_array().unwrap();
        let rows = || tables.iter().flat_map(|table| table["rows"].as_array().unwrap());
        assert!(rows().count() > 2, "{tables:#?}");
        for row in rows() {
            let number = |of: &Value| of.as_u64().unwrap();
            let hidden = number(&row["base"]) - number(&row["sharedBase"]);
            for cell in row["cells"].as_array().unwrap().iter().filter(|cell| !cell["least"].is_null()) {
                assert!(hidden == 0 || hidden >= 5, "{row:#}");
                let (least, most) = (number(&cell["least"]), number(&cell["most"]));
                assert!(hidden == 0 || most > least || (2..hidden - 1).contains(&least), "all or none is told: {row:#}");
            }
        }
        // By hand: of 33 hidden States, 11 have not started and 11 are partly there. The last
        // option is given by its band.
        let all = tables.iter().find(|table| table["question"] == "A.a.1" && table["partition"].is_null()).unwrap();
        assert_eq!(all["standing"], "GATED");
        let ends = |level: &str| {
            let cells = all["rows"][0]["cells"].as_array().unwrap();
            let cell = cells.iter().find(|cell| cell["level"] == level).unwrap();
            (cell["least"].clone(), cell["most"].clone())
        };
        assert_eq!(ends("chosen:not_started"), (json!(11), json!(11)));
        assert_eq!(ends("chosen:partly"), (json!(11), json!(11)));
        assert_ne!(ends("declined").0, ends("declined").1, "nobody declined, and nobody learns it");
        assert_eq!(national_survey::aggregate::verify(&world, 1).await.unwrap(), Vec::<String>::new());
        let beside = world.test.beside().await;
        beside.run("UPDATE release_analyst_table SET content = replace(content, '\"count\":11', '\"count\":12')").await.unwrap();
        let findings = national_survey::aggregate::verify(&world, 1).await.unwrap();
        assert!(findings.iter().any(|found| found.contains("figures")), "{findings:?}");
    }

    /// The Secretariat can count the answers that it reads one by one, so they are given exactly.
    /// The others are protected by their own number.
    async fn what_is_shown_to_the_secretariat_is_counted_apart_from_what_is_not(test: Test) {
        let (world, codes) = with_many(test).await;
        for code in &codes[1..4] {
            world.state(code).consents("all", json!([{ "scope": "SUBMISSION", "reader": "SECRETARIAT" }])).await.data();
        }
        assert_eq!(world.releases("all").await, 1);
        let tables = world.analyst().reads(COUNTS).await["release"]["analystTables"].clone();
        let all = tables.as_array().unwrap().iter().find(|one| one["question"] == "A.a.1" && one["partition"].is_null()).unwrap();
        let row = &all["rows"][0];
        // 11 are public, and the Secretariat reads three more: at place 1 partly, at 2 in place, at
        // 3 not started.
        assert_eq!((&all["standing"], &row["base"], &row["sharedBase"]), (&json!("GATED"), &json!(44), &json!(14)));
        let cell = |level: &str| row["cells"].as_array().unwrap().iter().find(|cell| cell["level"] == level).unwrap().clone();
        let not_started = cell("chosen:not_started");
        assert_eq!((&not_started["shared"], &not_started["least"], &not_started["most"]), (&json!(5), &json!(10), &json!(10)));
        let public = world.public().reads("{ release(number: 1) { tables(within: \"A.a.1\") { rows { publishedBase } } } }").await;
        assert_eq!(public["release"]["tables"][0]["rows"][0]["publishedBase"], 11, "nobody else learns who shares what");
        assert_eq!(national_survey::aggregate::verify(&world, 1).await.unwrap(), Vec::<String>::new());
    }
}
