//! Releases in GraphQL. The schema exposes no other aggregates than [`disclosure::ReleasedTable`]
//! and [`disclosure::ReleasedChange`].

mod analysts;
mod changes;
mod mirror;
mod overview;
mod table;

pub use mirror::{MirrorLine, mirror};

use super::release::{frozen, store};
use crate::{
    access::RequestContext as _,
    cycle::{self, Cycle},
    error::{Code, Result},
    export::{self, Export, ReleaseAbout},
    instrument::{self, Published},
};
use ::disclosure::{ReleasedChange, Since};
use ::entity::{
    release as row,
    vocabulary::{CycleKey, Official, QuestionCode, ReleaseStatus, Sha256, StateCode},
};
use analysts::AnalystTable;
use async_graphql::{Context, Object, SimpleObject};
pub(super) use changes::SeriesBreak;
use changes::{Change, ChangeWords};
use chrono::{DateTime, Utc};
use edge::raw_json::RawJson;
use overview::{CellOrder, ClassParticipation, Overview, OverviewArguments, ReleasedClassInput};
use std::sync::Arc;
use table::{HiddenPart, Row, Table, TableCell, TableStanding, band, exact};

/// Queries on releases.
#[derive(Debug, Default)]
pub struct AggregateQuery;

#[Object]
impl AggregateQuery {
    /// The releases of a cycle, oldest first. Everybody reads GATED releases; only the Secretariat
    /// reads UNGATED ones. NOT_FOUND for an unknown cycle.
    async fn releases(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The key of the cycle, such as `2026`.")] cycle: CycleKey,
        #[graphql(
            desc = "Only the releases made up to this time. The last of them is the newest release at this time."
        )]
        as_of: Option<DateTime<Utc>>,
    ) -> Result<Vec<Release>> {
        let analyst = ctx.caller().analyst().ok();
        let db = ctx.app().read();
        let cycle = cycle::store::cycle(db, &cycle).await?;
        let rows = store::releases(db, analyst.as_ref(), cycle.id).await?.into_iter();
        Ok(rows
            .filter(|row| as_of.is_none_or(|at| row.released_at <= at))
            .map(|row| Release(Arc::new(row)))
            .collect())
    }

    /// One release by its number. Null if there is none, or if it is UNGATED and the caller is not
    /// of the Secretariat.
    async fn release(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The number of the release, from 1.")] number: i32,
    ) -> Result<Option<Release>> {
        let analyst = ctx.caller().analyst().ok();
        match frozen::release(ctx.app(), analyst.as_ref(), number.into()).await {
            Ok(row) => Ok(Some(Release(row))),
            Err(error) if error.is(Code::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// A numbered, frozen, protected set of tables of a cycle.
#[derive(Debug)]
pub struct Release(pub Arc<row::Model>);

/// A numbered, frozen, protected set of tables of a cycle.
#[Object]
impl Release {
    /// The number of the release, from 1.
    async fn number(&self) -> i64 {
        self.0.number
    }
    /// The cycle.
    async fn cycle(&self, ctx: &Context<'_>) -> Result<Cycle> {
        Ok(Cycle(cycle::store::cycle_by_id(ctx.app().read(), self.0.cycle).await?))
    }
    /// GATED: no attacker scenario determines a hidden answer. UNGATED: protected only by the size
    /// rules, and readable only by the Secretariat.
    async fn status(&self) -> ReleaseStatus {
        self.0.status
    }
    /// The time at which the States, their editions and their consent are counted.
    async fn as_of(&self) -> DateTime<Utc> {
        self.0.as_of.unwrap_or(self.0.released_at)
    }
    /// Time of publication.
    async fn released_at(&self) -> DateTime<Utc> {
        self.0.released_at
    }
    /// SHA-256 over number, cycle, parameters, counted States, response knowledge of the attackers,
    /// tables and certificates.
    async fn sha256(&self) -> &Sha256 {
        &self.0.sha256
    }
    /// SHA-256 over the numbers and digests of all earlier releases. Null if UNGATED.
    async fn ledger_sha256(&self) -> Option<&Sha256> {
        self.0.ledger.as_ref()
    }
    /// SHA-256 over the content: the part of the release that everybody reads, as canonical JSON
    /// (`contentLink`). Null if UNGATED.
    async fn content_sha256(&self) -> Option<&Sha256> {
        self.0.content.as_ref()
    }
    /// The address of the content, relative to the origin. Null if UNGATED.
    async fn content_link(&self) -> Option<String> {
        export::content_link(&self.0)
    }
    /// The address of the signed statement that proves the content offline, relative to the origin.
    /// Null if UNGATED.
    async fn statement_link(&self) -> Option<String> {
        export::statement_link(&self.0)
    }
    /// Ed25519 signature of the release, base64url without padding. Null if UNGATED.
    ///
    /// It signs the line `national-survey/release/2` and the canonical JSON of number, cycle,
    /// sha256, content_sha256, ledger, as_of and released_at.
    async fn signature(&self) -> Option<&str> {
        self.0.signature.as_deref()
    }
    /// The id of the signing key, one of `signingKeys`. Null if UNGATED.
    async fn kid(&self) -> Option<&str> {
        self.0.kid.as_deref()
    }
    /// The parameters of disclosure control of the release, as an object. A release made before a
    /// parameter existed leaves it out.
    ///
    /// Numbers of States:
    ///
    /// - `hidden_minimum`: a set of counted States has no hidden State or at least this number.
    /// - `state_only_minimum`: at least this number of the hidden States of a set show their answer
    ///   to nobody.
    /// - `difference_minimum`: two sets of the release differ in no hidden State or in at least
    ///   this number.
    /// - `temporal_minimum`: between two releases of a cycle, no hidden State or at least this
    ///   number enters or leaves a set.
    /// - `coalition`: this number of States may pool their response knowledge.
    /// - `later`: this number of States may show an answer later that they hide now.
    ///
    /// Organizations:
    ///
    /// - `blocs`: codes of organizations whose members may pool their response knowledge.
    ///
    /// Under `bands`, integers that a band holds, counted over the hidden States that show their
    /// answer to nobody:
    ///
    /// - `quarter_minimum`: of the first and the last quarter, else halves are released. Named
    ///   `end_minimum` in earlier releases.
    /// - `half_minimum`: of either half, else the hidden part is not available.
    /// - `inner_minimum`: of the quarters between.
    ///
    /// Under `analysts`, for tables with counts:
    ///
    /// - `hidden_minimum` and `difference_minimum`, in States, as above.
    /// - `range_minimum`: integers that a range near all or near none holds.
    async fn parameters(&self) -> Result<RawJson> {
        Ok(RawJson::new(self.0.parameters.as_str())?)
    }
    /// The counted States. A State that is counted is named here.
    async fn respondents(&self) -> Result<Vec<Respondent>> {
        let counted: Vec<::disclosure::CountedState> = serde_json::from_str(&self.0.respondents)?;
        Ok(counted.iter().map(Respondent::of).collect())
    }
    /// The respondents that have since withdrawn the counted edition. The release stays as it is
    /// and contains their answers.
    async fn withdrawn_since(&self, ctx: &Context<'_>) -> Result<Vec<StateCode>> {
        store::withdrawn_since(ctx.app().read(), &self.0).await
    }
    /// Title, licence, method and the disclaimer on designations: the text beside the figures in
    /// every format of the release.
    async fn about(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language of the texts.", default_with = "Official::En")]
        language: Official,
    ) -> Result<ReleaseAbout> {
        let app = ctx.app();
        let cycle = cycle::store::cycle_by_id(app.read(), self.0.cycle).await?;
        let instrument = instrument::store::published(app, cycle.instrument_version).await?;
        Ok(export::About::of(&self.0, &cycle, &instrument, language).into())
    }
    /// The tables, in the instrument's order. Each question has one for all counted States, then
    /// one for each partition of the lattice.
    async fn tables(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Only tables in this part, section or question, such as `N`, `N.a` or `N.a.1`. BAD_INPUT for another code."
        )]
        within: Option<String>,
    ) -> Result<Vec<Table>> {
        let table = |table| Table { table, release: Arc::clone(&self.0) };
        if let Some(question) = one(within.as_deref()) {
            let tables = frozen::tables(ctx.app(), &self.0, &question).await?;
            if tables.is_empty() {
                self.instrument(ctx).await?.catalogue.names(within.as_deref())?;
            }
            return Ok(tables.into_iter().map(table).collect());
        }
        let rows = store::tables(ctx.app().read(), self.0.number, None).await?;
        let rows = self.in_order(ctx, rows, |(question, _)| question, within.as_deref()).await?;
        Ok(rows.into_iter().flat_map(|(_, tables)| tables).map(Arc::new).map(table).collect())
    }
    /// One table. Null if the release has no such table.
    async fn table(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The question.")] question: QuestionCode,
        #[graphql(desc = "The partition. Left out or null for all counted States.")]
        partition: Option<String>,
    ) -> Result<Option<Table>> {
        let tables = frozen::tables(ctx.app(), &self.0, &question).await?;
        let table = tables.into_iter().find(|table| table.partition() == partition.as_deref());
        Ok(table.map(|table| Table { table, release: Arc::clone(&self.0) }))
    }
    /// The tables of the release as files, all with the same rows, the licence and the note on the
    /// method. Empty if UNGATED.
    async fn exports(
        &self,
        #[graphql(desc = "The language of the texts.", default_with = "Official::En")]
        language: Official,
    ) -> Vec<Export> {
        export::exports(&self.0, language)
    }
    /// Changes in the answers since the previous released cycle, in the instrument's order.
    ///
    /// Each question has a table from answer to answer, or the reason why its series is broken.
    /// Only questions that go on as the same over every version between are compared.
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Only changes in this part, section or question, such as `N`, `N.a` or `N.a.1`. BAD_INPUT for another code."
        )]
        within: Option<String>,
    ) -> Result<Vec<Change>> {
        let rows = store::changes(ctx.app().read(), self.0.number, one(within.as_deref()).as_ref())
            .await?;
        let rows = self.in_order(ctx, rows, |change| change.question(), within.as_deref()).await?;
        let (app, now) = (ctx.app(), self.instrument(ctx).await?);
        let before = super::instruments_before(app, &rows).await?;
        let words = |change: &ReleasedChange| ChangeWords {
            now: Arc::clone(&now),
            before: match change.since() {
                Since::Break { .. } => None,
                Since::Release { number, .. } => before.get(number).cloned(),
            },
        };
        Ok(rows.into_iter().map(|change| Change::new(words(&change), change)).collect())
    }
    /// For the Secretariat: the tables with counts of the hidden States.
    ///
    /// They are released only if an attacker who holds no answer of its own, and reads all that
    /// everybody reads, determines no hidden answer.
    async fn analyst_tables(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Only tables in this part, section or question, such as `N`, `N.a` or `N.a.1`. BAD_INPUT for another code."
        )]
        within: Option<String>,
    ) -> Result<Vec<AnalystTable>> {
        let analyst = ctx.caller().analyst()?;
        let rows = store::analyst_tables(
            ctx.app().read(),
            &analyst,
            self.0.number,
            one(within.as_deref()).as_ref(),
        )
        .await?;
        let rows = self.in_order(ctx, rows, |(question, _)| question, within.as_deref()).await?;
        Ok(rows.into_iter().flat_map(|(_, tables)| tables).map(AnalystTable).collect())
    }
    /// The questions that take their options from one option set, side by side, for all counted
    /// States or for one class.
    ///
    /// Examples: the norms by `status`, the `challenges`, the areas of capacity with needs and
    /// offers (`cap_area`). BAD_INPUT for an unknown option set, partition or class.
    async fn overview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A shared option set of the instrument, such as `status`.")]
        option_set: String,
        #[graphql(
            desc = "Only questions in this part, section or question, such as `N`, `N.a` or `N.a.1`. BAD_INPUT for another code."
        )]
        within: Option<String>,
        #[graphql(
            desc = "Only the States of this class. Left out or null for all counted States."
        )]
        of: Option<ReleasedClassInput>,
        #[graphql(
            desc = "The order of the cells of a line.",
            default_with = "CellOrder::Instrument"
        )]
        order: CellOrder,
    ) -> Result<Overview> {
        overview::overview(ctx.app(), &self.0, OverviewArguments { option_set, within, of, order })
            .await
    }
    /// Numbers of invited and of counted States: first for all States, then for each class by
    /// partition.
    async fn participation(&self, ctx: &Context<'_>) -> Result<Vec<ClassParticipation>> {
        let all = super::participation(ctx.app(), &self.0).await?;
        Ok(all.into_iter().map(ClassParticipation::from).collect())
    }
}

