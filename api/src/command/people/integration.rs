//! Integrations at the terminal. Each change is an act in the audit trail, by the administrator in
//! `--by` or by the operator.

use crate::{
    access::{
        Administrator,
        integration::{self, PublicKey},
    },
    app::App,
    command::{people::by::By, with_app},
    config::Config,
    error::{Code, Error, Result},
};
use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};
use uuid::Uuid;

#[derive(Subcommand, Debug)]
pub(in crate::command) enum Command {
    /// List integrations with their keys
    List,
    /// Add a key to an integration for public data. A State's focal point adds the keys of the
    /// State's integrations
    AddKey(AddKey),
    /// Revoke an integration of the Secretariat or of a State
    Revoke {
        /// Client id
        integration: Uuid,
        #[command(flatten)]
        by: By,
    },
}

#[derive(Args, Debug)]
pub(in crate::command) struct AddKey {
    /// Client id
    integration: Uuid,
    /// File with the public key as a JSON Web Key: Ed25519 or P-256
    #[arg(long, value_name = "FILE")]
    jwk: PathBuf,
    /// Time when the key expires, such as 2027-06-30T00:00:00Z: at most 400 days from now
    #[arg(long, value_name = "TIME")]
    until: DateTime<Utc>,
    #[command(flatten)]
    by: By,
}

pub(in crate::command) async fn run(command: Command, config: &Config) -> Result<ExitCode> {
    // Report errors of the key file before the database is opened.
    let key = if let Command::AddKey(add) = &command { Some(read(&add.jwk)?) } else { None };
    with_app(config, async |app| match command {
        Command::List => list(app, &Administrator::operator()).await,
        Command::AddKey(add) => add_key(app, add, key.ok_or(Code::Failure)?).await,
        Command::Revoke { integration, by } => revoke(app, integration, &by).await,
    })
    .await
}

fn read(jwk: &Path) -> Result<PublicKey> {
    let text = std::fs::read_to_string(jwk)
        .map_err(|error| Error::failure(format!("{}: {error}", jwk.display())))?;
    PublicKey::from_jwk(&text)
}

async fn add_key(app: &App, add: AddKey, key: PublicKey) -> Result<()> {
    let by = add.by.administrator(app).await?;
    let kid = key.kid();
    app.write((by, add.integration, key, add.until, app.now()), |tx, (by, id, key, until, now)| {
        Box::pin(async move {
            let by = integration::by_operator(tx, by, *id).await?;
            integration::add_key(tx, &by, *id, key, *until, *now).await
        })
    })
    .await?;
    println!("{} may sign by the key {kid} until {}.", add.integration, add.until);
    Ok(())
}

async fn revoke(app: &App, integration: Uuid, by: &By) -> Result<()> {
    let by = by.administrator(app).await?;
    app.write((by, integration, app.now()), |tx, (by, id, now)| {
        Box::pin(async move {
            let by = integration::by_operator(tx, by, *id).await?;
            integration::revoke_integration(tx, &by, *id, *now).await
        })
    })
    .await?;
    println!("{integration} is revoked.");
    Ok(())
}

async fn list(app: &App, operator: &Administrator) -> Result<()> {
    for row in integration::of_operator(app.read(), operator).await? {
        let owner = row.state.as_ref().map_or("public data", |state| state.as_str());
        let standing = row
            .revoked_at
            .map_or_else(|| "not revoked".to_owned(), |at| format!("revoked at {at}"));
        println!("{} {owner} {:?} ({}), {standing}", row.id, row.name, row.scopes);
        for key in integration::keys(app.read(), &row).await? {
            let end = key
                .ended_at
                .map_or_else(|| format!("until {}", key.expires_at), |at| format!("ended at {at}"));
            println!("  {} {} {end}", key.kid, key.algorithm);
        }
    }
    Ok(())
}
