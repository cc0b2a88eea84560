//! Configuration: one struct. Each field states its meaning, its default, and its limits.
//!
//! Each source overrides the one before: the defaults, one optional TOML file (`--config`),
//! variables that start with `NATIONAL_SURVEY_` (and `DATABASE_URL`), flags. A start with an
//! unknown name or a bad value is refused, and all such names are listed at once. A list is written
//! as TOML or as one text with commas.

mod faults;
mod log;
mod sections;
mod sources;
mod warnings;

pub use self::sections::{
    AppSettings, HttpSettings, IdentitySettings, MailSettings, ReleaseSettings, Site, TokenSettings,
};
use crate::error::{Error, Result};
use ::disclosure::Parameters;
use ipnet::IpNet;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use std::{
    net::{IpAddr, Ipv4Addr},
    path::{Path, PathBuf},
};
use url::Url;

/// Settings of a deployment.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// `NATIONAL_SURVEY_DATA_DIR`, `data`: folder of the embedded database, the key file and
    /// backups.
    pub data_dir: PathBuf,
    /// `DATABASE_URL` or `NATIONAL_SURVEY_DATABASE_URL`: `postgres://user:password@host/name` for
    /// PostgreSQL 15 or later. None: the embedded SQLite database in the data folder. Any other
    /// scheme is refused.
    #[serde(skip_serializing)]
    pub database_url: Option<SecretString>,
    /// `NATIONAL_SURVEY_PUBLIC_DATABASE_URL`: the same database with another login, for callers who
    /// are not signed in. The login must exist and own nothing.
    ///
    /// `migrate` and every start give it views of what is public. A start is refused while it may
    /// read any table. None: the service's own login serves the public. For PostgreSQL alone.
    #[serde(skip_serializing)]
    pub public_database_url: Option<SecretString>,
    /// `NATIONAL_SURVEY_HOST`, `127.0.0.1`: address to listen on.
    pub host: IpAddr,
    /// `NATIONAL_SURVEY_PORT`, `8080`: port to listen on; 0 takes a free one.
    pub port: u16,
    /// `NATIONAL_SURVEY_ORIGIN`, `http://localhost:8080`: address that people and clients use. It
    /// is the issuer and audience of tokens.
    pub origin: Url,
    /// `NATIONAL_SURVEY_KEYS_FILE`, `keys.json` in the data folder: file of the private signing
    /// keys, made at the first start with mode 600. Every instance needs the same file.
    pub keys_file: Option<PathBuf>,
    /// `NATIONAL_SURVEY_CONNECTIONS`, `16`: number of connections to PostgreSQL, or of readers of
    /// SQLite, 1 to 500.
    pub connections: u32,
    /// `NATIONAL_SURVEY_ACQUIRE_TIMEOUT_MS`, `5000`: time that a request waits for a connection, in
    /// milliseconds.
    pub acquire_timeout_ms: u64,
    /// `NATIONAL_SURVEY_STATEMENT_TIMEOUT_MS`, `10000`: time limit of one SQL statement on
    /// PostgreSQL, in milliseconds.
    pub statement_timeout_ms: u64,
    /// `NATIONAL_SURVEY_ACCESS_TOKEN_SECONDS`, `300`: lifetime of an access token, 30 to 600
    /// seconds.
    pub access_token_seconds: u32,
    /// `NATIONAL_SURVEY_SIGN_IN_PERMITS`, `64`: sign-ins with a password under way at one moment, 1
    /// to 1024. Only a few are checked at once, and the others wait. Further ones are refused for
    /// the moment.
    pub sign_in_permits: u32,
    /// `NATIONAL_SURVEY_DISCLOSURE__BLOCS`, `["EU"]`, and so on: parameters of disclosure control.
    /// They are stored with each release, and public: see docs/operate/configuration.md.
    ///
    /// Sizes below those for which the rules were proved useful are refused. At start, a bloc that
    /// is no known organization is refused.
    pub disclosure: Parameters,
    /// `NATIONAL_SURVEY_GATE_SECONDS`, `1`: time limit of one linear or integer program of the
    /// gate, 0 to 60 seconds. A result that is not proved in time is not available. With 0, there
    /// are no programs.
    pub gate_seconds: f64,
    /// `NATIONAL_SURVEY_PASSWORDS`, `true`: true if people may sign in with a password and a
    /// one-time code. Passkeys are always accepted.
    pub passwords: bool,
    /// `NATIONAL_SURVEY_FEDERATION_ORIGINS`, none: origins of States' OpenID providers, such as
    /// `["https://login.example.org"]`.
    ///
    /// Providers are registered and called on these origins alone, and only while their address is
    /// public. A loopback address must be listed here literally, such as `http://127.0.0.1:9000`.
    pub federation_origins: Vec<Url>,
    /// `NATIONAL_SURVEY_SMTP_URL`: mail server, as `smtps://user:password@host` or
    /// `smtp://user:password@host?tls=required`. `smtp://127.0.0.1` is one on this machine. None:
    /// letters wait, and the demonstration writes them into a folder.
    #[serde(skip_serializing)]
    pub smtp_url: Option<SecretString>,
    /// `NATIONAL_SURVEY_MAIL_FROM`, `National Survey <national-survey@…>` with the host of the
    /// origin: sender of letters.
    pub mail_from: Option<String>,
    /// `NATIONAL_SURVEY_TRUSTED_PROXIES`, none: addresses and networks, such as `["10.0.0.0/8"]`,
    /// whose `X-Forwarded-For` is believed. All other callers have the address of their connection.
    /// A network wider than /8 (IPv6: /7) is refused.
    pub trusted_proxies: Vec<String>,
    /// `NATIONAL_SURVEY_CORS_ORIGINS`, none: origins whose pages may send a token to `/graphql`,
    /// such as `["https://app.example.org"]`. Pages of every origin may read public content
    /// without one.
    pub cors_origins: Vec<Url>,
    /// `NATIONAL_SURVEY_REQUESTS_AT_ONCE`, `1024`: requests under way at one moment, 8 to 100000.
    /// The public may have half of them, the Secretariat three quarters, States all.
    pub requests_at_once: u32,
    /// `NATIONAL_SURVEY_INVITATION_APPROVALS`, `2`: number of administrators that an invitation
    /// needs, the inviter included. It is for invitations of focal points and administrators. 1 is
    /// for a small deployment with a sole administrator.
    pub invitation_approvals: u8,
    /// `NATIONAL_SURVEY_LIMITS`: cost limits of one request, by kind of caller: see
    /// docs/operate/configuration.md.
    pub limits: edge::query_limits::LimitsByClass,
    /// `NATIONAL_SURVEY_LOG`, `info,sea_orm_migration=warn,sqlx=warn`: filter of the log. It is a
    /// level, or `target=level`, separated by commas. An unknown level is refused.
    pub log: String,
    /// `NATIONAL_SURVEY_HTTP_CONNECTIONS`, seven eighths of the files that may be open, 16384 at
    /// most: connections of clients at one moment, 16 to 1000000. A quarter of them is kept for
    /// people who are signed in.
    pub http_connections: Option<u32>,
    /// `NATIONAL_SURVEY_HTTP_CONNECTIONS_PER_ADDRESS`, `128`: connections without a token of one
    /// IPv4 address or IPv6 /64. A /48 may have four times as many. A trusted proxy has no such
    /// limit.
    pub http_connections_per_address: u32,
    /// `NATIONAL_SURVEY_STOP_SECONDS`, `20`: time that requests under way have to end when the
    /// service stops, 1 to 600 seconds.
    pub stop_seconds: u32,
    /// True for the demonstration. Only the command `demo` sets it, and no configuration does.
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
            cors_origins: Vec::new(),
            requests_at_once: 1_024,
            invitation_approvals: 2,
            limits: edge::query_limits::LimitsByClass::default(),
            log: "info,sea_orm_migration=warn,sqlx=warn".into(),
            http_connections: None,
            http_connections_per_address: 128,
            stop_seconds: 20,
            demo: false,
        }
    }
}

