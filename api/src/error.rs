//! Every refusal, with its code, its sentence and its HTTP status. Refusals are defined here alone.
//!
//! A refusal is an expected no. A failure is a fault of the server: its cause goes to the log and
//! never to the client. Findings about answers (a conflict, a failed edit) are data, and neither of
//! the two.

pub mod reason;
mod unavailable;

pub use reason::Reason;

use ::entity::vocabulary::Official;
use edge::Problem;
use std::{
    borrow::Cow,
    collections::HashMap,
    fmt,
    sync::{Arc, LazyLock},
};

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal, $status:literal, $sentence:literal;)+) => {
        /// Catalogue of refusals. A client decides on the code, and a person reads the sentence.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, async_graphql::Enum)]
        #[graphql(name = "RefusalCode")]
        pub enum Code {
            $(#[doc = $sentence] #[graphql(name = $text)] $variant,)+
        }
        impl Code {
            /// Every code, in the order of the catalogue.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// Returns the code as `extensions.code` writes it.
            #[must_use]
            pub const fn as_str(self) -> &'static str { match self { $(Self::$variant => $text),+ } }
            /// Returns the HTTP status for a request that this code refuses as a whole.
            #[must_use]
            pub const fn status(self) -> u16 { match self { $(Self::$variant => $status),+ } }
            /// Returns the English sentence for a refusal without a more precise one.
            #[must_use]
            pub const fn sentence(self) -> &'static str { match self { $(Self::$variant => $sentence),+ } }
        }
    };
}

