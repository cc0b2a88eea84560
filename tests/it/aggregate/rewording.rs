//! Cycles on versions in other words: what is compared, and in which words.

use super::lineage::change;
use crate::{
    export::{
        file_of, read_csv,
        tables::{of_parquet, of_sheet, sheet_in},
    },
    world::{FIXTURE, Test, World, either, on},
};
use serde_json::{Value, json};

/// Number of States that answer both cycles.
const MANY: usize = 60;
/// Number of them that show their answers to everybody.
const PUBLIC: usize = 10;

/// Questions of the first version, in a section that the fixture does not have.
const FIRST: &str = "
          - {code: A.c.1, type: single_choice, text: Does it exist?, options: [{id: a, label: 'yes'}, {id: b, label: 'no'}], aggregate: counts}
          - {code: A.c.2, type: single_choice, text: Exchanged?, options: [{id: a, label: 'yes'}, {id: b, label: 'no'}], aggregate: counts}
          - {code: A.c.3, type: single_choice, text: Is it public?, options: [{id: a, label: 'yes'}, {id: b, label: 'no'}], aggregate: counts}
          - {code: A.c.4, type: single_choice, text: Merged?, option_set: status, aggregate: counts}
          - {code: A.c.5, type: single_choice, text: Merged too?, option_set: status, aggregate: counts}
          - {code: A.c.6, type: single_choice, text: Split?, option_set: status, aggregate: counts}
          - {code: A.c.7, type: single_choice, text: Unchanged?, options: [{id: a, label: 'yes'}, {id: b, label: 'no'}], aggregate: counts}
          - {code: A.c.8, type: single_choice, text: Narrowed in between?, options: [{id: a, label: 'yes'}, {id: b, label: 'no'}], aggregate: counts}
";
/// The same questions in the second version, which no cycle uses.
const SECOND: &str = "
          - {code: A.c.11, type: single_choice, text: Does it exist?, options: [{id: a, label: 'yes'}, {id: b, label: 'no'}], aggregate: counts, lineage: {relation: same, from: [A.c.1]}}
          - {code: A.c.2, type: single_choice, text: Exchanged?, options: [{id: a, label: 'no'}, {id: b, label: 'yes'}], aggregate: counts, lineage: {relation: same}}
          - {code: A.c.3, type: single_choice, text: Is it secret?, options: [{id: a, label: 'yes'}, {id: b, label: 'no'}], aggregate: counts}
          - {code: A.c.14, type: single_choice, text: Both?, option_set: status, aggregate: counts, lineage: {relation: merged, from: [A.c.4, A.c.5]}}
          - {code: A.c.16, type: single_choice, text: One half?, option_set: status, aggregate: counts, lineage: {relation: split, from: [A.c.6]}}
          - {code: A.c.17, type: single_choice, text: The other half?, option_set: status, aggregate: counts, lineage: {relation: split, from: [A.c.6]}}
          - {code: A.c.7, type: single_choice, text: Unchanged?, options: [{id: a, label: 'yes'}, {id: b, label: 'no'}], aggregate: counts}
          - {code: A.c.8, type: single_choice, text: Narrowed in between?, options: [{id: a, label: 'yes'}, {id: b, label: 'no'}], aggregate: counts, lineage: {relation: narrowed}}
";
/// The text of `A.c.3` that turns it into its contrary.
const CONTRARY: &str = "text: Is it secret?";

/// Returns a version of the fixture with a further section.
fn version(number: usize, questions: &str) -> String {
    let fixture = String::from_utf8(FIXTURE.to_vec()).unwrap();
    let section = format!(
        "      - code: A.c\n        title: Followed\n        questions:{questions}  - code: B\n"
    );
    fixture.replacen("version: \"1\"", &format!("version: \"{number}\""), 1).replacen(
        "  - code: B\n",
        &section,
        1,
    )
}

/// Imports a version, and returns the rules and questions of its violations.
async fn imports(world: &World, document: &str) -> Vec<(String, String)> {
    let input = json!({ "document": document });
    let administrator = world.administrator();
    let imported = administrator.does("importInstrument", input, "violations { path rule }");
    let violations = imported.await.data()["importInstrument"]["violations"].clone();
    let text = |value: &Value| value.as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let violations = violations.as_array().unwrap().iter();
    violations.map(|one| (text(&one["rule"]), text(&one["path"]))).collect()
}

