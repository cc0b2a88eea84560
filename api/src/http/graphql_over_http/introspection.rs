//! Answers to introspection, kept: they depend on the text of the document alone.

use crate::splice::Pieces;
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// How many answers are kept.
const MOST: usize = 32;

/// How many bytes of answers are kept.
const MOST_BYTES: usize = 8 << 20;

/// The SHA-256 of a document's text and of the operation's name.
pub(super) type Key = [u8; 32];

/// A bounded cache of whole bodies. When it is full it starts again: a few clients send a few standard documents, and
/// a stranger who sends many others costs the next of them one execution.
#[derive(Debug, Default)]
pub(super) struct Cache(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    answers: HashMap<Key, Pieces>,
    bytes: usize,
}

/// The key under which the answer to a document is kept.
pub(super) fn key(document: &str, operation_name: Option<&str>) -> Key {
    let mut hash = Sha256::new();
    // The length divides the two texts, so that no pair reads like another.
    hash.update((document.len() as u64).to_be_bytes());
    hash.update(document);
    hash.update(operation_name.unwrap_or_default());
    hash.finalize().into()
}

impl Cache {
    /// The answer kept under `key`.
    pub(super) fn get(&self, key: &Key) -> Option<Pieces> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).answers.get(key).cloned()
    }

    /// Keeps an answer.
    pub(super) fn put(&self, key: Key, answer: Pieces) {
        if answer.len() > MOST_BYTES {
            return;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.answers.len() >= MOST || kept.bytes + answer.len() > MOST_BYTES {
            *kept = Kept::default();
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
