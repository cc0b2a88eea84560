//! The Secretariat's view of the projection, in SQL. Every function takes the Secretariat's
//! witness, and sees only answers that consent shows now.

use super::{
    rules::{Tag, texts},
    words::Words,
};
use crate::{
    access::Analyst,
    database::{Tx, is_duplicate},
    error::{Code, Error, Result},
    submission::working_copy::value::Value,
};
use ::entity::{
    answer_tag, shared_answer,
    vocabulary::{QuestionCode, ReaderLevel, StateCode},
};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _, Select,
    sea_query::{Expr, ExprTrait as _, LikeExpr},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Maximum number of rows in one statement.
const CHUNK: u64 = 500;

/// Place of an answer: cycle, State and question.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AnswerPosition {
    /// The cycle.
    pub cycle: Uuid,
    /// The State.
    pub state: StateCode,
    /// The question.
    pub question: QuestionCode,
}

/// Hit of a search: the place, and the edition whose text was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchHit {
    /// The State.
    pub state: StateCode,
    /// The question.
    pub question: QuestionCode,
    /// The edition.
    pub edition: i32,
}

/// Place of an answer that consent shows to the Secretariat, without disposition and value.
#[derive(Clone, Debug)]
pub struct SharedAnswerRow {
    /// The place.
    pub place: AnswerPosition,
    /// Readers to whom the answer is shown.
    pub reader: ReaderLevel,
    /// Edition that the answer comes from.
    pub edition: i32,
    /// Tags on the answer, in order.
    pub tags: Vec<answer_tag::Model>,
}

/// Conditions of a search. An answer must fit all of them.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// State of the answer.
    pub state: Option<StateCode>,
    /// Code of the part, section or question.
    pub within: Option<String>,
    /// Tag on the answer.
    pub tag: Option<Tag>,
}

/// Returns the places of a cycle that fit a filter, ordered by State and question. With `after`,
/// only places after that one.
///
/// # Errors
/// Fails if the database fails.
pub async fn search(
    db: &impl ConnectionTrait,
    _by: &Analyst,
    cycle: Uuid,
    filter: &Filter,
    after: Option<(StateCode, QuestionCode)>,
    most: u64,
) -> Result<Vec<SharedAnswerRow>> {
    Ok(collect(db, cycle, filter, None, after, most).await?.0)
}

/// Returns the places of a cycle that fit a filter and whose texts hold the words, and the States
/// whose texts the search read and not everybody may read. A caller that hands the places out must
/// have recorded the search.
///
/// # Errors
/// Fails if the database fails.
pub(crate) async fn search_texts(
    db: &impl ConnectionTrait,
    _by: &Analyst,
    cycle: Uuid,
    (filter, words): (&Filter, &mut Words),
    after: Option<(StateCode, QuestionCode)>,
    most: u64,
) -> Result<(Vec<SharedAnswerRow>, BTreeSet<StateCode>)> {
    collect(db, cycle, filter, Some(words), after, most).await
}

async fn collect(
    db: &impl ConnectionTrait,
    cycle: Uuid,
    filter: &Filter,
    mut words: Option<&mut Words>,
    mut after: Option<(StateCode, QuestionCode)>,
    most: u64,
) -> Result<(Vec<SharedAnswerRow>, BTreeSet<StateCode>)> {
    let mut rows: Vec<shared_answer::Model> = Vec::new();
    let mut read = BTreeSet::new();
    loop {
        // The database returns every row, and words are looked for here: no two databases agree on
        // words.
        let next = if words.is_some() { CHUNK } else { most - rows.len() as u64 };
        let page = page(cycle, filter, after.clone()).limit(next).all(db).await?;
        let is_last = (page.len() as u64) < next;
        after = page.last().map(|row| (row.state.clone(), row.question.clone())).or(after);
        for row in page {
            // What comes after the last place tells the caller nothing.
            if rows.len() as u64 >= most {
                break;
            }
            // A database may treat capital and small letters of a code as the same.
            let is_within =
                filter.within.as_deref().is_none_or(|within| row.question.is_within(within));
            if is_within && row.reader != ReaderLevel::Public {
                read.insert(row.state.clone());
            }
            if is_within && holds(&row, words.as_deref_mut())? {
                rows.push(row);
            }
        }
        if is_last || rows.len() as u64 >= most {
            break;
        }
        // A search through many texts leaves the thread to other requests now and then.
        tokio::task::yield_now().await;
    }
    Ok((with_tags(db, cycle, rows).await?, read))
}

fn holds(row: &shared_answer::Model, words: Option<&mut Words>) -> Result<bool> {
    let Some(words) = words else { return Ok(true) };
    let Some(value) = row.value.as_deref() else { return Ok(false) };
    let value: Value = serde_json::from_str(value)?;
    Ok(words.are_in(texts(&value)))
}

