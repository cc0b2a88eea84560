//! The schema: roots merged from the folders, and the contract that is published.

use crate::{
    access::{
        AccessMutation, AccessQuery, Ask as _, FederationMutation, FederationQuery, IntegrationMutation, IntegrationQuery,
        InvitationMutation, InvitationQuery, PasskeyMutation, PasskeyQuery, PeopleMutation, RemovalMutation, RemovalQuery,
        SessionMutation, SessionQuery, SuccessionMutation, SuccessionQuery,
    },
    aggregate::{AggregateQuery, ProposalMutation, ProposalQuery},
    audit::AuditQuery,
    cycle::{CycleMutation, CycleQuery},
    error::Code,
    guard::{Contract, NaturalBounds},
    instrument::{InstrumentMutation, InstrumentQuery},
    reference::ReferenceQuery,
    submission::{SharedAnswerMutation, SharedAnswerQuery, SubmissionMutation, SubmissionQuery},
    world::World,
};
use ::entity::vocabulary::Official;
use async_graphql::{Context, EmptySubscription, MergedObject, Object, SDLExportOptions, SimpleObject, ValidationMode};
use std::sync::{Arc, LazyLock};

/// Everything that can be asked. A field is looked for in this order: what is asked for most comes first.
#[derive(Debug, Default, MergedObject)]
pub struct Query(
    SubmissionQuery,
    InstrumentQuery,
    CycleQuery,
    ReferenceQuery,
    AccessQuery,
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

/// Everything that can be done. Each field is one transaction: a document with two of them is not atomic.
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

/// Makes the schema.
#[must_use]
pub fn schema(world: Option<Arc<World>>) -> Schema {
    let schema = Schema::build(Query::default(), Mutation::default(), EmptySubscription);
    match world {
        Some(world) => schema.data(world).finish(),
        None => schema.finish(),
    }
}

/// The schema again, without the checks that come before execution: for documents that passed them. The guard decides which.
#[must_use]
pub fn trusting(world: Arc<World>) -> Schema {
    let schema = Schema::build(Query::default(), Mutation::default(), EmptySubscription).data(world);
    schema.validation_mode(ValidationMode::Fast).finish()
}

/// The published contract, written once.
#[must_use]
pub fn published() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(sdl);
    &TEXT
}

/// The published contract: the text of `api/schema.graphql`.
#[must_use]
pub fn sdl() -> String {
    let options = SDLExportOptions::new().sorted_fields().sorted_arguments().sorted_enum_items().include_specified_by();
    let sdl = schema(None).sdl_with_options(options);
    format!("{}\n", sdl.trim_end())
}

/// What lists without a page hold, about. Lists that lead from States to groups and organizations and back multiply in a circle;
/// those of releases and instruments are long. All other lists without a page are small by nature and lead nowhere again, and
/// cost one per object of their parent. Where a field takes `within`, this is the size of the whole (`guard::cost`).
const SIZES: [(&str, &str, u32); 33] = [
    // Fewer than there are, so that all States with their groups, or all organizations with their members, are for everybody.
    ("Query", "states", 50),
    ("Query", "organizations", 5),
    ("Cycle", "invitedStates", 195),
    ("State", "groups", 6),
    ("State", "organizations", 4),
    ("Grouping", "groups", 6),
    ("Group", "members", 40),
    ("Group", "states", 40),
    ("Organization", "members", 28),
    // Fewer than there are, so that a whole release in one query is for everybody, and twice a release is for nobody.
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
];

/// The contract as the guard reads it, with how many objects lists of a natural bound can hold.
///
/// # Errors
/// When a bound names what is no list of the schema.
pub fn contract() -> crate::error::Result<Arc<Contract>> {
    let bounds = SIZES.iter().map(|(of, field, size)| ((String::from(*of), String::from(*field)), *size));
    let bounds: NaturalBounds = bounds.collect();
    Ok(Arc::new(Contract::from_sdl(published(), &bounds)?))
}

/// Queries about the service itself.
#[derive(Debug, Default)]
pub struct ServiceQuery;

#[Object]
impl ServiceQuery {
    /// The catalogue of refusals: every `extensions.code` with its sentence; a client words what it meets by it.
    async fn refusals(
        &self,
        #[graphql(desc = "In which official language.", default_with = "Official::En")] language: Official,
    ) -> Vec<Refusal> {
        Code::ALL.iter().map(|code| Refusal { code: *code, sentence: code.sentence_in(language) }).collect()
    }

    /// Every public key that receipts and checkpoints were ever signed with; retired ones stay.
    async fn signing_keys(&self, ctx: &Context<'_>) -> crate::error::Result<Vec<SigningKey>> {
        let keys = crate::keys::published(ctx.world().db()).await?;
        Ok(keys
            .into_iter()
            .map(|key| SigningKey { kid: key.kid, purpose: key.purpose, public: key.public, status: key.status })
            .collect())
    }
}

/// A refusal that a client can meet.
#[derive(Debug, SimpleObject)]
pub struct Refusal {
    /// What a program decides on.
    code: Code,
    /// What a person reads where nothing more precise is known.
    sentence: &'static str,
}

/// The public half of a signing key.
#[derive(Debug, SimpleObject)]
pub struct SigningKey {
    /// Its id.
    kid: String,
    /// What it signs.
    purpose: ::entity::vocabulary::KeyPurpose,
    /// Ed25519 public key, 32 bytes in base64url without padding.
    public: String,
    /// Whether it still signs.
    status: ::entity::vocabulary::KeyStatus,
}
