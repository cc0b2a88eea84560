//! Integrations at the terminal. What is done here stands in the trail as the operator's.

use super::world;
use crate::{
    access::{
        Administrator,
        integration::{self, PublicKey},
    },
    config::Config,
    error::{Error, Result},
};
use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use std::{path::PathBuf, process::ExitCode, sync::Arc};
use uuid::Uuid;

#[derive(Subcommand, Debug)]
pub(super) enum Command {
    /// List integrations with their keys
    List,
    /// Add a key to an integration for public data; a State's own keys are its focal point's
    AddKey(AddKey),
    /// Revoke an integration, whosever it is
    Revoke {
        /// The client id
        integration: Uuid,
    },
}

#[derive(Args, Debug)]
pub(super) struct AddKey {
    /// The client id
    integration: Uuid,
    /// File with the public key as a JSON Web Key: Ed25519 or P-256
    #[arg(long, value_name = "FILE")]
    jwk: PathBuf,
    /// When the key ends, such as 2027-06-30T00:00:00Z: at most 400 days from now
    #[arg(long, value_name = "TIME")]
    until: DateTime<Utc>,
}

pub(super) async fn run(command: Command, config: Config) -> Result<ExitCode> {
    // What can be wrong with the file is said before anything is opened.
    let key = match &command {
        Command::AddKey(add) => {
            let text = std::fs::read_to_string(&add.jwk);
            Some(PublicKey::from_jwk(&text.map_err(|error| Error::failure(format!("{}: {error}", add.jwk.display())))?)?)
        }
        _ => None,
    };
    let world = world(config).await?;
    let (operator, now) = (Administrator::operator(), world.now());
    match command {
        Command::List => list(&world, &operator).await?,
        Command::AddKey(add) => {
            let key = key.ok_or(crate::error::Code::Failure)?;
            let kid = key.kid();
            world
                .write((operator, add.integration, key, add.until, now), |tx, (operator, id, key, until, now)| {
                    Box::pin(async move {
                        let by = integration::by_operator(tx, operator, *id).await?;
                        integration::add_key(tx, &by, *id, key, *until, *now).await
                    })
                })
                .await?;
            println!("{} may sign by the key {kid} until {}.", add.integration, add.until);
        }
        Command::Revoke { integration } => {
            world
                .write((operator, integration, now), |tx, (operator, id, now)| {
                    Box::pin(async move {
                        let by = integration::by_operator(tx, operator, *id).await?;
                        integration::revoke_integration(tx, &by, *id, *now).await
                    })
                })
                .await?;
            println!("{integration} is revoked.");
        }
    }
    world.db().close().await;
    Ok(ExitCode::SUCCESS)
}

async fn list(world: &Arc<crate::world::World>, operator: &Administrator) -> Result<()> {
    for row in integration::of_operator(world.read(), operator).await? {
        let owner = row.state.as_ref().map_or("public data", |state| state.as_str());
        let standing = row.revoked_at.map_or_else(|| "not revoked".to_owned(), |at| format!("revoked at {at}"));
        println!("{} {owner} {:?} ({}), {standing}", row.id, row.name, row.scopes);
        for key in integration::keys(world.read(), &row).await? {
            let end = key.ended_at.map_or_else(|| format!("until {}", key.expires_at), |at| format!("ended at {at}"));
            println!("  {} {} {end}", key.kid, key.algorithm);
        }
    }
    Ok(())
}