codes! {
    // The caller and their rights.
    Unauthenticated = "UNAUTHENTICATED", 401, "Sign in: the request carries no valid access token.";
    SignInRefused = "SIGN_IN_REFUSED", 401, "The sign-in is refused: the credentials do not prove an active person.";
    FederationRefused = "FEDERATION_REFUSED", 401, "The sign-in at the provider does not lead to an active person here.";
    InvitationRefused = "INVITATION_REFUSED", 401, "The invitation can't be redeemed. The link or the code is wrong, or the invitation has expired, was used or was withdrawn.";
    Forbidden = "FORBIDDEN", 403, "Your role does not include this.";
    StepUpRequired = "STEP_UP_REQUIRED", 403, "Confirm who you are first: this act needs a passkey or one-time code from the last five minutes.";
    SecondPersonNeeded = "SECOND_PERSON_NEEDED", 403, "This act needs two administrators, and there is no second one. The operator can do it at the server's terminal.";
    ConfirmationRefused = "CONFIRMATION_REFUSED", 403, "The passkey or one-time code does not confirm who you are.";
    NotFound = "NOT_FOUND", 404, "Nothing was found, or you may not see it.";
    // The time, and the state of what is acted on.
    CycleNotOpen = "CYCLE_NOT_OPEN", 409, "The cycle is not open yet.";
    CycleClosed = "CYCLE_CLOSED", 409, "The cycle is closed for this State. Saved answers stay readable.";
    CycleDeclared = "CYCLE_DECLARED", 409, "The cycle has opened: its declaration can no longer change.";
    NotInvited = "NOT_INVITED", 409, "The State is not invited to this cycle.";
    AlreadySubmitted = "ALREADY_SUBMITTED", 409, "An edition exists: amend it rather than submit again.";
    NothingSubmitted = "NOTHING_SUBMITTED", 409, "There is no edition yet.";
    Withdrawn = "WITHDRAWN", 409, "The submission is withdrawn.";
    NothingChanged = "NOTHING_CHANGED", 409, "Nothing has changed since the last edition.";
    Stale = "STALE", 409, "Another request changed this in the meantime. Read it again, then repeat.";
    // The content of the input.
    BadInput = "BAD_INPUT", 400, "The input is not valid.";
    BadText = "BAD_TEXT", 400, "The text holds characters that can't be kept.";
    TooLong = "TOO_LONG", 400, "The text is too long.";
    PasswordWeak = "PASSWORD_WEAK", 400, "The password is easy to guess.";
    CredentialRefused = "CREDENTIAL_REFUSED", 400, "The passkey was not accepted: start its registration again.";
    UnknownQuestion = "UNKNOWN_QUESTION", 400, "The instrument has no such question.";
    UnknownOption = "UNKNOWN_OPTION", 400, "The question has no such option.";
    ConsentQuestion = "CONSENT_QUESTION", 400, "This question sets consent: use setConsent.";
    InstrumentInvalid = "INSTRUMENT_INVALID", 400, "The instrument document has violations.";
    InstrumentFrozen = "INSTRUMENT_FROZEN", 409, "A published version is never edited: publish a new one.";
    LatticeInvalid = "LATTICE_INVALID", 400, "The lattice can't be declared.";
    Exists = "EXISTS", 409, "It exists already.";
    IdempotencyMismatch = "IDEMPOTENCY_MISMATCH", 409, "The idempotency key was used before, with other content.";
    ReleaseChanged = "RELEASE_CHANGED", 409, "A counted State has since withdrawn or changed its consent, in this cycle or in the cycle compared with it. Preview and propose the release again.";
    ReleaseEmpty = "RELEASE_EMPTY", 409, "No State of this cycle may be counted.";
    // The form and the cost of the request.
    BadRequest = "BAD_REQUEST", 400, "The request is not well formed.";
    ParseFailed = "GRAPHQL_PARSE_FAILED", 400, "The document is not well-formed GraphQL.";
    ValidationFailed = "GRAPHQL_VALIDATION_FAILED", 400, "The document does not fit the schema.";
    MethodNotAllowed = "METHOD_NOT_ALLOWED", 405, "This path does not take this method.";
    NotAcceptable = "NOT_ACCEPTABLE", 406, "Responses are application/graphql-response+json or application/json.";
    UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE", 415, "Requests must be application/json in UTF-8.";
    RangeNotSatisfiable = "RANGE_NOT_SATISFIABLE", 416, "The file does not have this range of bytes.";
    TooLarge = "TOO_LARGE", 413, "The request is too large.";
    TooDeep = "TOO_DEEP", 400, "The request is nested too deeply.";
    TooCostly = "TOO_COSTLY", 400, "The request would cost more than the limit for one request.";
    TooMany = "TOO_MANY_REQUESTS", 429, "Too many requests: wait, then try again.";
    PersistedQueryNotSupported = "PERSISTED_QUERY_NOT_SUPPORTED", 400, "The request has the hash of a document alone: send the document.";
    Unsupported = "UNSUPPORTED", 400, "Batches, uploads, @defer and @stream are not supported.";
    TimedOut = "TIMED_OUT", 503, "The request took too long. Its changes may or may not be saved: read them again before you repeat.";
    Overloaded = "OVERLOADED", 503, "The service is busy: try again shortly.";
    ResponseTooLarge = "RESPONSE_TOO_LARGE", 400, "The response would be too large: ask for less.";
    Unavailable = "UNAVAILABLE", 503, "The database can't be reached or written at the moment. Changes may or may not be saved: read them again before you repeat.";
    // Failures of the server.
    Failure = "FAILURE", 500, "The server failed. The log holds the cause under the request id.";
}

/// Sentences of the catalogue in the official languages other than English; our own translations.
const WORDED: &str = include_str!("../data/refusals.csv");

impl Code {
    /// Returns the code in this catalogue for a code of the protocol.
    const fn of_edge(code: edge::Code) -> Self {
        match code {
            edge::Code::Unauthenticated => Self::Unauthenticated,
            edge::Code::BadInput => Self::BadInput,
            edge::Code::BadRequest => Self::BadRequest,
            edge::Code::ParseFailed => Self::ParseFailed,
            edge::Code::ValidationFailed => Self::ValidationFailed,
            edge::Code::MethodNotAllowed => Self::MethodNotAllowed,
            edge::Code::NotAcceptable => Self::NotAcceptable,
            edge::Code::UnsupportedMediaType => Self::UnsupportedMediaType,
            edge::Code::TooLarge => Self::TooLarge,
            edge::Code::TooDeep => Self::TooDeep,
            edge::Code::TooCostly => Self::TooCostly,
            edge::Code::Unsupported => Self::Unsupported,
            edge::Code::PersistedQueryNotSupported => Self::PersistedQueryNotSupported,
            edge::Code::TimedOut => Self::TimedOut,
            edge::Code::ResponseTooLarge => Self::ResponseTooLarge,
            edge::Code::Failure => Self::Failure,
        }
    }

