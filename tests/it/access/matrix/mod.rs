//! The matrix of rights: every root field, and every field of a type that a State or the
//! Secretariat owns, asked by every caller.
//!
//! The outcome is a committed text, `matrix.txt`, which a change of rights changes.
//! `UPDATE_MATRIX=1` writes it again. Beside it, the rights of domain.md sections 3 and 5 are
//! written by hand: those of root fields in [`RIGHTS`], all others in `expected.txt`.

mod belongings;
mod callers;
mod cells;
mod examples;
mod expected;
mod paths;
mod scene;
mod text;

use crate::world::{Test, World, both};
use async_graphql::parser::{
    parse_schema,
    types::{TypeKind, TypeSystemDefinition},
};
use callers::{Callers, OTHERS, OWN};
pub use examples::{Known, example};
pub use paths::OF_NOBODY;
pub use scene::scene;
use serde_json::{Value, json};
use text::MatrixLine;

/// The letters in [`RIGHTS`], and the callers for which they stand.
const LETTERS: [(char, &str); 12] = [
    ('P', "anonymous"),
    ('C', "granted ungranted other.contributor"),
    ('R', "reader other.reader"),
    ('A', "approver other.approver"),
    ('F', "focal_point other.focal_point"),
    ('S', "analyst"),
    ('X', "administrator"),
    // Integrations, each with one scope.
    ('1', "catalog.read"),
    ('2', "public.read other.public.read"),
    ('3', "release.read"),
    ('4', "own.answers.read other.own.answers.read"),
    ('5', "own.draft.write"),
];

/// Rights to use each root field. A caller of another State with the same role has the same right,
/// for its own State.
const RIGHTS: &[(&str, &str)] = &[
    (
        "PCRAFSX12345",
        "credential cycle cycles grouping groupings instrumentSchema instrumentVersion instruments limits organization \
         organizations refusalReasons refusals release releases sharedAnswers signingKeys state states submissionCount viewer",
    ),
    ("CRAFSX", "endSessions passkeys providers removePasskey sessions"),
    ("CRAF", "grants"),
    ("CRAF4", "submission submissions"),
    ("RAFX", "auditTrail people"),
    (
        "SX",
        "participation readSharedAnswer searchSharedAnswers sharedAnswerPlaces tagSharedAnswer untagSharedAnswer",
    ),
    ("CF5", "saveAnswers"),
    ("FX", "addIntegrationKey endIntegrationKey integrations mintIntegration revokeIntegration"),
    ("FX", "endInvitation invitations removePerson"),
    ("AFX", "agreeToSuccession proposeSuccession successions"),
    ("F", "endNarrowerToken narrowIntegration"),
    (
        "F",
        "amendSubmission changeRole grantSection invitePerson revokeGrant setConsent submitSubmission withdrawSubmission",
    ),
    (
        "X",
        "confirmInvitation confirmRemoval declareLattice endProvider endRemoval extendCycle importInstrument inviteFocalPoint inviteStates inviteToSecretariat \
         planCycle proposeRelease publishInstrument registerProvider releasePreview releaseProposals removals rescheduleCycle retireInstrument \
         rotateProviderSecret signOffRelease",
    ),
];

/// Returns the fields of a root type, as the published schema lists them.
pub fn roots(of: &str) -> Vec<String> {
    let schema = parse_schema(national_survey::schema::definitions()).unwrap();
    let found = schema.definitions.iter().find_map(|definition| match definition {
        TypeSystemDefinition::Type(found) if found.node.name.node == of => match &found.node.kind {
            TypeKind::Object(object) => {
                Some(object.fields.iter().map(|field| field.node.name.node.to_string()).collect())
            }
            _ => None,
        },
        _ => None,
    });
    found.unwrap()
}

/// Returns the outcome of a call, in one word.
pub fn outcome(body: &Value, field: &str) -> String {
    if let Some(code) = body["errors"][0]["extensions"]["code"].as_str() {
        return code.into();
    }
    let given = &body["data"][field];
    let list = if given["nodes"].is_array() { &given["nodes"] } else { given };
    match list {
        Value::Null => "null".into(),
        Value::Array(list) if list.is_empty() => "empty".into(),
        _ => "ok".into(),
    }
}

/// Calls every root field as every caller.
async fn outcomes(world: &World) -> Vec<MatrixLine> {
    let (known, callers) = (Known::of(world).await, Callers::of(world).await);
    let document = std::str::from_utf8(crate::world::FIXTURE).unwrap().replacen(
        "key: fixture",
        "key: another",
        1,
    );
    let mut lines = Vec::new();
    for (root, kind) in [("Query", "query"), ("Mutation", "mutation")] {
        for field in roots(root) {
            let call = example(&field, &known)
                .unwrap_or_else(|| panic!("{root}.{field} has no example here"));
            let takes = if call.contains("$document") { "($document: String!)" } else { "" };
            let mut line = MatrixLine { field: format!("{root}.{field}"), ..MatrixLine::default() };
            for who in OWN.into_iter().chain(OTHERS) {
                let query = format!("{kind}{takes} {{ {call} }}");
                let answer =
                    callers.named(who).graphql(&query, json!({ "document": document })).await;
                line.cells.insert(who, outcome(&answer.json(), &field));
            }
            lines.push(line);
        }
    }
    lines
}

/// Compares the outcomes with [`RIGHTS`].
fn differences(lines: &[MatrixLine]) -> Vec<String> {
    let mut differences = Vec::new();
    for MatrixLine { field, cells } in lines {
        let name = field.split_once('.').unwrap().1;
        let right =
            RIGHTS.iter().find(|(_, fields)| fields.split_whitespace().any(|one| one == name));
        let (letters, _) = right.unwrap_or_else(|| panic!("nobody has said who may use {field}"));
        for (who, word) in cells {
            let (letter, _) = LETTERS
                .iter()
                .find(|(_, names)| names.split(' ').any(|name| name == *who))
                .unwrap();
            let may = !matches!(word.as_str(), "UNAUTHENTICATED" | "FORBIDDEN");
            if may != letters.contains(*letter) {
                differences.push(format!("{who} {field}: {word}"));
            }
        }
    }
    differences
}

both! {
    async fn everybody_gets_what_the_tables_of_rights_say_and_the_committed_text_shows_it(test: Test) {
        let beside = test.another().await;
        let world = scene(test).await;
        let roots = outcomes(&world).await;
        let fields = cells::outcomes(beside.clone()).await;
        let differences = [differences(&roots), expected::differences(&fields)].concat();
        text::is_committed(&text::of(&roots, &fields));
        assert!(differences.is_empty(), "{differences:#?}");
        world.trail_is_whole().await;
        beside.done().await;
    }
}
