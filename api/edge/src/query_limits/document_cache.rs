//! Cache of analyzed documents, within bounds.
//!
//! Each class of clients has a cache of its own, so that strangers take no space from signed-in
//! people. A cache has two generations. When the younger one is full, the older one is dropped. A
//! document that is used again in the meantime becomes young. So many documents that are sent once
//! do not displace the few that are sent always.

use super::{
    AdmittedRequest, Class, Contract, Limits, RawRequest, analyzed_document::AnalyzedDocument,
};
use crate::error::Result;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Approximate number of bytes in one generation of a class.
const MOST_BYTES: usize = 4 << 20;
/// Greatest length of a cached text. A longer one is analyzed each time.
const LONGEST: usize = 8 << 10;

/// The text of a document, and the name of its chosen operation.
type Key = (String, Option<String>);

/// AnalyzedDocument documents, by class.
#[derive(Debug, Default)]
pub struct DocumentCache {
    public: ClassCache,
    signed_in: ClassCache,
    integration: ClassCache,
}

#[derive(Debug, Default)]
struct ClassCache(Mutex<Generations>);

#[derive(Debug, Default)]
struct Generations {
    young: HashMap<Key, Arc<AnalyzedDocument>>,
    old: HashMap<Key, Arc<AnalyzedDocument>>,
    bytes: usize,
}

impl DocumentCache {
    /// Admits a request like [`AdmittedRequest::admit`], but analyses its document only once. The
    /// limits of a class must always be the same.
    ///
    /// # Errors
    /// Fails with the refusal of the crate.
    pub fn admit(
        &self,
        raw: RawRequest,
        class: Class,
        limits: &Limits,
        contract: &Arc<Contract>,
    ) -> Result<AdmittedRequest> {
        let kept = match class {
            Class::Public => &self.public,
            Class::SignedIn => &self.signed_in,
            Class::Integration => &self.integration,
        };
        if raw.query.len() > LONGEST {
            return AdmittedRequest::admit(raw, limits, contract);
        }
        let key = (raw.query, raw.operation_name);
        let known = kept.get(&key);
        let raw = RawRequest { query: key.0, operation_name: key.1, ..raw };
        if let Some(known) = known {
            return AdmittedRequest::admit_known(raw, known, limits, contract);
        }
        let request = AdmittedRequest::admit(raw, limits, contract)?;
        kept.put(
            (request.raw.query.clone(), request.raw.operation_name.clone()),
            Arc::clone(&request.analyzed),
        );
        Ok(request)
    }
}

impl ClassCache {
    fn get(&self, key: &Key) -> Option<Arc<AnalyzedDocument>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept.young.get(key) {
            return Some(Arc::clone(known));
        }
        let (key, known) = kept.old.remove_entry(key)?;
        kept.put(key, Arc::clone(&known));
        Some(known)
    }

    fn put(&self, key: Key, analyzed: Arc<AnalyzedDocument>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).put(key, analyzed);
    }
}

impl Generations {
    fn put(&mut self, key: Key, analyzed: Arc<AnalyzedDocument>) {
        if self.bytes + analyzed.bytes > MOST_BYTES {
            self.old = std::mem::take(&mut self.young);
            self.bytes = 0;
        }
        let bytes = analyzed.bytes;
        if self.young.insert(key, analyzed).is_none() {
            self.bytes += bytes;
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;
    use crate::{error::Code, query_limits::contract::tests::contract};
    use async_graphql::Variables;
    use serde_json::json;

    fn raw(query: &str, variables: serde_json::Value) -> RawRequest {
        RawRequest {
            query: query.to_owned(),
            variables: Variables::from_json(variables),
            ..RawRequest::default()
        }
    }

    #[test]
    fn a_known_document_is_judged_by_its_variables_as_a_new_one_is() {
        let (documents, contract, limits) =
            (DocumentCache::default(), Arc::new(contract()), Limits::signed_in());
        let admit = |raw| documents.admit(raw, Class::SignedIn, &limits, &contract);
        let paged = "query($n: Int!){comments(first: $n){nodes{state{code}}}}";
        for n in [1, 10, 200, 0, 201, 10] {
            let fresh = AdmittedRequest::admit(raw(paged, json!({ "n": n })), &limits, &contract)
                .map(|request| request.cost());
            let known = admit(raw(paged, json!({ "n": n }))).map(|request| request.cost());
            match (fresh, known) {
                (Ok(fresh), Ok(known)) => assert_eq!(fresh, known, "{n}"),
                (fresh, known) => assert_eq!(
                    fresh.unwrap_err().to_string(),
                    known.unwrap_err().to_string(),
                    "{n}"
                ),
            }
        }
        assert!(
            admit(raw(paged, json!({}))).unwrap_err().is(Code::BadInput),
            "a variable without a value"
        );
        let mutation = "mutation($s: Save!){save(input: $s){code}}";
        let text = json!({ "s": { "text": "" } });
        assert!(admit(raw(mutation, text.clone())).is_ok());
        assert!(admit(raw(mutation, json!({ "s": {} }))).unwrap_err().is(Code::BadInput));
        let read_only = RawRequest { read_only: true, ..raw(mutation, text.clone()) };
        assert!(
            admit(read_only).unwrap_err().is(Code::MethodNotAllowed),
            "known, and still no GET"
        );
        let public =
            documents.admit(raw(mutation, text), Class::Public, &Limits::public(), &contract);
        assert!(public.unwrap_err().is(Code::Unauthenticated), "known to others alone");
        let named = |name: &str| RawRequest {
            operation_name: Some(name.to_owned()),
            ..raw("query A{now} query B{states{code}}", json!({}))
        };
        let (a, b) = (admit(named("A")).unwrap(), admit(named("B")).unwrap());
        assert_ne!(a.cost(), b.cost());
        assert_eq!(admit(named("A")).unwrap().cost(), a.cost());
    }

    #[test]
    fn what_is_kept_is_bounded_and_what_is_asked_for_always_stays() {
        let (documents, contract, limits) =
            (DocumentCache::default(), Arc::new(contract()), Limits::public());
        let admit = |text: &str| {
            documents
                .admit(raw(text, json!({})), Class::Public, &limits, &contract)
                .unwrap()
                .analyzed
        };
        let always = admit("{now}");
        for n in 0..6_000 {
            admit(&format!("query Q{n}{{states{{{}}}}}", "code ".repeat(60)));
            assert!(Arc::ptr_eq(&always, &admit("{now}")), "{n}");
            let kept = documents.public.0.lock().unwrap();
            let bytes = |held: &HashMap<Key, Arc<AnalyzedDocument>>| {
                held.values().map(|analyzed| analyzed.bytes).sum::<usize>()
            };
            assert_eq!(bytes(&kept.young), kept.bytes);
            assert!(kept.bytes <= MOST_BYTES && bytes(&kept.old) <= MOST_BYTES);
        }
        assert!(documents.signed_in.0.lock().unwrap().young.is_empty());
    }
}
