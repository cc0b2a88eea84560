//! Releases in GraphQL. A [`ReleasedTable`] is the only aggregate that has a face here.

mod mirror;
mod overview;

pub use mirror::{MirrorLine, mirror};

use super::{Cell, ReleasedCell, ReleasedRow, ReleasedTable, Standing, store};
use crate::{
    cycle::{self, Cycle},
    error::{Code, Result},
    instrument,
    splice::RawJson,
    world::Ask as _,
};
use ::entity::{
    release as row,
    words::{CycleKey, QuestionCode, ReleaseStatus, Sha256, StateCode},
};
use async_graphql::{Context, Enum, Object, SimpleObject};
use chrono::{DateTime, Utc};
use overview::{Asked, CellOrder, ClassParticipation, Overview, ReleasedClassInput};

/// Queries on releases.
#[derive(Debug, Default)]
pub struct AggregateQuery;

#[Object]
impl AggregateQuery {
    /// The releases of a cycle, oldest first; those that passed the gate for everybody, ungated ones for the Secretariat.
    async fn releases(
        &self,
        ctx: &Context<'_>,
        cycle: CycleKey,
        #[graphql(desc = "Only those that were there at this time: the last of them is what was known then.")] as_of: Option<
            DateTime<Utc>,
        >,
    ) -> Result<Vec<Release>> {
        let analyst = ctx.caller().analyst().ok();
        let db = ctx.world().read();
        let cycle = cycle::store::cycle(db, &cycle).await?;
        let rows = store::releases(db, analyst.as_ref(), cycle.id).await?.into_iter();
        Ok(rows.filter(|row| as_of.is_none_or(|at| row.released_at <= at)).map(Release).collect())
    }

    /// One release by its number; null where there is none, or it is ungated and the caller not of the Secretariat.
    async fn release(&self, ctx: &Context<'_>, number: i64) -> Result<Option<Release>> {
        let analyst = ctx.caller().analyst().ok();
        match store::release(ctx.world().read(), analyst.as_ref(), number).await {
            Ok(row) => Ok(Some(Release(row))),
            Err(error) if error.is(Code::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// A numbered, frozen, protected set of tables of a cycle.
#[derive(Debug)]
pub struct Release(pub row::Model);

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
    /// Ed25519, base64url without padding, over the line `national-survey/release/1` and the canonical JSON of number, cycle, sha256,
    /// ledger, as_of and released_at; null if ungated.
    async fn signature(&self) -> Option<&str> {
        self.0.signature.as_deref()
    }
    /// The id of the signing key, one of `signingKeys`; null if ungated.
    async fn kid(&self) -> Option<&str> {
        self.0.kid.as_deref()
    }
    /// The parameters of disclosure control that it was made with.
    async fn parameters(&self) -> Result<RawJson> {
        RawJson::new(self.0.parameters.as_str())
    }
    /// The counted States: to be counted means to be named here.
    async fn respondents(&self) -> Result<Vec<Respondent>> {
        let counted: Vec<store::CountedState> = serde_json::from_str(&self.0.respondents)?;
        Ok(counted.iter().map(Respondent::of).collect())
    }
    /// The tables, in the instrument's order: for each question one for all counted States, then one for each partition of the lattice.
    async fn tables(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those of this part, section or question, such as `N`, `N.a` or `N.a.1`.")] within: Option<String>,
    ) -> Result<Vec<Table>> {
        let world = ctx.world();
        let one: Option<QuestionCode> = within.as_deref().and_then(|within| within.parse().ok());
        let cycle = cycle::store::cycle_by_id(world.read(), self.0.cycle).await?;
        let instrument = instrument::store::published(world, cycle.instrument_version).await?;
        let mut rows = store::tables(world.read(), self.0.number, one.as_ref()).await?;
        rows.retain(|(question, _)| within.as_deref().is_none_or(|within| question.is_within(within)));
        rows.sort_by_key(|(question, _)| instrument.catalogue.place(question.as_str()));
        Ok(rows.into_iter().flat_map(|(_, tables)| tables).map(Table).collect())
    }
    /// The questions that take their options from one set, beside one another: the norms by `status`, the `challenges`, the areas of
    /// capacity with needs and offers (`cap_area`). For all counted States, or for those of one class.
    async fn overview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A shared option set of the instrument, such as `status`.")] option_set: String,
        #[graphql(desc = "Only the questions of this part or section, such as `N` or `N.a`.")] within: Option<String>,
        #[graphql(desc = "Only the States of this class; all counted States without it.")] of: Option<ReleasedClassInput>,
        #[graphql(desc = "In which order the cells of a line come.", default_with = "CellOrder::Instrument")] order: CellOrder,
    ) -> Result<Overview> {
        overview::overview(ctx.world(), &self.0, Asked { option_set, within, of, order }).await
    }
    /// How many States of each class were invited, and how many are counted: for all, then by partition.
    async fn participation(&self, ctx: &Context<'_>) -> Result<Vec<ClassParticipation>> {
        overview::participation(ctx.world(), &self.0).await
    }
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
    pub(super) fn of(counted: &store::CountedState) -> Self {
        Self { state_code: counted.state.clone(), edition: counted.edition }
    }
}

/// The protected figures of one question, for all counted States or for the classes of one partition.
#[derive(Debug)]
pub struct Table(ReleasedTable);

/// Whether a table is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum TableStanding {
    /// There, by the rules of structure alone.
    Ungated,
    /// There: an attacker has failed on it.
    Gated,
    /// Not available at this level.
    NotAvailable,
}

impl From<Standing> for TableStanding {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Ungated => Self::Ungated,
            Standing::Gated => Self::Gated,
            Standing::NotAvailable => Self::NotAvailable,
        }
    }
}

