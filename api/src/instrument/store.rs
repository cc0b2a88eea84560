//! Instruments and their versions in SQL, with a cache of published versions. Published versions
//! are for everybody.

use super::{Catalogue, Document};
use crate::{
    app::App,
    database::{Tx, unique},
    error::{Code, Error, Result},
};
use ::entity::{
    instrument, instrument_version,
    vocabulary::{InstrumentKey, Sha256, VersionStatus},
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _,
    IntoActiveModel as _, Iterable as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    sea_query::{Expr, OnConflict},
};
use std::sync::Arc;
use uuid::Uuid;

/// A frozen version, with its parsed document and catalogue.
#[derive(Debug)]
pub struct Published {
    /// The id of the version's row.
    pub id: Uuid,
    /// The digest under which it is published.
    pub sha256: Sha256,
    /// The document.
    pub document: Document,
    /// The questions by code.
    pub catalogue: Catalogue,
}

/// Returns all instruments.
///
/// # Errors
/// Fails if the database fails.
pub async fn instruments(db: &impl ConnectionTrait) -> Result<Vec<instrument::Model>> {
    Ok(instrument::Entity::find().order_by_asc(instrument::Column::Key).all(db).await?)
}

/// Returns the versions of an instrument, oldest first.
///
/// # Errors
/// Fails if the database fails.
pub async fn versions(
    db: &impl ConnectionTrait,
    key: &InstrumentKey,
) -> Result<Vec<instrument_version::Model>> {
    let rows = instrument_version::Entity::find()
        .filter(instrument_version::Column::Instrument.eq(key.clone()));
    Ok(rows.order_by_asc(instrument_version::Column::Id).all(db).await?)
}

/// Returns one version, of any status.
///
/// # Errors
/// Fails if the database fails.
pub async fn version(
    db: &impl ConnectionTrait,
    key: &InstrumentKey,
    version: &str,
) -> Result<Option<instrument_version::Model>> {
    let rows = instrument_version::Entity::find().filter(is(key, version));
    if version.contains('\0') { Ok(None) } else { unique(rows, db).await }
}

/// Returns one version, with its document only if it is a draft.
///
/// A frozen document is large, and [`published`] caches it. A frozen row is cached here, too: only
/// its status can change, and [`status`] reads that.
pub(super) async fn light_version(
    app: &App,
    key: &InstrumentKey,
    version: &str,
) -> Result<Option<instrument_version::Model>> {
    let place = format!("{key} {version}");
    if let Some(known) = app.memo().get::<instrument_version::Model>(&place) {
        return Ok(Some((*known).clone()));
    }
    if version.contains('\0') {
        return Ok(None);
    }
    let found = unique(light().filter(is(key, version)), app.read()).await?;
    if let Some(frozen) = found.as_ref().filter(|row| row.status != VersionStatus::Draft) {
        app.memo().keep(&place, frozen.clone());
    }
    Ok(found)
}

/// Returns the current status of a version.
pub(super) async fn status(db: &impl ConnectionTrait, id: Uuid) -> Result<VersionStatus> {
    let row = unique(light().filter(instrument_version::Column::Id.eq(id)), db).await?;
    row.map(|row| row.status).ok_or_else(|| Code::NotFound.into())
}

/// Condition for one version of an instrument. Callers reject a version with NUL first: no version
/// has one, and PostgreSQL refuses such a text.
fn is(key: &InstrumentKey, version: &str) -> Condition {
    Condition::all()
        .add(instrument_version::Column::Instrument.eq(key.clone()))
        .add(instrument_version::Column::Version.eq(version))
}

fn light() -> sea_orm::Select<instrument_version::Entity> {
    let columns = instrument_version::Column::iter()
        .filter(|column| !matches!(column, instrument_version::Column::Document));
    let document = Expr::cust("CASE WHEN status = 'draft' THEN document ELSE '' END");
    instrument_version::Entity::find()
        .select_only()
        .columns(columns)
        .column_as(document, "document")
}

/// Returns a frozen version. It never changes, so it is read once and then cached.
///
/// # Errors
/// Fails with `NOT_FOUND` for an unknown version or a draft.
pub async fn published(app: &App, id: Uuid) -> Result<Arc<Published>> {
    let key = id.to_string();
    if let Some(known) = app.memo().get::<Published>(&key) {
        return Ok(known);
    }
    let row = instrument_version::Entity::find_by_id(id).one(app.read()).await?;
    keep(app, row)
}

