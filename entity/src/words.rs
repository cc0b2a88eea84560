//! The words: codes and statuses as types that can't be wrong, shared by rows, rules and the API.
//!
//! A newtype is made by parsing, once, at the edge; from then on nobody asks again whether it is well formed.
//! Every closed list is an enum whose text form is the same in SQL, in JSON and in the audit trail.

use sea_orm::{DeriveValueType, entity::prelude::StringLen};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A text that is not a well-formed word; says which word was wanted and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadWord {
    /// The word that was wanted, such as `StateCode`.
    pub wanted: &'static str,
    /// What a right one looks like.
    pub rule: &'static str,
}

impl fmt::Display for BadWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a {}: {}", self.wanted, self.rule)
    }
}
impl std::error::Error for BadWord {}

macro_rules! code {
    ($(#[$doc:meta])* $name:ident, $rule:literal, $ok:expr $(, specified by $url:literal)?) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DeriveValueType)]
        #[serde(try_from = "String", into = "String")]
        #[sea_orm(value_type = "String", column_type = "String(StringLen::None)")]
        pub struct $name(String);

        impl $name {
            /// The code as text.
            #[must_use]
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl FromStr for $name {
            type Err = BadWord;
            fn from_str(text: &str) -> Result<Self, BadWord> {
                let ok: fn(&str) -> bool = $ok;
                if ok(text) { Ok(Self(text.to_owned())) } else { Err(BadWord { wanted: stringify!($name), rule: $rule }) }
            }
        }
        impl TryFrom<String> for $name {
            type Error = BadWord;
            fn try_from(text: String) -> Result<Self, BadWord> { text.parse() }
        }
        impl From<$name> for String {
            fn from(code: $name) -> String { code.0 }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }
        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> { Err(sea_orm::DbErr::ConvertFromU64(stringify!($name))) }
        }
        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str { &self.0 }
        }
        $(#[$doc])*
        #[async_graphql::Scalar($(specified_by_url = $url)?)]
        impl async_graphql::ScalarType for $name {
            fn parse(value: async_graphql::Value) -> async_graphql::InputValueResult<Self> {
                match value {
                    async_graphql::Value::String(text) => text.parse().map_err(bad_input),
                    _ => Err(bad_input(BadWord { wanted: stringify!($name), rule: $rule })),
                }
            }
            fn to_value(&self) -> async_graphql::Value { async_graphql::Value::String(self.0.clone()) }
        }
    };
}

/// A malformed word in an argument or variable is refused with the code that every bad input has.
fn bad_input<T: async_graphql::InputType>(bad: BadWord) -> async_graphql::InputValueError<T> {
    async_graphql::InputValueError::custom(bad).with_extension("code", "BAD_INPUT")
}

fn dotted(text: &str, parts: std::ops::RangeInclusive<usize>) -> bool {
    text.len() <= 32
        && parts.contains(&text.split('.').count())
        && text.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

fn slug(text: &str, most: usize) -> bool {
    !text.is_empty()
        && text.len() <= most
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-.".contains(&b))
}

code! {
    /// ISO 3166-1 alpha-3 code of a Member State or observer, such as `FRA`.
    StateCode, "three capital letters (ISO 3166-1 alpha-3)", |t| t.len() == 3 && t.bytes().all(|b| b.is_ascii_uppercase()),
    specified by "https://www.iso.org/iso-3166-country-codes.html"
}
code! {
    /// A part of an instrument, such as `N`.
    PartCode, "letters or digits, such as N", |t| dotted(t, 1..=1)
}
code! {
    /// A section of an instrument, such as `N.a`.
    SectionCode, "part and section with a dot, such as N.a", |t| dotted(t, 2..=2)
}
code! {
    /// A question of an instrument, such as `N.a.1`. Never reused for another question.
    QuestionCode, "part, section and number with dots, such as N.a.1", |t| dotted(t, 3..=3)
}
code! {
    /// An option of a question, such as `in_place`.
    OptionCode, "1 to 40 lower-case letters, digits or underscores", |t| slug(t, 40)
}
code! {
    /// A language as BCP 47 names it, such as `fr` or `pt-BR`.
    LanguageTag, "a BCP 47 language tag, such as fr or pt-BR", |t| {
        let mut parts = t.split('-');
        parts.next().is_some_and(|p| (2..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_lowercase()))
            && parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
            && t.len() <= 35
    },
    specified by "https://www.rfc-editor.org/info/bcp47"
}
code! {
    /// A SHA-256 digest in lower-case hexadecimal, 64 characters.
    Sha256, "64 lower-case hexadecimal digits", |t| t.len() == 64 && t.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)),
    specified by "https://csrc.nist.gov/pubs/fips/180-4/upd1/final"
}
code! {
    /// The key of an instrument, such as `national-survey`.
    InstrumentKey, "1 to 60 lower-case letters, digits, hyphens", |t| slug(t, 60)
}
code! {
    /// The key of a cycle, such as `2026`.
    CycleKey, "1 to 60 lower-case letters, digits, hyphens", |t| slug(t, 60)
}

