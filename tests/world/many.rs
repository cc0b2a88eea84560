//! Many States that answer, for tests of aggregates.

use super::{Actor, World, people::staff};
use national_survey::{access::Administrator, identity::people::add_person};
use serde_json::{Value, json};

impl World {
    /// Adds the people of further States, and returns the focal point of each.
    pub async fn adds_states(&self, codes: &[String]) -> Vec<Actor> {
        let focal_points: Vec<_> =
            codes.iter().flat_map(|code| staff(Some(code)).into_iter().take(1)).collect();
        let add = self.write((focal_points, self.now()), |tx, (people, now)| {
            Box::pin(async move {
                for person in people {
                    add_person(tx, &Administrator::operator(), person, *now).await?;
                }
                Ok(())
            })
        });
        add.await.unwrap();
        codes.iter().map(|code| self.state(code).focal_point).collect()
    }

    /// Returns the codes of `most` Member States that are not in this world, in alphabetical order.
    pub async fn further_states(&self, most: usize) -> Vec<String> {
        let all = self.public().reads("{ states(status: MEMBER) { code } }").await;
        let codes = all["states"]
            .as_array()
            .unwrap()
            .iter()
            .map(|state| state["code"].as_str().unwrap().to_owned());
        codes.filter(|code| !super::scene::STATES.contains(&code.as_str())).take(most).collect()
    }

    /// Plans a cycle of the fixture over HTTP, with all States invited and the regional groups as
    /// its lattice.
    pub async fn plans_for_all(&self, key: &str, opens_at: Value, closes_at: Value) {
        let names = json!({ "ar": "a", "zh": "b", "en": "c", "fr": "d", "ru": "e", "es": "f" });
        let input = json!({ "key": key, "instrument": "fixture", "version": "1", "names": names, "opensAt": opens_at, "closesAt": closes_at });
        self.administrator().does("planCycle", input, "cycle { key }").await.data();
    }
}
