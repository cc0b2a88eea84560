//! Settings that may be meant, but are more likely a mistake.

use super::Config;
use url::Host;

pub(super) fn warnings(config: &Config) -> Vec<String> {
    let mut warnings = Vec::new();
    if !config.host.is_loopback() && config.origin.scheme() == "http" {
        warnings.push(format!(
            "host is {} and origin begins with http: other machines reach the service, and passwords and tokens travel in the clear. \
             Put a proxy with TLS before the service and set origin to its https address",
            config.host
        ));
    }
    // A service on a port that the system chooses can't know its origin.
    if config.trusted_proxies.is_empty() && config.port != 0 && !is_reached(config) {
        warnings.push(format!(
            "origin is {} and the service listens on {}:{}: links and tokens lead to an address where the service does not listen. \
             If a proxy listens there, name the proxy in trusted_proxies: until then all people count as one address",
            config.app().site.issuer(),
            config.host,
            config.port
        ));
    }
    warnings
}

/// Returns true if the origin leads to the address on which the service listens.
fn is_reached(config: &Config) -> bool {
    let same_host = match config.origin.host() {
        _ if config.host.is_unspecified() => true,
        Some(Host::Ipv4(address)) => config.host == address,
        Some(Host::Ipv6(address)) => config.host == address,
        // A name other than localhost does not lead to a loopback address.
        Some(Host::Domain(name)) => {
            !config.host.is_loopback() || name == "localhost" || name.ends_with(".localhost")
        }
        None => false,
    };
    same_host
        && config.origin.scheme() == "http"
        && config.origin.port_or_known_default() == Some(config.port)
}

#[cfg(test)]
mod tests {
    use super::*;
    use url::Url;

    fn count(host: &str, port: u16, origin: &str, proxies: &[&str]) -> usize {
        let config = Config {
            host: host.parse().expect("an address"),
            port,
            origin: Url::parse(origin).expect("a URL"),
            trusted_proxies: proxies.iter().map(|&proxy| proxy.to_owned()).collect(),
            ..Config::default()
        };
        warnings(&config).len()
    }

    #[test]
    fn a_service_that_its_origin_does_not_lead_to_warns() {
        assert_eq!(count("127.0.0.1", 8080, "http://localhost:8080", &[]), 0);
        assert_eq!(count("127.0.0.1", 8080, "http://127.0.0.1:8080", &[]), 0);
        assert_eq!(count("127.0.0.1", 0, "http://localhost:8080", &[]), 0);
        assert_eq!(count("127.0.0.1", 9090, "http://localhost:8080", &[]), 1);
        assert_eq!(count("127.0.0.1", 80, "http://localhost", &[]), 0);
        assert_eq!(count("127.0.0.1", 8080, "https://survey.example.org", &[]), 1);
        assert_eq!(count("127.0.0.1", 8080, "https://survey.example.org", &["127.0.0.1"]), 0);
        assert_eq!(count("10.0.0.7", 8080, "https://survey.example.org", &["10.0.0.1"]), 0);
    }

    #[test]
    fn a_service_in_the_clear_for_other_machines_warns() {
        assert_eq!(count("0.0.0.0", 8080, "http://localhost:8080", &[]), 1);
        assert_eq!(count("::", 8080, "http://survey.example.org:8080", &["10.0.0.1"]), 1);
        assert_eq!(count("0.0.0.0", 8080, "http://survey.example.org", &[]), 2);
        assert_eq!(count("0.0.0.0", 8080, "https://survey.example.org", &["10.0.0.1"]), 0);
    }
}