impl QuestionCode {
    /// The part that holds the question: `N` of `N.a.1`.
    #[must_use]
    pub fn part(&self) -> &str {
        self.0.split('.').next().unwrap_or_default()
    }
    /// The section that holds the question: `N.a` of `N.a.1`.
    #[must_use]
    pub fn section(&self) -> &str {
        self.0.rsplit_once('.').map_or("", |(section, _)| section)
    }
    /// Whether it is the question of this code, or lies in the part or section of it.
    #[must_use]
    pub fn is_within(&self, code: &str) -> bool {
        self.part() == code || self.section() == code || self.as_str() == code
    }
}

macro_rules! closed {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
                 sea_orm::EnumIter, sea_orm::DeriveActiveEnum, async_graphql::Enum)]
        #[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
        pub enum $name {
            $($(#[$vdoc])* #[sea_orm(string_value = $text)] #[serde(rename = $text)] $variant,)+
        }
        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The value as SQL, JSON and the audit trail write it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(self.as_str()) }
        }
        impl FromStr for $name {
            type Err = BadWord;
            fn from_str(text: &str) -> Result<Self, BadWord> {
                match text { $($text => Ok(Self::$variant),)+ _ => Err(BadWord { wanted: stringify!($name), rule: concat!($($text, " "),+) }) }
            }
        }
    };
}

