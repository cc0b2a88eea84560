//! Cache of responses to introspection. They depend only on the document and its variables.

use crate::raw_json::BodyChunks;
use async_graphql::Variables;
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// Greatest number of responses in the cache.
const MOST: usize = 32;

/// Greatest number of bytes in the cache.
const MOST_BYTES: usize = 8 << 20;

/// SHA-256 over a document's text, the operation's name and the variables.
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

/// Returns the cache key of a document, an operation and its variables.
pub(super) fn key(document: &str, operation_name: Option<&str>, variables: &Variables) -> Key {
    let mut hash = Sha256::new();
    let variables = serde_json::to_vec(variables).unwrap_or_default();
    let name = operation_name.unwrap_or_default();
    for part in [document.as_bytes(), name.as_bytes(), &variables] {
        // The length separates the parts, so that no two requests have the same key.
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
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

    fn key(document: &str, operation_name: Option<&str>) -> Key {
        super::key(document, operation_name, &Variables::default())
    }

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
        let variables = Variables::from_json(serde_json::json!({"a": true}));
        assert_ne!(key("a", None), super::key("a", None, &variables));
    }
}
