//! Cache of responses to introspection. They depend only on the text of the document.

use crate::raw_json::BodyChunks;
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// Greatest number of responses in the cache.
const MOST: usize = 32;

/// Greatest number of bytes in the cache.
const MOST_BYTES: usize = 8 << 20;

/// SHA-256 over a document's text and the operation's name.
pub(super) type Key = [u8; 32];

/// A bounded cache of whole bodies. When it is full, it is emptied.
///
/// A few clients send a few standard documents. A stranger who sends many others costs the next
/// client one execution.
#[derive(Debug, Default)]
pub(super) struct Cache(Mutex<CachedBodies>);

#[derive(Debug, Default)]
struct CachedBodies {
    answers: HashMap<Key, BodyChunks>,
    bytes: usize,
}

/// Returns the cache key of a document and an operation.
pub(super) fn key(document: &str, operation_name: Option<&str>) -> Key {
    let mut hash = Sha256::new();
    // The length separates the two texts, so that no two pairs have the same key.
    hash.update((document.len() as u64).to_be_bytes());
    hash.update(document);
    hash.update(operation_name.unwrap_or_default());
    hash.finalize().into()
}

impl Cache {
    /// Returns the cached response of `key`.
    pub(super) fn get(&self, key: &Key) -> Option<BodyChunks> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).answers.get(key).cloned()
    }

    /// Stores a response.
    pub(super) fn put(&self, key: Key, answer: BodyChunks) {
        if answer.len() > MOST_BYTES {
            return;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.answers.len() >= MOST || kept.bytes + answer.len() > MOST_BYTES {
            *kept = CachedBodies::default();
        }
        let size = answer.len();
        if kept.answers.insert(key, answer).is_none() {
            kept.bytes += size;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cache_never_holds_more_than_it_may() {
        let cache = Cache::default();
        for n in 0..200_u32 {
            cache.put(key(&n.to_string(), None), vec![0; 1 << 20].into());
            let kept = cache.0.lock().unwrap_or_else(PoisonError::into_inner);
            assert!(kept.bytes <= MOST_BYTES && kept.answers.len() <= 8);
        }
        for n in 0..200_u32 {
            cache.put(key(&n.to_string(), None), b"{}".to_vec().into());
        }
        cache.put(key("large", None), vec![0; MOST_BYTES + 1].into());
        assert!(cache.get(&key("large", None)).is_none());
        assert!(cache.get(&key("199", None)).is_some());
        assert!(cache.get(&key("199", Some("A"))).is_none());
        assert_ne!(key("ab", Some("c")), key("a", Some("bc")));
    }
}
