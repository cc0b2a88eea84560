//! The slots for connections.
//!
//! A quarter of the slots is reserved. It is for addresses that recently carried a valid token or
//! device, for connections that carry one now, and for the proxies. All other connections are
//! strangers: they share the other slots, and each address has a limit of its own.

use super::{
    super::address::{rate_limit_prefix, site},
    settings::Settings,
};
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

/// Time for which an address is remembered after it carried a valid token.
const REMEMBERED: Duration = Duration::from_secs(12 * 3600);
/// Time after which a connection has its address remembered again.
const REMEMBER_AGAIN: Duration = Duration::from_secs(600);
/// Greatest number of remembered addresses. The oldest half is deleted first.
const MOST_REMEMBERED: usize = 16_384;
/// A /48 may have this many times the connections of an address.
const SITE: u32 = 4;
/// An address of signed-in people may have this many times the connections of a stranger.
const SIGNED_IN: u32 = 8;

/// The slots and their holders.
#[derive(Debug)]
pub(super) struct Admission {
    settings: Arc<Settings>,
    counts: Mutex<Counts>,
    /// Bytes of responses that clients have not yet read.
    unread: AtomicUsize,
}

#[derive(Debug, Default)]
struct Counts {
    all: u32,
    strangers: u32,
    /// Connections by share and address: strangers by address and by site, signed-in people by
    /// address.
    by_address: HashMap<(Share, IpAddr), u32>,
    signed_in: HashMap<IpAddr, Instant>,
}

/// The limit that a connection is counted against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Share {
    Stranger,
    Site,
    SignedIn,
    Proxy,
}

/// The slot of one connection, until it is dropped.
#[derive(Debug)]
pub(super) struct Ticket {
    admission: Arc<Admission>,
    address: IpAddr,
    standing: Mutex<Standing>,
}

/// The share of a connection, and the time when its address was last remembered.
#[derive(Clone, Copy, Debug)]
struct Standing {
    share: Share,
    remembered: Option<Instant>,
}

impl Admission {
    pub(super) fn new(settings: Arc<Settings>) -> Arc<Self> {
        Arc::new(Self { settings, counts: Mutex::default(), unread: AtomicUsize::default() })
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives a slot to a connection from `peer`. None if its limits are reached.
    pub(super) fn admit(self: &Arc<Self>, peer: IpAddr) -> Option<Ticket> {
        let (peer, most) = (peer.to_canonical(), &self.settings);
        let (address, mut counts) = (rate_limit_prefix(peer), self.counts());
        if counts.all >= most.connections {
            return None;
        }
        let share = if most.proxies.iter().any(|net| net.contains(&peer)) {
            Share::Proxy
        } else if counts.signed_in.get(&address).is_some_and(|since| since.elapsed() < REMEMBERED)
            && counts.of(Share::SignedIn, address) < most.per_address.saturating_mul(SIGNED_IN)
        {
            Share::SignedIn
        } else {
            let is_full = counts.strangers >= most.connections - most.connections / 4
                || counts.of(Share::Stranger, address) >= most.per_address
                || counts.of(Share::Site, site(peer)) >= most.per_address.saturating_mul(SITE);
            if is_full {
                return None;
            }
            Share::Stranger
        };
        counts.add(share, address);
        let standing = Mutex::new(Standing { share, remembered: None });
        Some(Ticket { admission: Arc::clone(self), address, standing })
    }
}

impl Ticket {
    /// Moves the connection out of the share of strangers, and remembers its address.
    pub(super) fn is_signed_in(&self) {
        let mut standing = self.standing();
        if standing.share == Share::Proxy
            || standing.remembered.is_some_and(|at| at.elapsed() < REMEMBER_AGAIN)
        {
            return;
        }
        standing.remembered = Some(Instant::now());
        let mut counts = self.admission.counts();
        counts.remember(self.address);
        if standing.share == Share::Stranger {
            counts.remove(Share::Stranger, self.address);
            counts.add(Share::SignedIn, self.address);
            standing.share = Share::SignedIn;
        }
    }

    /// Returns true if the connection is counted as a stranger.
    pub(super) fn is_stranger(&self) -> bool {
        self.standing().share == Share::Stranger
    }

    /// Returns the bytes of responses that all clients together have not yet read.
    pub(super) fn unread_by_all(&self) -> usize {
        self.admission.unread.load(Ordering::Relaxed)
    }

    /// Counts bytes of responses that wait for a client.
    pub(super) fn waits(&self, bytes: usize) {
        self.admission.unread.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Subtracts bytes of responses that no longer wait.
    pub(super) fn took(&self, bytes: usize) {
        self.admission.unread.fetch_sub(bytes, Ordering::Relaxed);
    }

    fn standing(&self) -> MutexGuard<'_, Standing> {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let share = self.standing().share;
        self.admission.counts().remove(share, self.address);
    }
}

impl Counts {
    fn of(&self, share: Share, address: IpAddr) -> u32 {
        self.by_address.get(&(share, address)).copied().unwrap_or_default()
    }