async fn publishes(world: &World, number: usize) {
    let of = json!({ "instrument": "fixture", "version": number.to_string() });
    let administrator = world.administrator();
    administrator.does("publishInstrument", of, "instrumentVersion { status }").await.data();
}

/// Saves and submits the same options to every question of a version that is compared.
async fn play(world: &World, codes: &[String], cycle: &str, asked: &[&str]) {
    for (place, state) in codes.iter().enumerate() {
        let option = |question: &str| match question {
            "A.a.1" | "A.b.5" => "partly",
            _ if place % 3 == 0 => "b",
            _ => "a",
        };
        let edit = |question: &&str| json!({ "question": question, "basedOn": 0, "value": { "singleChoice": { "option": option(question) } } });
        let state = world.state(state);
        let edits: Vec<_> = asked.iter().map(edit).collect();
        state.saves(cycle, json!(edits)).await.data();
        let reader = if place < PUBLIC { "PUBLIC" } else { "STATE_ONLY" };
        state.submits(cycle, json!({ "countable": true, "reader": reader })).await.data();
    }
}

either! {
    async fn nothing_is_compared_that_no_lineage_declares_and_an_earlier_answer_keeps_its_words(test: Test) {
        let world = World::with_people(test).await;
        assert_eq!(imports(&world, &version(1, FIRST)).await, []);
        publishes(&world, 1).await;

        // A text that is turned into its contrary, and labels of a shared set that change places,
        // are refused until their lineage is declared.
        let undeclared = |question: &str| ("undeclared_change".to_owned(), question.to_owned());
        assert_eq!(imports(&world, &version(2, SECOND)).await, [undeclared("A.c.3")]);
        let same = format!("{CONTRARY}, lineage: {{relation: same}}");
        let declared = SECOND.replacen(CONTRARY, &same, 1);
        let exchanged = version(2, &declared)
            .replacen("label: Partly in place", "label: X", 1)
            .replacen("label: In place", "label: Partly in place", 1)
            .replacen("label: X", "label: In place", 1);
        assert_eq!(imports(&world, &exchanged).await, [undeclared("A.a.1"), undeclared("A.b.5")]);
        let exchanged = exchanged
            .replacen("text: How far?,", "text: How far?, lineage: {relation: same},", 1)
            .replacen("text: Is it reviewed?", "text: Is it reviewed?\n            lineage: {relation: narrowed}", 1);
        assert_eq!(imports(&world, &exchanged).await, []);
        publishes(&world, 2).await;

        // The third version changes nothing, and declares nothing.
        let third = exchanged.replacen("version: \"2\"", "version: \"3\"", 1);
        let third: String = third.split(", lineage: {relation: ").enumerate().map(|(place, part)| {
            if place == 0 { return part.to_owned() }
            part.split_once('}').map(|(_, rest)| rest.to_owned()).unwrap()
        }).collect();
        let third = third.replacen("\n            lineage: {relation: narrowed}", "", 1);
        assert!(!third.contains("lineage"), "{third}");
        assert_eq!(imports(&world, &third).await, []);
        publishes(&world, 3).await;

        let names = json!({ "ar": "a", "zh": "b", "en": "c", "fr": "d", "ru": "e", "es": "f" });
        for (cycle, version, day) in [("before", "1", 1), ("after", "3", 2)] {
            let input = json!({ "key": cycle, "instrument": "fixture", "version": version, "names": names, "opensAt": on(2, day) });
            world.administrator().does("planCycle", input, "cycle { key }").await.data();
        }
        world.test.clock.set(on(3, 1));
        let codes = world.further_states(MANY).await;
        world.adds_states(&codes).await;
        play(&world, &codes, "before", &["A.a.1", "A.c.1", "A.c.2", "A.c.3", "A.c.7", "A.c.8"]).await;
        play(&world, &codes, "after", &["A.a.1", "A.c.11", "A.c.2", "A.c.3", "A.c.7", "A.c.8"]).await;
        assert_eq!((world.releases("before").await, world.releases("after").await), (1, 2));

        for (question, broken) in [("A.c.14", "MERGED"), ("A.c.16", "SPLIT"), ("A.c.17", "SPLIT"), ("A.c.8", "NARROWED"), ("A.b.5", "NARROWED")] {
            let change = change(&world, 2, question).await;
            assert_eq!((&change["breakInSeries"], &change["cells"]), (&json!(broken), &json!([])), "{question}");
        }
        // Two thirds of the publishers chose the first option in both cycles. Each end is worded as
        // it was asked then.
        for (question, since, asked, now, from, to) in [
            ("A.c.11", "A.c.1", "Does it exist?", "Does it exist?", "yes", "yes"),
            ("A.c.2", "A.c.2", "Exchanged?", "Exchanged?", "yes", "no"),
            ("A.c.3", "A.c.3", "Is it public?", "Is it secret?", "yes", "yes"),
            ("A.c.7", "A.c.7", "Unchanged?", "Unchanged?", "yes", "yes"),
        ] {
            let change = change(&world, 2, question).await;
            assert_eq!((&change["sinceRelease"], &change["sinceQuestion"], &change["publishedBase"]), (&json!(1), &json!(since), &json!(PUBLIC)), "{change:#}");
            assert_eq!((&change["sinceQuestionText"], &change["questionText"]), (&json!(asked), &json!(now)));
            let cells = change["cells"].as_array().unwrap();
            let cell = cells.iter().find(|cell| cell["from"] == "a" && cell["to"] == "a").unwrap();
            assert_eq!((&cell["fromLabel"], &cell["toLabel"], &cell["published"]), (&json!(from), &json!(to), &json!(6)));
            assert!(cells.iter().any(|cell| cell["from"].is_null() && cell["fromLabel"].is_null()), "no value has no label");
        }
        let scale = change(&world, 2, "A.a.1").await;
        let cells = scale["cells"].as_array().unwrap();
        let partly = cells.iter().find(|cell| cell["from"] == "partly" && cell["to"] == "partly").unwrap();
        assert_eq!((&partly["fromLabel"], &partly["toLabel"]), (&json!("Partly in place"), &json!("In place")), "through a shared set");

        // Every file has the same words.
        let csv = read_csv(std::str::from_utf8(&file_of(&world, 2, "en.changes.csv").await.bytes).unwrap());
        let sheet = of_sheet(&sheet_in(file_of(&world, 2, "en.xlsx").await.bytes, "changes"));
        let (parquet, _) = of_parquet(file_of(&world, 2, "en.changes.parquet").await.bytes);
        let data = String::from_utf8(file_of(&world, 2, "en.changes.data.xml").await.bytes.to_vec()).unwrap();
        for rows in [&csv, &sheet, &parquet] {
            let row = |question: &str, option: &str| {
                rows.iter().find(|row| row["question"] == question && row["from_option"] == option && row["to_option"] == option).unwrap()
            };
            let (exchanged, contrary, partly) = (row("A.c.2", "a"), row("A.c.3", "a"), row("A.a.1", "partly"));
            assert_eq!((exchanged["from_label"].as_str(), exchanged["to_label"].as_str()), ("yes", "no"));
            assert_eq!((partly["from_label"].as_str(), partly["to_label"].as_str()), ("Partly in place", "In place"));
            assert_eq!((contrary["since_question_text"].as_str(), contrary["question_text"].as_str()), ("Is it public?", "Is it secret?"));
        }
        let observation = data.lines().find(|line| line.contains("QUESTION=\"A_c_2\"") && line.contains("FROM_OPTION=\"a\" TO_OPTION=\"a\"")).unwrap();
        for words in ["FROM_LABEL=\"yes\"", "TO_LABEL=\"no\"", "SINCE_QUESTION_TEXT=\"Exchanged?\""] {
            assert!(observation.contains(words), "{observation}");
        }
        let book = read_csv(std::str::from_utf8(&file_of(&world, 2, "en.codebook.csv").await.bytes).unwrap());
        let label = |list: &str| book.iter().find(|entry| entry["list"] == list && entry["code"] == "a" && entry["of"] == "A.c.2").unwrap()["label"].clone();
        assert_eq!((label("from_option").as_str(), label("to_option").as_str()), ("yes", "no"));
        assert_eq!(national_survey::aggregate::verify(&world, 2).await.unwrap(), Vec::<String>::new());
    }
}
