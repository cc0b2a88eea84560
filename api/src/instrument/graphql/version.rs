//! Instruments, versions and questions in GraphQL.

use crate::{
    access::RequestContext as _,
    app::App,
    error::{Code, Error, Result},
    instrument::{Asked, Document, Published, Wording, document, render, rendered, store},
    scalars::DocumentSymbol,
};
use ::entity::{
    instrument, instrument_version,
    vocabulary::{
        InstrumentKey, InstrumentKind, LanguageTag, OptionCode, QuestionCode, QuestionKind,
        SectionCode, Sha256, VersionStatus,
    },
};
use async_graphql::{Context, Object, SimpleObject};
use chrono::{DateTime, Utc};
use edge::raw_json::RawJson;
use std::sync::Arc;

/// An instrument with all its versions.
#[derive(Debug)]
pub struct Instrument(pub instrument::Model);

/// An instrument with all its versions.
#[Object]
impl Instrument {
    /// The key, such as `national-survey`.
    async fn key(&self) -> &InstrumentKey {
        &self.0.key
    }
    /// The kind of instrument.
    async fn kind(&self) -> InstrumentKind {
        self.0.kind
    }
    /// The versions, oldest first. Drafts are returned to the administrator alone.
    async fn versions(&self, ctx: &Context<'_>) -> Result<Vec<InstrumentVersion>> {
        let drafts = ctx.caller().administrator().is_ok();
        let rows = store::versions(ctx.app().read(), &self.0.key).await?.into_iter();
        Ok(rows
            .filter(|row| drafts || row.status != VersionStatus::Draft)
            .map(InstrumentVersion)
            .collect())
    }
}

/// One version of an instrument.
#[derive(Debug)]
pub struct InstrumentVersion(pub instrument_version::Model);

impl InstrumentVersion {
    /// Returns the frozen version of a cycle.
    ///
    /// # Errors
    /// Fails with `NOT_FOUND` for an unknown id.
    pub async fn of_cycle(app: &App, id: uuid::Uuid) -> Result<Self> {
        let rows = store::version_by_id(app.read(), id).await?;
        rows.map(Self).ok_or_else(|| Code::NotFound.into())
    }

    async fn published(&self, ctx: &Context<'_>) -> Result<Arc<Published>> {
        if self.0.status == VersionStatus::Draft {
            let document: Document = serde_json::from_str(&self.0.document)?;
            let catalogue =
                crate::instrument::Catalogue::build(&document).map_err(Error::failure)?;
            let sha256 = crate::canonical::digest(self.0.document.as_bytes());
            return Ok(Arc::new(Published { id: self.0.id, sha256, document, catalogue }));
        }
        store::published(ctx.app(), self.0.id).await
    }
}

/// One version of an instrument. It is frozen once it is published.
#[Object]
impl InstrumentVersion {
    /// The key of the instrument.
    async fn instrument(&self) -> &InstrumentKey {
        &self.0.instrument
    }
    /// The version, such as `2026.1`.
    async fn version(&self) -> &str {
        &self.0.version
    }
    /// Status of the version: draft, published or retired.
    async fn status(&self, ctx: &Context<'_>) -> Result<VersionStatus> {
        store::status(ctx.app().read(), self.0.id).await
    }
    /// SHA-256 over the document's canonical JSON (RFC 8785). Null for a draft.
    async fn sha256(&self) -> Option<&Sha256> {
        self.0.sha256.as_ref()
    }
    /// Time of publication. Null for a draft.
    async fn published_at(&self) -> Option<DateTime<Utc>> {
        self.0.published_at
    }
    /// The languages in which every text of the version exists, including its own language.
    async fn languages(&self, ctx: &Context<'_>) -> Result<Vec<LanguageTag>> {
        let published = self.published(ctx).await?;
        Ok(crate::instrument::languages(&published.document)
            .into_iter()
            .filter_map(|tag| tag.parse().ok())
            .collect())
    }
    /// The whole version in one language, as rendered JSON: parts, sections, questions, options,
    /// conditions and references.
    ///
    /// A text without a translation is in the document's own language and is marked so.
    async fn document(&self, ctx: &Context<'_>, language: LanguageTag) -> Result<RawJson> {
        let published = self.published(ctx).await?;
        if self.0.status == VersionStatus::Draft {
            let rendering = render(&published.document, &language)?;
            return Ok(RawJson::new(String::from_utf8(rendering.bytes).map_err(Error::failure)?)?);
        }
        Ok((*rendered(ctx.app(), &published, &language).await?).clone())
    }
    /// The sources that the version cites, each with its verification mark.
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
    /// The questions in the order of the instrument, including those that are acts of consent.
    async fn questions(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Only questions in this part, section or question, such as `N`, `N.a` or `N.a.1`. BAD_INPUT for another code."
        )]
        within: Option<String>,
    ) -> Result<Vec<Question>> {
        let published = self.published(ctx).await?;
        published.catalogue.names(within.as_deref())?;
        let is_in =
            |asked: &Asked| within.as_deref().is_none_or(|within| asked.code.is_within(within));
        let places = published
            .catalogue
            .questions()
            .iter()
            .enumerate()
            .filter(|(_, asked)| is_in(asked))
            .map(|(place, _)| place);
        Ok(places.map(|place| Question { version: Arc::clone(&published), place }).collect())
    }
}

/// A source that an instrument cites.
#[derive(SimpleObject, Debug)]
pub struct Reference {
    /// The id of the source within the version.
    id: async_graphql::ID,
    /// The symbol of the document.
    symbol: DocumentSymbol,
    /// The paragraph, such as `OP3`.
    paragraph: String,
    /// The verification mark of the source. A RECALLED source was not read again and must not be
    /// quoted.
    verification: ::entity::vocabulary::Verification,
    /// The content of the paragraph, in this project's words.
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
    /// The code, which is never reused.
    async fn code(&self) -> &QuestionCode {
        &self.asked().code
    }
    /// The section of the question.
    async fn section(&self) -> &SectionCode {
        &self.asked().section
    }
    /// The kind of value that the question takes, one of thirteen.
    async fn kind(&self) -> QuestionKind {
        self.asked().kind
    }
    /// The text of the question. Without a translation, it is in the document's own language.
    async fn text(&self, language: LanguageTag) -> &str {
        let wording = Wording::new(&self.version.document, language.as_str());
        self.written().map_or("", |written| {
            wording.say(&format!("{}.text", written.code), &written.text).text
        })
    }
    /// The codes of the options, in order.
    async fn options(&self) -> &[OptionCode] {
        &self.asked().options
    }
    /// The codes of the options that exclude all others.
    async fn exclusive_options(&self) -> &[OptionCode] {
        &self.asked().exclusive
    }
    /// The condition under which the question is asked, in the grammar of the instrument document.
    /// Null if it is always asked.
    async fn condition(&self) -> Result<Option<RawJson>> {
        let raw = |condition| Ok(RawJson::new(serde_json::to_string(condition)?)?);
        self.asked().condition.as_ref().map(raw).transpose()
    }
    /// True if released tables count the question.
    async fn counted(&self) -> bool {
        self.asked().counted
    }
    /// True if the question is an act of consent. Such a question takes no answer: `setConsent`
    /// sets it.
    async fn is_consent(&self) -> bool {
        self.asked().consent.is_some()
    }
}