impl Config {
    /// Reads the sources in their order. `flags` holds the flags of the command line, as pairs of
    /// field and value.
    ///
    /// # Errors
    /// Fails if names are unknown or values are bad. It lists all of them by name with their right
    /// form, and no value.
    pub fn read(file: Option<&Path>, flags: &[(&str, Option<String>)]) -> Result<Self> {
        let (config, unread) = sources::read(file, flags);
        refuse(unread.into_iter().chain(faults::faults(&config)).collect())?;
        Ok(config)
    }

    /// Checks the values that could be read but can't be right.
    ///
    /// # Errors
    /// Fails with the names of all such values and their right form.
    pub fn check(self) -> Result<Self> {
        refuse(faults::faults(&self))?;
        Ok(self)
    }

    /// Returns settings that may be meant but are more likely a mistake: one sentence each, for the
    /// log of a service that starts.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        warnings::warnings(self)
    }

    /// Returns the proxies whose `X-Forwarded-For` is believed.
    ///
    /// # Errors
    /// Fails if one is neither an address nor a network, or is a network that no one operator has.
    pub fn proxies(&self) -> Result<Vec<IpNet>> {
        let nets = self
            .trusted_proxies
            .iter()
            .map(|text| faults::proxy(text).map_err(|why| format!("trusted_proxies: {why}")));
        nets.collect::<Result<_, String>>()
            .map_err(|fault| Error::failure(format!("configuration: {fault}")))
    }
}

fn refuse(faults: Vec<String>) -> Result<()> {
    if faults.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> =
        faults.into_iter().map(|fault| format!("configuration: {fault}")).collect();
    Err(Error::failure(lines.join("\n")))
}
