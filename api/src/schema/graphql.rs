//! Queries about the service itself: refusals, limits, the credential, the signing keys.

use crate::{
    access::{Caller, RequestContext as _},
    error::{Code, Reason, Result},
};
use ::entity::vocabulary::{IntegrationScope, Official};
use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use edge::query_limits::{Class, Limits};

/// Queries about the service itself.
#[derive(Debug, Default)]
pub struct ServiceQuery;

#[Object]
impl ServiceQuery {
    /// The catalogue of refusals: every `extensions.code` with its sentence. A client can show
    /// these sentences for the codes it meets.
    async fn refusals(
        &self,
        #[graphql(desc = "The official language of the sentences.", default_with = "Official::En")]
        language: Official,
    ) -> Vec<Refusal> {
        Code::ALL
            .iter()
            .map(|code| Refusal { code: *code, sentence: code.sentence_in(language) })
            .collect()
    }

    /// The reasons for the refusal of a value: every `extensions.reason` with its sentence. A form
    /// shows the sentence beside the argument that `extensions.argument` names. A name in braces
    /// stands for the member of `extensions.parameters` with this name.
    async fn refusal_reasons(
        &self,
        #[graphql(desc = "The official language of the sentences.", default_with = "Official::En")]
        language: Official,
    ) -> Vec<ReasonWording> {
        let wording = |reason: &Reason| ReasonWording {
            reason: *reason,
            sentence: reason.sentence_in(language),
        };
        Reason::ALL.iter().map(wording).collect()
    }

    /// The limits of a request for each class of callers. The caller's own class comes first.
    async fn limits(&self, ctx: &Context<'_>) -> Vec<RequestLimits> {
        let own = ctx.caller().class();
        let mut classes = [Class::Public, Class::SignedIn, Class::Integration];
        classes.sort_by_key(|class| *class != own);
        let limits = &ctx.app().settings().limits;
        classes.map(|class| RequestLimits::of(class, limits.of(class), class == own)).into()
    }

    /// The credential of this request: its kind, its scopes and its end.
    async fn credential(&self, ctx: &Context<'_>) -> Credential {
        let (scopes, integration, expires_at) = match ctx.caller() {
            Caller::Public => (Vec::new(), None, None),
            Caller::Person(person) => (Vec::new(), None, Some(person.ends_at)),
            Caller::Integration(integration) => {
                (integration.scopes.clone(), Some(integration.id.into()), Some(integration.ends_at))
            }
        };
        Credential { kind: ctx.caller().class().into(), integration, scopes, expires_at }
    }

    /// Every public key that has ever signed receipts or checkpoints. Retired keys stay in the
    /// list.
    async fn signing_keys(&self, ctx: &Context<'_>) -> Result<Vec<SigningKey>> {
        let keys = crate::keys::published(ctx.app().db()).await?;
        Ok(keys
            .into_iter()
            .map(|key| SigningKey {
                kid: key.kid,
                purpose: key.purpose,
                public: key.public,
                status: key.status,
            })
            .collect())
    }
}

/// A refusal that a client may receive.
#[derive(Debug, SimpleObject)]
pub struct Refusal {
    /// The code, for programs.
    code: Code,
    /// The sentence for a person, if the response has no more precise one.
    sentence: &'static str,
}

/// A reason for the refusal of a value, in words.
#[derive(Debug, SimpleObject)]
pub struct ReasonWording {
    /// The reason, for programs.
    reason: Reason,
    /// The sentence for a person.
    sentence: &'static str,
}

/// The public half of a signing key.
#[derive(Debug, SimpleObject)]
pub struct SigningKey {
    /// The id of the key.
    kid: String,
    /// The kind of document that the key signs.
    purpose: ::entity::vocabulary::KeyPurpose,
    /// Ed25519 public key, 32 bytes in base64url without padding.
    public: String,
    /// Status of the key: it still signs, or it is retired.
    status: ::entity::vocabulary::KeyStatus,
}

