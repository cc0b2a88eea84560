//! Callers who ask for releases without being cleared for the counted answers, and their requests.

use crate::{
    access::draw::Draw,
    world::{Actor, Machine, World},
};
use entity::vocabulary::IntegrationScope::{
    self, CatalogRead, OwnAnswersRead, PublicRead, ReleaseRead,
};

/// Root fields that lead to releases or to their inputs.
const ROOTS: [&str; 14] = [
    "release",
    "release",
    "release",
    "releases",
    "releasePreview",
    "releaseProposals",
    "cycle",
    "cycles",
    "submissionCount",
    "participation",
    "sharedAnswers",
    "sharedAnswerPlaces",
    "submission",
    "auditTrail",
];

/// Caller with its requests.
pub struct Asker {
    pub name: &'static str,
    pub actor: Actor,
    pub draw: Draw,
    /// True if the caller reads counts of hidden answers.
    pub is_secretariat: bool,
}

/// Returns all callers, each in a session that is opened before the worlds differ.
pub async fn askers(world: &World) -> Vec<Asker> {
    let (kenya, administrator) = (world.state("KEN"), world.administrator());
    let machine = async |by: &Actor, scopes: &[IntegrationScope], seed| {
        Machine::minted(by, scopes, seed).await.actor().await
    };
    let everybody: &[&str] = &["everybody", "signed_in", "state", "state_whole", "trail"];
    let callers: Vec<(&'static str, Actor, &[&'static str])> = vec![
        ("the public", world.public(), &["everybody"]),
        (
            "an integration of the public",
            machine(&administrator, &[CatalogRead, PublicRead, ReleaseRead], 1).await,
            &["everybody"],
        ),
        (
            "an integration of Kenya",
            machine(&kenya, &[CatalogRead, OwnAnswersRead, ReleaseRead], 2).await,
            &["everybody", "own.answers.read"],
        ),
        ("Kenya's focal point", kenya.focal_point.clone(), everybody),
        ("Kenya's reader", kenya.reader.clone(), everybody),
        ("Kenya's contributor", kenya.contributor.clone(), &["everybody", "signed_in", "state"]),
        ("an analyst", world.analyst(), &["everybody", "signed_in", "secretariat"]),
        (
            "an administrator",
            administrator,
            &["everybody", "signed_in", "secretariat", "administrator", "trail"],
        ),
    ];
    let mut askers = Vec::new();
    for (seed, (name, actor, words)) in (300..).zip(callers) {
        actor.token().await;
        let mut draw = Draw::new(seed, words, &ROOTS);
        draw.cycles = &["first", "second", "second", "2027"];
        askers.push(Asker { name, actor, draw, is_secretariat: words.contains(&"secretariat") });
    }
    askers
}

const ROW: &str =
    "classes base publishedBase cells { level published hidden count lowerPercent upperPercent }";

/// Returns queries for everything of every release. `seal` is the prefix of the fields that the
/// seal covers.
pub fn whole(seal: &str) -> Vec<String> {
    let release = format!(
        "number status asOf releasedAt kid parameters respondents {{ stateCode edition }} cycle {{ key name phase }}
        {seal}sha256: sha256 {seal}ledger: ledgerSha256 {seal}signature: signature
        tables {{ question partition standing chart rows {{ {ROW} }} }}
        changes {{ question breakInSeries sinceRelease sinceQuestion standing base publishedBase
            cells {{ from to published hidden count lowerPercent upperPercent }} }}
        participation {{ partition class invited counted }}
        exports(language: AR) {{ format mediaType link }}"
    );
    let overviews = ["status", "challenges"].map(|set| {
        format!(
            "{{ release(number: 2) {{ overview(optionSet: \"{set}\", order: BAND) {{ optionSet columns {{ level option }}
            lines {{ question standing row {{ {ROW} }} cells {{ level hidden lowerPercent }} }} }} }} }}"
        )
    });
    let of_cycle = ["first", "second"]
        .map(|cycle| format!("{{ releases(cycle: \"{cycle}\") {{ {release} }} }}"));
    of_cycle.into_iter().chain(overviews).collect()
}

/// Queries that are refused, that find nothing, or that are about the making of releases.
pub const BESIDE: [&str; 12] = [
    "{ release(number: 4) { number tables { question } } }",
    "{ release(number: -1) { number } }",
    r#"{ release(number: 1) { overview(optionSet: "nothing") { optionSet } } }"#,
    r#"{ release(number: 1) { overview(optionSet: "status", of: { partition: "income", class: "low" }) { optionSet } } }"#,
    r#"{ releases(cycle: "third") { number } }"#,
    r#"{ releasePreview(cycle: "second") { random_: sha256 respondents { stateCode edition } tables { question partition withheld
        rows { classes base publishedBase } } } }"#,
    r#"{ releasePreview(cycle: "2027") { random_: sha256 } }"#,
    r#"{ releaseProposals(cycle: "second") { id status proposedBy proposedAt signedOffBy signedOffAt publishAt release endedBecause
        preview { random_: sha256 asOf tables { question withheld } } } }"#,
    r#"{ cycle(key: "second") { key phase lattice { key classes { key states } } } submissionCount(cycle: "second") }"#,
    r#"{ participation(cycle: "second") { stateCode submitted extendedUntil } }"#,
    r#"{ submission(cycle: "second") { mirror(release: 3) { question ownLevels edition counted beside { partition standing row { classes base } } } } }"#,
    r#"{ sharedAnswers(cycle: "second", first: 50) { nodes { stateCode question edition reader withheld } pageInfo { endCursor hasNextPage } } }"#,
];

/// Returns a query for the counts of hidden answers, for the Secretariat.
pub fn counts(within: &str) -> String {
    format!(
        "{{ release(number: 2) {{ analystTables(within: \"{within}\") {{ question partition standing
            rows {{ classes base sharedBase cells {{ level shared least most }} }} }} }} }}"
    )
}
