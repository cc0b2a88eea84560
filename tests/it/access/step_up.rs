//! Acts that need a second factor within the last five minutes: a list by hand, compared with the
//! whole schema.

use super::matrix::{Known, example, outcome, roots, scene};
use crate::world::{Test, both};
use chrono::TimeDelta;
use serde_json::json;

/// Fields that need a step-up.
///
/// They are submission and consent, people and roles, releases, and credentials. The list of
/// invitations is included, because it names people to whom an attacker could write in another
/// person's name.
const ASKS: &str = "addIntegrationKey agreeToSuccession amendSubmission changeRole confirmInvitation confirmRemoval endIntegrationKey \
    endInvitation endRemoval \
    endNarrowerToken endProvider inviteFocalPoint invitePerson inviteToSecretariat invitations mintIntegration narrowIntegration \
    proposeRelease proposeSuccession registerProvider removePasskey removals removePerson revokeIntegration rotateProviderSecret setConsent \
    signOffRelease submitSubmission successions withdrawSubmission";

both! {
    async fn acts_that_ask_for_a_fresh_second_factor_refuse_an_old_one_and_no_others_do(test: Test) {
        let world = scene(test).await;
        let known = Known::of(&world).await;
        let old = Some(world.now() - TimeDelta::minutes(5));
        let mut callers = Vec::new();
        for who in [world.france().focal_point, world.administrator()] {
            callers.push(who.in_session("password one_time_code", old).await);
        }
        let document = std::str::from_utf8(crate::world::FIXTURE).unwrap().replacen("key: fixture", "key: another", 1);
        let mut differences = Vec::new();
        for (root, kind) in [("Query", "query"), ("Mutation", "mutation")] {
            for field in roots(root) {
                let call = example(&field, &known).unwrap();
                let takes = if call.contains("$document") { "($document: String!)" } else { "" };
                let mut words = Vec::new();
                for who in &callers {
                    let answer = who.graphql(&format!("{kind}{takes} {{ {call} }}"), json!({ "document": document })).await;
                    words.push(outcome(&answer.json(), &field));
                }
                words.retain(|word| word != "FORBIDDEN");
                let asks = ASKS.split_whitespace().any(|name| name == field);
                if words.is_empty() || words.iter().any(|word| (word == "STEP_UP_REQUIRED") != asks) {
                    differences.push(format!("{field}: {words:?}"));
                }
            }
        }
        assert!(differences.is_empty(), "{differences:#?}");
    }
}
