//! Errors of a service for the tests.

use crate::{
    error::{Code, Error, Refusal},
    problem::Problem,
};
use std::sync::Arc;

/// Errors of a service: code, status and sentence, and the cause of a failure.
#[derive(Clone, Debug)]
pub(super) struct Toy(
    &'static str,
    u16,
    String,
    Option<Arc<dyn std::error::Error + Send + Sync>>,
    Vec<Problem>,
);

impl Toy {
    pub(super) fn says(code: &'static str, status: u16, sentence: &str) -> Self {
        Self(code, status, sentence.into(), None, Vec::new())
    }
}

impl std::fmt::Display for Toy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.2)
    }
}

impl From<Error> for Toy {
    fn from(error: Error) -> Self {
        let status = match error.code() {
            Code::Unauthenticated => 401,
            Code::MethodNotAllowed => 405,
            Code::NotAcceptable => 406,
            Code::UnsupportedMediaType => 415,
            Code::TooLarge => 413,
            Code::TimedOut => 503,
            Code::Failure => 500,
            _ => 400,
        };
        match error {
            Error::Refusal(code, sentence) => Self(
                code.as_str(),
                status,
                sentence.map_or_else(|| MAY_BE_SAVED.into(), Into::into),
                None,
                Vec::new(),
            ),
            Error::Problems(code, ref problems) => {
                Self(code.as_str(), status, error.to_string(), None, problems.to_vec())
            }
            Error::Failure(cause) => {
                Self("FAILURE", 500, "The server failed.".into(), Some(cause), Vec::new())
            }
        }
    }
}

impl Refusal for Toy {
    fn code(&self) -> &'static str {
        self.0
    }
    fn status(&self) -> u16 {
        self.1
    }
    fn retry_after(&self) -> Option<u32> {
        (self.1 == 503).then_some(1)
    }
    fn problems(&self) -> &[Problem] {
        &self.4
    }
    fn cause(&self) -> Option<&(dyn std::error::Error + Send + Sync)> {
        self.3.as_deref()
    }
}

/// The sentence of the service for a code without one.
pub(super) const MAY_BE_SAVED: &str = "Changes may or may not be saved.";
