//! Queries for submissions: the State's own, and the answers that other States show.

use crate::{
    access::{self, OwnState, RequestContext as _},
    app::App,
    consent, cursor, cycle,
    error::{Code, Error, Result},
    submission::{
        graphql::{shared_answers::shared::SharedAnswer, submission::Submission},
        store,
    },
};
use ::entity::vocabulary::{CycleKey, QuestionCode, StateCode, SubmissionStatus};
use async_graphql::{
    Context, Object, SimpleObject, Value,
    connection::{Connection, Edge, EmptyFields},
};

/// Name of the list that the cursors of shared answers belong to.
const SHARED: &str = "shared-answers";

/// Queries for submissions.
#[derive(Debug, Default)]
pub struct SubmissionQuery;

/// Returns the State's submission to a cycle. Returns none if there is none, or if the viewer may
/// not know of it.
pub(super) async fn find(app: &App, own: OwnState, key: &CycleKey) -> Result<Option<Submission>> {
    let db = app.read();
    let Some(found) = store::for_state(&own).find_to(db, key, None).await? else { return Ok(None) };
    let known = found.submission.is_known_to(db, &own, app.now()).await?;
    Ok(known.then(|| Submission::found(own, found, None)))
}

/// Returns the question whose answer is selected below a field, if there is exactly one.
fn one_question(ctx: &Context<'_>) -> Option<QuestionCode> {
    let answers = ctx.look_ahead().field("answer").selection_fields();
    let [answer] = answers.as_slice() else { return None };
    let (_, question) =
        answer.arguments().ok()?.into_iter().find(|(name, _)| name == "question")?;
    if let Value::String(text) = question { text.parse().ok() } else { None }
}

#[Object]
impl SubmissionQuery {
    /// Submission of the viewer's own State to a cycle; null before the first act on it. For the
    /// State's people. A contributor sees a draft as soon as it holds an answer that is granted to
    /// them.
    async fn submission(&self, ctx: &Context<'_>, cycle: CycleKey) -> Result<Option<Submission>> {
        let (own, app) = (ctx.caller().own_state()?, ctx.app());
        // If exactly one answer is selected, one statement reads the submission with it.
        let question = one_question(ctx).filter(|question| own.sees(question, app.now()));
        let found = store::for_state(&own).find_to(app.read(), &cycle, question.as_ref()).await?;
        let Some(found) = found else { return Ok(None) };
        // A viewer who sees an answer of the submission may know of the submission.
        let known = found.answer.is_some()
            || found.submission.is_known_to(app.read(), &own, app.now()).await?;
        Ok(known.then(|| Submission::found(own, found, question)))
    }

    /// All submissions of the viewer's own State, in the order in which their cycles were planned.
    /// For the State's people. A contributor sees a draft as soon as it holds an answer that is
    /// granted to them.
    async fn submissions(&self, ctx: &Context<'_>) -> Result<Vec<Submission>> {
        let (own, db) = (ctx.caller().own_state()?, ctx.app().read());
        let (rows, now) = (store::for_state(&own).submissions(db).await?, ctx.app().now());
        let mut found = Vec::new();
        for cycle in cycle::store::cycles(db).await?.into_iter().rev() {
            let Some(row) = rows.iter().find(|row| row.cycle == cycle.id) else { continue };
            if row.is_known_to(db, &own, now).await? {
                found.push(Submission::of(own.clone(), row.clone(), cycle));
            }
        }
        Ok(found)
    }

    /// Answers of a cycle that consent shows to the viewer, ordered by State and question.
    ///
    /// The public and integrations see public answers. A State's people also see answers that are
    /// shown to States. The Secretariat sees all answers that are shown to it. In its list, answers
    /// that are not public have no disposition and no value: see `readSharedAnswer`.
    async fn shared_answers(
        &self,
        ctx: &Context<'_>,
        cycle: CycleKey,
        #[graphql(desc = "Only answers of this State.")] state: Option<StateCode>,
        #[graphql(desc = "Only answers to this question.")] question: Option<QuestionCode>,
        #[graphql(
            desc = "Number of answers, from 0. A number over the caller's page limit is cut to it."
        )]
        first: Option<u32>,
        #[graphql(desc = "Only answers after this cursor.")] after: Option<String>,
    ) -> Result<Connection<String, SharedAnswer>> {
        let app = ctx.app();
        let cycle = cycle::store::cycle(app.read(), &cycle).await?;
        let after = after
            .map(|after| {
                cursor::open(app.keys(), SHARED, &after).and_then(|place| place_of(&place))
            })
            .transpose()?;
        let most = access::page(ctx, first);
        let reading = ctx.caller().reader_scope();
        let mut rows = consent::store::shared(
            app.read(),
            reading,
            cycle.id,
            state.as_ref(),
            question.as_ref(),
            after.clone(),
            most + 1,
        )
        .await?;
        let more = rows.len() as u64 > most;
        rows.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        let mut connection = Connection::new(after.is_some(), more);
        connection.edges.extend(rows.into_iter().map(|row| {
            let answer = SharedAnswer::listed(row, reading);
            let (state, question) = answer.place();
            let cursor = cursor::seal(app.keys(), SHARED, &format!("{state} {question}"));
            Edge::<_, _, EmptyFields>::new(cursor, answer)
        }));
        Ok(connection)
    }

    /// Number of States whose submission is submitted and not withdrawn, rounded down to a multiple
    /// of ten. Because of the rounding, one late or withdrawn submission seldom shows. A release
    /// names the States that it counts.
    async fn submission_count(&self, ctx: &Context<'_>, cycle: CycleKey) -> Result<u32> {
        let db = ctx.app().read();
        let cycle = cycle::store::cycle(db, &cycle).await?;
        let count = store::standing_count(db, cycle.id).await?;
        Ok(count / 10 * 10)
    }

    /// Participation of each invited State: invited, submitted, amended or withdrawn. Nothing of a
    /// draft shows. For the Secretariat.
    async fn participation(
        &self,
        ctx: &Context<'_>,
        cycle: CycleKey,
    ) -> Result<Vec<StateParticipation>> {
        ctx.caller().analyst()?;
        let db = ctx.app().read();
        let cycle = cycle::store::cycle(db, &cycle).await?;
        let standing: std::collections::BTreeMap<_, _> =
            store::participation(db, cycle.id).await?.into_iter().collect();
        let invitations = cycle::store::invitations(db, cycle.id).await?;
        let one = |row: ::entity::cycle_invitation::Model| StateParticipation {
            submitted: standing.get(&row.state).copied(),
            state_code: row.state,
            extended_until: row.extended_until,
        };
        Ok(invitations.into_iter().map(one).collect())
    }
}

pub(super) fn place_of(text: &str) -> Result<(StateCode, QuestionCode)> {
    let (state, question) = text.split_once(' ').ok_or_else(|| Error::from(Code::BadInput))?;
    Ok((state.parse()?, question.parse()?))
}

/// Participation of one invited State.
#[derive(SimpleObject, Debug)]
pub struct StateParticipation {
    /// The State.
    state_code: StateCode,
    /// Status: SUBMITTED, AMENDED or WITHDRAWN. Null for an invited State that has not submitted.
    submitted: Option<SubmissionStatus>,
    /// Closing time of this State, if it has an extension.
    extended_until: Option<chrono::DateTime<chrono::Utc>>,
}
