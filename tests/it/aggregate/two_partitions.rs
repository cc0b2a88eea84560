//! Two partitions in one lattice: classes of one against classes of the other (R3), States in no
//! class, and small classes (R2).

use crate::world::{Test, World, both, on};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Numbers of answering States by regional group, in alphabetical order.
const AFRICAN: usize = 16;
const ASIAN: usize = 18;
const WESTERN: usize = 12;
/// Number of Asian States in the further class of the African ones.
const MOVED: usize = 5;

/// The States of each regional group whose people are not in every world, and the two observers,
/// who are in no group.
type Cast = BTreeMap<String, Vec<String>>;

async fn cast(world: &World) -> Cast {
    let read = world
        .public()
        .reads(r#"{ grouping(code: "un_regional_group") { groups { code states { code } } } }"#)
        .await;
    let of = |group: &Value| {
        let all = group["states"]
            .as_array()
            .unwrap()
            .iter()
            .map(|state| state["code"].as_str().unwrap().to_owned());
        let known = ["FRA", "DEU", "KEN", "BRA"];
        (
            group["code"].as_str().unwrap().to_owned(),
            all.filter(|code| !known.contains(&code.as_str())).collect::<Vec<_>>(),
        )
    };
    let mut cast: Cast = read["grouping"]["groups"].as_array().unwrap().iter().map(of).collect();
    cast.insert("none".into(), vec!["PSE".into(), "VAT".into()]);
    let all: Vec<String> = cast.values().flatten().cloned().collect();
    world.adds_states(&all).await;
    cast
}

fn partition(key: &str, classes: &[(&str, Vec<String>)]) -> Value {
    let classes: Vec<_> =
        classes.iter().map(|(key, states)| json!({ "key": key, "states": states })).collect();
    json!({ "key": key, "classes": classes })
}

/// Returns the regional groups, and a further partition: the African States with `more`, and all
/// others without `without`.
fn partitions(cast: &Cast, more: &[String], without: &[String]) -> [Value; 2] {
    let group = |code: &str| cast[code].clone();
    let regional = [
        ("african", group("African")),
        ("asian", group("Asia-Pacific")),
        ("western", group("WesternEuropeanOthers")),
    ];
    let others =
        [group("Asia-Pacific"), group("WesternEuropeanOthers"), cast["none"].clone()].concat();
    let two = others
        .into_iter()
        .filter(|state| !more.contains(state) && !without.contains(state))
        .collect();
    let further = [("one", [group("African"), more.to_vec()].concat()), ("two", two)];
    [partition("un_regional_group", &regional), partition("further", &further)]
}

/// Plans a cycle with these partitions, or with the product's own, and lets the States answer it,
/// each option equally often.
async fn played(world: &World, key: &str, partitions: Option<Vec<Value>>, states: &[&[String]]) {
    let names = json!({ "ar": "a", "zh": "b", "en": "c", "fr": "d", "ru": "e", "es": "f" });
    let lattice = partitions.map(|partitions| json!({ "partitions": partitions }));
    let input = json!({ "key": key, "instrument": "fixture", "version": "1", "names": names, "opensAt": on(2, 1), "lattice": lattice });
    world.administrator().does("planCycle", input, "cycle { key }").await.data();
    for (place, code) in states.iter().flat_map(|states| states.iter()).enumerate() {
        let option = ["not_started", "partly", "in_place"][place % 3];
        let edit = json!([{ "question": "A.a.1", "basedOn": 0, "value": { "singleChoice": { "option": option } } }]);
        let state = world.state(code);
        state.saves(key, edit).await.data();
        state.submits(key, json!({ "countable": true, "reader": "STATE_ONLY" })).await.data();
    }
}

/// Releases a cycle on one question in a copy of the world, after some States published.
///
/// Returns, for each table, the reason of its suppression by size, its stage, and its rows by their
/// classes and bases.
async fn released(test: &Test, cycle: &str, publish: &[String]) -> Value {
    let copy = test.copied().await;
    let world = World::empty(copy.clone()).await;
    for code in publish {
        world
            .state(code)
            .consents(cycle, json!([{ "scope": "SUBMISSION", "reader": "PUBLIC" }]))
            .await
            .data();
    }
    let preview = format!(
        r#"{{ releasePreview(cycle: "{cycle}") {{ tables(within: "A.a.1") {{ withheld }} }} }}"#
    );
    let preview = world.administrator().reads(&preview).await["releasePreview"]["tables"].clone();
    assert_eq!(world.releases(cycle).await, 1);
    let query = r#"{ release(number: 1) { tables(within: "A.a.1") { partition standing rows { classes base publishedBase } } } }"#;
    let tables = world.public().reads(query).await["release"]["tables"].clone();
    assert_eq!(national_survey::aggregate::verify(&world, 1).await.unwrap(), Vec::<String>::new());
    world.db().close().await;
    copy.done().await;
    let line = |(table, preview): (&Value, &Value)| {
        let row = |row: &Value| json!([row["classes"], row["base"], row["publishedBase"]]);
        let rows: Vec<_> = table["rows"].as_array().unwrap().iter().map(row).collect();
        json!([table["partition"], preview["withheld"], table["standing"], rows])
    };
    tables.as_array().unwrap().iter().zip(preview.as_array().unwrap()).map(line).collect()
}

both! {
    async fn of_two_partitions_the_later_is_not_there_where_one_to_four_hidden_states_are_between_their_classes(test: Test) {
        let world = World::open(test.clone()).await;
        let cast = cast(&world).await;
        let [african, asian, western] =
            [("African", AFRICAN), ("Asia-Pacific", ASIAN), ("WesternEuropeanOthers", WESTERN)].map(|(group, many)| &cast[group][..many]);
        let moved = &asian[..MOVED];
        let [regional, further] = partitions(&cast, moved, &cast["none"]);
        played(&world, "apart", Some(vec![regional.clone(), further.clone()]), &[african, asian, western]).await;
        played(&world, "turned", Some(vec![further, regional]), &[african, asian, western]).await;
        world.db().close().await;
        for hidden in 0..=MOVED {
            let public = MOVED - hidden;
            let withheld = (1..5).contains(&hidden);
            let regional = json!([[["african"], AFRICAN, 0], [["asian"], ASIAN, public], [["western"], WESTERN, 0]]);
            let further = json!([[["one"], AFRICAN + MOVED, public], [["two"], ASIAN - MOVED + WESTERN, 0]]);
            let all = json!([null, null, "GATED", [[[], AFRICAN + ASIAN + WESTERN, public]]]);
            let absent = |partition: &str| json!([partition, "FEW_IN_A_DIFFERENCE", "NOT_AVAILABLE", []]);
            let there = |partition: &str, rows: &Value| json!([partition, null, "GATED", rows]);
            let second = if withheld { absent("further") } else { there("further", &further) };
            let expected = json!([all, there("un_regional_group", &regional), second]);
            assert_eq!(released(&test, "apart", &moved[hidden..]).await, expected, "{hidden} hidden between");
            if hidden == 3 {
                let expected = json!([all, there("further", &further), absent("un_regional_group")]);
                assert_eq!(released(&test, "turned", &moved[hidden..]).await, expected, "the order of declaration is the priority");
            }
        }
    }

    async fn states_in_no_class_hide_with_the_smallest_class_and_count_where_classes_are_compared(test: Test) {
        let world = World::open(test.clone()).await;
        let cast = cast(&world).await;
        let [african, asian, western, observers] = [("African", AFRICAN), ("Asia-Pacific", ASIAN), ("WesternEuropeanOthers", WESTERN), ("none", 2)]
            .map(|(group, many)| &cast[group][..many]);
        let states = [african, asian, western, observers];
        for (key, without) in [("apart", observers), ("within", &[][..])] {
            played(&world, key, Some(partitions(&cast, &[], without).to_vec()), &states).await;
        }
        world.db().close().await;
        let all = |public: usize| json!([null, null, "GATED", [[[], AFRICAN + ASIAN + WESTERN + 2, public]]]);
        // Two hidden States are too few for the remainder of All. The smallest class takes them in,
        // and its row names them.
        let regional = json!([[["african"], AFRICAN, 0], [["asian"], ASIAN, 0], [["western", "_rest"], WESTERN + 2, 0]]);
        let regional = json!(["un_regional_group", null, "GATED", regional]);
        // They are in no class of the further partition either, and join another smallest class.
        // The difference from the African States is then two States.
        let further = json!(["further", "FEW_IN_A_DIFFERENCE", "NOT_AVAILABLE", []]);
        assert_eq!(released(&test, "apart", &[]).await, json!([all(0), regional, further]));
        let further = json!([[["one"], AFRICAN, 0], [["two"], ASIAN + WESTERN + 2, 0]]);
        assert_eq!(released(&test, "within", &[]).await, json!([all(0), regional, ["further", null, "GATED", further]]));
        // If they publish, the difference of All and the classes discloses nobody.
        let regional = json!([[["african"], AFRICAN, 0], [["asian"], ASIAN, 0], [["western"], WESTERN, 0]]);
        let further = json!([[["one"], AFRICAN, 0], [["two"], ASIAN + WESTERN, 0]]);
        let expected = json!([all(2), ["un_regional_group", null, "GATED", regional], ["further", null, "GATED", further]]);
        assert_eq!(released(&test, "apart", observers).await, expected);
    }

    async fn a_group_below_the_size_is_shown_with_the_next_smallest_and_where_one_row_is_left_none_is(test: Test) {
        let world = World::open(test.clone()).await;
        let cast = cast(&world).await;
        let [african, asian, western, eastern] = [("African", AFRICAN), ("Asia-Pacific", ASIAN), ("WesternEuropeanOthers", WESTERN), ("EasternEuropean", 4)]
            .map(|(group, many)| &cast[group][..many]);
        played(&world, "four", None, &[african, asian, western, eastern]).await;
        let two = [("african", cast["African"].clone()), ("western", cast["WesternEuropeanOthers"].clone())];
        played(&world, "few", Some(vec![partition("un_regional_group", &two)]), &[african, &western[..9]]).await;
        let keys = world.public().reads(r#"{ cycle(key: "four") { lattice { classes { key } } } }"#).await;
        let keys: Vec<_> = keys["cycle"]["lattice"][0]["classes"].as_array().unwrap().iter().map(|class| class["key"].clone()).collect();
        world.db().close().await;
        let key = |name: &str| keys.iter().find(|key| key.as_str().unwrap().contains(name)).unwrap().clone();
        let base = |rows: &Value, name: &str| {
            let row = rows.as_array().unwrap().iter().find(|row| row[0].as_array().unwrap().contains(&key(name))).unwrap();
            (row[0].as_array().unwrap().len(), row[1].as_u64().unwrap())
        };
        let four = released(&test, "four", &[]).await;
        assert_eq!((&four[1][1], &four[1][2]), (&Value::Null, &json!("GATED")));
        assert_eq!([base(&four[1][3], "eastern"), base(&four[1][3], "western")], [(2, 16); 2], "{four:#}");
        assert_eq!((base(&four[1][3], "african"), base(&four[1][3], "asia")), ((1, 16), (1, 18)));
        // A class of four that publishes needs no other States to hide among.
        let four = released(&test, "four", eastern).await;
        assert_eq!([base(&four[1][3], "eastern"), base(&four[1][3], "western")], [(1, 4), (1, 12)], "{four:#}");
        let few = released(&test, "few", &[]).await;
        assert_eq!(few, json!([[null, null, "GATED", [[[], 25, 0]]], ["un_regional_group", "TOO_FEW", "NOT_AVAILABLE", []]]));
    }
}
