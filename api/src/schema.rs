//! The GraphQL schema: its roots, merged from the folders, and the published text.

use crate::{
    access::{
        AccessMutation, AccessQuery, IntegrationMutation, IntegrationQuery, RequestContext as _,
    },
    aggregate::{AggregateQuery, ProposalMutation, ProposalQuery},
    app::App,
    audit::AuditQuery,
    cycle::{CycleMutation, CycleQuery},
    error::Code,
    identity::{
        FederationMutation, FederationQuery, InvitationMutation, InvitationQuery, PasskeyMutation,
        PasskeyQuery, PeopleMutation, PeopleQuery, RemovalMutation, RemovalQuery, SessionMutation,
        SessionQuery, SuccessionMutation, SuccessionQuery,
    },
    instrument::{InstrumentMutation, InstrumentQuery},
    reference::ReferenceQuery,
    submission::{SharedAnswerMutation, SharedAnswerQuery, SubmissionMutation, SubmissionQuery},
};
use ::entity::vocabulary::Official;
use async_graphql::{
    Context, EmptySubscription, MergedObject, Object, SDLExportOptions, SimpleObject,
    ValidationMode,
};
use edge::query_limits::{Contract, NaturalBounds};
use std::sync::{Arc, LazyLock};

/// All queries. The order is the order in which a field is looked up: the queries that are used
/// most come first.
#[derive(Debug, Default, MergedObject)]
pub struct Query(
    SubmissionQuery,
    InstrumentQuery,
    CycleQuery,
    ReferenceQuery,
    AccessQuery,
    PeopleQuery,
    SessionQuery,
    PasskeyQuery,
    FederationQuery,
    IntegrationQuery,
    InvitationQuery,
    RemovalQuery,
    SuccessionQuery,
    ServiceQuery,
    AggregateQuery,
    ProposalQuery,
    SharedAnswerQuery,
    AuditQuery,
);

/// All mutations. Each field is one transaction, so a document with two of them is not atomic.
#[derive(Debug, Default, MergedObject)]
pub struct Mutation(
    AccessMutation,
    SessionMutation,
    PasskeyMutation,
    FederationMutation,
    IntegrationMutation,
    InvitationMutation,
    PeopleMutation,
    RemovalMutation,
    SuccessionMutation,
    InstrumentMutation,
    CycleMutation,
    SubmissionMutation,
    SharedAnswerMutation,
    ProposalMutation,
);

/// The executable schema.
pub type Schema = async_graphql::Schema<Query, Mutation, EmptySubscription>;

/// Builds the schema.
#[must_use]
pub fn schema(app: Option<Arc<App>>) -> Schema {
    let schema = Schema::build(Query::default(), Mutation::default(), EmptySubscription);
    match app {
        Some(app) => schema.data(app).finish(),
        None => schema.finish(),
    }
}

/// Builds the schema without validation before execution, for documents that have passed it. The
/// crate `edge` decides which these are.
#[must_use]
pub fn schema_without_validation(app: Arc<App>) -> Schema {
    let schema = Schema::build(Query::default(), Mutation::default(), EmptySubscription).data(app);
    schema.validation_mode(ValidationMode::Fast).finish()
}

/// Returns the published schema. It is written once.
#[must_use]
pub fn published() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(sdl);
    &TEXT
}

/// Writes the published schema: the text of `api/schema.graphql`.
#[must_use]
pub fn sdl() -> String {
    let options = SDLExportOptions::new()
        .sorted_fields()
        .sorted_arguments()
        .sorted_enum_items()
        .include_specified_by();
    let sdl = schema(None).sdl_with_options(options);
    format!("{}\n", sdl.trim_end())
}

/// Approximate sizes of lists without pages.
///
/// Lists that lead from States to groups and organizations and back multiply in a circle. Lists of
/// releases and instruments are long. All other lists without pages are small by nature and lead
/// nowhere further, and cost one per object of their parent. For a field with `within`, this is the
/// size of the whole list (`edge::query_limits`).
const SIZES: [(&str, &str, u32); 34] = [
    // Smaller than the true sizes, so that any caller may read all States with their groups, or all
    // organizations with their members.
    ("Query", "states", 50),
    ("Query", "organizations", 5),
    ("Cycle", "invitedStates", 195),
    ("State", "groups", 6),
    ("State", "organizations", 4),
    ("Grouping", "groups", 6),
    ("Group", "members", 40),
    ("Group", "states", 40),
    ("Organization", "members", 28),
    // Smaller than the true sizes, so that any caller may read a whole release in one query, and no
    // caller may read it twice.
    ("Release", "tables", 40),
    ("Release", "analystTables", 40),
    ("Release", "changes", 40),
    ("Release", "participation", 10),
    ("Release", "respondents", 40),
    ("Release", "exports", 10),
    ("ReleasePreview", "tables", 40),
    ("ReleasePreview", "analystTables", 40),
    ("ReleasePreview", "changes", 40),
    ("ReleasePreview", "respondents", 40),
    ("ReleasedTable", "rows", 2),
    ("ReleasedRow", "cells", 2),
    ("AnalystTable", "rows", 2),
    ("AnalystRow", "cells", 2),
    ("PreviewedTable", "rows", 2),
    ("ReleasedChange", "cells", 2),
    ("ReleasedOverview", "columns", 6),
    ("ReleasedOverview", "lines", 20),
    ("OverviewLine", "cells", 4),
    ("InstrumentVersion", "questions", 100),
    ("InstrumentVersion", "references", 40),
    ("Cycle", "lattice", 4),
    ("LatticePartition", "classes", 4),
    ("Query", "refusals", 20),
    ("SearchSharedAnswersPayload", "places", 50),
];

/// Returns the schema as the query limits read it, with the sizes of the lists that have a natural
/// bound.
///
/// # Errors
/// Fails if a bound names a field that is not a list of the schema.
pub fn contract() -> crate::error::Result<Arc<Contract>> {
    let bounds =
        SIZES.iter().map(|(of, field, size)| ((String::from(*of), String::from(*field)), *size));
    let bounds: NaturalBounds = bounds.collect();
    Ok(Arc::new(Contract::from_sdl(published(), &bounds)?))
}

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

    /// Every public key that has ever signed receipts or checkpoints. Retired keys stay in the
    /// list.
    async fn signing_keys(&self, ctx: &Context<'_>) -> crate::error::Result<Vec<SigningKey>> {
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
