//! Acts of people over HTTP, in the words of the glossary.

use super::{Actor, http::Answer};
use serde_json::{Value, json};

/// Fragment for a value of any kind.
pub const VALUE: &str = "fragment value on AnswerValue { __typename
  ... on SingleChoiceValue { option other } ... on MultiChoiceValue { options other } ... on RankedChoiceValue { options other }
  ... on ShortTextValue { text language } ... on LongTextValue { text language } ... on DateValue { date }
  ... on DateRangeValue { from to } ... on NumberValue { number } ... on AgencyValue { name url }
  ... on AgencyListValue { agencies { name url } } ... on UrlListValue { links { url title } }
  ... on DocumentListValue { documents { title url language date } }
  ... on RecordListValue { records { fields {
    field text language languages number date options other questions agency { name url } url { url title } } } } }";

const OUTCOMES: &str = "outcomes { __typename ... on AnswerSaved { question revision }
  ... on AnswerConflict { question theirRevision theirDisposition theirSavedAt theirAuthor { name }
    theirValue { ...value } yourDisposition yourValue { ...value } }
  ... on AnswerRefused { written: writtenQuestion code sentence } }";

impl Actor {
    /// Sends a query without variables.
    pub async fn asks(&self, query: &str) -> Answer {
        self.graphql(query, json!({})).await
    }

    /// Returns the data of a query without variables.
    pub async fn reads(&self, query: &str) -> Value {
        self.asks(query).await.data()
    }

    /// Sends one mutation and selects `shown` of its payload.
    pub async fn does(&self, mutation: &str, input: Value, shown: &str) -> Answer {
        let kind = match mutation {
            "amendSubmission" => "SubmitSubmissionInput".to_owned(),
            "publishInstrument" | "retireInstrument" => "InstrumentVersionInput".to_owned(),
            other => format!("{}{}Input", other[..1].to_uppercase(), &other[1..]),
        };
        let value = if shown.contains("...value") { VALUE } else { "" };
        let query = format!(
            "mutation($input: {kind}!) {{ {mutation}(input: $input) {{ {shown} }} }} {value}"
        );
        self.graphql(&query, json!({ "input": input })).await
    }

    /// Saves answers to a cycle.
    pub async fn saves(&self, cycle: &str, answers: Value) -> Answer {
        self.does("saveAnswers", json!({ "cycle": cycle, "answers": answers }), OUTCOMES).await
    }

    /// Saves one value as the first answer to a question of the cycle 2027.
    pub async fn answers(&self, question: &str, value: Value) {
        let saved = self
            .saves("2027", json!([{ "question": question, "basedOn": 0, "value": value }]))
            .await
            .data();
        assert_eq!(saved["saveAnswers"]["outcomes"][0]["__typename"], "AnswerSaved", "{saved:#}");
    }

    /// Submits to a cycle. The input also holds the fields of `beside`.
    pub async fn submits(&self, cycle: &str, beside: Value) -> Answer {
        self.does(
            "submitSubmission",
            with(cycle, beside),
            "edition { number sha256 } submission { status }",
        )
        .await
    }

    /// Amends the submission to a cycle.
    pub async fn amends(&self, cycle: &str) -> Answer {
        self.does(
            "amendSubmission",
            json!({ "cycle": cycle }),
            "edition { number sha256 } submission { status }",
        )
        .await
    }

    /// Withdraws the submission to a cycle.
    pub async fn withdraws(&self, cycle: &str) -> Answer {
        self.does("withdrawSubmission", json!({ "cycle": cycle }), "submission { status }").await
    }

    /// Chooses consent for a cycle.
    pub async fn consents(&self, cycle: &str, choices: Value) -> Answer {
        let input = json!({ "cycle": cycle, "choices": choices });
        self.does("setConsent", input, "standing { scope code } submission { status }").await
    }

    /// Returns the answers of a cycle that consent shows, as `FRA A.a.1`.
    pub async fn shared(&self, cycle: &str) -> Vec<String> {
        let query = format!(
            r#"{{ sharedAnswers(cycle: "{cycle}", first: 50) {{ nodes {{ stateCode question }} }} }}"#
        );
        let shown = self.reads(&query).await;
        let nodes = shown["sharedAnswers"]["nodes"].as_array().unwrap().iter();
        nodes
            .map(|node| {
                format!(
                    "{} {}",
                    node["stateCode"].as_str().unwrap(),
                    node["question"].as_str().unwrap()
                )
            })
            .collect()
    }
}

fn with(cycle: &str, mut beside: Value) -> Value {
    beside["cycle"] = cycle.into();
    beside
}
