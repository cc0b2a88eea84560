//! Refusals of the protocol, and the form in which a service reports its own.

use crate::problem::Problem;
use std::{borrow::Cow, error::Error as StdError, fmt, sync::Arc};

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal;)+) => {
        /// Code of a refusal of the protocol.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code {
            $($(#[$doc])* $variant,)+
        }
        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// Returns the code as `extensions.code` writes it.
            #[must_use]
            pub const fn as_str(self) -> &'static str { match self { $(Self::$variant => $text),+ } }
        }
    };
}

codes! {
    /// The request carries no valid access token.
    Unauthenticated = "UNAUTHENTICATED";
    /// A value is outside its range.
    BadInput = "BAD_INPUT";
    /// The request is not well formed.
    BadRequest = "BAD_REQUEST";
    /// The document is not well-formed GraphQL.
    ParseFailed = "GRAPHQL_PARSE_FAILED";
    /// The document does not fit the schema.
    ValidationFailed = "GRAPHQL_VALIDATION_FAILED";
    /// The path does not accept the method.
    MethodNotAllowed = "METHOD_NOT_ALLOWED";
    /// No media type of the response is acceptable to the client.
    NotAcceptable = "NOT_ACCEPTABLE";
    /// The media type of the body is not accepted.
    UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE";
    /// The request is too large.
    TooLarge = "TOO_LARGE";
    /// The request is nested too deeply.
    TooDeep = "TOO_DEEP";
    /// The request costs more than its limit.
    TooCostly = "TOO_COSTLY";
    /// The request uses a feature that the service does not offer.
    Unsupported = "UNSUPPORTED";
    /// The request has the hash of a document in place of the document.
    PersistedQueryNotSupported = "PERSISTED_QUERY_NOT_SUPPORTED";
    /// The request exceeded its time limit.
    TimedOut = "TIMED_OUT";
    /// The response is too large.
    ResponseTooLarge = "RESPONSE_TOO_LARGE";
    /// The server failed.
    Failure = "FAILURE";
}

/// Error of the edge: a refusal with its code and sentence, or a failure.
#[derive(Clone, Debug)]
pub enum Error {
    /// Refusal, with a sentence that is more precise than the code if there is one.
    Refusal(Code, Option<Cow<'static, str>>),
    /// Refusal of an input for all its problems. There is at least one.
    Problems(Code, Arc<[Problem]>),
    /// Failure of the server: logged, and never shown.
    Failure(Arc<dyn StdError + Send + Sync>),
}

/// Result of the crate's functions.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Makes a refusal with a sentence.
    pub fn says(code: Code, sentence: impl Into<Cow<'static, str>>) -> Self {
        Self::Refusal(code, Some(sentence.into()))
    }
    /// Makes the refusal of one value, with its place and reason.
    #[must_use]
    pub fn problem(code: Code, problem: Problem) -> Self {
        Self::Problems(code, [problem].into())
    }
    /// Makes a failure with a cause for the log.
    pub fn failure(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Failure(Arc::from(cause.into()))
    }
    /// Returns the code of the error.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::Refusal(code, _) | Self::Problems(code, _) => *code,
            Self::Failure(_) => Code::Failure,
        }
    }
    /// Returns true if this error has the code `code`.
    #[must_use]
    pub fn is(&self, code: Code) -> bool {
        self.code() == code
    }
}

impl From<serde_json::Error> for Error {
    fn from(cause: serde_json::Error) -> Self {
        Self::failure(cause)
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Self::Refusal(code, None)
    }
}

/// Writes the sentence, or else the code.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refusal(_, Some(sentence)) => f.write_str(sentence),
            Self::Refusal(code, None) => f.write_str(code.as_str()),
            Self::Problems(code, problems) => {
                f.write_str(problems.first().map_or(code.as_str(), |problem| &problem.message))
            }
            Self::Failure(_) => f.write_str(Code::Failure.as_str()),
        }
    }
}

/// Error type of a service behind the edge. The edge makes the errors of the protocol through
/// [`From`], and asks each error for its form in a response.
pub trait Refusal: From<Error> + Clone + fmt::Display + Send + Sync + 'static {
    /// Returns the code that a client decides on.
    fn code(&self) -> &'static str;
    /// Returns the HTTP status for a request that this error refuses as a whole.
    fn status(&self) -> u16;
    /// Returns the number of seconds after which a repeat makes sense, if waiting is enough.
    fn retry_after(&self) -> Option<u32>;
    /// Returns the problems of the input. Empty for a refusal with one sentence.
    fn problems(&self) -> &[Problem];
    /// Returns the cause of a failure, for the log.
    fn cause(&self) -> Option<&(dyn StdError + Send + Sync)>;
}
