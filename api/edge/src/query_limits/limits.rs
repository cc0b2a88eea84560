//! Limits of one request, by class of client.
//!
//! The limits are configuration: every number here is a default. No screen of the client and no
//! query in the documentation comes near them, and no request within them can harm the service.

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Greatest nesting of a JSON body, which no valid request needs. It is the same for every class.
pub const JSON_DEPTH: usize = 32;

/// Class of client, for the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// Not signed in.
    Public,
    /// A person with an access token.
    SignedIn,
    /// An integration of a State or of the Secretariat.
    Integration,
}

/// Limits of one request of one class. Defaults are given as public / signed in / integration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Bytes of the JSON body or query string: 16 KiB / 1 MiB / 1 MiB.
    pub body_bytes: usize,
    /// Characters of the document: 8,000 / 15,000 / 15,000.
    pub document_characters: usize,
    /// Tokens of the document, without commas and comments: 500 / 1,000 / 1,000.
    pub document_tokens: usize,
    /// Nesting of brackets, of all three kinds together: 16 / 20 / 20.
    pub bracket_nesting: usize,
    /// Nesting of fields, not counted inside introspection: 8 / 10 / 10.
    pub selection_depth: u32,
    /// Fields, with each fragment counted at every spread: 300 / 1,000 / 1,000. An introspection
    /// root counts as one.
    pub fields: u32,
    /// Fields of a query's root: 5 / 10 / 10. `mutations` limits a mutation's root.
    pub root_fields: u32,
    /// Aliases after fragment expansion: 10 / 15 / 15. Aliases on the root of a mutation count as
    /// mutations.
    pub aliases: u32,
    /// Directives after fragment expansion: 10 / 20 / 20.
    pub directives: u32,
    /// Directives in one place: 2 / 4 / 4.
    pub directives_in_one_place: usize,
    /// Objects that the response may hold, with list sizes multiplied: 500 / 2,000 / 2,000.
    pub cost: u64,
    /// Objects on a page of unspecified size: 20 / 50 / 50.
    pub page_default: u32,
    /// Greatest number of objects on a page: 50 / 200 / 200.
    pub page_max: u32,
    /// Mutations in a request: 0 / 10 / 50.
    pub mutations: u32,
    /// Errors that are returned; the others are cut: 10 / 10 / 10.
    pub errors: usize,
    /// Execution time in milliseconds: 2,000 / 5,000 / 10,000.
    pub time_ms: u64,
    /// Bytes of the response: 1 MiB / 4 MiB / 8 MiB.
    pub response_bytes: usize,
    /// Requests per minute, counted by address / by person / by client: 60 / 300 / 600.
    pub requests_per_minute: u32,
}

impl Limits {
    /// Returns the limits of a client that is not signed in.
    #[must_use]
    pub const fn public() -> Self {
        Self {
            body_bytes: 16 << 10,
            document_characters: 8_000,
            document_tokens: 500,
            bracket_nesting: 16,
            selection_depth: 8,
            fields: 300,
            root_fields: 5,
            aliases: 10,
            directives: 10,
            directives_in_one_place: 2,
            cost: 500,
            page_default: 20,
            page_max: 50,
            mutations: 0,
            errors: 10,
            time_ms: 2_000,
            response_bytes: 1 << 20,
            requests_per_minute: 60,
        }
    }
    /// Returns the limits of a person.
    #[must_use]
    pub const fn signed_in() -> Self {
        Self {
            body_bytes: 1 << 20,
            document_characters: 15_000,
            document_tokens: 1_000,
            bracket_nesting: 20,
            selection_depth: 10,
            fields: 1_000,
            root_fields: 10,
            aliases: 15,
            directives: 20,
            directives_in_one_place: 4,
            cost: 2_000,
            page_default: 50,
            page_max: 200,
            mutations: 10,
            errors: 10,
            time_ms: 5_000,
            response_bytes: 4 << 20,
            requests_per_minute: 300,
        }
    }
    /// Returns the limits of an integration.
    #[must_use]
    pub const fn integration() -> Self {
        Self {
            mutations: 50,
            time_ms: 10_000,
            response_bytes: 8 << 20,
            requests_per_minute: 600,
            ..Self::signed_in()
        }
    }
    /// Returns the names of the wrong limits, each with the valid range.
    ///
    /// The limits on mutations, aliases and directives may be zero. The default page is at most the
    /// greatest page, and brackets nest no deeper than the parser's stack allows.
    fn wrong(&self) -> impl Iterator<Item = (&'static str, &'static str)> + use<> {
        let at_least_one = [
            ("document_characters", self.document_characters as u64),
            ("document_tokens", self.document_tokens as u64),
            ("bracket_nesting", self.bracket_nesting as u64),
            ("selection_depth", self.selection_depth.into()),
            ("fields", self.fields.into()),
            ("root_fields", self.root_fields.into()),
            ("cost", self.cost),
            ("page_default", self.page_default.into()),
            ("errors", self.errors as u64),
            ("requests_per_minute", self.requests_per_minute.into()),
        ];
        let zero = at_least_one
            .into_iter()
            .filter(|(_, limit)| *limit == 0)
            .map(|(name, _)| (name, "1 or more"));
        let others = [
            (self.body_bytes >= 1_024, "body_bytes", "1024 or more"),
            (self.response_bytes >= 1_024, "response_bytes", "1024 or more"),
            (self.time_ms >= 10, "time_ms", "10 or more"),
            (self.bracket_nesting <= 64, "bracket_nesting", "64 at most"),
            (self.page_default <= self.page_max, "page_default", "no more than page_max"),
        ];
        zero.chain(
            others.into_iter().filter(|(right, ..)| !right).map(|(_, name, right)| (name, right)),
        )
    }

