//! The demonstration: a world with synthetic data, made on one's own machine in seconds.
//!
//! Nothing in it is about a real State. A State's answers are drawn from a seed, and from rough
//! assumptions about its region and income. Its people are invented, and its addresses lead
//! nowhere. But the world is made like any other, through the product's acts. Every act is in the
//! audit trail, every edition has its receipt, and others read what consent shows them. The same
//! seed gives the same answers. Salts, ids and signatures differ, as they must.
//!
//! [`invent`] invents the answers of a State, `story` puts its acts in order, and `fill` plays
//! them, cycle by cycle. [`prepare`] is the entry point.

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
    access::Caches,
    app::App,
    audit,
    error::{Error, Result},
    identity::demo_people,
};
use ::entity::person;
use std::{net::IpAddr, path::PathBuf, sync::Arc};

/// Options of the demonstration.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Seed of all random data.
    pub seed: u64,
    /// Number of States that submit to the first cycle, 1 to 195.
    pub states: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { seed: 77_37, states: 130 }
    }
}

/// Deployment of the demonstration.
#[derive(Clone, Debug)]
pub struct Deployment {
    /// Address to listen on.
    pub host: IpAddr,
    /// Folder of the files.
    pub data_dir: PathBuf,
    /// True if the database is the embedded one, in the folder.
    pub is_embedded: bool,
}

/// Result of the preparation.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The file with all tokens, mode 600.
    pub demo_json: PathBuf,
    /// The three e-mail addresses that can sign in, and their passwords.
    pub passwords: Vec<(String, String)>,
    /// Three queries to try.
    pub queries: Vec<Query>,
}

/// Fills an empty database, or takes a filled one as it is. Then it opens a session for each person
/// and writes `demo.json`.
///
/// # Errors
/// Fails if one of these is true:
///
/// - The configuration is not a demonstration's, or listens beyond this machine.
/// - The number of States is not between 1 and 195.
/// - The database has people who are not the demonstration's.
/// - An earlier start was interrupted before the database was full.
pub async fn prepare(
    app: &Arc<App>,
    place: &Deployment,
    options: &Options,
    say: &dyn Fn(&str),
) -> Result<Prepared> {
    if !place.host.is_loopback() {
        return refuse(format!(
            "the demonstration listens on this machine alone: host is 127.0.0.1 or ::1, not {}",
            place.host
        ));
    }
    if !(1..=195).contains(&options.states) {
        return refuse("--states: 1 to 195".into());
    }
    let (people, seed) = match standing(app, place).await? {
        Some((people, seed)) => {
            say("the database is filled already: it is used as it is");
            if seed != options.seed {
                say(&format!(
                    "it was filled with the seed {seed}; for another, start with another data directory"
                ));
            }
            (people, seed)
        }
        None => (fill::fill(app, options.seed, options.states, say).await?, options.seed),
    };
    say("opening sessions and writing demo.json");
    let graphql = app.settings().site.origin.join("graphql").map_err(Error::failure)?;
    let demo_json = file::write(app, &place.data_dir, &people, &graphql).await?;
    Caches::of(app).people.forget();
    let queries = queries::queries(&graphql, &demo_json);
    Ok(Prepared { demo_json, passwords: people::passwords(seed), queries })
}

/// Returns the people and the seed of a filled database. None for an empty one.
async fn standing(app: &Arc<App>, place: &Deployment) -> Result<Option<(Vec<person::Model>, u64)>> {
    let people = demo_people(app).await?;
    if people.is_empty() {
        return Ok(None);
    }
    if people.iter().any(|person| !person.email.ends_with(people::DOMAIN)) {
        return refuse("the database holds people who are not the demonstration's: give it a data directory of its own".into());
    }
    let Some(mark) = audit::latest_of_secretariat(app.read(), fill::FILLED).await? else {
        let too = if place.is_embedded { "" } else { ", empty the database" };
        let directory = place.data_dir.display();
        return refuse(format!(
            "an earlier start was interrupted: delete the data directory {directory}{too} and start again"
        ));
    };
    let mark: serde_json::Value = serde_json::from_str(&mark.detail)?;
    let seed =
        mark.get("seed").and_then(serde_json::Value::as_str).and_then(|seed| seed.parse().ok());
    Ok(Some((
        people,
        seed.ok_or_else(|| Error::failure("the mark of the demonstration names no seed"))?,
    )))
}

fn refuse<T>(why: String) -> Result<T> {
    Err(Error::failure(why))
}