/// The protected figures of one question, for all counted States or for the classes of one partition.
#[Object(name = "ReleasedTable")]
impl Table {
    /// The question.
    async fn question(&self) -> &QuestionCode {
        self.0.question()
    }
    /// The partition; null for all counted States.
    async fn partition(&self) -> Option<&str> {
        self.0.partition()
    }
    /// Whether it is there.
    async fn standing(&self) -> TableStanding {
        self.0.standing().into()
    }
    /// One row for each class, or for classes merged because they are small.
    async fn rows(&self) -> Vec<Row> {
        self.0.rows().iter().cloned().map(Row).collect()
    }
}

/// A row of a released table.
#[derive(Debug)]
pub struct Row(ReleasedRow);

/// A row of a released table.
#[Object(name = "ReleasedRow")]
impl Row {
    /// The classes that were merged into it; empty for all counted States. `_rest` stands for States in no class.
    async fn classes(&self) -> &[String] {
        self.0.classes()
    }
    /// How many States are counted on the question, exactly.
    async fn base(&self) -> u32 {
        self.0.base()
    }
    /// How many of them have published their answer, exactly.
    async fn published_base(&self) -> u32 {
        self.0.published_base()
    }
    /// One cell for each level.
    async fn cells(&self) -> Vec<TableCell> {
        self.0.cells().iter().cloned().map(TableCell).collect()
    }
}

/// A cell of a released table. Its two parts are never to be added up.
#[derive(Debug)]
pub struct TableCell(ReleasedCell);

/// What is said of the States whose answer is hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum HiddenPart {
    /// Nobody is hidden here: the number is exactly this.
    Exact,
    /// The share of the hidden States is in this band.
    Band,
    /// Not available at this level.
    NotAvailable,
    /// Nobody was asked.
    NotAsked,
}

/// A cell of a released table. Its two parts are never to be added up.
#[Object(name = "ReleasedCell")]
impl TableCell {
    /// The level, such as `chosen:strategy`, `at_least:partly`, `non_response`, `not_applicable`, `declined`.
    async fn level(&self) -> String {
        self.0.level().to_string()
    }
    /// How many States with a published answer hold the level, exactly.
    async fn published(&self) -> u32 {
        self.0.published()
    }
    /// What is said of the hidden States.
    async fn hidden(&self) -> HiddenPart {
        match self.0.hidden() {
            Cell::Exact { .. } => HiddenPart::Exact,
            Cell::Band { .. } => HiddenPart::Band,
            Cell::NotAvailable => HiddenPart::NotAvailable,
            Cell::NotAsked => HiddenPart::NotAsked,
        }
    }
    /// For EXACT: how many.
    async fn count(&self) -> Option<u32> {
        if let Cell::Exact { count } = self.0.hidden() { Some(count) } else { None }
    }
    /// For BAND: the lower end of the share, in per cent.
    async fn lower_percent(&self) -> Option<u8> {
        if let Cell::Band { lower_percent, .. } = self.0.hidden() { Some(lower_percent) } else { None }
    }
    /// For BAND: the upper end of the share, in per cent.
    async fn upper_percent(&self) -> Option<u8> {
        if let Cell::Band { upper_percent, .. } = self.0.hidden() { Some(upper_percent) } else { None }
    }
}
