//! An example call of every root field, and the objects that these calls name.

use crate::world::{Machine, World, on};
use entity::vocabulary::IntegrationScope;
use serde_json::{Value, json};

/// Existing objects that calls name.
pub struct Known {
    grant: String,
    person: String,
    machine: Machine,
    narrower: String,
    proposal: Value,
}

impl Known {
    pub async fn of(world: &World) -> Self {
        let france = world.france();
        let machine = Machine::minted(&france, IntegrationScope::ALL, 100).await;
        let input = json!({ "integration": machine.id, "name": "n", "sections": ["A.a"], "expiresAt": on(6, 1) });
        let made = france.does("narrowIntegration", input, "narrowerToken { id }").await.data();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let second = world.second_administrator().await;
        let proposed = second
            .does("proposeRelease", json!({ "cycle": "2026" }), "proposal { id }")
            .await
            .data();
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

/// Returns an example call of a root field. The test fails if a field that needs one has none.
pub fn example(field: &str, known: &Known) -> Option<String> {
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
        "refusalReasons" => "refusalReasons { reason }".into(),
        "credential" => "credential { kind }".into(),
        "limits" => "limits { class }".into(),
        "release" => "release(number: 1) { sha256 }".into(),
        "releases" => r#"releases(cycle: "2025") { number }"#.into(),
        "sharedAnswerPlaces" => r#"sharedAnswerPlaces(cycle: "2026") { nodes { question } }"#.into(),
        "readSharedAnswer" => format!("readSharedAnswer(input: {{ {SHARED} }}) {{ answer {{ question }} }}"),
        "searchSharedAnswers" => {
            r#"searchSharedAnswers(input: { cycle: "2026", words: "word" }) { places { question } }"#.into()
        }
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
        "removals" => "removals { id }".into(),
        "confirmRemoval" => format!(r#"confirmRemoval(input: {{ removal: "{nobody}" }}) {{ removal {{ id }} }}"#),
        "endRemoval" => format!(r#"endRemoval(input: {{ removal: "{nobody}" }}) {{ removal {{ id }} }}"#),
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
