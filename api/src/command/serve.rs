//! Serving the API, and the demonstration.

use super::open_migrated;
use crate::{
    access::Caches,
    aggregate,
    app::App,
    config::Config,
    database::lock::Lock,
    demo,
    error::{Error, Result},
    http::{
        self,
        connections::{self, Settings, Stop, raise_open_files},
    },
    outbox,
};
use ::entity::vocabulary::KeyPurpose;
use clap::Args;
use std::{
    net::SocketAddr,
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::net::TcpListener;
use url::Url;

/// Interval at which the heads of the audit trail are signed.
const CHECKPOINT: Duration = Duration::from_secs(60);
/// Interval at which the accepted token keys are read, so that a revoked key is refused within two
/// seconds.
const LEARN: Duration = Duration::from_secs(1);
/// Time that each final act may take after the last connection has ended.
const LAST_ACT: Duration = Duration::from_secs(10);
/// File that marks a folder as the demonstration's.
pub(super) const DEMO: &str = "demo.json";

/// Arguments of the demonstration.
#[derive(Args, Debug)]
pub(super) struct Demo {
    /// Seed of all random data
    #[arg(long, default_value_t = 77_37)]
    seed: u64,
    /// Number of States that submit to the first cycle
    #[arg(long, default_value_t = 130, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=193))]
    states: u32,
    /// Fill the database and stop. Nothing listens, and the queries name the address that would be
    /// served
    #[arg(long)]
    no_serve: bool,
}

/// Refuses to serve the demonstration's folder as a deployment.
pub(super) fn is_no_demonstration(config: &Config) -> Result<()> {
    if config.data_dir.join(DEMO).exists() {
        return Err(Error::failure(format!(
            "{} holds the demonstration: its tokens last a day and its people have no passwords. Choose another data_dir",
            config.data_dir.display()
        )));
    }
    Ok(())
}

pub(super) async fn serve(config: &Config, lock: Option<Lock>) -> Result<ExitCode> {
    config.warnings().iter().for_each(|warning| tracing::warn!("{warning}"));
    let app = open_migrated(config).await?;
    aggregate::can_be_judged(&app, app.now()).await?;
    let listener = listen(config).await?;
    first_administrator(&app).await?;
    // Listen for signals before the service announces itself: a supervisor may stop it from then
    // on.
    let signals = Signals::listen().map_err(Error::failure)?;
    eprintln!(
        "National Survey serves on http://{}",
        listener.local_addr().map_err(Error::failure)?
    );
    run_locked(config, app, listener, lock, signals).await
}

/// Serves as long as the lock on the database is held. A process that replaces the database must
/// not meet a server that writes to it.
async fn run_locked(
    config: &Config,
    app: Arc<App>,
    listener: TcpListener,
    lock: Option<Lock>,
    signals: Signals,
) -> Result<ExitCode> {
    tokio::select! {
        served = run(config, app, listener, signals) => served.map(|()| ExitCode::SUCCESS),
        lost = lost(lock) => Err(lost),
    }
}

async fn lost(lock: Option<Lock>) -> Error {
    match lock {
        Some(mut lock) => lock.lost().await,
        None => std::future::pending().await,
    }
}

impl Demo {
    pub(super) async fn run(self, mut config: Config, lock: Option<Lock>) -> Result<ExitCode> {
        config.demo = true;
        if !config.host.is_loopback() {
            return Err(Error::failure(
                "the demonstration listens on this machine alone: leave --host out",
            ));
        }
        // Mark the folder as the demonstration's at once, so that nothing else is ever served from
        // it.
        let mark = config.data_dir.join(DEMO);
        if !mark.exists() {
            std::fs::write(&mark, "{}\n").map_err(Error::failure)?;
        }
        let (address, listener) = self.place(&config).await?;
        config.origin = Url::parse(&format!("http://{address}")).map_err(Error::failure)?;
        let started = Instant::now();
        let app = open_migrated(&config).await?;
        aggregate::can_be_judged(&app, app.now()).await?;
        let place = demo::Deployment {
            host: config.host,
            data_dir: config.data_dir.clone(),
            is_embedded: config.database_url.is_none(),
        };
        let options = demo::Options { seed: self.seed, states: self.states as usize };
        let prepared = demo::prepare(&app, &place, &options, &|what| eprintln!("  {what}")).await?;
        println!("The demonstration is ready after {:.1} s.\n", started.elapsed().as_secs_f32());
        println!("People who can sign in with a password:");
        for (email, password) in &prepared.passwords {
            println!("  {email}  {password}");
        }
        println!("Tokens of everybody, for a day: {}", prepared.demo_json.display());
        println!("\nThree queries to try:");
        for query in &prepared.queries {
            println!("\n# {}\n{}", query.who, query.command);
        }
        let Some(listener) = listener else {
            app.sign_heads().await?;
            app.db().close().await;
            return Ok(ExitCode::SUCCESS);
        };
        let signals = Signals::listen().map_err(Error::failure)?;
        println!(
            "\nLook at {0} : the survey. {0}developer is GraphiQL with the schema, and {0}graphql the API. Stop with Ctrl-C.",
            app.settings().site.origin
        );
        run_locked(&config, app, listener, lock, signals).await
    }

    /// Returns the address of the demonstration, with its listener. With `--no-serve` there is no
    /// listener, so the port may be in use.
    async fn place(&self, config: &Config) -> Result<(SocketAddr, Option<TcpListener>)> {
        if self.no_serve {
            return Ok((SocketAddr::new(config.host, config.port), None));
        }
        let listener = listen(config).await?;
        Ok((listener.local_addr().map_err(Error::failure)?, Some(listener)))
    }
}

/// Prints a link for the first administrator on the first start, once, if there is no person yet.
///
/// The link goes to standard output only. The log goes to standard error.
async fn first_administrator(app: &App) -> Result<()> {
    if let Some(link) = crate::identity::invitation::first_link(app).await? {
        println!(
            "The first administrator comes in here, once, within 72 hours; this is not shown again:\n{link}"
        );
    } else if crate::identity::invitation::is_empty(app).await? {
        eprintln!(
            "Nobody is here yet: `national-survey person first` prints a new link for the first administrator"
        );
    }
    Ok(())
}

async fn listen(config: &Config) -> Result<TcpListener> {
    let address = SocketAddr::new(config.host, config.port);
    TcpListener::bind(address)
        .await
        .map_err(|error| Error::failure(format!("listening on {address}: {error}")))
}

/// Serves until it is told to stop, then lets requests under way end.
///
/// The heads of the audit trail are signed and the database is closed even if clients hold
/// connections open.
async fn run(
    config: &Config,
    app: Arc<App>,
    listener: TcpListener,
    signals: Signals,
) -> Result<()> {
    if config.database_url.is_some() && config.public_database_url.is_none() {
        tracing::warn!(
            "public_database_url is not set: public requests use a login that may read every table"
        );
    }
    let settings = config.http()?;
    let router = http::router(&app, &settings)?;
    let settings = Settings::of(&settings, raise_open_files());
    tracing::info!(
        connections = settings.connections,
        per_address = settings.per_address,
        "connections of clients at most"
    );
    let carrier = outbox::Mailer::of(&config.mail())?;
    let stop = Stop::default();
    let background = [
        tokio::spawn(obey_signals(signals, stop.clone())),
        tokio::spawn(sign_heads(Arc::clone(&app))),
        tokio::spawn(outbox::keep_delivering(Arc::clone(&app), carrier)),
        tokio::spawn(learn_keys(Arc::clone(&app))),
        tokio::spawn(aggregate::keep_publishing(Arc::clone(&app))),
    ];
    connections::serve(listener, router, settings, stop).await;
    let [signals, work @ ..] = background;
    work.iter().for_each(tokio::task::JoinHandle::abort);
    let signed = within("signing the heads of the audit trail", app.sign_heads()).await;
    let close = async {
        app.db().close().await;
        Ok(())
    };
    let closed = within("closing the database", close).await;
    signals.abort();
    signed.and(closed)
}

/// Runs one final act within its time, so that the database can't delay the end for ever.
async fn within<T>(what: &str, act: impl Future<Output = Result<T>>) -> Result<()> {
    let late = |_| Error::failure(format!("{what} took longer than {} s", LAST_ACT.as_secs()));
    tokio::time::timeout(LAST_ACT, act).await.map_err(late)?.map(drop)
}

async fn sign_heads(app: Arc<App>) {
    let mut tick = tokio::time::interval(CHECKPOINT);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    loop {
        tick.tick().await;
        if let Err(error) = app.sign_heads().await {
            tracing::error!(?error, "signing the heads of the audit trail");
        }
    }
}

/// Reads rotated and revoked token keys of other instances within a second.
async fn learn_keys(app: Arc<App>) {
    let mut tick = tokio::time::interval(LEARN);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    loop {
        tick.tick().await;
        match app.keys().refresh(app.db()).await {
            Ok(false) => {}
            Ok(true) => {
                Caches::of(&app).tokens.forget();
                tracing::warn!(
                    signs = app.keys().kid(KeyPurpose::Token),
                    "signing keys have changed"
                );
            }
            Err(error) => tracing::error!(?error, "reading which token keys are accepted"),
        }
    }
}

/// Handles signals to stop: the first lets requests under way end, the second ends them, the third
/// exits the process at once.
async fn obey_signals(mut signals: Signals, stop: Stop) {
    signals.next().await;
    eprintln!("Stopping: requests under way have time to end. A second signal ends them at once.");
    stop.begin();
    signals.next().await;
    stop.end_at_once();
    signals.next().await;
    std::process::exit(1);
}

/// Signals to stop, from the terminal and from a supervisor.
struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
impl Signals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self {})
    }

    async fn next(&mut self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}
