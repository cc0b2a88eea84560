//! Rules of egress: the origins and addresses to which a request to a provider may go.
//!
//! Every request needs the approval of two people. The operator lists origins in the configuration.
//! An administrator registers the provider with its hosts. In addition, the address of a host name
//! must be public.

use ipnet::{Ipv4Net, Ipv6Net};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use thiserror::Error;
use url::{Host, Url};

/// The reason why a request may not leave this service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Forbidden {
    /// The origin or the host is not allowed.
    #[error("the address is outside the origins and hosts that are allowed")]
    Origin,
    /// The address is not of the public Internet.
    #[error("the address is not public")]
    Address,
}

/// IPv4 networks that are not part of the public Internet (IANA's special-purpose addresses).
///
/// Requests never go there.
const CLOSED_V4: [Ipv4Net; 15] = [
    v4([0, 0, 0, 0], 8),
    v4([10, 0, 0, 0], 8),
    v4([100, 64, 0, 0], 10),
    v4([127, 0, 0, 0], 8),
    v4([169, 254, 0, 0], 16),
    v4([172, 16, 0, 0], 12),
    v4([192, 0, 0, 0], 24),
    v4([192, 0, 2, 0], 24),
    v4([192, 88, 99, 0], 24),
    v4([192, 168, 0, 0], 16),
    v4([198, 18, 0, 0], 15),
    v4([198, 51, 100, 0], 24),
    v4([203, 0, 113, 0], 24),
    v4([224, 0, 0, 0], 4),
    v4([240, 0, 0, 0], 4),
];

/// The public part of IPv6, and the networks in it that are not public.
///
/// These are protocol assignments with Teredo, documentation, and 6to4.
const OPEN_V6: Ipv6Net = v6([0x2000, 0], 3);
const CLOSED_V6: [Ipv6Net; 4] =
    [v6([0x2001, 0], 23), v6([0x2001, 0xdb8], 32), v6([0x2002, 0], 16), v6([0x3fff, 0], 20)];

const fn v4([a, b, c, d]: [u8; 4], bits: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), bits)
}

const fn v6([a, b]: [u16; 2], bits: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, 0, 0, 0, 0, 0, 0), bits)
}

/// Returns true if an address belongs to the public Internet.
///
/// An IPv4 address inside an IPv6 address never does.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !CLOSED_V4.iter().any(|net| net.contains(&address)),
        IpAddr::V6(address) => {
            OPEN_V6.contains(&address) && !CLOSED_V6.iter().any(|net| net.contains(&address))
        }
    }
}

/// Returns the address that a URL names literally.
fn literal(url: &Url) -> Option<IpAddr> {
    match url.host()? {
        Host::Domain(_) => None,
        Host::Ipv4(address) => Some(address.into()),
        Host::Ipv6(address) => Some(address.into()),
    }
}

/// Returns true if a configuration may list the URL as an origin.
///
/// An origin is `https` with a host, or `http` with a literal loopback address.
#[must_use]
pub fn is_origin(url: &Url) -> bool {
    let bare =
        url.path() == "/" && url.query().is_none() && url.fragment().is_none() && has_no_user(url);
    let loopback = literal(url).is_some_and(|address| address.is_loopback());
    let public = literal(url).is_none_or(is_public);
    bare && match url.scheme() {
        "https" => url.host().is_some() && (public || loopback),
        "http" => loopback,
        _ => false,
    }
}

fn has_no_user(url: &Url) -> bool {
    url.username().is_empty() && url.password().is_none()
}

/// The origins and hosts to which requests to one provider may go.
#[derive(Clone, Debug)]
pub struct Reach {
    hosts: Vec<String>,
    origins: Vec<Url>,
}

impl Reach {
    /// Combines the hosts of the provider with the origins that the configuration lists.
    #[must_use]
    pub fn of(issuer: &Url, hosts: &[&str], origins: &[Url]) -> Self {
        let hosts = issuer
            .host_str()
            .into_iter()
            .chain(hosts.iter().copied())
            .map(str::to_lowercase)
            .collect();
        Self { hosts, origins: origins.to_vec() }
    }

    /// Checks that a request may go to the URL, as far as its text shows.
    ///
    /// # Errors
    /// Fails with `Address` for a literal address that is not public, unless it is a loopback
    /// address that the configuration names literally. Fails with `Origin` for every other URL that
    /// is not allowed.
    pub fn permits(&self, url: &Url) -> Result<(), Forbidden> {
        let listed = is_origin(&base(url))
            && self.origins.iter().any(|origin| origin.origin() == url.origin());
        if literal(url)
            .is_some_and(|address| !(is_public(address) || listed && address.is_loopback()))
        {
            return Err(Forbidden::Address);
        }
        let known = url.host_str().is_some_and(|host| self.hosts.iter().any(|known| known == host));
        if listed && known && has_no_user(url) { Ok(()) } else { Err(Forbidden::Origin) }
    }
}

/// Returns the origin of a URL, as a URL.
fn base(url: &Url) -> Url {
    let mut base = url.clone();
    base.set_path("/");
    base.set_query(None);
    base.set_fragment(None);
    base
}

/// Right form of a mail server's URL.
pub const MAIL_SERVER: &str = "smtps://user:password@host, or smtp://user:password@host?tls=required; smtp:// alone is for a mail \
                               server on this machine: 127.0.0.1 or localhost";

