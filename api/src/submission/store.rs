//! A State's own submission in SQL. Every function starts from a witness of the State, or from a
//! submission that a witness found.

mod found;
mod of_cycle;

pub use found::SubmissionRows;
pub(crate) use of_cycle::{hold, standing, standing_since, withdrawn};
pub use of_cycle::{participation, standing_count};

use crate::{
    access::OwnState,
    clock::timeless_id,
    cycle,
    database::{Tx, unique},
    error::{Code, Result},
    submission::editions::edition::Edition,
};
use ::entity::{
    answer, answer_revision, edition, submission,
    vocabulary::{CycleKey, QuestionCode, StateCode, SubmissionStatus},
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DatabaseBackend, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Set, Statement,
    sea_query::OnConflict,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Submission that its own State found.
#[derive(Clone, Debug)]
pub struct OwnSubmission(submission::Model);

impl std::ops::Deref for OwnSubmission {
    type Target = submission::Model;
    fn deref(&self) -> &submission::Model {
        &self.0
    }
}

/// Start of every read of a State's own submissions.
#[derive(Clone, Copy, Debug)]
pub struct StateSubmissions<'w>(&'w StateCode);

/// Returns the start of every read of a State's own submissions.
#[must_use]
pub fn for_state(witness: &OwnState) -> StateSubmissions<'_> {
    StateSubmissions(witness.state())
}

impl StateSubmissions<'_> {
    /// Returns the State's submission to a cycle.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn submission(
        self,
        db: &impl ConnectionTrait,
        cycle: Uuid,
    ) -> Result<Option<OwnSubmission>> {
        Ok(unique(self.find(cycle), db).await?.map(OwnSubmission))
    }

    /// Returns the State's submission to the cycle with a key, and the answer to one question if
    /// one is named. One statement reads both.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn find_to(
        self,
        db: &impl ConnectionTrait,
        key: &CycleKey,
        question: Option<&QuestionCode>,
    ) -> Result<Option<SubmissionRows>> {
        let values = [key.clone().into(), self.0.clone().into(), question.cloned().into()];
        let find = Statement::from_sql_and_values(db.get_database_backend(), found::SQL, values);
        db.query_one_raw(find)
            .await?
            .map(|row| SubmissionRows::read(&row, self.0, question))
            .transpose()
    }

    /// Returns all submissions of the State, in no order. Their ids hold no time.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn submissions(self, db: &impl ConnectionTrait) -> Result<Vec<OwnSubmission>> {
        let rows = submission::Entity::find().filter(submission::Column::State.eq(self.0.clone()));
        Ok(rows.all(db).await?.into_iter().map(OwnSubmission).collect())
    }

    fn find(self, cycle: Uuid) -> sea_orm::Select<submission::Entity> {
        submission::Entity::find()
            .filter(submission::Column::Cycle.eq(cycle))
            .filter(submission::Column::State.eq(self.0.clone()))
    }

    /// Locks the State's submission until the end of the transaction.
    pub(super) async fn lock(self, tx: &Tx, cycle: Uuid) -> Result<Option<OwnSubmission>> {
        let mut find = self.find(cycle);
        if tx.get_database_backend() == DatabaseBackend::Postgres {
            find = find.lock_exclusive();
        }
        Ok(unique(find, tx).await?.map(OwnSubmission))
    }

    /// Locks the State's submission, and creates it if this is the first act on it.
    pub(super) async fn lock_or_create(
        self,
        tx: &Tx,
        cycle: Uuid,
        now: DateTime<Utc>,
    ) -> Result<OwnSubmission> {
        if let Some(found) = self.lock(tx, cycle).await? {
            return Ok(found);
        }
        cycle::store::invitation(tx, cycle, self.0).await?.ok_or(Code::NotInvited)?;
        let row = submission::Model {
            // All people of the State see the id, but not all may know when the first answer was
            // saved.
            id: timeless_id(),
            cycle,
            state: self.0.clone(),
            status: SubmissionStatus::Draft,
            latest_edition: 0,
            withdrawn_through: 0,
            created_at: now,
        };
        let once = OnConflict::columns([submission::Column::Cycle, submission::Column::State])
            .do_nothing()
            .to_owned();
        match submission::Entity::insert(row.into_active_model())
            .on_conflict(once)
            .exec_without_returning(tx)
            .await
        {
            Ok(_) | Err(sea_orm::DbErr::RecordNotInserted) => {}
            Err(error) => return Err(error.into()),
        }
        self.lock(tx, cycle).await?.ok_or_else(|| Code::Stale.into())
    }
}

