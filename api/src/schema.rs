//! The GraphQL schema: its roots, merged from the folders, and the published text.

mod graphql;

pub use graphql::ServiceQuery;

use crate::{
    access::{AccessMutation, AccessQuery, IntegrationMutation, IntegrationQuery},
    aggregate::{AggregateQuery, ProposalMutation, ProposalQuery},
    app::App,
    audit::AuditQuery,
    cycle::{CycleMutation, CycleQuery},
    identity::{
        FederationMutation, FederationQuery, InvitationMutation, InvitationQuery, PasskeyMutation,
        PasskeyQuery, PeopleMutation, PeopleQuery, RemovalMutation, RemovalQuery, SessionMutation,
        SessionQuery, SuccessionMutation, SuccessionQuery,
    },
    instrument::{InstrumentMutation, InstrumentQuery},
    reference::ReferenceQuery,
    scalars,
    submission::{SharedAnswerMutation, SharedAnswerQuery, SubmissionMutation, SubmissionQuery},
};
use async_graphql::{
    EmptySubscription, MergedObject, SDLExportOptions, SchemaBuilder, ValidationMode,
};
use chrono::{DateTime, Utc};
use edge::{
    query_limits::{Contract, NaturalBounds},
    root::{MutationRoot, QueryRoot},
};
use std::sync::{Arc, LazyLock};
use uuid::Uuid;

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
pub type Schema =
    async_graphql::Schema<QueryRoot<Query>, MutationRoot<Mutation>, EmptySubscription>;

/// Builds the schema. Every root field may be null, so that one refusal takes no other field with
/// it.
#[must_use]
pub fn schema(app: Option<Arc<App>>) -> Schema {
    let schema = builder();
    match app {
        Some(app) => schema.data(app).finish(),
        None => schema.finish(),
    }
}

/// Builds the schema without validation before execution, for documents that have passed it. The
/// crate `edge` decides which these are.
#[must_use]
pub fn schema_without_validation(app: Arc<App>) -> Schema {
    builder().data(app).validation_mode(ValidationMode::Fast).finish()
}

fn builder() -> SchemaBuilder<QueryRoot<Query>, MutationRoot<Mutation>, EmptySubscription> {
    let (query, mutation) = (QueryRoot(Query::default()), MutationRoot(Mutation::default()));
    Schema::build(query, mutation, EmptySubscription)
        .override_output_type_description::<DateTime<Utc>>(
            "Moment in the format of RFC 3339 with an offset, such as `2026-11-23T09:00:00Z`: from \
             1970 to 2200, with at most six digits after the second, and no second 60.",
        )
        .override_output_type_description::<Uuid>(
            "UUID (RFC 9562), such as `0192e4b0-7c1a-7b3e-9f00-3d5c8a1b2c4d`.",
        )
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
    let sdl = definitions();
    // The library has no description of the schema itself.
    sdl.replacen("\nschema {", &format!("\n\"\"\"\n{}\n\"\"\"\nschema {{", MANUAL.trim_end()), 1)
}

/// The description of the schema: how to begin, sign-in, limits, errors and stability.
const MANUAL: &str = include_str!("schema/manual.md");

/// Writes the published schema without its own description, which the library can't read.
#[must_use]
pub fn definitions() -> String {
    let options = SDLExportOptions::new().include_specified_by();
    let sdl = schema(None).sdl_with_options(options);
    format!("{}\n", sdl.trim_end())
}

/// Approximate sizes of lists without pages.
///
/// Lists that lead from States to groups and organizations and back multiply in a circle. Lists of
/// releases and instruments are long. All other lists without pages are small by nature and lead
/// nowhere further, and cost one per object of their parent. For a field with `within`, this is the
/// size of the whole list (`edge::query_limits`).
const SIZES: [(&str, &str, u32); 35] = [
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
    ("Query", "refusalReasons", 20),
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
    let contract = Contract::from_sdl(&definitions(), &bounds)?;
    Ok(Arc::new(contract.with_scalars(&scalars::forms())?))
}
