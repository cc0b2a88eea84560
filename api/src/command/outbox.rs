//! Letters that could not be sent.

use super::world;
use crate::{
    config::Config,
    error::{Code, Result},
    outbox,
};
use clap::Subcommand;
use std::process::ExitCode;
use uuid::Uuid;

#[derive(Subcommand, Debug)]
pub(super) enum Command {
    /// Show letters that wait or were given up; never what they say
    List {
        /// Those that were sent too
        #[arg(long)]
        all: bool,
    },
    /// Have letters that were given up tried again
    Retry {
        /// The letter
        #[arg(required_unless_present = "all", conflicts_with = "all")]
        letter: Option<Uuid>,
        /// All of them
        #[arg(long)]
        all: bool,
    },
}

pub(super) async fn run(command: Command, config: Config) -> Result<ExitCode> {
    let world = world(config).await?;
    match command {
        Command::List { all } => {
            for letter in outbox::list(&world, all).await? {
                let (at, tries) = (letter.posted_at.format("%Y-%m-%d %H:%M"), letter.tries);
                let why = letter.failure.map(|why| format!("  {why}")).unwrap_or_default();
                println!("{}  {at}  {}  {}  {}  tries {tries}{why}", letter.id, letter.status, letter.kind, letter.recipient);
            }
        }
        Command::Retry { letter, .. } => {
            let revived = outbox::retry(&world, letter).await?;
            if revived == 0 && letter.is_some() {
                return Err(Code::NotFound.into());
            }
            println!("{revived} to be tried again.");
        }
    }
    world.db().close().await;
    Ok(ExitCode::SUCCESS)
}
