//! What people prove themselves by.

mod codes;
mod guesses;
mod passkeys;
mod passwords;

use crate::world::{Answer, PASSWORD, World};
use serde_json::{Value, json};

/// France's focal point, whose password is everybody's.
const FRANCE: &str = "focal_point@fra.example.org";

/// Signs in over HTTP with a password and what more is given.
async fn signs_in(world: &World, email: &str, more: Value) -> Answer {
    let mut body = json!({ "email": email, "password": PASSWORD });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    world.public().post("/auth/sign-in", body).await
}

/// How many acts with this verb are in the trail.
async fn acts(world: &World, verb: &str) -> i64 {
    world.test.beside().await.number(&format!("SELECT count(*) FROM act WHERE verb = '{verb}'")).await
}