impl Release {
    async fn instrument(&self, ctx: &Context<'_>) -> Result<Arc<Published>> {
        let app = ctx.app();
        let cycle = cycle::store::cycle_by_id(app.read(), self.0.cycle).await?;
        instrument::store::published(app, cycle.instrument_version).await
    }

    /// Keeps the rows within a part, section or question, in the instrument's order.
    ///
    /// # Errors
    /// Fails with `BAD_INPUT` if the instrument has no part, section or question of that code.
    async fn in_order<T>(
        &self,
        ctx: &Context<'_>,
        mut rows: Vec<T>,
        question: fn(&T) -> &QuestionCode,
        within: Option<&str>,
    ) -> Result<Vec<T>> {
        if one(within).is_some() && !rows.is_empty() {
            return Ok(rows);
        }
        let instrument = self.instrument(ctx).await?;
        instrument.catalogue.names(within)?;
        rows.retain(|row| within.is_none_or(|within| question(row).is_within(within)));
        rows.sort_by_key(|row| instrument.catalogue.place(question(row).as_str()));
        Ok(rows)
    }
}

/// Returns the question code if `within` names a single question.
fn one(within: Option<&str>) -> Option<QuestionCode> {
    within.and_then(|within| within.parse().ok())
}

/// A State that a release counts.
#[derive(SimpleObject, Debug)]
pub struct Respondent {
    /// The State.
    state_code: StateCode,
    /// The edition that was counted.
    edition: i32,
}

impl Respondent {
    pub(super) fn of(counted: &::disclosure::CountedState) -> Self {
        Self { state_code: counted.state.clone(), edition: counted.edition }
    }
}
