//! Single answers that consent shows to the Secretariat: search, tags, and reads one by one.

use crate::{
    access::{Analyst, RequestContext as _, page},
    app::App,
    cursor, cycle,
    error::{Code, Result},
    idempotency::IdempotentRequest,
    instrument,
    submission::{
        graphql::{
            query::place_of,
            shared_answers::{
                search::{SearchSharedAnswersInput, SearchSharedAnswersPayload, search},
                shared::SharedAnswer,
            },
        },
        shared::{
            AnswerPosition, Filter, Tag, read_shared_answer,
            store::{self, SharedAnswerRow},
            tag_shared_answer, untag_shared_answer,
        },
    },
};
use ::entity::{
    answer_tag, cycle as cycle_row,
    vocabulary::{CycleKey, QuestionCode, ReaderLevel, StateCode},
};
use async_graphql::{
    Context, ID, InputObject, Object, SimpleObject,
    connection::{Connection, Edge, EmptyFields},
};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::json;

/// Name of the list that the cursors of places belong to.
const PLACES: &str = "shared-answer-places";

/// Queries of the Secretariat for single answers that consent shows to it.
#[derive(Debug, Default)]
pub struct SharedAnswerQuery;

#[Object]
impl SharedAnswerQuery {
    /// Places of a cycle's answers that consent shows to the Secretariat, ordered by State and
    /// question.
    ///
    /// A place has the Secretariat's tags, and neither disposition nor value. For the Secretariat.
    async fn shared_answer_places(
        &self,
        ctx: &Context<'_>,
        cycle: CycleKey,
        #[graphql(desc = "Only places that fit these conditions.")] filter: Option<
            SharedAnswerFilterInput,
        >,
        #[graphql(
            desc = "Number of places, from 0. A number over the caller's page limit is cut to it."
        )]
        first: Option<u32>,
        #[graphql(desc = "Only places after this cursor.")] after: Option<String>,
    ) -> Result<Connection<String, SharedAnswerPlace>> {
        let (by, app) = (ctx.caller().analyst()?, ctx.app());
        let cycle = cycle::store::cycle(app.read(), &cycle).await?;
        let after = after.map(|after| opened(app, &after)).transpose()?;
        let filter = checked(app, &cycle, filter).await?;
        let most = page(ctx, first);
        let mut found =
            store::search(app.read(), &by, cycle.id, &filter, after.clone(), most + 1).await?;
        let more = found.len() as u64 > most;
        found.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        let mut connection = Connection::new(after.is_some(), more);
        connection.edges.extend(found.into_iter().map(|found| {
            let cursor = sealed(app, &found.place.state, &found.place.question);
            Edge::<_, _, EmptyFields>::new(cursor, SharedAnswerPlace(found))
        }));
        Ok(connection)
    }
}

/// Returns the place after which a page begins.
pub(super) fn opened(app: &App, after: &str) -> Result<(StateCode, QuestionCode)> {
    cursor::open(app.keys(), PLACES, after).and_then(|place| place_of(&place))
}

/// Returns the cursor of a place.
pub(super) fn sealed(app: &App, state: &StateCode, question: &QuestionCode) -> String {
    cursor::seal(app.keys(), PLACES, &format!("{state} {question}"))
}

/// Returns the conditions, with a code of the cycle's instrument.
pub(super) async fn checked(
    app: &App,
    cycle: &cycle_row::Model,
    filter: Option<SharedAnswerFilterInput>,
) -> Result<Filter> {
    let filter = filter.unwrap_or_default().filter()?;
    let instrument = instrument::store::published(app, cycle.instrument_version).await?;
    instrument.catalogue.names(filter.within.as_deref())?;
    Ok(filter)
}

/// Mutations of the Secretariat on single answers that consent shows to it.
#[derive(Debug, Default)]
pub struct SharedAnswerMutation;

