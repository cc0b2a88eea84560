//! Faults of settings that could be read. Each is named with its right form, and without its value.

use super::{Config, log};
use crate::egress::{self, is_origin};
use ipnet::IpNet;
use lettre::message::Mailbox;
use secrecy::{ExposeSecret as _, SecretString};
use sqlx::postgres::PgConnectOptions;
use std::net::IpAddr;
use url::Url;

/// Returns the right form of a setting, if its type does not say it.
pub(super) fn right(name: &str) -> Option<&'static str> {
    Some(match name {
        "database_url" => {
            "postgres://user:password@host/name, or left out for the embedded SQLite database"
        }
        "public_database_url" => {
            "postgres://user:password@host/name beside a database_url, or left out"
        }
        "host" => "an address to listen on, such as 127.0.0.1",
        "port" => "0 to 65535",
        "origin" => "a scheme and a host alone, such as https://survey.example.org",
        "connections" => "1 to 500",
        "acquire_timeout_ms" => "100 to 60000 milliseconds",
        "statement_timeout_ms" => "100 to 600000 milliseconds",
        "access_token_seconds" => "30 to 600 seconds",
        "sign_in_permits" => "1 to 1024",
        "gate_seconds" => "0 to 60 seconds",
        "federation_origins" => {
            "each https and a host alone, or http and a literal loopback address with its port"
        }
        "cors_origins" => "each a scheme and a host alone, such as https://app.example.org",
        "smtp_url" => egress::MAIL_SERVER,
        "mail_from" => "an address, such as `National Survey <survey@un.example>`",
        "trusted_proxies" => "addresses and networks, such as 10.0.0.0/8",
        "requests_at_once" => "8 to 100000",
        "invitation_approvals" => "1 or 2",
        "http_connections" => "16 to 1000000, or left out",
        "http_connections_per_address" => "1 to 1000000",
        "stop_seconds" => "1 to 600 seconds",
        _ => return None,
    })
}

/// Returns one sentence for each value that can't be right.
pub(super) fn faults(config: &Config) -> Vec<String> {
    let is_postgres = |url: &Option<SecretString>| {
        url.as_ref().is_none_or(|url| is_postgres(url.expose_secret()))
    };
    let public_stands_beside =
        config.public_database_url.is_none() || config.database_url.is_some();
    let checks = [
        ("database_url", is_postgres(&config.database_url)),
        ("public_database_url", is_postgres(&config.public_database_url) && public_stands_beside),
        ("connections", (1..=500).contains(&config.connections)),
        ("access_token_seconds", (30..=600).contains(&config.access_token_seconds)),
        ("sign_in_permits", (1..=1024).contains(&config.sign_in_permits)),
        ("requests_at_once", (8..=100_000).contains(&config.requests_at_once)),
        ("invitation_approvals", (1..=2).contains(&config.invitation_approvals)),
        (
            "http_connections",
            config.http_connections.is_none_or(|most| (16..=1_000_000).contains(&most)),
        ),
        (
            "http_connections_per_address",
            (1..=1_000_000).contains(&config.http_connections_per_address),
        ),
        ("stop_seconds", (1..=600).contains(&config.stop_seconds)),
        ("gate_seconds", (0.0..=60.0).contains(&config.gate_seconds)),
        ("acquire_timeout_ms", (100..=60_000).contains(&config.acquire_timeout_ms)),
        ("statement_timeout_ms", (100..=600_000).contains(&config.statement_timeout_ms)),
        ("origin", is_bare(&config.origin)),
        ("cors_origins", config.cors_origins.iter().all(is_bare)),
        ("federation_origins", config.federation_origins.iter().all(is_origin)),
        (
            "smtp_url",
            config.smtp_url.as_ref().is_none_or(|url| egress::is_mail_server(url.expose_secret())),
        ),
        ("mail_from", config.mail_from.as_ref().is_none_or(|from| from.parse::<Mailbox>().is_ok())),
    ];
    let simple = checks.into_iter().filter(|(_, is_right)| !is_right);
    let mut faults: Vec<String> =
        simple.map(|(name, _)| format!("{name}: {}", right(name).unwrap_or_default())).collect();
    faults.extend(
        config
            .disclosure
            .wrong()
            .into_iter()
            .map(|(name, right)| format!("disclosure.{name}: {right}")),
    );
    faults
        .extend(config.limits.wrong().into_iter().map(|(name, right)| format!("{name}: {right}")));
    faults.extend(
        config
            .trusted_proxies
            .iter()
            .filter_map(|text| proxy(text).err())
            .map(|why| format!("trusted_proxies: {why}")),
    );
    faults.extend(log::fault(&config.log).map(|why| format!("log: {why}")));
    faults
}

