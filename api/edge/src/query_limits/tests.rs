#![expect(clippy::unwrap_used, reason = "a test may")]
use super::*;
use async_graphql::Value;
use serde_json::json;

const GRAPHQL_JS: &str = include_str!("../../../../tests/vectors/introspection/graphql-js.graphql");
const SGQLC: &str = include_str!("../../../../tests/vectors/introspection/sgqlc.graphql");
const GRAPHIQL: &str = include_str!("../../../../tests/vectors/introspection/graphiql.graphql");

fn contract() -> Arc<Contract> {
    Arc::new(contract::tests::contract())
}
fn raw(query: &str, variables: serde_json::Value) -> RawRequest {
    RawRequest {
        query: query.to_owned(),
        variables: Variables::from_json(variables),
        ..RawRequest::default()
    }
}
fn public(query: &str) -> Result<AdmittedRequest> {
    AdmittedRequest::admit(raw(query, json!({})), &Limits::public(), &contract())
}
fn signed_in(query: &str, variables: serde_json::Value) -> Result<AdmittedRequest> {
    AdmittedRequest::admit(raw(query, variables), &Limits::signed_in(), &contract())
}
fn cost(query: &str) -> u64 {
    AdmittedRequest::admit(
        raw(query, json!({})),
        &Limits { cost: u64::MAX, ..Limits::signed_in() },
        &contract(),
    )
    .unwrap()
    .cost()
}
#[track_caller]
fn refused(outcome: Result<AdmittedRequest>, code: Code, sentence: &str) {
    let error = outcome.unwrap_err();
    assert_eq!(error.code(), code, "{error}");
    assert!(error.to_string().contains(sentence), "{error}");
}
/// Returns fragments that each spread the next one twice: `n` of them expand to two to the power of
/// `n` fields.
fn exponential(n: usize, on: &str, leaf: &str) -> String {
    let mut text = format!("fragment F{n} on {on} {{{leaf}}}");
    for i in 0..n {
        text += &format!("fragment F{i} on {on}{{...F{0} ...F{0}}}", i + 1);
    }
    text
}

#[test]
fn what_aborts_or_stalls_the_parser_never_reaches_it() {
    let nested =
        |open: &str, close: &str, n: usize| format!("{}{}", open.repeat(n), close.repeat(n));
    refused(public(&format!("{{a(b:{})}}", nested("[", "]", 1_700))), Code::TooDeep, "brackets");
    refused(
        public(&format!("{{a(b:{}1{})}}", "{c:".repeat(900), "}".repeat(900))),
        Code::TooDeep,
        "brackets",
    );
    refused(
        public(&format!("query($v:{}){{a}}", nested("[", "]", 1_700))),
        Code::TooDeep,
        "brackets",
    );
    refused(public(&"{a".repeat(2_000)), Code::TooDeep, "brackets");
    refused(
        public(&format!("{{{}}}", (0..900).map(|i| format!("a{i}:now ")).collect::<String>())),
        Code::TooCostly,
        "tokens",
    );
    refused(public("{a(b:\"\\u{00000000000000010FFFF}\")}"), Code::ParseFailed, "escape");
    refused(
        public(&format!("{{a(b:\"{}\")}}", "\\uD800".repeat(100))),
        Code::ParseFailed,
        "not well-formed",
    );
    refused(public("{a(b:1e99999)}"), Code::ParseFailed, "not well-formed");
}

#[test]
fn fragments_that_expand_exponentially_are_refused() {
    let bomb = format!("{{...F0}}{}", exponential(24, "Query", "now"));
    assert!(bomb.len() < 1_000);
    refused(public(&bomb), Code::TooCostly, "fields");
    let far = format!("{{...F0}}{}", exponential(28, "Query", "now"));
    refused(signed_in(&far, json!({})), Code::TooCostly, "fields");
    let hidden = format!("{{now}}{}", exponential(24, "Query", "now"));
    refused(public(&hidden), Code::TooCostly, "fields");
    let elsewhere = format!("query A{{now}} query B{{...F0}}{}", exponential(24, "Query", "now"));
    let elsewhere =
        RawRequest { operation_name: Some("A".to_owned()), ..raw(&elsewhere, json!({})) };
    refused(
        AdmittedRequest::admit(elsewhere, &Limits::public(), &contract()),
        Code::TooCostly,
        "fields",
    );
    for on in ["__Type", "Query"] {
        let inside = format!("{{__schema{{queryType{{...F0}}}}}}{}", exponential(20, on, "name"));
        refused(public(&inside), Code::TooCostly, "introspection");
    }
    let cycle = "{...A} fragment A on Query{...B} fragment B on Query{state(code:\"A\"){self{...C}}} fragment C on Query{...A}";
    refused(public(cycle), Code::ValidationFailed, "itself");
    refused(public("{now} fragment A on Query{...A}"), Code::ValidationFailed, "itself");
    let chain: String =
        (0..60).map(|i| format!("fragment F{i} on Query{{...F{}}}", i + 1)).collect();
    refused(
        public(&format!("{{...F0}} {chain} fragment F60 on Query{{now}}")),
        Code::TooDeep,
        "nested",
    );
}

