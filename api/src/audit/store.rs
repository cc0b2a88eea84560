//! Acts in SQL.

use super::{
    rules::{Act, Chain, GENESIS, hash},
    witness::{OfSecretariat, OfState},
};
use crate::{
    database::{Tx, unique},
    error::Result,
};
use ::entity::{act, chain_head, checkpoint, public_key, vocabulary::KeyPurpose};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DatabaseBackend, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Set,
    sea_query::OnConflict,
};

/// Number of rows in a page of a verification.
const PAGE: u64 = 500;

/// Records an act, in the transaction of its change.
///
/// # Errors
/// Fails if the database fails.
pub async fn record(tx: &Tx, act: Act) -> Result<()> {
    let head = lock_head(tx, act.chain.as_str()).await?;
    let mut row = act::Model {
        chain: head.chain.clone(),
        number: head.number + 1,
        verb: act.verb.into(),
        subject: act.subject,
        person: act.person,
        at: act.at,
        detail: crate::canonical::text(&act.detail),
        hash: head.hash.clone(),
    };
    row.hash = hash(&row, head.hash.as_str());
    let (number, newest) = (row.number, row.hash.clone());
    act::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    let mut head = head.into_active_model();
    head.number = Set(number);
    head.hash = Set(newest);
    chain_head::Entity::update_many()
        .set(head.clone())
        .filter(chain_head::Column::Chain.eq(act.chain.as_str()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Locks the head of a chain until the end of the transaction, and creates it if there is none.
async fn lock_head(tx: &Tx, chain: &str) -> Result<chain_head::Model> {
    let mut find = chain_head::Entity::find_by_id(chain);
    if tx.get_database_backend() == DatabaseBackend::Postgres {
        find = find.lock_exclusive();
    }
    if let Some(head) = unique(find.clone(), tx).await? {
        return Ok(head);
    }
    let first = chain_head::Model { chain: chain.to_owned(), number: 0, hash: GENESIS.parse()? };
    let unless_there = OnConflict::column(chain_head::Column::Chain).do_nothing().to_owned();
    match chain_head::Entity::insert(first.clone().into_active_model())
        .on_conflict(unless_there)
        .exec_without_returning(tx)
        .await
    {
        Ok(_) | Err(sea_orm::DbErr::RecordNotInserted) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(find.one(tx).await?.unwrap_or(first))
}

fn newest(chain: &Chain, before: Option<i64>, most: u64) -> sea_orm::Select<act::Entity> {
    let mut acts = act::Entity::find().filter(act::Column::Chain.eq(chain.as_str()));
    if let Some(before) = before {
        acts = acts.filter(act::Column::Number.lt(before));
    }
    acts.order_by_desc(act::Column::Number).limit(most)
}

/// Returns a State's own acts, newest first.
///
/// # Errors
/// Fails if the database fails.
pub async fn acts_of_state(
    db: &impl ConnectionTrait,
    own: &impl OfState,
    before: Option<i64>,
    most: u64,
) -> Result<Vec<act::Model>> {
    Ok(newest(&Chain::State(own.state().clone()), before, most).all(db).await?)
}

/// Returns the Secretariat's acts, newest first.
///
/// # Errors
/// Fails if the database fails.
pub async fn acts_of_secretariat(
    db: &impl ConnectionTrait,
    _: &impl OfSecretariat,
    before: Option<i64>,
    most: u64,
) -> Result<Vec<act::Model>> {
    Ok(newest(&Chain::Secretariat, before, most).all(db).await?)
}

/// Returns the Secretariat's newest act with a verb, for the operator's own commands.
///
/// # Errors
/// Fails if the database fails.
pub(crate) async fn latest_of_secretariat(
    db: &impl ConnectionTrait,
    verb: &str,
) -> Result<Option<act::Model>> {
    Ok(newest(&Chain::Secretariat, None, 1).filter(act::Column::Verb.eq(verb)).one(db).await?)
}

pub(super) async fn heads(db: &impl ConnectionTrait) -> Result<Vec<chain_head::Model>> {
    Ok(chain_head::Entity::find().order_by_asc(chain_head::Column::Chain).all(db).await?)
}

pub(super) async fn head(
    db: &impl ConnectionTrait,
    chain: &str,
) -> Result<Option<chain_head::Model>> {
    Ok(chain_head::Entity::find_by_id(chain).one(db).await?)
}

/// Returns the next acts of a chain after a number, at most a page of them.
pub(super) async fn page(
    db: &impl ConnectionTrait,
    chain: &str,
    after: i64,
) -> Result<Vec<act::Model>> {
    let acts = act::Entity::find()
        .filter(act::Column::Chain.eq(chain))
        .filter(act::Column::Number.gt(after));
    Ok(acts.order_by_asc(act::Column::Number).limit(PAGE).all(db).await?)
}

/// Returns the hash of an act.
pub(super) async fn hash_of(
    db: &impl ConnectionTrait,
    chain: &str,
    number: i64,
) -> Result<Option<String>> {
    let act =
        act::Entity::find_by_id((chain.to_owned(), number)).select_only().column(act::Column::Hash);
    Ok(act.into_tuple().one(db).await?)
}

pub(super) async fn chains(db: &impl ConnectionTrait) -> Result<Vec<String>> {
    Ok(act::Entity::find()
        .select_only()
        .column(act::Column::Chain)
        .distinct()
        .into_tuple()
        .all(db)
        .await?)
}

/// Returns the next checkpoints after a number, at most a page of them.
pub(super) async fn checkpoints(
    db: &impl ConnectionTrait,
    after: i64,
) -> Result<Vec<checkpoint::Model>> {
    let newer = checkpoint::Entity::find().filter(checkpoint::Column::Number.gt(after));
    Ok(newer.order_by_asc(checkpoint::Column::Number).limit(PAGE).all(db).await?)
}

pub(super) async fn latest_checkpoint(
    db: &impl ConnectionTrait,
) -> Result<Option<checkpoint::Model>> {
    Ok(checkpoint::Entity::find().order_by_desc(checkpoint::Column::Number).one(db).await?)
}

pub(super) async fn add_checkpoint(tx: &Tx, row: checkpoint::Model) -> Result<()> {
    row.into_active_model().insert(tx).await?;
    Ok(())
}

/// Returns the ids and public keys that checkpoints may be signed with, retired ones included.
pub(super) async fn checkpoint_keys(db: &impl ConnectionTrait) -> Result<Vec<(String, String)>> {
    let keys = public_key::Entity::find()
        .select_only()
        .column(public_key::Column::Kid)
        .column(public_key::Column::Public);
    Ok(keys
        .filter(public_key::Column::Purpose.eq(KeyPurpose::Checkpoint))
        .into_tuple()
        .all(db)
        .await?)
}