    fn keys(share: Share, address: IpAddr) -> impl Iterator<Item = (Share, IpAddr)> {
        // An IPv4 address has no site above it.
        let site =
            (share == Share::Stranger && address.is_ipv6()).then(|| (Share::Site, site(address)));
        [(share, address)].into_iter().chain(site)
    }

    fn add(&mut self, share: Share, address: IpAddr) {
        self.all += 1;
        self.strangers += u32::from(share == Share::Stranger);
        for key in Self::keys(share, address) {
            *self.by_address.entry(key).or_default() += 1;
        }
    }

    fn remove(&mut self, share: Share, address: IpAddr) {
        self.all -= 1;
        self.strangers -= u32::from(share == Share::Stranger);
        for key in Self::keys(share, address) {
            if let Some(count) = self.by_address.get_mut(&key) {
                *count -= 1;
                if *count == 0 {
                    self.by_address.remove(&key);
                }
            }
        }
    }

    fn remember(&mut self, address: IpAddr) {
        if self.signed_in.len() >= MOST_REMEMBERED && !self.signed_in.contains_key(&address) {
            let mut times: Vec<_> = self.signed_in.values().copied().collect();
            let (_, middle, _) = times.select_nth_unstable(MOST_REMEMBERED / 2);
            let middle = *middle;
            self.signed_in.retain(|_, since| *since > middle);
        }
        self.signed_in.insert(address, Instant::now());
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::{super::settings::Timers, *};

    fn admission() -> Arc<Admission> {
        let proxies = vec!["10.0.0.0/8".parse().unwrap()];
        Admission::new(Arc::new(Settings {
            timers: Timers::default(),
            connections: 80,
            per_address: 4,
            proxies,
        }))
    }

    /// Takes as many connections as the address gets.
    fn all(admission: &Arc<Admission>, peer: &str) -> Vec<Ticket> {
        std::iter::from_fn(|| admission.admit(peer.parse().unwrap())).take(1_000).collect()
    }

    #[test]
    fn an_address_has_a_limit_and_its_neighbour_another() {
        let admission = admission();
        let one = all(&admission, "203.0.113.9");
        assert_eq!(one.len(), 4);
        assert_eq!(
            all(&admission, "::ffff:203.0.113.9").len(),
            0,
            "the same address in other letters"
        );
        assert_eq!(all(&admission, "203.0.113.10").len(), 4);
        drop(one);
        assert_eq!(all(&admission, "203.0.113.9").len(), 4, "what ends is free again");
        assert!(admission.counts().by_address.is_empty());
    }

    #[test]
    fn a_network_of_ipv6_is_one_address_and_a_site_has_four_times_as_many() {
        let admission = admission();
        let mut held = all(&admission, "2001:db8::1");
        assert_eq!((held.len(), all(&admission, "2001:db8::2").len()), (4, 0));
        for n in 1..10 {
            held.extend(all(&admission, &format!("2001:db8:0:{n}::1")));
        }
        assert_eq!(held.len(), 16);
        assert_eq!(all(&admission, "2001:db8:1::1").len(), 4);
    }

    #[test]
    fn strangers_never_take_the_places_of_those_who_are_signed_in() {
        let admission = admission();
        let home = admission.admit("198.51.100.1".parse().unwrap()).unwrap();
        home.is_signed_in();
        let strangers: Vec<_> =
            (0..100).flat_map(|n| all(&admission, &format!("203.0.113.{n}"))).collect();
        assert_eq!(strangers.len(), 60);
        assert!(admission.admit("203.0.113.200".parse().unwrap()).is_none());
        // A stranger who signs in frees a slot for another.
        strangers[0].is_signed_in();
        strangers[0].is_signed_in();
        assert_eq!(all(&admission, "203.0.113.200").len(), 1);
        // A known address gets the rest of the slots, and so does a trusted proxy.
        let proxy = admission.admit("10.0.0.1".parse().unwrap()).unwrap();
        assert_eq!(all(&admission, "198.51.100.1").len(), 80 - 60 - 1 - 1);
        drop((home, strangers, proxy));
        assert_eq!(admission.counts().all, 0);
        assert_eq!(all(&admission, "10.0.0.1").len(), 80);
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let admission = admission();
        for n in 0..50_000_u32 {
            let peer = std::net::Ipv4Addr::from(0x0b00_0000 + n).into();
            admission.admit(peer).unwrap().is_signed_in();
        }
        assert!(admission.counts().signed_in.len() <= MOST_REMEMBERED);
        assert!(admission.counts().by_address.is_empty());
    }
}
