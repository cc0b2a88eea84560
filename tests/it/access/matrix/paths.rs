//! Paths to the fields of each type. The test fails if a field of an owned type has no example.

use crate::access::grants_fields::objects;
use async_graphql::parser::types::{BaseType, FieldDefinition};
use std::collections::BTreeSet;

/// Types that nobody owns: States, groups, instruments, lattices, keys, and the places of pages.
pub const OF_NOBODY: &str = "Query Mutation State Names Grouping Group GroupMember Organization Membership Refusal SigningKey PageInfo \
    Credential ReasonWording RequestLimits \
    Instrument InstrumentVersion Reference Question LatticePartition LatticeClass";

/// Each type, or a field of it with a path of its own, and the fields that lead to it.
///
/// `+id` marks an object's owner. `$cycle` is the cycle in which France consented to one level. `!`
/// begins a mutation. Mutations come last.
const PATHS: &str = r#"
Viewer: viewer
Submission: submission(cycle: $cycle) +id
Cycle: cycle(key: "2025")
Cycle (of the own submission): submission(cycle: $cycle) +id > cycle
Answer: submission(cycle: $cycle) +id > answer(question: "A.a.1")
AnswerRevision: submission(cycle: $cycle) +id > answer(question: "A.a.1") > history
Author: submission(cycle: $cycle) +id > answer(question: "A.a.1") > author
Progress: submission(cycle: $cycle) +id > progress
PartProgress: submission(cycle: $cycle) +id > progressByPart
Hint: submission(cycle: $cycle) +id > hints
MirrorLine: submission(cycle: "2025") +id > mirror(release: 2)
MirrorRow: submission(cycle: "2025") +id > mirror(release: 2) > beside
Edition: submission(cycle: $cycle) +id > editions
EditionDifference: submission(cycle: $cycle) +id > differences(from: 1, to: 2)
QuestionConsent: submission(cycle: $cycle) +id > consent
PurposeConsent: submission(cycle: $cycle) +id > purposes
ConsentChoice: submission(cycle: $cycle) +id > consentLedger
SharedAnswerConnection: sharedAnswers(cycle: $cycle, state: "FRA")
SharedAnswerEdge: sharedAnswers(cycle: $cycle, state: "FRA") > edges
SharedAnswer: sharedAnswers(cycle: $cycle, state: "FRA") > nodes
SharedAnswerPlaceConnection: sharedAnswerPlaces(cycle: $cycle, filter: { state: "FRA" })
SharedAnswerPlaceEdge: sharedAnswerPlaces(cycle: $cycle, filter: { state: "FRA" }) > edges
SharedAnswerPlace: sharedAnswerPlaces(cycle: $cycle, filter: { state: "FRA" }) > nodes
SharedAnswer (previewed): submission(cycle: $cycle) +id > preview(as: MEMBER_STATES)
StateParticipation: participation(cycle: "2025")
Release: release(number: 2)
ReleaseAbout: release(number: 2) > about
Respondent: release(number: 2) > respondents
ReleasedTable: release(number: 2) > tables
ReleasedRow: release(number: 2) > tables > rows
ReleasedCell: release(number: 2) > tables > rows > cells
ReleasedOverview: release(number: 2) > overview(optionSet: "status")
OverviewColumn: release(number: 2) > overview(optionSet: "status") > columns
OverviewLine: release(number: 2) > overview(optionSet: "status") > lines
ClassParticipation: release(number: 2) > participation
Export: release(number: 2) > exports
ReleasedChange: release(number: 2) > changes
ReleasedChangeCell: release(number: 2) > changes > cells
AnalystTable: release(number: 2) > analystTables
AnalystRow: release(number: 2) > analystTables > rows
AnalystCell: release(number: 2) > analystTables > rows > cells
ReleasePreview: releasePreview(cycle: "2025")
PreviewedTable: releasePreview(cycle: "2025") > tables
PreviewedChange: releasePreview(cycle: "2025") > changes
PreviewedRow: releasePreview(cycle: "2025") > tables > rows
ReleaseProposal: releaseProposals(cycle: "2025")
AuditActConnection: auditTrail
AuditActEdge: auditTrail > edges
AuditAct: auditTrail(first: 50) > nodes +hash
Person: people +id
Grant: grants +id
Invitation: invitations +id
Removal: removals +id
Succession: successions +id
Session: sessions
Passkey: passkeys +id
Provider: providers +stateCode
Integration: integrations +id
IntegrationKey: integrations +id > keys
NarrowerToken: integrations +id > narrowerTokens
AnswerTag: !tagSharedAnswer(input: { cycle: $cycle, state: "FRA", question: "A.a.1", tag: "seen" }) > place > tags
SharedAnswerPlacePayload: !untagSharedAnswer(input: { cycle: $cycle, state: "FRA", question: "A.a.1", tag: "seen" })
SearchSharedAnswersPayload: !searchSharedAnswers(input: { cycle: $cycle, words: "Time", filter: { state: "FRA" } })
ReadSharedAnswerPayload: !readSharedAnswer(input: { cycle: $cycle, state: "FRA", question: "A.a.1" })
SaveAnswersPayload: !saveAnswers(input: { cycle: $cycle, answers: [{ question: "A.a.2", basedOn: 0, value: { multiChoice: { options: ["funding", "other"], other: "Time" } } }] })
AnswerSaved: !saveAnswers(input: { cycle: $cycle, answers: [{ question: "A.a.2", basedOn: 0, value: { multiChoice: { options: ["funding", "other"], other: "Time" } } }] }) > outcomes > ... on AnswerSaved
AnswerConflict: !saveAnswers(input: { cycle: $cycle, answers: [{ question: "A.a.1", basedOn: 0, value: { singleChoice: { option: "not_started" } } }] }) > outcomes > ... on AnswerConflict
AnswerRefused: !saveAnswers(input: { cycle: $cycle, answers: [{ question: "Z.a.1", basedOn: 0, disposition: DECLINED }] }) > outcomes > ... on AnswerRefused
EditionPayload: !amendSubmission(input: { cycle: $cycle })
SetConsentPayload: !setConsent(input: { cycle: "2026", choices: [{ scope: SUBMISSION, reader: STATE_ONLY }] })
ConsentPlace: !setConsent(input: { cycle: "2026", choices: [{ scope: SUBMISSION, reader: STATE_ONLY }] }) > standing
SubmissionPayload: !withdrawSubmission(input: { cycle: "2026" })
GrantPayload: !revokeGrant(input: { grant: $grant })
Grant.endedAt: !revokeGrant(input: { grant: $further_grant }) > grant
PersonPayload: !changeRole(input: { person: $person, role: APPROVER })
InvitationPayload: !invitePerson(input: { email: "late@fra.example.org", name: "New", language: FR, role: READER })
RemovalPayload: !endRemoval(input: { removal: $removal })
SuccessionPayload: !agreeToSuccession(input: { succession: $succession })
IntegrationPayload: !revokeIntegration(input: { integration: $integration })
NarrowerTokenPayload: !narrowIntegration(input: { integration: $machine, name: "late", sections: ["A.a"], expiresAt: "2027-06-01T00:00:00Z" })
ProviderPayload: !endProvider(input: { provider: $provider })
CyclePayload: !inviteStates(input: { cycle: "2025", states: ["JPN"] })
ImportInstrumentPayload: !importInstrument(input: { document: "key: another" })
ImportInstrumentPayload.instrumentVersion: !importInstrument(input: { document: $document })
ImportInstrumentPayload.rewordings: !importInstrument(input: { document: $reworded })
InstrumentViolation: !importInstrument(input: { document: "key: another" }) > violations
InstrumentRewording: !importInstrument(input: { document: $reworded }) > rewordings
InstrumentVersionPayload: !publishInstrument(input: { instrument: "another", version: "1" })
ReleaseProposalPayload: !proposeRelease(input: { cycle: "2025" })
RemovePasskeyPayload: !removePasskey(input: { passkey: $passkey })
EndSessionsPayload: !endSessions(input: {})
"#;

