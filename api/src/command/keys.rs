//! Signing keys at the terminal.

use super::{by::By, in_world};
use crate::{
    config::Config,
    error::Result,
    keys::{self, Rotation},
    world::World,
};
use ::entity::words::KeyPurpose;
use clap::Subcommand;
use std::process::ExitCode;

#[derive(Subcommand, Debug)]
pub(super) enum Command {
    /// List every key with where it stands
    List,
    /// Let the next key of a purpose sign; instances with another copy of the key file are given the new one within ten minutes
    Rotate {
        /// token, receipt or checkpoint
        #[arg(value_parser = |text: &str| text.parse::<KeyPurpose>())]
        purpose: KeyPurpose,
        /// The key before is not to be trusted any more, as after a theft: its tokens are refused at once
        #[arg(long)]
        revoke: bool,
        #[command(flatten)]
        by: By,
    },
    /// Say of a retired key that it is not to be trusted any more
    Revoke {
        /// The key's id
        kid: String,
        #[command(flatten)]
        by: By,
    },
}

pub(super) async fn run(command: Command, config: Config) -> Result<ExitCode> {
    in_world(config, async |world| carry_out(command, world).await).await
}

async fn carry_out(command: Command, world: &World) -> Result<()> {
    match command {
        Command::List => {
            let mut all = keys::published(world.db()).await?;
            all.sort_by_key(|key| (key.purpose, key.created_at));
            for key in all {
                println!(
                    "{}  {:<10}  {:<7}  {}",
                    key.kid,
                    key.purpose.as_str(),
                    key.status.as_str(),
                    key.created_at.format("%F %R")
                );
            }
        }
        Command::Rotate { purpose, revoke, by } => {
            let by = by.administrator(world).await?.fresh(world.now())?;
            let rotation = Rotation { purpose, revokes: revoke };
            let kid = keys::rotate(&world.config().keys_file(), world.db(), &by, rotation, world.now()).await?;
            println!(
                "{kid} signs for {purpose}: within two seconds wherever this key file is read; copy it to other machines now."
            );
        }
        Command::Revoke { kid, by } => {
            let by = by.administrator(world).await?.fresh(world.now())?;
            keys::revoke(world.db(), &by, kid.clone(), world.now()).await?;
            println!("{kid} is revoked.");
        }
    }
    Ok(())
}
