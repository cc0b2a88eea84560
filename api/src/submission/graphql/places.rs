//! Single answers that consent shows to the Secretariat: searched, tagged, and read one by one.

use super::{query::place_of, shared::SharedAnswer};
use crate::{
    access::{Analyst, Ask as _, page},
    cursor, cycle,
    error::{Code, Result},
    instrument,
    once::Once,
    submission::shared::{
        Filter, Place, Tag, Words, read_shared_answer,
        store::{self, Found},
        tag_shared_answer, untag_shared_answer,
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

/// The list that cursors of places belong to.
const PLACES: &str = "shared-answer-places";

/// Where the Secretariat looks for single answers.
#[derive(Debug, Default)]
pub struct SharedAnswerQuery;

#[Object]
impl SharedAnswerQuery {
    /// Where answers of a cycle are that consent shows to the Secretariat, with its tags on them, and without what they say. In the
    /// order of State and question. For the Secretariat.
    async fn shared_answer_places(
        &self,
        ctx: &Context<'_>,
        cycle: CycleKey,
        #[graphql(desc = "Only those that fit all of this.")] filter: Option<SharedAnswerFilterInput>,
        #[graphql(desc = "How many, from 1; more than the page limit of the viewer are cut to it. BAD_INPUT for 0.")]
        first: Option<u32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
    ) -> Result<Connection<String, SharedAnswerPlace>> {
        let (by, world) = (ctx.caller().analyst()?, ctx.world());
        let cycle = cycle::store::cycle(world.read(), &cycle).await?;
        let after =
            after.map(|after| cursor::open(world.keys(), PLACES, &after).and_then(|place| place_of(&place))).transpose()?;
        let filter = filter.unwrap_or_default().filter()?;
        instrument::store::published(world, cycle.instrument_version).await?.catalogue.names(filter.within.as_deref())?;
        let most = page(ctx, first)?;
        let mut found = store::search(world.read(), &by, cycle.id, &filter, after.clone(), most + 1).await?;
        let more = found.len() as u64 > most;
        found.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        let mut connection = Connection::new(after.is_some(), more);
        connection.edges.extend(found.into_iter().map(|found| {
            let place = format!("{} {}", found.place.state, found.place.question);
            Edge::<_, _, EmptyFields>::new(cursor::seal(world.keys(), PLACES, &place), SharedAnswerPlace(found))
        }));
        Ok(connection)
    }
}

/// What the Secretariat does with single answers that consent shows to it.
#[derive(Debug, Default)]
pub struct SharedAnswerMutation;

#[Object]
impl SharedAnswerMutation {
    /// Reads one answer that consent shows to the Secretariat: an act, in the State's audit trail and in the Secretariat's. For the
    /// Secretariat.
    async fn read_shared_answer(&self, ctx: &Context<'_>, input: ReadSharedAnswerInput) -> Result<ReadSharedAnswerPayload> {
        let (by, world, now) = (ctx.caller().analyst()?, ctx.world(), ctx.world().now());
        let cycle = cycle::store::cycle(world.read(), &input.cycle).await?;
        let content = json!({ "cycle": input.cycle, "state": input.state, "question": input.question });
        let once = Once::new(by.person(), "readSharedAnswer", input.idempotency_key, &content)?;
        let place = Place { cycle: cycle.id, state: input.state, question: input.question };
        let edition = world
            .write((by.clone(), cycle, place.clone(), once, now), |tx, (by, cycle, place, once, now)| {
                Box::pin(async move { once.run(tx, *now, read_shared_answer(tx, by, cycle, place, *now)).await })
            })
            .await?;
        // What is handed out is what consent shows now, and what was recorded.
        let row = store::answer(world.read(), &by, &place).await?;
        if row.edition != edition {
            return Err(Code::Stale.into());
        }
        Ok(ReadSharedAnswerPayload { answer: SharedAnswer::read(row) })
    }

    /// Puts a tag on an answer that consent shows to the Secretariat. Tags are seen by the Secretariat alone, as long as it may read the
    /// answer. For the Secretariat.
    async fn tag_shared_answer(&self, ctx: &Context<'_>, input: TagSharedAnswerInput) -> Result<SharedAnswerPlacePayload> {
        let Asked { by, cycle, place, tag, once } = asked(ctx, "tagSharedAnswer", input).await?;
        let (world, now) = (ctx.world(), ctx.world().now());
        world
            .write((by.clone(), cycle, place.clone(), tag, once, now), |tx, (by, cycle, place, tag, once, now)| {
                Box::pin(async move { once.run(tx, *now, tag_shared_answer(tx, by, cycle, (place, tag), *now)).await })
            })
            .await?;
        Ok(SharedAnswerPlacePayload { place: SharedAnswerPlace(store::found(world.read(), &by, &place).await?) })
    }

    /// Takes a tag from an answer. For the Secretariat.
    async fn untag_shared_answer(&self, ctx: &Context<'_>, input: TagSharedAnswerInput) -> Result<SharedAnswerPlacePayload> {
        let Asked { by, cycle, place, tag, once } = asked(ctx, "untagSharedAnswer", input).await?;
        let (world, now) = (ctx.world(), ctx.world().now());
        world
            .write((by.clone(), cycle, place.clone(), tag, once, now), |tx, (by, cycle, place, tag, once, now)| {
                Box::pin(async move { once.run(tx, *now, untag_shared_answer(tx, by, cycle, (place, tag), *now)).await })
            })
            .await?;
        Ok(SharedAnswerPlacePayload { place: SharedAnswerPlace(store::found(world.read(), &by, &place).await?) })
    }
}

/// What a change of tags is asked for.
struct Asked {
    by: Analyst,
    cycle: cycle_row::Model,
    place: Place,
    tag: Tag,
    once: Once,
}

async fn asked(ctx: &Context<'_>, mutation: &'static str, mut input: TagSharedAnswerInput) -> Result<Asked> {
    let by = ctx.caller().analyst()?;
    let cycle = cycle::store::cycle(ctx.world().read(), &input.cycle).await?;
    let once = Once::new(by.person(), mutation, input.idempotency_key.take(), &input)?;
    let tag = Tag::parse(&input.tag)?;
    let place = Place { cycle: cycle.id, state: input.state, question: input.question };
    Ok(Asked { by, cycle, place, tag, once })
}

/// What is looked for.
#[derive(InputObject, Debug, Default)]
pub struct SharedAnswerFilterInput {
    /// Only those of one State.
    state: Option<StateCode>,
    /// Only those of this part, section or question, such as `N`, `N.a` or `N.a.1`; BAD_INPUT for another code.
    within: Option<String>,
    /// Only those whose texts hold these whole words, 1 to 10 of them.
    words: Option<String>,
    /// Only those with this tag.
    tag: Option<String>,
}

impl SharedAnswerFilterInput {
    fn filter(self) -> Result<Filter> {
        let words = self.words.as_deref().map(Words::parse).transpose()?;
        let tag = self.tag.as_deref().map(Tag::parse).transpose()?;
        Ok(Filter { state: self.state, within: self.within, words, tag })
    }
}

/// An answer to read.
#[derive(InputObject, Debug)]
pub struct ReadSharedAnswerInput {
    /// The cycle.
    cycle: CycleKey,
    /// The State.
    state: StateCode,
    /// The question.
    question: QuestionCode,
    /// A read that is repeated with the same key within 24 hours is the same read; what it gives is what consent shows then.
    idempotency_key: Option<String>,
}

/// The answer that was read.
#[derive(SimpleObject, Debug)]
pub struct ReadSharedAnswerPayload {
    /// The answer.
    answer: SharedAnswer,
}

/// A tag, and the answer that it is put on or taken from.
#[derive(InputObject, Debug, Serialize)]
pub struct TagSharedAnswerInput {
    /// The cycle.
    cycle: CycleKey,
    /// The State.
    state: StateCode,
    /// The question.
    question: QuestionCode,
    /// The tag, at most 60 characters on one line; upper and lower case are the same.
    tag: String,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    idempotency_key: Option<String>,
}

/// The place whose tags were changed.
#[derive(SimpleObject, Debug)]
pub struct SharedAnswerPlacePayload {
    /// The place.
    place: SharedAnswerPlace,
}

/// Where an answer is that consent shows to the Secretariat, without what it says.
#[derive(Debug)]
pub struct SharedAnswerPlace(Found);

/// Where an answer is that consent shows to the Secretariat, without what it says.
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
    /// Who may read it.
    async fn reader(&self) -> ReaderLevel {
        self.0.reader
    }
    /// The edition it comes from.
    async fn edition(&self) -> i32 {
        self.0.edition
    }
    /// The Secretariat's tags on it, in the order of the alphabet.
    async fn tags(&self) -> Vec<AnswerTag> {
        self.0.tags.iter().cloned().map(AnswerTag).collect()
    }
}

/// A tag of the Secretariat.
#[derive(Debug)]
pub struct AnswerTag(answer_tag::Model);

/// A tag of the Secretariat on an answer that it may read.
#[Object]
impl AnswerTag {
    /// The tag.
    async fn tag(&self) -> &str {
        &self.0.tag
    }
    /// The edition that was there when it was put.
    async fn edition(&self) -> i32 {
        self.0.edition
    }
    /// Who put it.
    async fn tagged_by(&self) -> ID {
        self.0.tagged_by.into()
    }
    /// When.
    async fn tagged_at(&self) -> DateTime<Utc> {
        self.0.tagged_at
    }
}
