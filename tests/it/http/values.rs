//! Values of a request: all of them are judged before any field runs, and one refused field takes
//! no other with it.

use crate::world::{Machine, Test, World, both, either};
use entity::vocabulary::IntegrationScope::{OwnAnswersRead, OwnDraftWrite};
use serde_json::{Value, json};

const TWO: &str = "mutation($a: SaveAnswersInput!, $c: CycleKey!) {
    a: saveAnswers(input: $a) { outcomes { __typename } }
    b: saveAnswers(input: { cycle: $c, answers: [{ question: \"A.a.2\", basedOn: 0, disposition: DECLINED }] }) { outcomes { __typename } } }";

fn declined(question: &str) -> Value {
    json!({ "cycle": "2027", "answers": [{ "question": question, "basedOn": 0, "disposition": "DECLINED" }] })
}

both! {
    async fn a_bad_variable_of_the_second_mutation_saves_nothing_of_the_first(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        let variables = json!({ "a": declined("A.a.1"), "c": "!!bad!!" });
        let answer = france.graphql(TWO, variables).await;
        assert_eq!(answer.status(), 400);
        assert!(answer.json().get("data").is_none());
        let sentence = answer.refused("BAD_INPUT");
        assert!(sentence.starts_with("`c` must be"), "{sentence}");
        assert_eq!(answer.json()["errors"][0]["extensions"]["argument"], "c");
        assert_eq!(answer.json()["errors"][0]["extensions"]["reason"], "MALFORMED");
        assert_eq!(france.reads(r#"{ submission(cycle: "2027") { status } }"#).await["submission"], Value::Null);
    }

    async fn of_two_mutations_one_may_be_refused_and_the_other_shows_what_it_saved(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        let answer = france.graphql(TWO, json!({ "a": declined("A.a.1"), "c": "1999" })).await;
        answer.refused("NOT_FOUND");
        let body = answer.json();
        assert_eq!(body["data"]["a"]["outcomes"][0]["__typename"], "AnswerSaved");
        assert_eq!((&body["data"]["b"], &body["errors"][0]["path"]), (&Value::Null, &json!(["b"])));
    }
}

either! {
    async fn a_variable_of_another_type_than_its_place_is_refused(test: Test) {
        let world = World::open(test).await;
        let query = "mutation($q: QuestionCode!) { saveAnswers(input: { cycle: \"2027\", answers:
            [{ question: $q, basedOn: 0, disposition: DECLINED }] }) { outcomes { __typename } } }";
        for value in ["!!bad!!", "A.a.1"] {
            let answer = world.france().graphql(query, json!({ "q": value })).await;
            let sentence = answer.refused("GRAPHQL_VALIDATION_FAILED");
            assert_eq!(sentence, "The variable $q of the type QuestionCode! stands where String! is needed.");
        }
    }

    async fn every_problem_of_the_input_is_reported_at_once_with_its_place(test: Test) {
        let world = World::open(test).await;
        let input = json!({ "cycle": "?", "state": "france", "until": "2027-03-31", "more": 1 });
        let query = "mutation($input: ExtendCycleInput!) { extendCycle(input: $input) { cycle { key } } }";
        let body = world.administrator().graphql(query, json!({ "input": input })).await.json();
        let errors = body["errors"].as_array().unwrap();
        let of = |name: &str| errors.iter().map(|one| one["extensions"][name].clone()).collect::<Vec<_>>();
        assert_eq!(of("argument"), ["input.cycle", "input.state", "input.until", "input.more"]);
        assert_eq!(of("reason"), ["MALFORMED", "MALFORMED", "MALFORMED", "UNKNOWN_FIELD"]);
        assert!(errors[2]["message"].as_str().unwrap().contains("2026-11-23T09:00:00Z"), "{body}");
    }

    async fn a_moment_that_no_client_can_read_is_refused(test: Test) {
        let world = World::open(test).await;
        let (administrator, query) = (world.administrator(),
            "mutation($until: DateTime!) { extendCycle(input: { cycle: \"2027\", state: \"FRA\", until: $until }) { cycle { key } } }");
        for until in ["2026-12-31T23:59:60Z", "+12027-01-01T00:00:00Z", "2026-12-31T23:59:59.123456789Z"] {
            let sentence = administrator.graphql(query, json!({ "until": until })).await.refused("BAD_INPUT");
            assert!(sentence.contains("RFC 3339"), "{sentence}");
        }
    }

    async fn one_refused_field_takes_no_other_with_it(test: Test) {
        let world = World::open(test).await;
        let answer = world.public().asks(r#"{ cycles { key } people { name } state(code: "XXX") { code }
            release(number: 9) { status } }"#).await;
        assert_eq!(answer.status(), 200);
        let sentence = answer.refused("UNAUTHENTICATED");
        assert!(sentence.starts_with("Query.people"), "{sentence}");
        let body = answer.json();
        assert_eq!(body["errors"].as_array().unwrap().len(), 1);
        assert_eq!(body["errors"][0]["path"], json!(["people"]));
        assert_eq!(body["data"], json!({ "cycles": [{ "key": "2027" }], "people": null, "state": null, "release": null }));
        let alone = world.public().asks("{ people { name } }").await;
        assert_eq!((alone.status(), alone.json().get("data")), (401, None));
        let list = world.public().asks(r#"{ releases(cycle: "1999") { number } cycles { key } }"#).await;
        list.refused("NOT_FOUND");
        assert_eq!(list.json()["data"]["cycles"][0]["key"], "2027");
    }

    async fn a_token_reads_what_the_public_reads_and_a_refusal_names_the_missing_scope(test: Test) {
        let world = World::open(test).await;
        let actor = Machine::minted(&world.france(), &[OwnDraftWrite], 1).await.actor().await;
        let query = r#"{ cycles { key } states { code } refusals { code } refusalReasons { reason } viewer { id }
            cycle(key: "2027") { instrumentVersion { questions { code } } } }"#;
        assert_eq!(actor.reads(query).await["cycles"][0]["key"], "2027");
        let answer = actor.asks(r#"{ cycles { key } own: submission(cycle: "2027") { status } }"#).await;
        answer.refused("FORBIDDEN");
        let error = &answer.json()["errors"][0];
        assert_eq!(error["path"], json!(["own"]));
        let extensions = &error["extensions"];
        assert_eq!((&extensions["field"], &extensions["reason"]), (&json!("Query.submission"), &json!("SCOPE")));
        assert_eq!(extensions["parameters"]["requiredScope"], OwnAnswersRead.as_str());
        let people = actor.asks("{ sessions { id } }").await;
        people.refused("FORBIDDEN");
        assert_eq!(people.json()["errors"][0]["extensions"]["reason"], "PEOPLE_ONLY");
    }

    async fn a_page_is_cut_to_the_limit_and_a_page_of_zero_is_empty(test: Test) {
        let world = World::open(test).await;
        let page = |first: u32| format!("{{ auditTrail(first: {first}) {{ nodes {{ verb }} pageInfo {{ hasNextPage endCursor }} }} }}");
        let france = world.france();
        france.answers("A.a.1", json!({ "singleChoice": { "option": "partly" } })).await;
        let cut = france.reads(&page(2_000_000_000)).await;
        assert!(!cut["auditTrail"]["nodes"].as_array().unwrap().is_empty());
        let none = france.reads(&page(0)).await;
        assert_eq!(none["auditTrail"], json!({ "nodes": [], "pageInfo": { "hasNextPage": true, "endCursor": null } }));
    }
}
