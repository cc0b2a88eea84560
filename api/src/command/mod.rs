//! The command line: acts of an operator at the server's own terminal.

mod enter;
mod export;
mod instrument;
mod keys;
mod outbox;
mod people;
mod recovery;
mod serve;
mod verify;

use crate::{
    app::App,
    clock::Clock,
    config::Config,
    database,
    error::{Error, Result},
    schema,
};
use clap::{Args, Parser, Subcommand};
use std::{io::IsTerminal as _, path::PathBuf, process::ExitCode, sync::Arc};

/// The voluntary National Survey of Implementation: States answer, the Secretariat reads protected
/// tables, other systems integrate over one GraphQL API.
#[derive(Parser, Debug)]
#[command(name = "national-survey", version, arg_required_else_help = true)]
struct Cli {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

/// Settings that override the file and the environment.
#[derive(Args, Debug, Clone)]
struct Settings {
    /// TOML file with settings of docs/operate/configuration.md
    #[arg(long, global = true, value_name = "FILE", env = "NATIONAL_SURVEY_CONFIG")]
    config: Option<PathBuf>,
    /// Folder of the embedded database, the key file and backups [default: data]
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Address to listen on [default: 127.0.0.1]
    #[arg(long, global = true, value_name = "ADDRESS")]
    host: Option<String>,
    /// Port to listen on. 0 takes a free one [default: 8080]
    #[arg(long, global = true, value_name = "PORT")]
    port: Option<u16>,
    /// Begin a new deployment although the key file has been in use and its database is missing
    #[arg(long, global = true)]
    new: bool,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Serve the API
    Serve,
    /// Fill an embedded database with synthetic data, and serve it on loopback
    Demo(serve::Demo),
    /// Bring the schema of the database up to date, or revert migrations
    Migrate {
        /// Revert this number of the newest migrations
        #[arg(long, value_name = "STEPS")]
        down: Option<u32>,
    },
    /// Check, import, publish or export an instrument
    #[command(subcommand)]
    Instrument(instrument::Command),
    /// Add, invite and suspend people, and end their sessions
    #[command(subcommand)]
    Person(people::person::Command),
    /// List integrations, add keys to them, and revoke them
    #[command(subcommand)]
    Integration(people::integration::Command),
    /// Write a release to a file
    #[command(subcommand)]
    Export(export::Command),
    /// List letters that could not be sent, and retry them
    #[command(subcommand)]
    Outbox(outbox::Command),
    /// List, rotate and revoke signing keys
    #[command(subcommand)]
    Keys(keys::Command),
    /// Print the GraphQL schema
    Schema,
    /// Copy the database while it is served
    Backup {
        /// File for the copy, which must not exist yet
        file: PathBuf,
    },
    /// Replace the database by a copy, and verify it. Stop the service first
    Restore(recovery::restore::Restore),
    /// Verify a receipt, the audit trail, editions, shared answers, or a release
    #[command(subcommand)]
    Verify(verify::Command),
}

/// Parses the command line and runs the command.
#[must_use]
pub fn main() -> ExitCode {
    people::privacy::keep_files_private();
    let cli = Cli::parse();
    match run(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("national-survey: {}", sentence(&error));
            ExitCode::FAILURE
        }
    }
}

/// Returns the sentence of an error. At the terminal the operator also reads the cause of a
/// failure.
fn sentence(error: &Error) -> String {
    match error {
        Error::Refusal(code, sentence) => format!("{sentence} ({})", code.as_str()),
        Error::Problems(code, problems) => {
            let all: Vec<_> = problems.iter().map(|problem| problem.message.as_str()).collect();
            format!("{} ({})", all.join(" "), code.as_str())
        }
        Error::Wait(code, seconds) => {
            format!("{} ({}, {seconds} s)", code.sentence(), code.as_str())
        }
        Error::Failure(cause) => enter::in_words(&cause.to_string()),
    }
}

