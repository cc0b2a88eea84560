//! The import of documents: their size, their violations, and their differences from the version
//! before.

use super::{fixture, imports, publishes};
use crate::world::{Test, World, either};
use national_survey::instrument::NATIONAL_SURVEY;
use serde_json::{Value, json};

/// Greatest size of the body of an import.
const MOST: usize = 2 << 20;

either! {
    async fn the_document_that_ships_is_imported_over_the_api(test: Test) {
        let world = World::with_people(test).await;
        let text = std::str::from_utf8(NATIONAL_SURVEY).unwrap();
        let document = text.replacen("version: \"2026.1\"", "version: \"2027.1\"", 1);
        assert!(document != text && document.len() > 300_000);
        // A document that is larger than any other request of a person.
        let usual = world.settings().limits.signed_in.body_bytes;
        let document = format!("{document}\n# {}\n", "a".repeat(usual));
        let input = json!({ "document": document });
        for other in [world.public(), world.france().focal_point, world.analyst()] {
            other.does("importInstrument", input.clone(), "violations { sentence }").await.refused("TOO_LARGE");
        }
        let administrator = world.administrator();
        // No other request of an administrator may be as large, and none is larger than 2 MiB.
        let large = json!({ "instrument": "national-survey", "version": "a".repeat(usual) });
        administrator.does("publishInstrument", large, "instrumentVersion { status }").await.refused("TOO_LARGE");
        let both = "mutation($input: ImportInstrumentInput!) { importInstrument(input: $input) { violations { sentence } }
            retireInstrument(input: { instrument: \"fixture\", version: \"1\" }) { instrumentVersion { status } } }";
        administrator.graphql(both, json!({ "input": input })).await.refused("TOO_LARGE");
        administrator.graphql("query($of: String) { __typename }", json!({ "of": document })).await.refused("TOO_LARGE");
        let larger = json!({ "document": format!("{document}#{}", "a".repeat(MOST)) });
        administrator.does("importInstrument", larger, "violations { sentence }").await.refused("TOO_LARGE");
        let shown = "instrumentVersion { version status languages questions { code } } violations { path sentence } rewordings { question }";
        let imported = administrator.does("importInstrument", input, shown).await.data()["importInstrument"].clone();
        assert_eq!((&imported["violations"], &imported["rewordings"]), (&json!([]), &json!([])));
        let version = &imported["instrumentVersion"];
        assert_eq!((&version["version"], &version["status"]), (&json!("2027.1"), &json!("DRAFT")));
        assert_eq!(version["questions"].as_array().unwrap().len(), 207);
        world.trail_is_whole().await;
    }

    async fn a_document_that_cannot_be_read_says_in_plain_words_what_belongs_where(test: Test) {
        let world = World::with_people(test).await;
        let administrator = world.administrator();
        for (old, new, path, sentence) in [
            ("text: How far?", "text: ~", "line", "A text belongs here, and there is none: write it, or leave the member out."),
            ("value: [partly, in_place]", "value: \"partly\"", "line", "A list belongs here, such as `[yes, no]`. A single value is a list, too: `[yes]`."),
            ("set.status.in_place: En place", "set.status.in_place: En place\n---\nkey: second", "line", "A second document begins here: an instrument is one document, without `---` inside."),
        ] {
            let text = fixture().replacen(old, new, 1);
            let violations = imports(&administrator, &text).await["violations"].clone();
            assert_eq!(violations.as_array().unwrap().len(), 1, "{violations:#}");
            assert_eq!((&violations[0]["rule"], &violations[0]["sentence"]), (&json!("unreadable"), &json!(sentence)));
            assert!(violations[0]["path"].as_str().unwrap().starts_with(path), "{violations:#}");
        }
    }

    async fn a_question_in_other_words_is_taken_with_a_declared_lineage_alone(test: Test) {
        let world = World::with_people(test).await;
        let administrator = world.administrator();
        imports(&administrator, &fixture()).await;
        publishes(&administrator).await.data();
        let second = fixture().replacen("version: \"1\"", "version: \"2\"", 1);
        let exchanged = second.replacen(
            "{id: supply_chain, label: Supply chain}\n              - {id: insiders, label: Insiders}",
            "{id: supply_chain, label: Insiders}\n              - {id: insiders, label: Supply chain}",
            1,
        );
        assert_ne!(exchanged, second);
        let shown = "instrumentVersion { status } violations { path rule sentence } rewordings { question path language before after }";
        let import = async |document: &str| {
            administrator.does("importInstrument", json!({ "document": document }), shown).await.data()["importInstrument"].clone()
        };
        let refused = import(&exchanged).await;
        let at = "parts/A/sections/A.a/questions/A.a.3";
        assert_eq!((&refused["instrumentVersion"], refused["violations"].as_array().unwrap().len()), (&Value::Null, 1));
        let violation = &refused["violations"][0];
        assert_eq!((&violation["path"], &violation["rule"]), (&json!(at), &json!("undeclared_change")));
        let sentence = violation["sentence"].as_str().unwrap();
        for words in ["version 1", "`Supply chain`", "`Insiders`", "lineage: {relation: same}"] {
            assert!(sentence.contains(words), "{sentence}");
        }
        let changes = json!([
            { "question": "A.a.3", "path": format!("{at}/options/insiders/label"), "language": "en", "before": "Insiders", "after": "Supply chain" },
            { "question": "A.a.3", "path": format!("{at}/options/supply_chain/label"), "language": "en", "before": "Supply chain", "after": "Insiders" },
        ]);
        assert_eq!(refused["rewordings"], changes);
        let declared = exchanged.replacen("text: Which come first?", "text: Which come first?\n            lineage: {relation: same}", 1);
        let taken = import(&declared).await;
        assert_eq!((&taken["violations"], &taken["instrumentVersion"]["status"]), (&json!([]), &json!("DRAFT")));
        assert_eq!(taken["rewordings"], changes, "a declared difference is reported, too");
        let unchanged = import(&second).await;
        assert_eq!((&unchanged["violations"], &unchanged["rewordings"]), (&json!([]), &json!([])));
        world.trail_is_whole().await;
    }
}
