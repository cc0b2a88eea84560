//! France's own content, different in each world.
//!
//! - Drafts and their existence, values, dispositions, revisions and times.
//! - Content and number of editions.
//! - Consent beyond the caller's level, and purposes.
//! - Grants, people, invitations and integrations.
//!
//! France's audit trail differs accordingly.

use super::history::{GRANTED, says};
use crate::{
    access::draw::{Draw, QUESTIONS},
    world::{Machine, Team, World},
};
use chrono::TimeDelta;
use entity::vocabulary::{IntegrationScope, Role};
use serde_json::json;

/// Questions that France shows to others in 2025 and 2026. Its submitted answers to them are no
/// secret.
const SHOWN: [&str; 3] = ["A.a.1", "A.a.2", "A.a.3"];

/// Question of 2028 whose answer is shown at one level after the other, in one of the worlds.
const LEVELLED: &str = "B.a.2";

/// Performs France's acts in one of the worlds, within the next minute and a half.
pub async fn secrets(world: &World, side: usize) {
    let mut draw = Draw::new(10 + u64::try_from(side).unwrap(), &[], &[]);
    let france = world.france();
    for cycle in ["2025", "2026"] {
        answers(world, &mut draw, cycle, 12, &SHOWN).await;
        france.amends(cycle).await.data();
        // A draft is not shown.
        answers(world, &mut draw, cycle, 4, &[]).await;
    }
    for number in 0..=2 * side {
        answers(world, &mut draw, "2028", 8, &[]).await;
        let said = json!({ "value": { "agency": { "name": format!("Known to France alone: {side} {number}") } } });
        says(&france, "2028", LEVELLED, &said).await;
        france.amends("2028").await.data();
    }
    if side == 0 {
        answers(world, &mut draw, "2027", 6, &[]).await;
    }
    let line =
        json!({ "scope": "SECTION", "code": (["A.a", "B.a"][side]), "reader": "STATE_ONLY" });
    france
        .consents("2028", json!([line, { "purpose": "SG_REPORT", "allowed": side == 0 }]))
        .await
        .data();
    people(world, side, &france).await;
}

/// Saves answers that are not granted to the contributor, at times of their own.
async fn answers(world: &World, draw: &mut Draw, cycle: &str, number: usize, but: &[&str]) {
    for _ in 0..number {
        let question = draw.one(&QUESTIONS);
        if question.starts_with(&format!("{GRANTED}.")) || but.contains(&question) {
            continue;
        }
        let said = draw.says(question);
        world.test.clock.set(world.now() + TimeDelta::milliseconds(draw.below(900)));
        says(&world.france(), cycle, question, &said).await;
    }
}

async fn people(world: &World, side: usize, france: &Team) {
    let further =
        world.joins(Some("FRA"), Role::Contributor, "further@fra.example.org").await.id().await;
    let input = json!({ "person": further, "scope": (["A.a", "B.a"][side]), "right": "WRITE" });
    let made = france.does("grantSection", input, "grant { id }").await.data();
    if side == 1 {
        let input = json!({ "grant": made["grantSection"]["grant"]["id"] });
        france.does("revokeGrant", input, "grant { id }").await.data();
        world.joins(Some("FRA"), Role::Reader, "another@fra.example.org").await;
    }
    france.invites("coming@fra.example.org", ["READER", "APPROVER"][side]).await.data();
    Machine::minted(france, &[IntegrationScope::OwnAnswersRead], 70 + u8::try_from(side).unwrap())
        .await;
}

/// Lets the readers of one level and above read one more answer of France. In the other world
/// nobody reads it.
pub async fn levels(world: &World, reader: &str) {
    let line = json!({ "scope": "QUESTION", "code": LEVELLED, "reader": reader });
    let france = world.france();
    france.consents("2028", json!([line])).await.data();
    let preview = r#"{ submission(cycle: "2028") { preview(as: SECRETARIAT) { question } } }"#;
    let shown = france.reads(preview).await["submission"]["preview"].as_array().unwrap().len();
    assert_eq!(shown, usize::from(reader != "STATE_ONLY"));
}