fn run(cli: Cli) -> Result<ExitCode> {
    // Commands without settings run without reading any.
    match &cli.command {
        Command::Schema => {
            print!("{}", schema::sdl());
            return Ok(ExitCode::SUCCESS);
        }
        Command::Verify(verify::Command::Receipt(receipt)) => return receipt.run(),
        Command::Verify(verify::Command::Statement(signed)) => return signed.run(),
        Command::Instrument(instrument::Command::Check { file }) => return instrument::check(file),
        _ => {}
    }
    let config = cli.settings.read()?;
    log(&config.log)?;
    Clock::System.is_set()?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Error::failure)?;
    let secrets = people::privacy::Secrets::of(&config);
    let done = runtime.block_on(async {
        let lock = enter::enter(&config, &cli.command, cli.settings.new).await?;
        match cli.command {
            Command::Serve => serve::serve(&config, lock).await,
            Command::Demo(demo) => demo.run(config, lock).await,
            Command::Migrate { down } => {
                database::migrate(&config.database(), down).await?;
                println!(
                    "The schema is {}.",
                    if down.is_some() { "taken back" } else { "up to date" }
                );
                Ok(ExitCode::SUCCESS)
            }
            Command::Instrument(command) => instrument::run(command, &config).await,
            Command::Person(command) => people::person::run(command, &config).await,
            Command::Integration(command) => people::integration::run(command, &config).await,
            Command::Export(command) => export::run(command, &config).await,
            Command::Outbox(command) => outbox::run(command, &config).await,
            Command::Keys(command) => keys::run(command, &config).await,
            Command::Backup { file } => recovery::backup::backup(&config, &file).await,
            Command::Restore(restore) => restore.run(&config).await,
            Command::Verify(verify::Command::Audit) => verify::audit(&config).await,
            Command::Verify(verify::Command::Editions) => verify::editions(&config).await,
            Command::Verify(verify::Command::Shared) => verify::shared(&config).await,
            Command::Verify(verify::Command::All) => verify::all(&config).await,
            Command::Verify(verify::Command::Release { number }) => {
                verify::release(&config, number).await
            }
            Command::Schema
            | Command::Verify(verify::Command::Receipt(_) | verify::Command::Statement(_)) => {
                Ok(ExitCode::SUCCESS)
            }
        }
    });
    // The gate may still be running on a thread of its own. A proposal that it has not published
    // stays due.
    runtime.shutdown_background();
    done.map_err(|error| secrets.hide(error))
}

impl Settings {
    fn read(&self) -> Result<Config> {
        let text = |path: &PathBuf| path.display().to_string();
        Config::read(
            self.config.as_deref(),
            &[
                ("data_dir", self.data_dir.as_ref().map(text)),
                ("host", self.host.clone()),
                ("port", self.port.map(|port| port.to_string())),
            ],
        )
    }
}

/// Sets up the log on standard error. It has colours only on a terminal, and never if `NO_COLOR` is
/// set.
fn log(filter: &str) -> Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_new(filter).map_err(Error::failure)?;
    let is_coloured = std::io::stderr().is_terminal()
        && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(is_coloured)
        .with_writer(std::io::stderr)
        .try_init();
    Ok(())
}

fn data_dir(config: &Config) -> Result<()> {
    people::privacy::make_folder(&config.data_dir)
}

/// Brings the schema up to date, and opens the app on the system's clock.
async fn open_migrated(config: &Config) -> Result<Arc<App>> {
    database::migrate(&config.database(), None).await?;
    App::open(&config.database(), &config.keys_file(), config.app(), Clock::System).await
}

/// Opens the app, runs one act in it, and closes the database after any outcome.
async fn with_app(
    config: &Config,
    act: impl AsyncFnOnce(&Arc<App>) -> Result<()>,
) -> Result<ExitCode> {
    let app = open_migrated(config).await?;
    let done = act(&app).await;
    app.db().close().await;
    done.map(|()| ExitCode::SUCCESS)
}
