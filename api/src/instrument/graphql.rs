//! Instruments in GraphQL. Published versions are for everybody, drafts for the administrator.

mod version;

pub use version::{Instrument, InstrumentVersion};

use crate::{
    access::RequestContext as _,
    app::App,
    error::{Code, Result},
    idempotency::IdempotentRequest,
    instrument::{
        Rewording, Violation, import_instrument, parse, previous, publish_instrument,
        retire_instrument, rewordings, store, validate,
    },
};
use ::entity::{
    instrument_version,
    vocabulary::{InstrumentKey, VersionStatus},
};
use async_graphql::{Context, InputObject, Object, SimpleObject};
use edge::raw_json::RawJson;
use serde::Serialize;

/// Queries about instruments.
#[derive(Debug, Default)]
pub struct InstrumentQuery;

#[Object]
impl InstrumentQuery {
    /// All instruments.
    async fn instruments(&self, ctx: &Context<'_>) -> Result<Vec<Instrument>> {
        Ok(store::instruments(ctx.app().read()).await?.into_iter().map(Instrument).collect())
    }

    /// One version of an instrument. Null for an unknown version, and for a draft unless the caller
    /// is an administrator.
    async fn instrument_version(
        &self,
        ctx: &Context<'_>,
        instrument: InstrumentKey,
        version: String,
    ) -> Result<Option<InstrumentVersion>> {
        let found = store::light_version(ctx.app(), &instrument, &version).await?;
        let shown = found.filter(|row| {
            row.status != VersionStatus::Draft || ctx.caller().administrator().is_ok()
        });
        Ok(shown.map(InstrumentVersion))
    }

    /// The JSON Schema (2020-12) of an instrument document, for authors and their editors.
    async fn instrument_schema(&self) -> Result<RawJson> {
        Ok(RawJson::new(super::json_schema().to_string())?)
    }
}

/// Mutations of instruments by an administrator.
#[derive(Debug, Default)]
pub struct InstrumentMutation;

#[Object]
impl InstrumentMutation {
    /// Imports a document as a draft, or replaces the draft of the same version. For the
    /// administrator.
    ///
    /// All violations are returned together, as data. If there is one, nothing is stored. A
    /// question in other words than in the version before is a violation, unless it declares its
    /// lineage.
    ///
    /// The body of this mutation may have 2 MiB. TOO_LARGE for a larger one.
    async fn import_instrument(
        &self,
        ctx: &Context<'_>,
        input: ImportInstrumentInput,
    ) -> Result<ImportInstrumentPayload> {
        let by = ctx.caller().administrator()?;
        let now = ctx.app().now();
        let once = IdempotentRequest::new(
            by.person(),
            "importInstrument",
            input.idempotency_key.clone(),
            &input,
        )?;
        let document = match parse(input.document.as_bytes()) {
            Ok(document) => document,
            Err(violation) => {
                return Ok(ImportInstrumentPayload {
                    instrument_version: None,
                    violations: vec![violation.into()],
                    rewordings: Vec::new(),
                });
            }
        };
        let key: Result<InstrumentKey, _> = document.key.parse();
        let history = match &key {
            Ok(key) => store::history(ctx.app().read(), key).await?,
            Err(_) => Vec::new(),
        };
        let violations: Vec<InstrumentViolation> =
            validate(&document, &history).into_iter().map(Into::into).collect();
        let previous = previous(&document, &history);
        let rewordings = previous.map(|previous| rewordings(&document, previous));
        let rewordings = rewordings.into_iter().flatten().map(Into::into).collect();
        if !violations.is_empty() {
            return Ok(ImportInstrumentPayload {
                instrument_version: None,
                violations,
                rewordings,
            });
        }
        let place = once
            .mutate(ctx.app(), now, (by, document), |tx, (by, document), now| {
                Box::pin(place_of(import_instrument(tx, by, document, now)))
            })
            .await?;
        Ok(ImportInstrumentPayload {
            instrument_version: Some(at(ctx.app(), &place).await?),
            violations,
            rewordings,
        })
    }