fn page(
    cycle: Uuid,
    filter: &Filter,
    after: Option<(StateCode, QuestionCode)>,
) -> Select<shared_answer::Entity> {
    use shared_answer::Column;
    let mut rows = shared_answer::Entity::find().filter(Column::Cycle.eq(cycle));
    if let Some(state) = &filter.state {
        rows = rows.filter(Column::State.eq(state.clone()));
    }
    if let Some(within) = &filter.within {
        let below = within.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let below = Column::Question.like(LikeExpr::new(format!("{below}.%")).escape('\\'));
        rows = rows.filter(Condition::any().add(Column::Question.eq(within.as_str())).add(below));
    }
    if let Some(tag) = &filter.tag {
        let same = |column: answer_tag::Column, of: Column| {
            Expr::col((answer_tag::Entity, column)).equals((shared_answer::Entity, of))
        };
        let tagged = answer_tag::Entity::find()
            .select_only()
            .column(answer_tag::Column::Question)
            .filter(answer_tag::Column::Tag.eq(tag.as_str()))
            .filter(same(answer_tag::Column::Cycle, Column::Cycle))
            .filter(same(answer_tag::Column::State, Column::State));
        rows = rows.filter(Column::Question.in_subquery(tagged.into_query()));
    }
    if let Some((state, question)) = after {
        let same = Condition::all()
            .add(Column::State.eq(state.clone()))
            .add(Column::Question.gt(question));
        rows = rows.filter(Condition::any().add(Column::State.gt(state)).add(same));
    }
    rows.order_by_asc(Column::State).order_by_asc(Column::Question)
}

/// Turns rows into places with their tags.
async fn with_tags(
    db: &impl ConnectionTrait,
    cycle: Uuid,
    rows: Vec<shared_answer::Model>,
) -> Result<Vec<SharedAnswerRow>> {
    let mut tags: BTreeMap<(StateCode, QuestionCode), Vec<answer_tag::Model>> = BTreeMap::new();
    for chunk in rows.chunks(200) {
        let same = |row: &shared_answer::Model| {
            Condition::all()
                .add(answer_tag::Column::State.eq(row.state.clone()))
                .add(answer_tag::Column::Question.eq(row.question.clone()))
        };
        let any = chunk.iter().fold(Condition::any(), |any, row| any.add(same(row)));
        for tag in answer_tag::Entity::find()
            .filter(answer_tag::Column::Cycle.eq(cycle))
            .filter(any)
            .all(db)
            .await?
        {
            tags.entry((tag.state.clone(), tag.question.clone())).or_default().push(tag);
        }
    }
    let found = |row: shared_answer::Model| {
        let mut tags = tags.remove(&(row.state.clone(), row.question.clone())).unwrap_or_default();
        tags.sort_by(|one, other| one.tag.cmp(&other.tag));
        let place = AnswerPosition { cycle, state: row.state, question: row.question };
        SharedAnswerRow { place, reader: row.reader, edition: row.edition, tags }
    };
    Ok(rows.into_iter().map(found).collect())
}

/// Returns one place with its tags.
///
/// # Errors
/// Fails with `NOT_FOUND` if consent does not show the answer to the Secretariat.
pub async fn found(
    db: &impl ConnectionTrait,
    by: &Analyst,
    place: &AnswerPosition,
) -> Result<SharedAnswerRow> {
    let row = answer(db, by, place).await?;
    with_tags(db, place.cycle, vec![row]).await?.pop().ok_or_else(|| Code::NotFound.into())
}

/// Returns the places that a search found, in order. A place whose answer consent does not show to
/// the Secretariat now, or whose answer comes from another edition, is left out.
///
/// # Errors
/// Fails if the database fails.
pub async fn still_found(
    db: &impl ConnectionTrait,
    _by: &Analyst,
    cycle: Uuid,
    places: &[SearchHit],
) -> Result<Vec<SharedAnswerRow>> {
    let mut rows = Vec::new();
    for chunk in places.chunks(200) {
        let same = |place: &SearchHit| {
            Condition::all()
                .add(shared_answer::Column::State.eq(place.state.clone()))
                .add(shared_answer::Column::Question.eq(place.question.clone()))
                .add(shared_answer::Column::Edition.eq(place.edition))
        };
        let any = chunk.iter().fold(Condition::any(), |any, place| any.add(same(place)));
        let shown = shared_answer::Entity::find()
            .filter(shared_answer::Column::Cycle.eq(cycle))
            .filter(any)
            .order_by_asc(shared_answer::Column::State)
            .order_by_asc(shared_answer::Column::Question);
        rows.extend(shown.all(db).await?);
    }
    with_tags(db, cycle, rows).await
}

/// Returns one answer. A caller that hands it out must have recorded the read.
///
/// # Errors
/// Fails with `NOT_FOUND` if consent does not show the answer to the Secretariat.
pub(crate) async fn answer(
    db: &impl ConnectionTrait,
    _by: &Analyst,
    place: &AnswerPosition,
) -> Result<shared_answer::Model> {
    let rows = shared_answer::Entity::find()
        .filter(shared_answer::Column::Cycle.eq(place.cycle))
        .filter(shared_answer::Column::State.eq(place.state.clone()))
        .filter(shared_answer::Column::Question.eq(place.question.clone()));
    rows.one(db).await?.ok_or_else(|| Code::NotFound.into())
}

/// Puts a tag on an answer.
pub(super) async fn add(tx: &Tx, row: answer_tag::Model) -> Result<()> {
    match answer_tag::Entity::insert(row.into_active_model()).exec_without_returning(tx).await {
        Err(error) if is_duplicate(&error) => {
            Err(Error::says(Code::Exists, "The answer has this tag already."))
        }
        Err(error) => Err(error.into()),
        Ok(_) => Ok(()),
    }
}

/// Removes a tag from an answer.
///
/// # Errors
/// Fails with `NOT_FOUND` if the answer has no such tag.
pub(super) async fn remove(tx: &Tx, place: &AnswerPosition, tag: &Tag) -> Result<()> {
    let key = (place.cycle, place.state.clone(), place.question.clone(), tag.as_str().to_owned());
    let removed = answer_tag::Entity::delete_by_id(key).exec(tx).await?;
    if removed.rows_affected == 1 { Ok(()) } else { Err(Code::NotFound.into()) }
}