#[Object]
impl SharedAnswerMutation {
    /// Reads one answer that consent shows to the Secretariat. The read is an act in the audit
    /// trails of the State and of the Secretariat. For the Secretariat.
    async fn read_shared_answer(
        &self,
        ctx: &Context<'_>,
        input: ReadSharedAnswerInput,
    ) -> Result<ReadSharedAnswerPayload> {
        let (by, app, now) = (ctx.caller().analyst()?, ctx.app(), ctx.app().now());
        let cycle = cycle::store::cycle(app.read(), &input.cycle).await?;
        let content =
            json!({ "cycle": input.cycle, "state": input.state, "question": input.question });
        let once = IdempotentRequest::new(
            by.person(),
            "readSharedAnswer",
            input.idempotency_key,
            &content,
        )?;
        let place =
            AnswerPosition { cycle: cycle.id, state: input.state, question: input.question };
        let edition = once
            .mutate(app, now, (by.clone(), cycle, place.clone()), |tx, (by, cycle, place), now| {
                Box::pin(read_shared_answer(tx, by, cycle, place, now))
            })
            .await?;
        // The reply shows what consent shows now. A newer edition is refused: its read is not
        // recorded.
        let row = store::answer(app.read(), &by, &place).await?;
        if row.edition != edition {
            return Err(Code::Stale.into());
        }
        Ok(ReadSharedAnswerPayload { answer: SharedAnswer::read(row) })
    }

    /// Searches for words in the texts of answers that consent shows to the Secretariat. The result
    /// is places, as in `sharedAnswerPlaces`. For the Secretariat.
    ///
    /// The search is an act in the audit trail of the Secretariat. It is also an act in the trail
    /// of each State of which it found a text that is not public, and of the State in `filter`.
    /// The trails name the places that were found, and not the words.
    ///
    /// Words are compared as readers compare them: without case, accents and vowel signs. A part of
    /// a word is not found. In a script without spaces, such as Han, a search finds two or more
    /// characters that follow each other.
    async fn search_shared_answers(
        &self,
        ctx: &Context<'_>,
        input: SearchSharedAnswersInput,
    ) -> Result<SearchSharedAnswersPayload> {
        search(ctx, input).await
    }

    /// Puts a tag on an answer that consent shows to the Secretariat. Only the Secretariat sees
    /// tags, and only while it may read the answer. For the Secretariat.
    async fn tag_shared_answer(
        &self,
        ctx: &Context<'_>,
        input: TagSharedAnswerInput,
    ) -> Result<SharedAnswerPlacePayload> {
        let AskedFields { by, cycle, place, tag, once } =
            asked(ctx, "tagSharedAnswer", input).await?;
        let (app, now) = (ctx.app(), ctx.app().now());
        once.mutate(
            app,
            now,
            (by.clone(), cycle, place.clone(), tag),
            |tx, (by, cycle, place, tag), now| {
                Box::pin(tag_shared_answer(tx, by, cycle, (place, tag), now))
            },
        )
        .await?;
        Ok(SharedAnswerPlacePayload {
            place: SharedAnswerPlace(store::found(app.read(), &by, &place).await?),
        })
    }

    /// Removes a tag from an answer. For the Secretariat.
    async fn untag_shared_answer(
        &self,
        ctx: &Context<'_>,
        input: TagSharedAnswerInput,
    ) -> Result<SharedAnswerPlacePayload> {
        let AskedFields { by, cycle, place, tag, once } =
            asked(ctx, "untagSharedAnswer", input).await?;
        let (app, now) = (ctx.app(), ctx.app().now());
        once.mutate(
            app,
            now,
            (by.clone(), cycle, place.clone(), tag),
            |tx, (by, cycle, place, tag), now| {
                Box::pin(untag_shared_answer(tx, by, cycle, (place, tag), now))
            },
        )
        .await?;
        Ok(SharedAnswerPlacePayload {
            place: SharedAnswerPlace(store::found(app.read(), &by, &place).await?),
        })
    }
}

/// Checked inputs of a change of tags.
struct AskedFields {
    by: Analyst,
    cycle: cycle_row::Model,
    place: AnswerPosition,
    tag: Tag,
    once: IdempotentRequest,
}

async fn asked(
    ctx: &Context<'_>,
    mutation: &'static str,
    mut input: TagSharedAnswerInput,
) -> Result<AskedFields> {
    let by = ctx.caller().analyst()?;
    let cycle = cycle::store::cycle(ctx.app().read(), &input.cycle).await?;
    let once = IdempotentRequest::new(by.person(), mutation, input.idempotency_key.take(), &input)?;
    let tag = Tag::parse(&input.tag)?;
    let place = AnswerPosition { cycle: cycle.id, state: input.state, question: input.question };
    Ok(AskedFields { by, cycle, place, tag, once })
}