#[test]
fn what_goes_beyond_a_limit_is_refused() {
    let deep = format!("{{state(code:\"A\")\n{}code{}}}", "{self".repeat(8) + "{", "}".repeat(9));
    let cases: &[(&str, Code, &str)] = &[
        (&deep, Code::TooDeep, "nested"),
        (&format!("{{{}}}", "now ".repeat(301)), Code::TooCostly, "fields"),
        ("{now now now now now now}", Code::TooCostly, "Root fields: 6, at most 5"),
        (
            "{state(code:\"A\"){a:code b:code c:code d:code e:code f:code g:code h:code i:code j:code k:code}}",
            Code::TooCostly,
            "Aliases: 11",
        ),
        (
            "{now @skip(if:false) @skip(if:false) @skip(if:false)}",
            Code::TooCostly,
            "directives in one place",
        ),
        (
            "{state(code:\"A\"){...F ...F ...F ...F}} fragment F on State @a{code @a @a}",
            Code::TooCostly,
            "too many directives",
        ),
        ("{now @defer}", Code::Unsupported, "@defer"),
        ("{...F @defer(label:\"a\")} fragment F on Query{now}", Code::Unsupported, "@defer"),
        ("{states @stream(initialCount:1){code}}", Code::Unsupported, "@stream"),
        (
            "{states{neighbour{neighbour{code}}}}",
            Code::TooCostly,
            "Objects that the answer may hold: 585, at most 500",
        ),
        ("{comments(last:-1){totalCount}}", Code::BadInput, "0 or more"),
        ("{latest(first:99999999999999999999){text}}", Code::BadInput, "an integer"),
        ("mutation{save(input:{text:\"\"}){code}}", Code::Unauthenticated, "Sign in"),
        ("query($v:Int!){now}", Code::BadInput, "`v` must have a value"),
        ("query A{now} query B{now}", Code::ValidationFailed, "operationName"),
        ("{now", Code::ParseFailed, "well-formed"),
        ("{now(}", Code::ParseFailed, "well-formed"),
        ("", Code::ParseFailed, "well-formed"),
        ("fragment F on Query{now}", Code::ParseFailed, "well-formed"),
        ("type A { b: Int }", Code::ParseFailed, "well-formed"),
        ("{__schema{types{fields{type{fields{name}}}}}}", Code::TooCostly, "fields inside fields"),
        (
            "{__schema{types{possibleTypes{interfaces{possibleTypes{name}}}}}}",
            Code::TooCostly,
            "possibleTypes inside",
        ),
        (
            "{__type(name:\"A\"){...F}} fragment F on __Type{fields{type{...G}}} fragment G on __Type{ofType{fields{name}}}",
            Code::TooCostly,
            "fields inside",
        ),
        (
            "{__schema{types{fields{args{type{inputFields{name}}}}}}}",
            Code::TooCostly,
            "nests lists",
        ),
        ("{a:__schema{types{name}} b:__schema{types{name}}}", Code::TooCostly, "__schema"),
    ];
    for (query, code, sentence) in cases {
        refused(public(query), *code, sentence);
    }
    let mutations: String =
        (0..11).map(|i| format!("m{i}:save(input:{{text:\"\"}}){{code}}")).collect();
    refused(
        signed_in(&format!("mutation{{{mutations}}}"), json!({})),
        Code::TooCostly,
        "Mutations: 11, at most 10",
    );
    refused(signed_in("query($v:Int!=1){now}", json!({"v": null})), Code::BadInput, "`v`");
    let read_only =
        RawRequest { read_only: true, ..raw("mutation{save(input:{text:\"\"}){code}}", json!({})) };
    refused(
        AdmittedRequest::admit(read_only, &Limits::public(), &contract()),
        Code::MethodNotAllowed,
        "POST",
    );
    let misnamed =
        RawRequest { operation_name: Some("C".to_owned()), ..raw("query A{now}", json!({})) };
    refused(
        AdmittedRequest::admit(misnamed, &Limits::public(), &contract()),
        Code::ValidationFailed,
        "operationName",
    );
}

