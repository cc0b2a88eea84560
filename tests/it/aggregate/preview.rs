//! Preview of a release for an administrator: public facts, and nothing from hidden answers.

use super::with_many;
use crate::world::{Test, World, both, on};
use disclosure::Parameters;
use national_survey::{aggregate::can_be_judged, config::Config};
use serde_json::{Value, json};

const PREVIEW: &str = r#"{ releasePreview(cycle: "all") { respondents { stateCode edition } tables {
    question partition withheld rows { classes base publishedBase } } } }"#;

async fn tables(world: &World) -> Value {
    world.administrator().reads(PREVIEW).await["releasePreview"]["tables"].clone()
}
fn withheld(tables: &Value, question: &str) -> Vec<Value> {
    let of = tables.as_array().unwrap().iter().filter(|table| table["question"] == question);
    of.map(|table| table["withheld"].clone()).collect()
}

both! {
    async fn a_preview_says_what_would_be_withheld_and_nothing_that_hidden_states_said(test: Test) {
        let (world, codes) = with_many(test).await;
        let before = tables(&world).await;
        assert_eq!(withheld(&before, "A.a.1"), [Value::Null, Value::Null]);
        // A change of a hidden answer changes nothing in the preview.
        let extend = json!({ "cycle": "all", "state": codes[1], "until": on(12, 1) });
        world.administrator().does("extendCycle", extend, "cycle { key }").await.data();
        let state = world.state(&codes[1]);
        state.saves("all", json!([{ "question": "A.a.1", "basedOn": 1, "disposition": "DECLINED" }])).await.data();
        state.amends("all").await.data();
        assert_eq!(tables(&world).await, before);
        // The preview equals the release, except the parts that the gate suppresses.
        world.releases("all").await;
        let shown = r#"{ release(number: 1) { tables { question partition standing rows { classes base publishedBase } } } }"#;
        let released = world.public().reads(shown).await["release"]["tables"].clone();
        for (foreseen, made) in before.as_array().unwrap().iter().zip(released.as_array().unwrap()) {
            assert_eq!((&foreseen["question"], &foreseen["partition"]), (&made["question"], &made["partition"]));
            match made["standing"].as_str().unwrap() {
                "GATED" => assert_eq!((&foreseen["withheld"], &foreseen["rows"]), (&Value::Null, &made["rows"])),
                _ => assert!(foreseen["withheld"].is_null() || made["standing"] == "NOT_AVAILABLE", "{made:#}"),
            }
        }
        // One State withdraws. The difference from the existing release is one State.
        state.withdraws("all").await.data();
        assert_eq!(withheld(&tables(&world).await, "A.a.1")[0], "FEW_IN_A_DIFFERENCE");
        let within = r#"{ releasePreview(cycle: "all") { tables(within: "A.a.1") { question } } }"#;
        let within = world.administrator().reads(within).await;
        assert_eq!(within["releasePreview"]["tables"].as_array().unwrap().len(), 2);
    }

    async fn few_are_too_few_before_anybody_looks_at_an_answer(test: Test) {
        let world = World::open(test).await;
        for state in ["FRA", "DEU"] {
            world.state(state).submits("2027", json!({ "countable": true })).await.data();
        }
        let query = r#"{ releasePreview(cycle: "2027") { respondents { stateCode } tables(within: "A.a.1") { withheld } } }"#;
        let preview = world.administrator().reads(query).await["releasePreview"].clone();
        assert_eq!(preview, json!({ "respondents": [{ "stateCode": "DEU" }, { "stateCode": "FRA" }], "tables": [{ "withheld": "TOO_FEW" }] }));
    }

    async fn a_bloc_that_no_organization_is_is_named_before_anything_is_served(test: Test) {
        let world = World::open(test.clone()).await;
        for (blocs, says) in [(vec!["EU", "AU"], None), (vec!["EU", "ATLANTIS"], Some("ATLANTIS"))] {
            let disclosure = Parameters { blocs: blocs.into_iter().map(str::to_owned).collect(), ..Parameters::default() };
            let product = crate::world::open(&Config { disclosure, ..test.config() }, &test.clock).await.unwrap();
            let judged = can_be_judged(&product, world.now()).await;
            assert_eq!(judged.is_ok(), says.is_none());
            let refused = judged.err().map(|error| format!("{error:?}")).unwrap_or_default();
            assert!(says.is_none_or(|name| refused.contains("disclosure.blocs") && refused.contains(name)), "{refused}");
            product.db().close().await;
        }
    }
}
