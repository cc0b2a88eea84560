//! Releases in GraphQL. [`disclosure::ReleasedTable`] and [`disclosure::ReleasedChange`] are the only aggregates that have a face here.

mod analysts;
mod changes;
mod mirror;
mod overview;
mod table;

pub use mirror::{MirrorLine, mirror};

use super::release::{frozen, store};
use crate::{
    access::Ask as _,
    cycle::{self, Cycle},
    error::{Code, Result},
    export::{self, Export, ReleaseAbout},
    instrument::{self, Published},
    splice::RawJson,
};
use ::entity::{
    release as row,
    vocabulary::{CycleKey, Official, QuestionCode, ReleaseStatus, Sha256, StateCode},
};
use analysts::AnalystTable;
use async_graphql::{Context, Object, SimpleObject};
use changes::Change;
pub(super) use changes::SeriesBreak;
use chrono::{DateTime, Utc};
use overview::{Asked, CellOrder, ClassParticipation, Overview, ReleasedClassInput};
use std::sync::Arc;
use table::{HiddenPart, Row, Table, TableCell, TableStanding, band, exact};

/// Queries on releases.
#[derive(Debug, Default)]
pub struct AggregateQuery;

#[Object]
impl AggregateQuery {
    /// The releases of a cycle, oldest first; those that passed the gate for everybody, ungated ones for the Secretariat. NOT_FOUND for
    /// an unknown cycle.
    async fn releases(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The key of the cycle, such as `2026`.")] cycle: CycleKey,
        #[graphql(desc = "Only those that were there at this time: the last of them is what was known then.")] as_of: Option<
            DateTime<Utc>,
        >,
    ) -> Result<Vec<Release>> {
        let analyst = ctx.caller().analyst().ok();
        let db = ctx.world().read();
        let cycle = cycle::store::cycle(db, &cycle).await?;
        let rows = store::releases(db, analyst.as_ref(), cycle.id).await?.into_iter();
        Ok(rows.filter(|row| as_of.is_none_or(|at| row.released_at <= at)).map(|row| Release(Arc::new(row))).collect())
    }

