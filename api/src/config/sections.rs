//! The sections of the configuration: each part of the service receives the one that it needs.

use super::{Config, Parameters};
use crate::{database, error::Result};
use edge::query_limits::LimitsByClass;
use ipnet::IpNet;
use secrecy::SecretString;
use std::{path::PathBuf, time::Duration};
use url::Url;

/// Settings that acts need.
#[derive(Clone, Debug)]
pub struct AppSettings {
    /// The address of the service.
    pub site: Site,
    /// Tokens of people and integrations.
    pub tokens: TokenSettings,
    /// Sign-in and invitations.
    pub identity: IdentitySettings,
    /// Releases.
    pub releases: ReleaseSettings,
    /// Limits of one request, by kind of caller.
    pub limits: LimitsByClass,
}

/// The address that people and clients use.
#[derive(Clone, Debug)]
pub struct Site {
    /// The origin, with its last slash.
    pub origin: Url,
}

impl Site {
    /// Returns the issuer and audience of tokens: the origin without its last slash.
    #[must_use]
    pub fn issuer(&self) -> &str {
        self.origin.as_str().trim_end_matches('/')
    }

    /// Returns true if clients reach the service by HTTPS alone.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.origin.scheme() == "https"
    }
}

/// Settings of access tokens.
#[derive(Clone, Debug)]
pub struct TokenSettings {
    /// Issuer and audience.
    pub issuer: String,
    /// Lifetime of a new token, in seconds.
    pub seconds: u32,
    /// Longest lifetime of a token that is accepted, in seconds.
    pub longest_seconds: i64,
}

/// Settings of sign-in and invitations.
#[derive(Clone, Debug)]
pub struct IdentitySettings {
    /// True for the demonstration.
    pub demo: bool,
    /// True if people may sign in with a password and a one-time code.
    pub passwords: bool,
    /// Sign-ins with a password under way at one moment.
    pub sign_in_permits: u32,
    /// Origins of States' OpenID providers.
    pub federation_origins: Vec<Url>,
    /// Number of administrators that an invitation needs.
    pub invitation_approvals: u8,
}

/// Settings of releases.
#[derive(Clone, Debug)]
pub struct ReleaseSettings {
    /// Parameters of disclosure control.
    pub disclosure: Parameters,
    /// Time limit of one linear or integer program of the gate, in seconds.
    pub gate_seconds: f64,
}

/// Settings of the HTTP server.
#[derive(Clone, Debug)]
pub struct HttpSettings {
    /// Requests under way at one moment.
    pub requests_at_once: u32,
    /// Connections of clients at one moment. None: what the limit of open files allows.
    pub connections: Option<u32>,
    /// Connections without a token of one address.
    pub connections_per_address: u32,
    /// Connections to the database, which need open files, too.
    pub database_connections: u32,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub proxies: Vec<IpNet>,
    /// Origins whose pages may send a token, as browsers write them.
    pub cors_origins: Vec<String>,
    /// Time that requests under way have to end, in seconds.
    pub stop_seconds: u32,
}

/// Settings of the mail server.
#[derive(Clone, Debug)]
pub struct MailSettings {
    /// Address of the mail server, with its password.
    pub smtp_url: Option<SecretString>,
    /// Folder that takes the place of a mail server. The demonstration alone has one.
    pub folder: Option<PathBuf>,
    /// Sender of letters.
    pub from: String,
}

impl Config {
    /// Returns the settings of the database to open.
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

    /// Returns the path of the key file.
    #[must_use]
    pub fn keys_file(&self) -> PathBuf {
        self.keys_file.clone().unwrap_or_else(|| self.data_dir.join("keys.json"))
    }

    /// Returns the settings that acts need.
    #[must_use]
    pub fn app(&self) -> AppSettings {
        let site = Site { origin: self.origin.clone() };
        AppSettings {
            tokens: TokenSettings {
                issuer: site.issuer().to_owned(),
                seconds: self.access_token_seconds,
                // Ten minutes, and a day in the demonstration.
                longest_seconds: if self.demo { 86_400 } else { 600 },
            },
            site,
            identity: IdentitySettings {
                demo: self.demo,
                passwords: self.passwords,
                sign_in_permits: self.sign_in_permits,
                federation_origins: self.federation_origins.clone(),
                invitation_approvals: self.invitation_approvals,
            },
            releases: ReleaseSettings {
                disclosure: self.disclosure.clone(),
                gate_seconds: self.gate_seconds,
            },
            limits: self.limits.clone(),
        }
    }

    /// Returns the settings of the HTTP server.
    ///
    /// # Errors
    /// Fails if a proxy is neither an address nor a network, or is a network that no one operator
    /// has.
    pub fn http(&self) -> Result<HttpSettings> {
        Ok(HttpSettings {
            requests_at_once: self.requests_at_once,
            connections: self.http_connections,
            connections_per_address: self.http_connections_per_address,
            database_connections: self.connections,
            proxies: self.proxies()?,
            cors_origins: self
                .cors_origins
                .iter()
                .map(|origin| origin.origin().ascii_serialization())
                .collect(),
            stop_seconds: self.stop_seconds,
        })
    }

    /// Returns the settings of the mail server.
    #[must_use]
    pub fn mail(&self) -> MailSettings {
        let host = self.origin.domain().unwrap_or("localhost");
        let sender = || format!("National Survey <national-survey@{host}>");
        MailSettings {
            smtp_url: self.smtp_url.clone(),
            folder: self.demo.then(|| self.data_dir.join("mail")),
            from: self.mail_from.clone().unwrap_or_else(sender),
        }
    }
}