    /// Returns the sentence for a refusal without a more precise one, in an official language.
    #[must_use]
    pub fn sentence_in(self, language: Official) -> &'static str {
        static SENTENCES: LazyLock<HashMap<String, csv::StringRecord>> =
            LazyLock::new(|| reason::worded(WORDED));
        reason::in_language(&SENTENCES, self.as_str(), language).unwrap_or(self.sentence())
    }
}

/// Error type of the crate: a refusal with its code and sentence, or a failure of the server.
#[derive(Clone, Debug)]
pub enum Error {
    /// Refusal with its sentence.
    Refusal(Code, Cow<'static, str>),
    /// Refusal of an input for all its problems, each with its place. There is at least one.
    Problems(Code, Arc<[Problem]>),
    /// Refusal that ends after a number of seconds.
    Wait(Code, u32),
    /// Failure of the server: logged, and never shown.
    Failure(Arc<dyn std::error::Error + Send + Sync>),
}

/// Result of the crate's functions.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Adds the place of a fault to the sentence of a refusal.
///
/// # Errors
/// Fails as `result` does.
pub fn at<T>(place: impl fmt::Display, result: Result<T>) -> Result<T> {
    result.map_err(|error| match error {
        Error::Refusal(code, sentence) => Error::says(code, format!("{place}: {sentence}")),
        other => other,
    })
}

impl Error {
    /// Makes a refusal with a more precise sentence than the code's own.
    pub fn says(code: Code, sentence: impl Into<Cow<'static, str>>) -> Self {
        Self::Refusal(code, sentence.into())
    }
    /// Makes the refusal of one value of the input, with its place and the reason.
    ///
    /// `argument` is the way to the value from the arguments of the field: `input.closesAt`.
    pub fn of(argument: &str, reason: Reason, sentence: impl Into<String>) -> Self {
        let problem = Problem::of(argument, reason.as_str(), sentence.into());
        Self::Problems(Code::BadInput, [problem].into())
    }
    /// Adds a value that the sentence of the reason names, such as a limit.
    #[must_use]
    pub fn named(self, parameter: &'static str, value: impl ToString) -> Self {
        match self {
            Self::Problems(code, problems) => {
                let value = value.to_string();
                let each = problems.iter().map(|one| one.clone().with(parameter, &value));
                Self::Problems(code, each.collect())
            }
            other => other,
        }
    }
    /// Returns all problems of an input at once, or nothing if no check found one. An error that is
    /// no problem of the input comes first.
    ///
    /// # Errors
    /// Fails with the problems of all checks.
    pub fn all(checks: impl IntoIterator<Item = Result<()>>) -> Result<()> {
        let mut all = Vec::new();
        for check in checks {
            match check {
                Ok(()) => {}
                Err(Self::Problems(Code::BadInput, problems)) => all.extend_from_slice(&problems),
                Err(error) => return Err(error),
            }
        }
        if all.is_empty() { Ok(()) } else { Err(Self::Problems(Code::BadInput, all.into())) }
    }
    /// Makes a failure with a cause for the log.
    pub fn failure(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Failure(Arc::from(cause.into()))
    }
    /// Makes a failure of the database, whatever its cause looks like. The client is not told that
    /// anything was saved.
    pub fn unavailable(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::failure(cause).into_unavailable()
    }
    /// Returns the code that a client decides on.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::Refusal(code, _) | Self::Problems(code, _) | Self::Wait(code, _) => *code,
            Self::Failure(cause) if unavailable::is_unavailable(&**cause) => Code::Unavailable,
            Self::Failure(_) => Code::Failure,
        }
    }
    /// Marks a failure as one of the database. A refusal stays as it is.
    #[must_use]
    pub fn into_unavailable(self) -> Self {
        match self {
            Self::Failure(cause) => Self::failure(unavailable::Unavailable(cause)),
            refusal => refusal,
        }
    }
    /// Returns the number of seconds after which a repeat makes sense, if waiting is enough.
    #[must_use]
    pub fn retry_after(&self) -> Option<u32> {
        match (self, self.code().status()) {
            (Self::Wait(_, seconds), _) => Some(*seconds),
            (_, 429) => Some(10),
            (_, 503) => Some(1),
            _ => None,
        }
    }
    /// Returns true if this error has the code `code`.
    #[must_use]
    pub fn is(&self, code: Code) -> bool {
        self.code() == code
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Self::Refusal(code, Cow::Borrowed(code.sentence()))
    }
}
impl From<edge::Error> for Error {
    fn from(error: edge::Error) -> Self {
        match error {
            edge::Error::Failure(cause) => Self::Failure(cause),
            edge::Error::Refusal(code, sentence) => {
                let code = Code::of_edge(code);
                sentence.map_or_else(|| code.into(), |sentence| Self::Refusal(code, sentence))
            }
            edge::Error::Problems(code, problems) => Self::Problems(Code::of_edge(code), problems),
        }
    }
}
impl edge::Refusal for Error {
    fn code(&self) -> &'static str {
        Self::code(self).as_str()
    }
    fn status(&self) -> u16 {
        Self::code(self).status()
    }
    fn retry_after(&self) -> Option<u32> {
        Self::retry_after(self)
    }
    fn problems(&self) -> &[Problem] {
        match self {
            Self::Problems(_, problems) => problems,
            Self::Refusal(..) | Self::Wait(..) | Self::Failure(_) => &[],
        }
    }
    fn cause(&self) -> Option<&(dyn std::error::Error + Send + Sync)> {
        match self {
            Self::Failure(cause) => Some(&**cause),
            Self::Refusal(..) | Self::Problems(..) | Self::Wait(..) => None,
        }
    }
}
impl From<sea_orm::DbErr> for Error {
    fn from(cause: sea_orm::DbErr) -> Self {
        Self::failure(cause)
    }
}
impl From<serde_json::Error> for Error {
    fn from(cause: serde_json::Error) -> Self {
        Self::failure(cause)
    }
}
impl From<entity::vocabulary::BadWord> for Error {
    fn from(bad: entity::vocabulary::BadWord) -> Self {
        Self::says(Code::BadInput, bad.to_string())
    }
}

/// Writes the sentence that a client may read, and never a driver's text.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refusal(_, sentence) => f.write_str(sentence),
            Self::Problems(code, problems) => {
                f.write_str(problems.first().map_or(code.sentence(), |problem| &problem.message))
            }
            Self::Wait(code, _) => f.write_str(code.sentence()),
            Self::Failure(_) => f.write_str(self.code().sentence()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_refusal_has_a_sentence_in_six_languages() {
        for code in Code::ALL {
            let sentences: BTreeSet<_> =
                Official::ALL.iter().map(|language| code.sentence_in(*language)).collect();
            assert_eq!(sentences.len(), 6, "{}", code.as_str());
        }
    }

    #[test]
    fn a_failure_shows_nothing_of_its_cause() {
        let error = Error::failure("connection refused by db.internal");
        assert_eq!(
            (error.code(), error.to_string()),
            (Code::Failure, Code::Failure.sentence().to_owned())
        );
    }

    #[test]
    fn a_code_of_the_protocol_is_the_same_in_the_catalogue() {
        for code in edge::Code::ALL {
            assert_eq!(Code::of_edge(*code).as_str(), code.as_str());
        }
    }
}
