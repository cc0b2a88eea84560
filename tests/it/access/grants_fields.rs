//! Content for a contributor of each field of a submission and everything below it, written by
//! hand.
//!
//! - `fact`: No answer enters it. Everybody of the State gets the same.
//! - `granted`: Only granted answers enter it.
//! - `refused`: It is about the whole submission, and a contributor is refused.

use super::matrix::scene;
use crate::world::{Test, both};
use async_graphql::parser::{
    parse_schema,
    types::{ObjectType, TypeKind, TypeSystemDefinition},
};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

const TABLE: &str = "
Query
  grants            granted  the own grants that have not been taken back
  submission        granted  null for a draft without a granted answer, as where there is none
  submissions       granted  those of which it may know, in the order of their cycles and of nothing else
  sharedAnswers     fact     what consent shows to all States, the own one's among them: the State has said so
  submissionCount   fact     editions, in tens
Mutation
  saveAnswers       granted  a question that is not granted is refused before anything is read
Submission
  id                fact     made at random: it tells no time
  stateCode         fact     the own State
  cycle             fact     public
  status            fact     an act of the State; of a draft see Query.submission
  viewerCan         fact     from the dates, the role, and whether any grant to write holds
  answers           granted  those to granted questions
  answer            granted  null where it is not granted, as where nothing is saved
  progress          granted  over granted questions; one whose condition looks elsewhere counts as offered
  progressByPart    granted  sums of the same
  hints             granted  of granted questions, from their answers alone
  mirror            granted  granted questions of the edition, beside rows that everybody reads
  createdAt         refused  the first act may have been on any answer
  consent           refused  it is of every question
  consentLedger     refused  it is of every question
  purposes          refused  an act of the focal point
  differences       refused  they are of whole editions
  edition           refused  it is whole: content, size, digest and receipt come from every answer
  editions          refused  they are whole
  preview           refused  for the focal point
Hint
  kind              granted  follows from the rule
  rule              granted  holds by granted answers alone
  question          granted  a granted question
  others            granted  granted questions
  sentence          granted  from the rule and these
MirrorLine
  question          granted  its code
  ownLevels         granted  null where a condition looks at an answer that is not granted
  beside            fact     public: rows of a release
  counted           refused  follows from consent
  edition           refused  of the whole
MirrorRow
  partition         fact     public
  standing          fact     public
  row               fact     public
Answer
  question          granted  its code
  revision          granted  counts the saves of this answer
  disposition       granted  of this answer
  value             granted  of this answer
  hidden            granted  null where the condition looks at an answer that is not granted
  author            granted  who saved this answer
  savedAt           granted  when this answer was saved
  history           granted  edits of this answer
AnswerRevision
  outcome           granted  an edit of a granted answer
  revision          granted  an edit of a granted answer
  basedOn           granted  an edit of a granted answer
  disposition       granted  an edit of a granted answer
  value             granted  an edit of a granted answer
  author            granted  an edit of a granted answer
  savedAt           granted  an edit of a granted answer
Author
  id                granted  of a granted answer
  name              granted  of a granted answer
Progress
  section           granted  sections of which something is granted
  offered           granted  counted over granted questions
  answered          granted  counted over granted questions
  notApplicable     granted  counted over granted questions
  declined          granted  counted over granted questions
  nothingNew        granted  counted over granted questions
  unanswered        granted  counted over granted questions
  hidden            granted  where granted answers alone decide it
PartProgress
  part              granted  parts of which something is granted
  progress          granted  sums over granted questions
SaveAnswersPayload
  outcomes          granted  one for each edit
  savedAt           fact     the time of the save
  submission        granted  as Query.submission
AnswerSaved
  question          granted  to which a grant to write holds
  revision          granted  to which a grant to write holds
AnswerConflict
  question          granted  to which a grant to write holds
  theirRevision     granted  to which a grant to write holds
  theirDisposition  granted  to which a grant to write holds
  theirValue        granted  to which a grant to write holds
  theirAuthor       granted  to which a grant to write holds
  theirSavedAt      granted  to which a grant to write holds
  yourDisposition   granted  what was sent
  yourValue         granted  what was sent
