//! Cache of delivered files: bounded, and the least recently used file leaves first.
//!
//! Any caller may ask for any public file. So the bound is on bytes, and a file that is much larger
//! than the others is not stored.

use super::coding::{self, Coding};
use ::entity::vocabulary::Sha256;
use bytes::Bytes;
use hashlink::LruCache;
use std::sync::{Mutex, PoisonError};

/// Number of bytes of all stored files.
const MOST_BYTES: usize = 64 << 20;
/// Number of bytes of one stored file.
const LARGEST: usize = MOST_BYTES / 4;
/// Number of stored heads.
const MOST_HEADS: usize = 1 << 14;

/// Description of a file, without its bytes.
#[derive(Clone, Debug)]
pub(super) struct Head {
    /// SHA-256 of the bytes without a coding.
    pub(super) digest: Sha256,
    pub(super) media_type: &'static str,
    pub(super) name: String,
    /// Number of bytes without a coding.
    pub(super) length: usize,
}

impl Head {
    /// Returns the coding in which the file is sent to a client who prefers `coding`.
    pub(super) fn coding(&self, preferred: Coding) -> Coding {
        if coding::is_worth_it(self.media_type, self.length) { preferred } else { Coding::Identity }
    }
}

/// The cache.
pub(super) struct ByteCache(Mutex<Entries>);

struct Entries {
    heads: LruCache<String, Head>,
    bytes: LruCache<(String, Coding), Bytes>,
    total: usize,
}

impl Default for ByteCache {
    fn default() -> Self {
        Self(Mutex::new(Entries {
            heads: LruCache::new(MOST_HEADS),
            bytes: LruCache::new_unbounded(),
            total: 0,
        }))
    }
}

impl ByteCache {
    /// Returns the description of a file.
    pub(super) fn head(&self, key: &str) -> Option<Head> {
        self.with(|entries| entries.heads.get(key).cloned())
    }

    /// Returns the bytes of a file in a coding.
    pub(super) fn bytes(&self, key: &str, coding: Coding) -> Option<Bytes> {
        self.with(|entries| entries.bytes.get(&(key.to_owned(), coding)).cloned())
    }

    /// Stores the description of a file.
    pub(super) fn put_head(&self, key: &str, head: Head) {
        self.with(|entries| drop(entries.heads.insert(key.to_owned(), head)));
    }

    /// Stores the bytes of a file in a coding.
    pub(super) fn put(&self, key: &str, coding: Coding, bytes: Bytes) {
        if bytes.len() > LARGEST {
            return;
        }
        self.with(|entries| {
            entries.total += bytes.len();
            let before = entries.bytes.insert((key.to_owned(), coding), bytes);
            entries.total -= before.map_or(0, |bytes| bytes.len());
            while entries.total > MOST_BYTES
                && let Some((_, oldest)) = entries.bytes.remove_lru()
            {
                entries.total -= oldest.len();
            }
        });
    }

    fn with<T>(&self, work: impl FnOnce(&mut Entries) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cache_is_bounded_and_what_is_used_stays() {
        let cache = ByteCache::default();
        cache.put("too large", Coding::Identity, vec![0; LARGEST + 1].into());
        assert!(cache.bytes("too large", Coding::Identity).is_none());
        let each = LARGEST / 2;
        for n in 0..20 {
            cache.put(&n.to_string(), Coding::Gzip, vec![0; each].into());
            cache.put(&n.to_string(), Coding::Gzip, vec![1; each].into());
            assert!(cache.bytes("0", Coding::Gzip).is_some(), "asked for each time");
        }
        let stored = (0..20).filter(|n| cache.bytes(&n.to_string(), Coding::Gzip).is_some());
        assert_eq!(stored.count(), MOST_BYTES / each);
        assert!(cache.bytes("19", Coding::Gzip).is_some_and(|bytes| bytes[0] == 1));
        assert!(
            cache.bytes("1", Coding::Gzip).is_none() && cache.bytes("19", Coding::Zstd).is_none()
        );
    }
}
