//! Bad requests: each is refused with a code and a sentence, and the service answers the next one.

use crate::world::{Actor, Answer, Test, World, both};
use axum::http::{Request, header};
use serde_json::{Value, json};

const JSON: &str = "application/json";

async fn raw(who: &Actor, kind: &str, body: impl Into<axum::body::Body>) -> Answer {
    who.send(Request::post("/graphql").header(header::CONTENT_TYPE, kind), body).await
}

/// A save of one edit, as text.
fn save(question: &str, value: &str) -> String {
    format!(
        r#"{{"query":"mutation($v: AnswerValueInput) {{ saveAnswers(input: {{cycle: \"2027\", answers: [{{question: \"{question}\", basedOn: 0, value: $v}}]}}) {{ outcomes {{ ... on AnswerRefused {{ code sentence }} }} }} }}","variables":{{"v":{value}}}}}"#
    )
}

both! {
    async fn a_request_that_is_not_well_formed_is_refused(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        let ask = |query: &str| json!({ "query": query }).to_string();
        let deep = |n: usize| format!("{{\"query\":\"{{ cycles {{ key }} }}\",\"variables\":{}1{}}}", "{\"a\":".repeat(n), "}".repeat(n));
        for (why, kind, body, code) in [
            ("nothing", JSON, String::new(), "BAD_REQUEST"),
            ("half of an object", JSON, "{\"query\":".into(), "BAD_REQUEST"),
            ("a text", JSON, "\"{ cycles { key } }\"".into(), "BAD_REQUEST"),
            ("no query", JSON, "{}".into(), "BAD_REQUEST"),
            ("a query that is a number", JSON, "{\"query\":1}".into(), "BAD_REQUEST"),
            ("variables that are a list", JSON, "{\"query\":\"{ cycles { key } }\",\"variables\":[]}".into(), "BAD_REQUEST"),
            ("a lone surrogate", JSON, r#"{"query":"{ cycles { key } } # \ud800"}"#.into(), "BAD_REQUEST"),
            ("a batch", JSON, "[{\"query\":\"{ cycles { key } }\"}]".into(), "UNSUPPORTED"),
            ("a form", "application/x-www-form-urlencoded", "query=%7B+cycles+%7B+key+%7D+%7D".into(), "UNSUPPORTED_MEDIA_TYPE"),
            ("plain text", "text/plain", ask("{ cycles { key } }"), "UNSUPPORTED_MEDIA_TYPE"),
            ("an upload", "multipart/form-data; boundary=x", "--x--".into(), "UNSUPPORTED_MEDIA_TYPE"),
            ("another alphabet", "application/json; charset=utf-16", ask("{ cycles { key } }"), "UNSUPPORTED_MEDIA_TYPE"),
            ("no GraphQL", JSON, ask("{ cycles { key }"), "GRAPHQL_PARSE_FAILED"),
            ("an empty selection", JSON, ask("{ }"), "GRAPHQL_PARSE_FAILED"),
            ("an unknown field", JSON, ask("{ secrets }"), "GRAPHQL_VALIDATION_FAILED"),
            ("an unknown fragment", JSON, ask("{ ...nothing }"), "GRAPHQL_VALIDATION_FAILED"),
            ("fragments in a circle", JSON, ask("{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }"), "GRAPHQL_VALIDATION_FAILED"),
            ("an object without fields", JSON, ask("{ cycles }"), "GRAPHQL_VALIDATION_FAILED"),
            ("a number for a key", JSON, ask("{ cycle(key: 7) { key } }"), "BAD_INPUT"),
            ("too deep in JSON", JSON, deep(200), "TOO_DEEP"),
            ("far too deep in JSON", JSON, deep(40_000), "TOO_DEEP"),
            ("too deep in GraphQL", JSON, ask(&format!("{{ {} }}", "a { ".repeat(2_000))), "TOO_DEEP"),
            ("too deep in a list", JSON, ask(&format!("{{ cycle(key: {}1{}) {{ key }} }}", "[".repeat(3_000), "]".repeat(3_000))), "TOO_DEEP"),
            ("too many aliases", JSON, ask(&format!("{{ {} }}", (0..50).map(|n| format!("a{n}: cycles {{ key }} ")).collect::<String>())), "TOO_COSTLY"),
            ("too large", JSON, ask(&"#".repeat(300_000)), "TOO_LARGE"),
        ] {
            println!("{why}");
            raw(&france, kind, body).await.refused(code);
        }
        france.graphql("{ cycles { key } }", json!({})).await.data();
    }

    async fn a_value_that_cannot_be_is_refused(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        let million = format!(r#"{{"longText":{{"text":"{}"}}}}"#, "x".repeat(1 << 20));
        raw(&france, JSON, save("A.b.2", &million)).await.refused("TOO_LARGE");
        raw(&france, JSON, save("A.b.2", r#"{"longText":{"text":"\ud800"}}"#)).await.refused("BAD_REQUEST");
        let long = format!(r#"{{"longText":{{"text":"{}"}}}}"#, "x".repeat(70_000));
        let line = format!(r#"{{"shortText":{{"text":"{}"}}}}"#, "x".repeat(501));
        for (why, question, value, code) in [
            ("NUL", "A.b.1", r#"{"shortText":{"text":"a\u0000b"}}"#, "BAD_TEXT"),
            ("a turn of direction", "A.b.1", r#"{"shortText":{"text":"a\u202eb"}}"#, "BAD_TEXT"),
            ("two lines", "A.b.1", r#"{"shortText":{"text":"a\nb"}}"#, "BAD_TEXT"),
            ("nothing but spaces", "A.b.1", r#"{"shortText":{"text":"   "}}"#, "BAD_INPUT"),
            ("a line of 501", "A.b.1", &line, "TOO_LONG"),
            ("64 KiB and more", "A.b.2", &long, "TOO_LONG"),
            ("an unknown question", "Q.q.1", r#"{"number":1}"#, "UNKNOWN_QUESTION"),
            ("no code", "'; DROP TABLE answer; --", r#"{"number":1}"#, "UNKNOWN_QUESTION"),
            ("an unknown option", "A.a.1", r#"{"singleChoice":{"option":"perhaps"}}"#, "UNKNOWN_OPTION"),
            ("an exclusive option with others", "A.a.2", r#"{"multiChoice":{"options":["none","funding"]}}"#, "BAD_INPUT"),
            ("other without its text", "A.a.2", r#"{"multiChoice":{"options":["other"]}}"#, "BAD_INPUT"),
            ("an option twice", "A.a.2", r#"{"multiChoice":{"options":["funding","funding"]}}"#, "BAD_INPUT"),
            ("more than may be ranked", "A.a.3", r#"{"rankedChoice":{"options":["ransomware","supply_chain","insiders"]}}"#, "BAD_INPUT"),
            ("another kind", "A.a.1", r#"{"number":1}"#, "BAD_INPUT"),
            ("too small a number", "A.b.4", r#"{"number":-1}"#, "BAD_INPUT"),
            ("a period that ends before it begins", "B.a.1", r#"{"dateRange":{"from":"2027-02-01","to":"2027-01-01"}}"#, "BAD_INPUT"),
            ("no address", "B.a.4", r#"{"urlList":[{"url":"javascript:alert(1)"}]}"#, "BAD_INPUT"),
            ("a field that is not asked for", "B.a.7", r#"{"recordList":[{"fields":[{"field":"secret","value":{"number":1}}]}]}"#, "BAD_INPUT"),
        ] {
            let data = raw(&france, JSON, save(question, value)).await.data();
            assert_eq!(data["saveAnswers"]["outcomes"][0]["code"], code, "{why}: {data}");
        }
        for value in [r#"{"number":1,"date":"2027-01-01"}"#, "{}", r#"{"date":"2027-02-30"}"#, r#"{"number":1e999}"#, r#"{"number":"1"}"#] {
            let answer = raw(&france, JSON, save("A.b.4", value)).await.json();
            let code = answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned();
            assert!(["BAD_INPUT", "BAD_REQUEST", "GRAPHQL_VALIDATION_FAILED"].contains(&code.as_str()), "{value}: {answer}");
        }
        assert_eq!(world.test.beside().await.number("SELECT count(*) FROM answer").await, 0);
    }

    async fn a_caller_who_is_not_who_they_say_is_refused(test: Test) {
        let world = World::open(test).await;
        let token = world.france().token().await.unwrap();
        let public = world.public();
        let body = json!({ "query": "{ viewer { name } }" }).to_string();
        let send = |authorization: String| {
            let request = Request::post("/graphql").header(header::CONTENT_TYPE, JSON).header(header::AUTHORIZATION, authorization);
            public.send(request, body.clone())
        };
        for bad in ["Bearer", "Bearer ", "Bearer x", "Basic Zm9vOmJhcg==", "bearer null"] {
            let answer = send(bad.into()).await;
            answer.refused("UNAUTHENTICATED");
            assert_eq!((answer.status(), answer.headers.contains_key(header::WWW_AUTHENTICATE)), (401, true), "{bad}");
        }
        assert_ne!(send(format!("Bearer {token}")).await.data()["viewer"], Value::Null);
        let signed_out = Request::post("/auth/sign-out").header(header::AUTHORIZATION, format!("Bearer {token}"));
        assert_eq!(public.send(signed_out, "").await.status(), 204);
        send(format!("Bearer {token}")).await.refused("UNAUTHENTICATED");
        let cookie = Request::post("/graphql").header(header::CONTENT_TYPE, JSON).header(header::COOKIE, format!("token={token}"));
        assert_eq!(public.send(cookie, body.clone()).await.json()["data"]["viewer"], Value::Null);
    }

    async fn a_path_takes_its_methods_and_a_mutation_is_never_got(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        let answer = france.get("/graphql?query=mutation%7BwithdrawSubmission(input:%7Bcycle:%222027%22%7D)%7B__typename%7D%7D").await;
        answer.refused("METHOD_NOT_ALLOWED");
        assert_eq!(answer.status(), 405);
        for method in ["PUT", "DELETE", "PATCH"] {
            let request = Request::builder().method(method).uri("/graphql").header(header::CONTENT_TYPE, JSON);
            assert_eq!(france.send(request, "{\"query\":\"{ cycles { key } }\"}").await.status(), 405, "{method}");
        }
        france.get("/nothing").await.refused("NOT_FOUND");
        let picky = Request::post("/graphql").header(header::CONTENT_TYPE, JSON).header(header::ACCEPT, "text/html");
        assert_eq!(france.send(picky, "{\"query\":\"{ cycles { key } }\"}").await.status(), 406);
        for link in ["/export/x", "/export/%00", "/instruments/x/en.json", "/instruments/../../etc/passwd"] {
            assert!([400, 404].contains(&france.get(link).await.status()), "{link}");
        }
    }
}
