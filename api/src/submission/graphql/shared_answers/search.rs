//! Searching for words in the texts that consent shows to the Secretariat: a recorded act.

use super::places::{SharedAnswerFilterInput, SharedAnswerPlace, checked, opened, sealed};
use crate::{
    access::{RequestContext as _, page},
    cycle,
    error::{Code, Error, Result},
    idempotency::IdempotentRequest,
    submission::shared::{TextSearch, Words, record_search, store},
};
use ::entity::vocabulary::CycleKey;
use async_graphql::{Context, InputObject, SimpleObject};
use serde::Serialize;

/// Words to search for in a cycle.
#[derive(InputObject, Debug, Serialize)]
pub struct SearchSharedAnswersInput {
    /// The cycle.
    cycle: CycleKey,
    /// Words that the texts of one answer all contain, as whole words. 1 to 50 words.
    words: String,
    /// Only places that fit these conditions.
    filter: Option<SharedAnswerFilterInput>,
    /// Number of places, from 0. A number over the caller's page limit is cut to it.
    first: Option<i32>,
    /// Only places after this cursor: `next` of an earlier search. Each page is a search of its
    /// own.
    after: Option<String>,
    /// Idempotency key, 1 to 200 bytes. A repeat with the same key and content within 24 hours is
    /// the same search: no second act is recorded. The reply then leaves out places that consent no
    /// longer shows. Other content is refused with `IDEMPOTENCY_MISMATCH`.
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// Result of a search.
#[derive(SimpleObject, Debug)]
pub struct SearchSharedAnswersPayload {
    /// Places that were found, ordered by State and question.
    places: Vec<SharedAnswerPlace>,
    /// Cursor for `after` of the next search; null if this one found fewer places than `first`.
    next: Option<String>,
}

/// Searches, records the search, and returns what consent shows after the commit.
pub(super) async fn search(
    ctx: &Context<'_>,
    input: SearchSharedAnswersInput,
) -> Result<SearchSharedAnswersPayload> {
    let (by, app, now) = (ctx.caller().analyst()?, ctx.app(), ctx.app().now());
    let cycle = cycle::store::cycle(app.read(), &input.cycle).await?;
    let once = IdempotentRequest::new(
        by.person(),
        "searchSharedAnswers",
        input.idempotency_key.clone(),
        &input,
    )?;
    let mut words = Words::parse(&input.words)?;
    let after = input.after.map(|after| opened(app, &after)).transpose()?;
    let filter = checked(app, &cycle, input.filter).await?;
    let few = |_| Error::says(Code::BadInput, "A page holds 0 places or more (`first`).");
    let most = page(ctx, input.first.map(u32::try_from).transpose().map_err(few)?);
    // The texts are read before the transaction, so that no State's save waits for a search.
    let what = (&filter, &mut words);
    // No place is read ahead: whether there is one would tell of a text without an act.
    let (found, read) = store::search_texts(app.read(), &by, cycle.id, what, after, most).await?;
    let is_more = found.len() as u64 == most;
    let (key, searched) = (cycle.id, TextSearch { cycle, filter, read, found });
    let (found, is_more) = once
        .mutate(app, now, (by.clone(), searched, is_more), |tx, (by, searched, is_more), now| {
            Box::pin(async move { Ok((record_search(tx, by, searched, now).await?, *is_more)) })
        })
        .await?;
    let last = found.last().filter(|_| is_more);
    let next = last.map(|last| sealed(app, &last.state, &last.question));
    let places = store::still_found(app.read(), &by, key, &found).await?;
    Ok(SearchSharedAnswersPayload {
        places: places.into_iter().map(SharedAnswerPlace).collect(),
        next,
    })
}
