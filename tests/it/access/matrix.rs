//! Who may use what: every root field, asked by everybody. What comes of it is a committed text, `matrix.txt`, which a change of
//! rights changes; `UPDATE_MATRIX=1` writes it anew. Beside it, the rights as domain.md section 3 gives them, by hand.

use crate::world::{Actor, Answer, Machine, Test, World, both, on};
use async_graphql::parser::{
    parse_schema,
    types::{TypeKind, TypeSystemDefinition},
};
use entity::words::{GrantRight, IntegrationScope};
use serde_json::{Value, json};
use std::fmt::Write as _;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/it/access/matrix.txt");

/// Everybody, with the letter that stands for them in [`RIGHTS`].
const EVERYBODY: [(char, &str); 14] = [
    ('P', "public"),
    ('C', "contributor"),
    ('R', "reader"),
    ('A', "approver"),
    ('F', "focal_point"),
    ('O', "other_state"),
    ('S', "analyst"),
    ('X', "administrator"),
    // Integrations of France, each with one scope.
    ('1', "catalog.read"),
    ('2', "public.read"),
    ('3', "release.read"),
    ('4', "own.answers.read"),
    ('5', "own.draft.write"),
    ('6', "own.evidence.write"),
];

/// Who may use a root field at all. `O` is the focal point of another State, and so may what a focal point may: of its own.
const RIGHTS: &[(&str, &str)] = &[
    (
        "PCRAFOSX1",
        "cycle cycles grouping groupings instrumentSchema instrumentVersion instruments organization organizations refusals \
         signingKeys state states",
    ),
    ("PCRAFOSX2", "sharedAnswers submissionCount"),
    ("PCRAFOSX3", "release releases"),
    ("PCRAFOSX", "viewer"),
    ("CRAFOSX", "endSessions passkeys providers removePasskey sessions"),
    ("CRAFO", "grants"),
    ("CRAFO4", "submission submissions"),
    ("RAFOX", "auditTrail people"),
    ("SX", "participation readSharedAnswer sharedAnswerPlaces tagSharedAnswer untagSharedAnswer"),
    ("CFO5", "saveAnswers"),
    ("FOX", "addIntegrationKey endIntegrationKey integrations mintIntegration revokeIntegration"),
    ("FOX", "endInvitation invitations removePerson"),
    ("AFOX", "agreeToSuccession proposeSuccession successions"),
    ("FO", "endNarrowerToken narrowIntegration"),
    ("FO", "amendSubmission changeRole grantSection invitePerson revokeGrant setConsent submitSubmission withdrawSubmission"),
    (
        "X",
        "confirmInvitation declareLattice endProvider extendCycle importInstrument inviteFocalPoint inviteStates inviteToSecretariat \
         planCycle proposeRelease publishInstrument registerProvider releasePreview releaseProposals rescheduleCycle retireInstrument \
         rotateProviderSecret signOffRelease",
    ),
];

/// A world in which everything that a root field can find is there.
pub(super) async fn scene(test: crate::world::Test) -> World {
    let world = World::with_people(test).await;
    let version = world.publish(crate::world::FIXTURE).await;
    for closed in ["2025", "2026"] {
        world.plan(closed, version, on(1, 2), Some(on(1, 20))).await;
    }
    world.test.clock.set(on(1, 10));
    let france = world.france();
    for cycle in ["2025", "2026"] {
        france
            .saves(cycle, json!([{ "question": "A.a.1", "basedOn": 0, "value": { "singleChoice": { "option": "partly" } } }]))
            .await;
        france.submits(cycle, json!({ "countable": true, "reader": "PUBLIC" })).await.data();
    }
    world.plan("2027", version, on(2, 1), Some(on(10, 1))).await;
    world.plan("2028", version, on(11, 1), None).await;
    world.test.clock.set(on(3, 1));
    world.releases("2025").await;
    world.grant(&france, "A.a", GrantRight::Write).await;
    france.submits("2027", json!({})).await.data();
    france.answers("B.a.2", json!({ "agency": { "name": "Known to France alone" } })).await;
    world
}

/// What is there that calls name.
struct Known {
    grant: String,
    person: String,
    machine: Machine,
    narrower: String,
    proposal: Value,
}

impl Known {
    async fn of(world: &World) -> Self {
        let france = world.france();
        let machine = Machine::minted(&france, IntegrationScope::ALL, 100).await;
        let input = json!({ "integration": machine.id, "name": "n", "sections": ["A.a"], "expiresAt": on(6, 1) });
        let made = france.does("narrowIntegration", input, "narrowerToken { id }").await.data();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let second = world.second_administrator().await;
        let proposed = second.does("proposeRelease", json!({ "cycle": "2026" }), "proposal { id }").await.data();
        Self {
            proposal: proposed["proposeRelease"]["proposal"]["id"].clone(),
            grant: text(&france.reads("{ grants { id } }").await["grants"][0]["id"]),
            person: text(&france.contributor.reads("{ viewer { id } }").await["viewer"]["id"]),
            narrower: text(&made["narrowIntegration"]["narrowerToken"]["id"]),
            machine,
        }
    }
}