#[test]
fn cost_counts_objects_and_multiplies_lists() {
    let cases = [
        ("{now}", 0),
        ("{state(code:\"A\"){code name neighbour{code}}}", 2),
        ("{states{code}}", 195),
        ("{states{code groupings{code}}}", 390),
        (
            "{state(code:\"A\"){answers{question value{...on Text{text} ...on Choice{options}}}}}",
            1 + 207 * 2,
        ),
        ("{comments{nodes{text}}}", 11),
        (
            "{comments(first:3){totalCount pageInfo{hasNextPage} edges{cursor node{text state{code}}}}}",
            2 + 3 * 3,
        ),
        (
            "{comments(first:3,last:7){...F}} fragment F on CommentConnection{edges{node{text}}}",
            1 + 7 * 2,
        ),
        ("{comments(first:null){nodes{text}}}", 51),
        ("{comments(first:0){nodes{text}}}", 1),
        ("{latest{text}}", 50),
        ("{latest(first:1000){text}}", 200),
        ("{latest(first:4){state{code}}}", 8),
        (
            "{a:comments(first:2){...F} b:comments(first:5){...F}} fragment F on CommentConnection{nodes{text}}",
            3 + 6,
        ),
        ("{nothing{nowhere}}", 0),
    ];
    for (query, objects) in cases {
        assert_eq!(cost(query), objects, "{query}");
    }
    let variables = "query($n:Int=3){comments(first:$n){nodes{text}}}";
    assert_eq!(signed_in(variables, json!({})).unwrap().cost(), 4);
    assert_eq!(signed_in(variables, json!({"n": 9})).unwrap().cost(), 10);
    let nested = "{states{answers{value{...on Choice{state{states:answers{value{...on Choice{state{answers{question}}}}}}}}}}}";
    assert!(cost(nested) > 195 * 207 * 207 * 207);
}

#[test]
fn the_standard_introspection_queries_are_admitted_for_everybody() {
    for query in [GRAPHQL_JS, GRAPHIQL] {
        let request = public(query).unwrap();
        assert!(request.is_introspection());
        assert_eq!((request.cost(), request.selected().count()), (1, 0));
    }
    let variables = json!({"includeDescription": true, "includeDeprecated": true});
    let request = AdmittedRequest::admit(raw(SGQLC, variables), &Limits::public(), &contract());
    assert!(request.unwrap().is_introspection());
    for (query, alone) in [
        ("{__type(name:\"State\"){name} __typename}", true),
        ("{...F} fragment F on Query{__schema{queryType{name}}}", true),
        ("{__schema{queryType{name}} now}", false),
        ("query($n:String=\"A\"){__type(name:$n){name}}", true),
    ] {
        assert_eq!(public(query).unwrap().is_introspection(), alone, "{query}");
    }
}

#[test]
fn every_selected_field_is_named_once_through_fragments_and_unions() {
    let query = "query A{states{...S __typename} s:states{...S}} query B{now}
        fragment S on State{code answers{value{...on Choice{state{name}}...on Text{text}}}}";
    let request = RawRequest { operation_name: Some("A".to_owned()), ..raw(query, json!({})) };
    let wide = Limits { cost: u64::MAX, ..Limits::public() };
    let request = AdmittedRequest::admit(request, &wide, &contract()).unwrap();
    let expected = [
        ("Answer", "value"),
        ("Choice", "state"),
        ("Query", "states"),
        ("State", "answers"),
        ("State", "code"),
        ("State", "name"),
        ("Text", "text"),
    ];
    assert_eq!(request.selected().collect::<Vec<_>>(), expected);
    assert_eq!(request.operation_name(), Some("A"));
}

#[test]
fn an_integration_may_send_fifty_mutations_under_aliases() {
    let mutations: String =
        (0..50).map(|i| format!("m{i}:save(input:{{text:\"\"}}){{code}}")).collect();
    let mutations = raw(&format!("mutation{{{mutations}}}"), json!({}));
    let request = AdmittedRequest::admit(mutations, &Limits::integration(), &contract()).unwrap();
    assert!(request.is_mutation() && !request.is_subscription());
    assert!(signed_in("subscription{changed{code}}", json!({})).unwrap().is_subscription());
}

#[tokio::test]
async fn what_is_admitted_is_executed_with_its_variables_and_data() {
    struct Query;
    #[async_graphql::Object]
    impl Query {
        async fn twice(&self, ctx: &async_graphql::Context<'_>, n: i32) -> i32 {
            n * ctx.data_unchecked::<i32>()
        }
    }
    let schema = Schema::new(Query, async_graphql::EmptyMutation, async_graphql::EmptySubscription);
    let contract = Arc::new(Contract::from_sdl(&schema.sdl(), &NaturalBounds::new()).unwrap());
    let request = raw("query A($n:Int!){twice(n:$n)} query B{__typename}", json!({"n": 21}));
    let request = RawRequest { operation_name: Some("A".to_owned()), ..request };
    let request = AdmittedRequest::admit(request, &Limits::public(), &contract).unwrap();
    let mut data = Data::default();
    data.insert(2_i32);
    let response = request.execute(&schema, data).await;
    assert_eq!(response.data, Value::from_json(json!({"twice": 42})).unwrap());
}