impl OwnSubmission {
    /// Returns the current answers that a person of the State sees, or of these the answers to some
    /// questions. Answers to questions that are not seen are not read if only such questions are
    /// named.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn seen(
        &self,
        db: &impl ConnectionTrait,
        by: &OwnState,
        only: Option<&[QuestionCode]>,
        now: DateTime<Utc>,
    ) -> Result<Vec<answer::Model>> {
        if only.is_some_and(|only| !only.iter().any(|question| by.sees(question, now))) {
            return Ok(Vec::new());
        }
        let mut rows = self.answers(db, only).await?;
        rows.retain(|row| by.sees(&row.question, now));
        Ok(rows)
    }

    /// Returns true if a person of the State may know that the submission exists.
    ///
    /// The submission is a draft as soon as anybody has saved anything. A contributor knows of a
    /// draft that holds an answer granted to them, and of every submission that was ever submitted.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn is_known_to(
        &self,
        db: &impl ConnectionTrait,
        by: &OwnState,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let is_draft = self.status == SubmissionStatus::Draft;
        if !is_draft || by.sees_all().is_ok() {
            return Ok(true);
        }
        let questions = answer::Entity::find().select_only().column(answer::Column::Question);
        let questions: Vec<QuestionCode> =
            questions.filter(answer::Column::Submission.eq(self.id)).into_tuple().all(db).await?;
        Ok(questions.iter().any(|question| by.sees(question, now)))
    }

    /// Returns the current answers, all or those to some questions, for an act on the whole
    /// submission.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub(super) async fn answers(
        &self,
        db: &impl ConnectionTrait,
        only: Option<&[QuestionCode]>,
    ) -> Result<Vec<answer::Model>> {
        let mut rows = answer::Entity::find().filter(answer::Column::Submission.eq(self.id));
        if let Some(only) = only {
            rows = rows.filter(answer::Column::Question.is_in(only.iter().cloned()));
        }
        Ok(rows.all(db).await?)
    }

    /// Returns the history of one answer, newest first: saved revisions, and edits that lost a
    /// conflict.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn history(
        &self,
        db: &impl ConnectionTrait,
        question: &QuestionCode,
    ) -> Result<Vec<answer_revision::Model>> {
        let rows = answer_revision::Entity::find()
            .filter(answer_revision::Column::Submission.eq(self.id))
            .filter(answer_revision::Column::Question.eq(question.clone()));
        Ok(rows.order_by_desc(answer_revision::Column::Id).all(db).await?)
    }

    /// Returns the editions, oldest first.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn editions(&self, db: &impl ConnectionTrait) -> Result<Vec<edition::Model>> {
        let rows = edition::Entity::find().filter(edition::Column::Submission.eq(self.id));
        Ok(rows.order_by_asc(edition::Column::Number).all(db).await?)
    }

    /// Returns one edition.
    ///
    /// # Errors
    /// Fails with `NOT_FOUND` if there is none with this number.
    pub async fn edition(&self, db: &impl ConnectionTrait, number: i32) -> Result<edition::Model> {
        edition::Entity::find_by_id((self.id, number))
            .one(db)
            .await?
            .ok_or_else(|| Code::NotFound.into())
    }

    /// Writes the saved answers, and adds every edit to the history.
    pub(super) async fn write(
        &self,
        tx: &Tx,
        saved: Vec<answer::Model>,
        history: Vec<answer_revision::Model>,
    ) -> Result<()> {
        if !saved.is_empty() {
            let newer = OnConflict::columns([answer::Column::Submission, answer::Column::Question])
                .update_columns([
                    answer::Column::Revision,
                    answer::Column::Disposition,
                    answer::Column::Value,
                    answer::Column::Author,
                    answer::Column::SavedAt,
                ])
                .to_owned();
            let rows = saved.into_iter().map(answer::Model::into_active_model);
            answer::Entity::insert_many(rows).on_conflict(newer).exec_without_returning(tx).await?;
        }
        if !history.is_empty() {
            let rows = history.into_iter().map(answer_revision::Model::into_active_model);
            answer_revision::Entity::insert_many(rows).exec_without_returning(tx).await?;
        }
        Ok(())
    }

    /// Adds an edition and updates the submission. Fails with `STALE` if another edition came
    /// first.
    pub(super) async fn add_edition(
        &self,
        tx: &Tx,
        row: edition::Model,
        status: SubmissionStatus,
    ) -> Result<()> {
        let number = row.number;
        edition::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
        let moved = submission::Entity::update_many()
            .set(submission::ActiveModel {
                status: Set(status),
                latest_edition: Set(number),
                ..Default::default()
            })
            .filter(submission::Column::Id.eq(self.id))
            .filter(submission::Column::LatestEdition.eq(number - 1))
            .exec(tx)
            .await?;
        if moved.rows_affected == 1 { Ok(()) } else { Err(Code::Stale.into()) }
    }

    /// Withdraws all editions of the submission.
    pub(super) async fn withdraw(&self, tx: &Tx) -> Result<()> {
        let mut row = self.0.clone().into_active_model();
        row.status = Set(SubmissionStatus::Withdrawn);
        row.withdrawn_through = Set(self.0.latest_edition);
        row.update(tx).await?;
        Ok(())
    }
}

/// Returns editions of a cycle by State and number, withdrawn or not. An edition that a release has
/// counted stays sealed.
pub(crate) async fn numbered(
    db: &impl ConnectionTrait,
    cycle: Uuid,
    wanted: &BTreeMap<StateCode, i32>,
) -> Result<BTreeMap<StateCode, edition::Model>> {
    let rows =
        submission::Entity::find().filter(submission::Column::Cycle.eq(cycle)).all(db).await?;
    let states: BTreeMap<Uuid, StateCode> =
        rows.into_iter().map(|row| (row.id, row.state)).collect();
    let mut found = BTreeMap::new();
    for chunk in states.keys().copied().collect::<Vec<_>>().chunks(500) {
        for edition in edition::Entity::find()
            .filter(edition::Column::Submission.is_in(chunk.iter().copied()))
            .all(db)
            .await?
        {
            let state = &states[&edition.submission];
            if wanted.get(state) == Some(&edition.number) {
                found.insert(state.clone(), edition);
            }
        }
    }
    Ok(found)
}

/// Parses an edition's document.
///
/// # Errors
/// Fails if the stored document is damaged.
pub fn read(row: &edition::Model) -> Result<Edition> {
    Ok(serde_json::from_str(&row.document)?)
}

/// Returns the edition that a signed link names. The link proves that its State asked for it.
pub(crate) async fn linked(
    db: &impl ConnectionTrait,
    submission: Uuid,
    number: i32,
) -> Result<edition::Model> {
    edition::Entity::find_by_id((submission, number))
        .one(db)
        .await?
        .ok_or_else(|| Code::NotFound.into())
}