/// Returns true if any frozen version of any instrument has this section or question. A frozen
/// version never loses one.
///
/// # Errors
/// Fails if the database fails.
pub async fn was_ever_asked(app: &App, scope: &str) -> Result<bool> {
    let frozen = light().filter(instrument_version::Column::Status.ne(VersionStatus::Draft));
    for version in frozen.all(app.read()).await? {
        let catalogue = &published(app, version.id).await?.catalogue;
        if catalogue.get(scope).is_some()
            || catalogue.sections().iter().any(|stretch| stretch.section.as_str() == scope)
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Returns the frozen version of a digest.
///
/// # Errors
/// Fails with `NOT_FOUND` for an unknown digest.
pub async fn published_by_digest(app: &App, sha256: &Sha256) -> Result<Arc<Published>> {
    if let Some(id) = app.memo().get::<Uuid>(sha256.as_str()) {
        return published(app, *id).await;
    }
    let row = instrument_version::Entity::find()
        .filter(instrument_version::Column::Sha256.eq(sha256.clone()))
        .one(app.read())
        .await?;
    keep(app, row)
}

fn keep(app: &App, row: Option<instrument_version::Model>) -> Result<Arc<Published>> {
    let row = row.ok_or(Code::NotFound)?;
    let sha256 = row.sha256.ok_or(Code::NotFound)?;
    let document: Document = serde_json::from_str(&row.document)?;
    let catalogue = Catalogue::build(&document).map_err(Error::failure)?;
    app.memo().keep(sha256.as_str(), row.id);
    Ok(app.memo().keep(&row.id.to_string(), Published { id: row.id, sha256, document, catalogue }))
}

/// Returns the documents of all frozen versions of an instrument, in the order of publication.
pub(super) async fn history(
    db: &impl ConnectionTrait,
    key: &InstrumentKey,
) -> Result<Vec<Document>> {
    let rows = frozen(versions(db, key).await?);
    rows.into_iter().map(|row| Ok(serde_json::from_str(&row.document)?)).collect()
}

/// Returns all frozen versions of an instrument, in the order of publication.
///
/// # Errors
/// Fails if the database fails.
pub async fn all_published(app: &App, key: &InstrumentKey) -> Result<Vec<Arc<Published>>> {
    let rows = light().filter(instrument_version::Column::Instrument.eq(key.clone()));
    let mut all = Vec::new();
    for row in frozen(rows.all(app.read()).await?) {
        all.push(published(app, row.id).await?);
    }
    Ok(all)
}

/// Returns the rows of frozen versions in the order of publication, which is the order of lineage.
fn frozen(mut rows: Vec<instrument_version::Model>) -> Vec<instrument_version::Model> {
    rows.retain(|row| row.status != VersionStatus::Draft);
    rows.sort_by_key(|row| (row.published_at, row.id));
    rows
}

/// Stores a draft, or replaces the draft of the same version.
pub(super) async fn put_draft(
    tx: &Tx,
    kind: instrument::Model,
    row: instrument_version::Model,
) -> Result<instrument_version::Model> {
    let once = OnConflict::column(instrument::Column::Key).do_nothing().to_owned();
    match instrument::Entity::insert(kind.into_active_model())
        .on_conflict(once)
        .exec_without_returning(tx)
        .await
    {
        Ok(_) | Err(sea_orm::DbErr::RecordNotInserted) => {}
        Err(error) => return Err(error.into()),
    }
    instrument_version::Entity::delete_many()
        .filter(instrument_version::Column::Instrument.eq(row.instrument.clone()))
        .filter(instrument_version::Column::Version.eq(row.version.clone()))
        .filter(instrument_version::Column::Status.eq(VersionStatus::Draft))
        .exec(tx)
        .await?;
    Ok(row.into_active_model().insert(tx).await?)
}

pub(super) async fn change(
    tx: &Tx,
    row: instrument_version::Model,
) -> Result<instrument_version::Model> {
    Ok(row.into_active_model().reset_all().update(tx).await?)
}

/// Returns a frozen version by its id, without its document.
pub(super) async fn version_by_id(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<instrument_version::Model>> {
    let row = unique(light().filter(instrument_version::Column::Id.eq(id)), db).await?;
    Ok(row.filter(|row| row.status != VersionStatus::Draft))
}