/// Class of callers, by their credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum CallerClass {
    /// A caller without a token.
    Public,
    /// A person with an access token.
    Person,
    /// An integration with an access token.
    Integration,
}

impl From<Class> for CallerClass {
    fn from(class: Class) -> Self {
        match class {
            Class::Public => Self::Public,
            Class::SignedIn => Self::Person,
            Class::Integration => Self::Integration,
        }
    }
}

/// The credential of a request.
#[derive(Debug, SimpleObject)]
pub struct Credential {
    /// The class of the caller.
    kind: CallerClass,
    /// Identifier of the integration; null for the public and for people.
    integration: Option<ID>,
    /// Scopes of the token. They add to what the public reads. Empty for the public and for people.
    scopes: Vec<IntegrationScope>,
    /// End of the session of a person, or of the key of an integration; null for the public. The
    /// access token itself ends earlier, at its `exp`.
    expires_at: Option<DateTime<Utc>>,
}

/// The limits of a request for one class of callers.
#[derive(Debug, SimpleObject)]
pub struct RequestLimits {
    /// The class of callers.
    class: CallerClass,
    /// True for the class of this request.
    is_own: bool,
    /// Requests in a minute: of an address, of a person, or of an integration. The headers
    /// `RateLimit` and `RateLimit-Policy` name what is left. Beyond it: `TOO_MANY_REQUESTS`.
    requests_per_minute: u32,
    /// Bytes of the body or of the query string. Beyond it: `TOO_LARGE`.
    body_bytes: usize,
    /// Characters of the document. Beyond it: `TOO_COSTLY`.
    document_characters: usize,
    /// Tokens of the document, without commas and comments. Beyond it: `TOO_COSTLY`.
    document_tokens: usize,
    /// Nesting of brackets of all kinds. Beyond it: `TOO_DEEP`.
    bracket_nesting: usize,
    /// Nesting of fields, introspection aside. Beyond it: `TOO_DEEP`.
    selection_depth: u32,
    /// Fields, with each fragment counted at every spread. Beyond it: `TOO_COSTLY`.
    fields: u32,
    /// Fields at the root of a query. Beyond it: `TOO_COSTLY`.
    root_fields: u32,
    /// Aliases. Beyond it: `TOO_COSTLY`.
    aliases: u32,
    /// Directives, introspection aside. Beyond it: `TOO_COSTLY`.
    directives: u32,
    /// Objects that the response may hold, with list sizes multiplied. Beyond it: `TOO_COSTLY`. A
    /// request with `"extensions": {"cost": true}` gets its own number in `extensions.cost`.
    cost: u64,
    /// Objects on a page without `first`.
    page_default: u32,
    /// Objects on a page at most. A larger `first` is cut to it.
    page_max: u32,
    /// Mutations in a request. Beyond it: `TOO_COSTLY`.
    mutations: u32,
    /// Errors in a response; the others are left out.
    errors: usize,
    /// Milliseconds of execution. Beyond it: `TIMED_OUT`.
    time_ms: u64,
    /// Bytes of the response. Beyond it: `RESPONSE_TOO_LARGE`.
    response_bytes: usize,
}

impl RequestLimits {
    fn of(class: Class, limits: &Limits, is_own: bool) -> Self {
        Self {
            class: class.into(),
            is_own,
            requests_per_minute: limits.requests_per_minute,
            body_bytes: limits.body_bytes,
            document_characters: limits.document_characters,
            document_tokens: limits.document_tokens,
            bracket_nesting: limits.bracket_nesting,
            selection_depth: limits.selection_depth,
            fields: limits.fields,
            root_fields: limits.root_fields,
            aliases: limits.aliases,
            directives: limits.directives,
            cost: limits.cost,
            page_default: limits.page_default,
            page_max: limits.page_max,
            mutations: limits.mutations,
            errors: limits.errors,
            time_ms: limits.time_ms,
            response_bytes: limits.response_bytes,
        }
    }
}
