//! The configuration: one struct, whose fields say what they mean and what a bad value gets.
//!
//! Sources, each overriding the one before: the defaults, one optional TOML file (`--config`), variables that start with
//! `NATIONAL_SURVEY_` (and `DATABASE_URL`), flags. An unknown name or a bad value is refused at start, by its name.

use crate::{
    aggregate::Parameters,
    database,
    error::{Error, Result},
};
use figment::{
    Figment,
    providers::{Env, Format as _, Serialized, Toml},
};
use ipnet::IpNet;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use std::{
    net::{IpAddr, Ipv4Addr},
    path::{Path, PathBuf},
    time::Duration,
};
use url::Url;

/// Variables with our prefix that are no settings: where the file is, and how the client is built.
const NOT_SETTINGS: &[&str] = &["config", "client"];

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
    /// release, and public; see the README. Sizes below those that the rules were proved useful with are refused, as is, at start, a
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
    /// believed; anybody else's address is that of the connection.
    pub trusted_proxies: Vec<String>,
    /// `NATIONAL_SURVEY_REQUESTS_AT_ONCE`, `1024`: requests under way at one moment, 8 to 100000; the public may have half of
    /// them, the Secretariat three quarters, States all.
    pub requests_at_once: u32,
    /// `NATIONAL_SURVEY_INVITATION_APPROVALS`, `2`: how many administrators an invitation of a focal point or administrator needs,
    /// the inviter included; 1 for a small deployment with a sole administrator.
    pub invitation_approvals: u8,
    /// `NATIONAL_SURVEY_LIMITS`: what one request may cost, by kind of caller; see the README.
    pub limits: crate::guard::LimitsByClass,
    /// `NATIONAL_SURVEY_LOG`, `info,sea_orm_migration=warn,sqlx=warn`: what is logged, as `tracing` filters it.
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
    /// When a name is unknown or a value is bad, with the name and what would be right.
    pub fn read(file: Option<&Path>, flags: &[(&str, Option<String>)]) -> Result<Self> {
        let mut sources = Figment::from(Serialized::defaults(Self::default()));
        if let Some(file) = file {
            if !file.is_file() {
                return Err(Error::failure(format!("--config: there is no file {}", file.display())));
            }
            sources = sources.merge(Toml::file_exact(file));
        }
        sources = sources
            .merge(Env::raw().only(&["DATABASE_URL"]))
            .merge(Env::prefixed("NATIONAL_SURVEY_").ignore(NOT_SETTINGS).split("__"));
        for (name, value) in flags {
            if let Some(value) = value {
                // A flag is read as the environment reads a variable, so that `8080` is a number.
                let value: figment::value::Value = value.parse().unwrap_or_else(|never| match never {});
                sources = sources.merge((*name, value));
            }
        }
        let config: Self = sources.extract().map_err(|error| Error::failure(format!("configuration: {error}")))?;
        config.check()
    }

    /// Refuses values that parse but can't be right.
    ///
    /// # Errors
    /// With the name of the first such value and what would be right.
    pub fn check(self) -> Result<Self> {
        use secrecy::ExposeSecret as _;
        let wrong = |name: &str, right: &str| Err(Error::failure(format!("configuration: {name}: {right}")));
        let served = |url: &SecretString| ["postgres://", "postgresql://"].iter().any(|at| url.expose_secret().starts_with(at));
        if self.database_url.as_ref().is_some_and(|url| !served(url)) {
            return wrong("database_url", "begins with postgres://, or is left out for the embedded SQLite database");
        }
        if self.public_database_url.as_ref().is_some_and(|url| !served(url) || self.database_url.is_none()) {
            return wrong("public_database_url", "begins with postgres:// and stands beside a database_url, or is left out");
        }
        if !(1..=500).contains(&self.connections) {
            return wrong("connections", "1 to 500");
        }
        if !(30..=600).contains(&self.access_token_seconds) {
            return wrong("access_token_seconds", "30 to 600 seconds");
        }
        if !(1..=1024).contains(&self.sign_in_permits) {
            return wrong("sign_in_permits", "1 to 1024");
        }
        if !(8..=100_000).contains(&self.requests_at_once) {
            return wrong("requests_at_once", "8 to 100000");
        }
        if !(1..=2).contains(&self.invitation_approvals) {
            return wrong("invitation_approvals", "1 or 2");
        }
        if !(0.0..=60.0).contains(&self.gate_seconds) {
            return wrong("gate_seconds", "0 to 60 seconds");
        }
        if !(100..=60_000).contains(&self.acquire_timeout_ms) {
            return wrong("acquire_timeout_ms", "100 to 60000 milliseconds");
        }
        if !(100..=600_000).contains(&self.statement_timeout_ms) {
            return wrong("statement_timeout_ms", "100 to 600000 milliseconds");
        }
        if self.http_connections.is_some_and(|most| !(16..=1_000_000).contains(&most)) {
            return wrong("http_connections", "16 to 1000000, or left out");
        }
        if !(1..=1_000_000).contains(&self.http_connections_per_address) {
            return wrong("http_connections_per_address", "1 to 1000000");
        }
        if !(1..=600).contains(&self.stop_seconds) {
            return wrong("stop_seconds", "1 to 600 seconds");
        }
        if let Some((name, right)) = self.disclosure.wrong() {
            return wrong(&format!("disclosure.{name}"), right);
        }
        if let Some((name, right)) = self.limits.wrong() {
            return wrong(&name, right);
        }
        if !matches!(self.origin.scheme(), "http" | "https") || self.origin.host().is_none() || self.origin.path() != "/" {
            return wrong("origin", "a scheme and a host alone, such as https://survey.example.org");
        }
        if !self.federation_origins.iter().all(crate::access::federation::rules::is_origin) {
            return wrong(
                "federation_origins",
                "each https and a host alone, or http and a literal loopback address with its port",
            );
        }
        Ok(self)
    }

    /// The proxies that are believed about whom they speak for.
    ///
    /// # Errors
    /// When one of them is neither an address nor a network.
    pub fn proxies(&self) -> Result<Vec<IpNet>> {
        let net = |text: &String| text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
        let wrong = |_| Error::failure("configuration: trusted_proxies: addresses and networks, such as [\"10.0.0.0/8\"]");
        self.trusted_proxies.iter().map(|text| net(text).map_err(wrong)).collect()
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
