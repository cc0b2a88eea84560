//! Single answers that consent shows to the Secretariat: recorded reads, search and tags.

use super::question;
use crate::world::{Actor, Answer, Test, VALUE, World, both};
use serde_json::{Value, json};

/// Creates a world in which France answers four questions, one for each level of readers.
async fn shown(test: Test) -> World {
    let world = World::open(test).await;
    let france = world.france();
    france.answers("A.a.1", json!({ "singleChoice": { "option": "partly" } })).await;
    france
        .answers("A.b.1", json!({ "shortText": { "text": "A national Centre was founded" } }))
        .await;
    france.answers("A.a.3", json!({ "rankedChoice": { "options": ["insiders", "other"], "other": "lone founders" } })).await;
    france.answers("B.a.2", json!({ "agency": { "name": "Centre" } })).await;
    let levels = [("A.b.1", "SECRETARIAT"), ("A.a.3", "MEMBER_STATES"), ("B.a.2", "PUBLIC")];
    france
        .consents("2027", json!(levels.map(|(code, reader)| question(code, reader))))
        .await
        .data();
    france.submits("2027", json!({})).await.data();
    world
}

fn place(code: &str) -> Value {
    json!({ "cycle": "2027", "state": "FRA", "question": code })
}

async fn reads(by: &Actor, code: &str) -> Answer {
    let shown = "answer { stateCode question disposition withheld value { ...value } }";
    by.does("readSharedAnswer", place(code), shown).await
}

async fn tags(by: &Actor, mutation: &str, code: &str, tag: &str) -> Answer {
    let mut input = place(code);
    input["tag"] = tag.into();
    let query = format!(
        "mutation($input: TagSharedAnswerInput!) {{ {mutation}(input: $input) {{ place {{ tags {{ tag edition }} }} }} }}"
    );
    by.graphql(&query, json!({ "input": input })).await
}

/// Returns the results of a search, as `A.b.1 [tag, tag]`.
async fn finds(by: &Actor, filter: &str) -> Vec<String> {
    let query = format!(
        r#"{{ sharedAnswerPlaces(cycle: "2027", filter: {{ {filter} }}) {{ nodes {{ question tags {{ tag }} }} }} }}"#
    );
    let found = by.reads(&query).await["sharedAnswerPlaces"]["nodes"].take();
    let text = |node: &Value| {
        let tags: Vec<_> = node["tags"]
            .as_array()
            .unwrap()
            .iter()
            .map(|tag| tag["tag"].as_str().unwrap())
            .collect();
        format!("{} [{}]", node["question"].as_str().unwrap(), tags.join(", "))
    };
    found.as_array().unwrap().iter().map(text).collect()
}

/// Searches for words, and returns the questions whose texts hold them.
async fn searches(by: &Actor, words: &str, filter: Value) -> Vec<String> {
    let input = json!({ "cycle": "2027", "words": words, "filter": filter });
    let found = by.does("searchSharedAnswers", input, "places { question }").await.data();
    let places = found["searchSharedAnswers"]["places"].as_array().unwrap().clone();
    places.iter().map(|place| place["question"].as_str().unwrap().to_owned()).collect()
}

/// Returns the acts on shared answers in a person's trail: verb and subject, oldest first.
async fn acts(by: &Actor) -> Vec<String> {
    let trail = by.reads("{ auditTrail(first: 50) { nodes { verb subject } } }").await;
    let acts = trail["auditTrail"]["nodes"].as_array().unwrap().iter().rev();
    let acts = acts.filter(|act| act["verb"].as_str().unwrap().starts_with("shared_answer."));
    acts.map(|act| {
        format!("{} {}", act["verb"].as_str().unwrap(), act["subject"].as_str().unwrap())
    })
    .collect()
}