/// Returns true if letters may be trusted to the mail server behind a URL.
///
/// `smtps://` uses TLS from the first byte. `smtp://…?tls=required` uses it before any content is
/// sent.
#[must_use]
pub fn is_mail_server(url: &str) -> bool {
    let Ok(parsed) = Url::parse(url) else { return false };
    let tls: Vec<_> = parsed.query_pairs().map(|(name, value)| format!("{name}={value}")).collect();
    let is_here = matches!(parsed.host_str(), Some("127.0.0.1" | "localhost"));
    match (parsed.scheme(), tls.iter().map(String::as_str).collect::<Vec<_>>().as_slice()) {
        ("smtps", []) | ("smtp", ["tls=required"]) => parsed.has_host(),
        ("smtp", []) => is_here,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;

    #[test]
    fn addresses_that_are_not_of_the_public_internet_are_refused() {
        let closed = "0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.1 127.8.8.8 169.254.169.254 \
                      172.16.0.1 172.31.255.255 192.0.0.8 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.19.255.255 198.51.100.7 \
                      203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 \
                      :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:8.8.8.8 ::ffff:169.254.169.254 64:ff9b::7f00:1 \
                      100::1 2001::1 2001:db8::1 2002:7f00:1::1 3fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 febf::1 fec0::1 ff02::1";
        for address in closed.split_whitespace() {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn addresses_next_to_those_are_public() {
        let open = "1.1.1.1 9.255.255.255 11.0.0.1 100.63.255.255 100.128.0.1 126.0.0.1 128.0.0.1 169.253.0.1 172.15.255.255 172.32.0.1 \
                    192.167.1.1 193.0.0.1 198.17.0.1 198.20.0.1 223.255.255.255 2606:4700::1111 2a00:1450::1 2001:4860:4860::8888";
        for address in open.split_whitespace() {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    fn reach(origins: &[&str]) -> Reach {
        let origins: Vec<_> = origins.iter().map(|origin| Url::parse(origin).unwrap()).collect();
        Reach::of(
            &Url::parse("https://login.example.org/realm").unwrap(),
            &["keys.example.org", "localhost"],
            &origins,
        )
    }

    #[test]
    fn a_request_goes_to_registered_hosts_on_listed_origins_alone() {
        let reach = reach(&[
            "https://login.example.org",
            "https://keys.example.org",
            "https://other.example.org",
        ]);
        let refused = |url: &str| reach.permits(&Url::parse(url).unwrap()).err();
        assert_eq!(refused("https://login.example.org/token?a=b"), None);
        assert_eq!(refused("https://LOGIN.example.org:443/token"), None);
        assert_eq!(refused("https://keys.example.org/jwks"), None);
        for url in [
            "http://login.example.org/token",
            "https://login.example.org:8443/token",
            "https://other.example.org/token",
            "https://login.example.org.evil.example/token",
            "https://login.example.org@evil.example/token",
            "https://user:word@login.example.org/token",
            "https://localhost/token",
            "ftp://login.example.org/token",
            "https://8.8.8.8/token",
        ] {
            assert_eq!(refused(url), Some(Forbidden::Origin), "{url}");
        }
    }

    #[test]
    fn a_literal_address_is_refused_however_it_is_written() {
        let reach = reach(&["https://login.example.org"]);
        for url in [
            "https://127.0.0.1/",
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f000001/",
            "https://0177.0.0.1/",
            "https://169.254.169.254/latest/meta-data",
            "https://10.0.0.1/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[fe80::1]/",
            "https://[fd00::1]/",
            "http://127.0.0.1:9000/",
        ] {
            assert_eq!(reach.permits(&Url::parse(url).unwrap()), Err(Forbidden::Address), "{url}");
        }
    }

    #[test]
    fn a_loopback_origin_is_reached_only_when_it_is_named_literally() {
        let url = |text: &str| Url::parse(text).unwrap();
        let issuer = url("http://127.0.0.1:9000");
        let reach = Reach::of(&issuer, &["127.0.0.2"], std::slice::from_ref(&issuer));
        assert_eq!(reach.permits(&url("http://127.0.0.1:9000/token")), Ok(()));
        for other in [
            "http://127.0.0.1:9001/",
            "https://127.0.0.1:9000/",
            "http://127.0.0.2:9000/",
            "http://[::1]:9000/",
        ] {
            assert_eq!(reach.permits(&url(other)), Err(Forbidden::Address), "{other}");
        }
        assert_eq!(reach.permits(&url("http://localhost:9000/")), Err(Forbidden::Origin));
    }

    #[test]
    fn a_configuration_lists_origins_and_nothing_else() {
        let ok = |text: &str| is_origin(&Url::parse(text).unwrap());
        for right in [
            "https://login.example.org",
            "https://login.example.org:8443",
            "http://127.0.0.1:9000",
            "http://[::1]:9000",
        ] {
            assert!(ok(right), "{right}");
        }
        for wrong in [
            "http://login.example.org",
            "http://localhost:9000",
            "https://10.0.0.1",
            "https://169.254.169.254",
            "https://login.example.org/realm",
            "https://login.example.org/?a",
            "https://user@login.example.org",
            "ftp://127.0.0.1",
        ] {
            assert!(!ok(wrong), "{wrong}");
        }
    }
}
