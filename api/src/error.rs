//! Every refusal: its code, its sentence, its HTTP status. No is said in one place.
//!
//! A refusal is an expected no. A failure is ours: its cause goes to the log and never to the client.
//! Findings about answers (a conflict, a failed edit) are neither: they are data.

mod unavailable;

use ::entity::vocabulary::Official;
use std::{
    borrow::Cow,
    collections::HashMap,
    fmt,
    sync::{Arc, LazyLock},
};

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal, $status:literal, $sentence:literal;)+) => {
        /// The catalogue of refusals: a client decides on the code, a person reads the sentence.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, async_graphql::Enum)]
        #[graphql(name = "RefusalCode")]
        pub enum Code {
            $(#[doc = $sentence] #[graphql(name = $text)] $variant,)+
        }
        impl Code {
            /// Every code, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The code as `extensions.code` writes it.
            #[must_use]
            pub const fn as_str(self) -> &'static str { match self { $(Self::$variant => $text),+ } }
            /// The status for a request that this code refuses as a whole.
            #[must_use]
            pub const fn status(self) -> u16 { match self { $(Self::$variant => $status),+ } }
            /// What is said where nothing more precise is known.
            #[must_use]
            pub const fn sentence(self) -> &'static str { match self { $(Self::$variant => $sentence),+ } }
        }
    };
}

codes! {
    // Who.
    Unauthenticated = "UNAUTHENTICATED", 401, "Sign in: the request carries no valid access token.";
    SignInRefused = "SIGN_IN_REFUSED", 401, "Signing in was refused: what was given does not prove an active person.";
    FederationRefused = "FEDERATION_REFUSED", 401, "The sign-in at the provider does not lead to an active person here.";
    InvitationRefused = "INVITATION_REFUSED", 401, "The invitation can't be redeemed: the link or the code is not right, or it has expired, was used or was taken back.";
    Forbidden = "FORBIDDEN", 403, "Your role does not include this.";
    StepUpRequired = "STEP_UP_REQUIRED", 403, "Confirm who you are first: this act asks for a passkey or one-time code shown within the last five minutes.";
    SecondPersonNeeded = "SECOND_PERSON_NEEDED", 403, "This takes two administrators, and nobody else here could be the second: the operator does it at the server's terminal.";
    ConfirmationRefused = "CONFIRMATION_REFUSED", 403, "The passkey or one-time code does not confirm who you are.";
    NotFound = "NOT_FOUND", 404, "There is nothing here, or it is not yours to see.";
    // When.
    CycleNotOpen = "CYCLE_NOT_OPEN", 409, "The cycle is not open yet.";
    CycleClosed = "CYCLE_CLOSED", 409, "The cycle is closed for this State. What was saved stays readable.";
    CycleDeclared = "CYCLE_DECLARED", 409, "The cycle has opened: its declaration can no longer change.";
    NotInvited = "NOT_INVITED", 409, "The State is not invited to this cycle.";
    AlreadySubmitted = "ALREADY_SUBMITTED", 409, "An edition exists: amend it rather than submit again.";
    NothingSubmitted = "NOTHING_SUBMITTED", 409, "There is no edition yet.";
    Withdrawn = "WITHDRAWN", 409, "The submission is withdrawn.";
    NothingChanged = "NOTHING_CHANGED", 409, "Nothing has changed since the last edition.";
    Stale = "STALE", 409, "Somebody changed this in the meantime. Read it again, then repeat.";
    // What.
    BadInput = "BAD_INPUT", 400, "The input is not right.";
    BadText = "BAD_TEXT", 400, "The text holds characters that can't be kept.";
    TooLong = "TOO_LONG", 400, "The text is too long.";
    PasswordWeak = "PASSWORD_WEAK", 400, "The password is easy to guess.";
    CredentialRefused = "CREDENTIAL_REFUSED", 400, "The passkey was not accepted: start its registration again.";
    UnknownQuestion = "UNKNOWN_QUESTION", 400, "The instrument has no such question.";
    UnknownOption = "UNKNOWN_OPTION", 400, "The question has no such option.";
    ConsentQuestion = "CONSENT_QUESTION", 400, "This question is a choice of consent: use setConsent.";
    InstrumentInvalid = "INSTRUMENT_INVALID", 400, "The instrument document has violations.";
    InstrumentFrozen = "INSTRUMENT_FROZEN", 409, "A published version is never edited: publish a new one.";
    LatticeInvalid = "LATTICE_INVALID", 400, "The lattice can't be declared.";
    Exists = "EXISTS", 409, "There is one already.";
    IdempotencyMismatch = "IDEMPOTENCY_MISMATCH", 409, "The idempotency key was used for other content.";
    ReleaseChanged = "RELEASE_CHANGED", 409, "A State that was to be counted has withdrawn or changed its consent since, in this cycle or in the one that it is compared with. Preview and propose the release again.";
    ReleaseEmpty = "RELEASE_EMPTY", 409, "No State of this cycle may be counted.";
    // How the request came.
    BadRequest = "BAD_REQUEST", 400, "The request is not well formed.";
    ParseFailed = "GRAPHQL_PARSE_FAILED", 400, "The document is not well-formed GraphQL.";
    ValidationFailed = "GRAPHQL_VALIDATION_FAILED", 400, "The document does not fit the schema.";
    MethodNotAllowed = "METHOD_NOT_ALLOWED", 405, "This path does not take this method.";
    NotAcceptable = "NOT_ACCEPTABLE", 406, "Answers come as application/graphql-response+json or application/json.";
    UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE", 415, "Requests come as application/json in UTF-8.";
    TooLarge = "TOO_LARGE", 413, "The request is too large.";
    TooDeep = "TOO_DEEP", 400, "The request is nested too deeply.";
    TooCostly = "TOO_COSTLY", 400, "The request would cost more than one request may.";
    TooMany = "TOO_MANY_REQUESTS", 429, "Too many requests: wait, then try again.";
    Unsupported = "UNSUPPORTED", 400, "Batches, uploads, @defer and @stream are not supported.";
    TimedOut = "TIMED_OUT", 503, "The request took longer than it may. What it was saving is kept or not; read it again.";
    Overloaded = "OVERLOADED", 503, "The service is busy: try again shortly.";
    ResponseTooLarge = "RESPONSE_TOO_LARGE", 400, "The answer would be larger than it may: ask for less.";
    Unavailable = "UNAVAILABLE", 503, "The database can't be reached or written at the moment. What the request was saving is kept or not: read it again, then repeat.";
    // Ours.
    Failure = "FAILURE", 500, "Something failed on our side; the log knows it by the request id.";
}