AnswerRefused
  writtenQuestion   fact     what was sent
  code              fact     from the grant, the instrument and what was sent; no answer is looked at
  sentence          fact     from the grant, the instrument and what was sent
";

/// Types of which every field is in the table.
const WHOLE: &[&str] = &[
    "Submission",
    "Hint",
    "MirrorLine",
    "MirrorRow",
    "Answer",
    "AnswerRevision",
    "Author",
    "Progress",
    "PartProgress",
    "SaveAnswersPayload",
    "AnswerSaved",
    "AnswerConflict",
    "AnswerRefused",
];

/// Returns the lines of the table: type and field, with the contributor's content.
pub(super) fn table() -> BTreeMap<(&'static str, &'static str), &'static str> {
    let mut of = "";
    let mut lines = BTreeMap::new();
    for line in TABLE.lines().filter(|line| !line.is_empty()) {
        let Some(line) = line.strip_prefix("  ") else {
            of = line;
            continue;
        };
        let mut words = line.split_whitespace();
        let (field, gets) = (words.next().unwrap(), words.next().unwrap());
        assert!(
            ["fact", "granted", "refused"].contains(&gets) && words.next().is_some(),
            "{of}.{field} says what and why"
        );
        assert!(lines.insert((of, field), gets).is_none(), "{of}.{field} is there twice");
    }
    lines
}

/// Returns the object types of the published schema.
pub fn objects() -> &'static BTreeMap<String, ObjectType> {
    static OBJECTS: OnceLock<BTreeMap<String, ObjectType>> = OnceLock::new();
    OBJECTS.get_or_init(|| {
        let schema = parse_schema(national_survey::schema::definitions()).unwrap();
        let object = |definition| match definition {
            TypeSystemDefinition::Type(found) => match found.node.kind {
                TypeKind::Object(object) => Some((found.node.name.node.to_string(), object)),
                _ => None,
            },
            _ => None,
        };
        schema.definitions.into_iter().filter_map(object).collect()
    })
}

#[test]
fn the_table_has_every_field_of_a_submission_and_no_other() {
    let (table, objects) = (table(), objects());
    for of in WHOLE {
        let there: BTreeSet<_> =
            objects[*of].fields.iter().map(|field| field.node.name.node.as_str()).collect();
        let listed: BTreeSet<_> =
            table.keys().filter(|(name, _)| name == of).map(|(_, field)| *field).collect();
        assert_eq!(listed, there, "{of}");
    }
    for (of, field) in table.keys() {
        assert!(
            objects[*of].fields.iter().any(|there| there.node.name.node == *field),
            "{of}.{field}"
        );
    }
}

/// Returns a call of a field of a submission.
fn call(field: &str) -> &str {
    match field {
        "cycle" => "cycle { key }",
        "answers" => "answers { question }",
        "answer" => r#"answer(question: "A.a.1") { question }"#,
        "progress" => "progress { section }",
        "progressByPart" => "progressByPart { part }",
        "consent" => "consent { question }",
        "consentLedger" => "consentLedger { ordinal }",
        "purposes" => "purposes { purpose }",
        "differences" => "differences(from: 1, to: 1) { question }",
        "edition" => "edition(number: 1) { sha256 }",
        "editions" => "editions { sha256 }",
        "preview" => "preview(as: PUBLIC) { question }",
        "hints" => "hints { rule }",
        "mirror" => "mirror(release: 1) { question }",
        plain => plain,
    }
}

both! {
    async fn a_contributor_is_refused_what_the_table_refuses_and_nothing_else(test: Test) {
        let world = scene(test).await;
        let france = world.france();
        for ((_, field), gets) in table().into_iter().filter(|((of, _), _)| *of == "Submission") {
            let query = format!(r#"{{ submission(cycle: "2027") {{ {} }} }}"#, call(field));
            france.focal_point.reads(&query).await;
            let answer = france.contributor.asks(&query).await;
            if gets == "refused" {
                answer.refused("FORBIDDEN");
                assert_eq!(answer.json()["data"], Value::Null, "{field}");
            } else {
                answer.data();
            }
        }
    }
}
