//! The configuration: one struct, whose fields say what they mean and what a bad value gets.
//!
//! Sources, each overriding the one before: the defaults, one optional TOML file (`--config`), variables that start with
//! `NATIONAL_SURVEY_` (and `DATABASE_URL`), flags. An unknown name or a bad value is refused at start, by its name, and all of them
//! at once. A list is written in TOML's form or as one text with commas.

mod faults;
mod log;
mod sources;
mod warnings;

use crate::{
    database,
    error::{Error, Result},
};
use ::disclosure::Parameters;
use ipnet::IpNet;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use std::{
    net::{IpAddr, Ipv4Addr},
    path::{Path, PathBuf},
    time::Duration,
};
use url::Url;

/// What a deployment sets.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// `NATIONAL_SURVEY_DATA_DIR`, `data`: the folder of the embedded database, the key file and backups.
    pub data_dir: PathBuf,
    /// `DATABASE_URL` or `NATIONAL_SURVEY_DATABASE_URL`: `postgres://user:password@host/name` for PostgreSQL 15 or later; none
    /// for the embedded SQLite database in the data folder. Any other scheme is refused.
    #[serde(skip_serializing)]
    pub database_url: Option<SecretString>,
    /// `NATIONAL_SURVEY_PUBLIC_DATABASE_URL`: the same database by a login that exists and owns nothing; whoever does not sign in is
    /// served by it. `migrate` and every start give it views of what is public, and a start is refused while it may read any table.
    /// None: the public is served by the service's own login. For PostgreSQL alone.
    #[serde(skip_serializing)]
    pub public_database_url: Option<SecretString>,
    /// `NATIONAL_SURVEY_HOST`, `127.0.0.1`: the address to listen on.
    pub host: IpAddr,
    /// `NATIONAL_SURVEY_PORT`, `8080`: the port to listen on; 0 takes a free one.
    pub port: u16,
    /// `NATIONAL_SURVEY_ORIGIN`, `http://localhost:8080`: the address that people and clients use; issuer and audience of tokens.
    pub origin: Url,
    /// `NATIONAL_SURVEY_KEYS_FILE`, `keys.json` in the data folder: private signing keys; made at first start, mode 600, and
    /// the same file on every instance.
    pub keys_file: Option<PathBuf>,
    /// `NATIONAL_SURVEY_CONNECTIONS`, `16`: connections to PostgreSQL, or readers of SQLite, 1 to 500.
    pub connections: u32,
    /// `NATIONAL_SURVEY_ACQUIRE_TIMEOUT_MS`, `5000`: how long a request waits for a connection, in milliseconds.
    pub acquire_timeout_ms: u64,
    /// `NATIONAL_SURVEY_STATEMENT_TIMEOUT_MS`, `10000`: how long one SQL statement may run on PostgreSQL, in milliseconds.
    pub statement_timeout_ms: u64,
    /// `NATIONAL_SURVEY_ACCESS_TOKEN_SECONDS`, `300`: lifetime of an access token, 30 to 600 seconds.
    pub access_token_seconds: u32,
    /// `NATIONAL_SURVEY_SIGN_IN_PERMITS`, `64`: sign-ins with a password that are under way at one moment, 1 to 1024, most of them in
    /// line for one of the few that are checked at once; further ones are told to come back.
    pub sign_in_permits: u32,
    /// `NATIONAL_SURVEY_DISCLOSURE__BLOCS`, `["EU"]`, and so on: the parameters of disclosure control, which are stored with each
    /// release, and public; see docs/operate/configuration.md. Sizes below those that the rules were proved useful with are refused, as is, at start, a
    /// bloc that no organization is.
    pub disclosure: Parameters,
    /// `NATIONAL_SURVEY_GATE_SECONDS`, `1`: how long one linear or integer program of the gate may take, 0 to 60; what is not
    /// proved in time is not available. With 0 there are no programs.
    pub gate_seconds: f64,
    /// `NATIONAL_SURVEY_PASSWORDS`, `true`: whether people may sign in with a password and a one-time code; passkeys are always
    /// taken.
    pub passwords: bool,
    /// `NATIONAL_SURVEY_FEDERATION_ORIGINS`, none: origins of States' OpenID providers, such as `["https://login.example.org"]`: a
    /// provider is registered, and asked, on these alone, and only while its address is public. One on this machine's own loopback
    /// address is asked only when it is named here literally, such as `http://127.0.0.1:9000`.
    pub federation_origins: Vec<Url>,
    /// `NATIONAL_SURVEY_SMTP_URL`: the mail server, as `smtps://user:password@host` or `smtp://user:password@host?tls=required`;
    /// `smtp://127.0.0.1` for one on this machine. Without one letters wait, and the demonstration writes them into a folder.
    #[serde(skip_serializing)]
    pub smtp_url: Option<SecretString>,
    /// `NATIONAL_SURVEY_MAIL_FROM`, `National Survey <national-survey@…>` with the host of the origin: who letters are from.
    pub mail_from: Option<String>,
    /// `NATIONAL_SURVEY_TRUSTED_PROXIES`, none: addresses and networks, such as `["10.0.0.0/8"]`, whose `X-Forwarded-For` is
    /// believed; anybody else's address is that of the connection. A network wider than /8 (IPv6: /7) is refused.
    pub trusted_proxies: Vec<String>,
    /// `NATIONAL_SURVEY_REQUESTS_AT_ONCE`, `1024`: requests under way at one moment, 8 to 100000; the public may have half of
    /// them, the Secretariat three quarters, States all.
    pub requests_at_once: u32,
    /// `NATIONAL_SURVEY_INVITATION_APPROVALS`, `2`: how many administrators an invitation of a focal point or administrator needs,
    /// the inviter included; 1 for a small deployment with a sole administrator.
    pub invitation_approvals: u8,
    /// `NATIONAL_SURVEY_LIMITS`: what one request may cost, by kind of caller; see docs/operate/configuration.md.
    pub limits: crate::guard::LimitsByClass,
    /// `NATIONAL_SURVEY_LOG`, `info,sea_orm_migration=warn,sqlx=warn`: what is logged: a level, or `target=level`, by
    /// commas. An unknown level is refused.
    pub log: String,
    /// `NATIONAL_SURVEY_HTTP_CONNECTIONS`, seven eighths of the files that may be open, 16384 at most: connections of clients at one
    /// moment, 16 to 1000000; a quarter of them is kept for people who are signed in.
    pub http_connections: Option<u32>,
    /// `NATIONAL_SURVEY_HTTP_CONNECTIONS_PER_ADDRESS`, `128`: connections of one IPv4 address or IPv6 /64 without a token; a /48 may
    /// have four times as many. A trusted proxy has no such limit.
    pub http_connections_per_address: u32,
    /// `NATIONAL_SURVEY_STOP_SECONDS`, `20`: the time that requests under way have to end when the service stops, 1 to 600 seconds.
    pub stop_seconds: u32,
    /// Whether this is the demonstration: set by `demo` alone, never by configuration.
    #[serde(skip)]
    pub demo: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data_dir: "data".into(),
            database_url: None,
            public_database_url: None,
            host: Ipv4Addr::LOCALHOST.into(),
            port: 8080,
            #[expect(clippy::expect_used, reason = "a constant")]
            origin: Url::parse("http://localhost:8080").expect("a URL"),
            keys_file: None,
            connections: 16,
            acquire_timeout_ms: 5_000,
            statement_timeout_ms: 10_000,
            access_token_seconds: 300,
            sign_in_permits: 64,
            disclosure: Parameters::default(),
            gate_seconds: 1.0,
            passwords: true,
            federation_origins: Vec::new(),
            smtp_url: None,
            mail_from: None,
            trusted_proxies: Vec::new(),
            requests_at_once: 1_024,
            invitation_approvals: 2,
            limits: crate::guard::LimitsByClass::default(),
            log: "info,sea_orm_migration=warn,sqlx=warn".into(),
            http_connections: None,
            http_connections_per_address: 128,
            stop_seconds: 20,
            demo: false,
        }
    }
}

