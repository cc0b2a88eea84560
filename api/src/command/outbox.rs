//! Letters that could not be sent. To retry them is an act in the audit trail, by the administrator
//! in `--by` or by the operator.

use crate::{
    administration,
    app::App,
    command::{people::by::By, with_app},
    config::Config,
    error::{Code, Result},
};
use clap::Subcommand;
use std::process::ExitCode;
use uuid::Uuid;

#[derive(Subcommand, Debug)]
pub(super) enum Command {
    /// List letters that wait or were given up, without their texts
    List {
        /// Include sent letters
        #[arg(long)]
        all: bool,
    },
    /// Retry letters that were given up
    Retry {
        /// Id of the letter
        #[arg(required_unless_present = "all", conflicts_with = "all")]
        letter: Option<Uuid>,
        /// Retry all of them
        #[arg(long)]
        all: bool,
        #[command(flatten)]
        by: By,
    },
}

pub(super) async fn run(command: Command, config: &Config) -> Result<ExitCode> {
    with_app(config, async |app| match command {
        Command::List { all } => list(app, all).await,
        Command::Retry { letter, by, .. } => retry(app, letter, &by).await,
    })
    .await
}

async fn list(app: &App, all: bool) -> Result<()> {
    for letter in administration::list_letters(app, all).await? {
        let (at, tries) = (letter.posted_at.format("%Y-%m-%d %H:%M"), letter.tries);
        let why = letter.failure.map(|why| format!("  {why}")).unwrap_or_default();
        println!(
            "{}  {at}  {}  {}  {}  tries {tries}{why}",
            letter.id, letter.status, letter.kind, letter.recipient
        );
    }
    Ok(())
}

async fn retry(app: &App, letter: Option<Uuid>, by: &By) -> Result<()> {
    let by = by.administrator(app).await?;
    let revived = administration::retry_letters(app, by, letter).await?;
    if revived == 0 && letter.is_some() {
        return Err(Code::NotFound.into());
    }
    println!("{revived} to be tried again.");
    Ok(())
}
