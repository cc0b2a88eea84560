//! Arrangements of released rows, which hold nothing beyond the tables.

use super::{TABLES, table, with_many};
use crate::world::{Test, both};
use serde_json::{Value, json};

const ROW: &str = "{ classes base publishedBase cells { level published hidden count lowerPercent upperPercent } }";

fn overview(arguments: &str) -> String {
    format!(
        "{{ release(number: 1) {{ overview({arguments}) {{ optionSet columns {{ level option }}
        lines {{ question standing row {ROW} cells {{ level hidden lowerPercent }} }} }} }} }}"
    )
}

both! {
    async fn what_lies_within_nothing_of_the_instrument_is_refused(test: Test) {
        let (world, codes) = with_many(test).await;
        world.releases("all").await;
        let (public, analyst, first) = (world.public(), world.analyst(), world.administrator());
        let own = world.state(&codes[1]).focal_point;
        for code in ["ZZ", "a", "%", "", "Z.z.9"] {
            for of in [
                format!(r#"tables(within: "{code}") {{ question }}"#),
                format!(r#"changes(within: "{code}") {{ question }}"#),
                format!(r#"overview(optionSet: "status", within: "{code}") {{ optionSet }}"#),
            ] {
                let said = public.asks(&format!("{{ release(number: 1) {{ {of} }} }}")).await.refused("BAD_INPUT");
                assert!(said.contains("no part, section or question"), "{of}: {said}");
            }
            let counts = format!(r#"{{ release(number: 1) {{ analystTables(within: "{code}") {{ question }} }} }}"#);
            analyst.asks(&counts).await.refused("BAD_INPUT");
            let preview = format!(r#"{{ releasePreview(cycle: "all") {{ tables(within: "{code}") {{ question }} }} }}"#);
            first.asks(&preview).await.refused("BAD_INPUT");
            let version = format!(r#"{{ cycle(key: "all") {{ instrumentVersion {{ questions(within: "{code}") {{ code }} }} }} }}"#);
            public.asks(&version).await.refused("BAD_INPUT");
            let places = format!(r#"{{ sharedAnswerPlaces(cycle: "all", filter: {{ within: "{code}" }}) {{ edges {{ cursor }} }} }}"#);
            analyst.asks(&places).await.refused("BAD_INPUT");
            own.asks(&format!(r#"{{ submission(cycle: "all") {{ answers(within: "{code}") {{ revision }} }} }}"#)).await.refused("BAD_INPUT");
            for of in [format!(r#"hints(within: "{code}")"#), format!(r#"mirror(release: 1, within: "{code}")"#)] {
                own.asks(&format!(r#"{{ submission(cycle: "all") {{ {of} {{ question }} }} }}"#)).await.refused("BAD_INPUT");
            }
        }
        // A question that is asked and not counted is a valid name.
        let read = public.reads(r#"{ release(number: 1) { tables(within: "A.b.1") { question } } }"#).await;
        assert_eq!(read["release"]["tables"], json!([]));
    }

    async fn an_overview_lays_frozen_rows_beside_one_another(test: Test) {
        let (world, _) = with_many(test).await;
        world.releases("all").await;
        let public = world.public();
        for (wrong, arguments) in [
            ("an option set", r#"optionSet: "grades""#),
            ("a class", r#"optionSet: "status", of: { partition: "un_regional_group", class: "nowhere" }"#),
            ("a partition", r#"optionSet: "status", of: { partition: "income", class: "low" }"#),
        ] {
            let said = public.asks(&overview(arguments)).await.refused("BAD_INPUT");
            assert!(said.contains("no such") || said.contains("no option set"), "{wrong}: {said}");
        }
        let release = public.reads(TABLES).await["releases"][0].clone();
        // Choices among the options of a set, and a record list by its area.
        for (set, questions) in [("status", vec!["A.a.1", "A.b.5"]), ("challenges", vec!["A.a.2", "B.a.6", "B.a.7"])] {
            let shown = public.reads(&overview(&format!(r#"optionSet: "{set}""#))).await["release"]["overview"].clone();
            let lines = shown["lines"].as_array().unwrap();
            assert_eq!(lines.iter().map(|line| line["question"].as_str().unwrap()).collect::<Vec<_>>(), questions);
            for line in lines {
                let all = table(&release, line["question"].as_str().unwrap(), Value::Null);
                assert_eq!((&line["row"], &line["standing"]), (&all["rows"][0], &all["standing"]));
            }
        }
        let shown = public.reads(&overview(r#"optionSet: "status", within: "A.a""#)).await["release"]["overview"].clone();
        let columns: Vec<_> = shown["columns"].as_array().unwrap().iter().map(|column| column["option"].clone()).collect();
        assert_eq!(columns[..4], [json!("not_started"), json!("partly"), json!("in_place"), Value::Null]);
        let [shown, ordered] = ["", ", order: BAND"].map(|order| overview(&format!(r#"optionSet: "challenges", within: "A.a.2"{order}"#)));
        by_band(&public.reads(&shown).await["release"]["overview"], &public.reads(&ordered).await["release"]["overview"]);
        let regions = table(&release, "A.a.1", json!("un_regional_group")).clone();
        for row in regions["rows"].as_array().unwrap() {
            for class in row["classes"].as_array().unwrap() {
                let of = format!(r#"optionSet: "status", within: "A.a.1", of: {{ partition: "un_regional_group", class: {class} }}"#);
                let line = public.reads(&overview(&of)).await["release"]["overview"]["lines"][0].clone();
                assert_eq!((&line["row"], &line["standing"]), (row, &regions["standing"]));
            }
        }
    }

    async fn participation_is_counted_from_invitations_and_the_named_respondents(test: Test) {
        let (world, codes) = with_many(test).await;
        world.releases("all").await;
        let query = "{ release(number: 1) { respondents { stateCode } participation { partition class invited counted } } }";
        let read = world.public().reads(query).await["release"].clone();
        let lines = read["participation"].as_array().unwrap();
        let number = |line: &Value, of: &str| line[of].as_u64().unwrap();
        assert_eq!((&lines[0]["partition"], number(&lines[0], "counted")), (&Value::Null, 44));
        let sums = ["invited", "counted"].map(|of| lines[1..].iter().map(|line| number(line, of)).sum::<u64>());
        assert_eq!(sums, ["invited", "counted"].map(|of| number(&lines[0], of)), "the classes, with the rest, are all");
        assert_eq!(number(&lines[0], "invited"), 195);
        // A later invitation does not count at the release's moment. A State that withdraws later
        // was counted.
        world.state(&codes[0]).withdraws("all").await.data();
        assert_eq!(world.public().reads(query).await["release"], read);
    }
}

/// Checks that the order by band has the same cells, the highest band first.
fn by_band(shown: &Value, by_band: &Value) {
    assert_eq!(shown["columns"], by_band["columns"]);
    let band = |cell: &Value| cell["lowerPercent"].as_i64().unwrap_or(-1);
    let mut expected = shown["lines"][0]["cells"].as_array().unwrap().clone();
    expected.sort_by_key(|cell| -band(cell));
    assert_eq!(by_band["lines"][0]["cells"], json!(expected));
    assert_ne!(shown["lines"][0]["cells"], by_band["lines"][0]["cells"]);
}