/// Types of values, a question that takes one, and the path from the value to the type.
const VALUES: [(&str, &str, &str); 17] = [
    ("SingleChoiceValue", "A.a.1", ""),
    ("MultiChoiceValue", "A.a.2", ""),
    ("RankedChoiceValue", "A.a.3", ""),
    ("ShortTextValue", "A.b.1", ""),
    ("LongTextValue", "A.b.2", ""),
    ("DateValue", "A.b.3", ""),
    ("NumberValue", "A.b.4", ""),
    ("DateRangeValue", "B.a.1", ""),
    ("AgencyValue", "B.a.2", ""),
    ("AgencyListValue", "B.a.3", ""),
    ("AgencyValue", "B.a.3", "AgencyListValue > agencies"),
    ("UrlListValue", "B.a.4", ""),
    ("LinkValue", "B.a.4", "UrlListValue > links"),
    ("DocumentListValue", "B.a.5", ""),
    ("DocumentValue", "B.a.5", "DocumentListValue > documents"),
    ("RecordListValue", "B.a.7", ""),
    ("RecordValue", "B.a.7", "RecordListValue > records"),
];

/// Arguments that a field needs.
const ARGUMENTS: [(&str, &str); 7] = [
    ("Release.table", r#"(question: "A.a.1")"#),
    ("Release.overview", r#"(optionSet: "status")"#),
    ("Submission.mirror", "(release: 2)"),
    ("Submission.answer", r#"(question: "A.a.1")"#),
    ("Submission.differences", "(from: 1, to: 2)"),
    ("Submission.edition", "(number: 1)"),
    ("Submission.preview", "(as: MEMBER_STATES)"),
];

/// Fields of one type that are reached by one path.
pub struct Reached {
    /// The type, with the name of the path if it has several.
    pub name: String,
    pub of: String,
    pub fields: Vec<String>,
    pub is_mutation: bool,
    /// The calls on the path, each with the field that marks an object's owner.
    pub way: Vec<(String, Option<String>)>,
}

impl Reached {
    /// Returns the name of one of its fields in the texts.
    pub fn line(&self, field: &str) -> String {
        let label = self.name.strip_prefix(&self.of).unwrap();
        format!("{}.{field}{label}", self.of)
    }

    /// Returns a request for some of its fields.
    pub fn request(&self, fields: &[String]) -> String {
        let asked: Vec<_> = fields.iter().map(|field| asked(&self.of, field)).collect();
        let within = |inner: String, (call, mark): &(String, Option<String>)| {
            let mark = mark.as_ref().map(|mark| format!("mark: {mark} ")).unwrap_or_default();
            format!("{call} {{ {mark}{inner} }}")
        };
        let whole = self.way.iter().rev().fold(asked.join(" "), within);
        let mut takes = ["$document", "$reworded"].into_iter();
        let takes = takes.find(|name| whole.contains(name));
        let takes = takes.map(|name| format!("({name}: String!)")).unwrap_or_default();
        format!("{}{takes} {{ {whole} }}", if self.is_mutation { "mutation" } else { "query" })
    }
}

fn asked(of: &str, name: &str) -> String {
    if name == "__typename" {
        return name.into();
    }
    let objects = objects();
    let field: &FieldDefinition =
        &objects[of].fields.iter().find(|field| field.node.name.node == name).unwrap().node;
    let whole = format!("{of}.{name}");
    let arguments =
        ARGUMENTS.iter().find(|(field, _)| *field == whole).map_or("", |(_, arguments)| arguments);
    let mut base = &field.ty.node.base;
    while let BaseType::List(inner) = base {
        base = &inner.base;
    }
    let BaseType::Named(to) = base else { unreachable!() };
    let below = if objects.contains_key(to.as_str())
        || ["AnswerValue", "SaveOutcome"].contains(&to.as_str())
    {
        " { __typename }"
    } else {
        ""
    };
    format!("{name}{arguments}{below}")
}

/// Returns every path to every field.
pub fn ways() -> Vec<Reached> {
    let mut lines: Vec<String> =
        PATHS.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
    let acts = lines.iter().position(|line| line.contains(": !")).unwrap();
    for (label, root) in [
        ("own", "submission(cycle: $cycle) +id > answer(question: $question)"),
        ("shared", r#"sharedAnswers(cycle: $cycle, state: "FRA", question: $question) > nodes"#),
    ] {
        let values = VALUES.iter().chain([&(
            "RecordFieldValue",
            "B.a.7",
            "RecordListValue > records > fields",
        )]);
        for (of, question, suffix) in values.rev() {
            let (root, suffix) = (
                root.replace("$question", &format!("{question:?}")),
                if suffix.is_empty() { of } else { suffix },
            );
            let within = if suffix == of { "" } else { ", in a list" };
            lines.insert(acts, format!("{of} ({label}{within}): {root} > value > ... on {suffix}"));
        }
    }
    let mut ways: Vec<Reached> = lines.iter().map(|line| way(line)).collect();
    let exceptions: Vec<_> =
        lines.iter().filter_map(|line| line.split_once(": ").unwrap().0.split_once('.')).collect();
    for way in ways.iter_mut().filter(|way| way.fields.len() > 1) {
        way.fields.retain(|field| !exceptions.contains(&(way.of.as_str(), field)));
    }
    ways
}

fn way(line: &str) -> Reached {
    let (name, path) = line.split_once(": ").unwrap();
    let (of, field) = name.split_once('.').map_or((name, None), |(of, field)| (of, Some(field)));
    let of = of.split(' ').next().unwrap();
    let all = objects()
        .get(of)
        .unwrap_or_else(|| panic!("there is no {of}"))
        .fields
        .iter()
        .map(|field| field.node.name.node.to_string());
    let part = |part: &str| match part.split_once(" +") {
        Some((call, mark)) => (call.to_owned(), Some(mark.to_owned())),
        None => (part.to_owned(), None),
    };
    Reached {
        name: if field.is_some() { of.to_owned() } else { name.to_owned() },
        of: of.to_owned(),
        fields: field.map_or_else(|| all.collect(), |field| vec![field.to_owned()]),
        is_mutation: path.starts_with('!'),
        way: path.trim_start_matches('!').split(" > ").map(part).collect(),
    }
}

#[test]
fn every_field_of_a_type_that_belongs_to_somebody_has_an_example() {
    let reached: BTreeSet<_> = ways()
        .iter()
        .flat_map(|way| way.fields.iter().map(|field| (way.of.clone(), field.clone())))
        .collect();
    let nobodys: BTreeSet<_> = OF_NOBODY.split_whitespace().collect();
    for (of, object) in objects() {
        for field in object.fields.iter().map(|field| field.node.name.node.to_string()) {
            let has = reached.contains(&(of.clone(), field.clone()));
            assert!(
                has != nobodys.contains(of.as_str()),
                "{of}.{field} has an example in paths.rs, or belongs to nobody"
            );
        }
    }
}
