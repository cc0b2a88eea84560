//! Instruments in GraphQL: what is published is for everybody; drafts are the administrator's.

use super::{
    Asked, Document, Published, Violation, Wording, document, import_instrument, parse, publish_instrument, render, rendered,
    retire_instrument, store, validate,
};
use crate::{
    access::Ask as _,
    error::{Code, Error, Result},
    once::Once,
    scalars::DocumentSymbol,
    splice::RawJson,
    world::World,
};
use ::entity::{
    instrument, instrument_version,
    vocabulary::{
        InstrumentKey, InstrumentKind, LanguageTag, OptionCode, QuestionCode, QuestionKind, SectionCode, Sha256, VersionStatus,
    },
};
use async_graphql::{Context, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::sync::Arc;

/// Queries about what is asked.
#[derive(Debug, Default)]
pub struct InstrumentQuery;

#[Object]
impl InstrumentQuery {
    /// All instruments.
    async fn instruments(&self, ctx: &Context<'_>) -> Result<Vec<Instrument>> {
        Ok(store::instruments(ctx.world().read()).await?.into_iter().map(Instrument).collect())
    }

    /// One version of an instrument; null for an unknown one, and for a draft unless the viewer is an administrator.
    async fn instrument_version(
        &self,
        ctx: &Context<'_>,
        instrument: InstrumentKey,
        version: String,
    ) -> Result<Option<InstrumentVersion>> {
        let found = store::light_version(ctx.world(), &instrument, &version).await?;
        let shown = found.filter(|row| row.status != VersionStatus::Draft || ctx.caller().administrator().is_ok());
        Ok(shown.map(InstrumentVersion))
    }

    /// The JSON Schema (2020-12) of an instrument document, for authors and their editors.
    async fn instrument_schema(&self) -> Result<RawJson> {
        RawJson::new(super::json_schema().to_string())
    }
}

/// What an administrator does with instruments.
#[derive(Debug, Default)]
pub struct InstrumentMutation;

#[Object]
impl InstrumentMutation {
    /// Puts a document in as a draft, or in the place of the draft of the same version. Violations come back as data, all at
    /// once, and then nothing is kept. For the administrator.
    async fn import_instrument(&self, ctx: &Context<'_>, input: ImportInstrumentInput) -> Result<ImportInstrumentPayload> {
        let by = ctx.caller().administrator()?;
        let now = ctx.world().now();
        let once = Once::new(by.person(), "importInstrument", input.idempotency_key.clone(), &input)?;
        let document = match parse(input.document.as_bytes()) {
            Ok(document) => document,
            Err(violation) => {
                return Ok(ImportInstrumentPayload { instrument_version: None, violations: vec![violation.into()] });
            }
        };
        let key: Result<InstrumentKey, _> = document.key.parse();
        let history = match &key {
            Ok(key) => store::history(ctx.world().read(), key).await?,
            Err(_) => Vec::new(),
        };
        let violations: Vec<InstrumentViolation> = validate(&document, &history).into_iter().map(Into::into).collect();
        if !violations.is_empty() {
            return Ok(ImportInstrumentPayload { instrument_version: None, violations });
        }
        let place = ctx
            .world()
            .write((by, document, once, now), |tx, (by, document, once, now)| {
                Box::pin(async move { once.run(tx, *now, place_of(import_instrument(tx, by, document, *now))).await })
            })
            .await?;
        Ok(ImportInstrumentPayload { instrument_version: Some(at(ctx.world(), &place).await?), violations })
    }

    /// Freezes a draft: from now on it has a digest and is never edited. For the administrator.
    async fn publish_instrument(&self, ctx: &Context<'_>, input: InstrumentVersionInput) -> Result<InstrumentVersionPayload> {
        let by = ctx.caller().administrator()?;
        let now = ctx.world().now();
        let once = Once::new(by.person(), "publishInstrument", input.idempotency_key.clone(), &input)?;
        let place = ctx
            .world()
            .write((by, input, once, now), |tx, (by, input, once, now)| {
                let changed = publish_instrument(tx, by, &input.instrument, &input.version, *now);
                Box::pin(async move { once.run(tx, *now, place_of(changed)).await })
            })
            .await?;
        Ok(InstrumentVersionPayload { instrument_version: at(ctx.world(), &place).await? })
    }

    /// Retires a published version: it stays readable and is not offered to new cycles. For the administrator.
    async fn retire_instrument(&self, ctx: &Context<'_>, input: InstrumentVersionInput) -> Result<InstrumentVersionPayload> {
        let by = ctx.caller().administrator()?;
        let now = ctx.world().now();
        let once = Once::new(by.person(), "retireInstrument", input.idempotency_key.clone(), &input)?;
        let place = ctx
            .world()
            .write((by, input, once, now), |tx, (by, input, once, now)| {
                let changed = retire_instrument(tx, by, &input.instrument, &input.version, *now);
                Box::pin(async move { once.run(tx, *now, place_of(changed)).await })
            })
            .await?;
        Ok(InstrumentVersionPayload { instrument_version: at(ctx.world(), &place).await? })
    }
}

/// What a repeated mutation gives back: the key and version that it changed.
async fn place_of(change: impl Future<Output = Result<instrument_version::Model>>) -> Result<(InstrumentKey, String)> {
    let row = change.await?;
    Ok((row.instrument, row.version))
}

async fn at(world: &World, (key, version): &(InstrumentKey, String)) -> Result<InstrumentVersion> {
    store::version(world.read(), key, version).await?.map(InstrumentVersion).ok_or_else(|| Code::NotFound.into())
}

/// A document to import.
#[derive(InputObject, Debug, Serialize)]
pub struct ImportInstrumentInput {
    /// The document, YAML or JSON, up to 2 MiB; `instrumentSchema` describes it.
    document: String,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// Which version.
#[derive(InputObject, Debug, Serialize)]
pub struct InstrumentVersionInput {
    /// The instrument's key.
    instrument: InstrumentKey,
    /// The version, such as `2026.1`.
    version: String,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// What became of an import.
#[derive(SimpleObject, Debug)]
pub struct ImportInstrumentPayload {
    /// The draft; null when there are violations.
    instrument_version: Option<InstrumentVersion>,
    /// Everything that is wrong with the document.
    violations: Vec<InstrumentViolation>,
}

/// The changed version.
#[derive(SimpleObject, Debug)]
pub struct InstrumentVersionPayload {
    /// The version.
    instrument_version: InstrumentVersion,
}

/// One thing that is wrong with an instrument document.
#[derive(SimpleObject, Debug)]
pub struct InstrumentViolation {
    /// Where in the document.
    path: String,
    /// Which rule.
    rule: String,
    /// What is wrong, in a sentence.
    sentence: String,
}

impl From<Violation> for InstrumentViolation {
    fn from(violation: Violation) -> Self {
        Self { path: violation.path, rule: violation.rule.as_str().into(), sentence: violation.sentence }
    }
}

/// An instrument across its versions.
#[derive(Debug)]
pub struct Instrument(pub instrument::Model);

/// An instrument across its versions.
#[Object]
impl Instrument {
    /// Its key, such as `national-survey`.
    async fn key(&self) -> &InstrumentKey {
        &self.0.key
    }
    /// What it is for.
    async fn kind(&self) -> InstrumentKind {
        self.0.kind
    }
    /// Its versions, oldest first; drafts for the administrator alone.
    async fn versions(&self, ctx: &Context<'_>) -> Result<Vec<InstrumentVersion>> {
        let drafts = ctx.caller().administrator().is_ok();
        let rows = store::versions(ctx.world().read(), &self.0.key).await?.into_iter();
        Ok(rows.filter(|row| drafts || row.status != VersionStatus::Draft).map(InstrumentVersion).collect())
    }
}

/// One version of an instrument.
#[derive(Debug)]
pub struct InstrumentVersion(pub instrument_version::Model);

impl InstrumentVersion {
    /// Looks up the frozen version of a cycle.
    ///
    /// # Errors
    /// `NOT_FOUND`.
    pub async fn of_cycle(world: &World, id: uuid::Uuid) -> Result<Self> {
        let rows = store::version_by_id(world.read(), id).await?;
        rows.map(Self).ok_or_else(|| Code::NotFound.into())
    }

    async fn published(&self, ctx: &Context<'_>) -> Result<Arc<Published>> {
        if self.0.status == VersionStatus::Draft {
            let document: Document = serde_json::from_str(&self.0.document)?;
            let catalogue = super::Catalogue::build(&document).map_err(Error::failure)?;
            let sha256 = crate::canonical::digest(self.0.document.as_bytes());
            return Ok(Arc::new(Published { id: self.0.id, sha256, document, catalogue }));
        }
        store::published(ctx.world(), self.0.id).await
    }
}

/// One version of an instrument: frozen once published.
#[Object]
impl InstrumentVersion {
    /// The instrument's key.
    async fn instrument(&self) -> &InstrumentKey {
        &self.0.instrument
    }
    /// The version, such as `2026.1`.
    async fn version(&self) -> &str {
        &self.0.version
    }
    /// Draft, published or retired.
    async fn status(&self, ctx: &Context<'_>) -> Result<VersionStatus> {
        store::status(ctx.world().read(), self.0.id).await
    }
    /// SHA-256 over the document's canonical JSON (RFC 8785); null for a draft.
    async fn sha256(&self) -> Option<&Sha256> {
        self.0.sha256.as_ref()
    }
    /// When it was frozen; null for a draft.
    async fn published_at(&self) -> Option<DateTime<Utc>> {
        self.0.published_at
    }
    /// The languages it can be read in without falling back.
    async fn languages(&self, ctx: &Context<'_>) -> Result<Vec<LanguageTag>> {
        let published = self.published(ctx).await?;
        Ok(super::languages(&published.document).into_iter().filter_map(|tag| tag.parse().ok()).collect())
    }
    /// The whole version in one language, prerendered: parts, sections, questions, options, conditions and references. A text
    /// without a translation comes in the document's own language and says so.
    async fn document(&self, ctx: &Context<'_>, language: LanguageTag) -> Result<RawJson> {
        let published = self.published(ctx).await?;
        if self.0.status == VersionStatus::Draft {
            let rendering = render(&published.document, &language)?;
            return RawJson::new(String::from_utf8(rendering.bytes).map_err(Error::failure)?);
        }
        Ok((*rendered(ctx.world(), &published, &language).await?).clone())
    }
    /// The sources that the version cites, each with the mark of how it was checked.
    async fn references(&self, ctx: &Context<'_>) -> Result<Vec<Reference>> {
        let published = self.published(ctx).await?;
        let one = |(id, reference): (&String, &document::Reference)| Reference {
            id: id.into(),
            symbol: DocumentSymbol(reference.symbol.clone()),
            paragraph: reference.para.clone(),
            verification: reference.verification,
            gist: reference.gist.clone(),
        };
        Ok(published.document.references.iter().map(one).collect())
    }
    /// The questions in the order in which they are asked, those that are acts of consent included.
    async fn questions(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Only those of this part, section or question, such as `N`, `N.a` or `N.a.1`; BAD_INPUT for another code."
        )]
        within: Option<String>,
    ) -> Result<Vec<Question>> {
        let published = self.published(ctx).await?;
        published.catalogue.names(within.as_deref())?;
        let is_in = |asked: &Asked| within.as_deref().is_none_or(|within| asked.code.is_within(within));
        let places = published.catalogue.questions().iter().enumerate().filter(|(_, asked)| is_in(asked)).map(|(place, _)| place);
        Ok(places.map(|place| Question { version: Arc::clone(&published), place }).collect())
    }
}

/// A source that an instrument cites.
#[derive(SimpleObject, Debug)]
pub struct Reference {
    /// Its id within the version.
    id: async_graphql::ID,
    /// The document.
    symbol: DocumentSymbol,
    /// The paragraph, such as `OP3`.
    paragraph: String,
    /// How it was checked; what is RECALLED was not read again and is never to be quoted.
    verification: ::entity::vocabulary::Verification,
    /// What the paragraph is about, in this project's words.
    gist: String,
}

/// A question of a version.
#[derive(Debug)]
pub struct Question {
    version: Arc<Published>,
    place: usize,
}

impl Question {
    fn asked(&self) -> &Asked {
        &self.version.catalogue.questions()[self.place]
    }
    fn written(&self) -> Option<&document::Question> {
        self.version.document.questions().nth(self.place).map(|(_, _, question)| question)
    }
}

/// A question of a version.
#[Object]
impl Question {
    /// Its code, never reused.
    async fn code(&self) -> &QuestionCode {
        &self.asked().code
    }
    /// The section that holds it.
    async fn section(&self) -> &SectionCode {
        &self.asked().section
    }
    /// Which of the thirteen kinds of value it takes.
    async fn kind(&self) -> QuestionKind {
        self.asked().kind
    }
    /// The question itself, falling back to the document's own language.
    async fn text(&self, language: LanguageTag) -> &str {
        let wording = Wording::new(&self.version.document, language.as_str());
        self.written().map_or("", |written| wording.say(&format!("{}.text", written.code), &written.text).text)
    }
    /// Codes of its options, in order.
    async fn options(&self) -> &[OptionCode] {
        &self.asked().options
    }
    /// Codes of those options that stand alone.
    async fn exclusive_options(&self) -> &[OptionCode] {
        &self.asked().exclusive
    }
    /// When it is offered, in the grammar of the instrument document; null where it always is.
    async fn condition(&self) -> Result<Option<RawJson>> {
        self.asked().condition.as_ref().map(|condition| RawJson::new(serde_json::to_string(condition)?)).transpose()
    }
    /// Whether released tables count it.
    async fn counted(&self) -> bool {
        self.asked().counted
    }
    /// Whether it is an act of consent, made by `setConsent`, and takes no answer.
    async fn is_consent(&self) -> bool {
        self.asked().consent.is_some()
    }
}