    /// One release by its number; null where there is none, or it is ungated and the caller not of the Secretariat.
    async fn release(&self, ctx: &Context<'_>, #[graphql(desc = "Its number, from 1.")] number: i64) -> Result<Option<Release>> {
        let analyst = ctx.caller().analyst().ok();
        match frozen::release(ctx.world(), analyst.as_ref(), number).await {
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
    /// Its number, from 1.
    async fn number(&self) -> i64 {
        self.0.number
    }
    /// The cycle.
    async fn cycle(&self, ctx: &Context<'_>) -> Result<Cycle> {
        Ok(Cycle(cycle::store::cycle_by_id(ctx.world().read(), self.0.cycle).await?))
    }
    /// GATED: an attacker has failed on it. UNGATED: made by the rules of structure alone, and for the Secretariat alone.
    async fn status(&self) -> ReleaseStatus {
        self.0.status
    }
    /// The moment that it is a picture of: States are counted as they stood then.
    async fn as_of(&self) -> DateTime<Utc> {
        self.0.as_of.unwrap_or(self.0.released_at)
    }
    /// When it was published.
    async fn released_at(&self) -> DateTime<Utc> {
        self.0.released_at
    }
    /// SHA-256 over number, cycle, parameters, counted States, what attackers were taken to know, tables and certificates.
    async fn sha256(&self) -> &Sha256 {
        &self.0.sha256
    }
    /// SHA-256 over the numbers and digests of all releases before it; null if ungated.
    async fn ledger_sha256(&self) -> Option<&Sha256> {
        self.0.ledger.as_ref()
    }
    /// SHA-256 over its content: everything that everybody reads of it, as canonical JSON (`contentLink`); null if ungated.
    async fn content_sha256(&self) -> Option<&Sha256> {
        self.0.content.as_ref()
    }
    /// The address of its content, relative to the origin; null if ungated.
    async fn content_link(&self) -> Option<String> {
        export::content_link(&self.0)
    }
    /// The address of the signed statement that proves its content offline, relative to the origin; null if ungated.
    async fn statement_link(&self) -> Option<String> {
        export::statement_link(&self.0)
    }
    /// Ed25519, base64url without padding, over the line `national-survey/release/2` and the canonical JSON of number, cycle, sha256,
    /// content_sha256, ledger, as_of and released_at; null if ungated.
    async fn signature(&self) -> Option<&str> {
        self.0.signature.as_deref()
    }
    /// The id of the signing key, one of `signingKeys`; null if ungated.
    async fn kid(&self) -> Option<&str> {
        self.0.kid.as_deref()
    }
    /// The parameters of disclosure control that it was made with, an object. In States: `hidden_minimum` (a set of counted States has
    /// none whose answer is hidden, or at least so many), `state_only_minimum` (so many of them show their answer to nobody),
    /// `difference_minimum` (two sets of the release differ in no hidden State or at least so many), `temporal_minimum` (no
    /// hidden State or at least so many enter or leave a set between two releases of a cycle), `coalition` (so many may pool what they
    /// know), `later` (so many may show later what they hide now). `blocs`: codes of organizations whose members may pool what they
    /// know. `bands`, in whole numbers that a band holds of the hidden States that show their answer to nobody:
    /// `quarter_minimum` (of the first and last quarter, else halves; `end_minimum` in earlier releases), `half_minimum` (of either half,
    /// else nothing is told), `inner_minimum` (of the quarters between). `analysts`, in States, for tables with counts:
    /// `hidden_minimum`, `difference_minimum`, and `range_minimum` (in whole numbers that a range near all or near none holds). A release
    /// made before one of them existed leaves it out.
    async fn parameters(&self) -> Result<RawJson> {
        RawJson::new(self.0.parameters.as_str())
    }
    /// The counted States: to be counted means to be named here.
    async fn respondents(&self) -> Result<Vec<Respondent>> {
        let counted: Vec<::disclosure::CountedState> = serde_json::from_str(&self.0.respondents)?;
        Ok(counted.iter().map(Respondent::of).collect())
    }
    /// Those of them that have withdrawn since what is counted here: the release stays as it is, and says that it contains it.
    async fn withdrawn_since(&self, ctx: &Context<'_>) -> Result<Vec<StateCode>> {
        store::withdrawn_since(ctx.world().read(), &self.0).await
    }
    /// What every form of it says beside its figures: title, licence, method and the disclaimer on designations.
    async fn about(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language of what is in words.", default_with = "Official::En")] language: Official,
    ) -> Result<ReleaseAbout> {
        let world = ctx.world();
        let cycle = cycle::store::cycle_by_id(world.read(), self.0.cycle).await?;
        let instrument = instrument::store::published(world, cycle.instrument_version).await?;
        Ok(export::About::of(&self.0, &cycle, &instrument, language).into())
    }
    /// The tables, in the instrument's order: for each question one for all counted States, then one for each partition of the lattice.
    async fn tables(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Only those of this part, section or question, such as `N`, `N.a` or `N.a.1`; BAD_INPUT for another code."
        )]
        within: Option<String>,
    ) -> Result<Vec<Table>> {
        let table = |table| Table { table, release: Arc::clone(&self.0) };
        if let Some(question) = one(within.as_deref()) {
            let tables = frozen::tables(ctx.world(), &self.0, &question).await?;
            if tables.is_empty() {
                self.instrument(ctx).await?.catalogue.names(within.as_deref())?;
            }
            return Ok(tables.into_iter().map(table).collect());
        }
        let rows = store::tables(ctx.world().read(), self.0.number, None).await?;
        let rows = self.in_order(ctx, rows, |(question, _)| question, within.as_deref()).await?;
        Ok(rows.into_iter().flat_map(|(_, tables)| tables).map(Arc::new).map(table).collect())
    }
    /// One table; null where the release has no such table.
    async fn table(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The question.")] question: QuestionCode,
        #[graphql(desc = "The partition; left out or null for all counted States.")] partition: Option<String>,
    ) -> Result<Option<Table>> {
        let tables = frozen::tables(ctx.world(), &self.0, &question).await?;
        let table = tables.into_iter().find(|table| table.partition() == partition.as_deref());
        Ok(table.map(|table| Table { table, release: Arc::clone(&self.0) }))
    }
    /// The same tables as files, every one with the same rows, the licence and the note on the method; none if ungated.
    async fn exports(
        &self,
        #[graphql(desc = "The language of what is in words.", default_with = "Official::En")] language: Official,
    ) -> Vec<Export> {
        export::exports(&self.0, language)
    }
    /// How answers changed since the last released cycle before, in the instrument's order: for each question a table from answer to
    /// answer, or why its series is broken.
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Only those of this part, section or question, such as `N`, `N.a` or `N.a.1`; BAD_INPUT for another code."
        )]
        within: Option<String>,
    ) -> Result<Vec<Change>> {
        let rows = store::changes(ctx.world().read(), self.0.number, one(within.as_deref()).as_ref()).await?;
        let rows = self.in_order(ctx, rows, |change| change.question(), within.as_deref()).await?;
        Ok(rows.into_iter().map(Change).collect())
    }
    /// For the Secretariat: the tables with counts of the hidden States where an attacker who holds no answer of his own has failed
    /// on them, beside all that everybody reads.
    async fn analyst_tables(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Only those of this part, section or question, such as `N`, `N.a` or `N.a.1`; BAD_INPUT for another code."
        )]
        within: Option<String>,
    ) -> Result<Vec<AnalystTable>> {
        let analyst = ctx.caller().analyst()?;
        let rows = store::analyst_tables(ctx.world().read(), &analyst, self.0.number, one(within.as_deref()).as_ref()).await?;
        let rows = self.in_order(ctx, rows, |(question, _)| question, within.as_deref()).await?;
        Ok(rows.into_iter().flat_map(|(_, tables)| tables).map(AnalystTable).collect())
    }
    /// The questions that take their options from one set, beside one another: the norms by `status`, the `challenges`, the areas of
    /// capacity with needs and offers (`cap_area`). For all counted States, or for those of one class. BAD_INPUT for an option set, a
    /// partition or a class that is not there.
    async fn overview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A shared option set of the instrument, such as `status`.")] option_set: String,
        #[graphql(
            desc = "Only those of this part, section or question, such as `N`, `N.a` or `N.a.1`; BAD_INPUT for another code."
        )]
        within: Option<String>,
        #[graphql(desc = "Only the States of this class; all counted States without it.")] of: Option<ReleasedClassInput>,
        #[graphql(desc = "In which order the cells of a line come.", default_with = "CellOrder::Instrument")] order: CellOrder,
    ) -> Result<Overview> {
        overview::overview(ctx.world(), &self.0, Asked { option_set, within, of, order }).await
    }
    /// How many States of each class were invited, and how many are counted: for all, then by partition.
    async fn participation(&self, ctx: &Context<'_>) -> Result<Vec<ClassParticipation>> {
        let all = super::participation(ctx.world(), &self.0).await?;
        Ok(all.into_iter().map(ClassParticipation::from).collect())
    }
}

impl Release {
    async fn instrument(&self, ctx: &Context<'_>) -> Result<Arc<Published>> {
        let world = ctx.world();
        let cycle = cycle::store::cycle_by_id(world.read(), self.0.cycle).await?;
        instrument::store::published(world, cycle.instrument_version).await
    }

    /// What lies within a part, section or question, in the instrument's order.
    ///
    /// # Errors
    /// `BAD_INPUT` where the instrument has nothing of that code.
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

/// The one question that is asked for, if it is one.
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
