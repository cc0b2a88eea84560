//! Request rates per minute: counted by person, by integration, and by address for requests without
//! a token.
//!
//! IPv6 is counted by /64, and also by /48 with four times the allowance. The requests of a minute
//! may come at once, because one screen needs several of them. Then they become free one by one. A
//! count is deleted as soon as it has no effect.
//!
//! Sign-in has a count of its own by address. So many public requests from an address do not
//! prevent its people from signing in.

use super::address::{address, rate_limit_prefix, site};
use crate::{
    clock::Clock,
    error::{Code, Error, Result},
};
use axum::http::{Extensions, HeaderMap, HeaderValue, request::Parts};
use edge::query_limits::LimitsByClass;
use governor::{
    Quota, RateLimiter, clock::Clock as _, middleware::StateInformationMiddleware,
    state::keyed::DashMapStateStore,
};
use ipnet::IpNet;
use std::{
    hash::Hash,
    net::IpAddr,
    num::NonZeroU32,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use uuid::Uuid;

/// A /48 has this many times the allowance of an address.
const SITE: u32 = 4;
/// Content in memory has this many times the allowance: a page loads twenty files.
const PAGES: u32 = 10;
/// Interval at which counts without effect are deleted, in seconds.
const FORGET: u64 = 30;

/// The key by which requests are counted together.
#[derive(Clone, Debug)]
pub(super) enum RateLimitKey<'a> {
    /// The requests of a person, on any device.
    Person(Uuid),
    /// The requests of an integration.
    Client(Uuid),
    /// The requests without a token from the request's address.
    Public(&'a Parts),
    /// The requests for content in memory from the request's address: pages, keys, unknown paths.
    Page(&'a Parts),
    /// The readiness probes from the request's address.
    Probe(&'a Parts),
    /// The requests to sign in, to refresh and to redeem an invitation, from an address.
    Entrance(IpAddr),
}

/// All counts.
#[derive(Debug)]
pub(super) struct Rates {
    people: Option<Counts<Uuid>>,
    clients: Option<Counts<Uuid>>,
    public: ByAddress,
    pages: ByAddress,
    probes: ByAddress,
    entrance: ByAddress,
    proxies: Vec<IpNet>,
    ticks: Ticks,
    forgotten: AtomicU64,
}

/// The counts of addresses: of each IPv4 address or IPv6 /64, and of each /48.
#[derive(Debug)]
struct ByAddress {
    households: Option<Counts<IpAddr>>,
    sites: Option<Counts<IpAddr>>,
}

type Counts<K> = RateLimiter<K, DashMapStateStore<K>, Ticks, StateInformationMiddleware>;

/// A counted request: the allowance of a minute, and what is left of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Counted {
    minute: u32,
    left: u32,
    /// Seconds after which one more request is free, if this one is refused.
    wait: Option<u32>,
}

impl Counted {
    /// Returns the narrower of two counts.
    fn narrower(self, other: Option<Self>) -> Self {
        other.filter(|other| (other.wait, self.left) > (self.wait, other.left)).unwrap_or(self)
    }

    /// Refuses the request if nothing was left.
    ///
    /// # Errors
    /// Fails with `TOO_MANY_REQUESTS` and the time after which one more request is free.
    pub(super) fn admit(counted: Option<Self>) -> Result<()> {
        match counted.and_then(|counted| counted.wait) {
            Some(seconds) => Err(Error::Wait(Code::TooMany, seconds)),
            None => Ok(()),
        }
    }

    /// Writes the headers of the IETF draft "RateLimit header fields for HTTP": the allowance of a
    /// minute, what is left, and the seconds until all of it is free again.
    pub(super) fn write(counted: Option<Self>, headers: &mut HeaderMap) {
        let Some(Self { minute, left, .. }) = counted else { return };
        let used = u64::from(minute.saturating_sub(left));
        let seconds = (used * 60).div_ceil(u64::from(minute.max(1)));
        for (name, value) in [
            ("ratelimit-policy", format!("\"minute\";q={minute};w=60")),
            ("ratelimit", format!("\"minute\";r={left};t={seconds}")),
        ] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        }
    }
}

/// The count of a request, for the layer that writes it into the response.
#[derive(Clone, Debug, Default)]
pub(super) struct CountSlot(Arc<OnceLock<Counted>>);

impl CountSlot {
    /// Stores the count in the slot of a request, if it has one.
    pub(super) fn fill(extensions: &Extensions, counted: Option<Counted>) {
        if let (Some(Self(slot)), Some(counted)) = (extensions.get::<Self>(), counted) {
            let _ = slot.set(counted);
        }
    }

    /// Returns the stored count.
    pub(super) fn get(&self) -> Option<Counted> {
        self.0.get().copied()
    }
}

impl Rates {
    /// Builds empty counts with the limits of the configuration.
    pub(super) fn of(limits: &LimitsByClass, proxies: &[IpNet], clock: &Clock) -> Self {
        let ticks = Ticks { clock: clock.clone(), began: Instant::now() };
        Self {
            people: counts(limits.signed_in.requests_per_minute, &ticks),
            clients: counts(limits.integration.requests_per_minute, &ticks),
            public: ByAddress::of(limits.public.requests_per_minute, &ticks),
            pages: ByAddress::of(limits.public.requests_per_minute.saturating_mul(PAGES), &ticks),
            probes: ByAddress::of(limits.public.requests_per_minute.saturating_mul(PAGES), &ticks),
            entrance: ByAddress::of(limits.public.requests_per_minute, &ticks),
            proxies: proxies.to_vec(),
            forgotten: AtomicU64::new(ticks.now().as_secs()),
            ticks,
        }
    }

    /// Counts a request. None if its rate is unlimited.
    pub(super) fn count(&self, whose: &RateLimitKey<'_>) -> Option<Counted> {
        self.forget();
        match whose {
            RateLimitKey::Person(id) => self.check(&self.people, id),
            RateLimitKey::Client(id) => self.check(&self.clients, id),
            RateLimitKey::Public(parts) => {
                self.check_address(&self.public, self.rate_limit_prefix(parts))
            }
            RateLimitKey::Page(parts) => {
                self.check_address(&self.pages, self.rate_limit_prefix(parts))
            }
            RateLimitKey::Probe(parts) => {
                self.check_address(&self.probes, self.rate_limit_prefix(parts))
            }
            RateLimitKey::Entrance(rate_limit_prefix) => {
                self.check_address(&self.entrance, *rate_limit_prefix)
            }
        }
    }

    fn check_address(&self, counts: &ByAddress, rate_limit_prefix: IpAddr) -> Option<Counted> {
        let own = self.check(&counts.households, &rate_limit_prefix)?;
        if own.wait.is_some() || !rate_limit_prefix.is_ipv6() {
            return Some(own);
        }
        Some(own.narrower(self.check(&counts.sites, &site(rate_limit_prefix))))
    }

    /// Returns the address that a request is counted by.
    pub(super) fn rate_limit_prefix(&self, parts: &Parts) -> IpAddr {
        rate_limit_prefix(address(parts, &self.proxies))
    }

    fn check<K: Hash + Eq + Clone>(&self, counts: &Option<Counts<K>>, key: &K) -> Option<Counted> {
        let minute = |quota: Quota| quota.burst_size().get();
        Some(match counts.as_ref()?.check_key(key) {
            Ok(state) => Counted {
                minute: minute(state.quota()),
                left: state.remaining_burst_capacity(),
                wait: None,
            },
            Err(not_until) => {
                let wait = not_until.wait_time_from(self.ticks.now());
                let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
                let wait = Some(u32::try_from(seconds).unwrap_or(u32::MAX).max(1));
                Counted { minute: minute(not_until.quota()), left: 0, wait }
            }
        })
    }

    /// Deletes the counts without effect, if it is time: one request does it for all.
    fn forget(&self) {
        let (now, last) = (self.ticks.now().as_secs(), self.forgotten.load(Ordering::Relaxed));
        let is_time = now.abs_diff(last) >= FORGET;
        if is_time
            && self
                .forgotten
                .compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok()
        {
            retain(&self.people);
            retain(&self.clients);
            for counts in [&self.public, &self.pages, &self.probes, &self.entrance] {
                retain(&counts.households);
                retain(&counts.sites);
            }
        }
    }
}

impl ByAddress {
    fn of(minute: u32, ticks: &Ticks) -> Self {
        Self {
            households: counts(minute, ticks),
            sites: counts(minute.saturating_mul(SITE), ticks),
        }
    }
}

/// Builds the counts of an allowance. None for an unlimited one.
fn counts<K: Hash + Eq + Clone>(minute: u32, ticks: &Ticks) -> Option<Counts<K>> {
    let minute = NonZeroU32::new(minute).unwrap_or(NonZeroU32::MIN);
    let counts =
        || RateLimiter::new(Quota::per_minute(minute), DashMapStateStore::default(), ticks.clone());
    (minute < NonZeroU32::MAX).then(counts)
}

fn retain<K: Hash + Eq + Clone>(counts: &Option<Counts<K>>) {
    if let Some(counts) = counts {
        counts.retain_recent();
        counts.shrink_to_fit();
    }
}

/// The world's clock for the counts: elapsed time, which no correction of the system clock turns
/// back.
#[derive(Clone, Debug)]
struct Ticks {
    clock: Clock,
    began: Instant,
}

impl governor::clock::Clock for Ticks {
    type Instant = Duration;

    fn now(&self) -> Duration {
        match &self.clock {
            Clock::System => self.began.elapsed(),
            Clock::Set(micros) => {
                Duration::from_micros(micros.load(Ordering::SeqCst).unsigned_abs())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;
    use chrono::{DateTime, TimeDelta};

    fn rates() -> (Rates, Clock) {
        let clock = Clock::standing_at(DateTime::from_timestamp(1_800_000_000, 0).unwrap());
        (Rates::of(&LimitsByClass::default(), &[], &clock), clock)
    }

    #[test]
    fn a_minute_is_used_up_and_comes_back_one_by_one() {
        let (rates, clock) = rates();
        let mona = RateLimitKey::Person(crate::clock::new_id());
        let free = |most: usize| {
            (0..most).take_while(|_| Counted::admit(rates.count(&mona)).is_ok()).count()
        };
        assert_eq!(free(1_000), 300);
        let refused = Counted::admit(rates.count(&mona)).unwrap_err();
        assert_eq!(refused.retry_after(), Some(1));
        clock.set(clock.now() + TimeDelta::seconds(2));
        assert_eq!(free(1_000), 10);
        clock.set(clock.now() + TimeDelta::minutes(2));
        assert_eq!(free(1_000), 300);
        let other = rates.count(&RateLimitKey::Person(crate::clock::new_id()));
        assert_eq!(other, Some(Counted { minute: 300, left: 299, wait: None }));
        let mut headers = HeaderMap::new();
        Counted::write(other, &mut headers);
        assert_eq!(headers["ratelimit-policy"], "\"minute\";q=300;w=60");
        assert_eq!(headers["ratelimit"], "\"minute\";r=299;t=1");
    }

    #[test]
    fn what_makes_no_difference_is_forgotten() {
        let (rates, clock) = rates();
        for _ in 0..1_000 {
            let _ = rates.count(&RateLimitKey::Person(crate::clock::new_id()));
        }
        assert_eq!(rates.people.as_ref().unwrap().len(), 1_000);
        clock.set(clock.now() + TimeDelta::minutes(2));
        let _ = rates.count(&RateLimitKey::Person(crate::clock::new_id()));
        assert_eq!(rates.people.as_ref().unwrap().len(), 1);
    }

    #[test]
    fn counting_costs_next_to_nothing() {
        let rates = Rates::of(&LimitsByClass::default(), &[], &Clock::System);
        let people: Vec<_> = (0..1_000).map(|_| crate::clock::new_id()).collect();
        let began = Instant::now();
        for n in 0..100_000 {
            let _ = rates.count(&RateLimitKey::Person(people[n % people.len()]));
        }
        let each = began.elapsed() / 100_000;
        eprintln!("a count takes {each:?}");
        assert!(each < Duration::from_micros(50), "{each:?}, unoptimised");
    }
}
