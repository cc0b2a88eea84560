//! Three queries to try, as commands for a shell with `curl` and `jq`.

use std::path::Path;
use url::Url;

/// Query of a focal point.
const FOCAL_POINT: &str =
    r#"{ submission(cycle: "2026") { status progress { section answered offered } } }"#;
/// Query of an analyst.
const ANALYST: &str = r#"{ releases(cycle: "2024") { number status releasedAt tables(within: "N.a.1") { partition rows { classes base publishedBase cells { level published hidden lowerPercent upperPercent } } } } }"#;
/// Query of the public.
const PUBLIC: &str =
    r#"{ sharedAnswers(cycle: "2024", first: 5) { nodes { stateCode question disposition } } }"#;

/// A query to try.
#[derive(Clone, Debug)]
pub struct Query {
    /// The caller.
    pub who: &'static str,
    /// The subject of the result.
    pub what: &'static str,
    /// The GraphQL document.
    pub document: &'static str,
    /// The command, on one line.
    pub command: String,
}

/// Returns the queries, with commands that read their tokens from the file.
#[must_use]
pub fn queries(graphql: &Url, demo_json: &Path) -> Vec<Query> {
    let query = |who, what, document, token: Option<&str>| Query {
        who,
        what,
        document,
        command: command(graphql, demo_json, document, token),
    };
    vec![
        query(
            "a focal point",
            "how far France has come",
            FOCAL_POINT,
            Some(".tokens.states.FRA.focal_point"),
        ),
        query(
            "an analyst",
            "what was released of the closed cycle",
            ANALYST,
            Some(".tokens.analyst"),
        ),
        query("the public", "what States made public", PUBLIC, None),
    ]
}

fn command(graphql: &Url, demo_json: &Path, document: &str, token: Option<&str>) -> String {
    let body = serde_json::json!({ "query": document }).to_string();
    let bearer = token.map_or_else(String::new, |token| {
        format!(
            " -H \"authorization: Bearer $(jq -r {token} {})\"",
            quoted(&demo_json.display().to_string())
        )
    });
    format!(
        "curl -s {graphql} -H 'content-type: application/json'{bearer} --data {}",
        quoted(&body)
    )
}

/// Quotes a word for the shell.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}
