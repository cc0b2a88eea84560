//! Credentials of people.

mod codes;
mod guesses;
mod passkeys;
mod passwords;

use crate::world::{Answer, PASSWORD, World};
use serde_json::{Value, json};

/// France's focal point, who has the password of every person here.
const FRANCE: &str = "focal_point@fra.example.org";

/// Signs in over HTTP with a password and further fields.
async fn signs_in(world: &World, email: &str, more: Value) -> Answer {
    let mut body = json!({ "email": email, "password": PASSWORD });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    world.public().post("/auth/sign-in", body).await
}

/// Returns the number of acts with this verb.
async fn acts(world: &World, verb: &str) -> i64 {
    world
        .test
        .beside()
        .await
        .number(&format!("SELECT count(*) FROM act WHERE verb = '{verb}'"))
        .await
}
