//! The network address that wrong guesses are counted by.

use crate::world::World;
use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, request::Parts},
};
use std::{
    convert::Infallible,
    net::{IpAddr, Ipv6Addr, SocketAddr},
};

/// The other end of the connection, where it is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer(Option<IpAddr>);

impl<S: Sync> FromRequestParts<S> for Peer {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip())))
    }
}

/// The client's address: what the proxy in front wrote last, where configuration names its header, or else the connection's.
/// Of IPv6 the first 64 bits, since a client has all the addresses that begin with them.
pub(super) fn of(world: &World, headers: &HeaderMap, Peer(peer): Peer) -> String {
    let written = world.config().client_address_header.as_ref().and_then(|name| headers.get_all(name).iter().next_back());
    let written = written.and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
    match written.or(peer).map(|address: IpAddr| address.to_canonical()) {
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(address)) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).to_string(),
        None => "unknown".into(),
    }
}
