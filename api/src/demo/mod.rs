//! THE DEMONSTRATION: a world to look at, made on one's own machine in seconds.
//!
//! Nothing in it is about a real State: what a State answers is drawn from a seed and from rough suppositions about its
//! region and income, its people are invented, and its addresses lead nowhere. But it is made the way any other world is
//! made, through the product's verbs: every act is in the trail, every edition has its receipt, and others read what consent
//! shows them. The same seed gives the same answers; salts, ids and signatures differ, as they must.
//!
//! [`invent`] says what a State would say, `story` puts its acts in order, and `fill` plays them, cycle by cycle. [`prepare`]
//! is the way in.

mod calendar;
mod file;
mod fill;
pub mod invent;
mod people;
pub mod queries;
mod story;
#[cfg(test)]
mod tests;

pub use queries::Query;

use crate::{
    access::{Caches, demo_people},
    audit,
    error::{Error, Result},
    world::World,
};
use ::entity::person;
use std::{path::PathBuf, sync::Arc};

/// What the demonstration is made from.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Where all chance comes from.
    pub seed: u64,
    /// How many States submit to the first cycle, 1 to 195.
    pub states: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { seed: 77_37, states: 130 }
    }
}

/// What there is to look at.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The file with everybody's tokens, mode 600.
    pub demo_json: PathBuf,
    /// The three e-mail addresses that can sign in, and their passwords.
    pub passwords: Vec<(String, String)>,
    /// Three queries to try.
    pub queries: Vec<Query>,
}

/// Fills an empty database or takes a filled one as it is, opens a session for everybody, and writes `demo.json`.
///
/// # Errors
/// When the configuration is not a demonstration's or listens beyond this machine, when the database holds people that are
/// not the demonstration's, or when an earlier start was interrupted before it was filled.
pub async fn prepare(world: &Arc<World>, options: &Options, say: &dyn Fn(&str)) -> Result<Prepared> {
    let config = world.config();
    if !config.host.is_loopback() {
        return refuse(format!("the demonstration listens on this machine alone: host is 127.0.0.1 or ::1, not {}", config.host));
    }
    if !(1..=195).contains(&options.states) {
        return refuse("--states: 1 to 195".into());
    }
    let (people, seed) = match standing(world).await? {
        Some((people, seed)) => {
            say("the database is filled already: it is used as it is");
            if seed != options.seed {
                say(&format!("it was filled with the seed {seed}; for another, start with another data directory"));
            }
            (people, seed)
        }
        None => (fill::fill(world, options.seed, options.states, say).await?, options.seed),
    };
    say("opening sessions and writing demo.json");
    let graphql = config.origin.join("graphql").map_err(Error::failure)?;
    let demo_json = file::write(world, &people, &graphql).await?;
    Caches::of(world).people.forget();
    let queries = queries::queries(&graphql, &demo_json);
    Ok(Prepared { demo_json, passwords: people::passwords(seed), queries })
}

/// The people and the seed of a filled database; none for an empty one.
async fn standing(world: &Arc<World>) -> Result<Option<(Vec<person::Model>, u64)>> {
    let people = demo_people(world).await?;
    if people.is_empty() {
        return Ok(None);
    }
    if people.iter().any(|person| !person.email.ends_with(people::DOMAIN)) {
        return refuse("the database holds people who are not the demonstration's: give it a data directory of its own".into());
    }
    let Some(mark) = audit::latest_of_secretariat(world.read(), fill::FILLED).await? else {
        let too = if world.config().database_url.is_some() { ", empty the database" } else { "" };
        let directory = world.config().data_dir.display();
        return refuse(format!("an earlier start was interrupted: delete the data directory {directory}{too} and start again"));
    };
    let mark: serde_json::Value = serde_json::from_str(&mark.detail)?;
    let seed = mark.get("seed").and_then(serde_json::Value::as_str).and_then(|seed| seed.parse().ok());
    Ok(Some((people, seed.ok_or_else(|| Error::failure("the mark of the demonstration names no seed"))?)))
}

fn refuse<T>(why: String) -> Result<T> {
    Err(Error::failure(why))
}