/// An answer that the scene shows to everybody.
const SHARED: &str = r#"cycle: "2026", state: "FRA", question: "A.a.1""#;

/// An example call of a root field; everything a field needs has one, or the test fails.
fn example(field: &str, known: &Known) -> Option<String> {
    let Known { grant, person, machine, narrower, proposal } = known;
    let key = r#"{ kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" }"#;
    let names = r#"{ ar: "a", zh: "b", en: "c", fr: "d", ru: "e", es: "f" }"#;
    let nobody = uuid::Uuid::max();
    let new = r#"email: "new@mfa.example", name: "New", language: EN"#;
    let dates = r#"opensAt: "2028-01-01T00:00:00Z", closesAt: null"#;
    Some(match field {
        "addIntegrationKey" => format!(
            r#"addIntegrationKey(input: {{ integration: "{}", key: {key}, expiresAt: "2027-06-01T00:00:00Z" }}) {{ integration {{ id }} }}"#,
            machine.id
        ),
        "endIntegrationKey" => {
            let kid = machine.kid();
            format!(r#"endIntegrationKey(input: {{ integration: "{}", kid: "{kid}" }}) {{ integration {{ id }} }}"#, machine.id)
        }
        "endNarrowerToken" => {
            format!(r#"endNarrowerToken(input: {{ narrowerToken: "{narrower}" }}) {{ narrowerToken {{ id }} }}"#)
        }
        "integrations" => "integrations { id }".into(),
        "mintIntegration" => format!(
            r#"mintIntegration(input: {{ name: "m", scopes: [CATALOG_READ], key: {key}, keyExpiresAt: "2027-06-01T00:00:00Z" }})
            {{ integration {{ id }} }}"#
        ),
        "narrowIntegration" => format!(
            r#"narrowIntegration(input: {{ integration: "{}", name: "n", sections: ["A.a"], expiresAt: "2027-06-01T00:00:00Z" }})
            {{ narrowerToken {{ id }} }}"#,
            machine.id
        ),
        "revokeIntegration" => {
            format!(r#"revokeIntegration(input: {{ integration: "{}" }}) {{ integration {{ id }} }}"#, machine.id)
        }
        "auditTrail" => "auditTrail { nodes { number } }".into(),
        "cycle" => r#"cycle(key: "2027") { key }"#.into(),
        "cycles" => "cycles { key }".into(),
        "sessions" => "sessions { id }".into(),
        "endSessions" => "endSessions(input: {}) { ended }".into(),
        "passkeys" => "passkeys { id }".into(),
        "removePasskey" => {
            r#"removePasskey(input: { passkey: "01900000-0000-7000-8000-000000000000" }) { passkeys { id } }"#.into()
        }
        "providers" => "providers { id }".into(),
        "registerProvider" => {
            r#"registerProvider(input: { issuer: "https://login.example.org", clientId: "survey" }) { provider { id } }"#.into()
        }
        "rotateProviderSecret" => format!(r#"rotateProviderSecret(input: {{ provider: "{person}" }}) {{ provider {{ id }} }}"#),
        "endProvider" => format!(r#"endProvider(input: {{ provider: "{person}" }}) {{ provider {{ id }} }}"#),
        "grants" => "grants { id }".into(),
        "grouping" => r#"grouping(code: "ldc") { code }"#.into(),
        "groupings" => "groupings { code }".into(),
        "instrumentSchema" => "instrumentSchema".into(),
        "instrumentVersion" => r#"instrumentVersion(instrument: "fixture", version: "1") { sha256 }"#.into(),
        "instruments" => "instruments { key }".into(),
        "organization" => r#"organization(code: "EU") { code }"#.into(),
        "organizations" => "organizations { code }".into(),
        "participation" => r#"participation(cycle: "2027") { stateCode }"#.into(),
        "people" => "people { id }".into(),
        "refusals" => "refusals { code }".into(),
        "release" => "release(number: 1) { sha256 }".into(),
        "releases" => r#"releases(cycle: "2025") { number }"#.into(),
        "sharedAnswerPlaces" => r#"sharedAnswerPlaces(cycle: "2026") { nodes { question } }"#.into(),
        "readSharedAnswer" => format!("readSharedAnswer(input: {{ {SHARED} }}) {{ answer {{ question }} }}"),
        "tagSharedAnswer" => format!(r#"tagSharedAnswer(input: {{ {SHARED}, tag: "t" }}) {{ place {{ question }} }}"#),
        "untagSharedAnswer" => format!(r#"untagSharedAnswer(input: {{ {SHARED}, tag: "t" }}) {{ place {{ question }} }}"#),
        "sharedAnswers" => r#"sharedAnswers(cycle: "2026") { nodes { question } }"#.into(),
        "signingKeys" => "signingKeys { kid }".into(),
        "state" => r#"state(code: "FRA") { code }"#.into(),
        "states" => r#"states(organization: "EU") { code }"#.into(),
        "submission" => r#"submission(cycle: "2027") { id }"#.into(),
        "submissionCount" => r#"submissionCount(cycle: "2026")"#.into(),
        "submissions" => "submissions { id }".into(),
        "viewer" => "viewer { role }".into(),
        "invitations" => "invitations { id }".into(),
        "successions" => "successions { id }".into(),
        "agreeToSuccession" => format!(r#"agreeToSuccession(input: {{ succession: "{nobody}" }}) {{ code }}"#),
        "changeRole" => format!(r#"changeRole(input: {{ person: "{nobody}", role: READER }}) {{ person {{ id }} }}"#),
        "confirmInvitation" => format!(r#"confirmInvitation(input: {{ invitation: "{nobody}" }}) {{ code }}"#),
        "endInvitation" => format!(r#"endInvitation(input: {{ invitation: "{nobody}" }}) {{ code }}"#),
        "inviteFocalPoint" => format!(r#"inviteFocalPoint(input: {{ {new}, state: "JPN" }}) {{ code }}"#),
        "invitePerson" => format!("invitePerson(input: {{ {new}, role: READER }}) {{ code }}"),
        "inviteToSecretariat" => format!("inviteToSecretariat(input: {{ {new}, role: ANALYST }}) {{ code }}"),
        "proposeSuccession" => format!(r#"proposeSuccession(input: {{ {new}, state: "FRA" }}) {{ code }}"#),
        "removePerson" => format!(r#"removePerson(input: {{ person: "{nobody}" }}) {{ person {{ id }} }}"#),
        "amendSubmission" => r#"amendSubmission(input: { cycle: "2027" }) { edition { number } }"#.into(),
        "declareLattice" => r#"declareLattice(input: { cycle: "2028", lattice: { partitions: [] } }) { cycle { key } }"#.into(),
        "extendCycle" => {
            r#"extendCycle(input: { cycle: "2027", state: "FRA", until: "2027-12-01T00:00:00Z" }) { cycle { key } }"#.into()
        }
        "grantSection" => {
            format!(r#"grantSection(input: {{ person: "{person}", scope: "B.a", right: READ }}) {{ grant {{ id }} }}"#)
        }
        "importInstrument" => "importInstrument(input: { document: $document }) { violations { sentence } }".into(),
        "inviteStates" => r#"inviteStates(input: { cycle: "2027", states: ["JPN"] }) { cycle { key } }"#.into(),
        "planCycle" => format!(
            r#"planCycle(input: {{ key: "2029", instrument: "fixture", version: "1", names: {names}, {dates} }}) {{ cycle {{ key }} }}"#
        ),
        "publishInstrument" => {
            r#"publishInstrument(input: { instrument: "another", version: "1" }) { instrumentVersion { status } }"#.into()
        }
        "proposeRelease" => r#"proposeRelease(input: { cycle: "2025" }) { proposal { status } }"#.into(),
        "releasePreview" => r#"releasePreview(cycle: "2026") { respondents { stateCode } }"#.into(),
        "releaseProposals" => r#"releaseProposals(cycle: "2025") { status }"#.into(),
        "signOffRelease" => format!("signOffRelease(input: {{ proposal: {proposal} }}) {{ proposal {{ status }} }}"),
        "rescheduleCycle" => format!(r#"rescheduleCycle(input: {{ cycle: "2028", {dates} }}) {{ cycle {{ key }} }}"#),
        "retireInstrument" => {
            r#"retireInstrument(input: { instrument: "another", version: "1" }) { instrumentVersion { status } }"#.into()
        }
        "revokeGrant" => format!(r#"revokeGrant(input: {{ grant: "{grant}" }}) {{ grant {{ id }} }}"#),
        "saveAnswers" => r#"saveAnswers(input: { cycle: "2027",
            answers: [{ question: "A.a.1", basedOn: 0, disposition: DECLINED }] }) { savedAt }"#
            .into(),
        "setConsent" => r#"setConsent(input: { cycle: "2027",
            choices: [{ scope: SUBMISSION, reader: STATE_ONLY }] }) { standing { code } }"#
            .into(),
        "submitSubmission" => r#"submitSubmission(input: { cycle: "2027" }) { edition { number } }"#.into(),
        "withdrawSubmission" => r#"withdrawSubmission(input: { cycle: "2027" }) { submission { status } }"#.into(),
        _ => return None,
    })
}

/// The fields of a root type, as the published schema lists them.
fn roots(of: &str) -> Vec<String> {
    let schema = parse_schema(national_survey::schema::sdl()).unwrap();
    let found = schema.definitions.iter().find_map(|definition| match definition {
        TypeSystemDefinition::Type(found) if found.node.name.node == of => match &found.node.kind {
            TypeKind::Object(object) => Some(object.fields.iter().map(|field| field.node.name.node.to_string()).collect()),
            _ => None,
        },
        _ => None,
    });
    found.unwrap()
}

fn actor(world: &World, who: &str) -> Actor {
    let france = world.france();
    match who {
        "public" => world.public(),
        "contributor" => france.contributor,
        "reader" => france.reader,
        "approver" => france.approver,
        "focal_point" => france.focal_point,
        "other_state" => world.germany().focal_point,
        "analyst" => world.analyst(),
        "administrator" => world.administrator(),
        _ => panic!("nobody is called {who}"),
    }
}

/// What came of a call, in one word.
fn outcome(answer: &Answer, field: &str) -> String {
    let body = answer.json();
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

/// Calls every root field as everybody: (field, what came of it for each of [`EVERYBODY`]).
async fn outcomes(world: &World) -> Vec<(&'static str, String, Vec<String>)> {
    let known = Known::of(world).await;
    let mut machines = Vec::new();
    for (seed, scope) in (1..).zip(IntegrationScope::ALL) {
        machines.push((scope.as_str(), Machine::minted(&world.france(), &[*scope], seed).await.actor().await));
    }
    let document = std::str::from_utf8(crate::world::FIXTURE).unwrap().replacen("key: fixture", "key: another", 1);
    let mut lines = Vec::new();
    for (root, kind) in [("Query", "query"), ("Mutation", "mutation")] {
        for field in roots(root) {
            let call = example(&field, &known).unwrap_or_else(|| panic!("{root}.{field} has no example here"));
            let takes = if call.contains("$document") { "($document: String!)" } else { "" };
            let mut line = Vec::new();
            for (_, who) in EVERYBODY {
                let document = json!({ "document": document });
                let machine = machines.iter().find(|(scope, _)| *scope == who).map(|(_, machine)| machine.clone());
                let actor = machine.unwrap_or_else(|| actor(world, who));
                let answer = actor.graphql(&format!("{kind}{takes} {{ {call} }}"), document).await;
                line.push(outcome(&answer, &field));
            }
            lines.push((root, field, line));
        }
    }
    lines
}

fn text(lines: &[(&str, String, Vec<String>)]) -> String {
    let mut text = String::from(
        "# Generated by tests/it/access/matrix.rs with UPDATE_MATRIX=1: what each root field says to each caller.\n\n",
    );
    write!(text, "{:<28}", "").unwrap();
    EVERYBODY.iter().for_each(|(_, who)| write!(text, "{who:<20}").unwrap());
    for (root, field, line) in lines {
        let name = format!("{root}.{field}");
        write!(text, "\n{name:<28}").unwrap();
        line.iter().for_each(|word| write!(text, "{word:<20}").unwrap());
    }
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n") + "\n"
}

both! {
    async fn everybody_gets_what_the_table_of_rights_says_and_the_committed_text_shows_it(test: Test) {
        let world = scene(test).await;
        let lines = outcomes(&world).await;
        let mut differences = Vec::new();
        for (_, field, line) in &lines {
            let right = RIGHTS.iter().find(|(_, fields)| fields.split_whitespace().any(|one| one == field));
            let (letters, _) = right.unwrap_or_else(|| panic!("nobody has said who may use {field}"));
            for ((letter, who), word) in EVERYBODY.iter().zip(line) {
                let may = !matches!(word.as_str(), "UNAUTHENTICATED" | "FORBIDDEN");
                if may != letters.contains(*letter) {
                    differences.push(format!("{who} {field}: {word}"));
                }
            }
        }
        assert!(differences.is_empty(), "{differences:#?}");
        let text = text(&lines);
        if std::env::var("UPDATE_MATRIX").is_ok_and(|value| value == "1") {
            std::fs::write(FILE, &text).unwrap();
        }
        assert_eq!(std::fs::read_to_string(FILE).unwrap(), text, "UPDATE_MATRIX=1 writes the text anew");
        world.trail_is_whole().await;
    }
}