closed! {
    /// The six official languages of the United Nations.
    Official {
        /// Arabic.
        Ar = "ar",
        /// Chinese.
        Zh = "zh",
        /// English.
        En = "en",
        /// French.
        Fr = "fr",
        /// Russian.
        Ru = "ru",
        /// Spanish.
        Es = "es",
    }
}
closed! {
    /// Standing of a State at the United Nations.
    StateStatus {
        /// Member State.
        Member = "member",
        /// Non-member observer State: Holy See, State of Palestine.
        Observer = "observer",
    }
}
closed! {
    /// What a State is to an organization.
    MembershipStatus {
        /// Full member.
        Member = "member",
        /// Associate member.
        Associate = "associate",
    }
}
closed! {
    /// How a State takes part in an organization that it belongs to.
    Participation {
        /// Takes part.
        Active = "active",
        /// Has suspended its participation by its own decision, and has not left.
        Frozen = "frozen",
        /// Has announced that it leaves, and has not left yet.
        WithdrawalPending = "withdrawal_pending",
        /// Is counted as a member, and does not take part.
        NotParticipating = "not_participating",
        /// Is listed by most sources, and by others not.
        Disputed = "disputed",
    }
}
closed! {
    /// What a person may do; the first four inside one State, the last two in the Secretariat.
    Role {
        /// Reads and writes all of the State's answers, submits, amends, withdraws, sets consent, administers the State's people.
        FocalPoint = "focal_point",
        /// Reads all, approves or returns sections and the whole.
        Approver = "approver",
        /// Reads and writes granted sections only.
        Contributor = "contributor",
        /// Reads all of the State's answers.
        Reader = "reader",
        /// Secretariat: reads releases and what consent shows to the Secretariat.
        Analyst = "analyst",
        /// Secretariat: States, instruments, cycles, releases, people; never a State's answers.
        Administrator = "administrator",
    }
}
closed! {
    /// Whether a person may sign in.
    PersonStatus {
        /// May sign in.
        Active = "active",
        /// May not sign in; every token is refused.
        Suspended = "suspended",
    }
}
closed! {
    /// How somebody proved who they are.
    SignInMethod {
        /// A password.
        Password = "password",
        /// A one-time code (RFC 6238).
        OneTimeCode = "one_time_code",
        /// A passkey (WebAuthn) with user verification.
        Passkey = "passkey",
        /// The State's own provider (OpenID Connect).
        Oidc = "oidc",
        /// An invitation that was redeemed: enough to set up what one signs in with from then on, and no second factor.
        Invitation = "invitation",
        /// The demonstration's, and nowhere else.
        Demo = "demo",
    }
}
closed! {
    /// What a passkey answers a challenge for.
    CeremonyKind {
        /// To be registered.
        Register = "register",
        /// To open a session.
        SignIn = "sign_in",
        /// To show a fresh second factor in a session.
        StepUp = "step_up",
    }
}
closed! {
    /// What somebody goes to their State's own provider for.
    FederationPurpose {
        /// To sign in.
        SignIn = "sign_in",
        /// To link the identity there to the person here.
        Link = "link",
    }
}
closed! {
    /// Why a session was ended before its time.
    SessionEnd {
        /// By its own person, from it.
        SignedOut = "signed_out",
        /// By its own person from another session, or by whoever may.
        Revoked = "revoked",
        /// A refresh token was used a second time: somebody else has it.
        Reused = "reused",
        /// The person was suspended or removed.
        Suspended = "suspended",
        /// The person's role changed.
        RoleChanged = "role_changed",
        /// A password, code or passkey changed, or the person was invited anew.
        CredentialsChanged = "credentials_changed",
        /// A newer one took its place.
        Replaced = "replaced",
    }
}
closed! {
    /// The right that a grant gives on a section or question.
    GrantRight {
        /// See the answers.
        Read = "read",
        /// See and comment.
        Comment = "comment",
        /// See, comment and save answers.
        Write = "write",
    }
}
closed! {
    /// How far an instrument version has come.
    VersionStatus {
        /// Being written; may change.
        Draft = "draft",
        /// Frozen: has a content hash and is never edited.
        Published = "published",
        /// Frozen and no longer offered to new cycles.
        Retired = "retired",
    }
}
closed! {
    /// What an instrument is for.
    InstrumentKind {
        /// The survey itself.
        Survey = "survey",
        /// A call for views of Member States.
        CallForViews = "call_for_views",
    }
}
closed! {
    /// The thirteen kinds of question.
    QuestionKind {
        /// One option.
        SingleChoice = "single_choice",
        /// Any number of options.
        MultiChoice = "multi_choice",
        /// Options in order, most important first.
        RankedChoice = "ranked_choice",
        /// Up to 500 graphemes on one line.
        ShortText = "short_text",
        /// Up to 20,000 graphemes.
        LongText = "long_text",
        /// A calendar date.
        Date = "date",
        /// Two calendar dates, the first not after the second.
        DateRange = "date_range",
        /// A number, with bounds where the question has them.
        Number = "number",
        /// A national body.
        Agency = "agency",
        /// National bodies.
        AgencyList = "agency_list",
        /// Web addresses.
        UrlList = "url_list",
        /// Documents, by link.
        DocumentList = "document_list",
        /// Records with declared fields.
        RecordList = "record_list",
    }
}
closed! {
    /// How a reference of the instrument was checked against its source.
    Verification {
        /// The source itself was read.
        Seed = "seed",
        /// A page that quotes the source was read.
        Page = "page",
        /// Written from memory, not read again.
        Recalled = "recalled",
    }
}
closed! {
    /// How a question follows from the previous instrument version; figures are compared over `same` alone.
    Lineage {
        /// The same question.
        Same = "same",
        /// The question asks for less than before.
        Narrowed = "narrowed",
        /// One question became several.
        Split = "split",
        /// Several questions became one.
        Merged = "merged",
        /// A question without a predecessor.
        New = "new",
    }
}
closed! {
    /// How far a submission has come.
    SubmissionStatus {
        /// A working copy; no edition yet.
        Draft = "draft",
        /// Waiting for the State's approver.
        InApproval = "in_approval",
        /// Edition 1 is frozen.
        Submitted = "submitted",
        /// Edition 2 or later is frozen.
        Amended = "amended",
        /// Withdrawn by the State; a tombstone remains.
        Withdrawn = "withdrawn",
    }
}
closed! {
    /// What a State says about one question. Unanswered is not "no".
    Disposition {
        /// There is a value.
        Answered = "answered",
        /// The question does not apply to the State.
        NotApplicable = "not_applicable",
        /// The State prefers not to answer.
        Declined = "declined",
        /// Nothing new since the last edition.
        NothingNew = "nothing_new",
        /// Nothing was said.
        Unanswered = "unanswered",
    }
}
closed! {
    /// Who may read an answer, from the fewest to the most.
    ReaderLevel {
        /// The State's own people.
        StateOnly = "state_only",
        /// And the Secretariat.
        Secretariat = "secretariat",
        /// And all Member States.
        MemberStates = "member_states",
        /// And everybody.
        Public = "public",
    }
}
closed! {
    /// What a choice of consent is about, from the coarsest to the most specific.
    ConsentScope {
        /// The whole submission.
        Submission = "submission",
        /// One part.
        Part = "part",
        /// One section.
        Section = "section",
        /// One question.
        Question = "question",
    }
}
closed! {
    /// A purpose that a State allows or does not allow, apart from who may read.
    ConsentPurpose {
        /// The submission is the State's input to the next report of the Secretary-General.
        SgReport = "sg_report",
        /// The contact record is part of the submission for its readers.
        ContactRecord = "contact_record",
        /// Needs are passed to the global capacity-building portal.
        PortalNeeds = "portal_needs",
        /// Offers are passed to the global capacity-building portal.
        PortalOffers = "portal_offers",
    }
}
closed! {
    /// What became of one edit in the history of an answer.
    RevisionOutcome {
        /// It became the answer.
        Saved = "saved",
        /// It was based on an older revision, and is kept here.
        Conflict = "conflict",
    }
}
closed! {
    /// Whether a release passed the disclosure gate.
    ReleaseStatus {
        /// Made by the rules of structure alone; the Secretariat alone sees it.
        Ungated = "ungated",
        /// An attacker has failed on it; published.
        Gated = "gated",
    }
}
closed! {
    /// Where a proposal to release stands.
    ProposalStatus {
        /// Another administrator can sign it off.
        Proposed = "proposed",
        /// Signed off: it is published as soon as it is made and due.
        SignedOff = "signed_off",
        /// A release came of it.
        Published = "published",
        /// It came to nothing.
        Ended = "ended",
        /// Nobody signed it off in time.
        Expired = "expired",
    }
}
closed! {
    /// What a signing key signs.
    KeyPurpose {
        /// Access tokens.
        Token = "token",
        /// Receipts of editions.
        Receipt = "receipt",
        /// Checkpoints of the audit trail.
        Checkpoint = "checkpoint",
    }
}
closed! {
    /// Where a signing key stands in its rotation. Retired public keys stay published for ever.
    KeyStatus {
        /// Published, and signs when the active one no longer does.
        Next = "next",
        /// Signs.
        Active = "active",
        /// No longer signs; still verifies.
        Retired = "retired",
        /// No longer to be trusted, from the time at which it was revoked.
        Revoked = "revoked",
    }
}
closed! {
    /// Where an invitation stands.
    InvitationStatus {
        /// Waits until another administrator confirms it.
        AwaitingConfirmation = "awaiting_confirmation",
        /// Can be redeemed.
        Open = "open",
        /// Was redeemed.
        Redeemed = "redeemed",
        /// Was not confirmed or redeemed in time.
        Expired = "expired",
        /// Was taken back, replaced by a newer one, or shown with wrong codes too often.
        Ended = "ended",
    }
}
closed! {
    /// Whose agreement a change of the focal point needs: two of these three.
    SuccessionParty {
        /// The Secretariat, by an administrator.
        Secretariat = "secretariat",
        /// The outgoing focal point.
        FocalPoint = "focal_point",
        /// The State's approver.
        Approver = "approver",
    }
}
closed! {
    /// Where the change of a focal point stands.
    SuccessionStatus {
        /// One party has proposed it, another has to agree.
        Proposed = "proposed",
        /// Two parties have agreed, and it is done.
        Completed = "completed",
        /// Nobody agreed in time.
        Expired = "expired",
        /// A newer proposal took its place, or the focal point is no longer the one that it names.
        Ended = "ended",
    }
}
closed! {
    /// What a letter tells.
    LetterKind {
        /// That the recipient is invited, with the link.
        Invitation = "invitation",
        /// That an invitation waits for the recipient's confirmation.
        ConfirmInvitation = "confirm_invitation",
        /// That the focal point is to change, and who asks for it.
        SuccessionAsked = "succession_asked",
        /// That the focal point has changed.
        SuccessionDone = "succession_done",
        /// That the recipient's password, passkeys or one-time codes have changed.
        CredentialsChanged = "credentials_changed",
        /// That somebody signed in as the recipient on a device that was not seen before.
        NewSignIn = "new_sign_in",
        /// That an edition was submitted, with its number and hash.
        SubmissionReceipt = "submission_receipt",
    }
}
closed! {
    /// Where a letter stands.
    LetterStatus {
        /// It will be sent.
        Waiting = "waiting",
        /// The mail server has taken it.
        Sent = "sent",
        /// It was given up; the operator may have it tried again.
        Dead = "dead",
        /// It was given up for good: what it said holds no more.
        Expired = "expired",
    }
}
closed! {
    /// What an integration may do. None includes submitting, consent, invitations or anything else that binds a State.
    IntegrationScope {
        /// Reference data, instruments, cycles.
        CatalogRead = "catalog.read",
        /// What consent makes public.
        PublicRead = "public.read",
        /// Releases.
        ReleaseRead = "release.read",
        /// The answers of the State that minted it.
        OwnAnswersRead = "own.answers.read",
        /// Saving answers to that State's draft.
        OwnDraftWrite = "own.draft.write",
        /// Adding evidence to that State's draft.
        OwnEvidenceWrite = "own.evidence.write",
    }
}
closed! {
    /// How an integration signs what proves who it is.
    AssertionAlgorithm {
        /// Ed25519 (RFC 8037).
        EdDsa = "EdDSA",
        /// ECDSA on P-256 with SHA-256 (RFC 7518).
        Es256 = "ES256",
    }
}