    /// Returns the execution time.
    #[must_use]
    pub const fn time(&self) -> Duration {
        Duration::from_millis(self.time_ms)
    }
}

/// Limits of every class, as in the configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitsByClass {
    /// A client that is not signed in.
    pub public: Limits,
    /// A person.
    pub signed_in: Limits,
    /// An integration.
    pub integration: Limits,
}

impl LimitsByClass {
    /// Returns the wrong limits by their names in the configuration, each with the valid range.
    #[must_use]
    pub fn wrong(&self) -> Vec<(String, &'static str)> {
        let classes = [
            ("public", &self.public),
            ("signed_in", &self.signed_in),
            ("integration", &self.integration),
        ];
        let named = |class, (name, right)| (format!("limits.{class}.{name}"), right);
        classes
            .into_iter()
            .flat_map(|(class, limits)| limits.wrong().map(move |one| named(class, one)))
            .collect()
    }

    /// Returns the same limits with an unlimited request rate, for a benchmark or a test.
    #[must_use]
    pub const fn uncounted(mut self) -> Self {
        self.public.requests_per_minute = u32::MAX;
        self.signed_in.requests_per_minute = u32::MAX;
        self.integration.requests_per_minute = u32::MAX;
        self
    }

    /// Returns the limits of `class`.
    #[must_use]
    pub const fn of(&self, class: Class) -> &Limits {
        match class {
            Class::Public => &self.public,
            Class::SignedIn => &self.signed_in,
            Class::Integration => &self.integration,
        }
    }
}

impl Default for LimitsByClass {
    fn default() -> Self {
        Self {
            public: Limits::public(),
            signed_in: Limits::signed_in(),
            integration: Limits::integration(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;

    #[test]
    fn an_unknown_limit_is_refused() {
        let mut json = serde_json::to_value(LimitsByClass::default()).unwrap();
        json["public"]["tokns"] = 5.into();
        assert!(serde_json::from_value::<LimitsByClass>(json).is_err());
    }

    #[test]
    fn limits_that_let_nothing_through_or_contradict_each_other_are_named() {
        assert_eq!(LimitsByClass::default().wrong(), []);
        let wrong = |change: fn(&mut Limits)| {
            let mut all = LimitsByClass::default();
            change(&mut all.signed_in);
            all.wrong().remove(0).0
        };
        assert_eq!(wrong(|limits| limits.fields = 0), "limits.signed_in.fields");
        assert_eq!(wrong(|limits| limits.page_default = 201), "limits.signed_in.page_default");
        assert_eq!(wrong(|limits| limits.page_max = 0), "limits.signed_in.page_default");
        assert_eq!(wrong(|limits| limits.bracket_nesting = 65), "limits.signed_in.bracket_nesting");
        assert_eq!(wrong(|limits| limits.response_bytes = 0), "limits.signed_in.response_bytes");
    }

    #[test]
    fn limits_are_configuration_and_come_back_as_written() {
        let json = serde_json::to_string(&LimitsByClass::default()).unwrap();
        assert_eq!(serde_json::from_str::<LimitsByClass>(&json).unwrap(), LimitsByClass::default());
    }

    #[test]
    fn whoever_is_better_known_may_never_do_less() {
        let all = LimitsByClass::default();
        for (less, more) in [(&all.public, &all.signed_in), (&all.signed_in, &all.integration)] {
            let (less, more) =
                (serde_json::to_value(less).unwrap(), serde_json::to_value(more).unwrap());
            for (name, value) in less.as_object().unwrap() {
                assert!(value.as_u64() <= more[name].as_u64(), "{name}");
            }
        }
    }
}
