//! What people say to the API, in its own words.

use super::{Actor, Answer};
use serde_json::{Value, json};

const SAVE: &str = "mutation($input: SaveAnswersInput!) { saveAnswers(input: $input) { savedAt outcomes { __typename
    ... on AnswerSaved { question revision }
    ... on AnswerConflict { question theirRevision yourValue { ...text } theirValue { ...text } }
    ... on AnswerRefused { question code sentence } } } }
    fragment text on AnswerValue { ... on ShortTextValue { text } ... on LongTextValue { text } }";
const EDITION: &str = "{ edition { number sha256 document receipt documentLink receiptLink } submission { status } }";

impl Actor {
    /// Saves edits to the cycle 2027: `[{question, basedOn, value}]`.
    pub async fn saves(&self, answers: Value) -> Answer {
        self.graphql(SAVE, json!({ "input": { "cycle": "2027", "answers": answers } })).await
    }

    /// Saves one edit and gives back its outcome.
    pub async fn saves_one(&self, question: &str, based_on: i64, value: Value) -> Value {
        let answers = json!([{ "question": question, "basedOn": based_on, "value": value }]);
        self.saves(answers).await.data()["saveAnswers"]["outcomes"][0].take()
    }

    /// Submits what is saved.
    pub async fn submits(&self, choices: Value) -> Answer {
        self.freezes("submitSubmission", choices).await
    }

    /// Amends what was submitted.
    pub async fn amends(&self) -> Answer {
        self.freezes("amendSubmission", json!({})).await
    }

    async fn freezes(&self, mutation: &str, choices: Value) -> Answer {
        let mut input = json!({ "cycle": "2027" });
        input.as_object_mut().unwrap().extend(choices.as_object().unwrap().clone());
        let query = format!("mutation($input: SubmitSubmissionInput!) {{ {mutation}(input: $input) {EDITION} }}");
        self.graphql(&query, json!({ "input": input })).await
    }

    /// Withdraws the submission.
    pub async fn withdraws(&self) -> Answer {
        let query = "mutation { withdrawSubmission(input: { cycle: \"2027\" }) { submission { status } } }";
        self.graphql(query, json!({})).await
    }

    /// What others' answers the person reads: State, question.
    pub async fn reads_of_others(&self) -> Vec<String> {
        let query = "{ sharedAnswers(cycle: \"2027\") { nodes { stateCode question } } }";
        let mut data = self.graphql(query, json!({})).await.data();
        let rows = data["sharedAnswers"]["nodes"].take();
        let text = |row: &Value| format!("{} {}", row["stateCode"].as_str().unwrap(), row["question"].as_str().unwrap());
        rows.as_array().unwrap().iter().map(text).collect()
    }
}

/// A value of one line.
pub fn line(text: &str) -> Value {
    json!({ "shortText": { "text": text } })
}