impl Config {
    /// Reads the sources in their order. `flags` holds what the command line says, as pairs of field and value.
    ///
    /// # Errors
    /// When names are unknown or values are bad: all of them by name, with what would be right, and no value.
    pub fn read(file: Option<&Path>, flags: &[(&str, Option<String>)]) -> Result<Self> {
        let (config, unread) = sources::read(file, flags);
        refuse(unread.into_iter().chain(faults::faults(&config)).collect())?;
        Ok(config)
    }

    /// Refuses values that parse but can't be right.
    ///
    /// # Errors
    /// With the names of all such values and what would be right.
    pub fn check(self) -> Result<Self> {
        refuse(faults::faults(&self))?;
        Ok(self)
    }

    /// What may be meant, and is more likely a mistake: one sentence each, for the log of a service that starts.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        warnings::warnings(self)
    }

    /// The proxies that are believed about whom they speak for.
    ///
    /// # Errors
    /// When one of them is neither an address nor a network, or is a network that no one operator has.
    pub fn proxies(&self) -> Result<Vec<IpNet>> {
        let nets = self.trusted_proxies.iter().map(|text| faults::proxy(text).map_err(|why| format!("trusted_proxies: {why}")));
        nets.collect::<Result<_, String>>().map_err(|fault| Error::failure(format!("configuration: {fault}")))
    }

    /// What to open.
    #[must_use]
    pub fn database(&self) -> database::Settings {
        database::Settings {
            url: self.database_url.clone(),
            public_url: self.public_database_url.clone(),
            file: self.data_dir.join("national-survey.db"),
            connections: self.connections,
            acquire: Duration::from_millis(self.acquire_timeout_ms),
            statement: Duration::from_millis(self.statement_timeout_ms),
        }
    }

    /// Where the private keys are.
    #[must_use]
    pub fn keys_file(&self) -> PathBuf {
        self.keys_file.clone().unwrap_or_else(|| self.data_dir.join("keys.json"))
    }

    /// Issuer and audience of tokens: the origin without its last slash.
    #[must_use]
    pub fn issuer(&self) -> &str {
        self.origin.as_str().trim_end_matches('/')
    }

    /// How long a token may live: ten minutes, and a day in the demonstration.
    #[must_use]
    pub const fn longest_token_seconds(&self) -> i64 {
        if self.demo { 86_400 } else { 600 }
    }
}

fn refuse(faults: Vec<String>) -> Result<()> {
    if faults.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = faults.into_iter().map(|fault| format!("configuration: {fault}")).collect();
    Err(Error::failure(lines.join("\n")))
}