/// Conditions of a search for answers. An answer must fit all of them.
#[derive(InputObject, Debug, Default, Serialize)]
pub struct SharedAnswerFilterInput {
    /// Only answers of this State.
    state: Option<StateCode>,
    /// Only answers to this part, section or question, such as `N`, `N.a` or `N.a.1`. `BAD_INPUT`
    /// for another code.
    within: Option<String>,
    /// Only answers with this tag.
    tag: Option<String>,
}

impl SharedAnswerFilterInput {
    fn filter(self) -> Result<Filter> {
        let tag = self.tag.as_deref().map(Tag::parse).transpose()?;
        Ok(Filter { state: self.state, within: self.within, tag })
    }
}

/// Answer to read.
#[derive(InputObject, Debug)]
pub struct ReadSharedAnswerInput {
    /// The cycle.
    cycle: CycleKey,
    /// The State.
    state: StateCode,
    /// The question.
    question: QuestionCode,
    /// Idempotency key, 1 to 200 bytes. A repeat with the same key and content within 24 hours is
    /// the same read: no second act is recorded. The reply then shows what consent shows at the
    /// time of the repeat. Other content is refused with `IDEMPOTENCY_MISMATCH`.
    idempotency_key: Option<String>,
}

/// Result of a read.
#[derive(SimpleObject, Debug)]
pub struct ReadSharedAnswerPayload {
    /// Answer that was read.
    answer: SharedAnswer,
}

/// Tag, and the answer to put it on or to remove it from.
#[derive(InputObject, Debug, Serialize)]
pub struct TagSharedAnswerInput {
    /// The cycle.
    cycle: CycleKey,
    /// The State.
    state: StateCode,
    /// The question.
    question: QuestionCode,
    /// Text of the tag, at most 60 characters on one line. Upper and lower case are the same.
    tag: String,
    /// Idempotency key, 1 to 200 bytes. A repeat with the same key and content within 24 hours
    /// changes nothing. Other content is refused with `IDEMPOTENCY_MISMATCH`.
    idempotency_key: Option<String>,
}

/// Result of a change of tags.
#[derive(SimpleObject, Debug)]
pub struct SharedAnswerPlacePayload {
    /// Place whose tags were changed.
    place: SharedAnswerPlace,
}

/// Place of an answer that consent shows to the Secretariat, without disposition and value.
#[derive(Debug)]
pub struct SharedAnswerPlace(pub(super) SharedAnswerRow);

/// Place of an answer that consent shows to the Secretariat, without disposition and value.
#[Object]
impl SharedAnswerPlace {
    /// The State.
    async fn state_code(&self) -> &StateCode {
        &self.0.place.state
    }
    /// The question.
    async fn question(&self) -> &QuestionCode {
        &self.0.place.question
    }
    /// Readers to whom the answer is shown.
    async fn reader(&self) -> ReaderLevel {
        self.0.reader
    }
    /// Edition that the answer comes from.
    async fn edition(&self) -> i32 {
        self.0.edition
    }
    /// Tags of the Secretariat on the answer, in alphabetical order.
    async fn tags(&self) -> Vec<AnswerTag> {
        self.0.tags.iter().cloned().map(AnswerTag).collect()
    }
}

/// Tag of the Secretariat on an answer that it may read.
#[derive(Debug)]
pub struct AnswerTag(answer_tag::Model);

/// Tag of the Secretariat on an answer that it may read.
#[Object]
impl AnswerTag {
    /// Text of the tag, in lower case.
    async fn tag(&self) -> &str {
        &self.0.tag
    }
    /// Edition that was shown when the tag was added.
    async fn edition(&self) -> i32 {
        self.0.edition
    }
    /// Identity of the person who added the tag.
    async fn tagged_by(&self) -> ID {
        self.0.tagged_by.into()
    }
    /// Time at which the tag was added.
    async fn tagged_at(&self) -> DateTime<Utc> {
        self.0.tagged_at
    }
}
