//! Signing keys at the terminal.

use crate::{
    administration::{self, Rotation},
    app::App,
    clock::Clock,
    command::{people::by::By, with_app},
    config::Config,
    database::{self, Db},
    error::Result,
    keys,
};
use ::entity::vocabulary::KeyPurpose;
use clap::Subcommand;
use std::{path::Path, process::ExitCode};

#[derive(Subcommand, Debug)]
pub(super) enum Command {
    /// List every key with its status
    List,
    /// Replace the signing key of a purpose. Give the new key file to instances with another copy
    /// of it within ten minutes
    Rotate {
        /// Purpose of the key: token, receipt or checkpoint
        #[arg(value_parser = |text: &str| text.parse::<KeyPurpose>())]
        purpose: KeyPurpose,
        /// Distrust the previous key, for example after a theft: its tokens are refused at once
        #[arg(long)]
        revoke: bool,
        #[command(flatten)]
        by: By,
    },
    /// Adopt another key file for a database whose key file is lost: an existing one, or a new one.
    /// Stop the service first
    Adopt {
        /// Confirm that the key file is lost: sessions, one-time codes and providers' secrets may
        /// become void
        #[arg(long, required = true)]
        lost: bool,
        /// Distrust the lost keys, for example after a theft
        #[arg(long)]
        revoke: bool,
    },
    /// Mark a retired key as no longer trusted
    Revoke {
        /// Id of the key
        kid: String,
        #[command(flatten)]
        by: By,
    },
}

pub(super) async fn run(command: Command, config: &Config) -> Result<ExitCode> {
    if let Command::Adopt { revoke, .. } = command {
        return adopt(config, revoke).await;
    }
    with_app(config, async |app| carry_out(command, app, &config.keys_file()).await).await
}

/// Adopts another key file. It works on the unused database alone, because a world does not open
/// with the wrong key file.
async fn adopt(config: &Config, revokes: bool) -> Result<ExitCode> {
    database::migrate(&config.database(), None).await?;
    let db = Db::open(&config.database()).await?;
    let adopted = keys::adopt(&config.keys_file(), &db, revokes, Clock::System.now()).await;
    db.close().await;
    let adopted = adopted?;
    println!(
        "The key file is {}: keep a copy of it apart from the backups.",
        config.keys_file().display()
    );
    for (purpose, kid) in &adopted.signs {
        println!("{kid} signs for {purpose}.");
    }
    let ended =
        if revokes { "Revoked" } else { "Retired, so that what they signed still verifies" };
    println!("{ended}: {}.", adopted.ended.join(", "));
    println!(
        "Void: access tokens{}.",
        if revokes { "" } else { " after 11 minutes; clients refresh them" }
    );
    if adopted.keeps_secret {
        println!(
            "The secret of the older key file stays: one-time codes, cursors and providers' secrets go on."
        );
    } else {
        println!("Void: cursors of pages, and sign-ins at a State's provider that are under way.");
        println!(
            "Void: one-time codes of {} people, who set up new ones: invite those who have no passkey anew.",
            adopted.one_time_codes
        );
        println!(
            "Void: client secrets of {} providers; an administrator registers these anew.",
            adopted.providers
        );
    }
    Ok(ExitCode::SUCCESS)
}

async fn carry_out(command: Command, app: &App, keys_file: &Path) -> Result<()> {
    match command {
        Command::List => {
            let mut all = keys::published(app.db()).await?;
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
            let by = by.administrator(app).await?.stepped_up(app.now())?;
            let rotation = Rotation { purpose, revokes: revoke };
            let kid =
                administration::rotate_key(keys_file, app.db(), &by, rotation, app.now()).await?;
            println!(
                "{kid} signs for {purpose}: within two seconds wherever this key file is read; copy it to other machines now."
            );
        }
        Command::Adopt { .. } => {}
        Command::Revoke { kid, by } => {
            let by = by.administrator(app).await?.stepped_up(app.now())?;
            administration::revoke_key(keys_file, app.db(), &by, kid.clone(), app.now()).await?;
            println!("{kid} is revoked.");
        }
    }
    Ok(())
}