    /// Publishes a draft: it gets a digest and is frozen, and is never edited again. For the
    /// administrator.
    async fn publish_instrument(
        &self,
        ctx: &Context<'_>,
        input: InstrumentVersionInput,
    ) -> Result<InstrumentVersionPayload> {
        let by = ctx.caller().administrator()?;
        let now = ctx.app().now();
        let once = IdempotentRequest::new(
            by.person(),
            "publishInstrument",
            input.idempotency_key.clone(),
            &input,
        )?;
        let place = once
            .mutate(ctx.app(), now, (by, input), |tx, (by, input), now| {
                let changed = publish_instrument(tx, by, &input.instrument, &input.version, now);
                Box::pin(place_of(changed))
            })
            .await?;
        Ok(InstrumentVersionPayload { instrument_version: at(ctx.app(), &place).await? })
    }

    /// Retires a published version: it stays readable, and new cycles can't use it. For the
    /// administrator.
    async fn retire_instrument(
        &self,
        ctx: &Context<'_>,
        input: InstrumentVersionInput,
    ) -> Result<InstrumentVersionPayload> {
        let by = ctx.caller().administrator()?;
        let now = ctx.app().now();
        let once = IdempotentRequest::new(
            by.person(),
            "retireInstrument",
            input.idempotency_key.clone(),
            &input,
        )?;
        let place = once
            .mutate(ctx.app(), now, (by, input), |tx, (by, input), now| {
                let changed = retire_instrument(tx, by, &input.instrument, &input.version, now);
                Box::pin(place_of(changed))
            })
            .await?;
        Ok(InstrumentVersionPayload { instrument_version: at(ctx.app(), &place).await? })
    }
}

/// Returns the key and the version that a mutation changed, for a repeat of the mutation.
async fn place_of(
    change: impl Future<Output = Result<instrument_version::Model>>,
) -> Result<(InstrumentKey, String)> {
    let row = change.await?;
    Ok((row.instrument, row.version))
}

async fn at(app: &App, (key, version): &(InstrumentKey, String)) -> Result<InstrumentVersion> {
    store::version(app.read(), key, version)
        .await?
        .map(InstrumentVersion)
        .ok_or_else(|| Code::NotFound.into())
}

/// The document to import.
#[derive(InputObject, Debug, Serialize)]
pub struct ImportInstrumentInput {
    /// The document in YAML or JSON, as a variable. `instrumentSchema` describes it.
    document: String,
    /// A repeat with the same key and content within 24 hours returns the first outcome. Other
    /// content is refused with IDEMPOTENCY_MISMATCH.
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// The version to change.
#[derive(InputObject, Debug, Serialize)]
pub struct InstrumentVersionInput {
    /// The key of the instrument.
    instrument: InstrumentKey,
    /// The version, such as `2026.1`.
    version: String,
    /// A repeat with the same key and content within 24 hours returns the first outcome. Other
    /// content is refused with IDEMPOTENCY_MISMATCH.
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// The outcome of an import.
#[derive(SimpleObject, Debug)]
pub struct ImportInstrumentPayload {
    /// The draft. Null if there are violations.
    instrument_version: Option<InstrumentVersion>,
    /// All violations of the document.
    violations: Vec<InstrumentViolation>,
    /// All differences in words from the version before, for questions that go on as the same. They
    /// are returned with a declared lineage, too.
    rewordings: Vec<InstrumentRewording>,
}

/// The changed version.
#[derive(SimpleObject, Debug)]
pub struct InstrumentVersionPayload {
    /// The version.
    instrument_version: InstrumentVersion,
}

/// One violation of the rules by an instrument document.
#[derive(SimpleObject, Debug)]
pub struct InstrumentViolation {
    /// The path of the violation in the document.
    path: String,
    /// The violated rule.
    rule: String,
    /// The violation, in a sentence.
    sentence: String,
}

/// One difference in words between a question and the question that it goes on from.
#[derive(SimpleObject, Debug)]
pub struct InstrumentRewording {
    /// The code of the question.
    question: String,
    /// The path of the text, or of the list of options, in the document.
    path: String,
    /// The language of the text. Null for a list of options.
    language: Option<String>,
    /// The text in the version before, or the codes of the list. Null if the two versions have no
    /// language in common.
    before: Option<String>,
    /// The text now, or the codes of the list.
    after: String,
}

impl From<Rewording> for InstrumentRewording {
    fn from(rewording: Rewording) -> Self {
        let Rewording { question, path, language, before, after } = rewording;
        Self { question, path, language, before, after }
    }
}

impl From<Violation> for InstrumentViolation {
    fn from(violation: Violation) -> Self {
        Self {
            path: violation.path,
            rule: violation.rule.as_str().into(),
            sentence: violation.sentence,
        }
    }
}
