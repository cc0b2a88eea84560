//! The address of a request's sender, as far as it can be trusted.

use axum::{
    extract::ConnectInfo,
    http::{HeaderMap, request::Parts},
};
use ipnet::IpNet;
use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// The header in which a proxy names its client.
const FORWARDED: &str = "x-forwarded-for";

/// Returns the address of the sender: the peer or, if the peer is a trusted proxy, the last address
/// in `X-Forwarded-For` that is not.
///
/// The rest of the header, and a header from any other peer, is the client's own claim, and is not
/// trusted.
pub(super) fn address(parts: &Parts, proxies: &[IpNet]) -> IpAddr {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip().to_canonical());
    if parts.headers.contains_key(FORWARDED)
        && !proxies.iter().any(|net| net.contains(&peer))
        && ignored_is_due()
    {
        tracing::warn!(%peer, "X-Forwarded-For is ignored: the address that sent it is not in trusted_proxies");
    }
    forwarded(peer, &parts.headers, proxies)
}

/// Returns true if a minute is over since an ignored header was last logged, and begins the next
/// minute.
fn ignored_is_due() -> bool {
    static LAST: Mutex<Option<Instant>> = Mutex::new(None);
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    let is_due = last.is_none_or(|last| last.elapsed() >= Duration::from_secs(60));
    if is_due {
        *last = Some(Instant::now());
    }
    is_due
}

fn forwarded(peer: IpAddr, headers: &HeaderMap, proxies: &[IpNet]) -> IpAddr {
    let is_ours = |address: &IpAddr| proxies.iter().any(|net| net.contains(address));
    let mut from = peer;
    let lines = headers.get_all(FORWARDED).iter().rev();
    for hop in lines.flat_map(|line| line.to_str().unwrap_or_default().rsplit(',')) {
        if !is_ours(&from) {
            break;
        }
        match parsed(hop.trim()) {
            Some(before) => from = before,
            None => break,
        }
    }
    from
}

/// Parses an address as proxies write it: alone, in brackets, or with a port.
fn parsed(text: &str) -> Option<IpAddr> {
    let alone = text.trim_matches(['[', ']']).parse::<IpAddr>();
    alone
        .ok()
        .or_else(|| text.parse::<SocketAddr>().ok().map(|with_port| with_port.ip()))
        .map(|address| address.to_canonical())
}

/// Returns the address that requests are counted by: an IPv4 address, or the /64 of an IPv6
/// address, which one household or office has.
pub(super) fn rate_limit_prefix(address: IpAddr) -> IpAddr {
    network(address, 64)
}

/// Returns the /48 of an IPv6 address, which one subscriber may have as a whole. An IPv4 address
/// stays as it is.
pub(super) fn site(address: IpAddr) -> IpAddr {
    network(address, 48)
}

fn network(address: IpAddr, bits: u32) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << (128 - bits))).into(),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;
    use axum::http::HeaderValue;

    fn from(peer: &str, lines: &[&'static str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED, HeaderValue::from_static(line));
        }
        let proxies = ["10.0.0.0/8", "fd00::/8"].map(|net| net.parse().unwrap());
        forwarded(peer.parse().unwrap(), &headers, &proxies).to_string()
    }

    #[test]
    fn a_stranger_is_not_believed_about_who_it_is() {
        assert_eq!(from("203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(from("203.0.113.9", &["10.0.0.1, 10.0.0.2"]), "203.0.113.9");
    }

    #[test]
    fn a_proxy_of_ours_is_believed_about_whom_it_speaks_for_and_no_further() {
        assert_eq!(from("10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(from("10.0.0.1", &["192.0.2.7, 198.51.100.1"]), "198.51.100.1");
        assert_eq!(from("10.0.0.1", &["192.0.2.7", "198.51.100.1, 10.3.0.1"]), "198.51.100.1");
        assert_eq!(from("10.0.0.1", &["198.51.100.1:443"]), "198.51.100.1");
        assert_eq!(from("fd00::1", &["[2001:db8::7]:443"]), "2001:db8::7");
        assert_eq!(from("10.0.0.1", &["198.51.100.1, unknown"]), "10.0.0.1");
        assert_eq!(from("10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn a_household_has_one_count() {
        let of = |text: &str| rate_limit_prefix(text.parse().unwrap()).to_string();
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(of("2001:db8:1:2::9"), of("2001:db8:1:2:ffff::"));
        assert_ne!(of("2001:db8:1:2::9"), of("2001:db8:1:3::9"));
        assert_eq!(of("198.51.100.1"), "198.51.100.1");
        assert_eq!(site("2001:db8:1:2:3:4:5:6".parse().unwrap()).to_string(), "2001:db8:1::");
        assert_eq!(site("198.51.100.1".parse().unwrap()).to_string(), "198.51.100.1");
    }
}