/// Returns true for a URL that the driver can read.
fn is_postgres(url: &str) -> bool {
    ["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme))
        && url.parse::<PgConnectOptions>().is_ok()
}

fn is_bare(url: &Url) -> bool {
    let nothing_more = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    let nobody = url.username().is_empty() && url.password().is_none();
    matches!(url.scheme(), "http" | "https") && url.has_host() && nothing_more && nobody
}

/// Parses one proxy: an address, or a network that one operator can have.
pub(super) fn proxy(text: &str) -> Result<IpNet, String> {
    let net = text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
    let net = net.map_err(|_| right("trusted_proxies").unwrap_or_default().to_owned())?;
    let narrowest = if matches!(net, IpNet::V4(_)) { 8 } else { 7 };
    if net.prefix_len() < narrowest {
        return Err(format!(
            "{net} is wider than any operator's own network (/{narrowest}): everybody in it could write an address of their choice \
             into X-Forwarded-For, and would be counted under it"
        ));
    }
    Ok(net)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;

    /// Change of the defaults, and the settings that it makes faulty.
    type Case = (fn(&mut Config), &'static [&'static str]);

    /// Returns the names of the faulty settings of a configuration.
    fn named(change: fn(&mut Config)) -> Vec<String> {
        let mut config = Config::default();
        change(&mut config);
        faults(&config)
            .iter()
            .map(|fault| fault.split(':').next().unwrap_or_default().to_owned())
            .collect()
    }

    #[test]
    fn a_value_that_cannot_be_right_is_named() {
        let cases: &[Case] = &[
            (|_| {}, &[]),
            (|c| c.database_url = Some("mysql://a:b@c/d".into()), &["database_url"]),
            (|c| c.database_url = Some("postgres://a:b@c:port/d".into()), &["database_url"]),
            (
                |c| c.public_database_url = Some("postgres://a:b@c/d".into()),
                &["public_database_url"],
            ),
            (|c| c.origin = Url::parse("https://a:b@c.example").unwrap(), &["origin"]),
            (|c| c.origin = Url::parse("https://c.example/?a").unwrap(), &["origin"]),
            (
                |c| c.cors_origins = vec![Url::parse("https://a.example/path").unwrap()],
                &["cors_origins"],
            ),
            (|c| c.cors_origins = vec![Url::parse("https://a.example:8443").unwrap()], &[]),
            (|c| c.mail_from = Some("nonsense".into()), &["mail_from"]),
            (|c| c.mail_from = Some("National Survey <survey@un.example>".into()), &[]),
            (|c| c.smtp_url = Some("smtp://user:password@mail.example".into()), &["smtp_url"]),
            (
                |c| c.smtp_url = Some("smtps://user:pass word@mail.example:port".into()),
                &["smtp_url"],
            ),
            (|c| c.log = "debugg".into(), &["log"]),
            (
                |c| {
                    c.trusted_proxies = vec![
                        "10.0.0.1".into(),
                        "10.0.0.0/8".into(),
                        "fd00::/8".into(),
                        "::1".into(),
                    ]
                },
                &[],
            ),
            (|c| c.trusted_proxies = vec!["proxy".into()], &["trusted_proxies"]),
            (
                |c| c.trusted_proxies = vec!["0.0.0.0/0".into(), "::/0".into()],
                &["trusted_proxies", "trusted_proxies"],
            ),
            (|c| c.trusted_proxies = vec!["128.0.0.0/1".into()], &["trusted_proxies"]),
            (|c| (c.connections, c.gate_seconds) = (0, f64::NAN), &["connections", "gate_seconds"]),
            (
                |c| (c.disclosure.later, c.disclosure.hidden_minimum) = (0, 1),
                &["disclosure.hidden_minimum", "disclosure.later"],
            ),
            (
                |c| (c.limits.public.fields, c.limits.integration.cost) = (0, 0),
                &["limits.public.fields", "limits.integration.cost"],
            ),
        ];
        for (number, (change, names)) in cases.iter().enumerate() {
            assert_eq!(named(*change), *names, "case {number}");
        }
    }

    #[test]
    fn a_network_of_everybody_is_refused_with_the_reason() {
        let why = proxy("0.0.0.0/0").unwrap_err();
        assert!(why.contains("0.0.0.0/0") && why.contains("X-Forwarded-For"), "{why}");
    }
}
