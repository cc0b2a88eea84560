//! People at the terminal.

use super::world;
use crate::{
    access::{self, Administrator, NewPerson, credential::one_time_code::enrol},
    config::Config,
    error::{Error, Result},
};
use ::entity::words::{BadWord, Official, Role, StateCode};
use clap::{Args, Subcommand};
use std::{io::Read as _, process::ExitCode, sync::Arc};

#[derive(Subcommand, Debug)]
pub(super) enum Command {
    /// Add a person; the password is read from standard input, so that no list of processes shows it
    Add(Add),
}

#[derive(Args, Debug)]
pub(super) struct Add {
    /// E-mail address
    #[arg(long)]
    email: String,
    /// Name
    #[arg(long)]
    name: String,
    /// focal_point, approver, contributor or reader of a State; analyst or administrator of the Secretariat
    #[arg(long, value_parser = |text: &str| text.parse::<Role>())]
    role: Role,
    /// The State (ISO 3166-1 alpha-3), for a role inside a State
    #[arg(long, value_parser = |text: &str| -> Result<StateCode, BadWord> { text.parse() })]
    state: Option<StateCode>,
    /// ar, zh, en, fr, ru or es
    #[arg(long, default_value = "en", value_parser = |text: &str| text.parse::<Official>())]
    language: Official,
}

pub(super) async fn run(command: Command, config: Config) -> Result<ExitCode> {
    let Command::Add(add) = command;
    eprintln!("Password (at least 15 characters), then end of input:");
    let mut password = String::new();
    std::io::stdin().read_to_string(&mut password).map_err(Error::failure)?;
    let password = password.trim_end_matches(['\r', '\n']);
    access::password::strong(password, [add.name.as_str(), add.email.as_str()])?;
    let hash = access::password::hash(password)?;
    let world = world(config).await?;
    let new = NewPerson {
        email: add.email,
        name: add.name,
        language: add.language,
        role: add.role,
        state: add.state,
        password_hash: Some(hash),
    };
    let now = world.now();
    let shared = Arc::clone(&world);
    let (row, code) = world
        .write((shared, Administrator::operator(), new, now), |tx, (world, by, new, now)| {
            Box::pin(async move {
                let row = access::add_person(tx, by, new, *now).await?;
                let code = enrol(tx, world.keys(), &row, *now).await?;
                Ok((row, code))
            })
        })
        .await?;
    println!("{} may sign in as {}.", row.email, row.role);
    println!("One-time codes, for an authenticator of theirs; this is shown once:\n  {}", code.uri);
    world.db().close().await;
    Ok(ExitCode::SUCCESS)
}
