//! Releases, by the two people that they take.

use super::{Answer, World};
use national_survey::aggregate::publish_due;
use serde_json::{Value, json};

impl World {
    /// The administrator proposes a release; the proposal's id.
    pub async fn proposes(&self, input: Value) -> Value {
        let made = self.administrator().does("proposeRelease", input, "proposal { id status }").await.data();
        assert_eq!(made["proposeRelease"]["proposal"]["status"], "PROPOSED");
        made["proposeRelease"]["proposal"]["id"].clone()
    }

    /// The second administrator signs it off.
    pub async fn signs_off(&self, proposal: &Value) -> Answer {
        let input = json!({ "proposal": proposal });
        self.second_administrator().await.does("signOffRelease", input, "proposal { status signedOffBy }").await
    }

    /// What is due is published; the numbers.
    pub async fn publishes(&self) -> Vec<i64> {
        publish_due(self, self.now()).await.unwrap()
    }

    /// A cycle is released, as it stands; the number.
    pub async fn releases(&self, cycle: &str) -> i64 {
        let proposal = self.proposes(json!({ "cycle": cycle })).await;
        self.signs_off(&proposal).await.data();
        let numbers = self.publishes().await;
        assert_eq!(numbers.len(), 1, "{numbers:?}");
        numbers[0]
    }
}