both! {
    async fn what_is_not_shown_to_the_secretariat_is_not_there_and_nobody_else_is_asked_in(test: Test) {
        let world = shown(test).await;
        let analyst = world.analyst();
        for absent in ["A.a.1", "A.a.2", "Z.z.9"] {
            reads(&analyst, absent).await.refused("NOT_FOUND");
            tags(&analyst, "tagSharedAnswer", absent, "t").await.refused("NOT_FOUND");
            tags(&analyst, "untagSharedAnswer", absent, "t").await.refused("NOT_FOUND");
        }
        tags(&analyst, "untagSharedAnswer", "A.b.1", "t").await.refused("NOT_FOUND");
        tags(&analyst, "tagSharedAnswer", "A.b.1", " ").await.refused("BAD_INPUT");
        tags(&analyst, "tagSharedAnswer", "A.b.1", &"x".repeat(61)).await.refused("TOO_LONG");
        let search = |with: &str| format!(r#"{{ sharedAnswerPlaces(cycle: "2027" {with}) {{ nodes {{ question }} }} }}"#);
        analyst.asks(&search(r#"after: "AAAA""#)).await.refused("BAD_INPUT");
        for (input, code) in [
            (json!({ "cycle": "1999", "words": "centre" }), "NOT_FOUND"),
            (json!({ "cycle": "2027", "words": " - " }), "BAD_INPUT"),
            (json!({ "cycle": "2027", "words": "网" }), "BAD_INPUT"),
            (json!({ "cycle": "2027", "words": "centre", "first": -1 }), "BAD_INPUT"),
            (json!({ "cycle": "2027", "words": "centre", "after": "AAAA" }), "BAD_INPUT"),
            (json!({ "cycle": "2027", "words": "centre", "filter": { "within": "Z" } }), "BAD_INPUT"),
        ] {
            analyst.does("searchSharedAnswers", input, "next").await.refused(code);
        }
        let france = world.france();
        for (stranger, code) in [
            (world.public(), "UNAUTHENTICATED"),
            (france.focal_point.clone(), "FORBIDDEN"),
            (france.contributor.clone(), "FORBIDDEN"),
            (world.germany().focal_point, "FORBIDDEN"),
        ] {
            reads(&stranger, "B.a.2").await.refused(code);
            tags(&stranger, "tagSharedAnswer", "B.a.2", "t").await.refused(code);
            tags(&stranger, "untagSharedAnswer", "B.a.2", "t").await.refused(code);
            stranger.asks(&search("")).await.refused(code);
            let input = json!({ "cycle": "2027", "words": "centre" });
            stranger.does("searchSharedAnswers", input, "next").await.refused(code);
        }
        assert!(acts(&france).await.is_empty() && acts(&world.administrator()).await.is_empty(), "a refusal is no act");
    }

    async fn a_list_gives_the_secretariat_no_content_and_every_read_is_an_act_in_both_trails(test: Test) {
        let world = shown(test).await;
        let list = format!(r#"{{ sharedAnswers(cycle: "2027") {{ nodes {{ question disposition withheld value {{ ...value }} }} }} }} {VALUE}"#);
        for staff in [world.analyst(), world.administrator()] {
            let nodes = staff.reads(&list).await["sharedAnswers"]["nodes"].take();
            let withheld = |code: &str| json!({ "question": code, "disposition": null, "withheld": "READ_ONE_BY_ONE", "value": null });
            assert_eq!((&nodes[0], &nodes[1]), (&withheld("A.a.3"), &withheld("A.b.1")));
            assert_eq!((&nodes[2]["value"]["name"], &nodes[2]["withheld"]), (&json!("Centre"), &Value::Null), "public, for everybody");
        }
        let nodes = world.germany().reads(&list).await["sharedAnswers"]["nodes"].take();
        assert_eq!((&nodes[0]["value"]["options"][0], &nodes[0]["withheld"]), (&json!("insiders"), &Value::Null), "States read as ever");
        let read = reads(&world.analyst(), "A.b.1").await.data()["readSharedAnswer"]["answer"].take();
        assert_eq!((&read["disposition"], &read["withheld"]), (&json!("ANSWERED"), &Value::Null));
        assert_eq!(read["value"]["text"], "A national Centre was founded");
        reads(&world.administrator(), "A.a.3").await.data();
        let expected = ["shared_answer.read FRA A.b.1", "shared_answer.read FRA A.a.3"];
        assert_eq!(acts(&world.france()).await, expected, "France sees which of its answers were read");
        assert_eq!(acts(&world.administrator()).await, expected);
        assert!(acts(&world.germany()).await.is_empty());
        let detail = world.france().reads("{ auditTrail(first: 1) { nodes { detail } } }").await["auditTrail"]["nodes"][0]["detail"].take();
        assert_eq!(detail, json!({ "cycle": "2027", "edition": 1, "question": "A.a.3", "state": "FRA" }), "never a value");
        world.trail_is_whole().await;
    }

    async fn a_read_that_is_repeated_with_its_key_is_one_act_and_gives_what_consent_shows_then(test: Test) {
        let world = shown(test).await;
        let (france, analyst) = (world.france(), world.analyst());
        let mut input = place("A.b.1");
        input["idempotencyKey"] = "again".into();
        for _ in 0..2 {
            let read = analyst.does("readSharedAnswer", input.clone(), "answer { value { ...value } }").await.data();
            assert_eq!(read["readSharedAnswer"]["answer"]["value"]["text"], "A national Centre was founded");
        }
        assert_eq!(acts(&france).await.len(), 1);
        let edit = json!([{ "question": "A.b.1", "basedOn": 1, "value": { "shortText": { "text": "Two" } } }]);
        france.saves("2027", edit).await.data();
        france.amends("2027").await.data();
        // The recorded read was of another edition's answer.
        analyst.does("readSharedAnswer", input.clone(), "answer { question }").await.refused("STALE");
        france.consents("2027", json!([question("A.b.1", "STATE_ONLY")])).await.data();
        analyst.does("readSharedAnswer", input, "answer { question }").await.refused("NOT_FOUND");
        assert_eq!(acts(&france).await.len(), 1);
    }

    async fn places_are_found_by_state_section_and_tag_and_give_no_content(test: Test) {
        let world = shown(test).await;
        let (analyst, administrator) = (world.analyst(), world.administrator());
        tags(&analyst, "tagSharedAnswer", "A.b.1", "Good practice").await.data();
        tags(&administrator, "tagSharedAnswer", "A.b.1", "follow up").await.data();
        let tagged = tags(&administrator, "tagSharedAnswer", "B.a.2", "good practice").await.data();
        assert_eq!(tagged["tagSharedAnswer"]["place"]["tags"], json!([{ "tag": "good practice", "edition": 1 }]));
        tags(&analyst, "tagSharedAnswer", "B.a.2", "GOOD PRACTICE").await.refused("EXISTS");
        let (a3, b1, b2) = ("A.a.3 []", "A.b.1 [follow up, good practice]", "B.a.2 [good practice]");
        for (arguments, found) in [
            ("", vec![a3, b1, b2]),
            (r#"state: "FRA""#, vec![a3, b1, b2]),
            (r#"state: "DEU""#, vec![]),
            (r#"within: "A""#, vec![a3, b1]),
            (r#"within: "A.b""#, vec![b1]),
            (r#"within: "A.b.1""#, vec![b1]),
            (r#"tag: "Good Practice""#, vec![b1, b2]),
            (r#"tag: "good practice", within: "A""#, vec![b1]),
            (r#"tag: "good""#, vec![]),
        ] {
            assert_eq!(finds(&analyst, arguments).await, found, "{arguments}");
        }
        let query = |after: &str| {
            format!(r#"{{ sharedAnswerPlaces(cycle: "2027", first: 2 {after}) {{ nodes {{ question }} pageInfo {{ hasNextPage endCursor }} }} }}"#)
        };
        let page = analyst.reads(&query("")).await["sharedAnswerPlaces"].clone();
        assert_eq!((page["nodes"].as_array().unwrap().len(), &page["pageInfo"]["hasNextPage"]), (2, &json!(true)));
        let rest = analyst.reads(&query(&format!("after: {}", page["pageInfo"]["endCursor"]))).await["sharedAnswerPlaces"].clone();
        assert_eq!((&rest["nodes"], &rest["pageInfo"]["hasNextPage"]), (&json!([{ "question": "B.a.2" }]), &json!(false)));
        assert_eq!(tags(&analyst, "untagSharedAnswer", "A.b.1", "follow up").await.data()["untagSharedAnswer"]["place"]["tags"][0]["tag"], "good practice");
        tags(&analyst, "untagSharedAnswer", "A.b.1", "follow up").await.refused("NOT_FOUND");
        // Tags belong to the Secretariat. Its trail records that a tag was put and not which; the
        // State's trail records nothing.
        assert_eq!(acts(&administrator).await.len(), 4);
        assert!(acts(&world.france()).await.is_empty());
        let trail = administrator.asks("{ auditTrail(first: 50) { nodes { detail subject } } }").await;
        assert!(!String::from_utf8(trail.bytes.to_vec()).unwrap().contains("practice"));
        for stranger in [world.public(), world.france().focal_point, world.germany().focal_point] {
            let list = r#"{ sharedAnswers(cycle: "2027") { nodes { tags { tag } } } }"#;
            stranger.asks(list).await.refused("GRAPHQL_VALIDATION_FAILED");
        }
        world.trail_is_whole().await;
    }

    async fn a_search_finds_whole_words_and_is_an_act_of_the_states_that_it_found(test: Test) {
        let world = shown(test).await;
        let (france, germany, analyst, administrator) = (world.france(), world.germany(), world.analyst(), world.administrator());
        germany.answers("A.a.1", json!({ "singleChoice": { "option": "partly" } })).await;
        germany.answers("A.b.1", json!({ "shortText": { "text": "Eine Behörde. 国家网络安全战略" } })).await;
        germany.consents("2027", json!([question("A.b.1", "SECRETARIAT")])).await.data();
        germany.submits("2027", json!({})).await.data();
        tags(&analyst, "tagSharedAnswer", "A.b.1", "follow up").await.data();
        let before = (acts(&france).await.len(), acts(&germany).await.len(), acts(&administrator).await.len());
        let mut trails = before;
        for (words, filter, found, recorded) in [
            // The search reads texts of two States: each sees it, whatever it finds.
            ("CENTRE founded", json!({}), vec!["A.b.1"], (1, 1)),
            ("founders", json!({}), vec!["A.a.3"], (1, 1)),
            // A public text needs no act of the State.
            ("centre", json!({ "within": "B" }), vec!["B.a.2"], (0, 0)),
            ("abolished", json!({}), vec![], (1, 1)),
            // A tag on answers of one State limits the search to it.
            ("abolished", json!({ "tag": "follow up" }), vec![], (1, 0)),
            // A part of a word, a chosen option, and an answer that is not shown are not found.
            ("cent", json!({}), vec![], (1, 1)),
            ("insiders", json!({}), vec![], (1, 1)),
            ("partly", json!({}), vec![], (1, 1)),
            ("behorde", json!({}), vec!["A.b.1"], (1, 1)),
            ("网络安全", json!({}), vec!["A.b.1"], (1, 1)),
            ("全安络网", json!({}), vec![], (1, 1)),
            // A search that is limited to one State is an act in its trail with any result.
            ("abolished", json!({ "state": "FRA" }), vec![], (1, 0)),
            ("centre", json!({ "state": "DEU" }), vec![], (0, 1)),
        ] {
            assert_eq!(searches(&analyst, words, filter.clone()).await, found, "{words} {filter}");
            trails = (trails.0 + recorded.0, trails.1 + recorded.1, trails.2 + 1);
            let acts = (acts(&france).await.len(), acts(&germany).await.len(), acts(&administrator).await.len());
            assert_eq!(acts, trails, "{words} {filter}");
        }
        let detail = |nodes: Value| nodes["auditTrail"]["nodes"][0]["detail"].clone();
        let query = "{ auditTrail(first: 1) { nodes { detail } } }";
        assert_eq!(detail(germany.reads(query).await), json!({ "cycle": "2027", "found": [], "within": null }));
        assert_eq!(detail(administrator.reads(query).await), json!({ "found": [], "state": "DEU", "tag": null, "within": null }));
        searches(&analyst, "founded", json!({ "tag": null })).await;
        assert_eq!(detail(france.reads(query).await), json!({ "cycle": "2027", "found": ["A.b.1"], "within": null }));
        for trail in [france.asks("{ auditTrail(first: 50) { nodes { subject detail } } }").await, administrator.asks("{ auditTrail(first: 50) { nodes { subject detail } } }").await] {
            assert!(!String::from_utf8(trail.bytes.to_vec()).unwrap().contains("founded"), "never a word");
        }
        world.trail_is_whole().await;
    }

    async fn a_search_that_is_repeated_with_its_key_is_one_act_and_leaves_out_what_is_no_longer_shown(test: Test) {
        let world = shown(test).await;
        let (france, analyst) = (world.france(), world.analyst());
        let input = json!({ "cycle": "2027", "words": "centre", "first": 1, "idempotencyKey": "again" });
        let search = async |input: &Value| {
            let found = analyst.does("searchSharedAnswers", input.clone(), "places { question } next").await.data();
            (found["searchSharedAnswers"]["places"].clone(), found["searchSharedAnswers"]["next"].clone())
        };
        let (places, next) = search(&input).await;
        assert_eq!(places, json!([{ "question": "A.b.1" }]));
        let mut rest = json!({ "cycle": "2027", "words": "centre", "first": 1, "after": next });
        let (places, next) = search(&rest).await;
        assert_eq!(places, json!([{ "question": "B.a.2" }]));
        assert!(next.is_string(), "whether a further text holds the word is not told by the cursor");
        rest["after"] = next;
        assert_eq!(search(&rest).await, (json!([]), Value::Null));
        assert_eq!(search(&input).await.0, json!([{ "question": "A.b.1" }]));
        assert_eq!(acts(&france).await, ["shared_answer.search FRA"], "the second page held a public text");
        france.consents("2027", json!([question("A.b.1", "STATE_ONLY")])).await.data();
        assert_eq!(search(&input).await.0, json!([]));
        assert_eq!(acts(&france).await.len(), 1);
    }

    async fn consent_that_is_narrowed_or_withdrawn_ends_reading_finding_and_tags_at_once(test: Test) {
        let world = shown(test).await;
        let (france, analyst) = (world.france(), world.analyst());
        for code in ["A.b.1", "B.a.2"] {
            tags(&analyst, "tagSharedAnswer", code, "seen").await.data();
        }
        france.consents("2027", json!([question("A.b.1", "STATE_ONLY")])).await.data();
        for arguments in ["", r#"tag: "seen""#] {
            let found = finds(&analyst, arguments).await;
            assert!(!found.iter().any(|found| found.starts_with("A.b.1")) && found.contains(&"B.a.2 [seen]".to_owned()), "{found:?}");
        }
        assert_eq!(searches(&analyst, "centre", json!({})).await, ["B.a.2"]);
        reads(&analyst, "A.b.1").await.refused("NOT_FOUND");
        tags(&analyst, "tagSharedAnswer", "A.b.1", "other").await.refused("NOT_FOUND");
        tags(&analyst, "untagSharedAnswer", "A.b.1", "seen").await.refused("NOT_FOUND");
        france.consents("2027", json!([question("A.b.1", "SECRETARIAT")])).await.data();
        assert_eq!(finds(&analyst, r#"within: "A.b""#).await, ["A.b.1 [seen]"], "shown anew, with what was on it");
        france.withdraws("2027").await.data();
        assert_eq!(finds(&analyst, "").await, Vec::<String>::new());
        reads(&analyst, "B.a.2").await.refused("NOT_FOUND");
    }
}
