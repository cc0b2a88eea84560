//! Releases, made by two people.

use super::{Answer, World};
use national_survey::aggregate::publish_due;
use serde_json::{Value, json};

impl World {
    /// Proposes a release as the administrator, and returns the proposal's id.
    pub async fn proposes(&self, input: Value) -> Value {
        let made = self
            .administrator()
            .does("proposeRelease", input, "proposal { id status }")
            .await
            .data();
        assert_eq!(made["proposeRelease"]["proposal"]["status"], "PROPOSED");
        made["proposeRelease"]["proposal"]["id"].clone()
    }

    /// Signs the proposal off as the second administrator.
    pub async fn signs_off(&self, proposal: &Value) -> Answer {
        let input = json!({ "proposal": proposal });
        self.second_administrator()
            .await
            .does("signOffRelease", input, "proposal { status signedOffBy }")
            .await
    }

    /// Publishes the due releases, and returns their numbers.
    pub async fn publishes(&self) -> Vec<i64> {
        publish_due(self, self.now()).await.unwrap()
    }

    /// Releases a cycle in its present state, and returns the number of the release.
    pub async fn releases(&self, cycle: &str) -> i64 {
        let proposal = self.proposes(json!({ "cycle": cycle })).await;
        self.signs_off(&proposal).await.data();
        let numbers = self.publishes().await;
        assert_eq!(numbers.len(), 1, "{numbers:?}");
        numbers[0]
    }
}