/// The catalogue's sentences in the official languages other than English; own translations.
const WORDED: &str = include_str!("../data/refusals.csv");

impl Code {
    /// What is said where nothing more precise is known, in an official language.
    #[must_use]
    pub fn sentence_in(self, language: Official) -> &'static str {
        static SENTENCES: LazyLock<HashMap<&str, csv::StringRecord>> = LazyLock::new(|| {
            let rows = csv::Reader::from_reader(WORDED.as_bytes()).into_records().flatten();
            rows.filter_map(|row| Some((Code::ALL.iter().find(|code| Some(code.as_str()) == row.get(0))?.as_str(), row)))
                .collect()
        });
        let column = match language {
            Official::En => return self.sentence(),
            Official::Ar => 1,
            Official::Zh => 2,
            Official::Fr => 3,
            Official::Ru => 4,
            Official::Es => 5,
        };
        SENTENCES.get(self.as_str()).and_then(|row| row.get(column)).unwrap_or(self.sentence())
    }
}

/// The one error type: a refusal with its code and sentence, or a failure of ours.
#[derive(Clone, Debug)]
pub enum Error {
    /// An expected no.
    Refusal(Code, Cow<'static, str>),
    /// An expected no that will be a yes after some seconds.
    Wait(Code, u32),
    /// Ours: logged, never shown.
    Failure(Arc<dyn std::error::Error + Send + Sync>),
}

/// What every function of ours returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// A refusal that says more than its code's own sentence.
    pub fn says(code: Code, sentence: impl Into<Cow<'static, str>>) -> Self {
        Self::Refusal(code, sentence.into())
    }
    /// A failure with a cause for the log.
    pub fn failure(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Failure(Arc::from(cause.into()))
    }
    /// A failure of the database, whatever its cause looks like: nobody is told that anything was saved.
    pub fn unavailable(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::failure(cause).into_unavailable()
    }
    /// The code that a client decides on.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::Refusal(code, _) | Self::Wait(code, _) => *code,
            Self::Failure(cause) if unavailable::is_unavailable(&**cause) => Code::Unavailable,
            Self::Failure(_) => Code::Failure,
        }
    }
    /// The same failure as one of the database; a refusal stays what it is.
    #[must_use]
    pub fn into_unavailable(self) -> Self {
        match self {
            Self::Failure(cause) => Self::failure(unavailable::Unavailable(cause)),
            refusal => refusal,
        }
    }
    /// After how many seconds it is worth while to try again, where that is all there is to do.
    #[must_use]
    pub fn retry_after(&self) -> Option<u32> {
        match (self, self.code().status()) {
            (Self::Wait(_, seconds), _) => Some(*seconds),
            (_, 429) => Some(10),
            (_, 503) => Some(1),
            _ => None,
        }
    }
    /// Whether this is the refusal `code`.
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

/// What a client may read: never a driver's text.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refusal(_, sentence) => f.write_str(sentence),
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
            let sentences: BTreeSet<_> = Official::ALL.iter().map(|language| code.sentence_in(*language)).collect();
            assert_eq!(sentences.len(), 6, "{}", code.as_str());
        }
    }

    #[test]
    fn a_failure_shows_nothing_of_its_cause() {
        let error = Error::failure("connection refused by db.internal");
        assert_eq!((error.code(), error.to_string()), (Code::Failure, Code::Failure.sentence().to_owned()));
    }
}
