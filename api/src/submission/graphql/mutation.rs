//! Mutations of a State's people on their own submission.

use super::{
    edition::Edition,
    payload::{
        AnswerInput, ConsentChoiceInput, ConsentPlace, EditionPayload, SaveAnswersInput, SaveAnswersPayload, SaveOutcome,
        SetConsentInput, SetConsentPayload, SubmissionPayload, SubmitSubmissionInput, WithdrawSubmissionInput,
    },
    query::find,
    submission::Submission,
};
use crate::{
    access::{Ask as _, OwnState},
    consent::{self, Choice},
    cycle,
    error::{Code, Error, Result},
    instrument,
    once::Once,
    submission::{self, Freeze, NewConsent, Submit, outcomes, prepare, store, working_copy::save_answers},
    world::World,
};
use ::entity::vocabulary::CycleKey;
use async_graphql::{Context, Object};
use serde_json::json;
use std::sync::Arc;

/// Maximum number of answers in one save: all questions of an instrument, and some more.
const MOST_EDITS: usize = 500;

/// Mutations of a State's people on their own submission.
#[derive(Debug, Default)]
pub struct SubmissionMutation;

#[Object]
impl SubmissionMutation {
    /// Saves answers. Each edit has its own outcome: saved, conflict or refused.
    ///
    /// Edits of different questions merge. An edit based on an older revision of the same question
    /// is a conflict, and both values are kept. The server replies after the save is durable. For
    /// the focal point, for contributors on granted questions, and for integrations with
    /// `own.draft.write`.
    async fn save_answers(&self, ctx: &Context<'_>, input: SaveAnswersInput) -> Result<SaveAnswersPayload> {
        let by = ctx.caller().contributes()?;
        let world = ctx.world();
        if input.answers.is_empty() || input.answers.len() > MOST_EDITS {
            return Err(Error::says(Code::BadInput, format!("A save takes 1 to {MOST_EDITS} answers.")));
        }
        let cycle = cycle::store::cycle(world.read(), &input.cycle).await?;
        let instrument = instrument::store::published(world, cycle.instrument_version).await?;
        let now = world.now();
        let edits = input.answers.into_iter().map(AnswerInput::edit).collect::<Vec<_>>();
        let content = json!({ "cycle": input.cycle, "answers": edits.iter().map(Result::as_ref).collect::<Vec<_>>() });
        let once = Once::new(by.person(), "saveAnswers", input.idempotency_key, &content)?.through(by.integration());
        let good = edits.iter().filter_map(|edit| edit.as_ref().ok().cloned()).collect();
        let mut verdicts = prepare(good, &by, &instrument.catalogue, now).into_iter();
        let (mut prepared, mut questions) = (Vec::new(), Vec::with_capacity(edits.len()));
        for verdict in edits.into_iter().filter_map(|edit| edit.map_or_else(|refused| Some(Err(refused)), |_| verdicts.next())) {
            questions.push(verdict.map(|edit| {
                let question = edit.question().clone();
                prepared.push(edit);
                question
            }));
        }
        let own: OwnState = (*by).clone();
        let saved = world
            .write((by, cycle, prepared, once, now), |tx, (by, cycle, prepared, once, now)| {
                Box::pin(async move { once.run(tx, *now, save_answers(tx, by, cycle, prepared, *now)).await })
            })
            .await?;
        let outcomes = outcomes(questions, saved.outcomes).into_iter();
        let outcomes = outcomes.map(|outcome| SaveOutcome::of(outcome, &own)).collect::<Result<_>>()?;
        Ok(SaveAnswersPayload { outcomes, saved_at: saved.saved_at, own, cycle: input.cycle })
    }

    /// Submits the working copy: freezes an edition and returns it with its receipt. An empty
    /// submission can be submitted. For the focal point.
    async fn submit_submission(&self, ctx: &Context<'_>, input: SubmitSubmissionInput) -> Result<EditionPayload> {
        freeze(ctx, Freeze::Submit, input).await
    }

    /// Submits a later edition. Refused with `NOTHING_CHANGED` if no answer has changed since the
    /// last edition. For the focal point.
    async fn amend_submission(&self, ctx: &Context<'_>, input: SubmitSubmissionInput) -> Result<EditionPayload> {
        freeze(ctx, Freeze::Amend, input).await
    }

    /// Withdraws the submission from other readers and from later releases. The State still reads
    /// its editions. For the focal point.
    async fn withdraw_submission(&self, ctx: &Context<'_>, input: WithdrawSubmissionInput) -> Result<SubmissionPayload> {
        let by = ctx.caller().focal_point()?.fresh(ctx.world().now())?;
        let world = ctx.world();
        let cycle = cycle::store::cycle(world.read(), &input.cycle).await?;
        let once = Once::new(by.person(), "withdrawSubmission", input.idempotency_key, &input.cycle)?;
        let now = world.now();
        let own: OwnState = (**by).clone();
        world
            .write((by, cycle, once, now), |tx, (by, cycle, once, now)| {
                Box::pin(async move { once.run(tx, *now, crate::submission::editions::withdraw(tx, by, cycle, *now)).await })
            })
            .await?;
        changed(world, own, &input.cycle).await
    }

    /// Sets consent: the readers of answers, permission to count them, and purposes.
    ///
    /// Reads change at once, tables with the next release. The reply lists more specific choices
    /// that stay in force. For the focal point, also after the cycle has closed.
    async fn set_consent(&self, ctx: &Context<'_>, input: SetConsentInput) -> Result<SetConsentPayload> {
        let by = ctx.caller().focal_point()?.fresh(ctx.world().now())?;
        let world = ctx.world();
        let cycle = cycle::store::cycle(world.read(), &input.cycle).await?;
        let instrument = instrument::store::published(world, cycle.instrument_version).await?;
        let choices: Vec<Choice> = input.choices.into_iter().map(ConsentChoiceInput::choice).collect::<Result<_>>()?;
        let content = choices.iter().map(|choice| format!("{choice:?}")).collect::<Vec<_>>();
        let once =
            Once::new(by.person(), "setConsent", input.idempotency_key, &json!({ "cycle": input.cycle, "choices": content }))?;
        let new = NewConsent { cycle: cycle.clone(), choices: choices.clone() }.check(&instrument.catalogue)?;
        let now = world.now();
        let own: OwnState = (**by).clone();
        world
            .write((by, new, once, now), |tx, (by, new, once, now)| {
                Box::pin(async move { once.run(tx, *now, submission::set_consent(tx, by, new, *now)).await })
            })
            .await?;
        let row = store::own(&own).submission(world.read(), cycle.id).await?.ok_or(Code::NotFound)?;
        let holds = consent::store::consent(world.read(), row.id).await?;
        let mut standing = Vec::new();
        for choice in &choices {
            if let Choice::Answers { scope, code, .. } = choice {
                let places = holds.standing(*scope, code).into_iter().map(|(scope, code)| ConsentPlace { scope, code });
                standing.extend(places.filter(|place| !choices.iter().any(|other| place.is_chosen_by(other))));
            }
        }
        Ok(SetConsentPayload { submission: Submission::of(own, row, cycle), standing })
    }
}

async fn freeze(ctx: &Context<'_>, freeze: Freeze, input: SubmitSubmissionInput) -> Result<EditionPayload> {
    let by = ctx.caller().focal_point()?.fresh(ctx.world().now())?;
    let world = ctx.world();
    let cycle = cycle::store::cycle(world.read(), &input.cycle).await?;
    let instrument = instrument::store::published(world, cycle.instrument_version).await?;
    let content = json!({ "cycle": input.cycle, "countable": input.countable, "reader": input.reader });
    let mutation = if freeze == Freeze::Submit { "submitSubmission" } else { "amendSubmission" };
    let once = Once::new(by.person(), mutation, input.idempotency_key, &content)?;
    let what = Submit { freeze, cycle: cycle.clone(), instrument, countable: input.countable, reader: input.reader };
    let now = world.now();
    let own: OwnState = (**by).clone();
    let number = world
        .write((Arc::clone(world), by, what, once, now), |tx, (world, by, what, once, now)| {
            Box::pin(async move { once.run(tx, *now, crate::submission::editions::submit(tx, world, by, what, *now)).await })
        })
        .await?;
    let row = store::own(&own).submission(world.read(), cycle.id).await?.ok_or(Code::NotFound)?;
    let edition = Edition(row.edition(world.read(), number).await?);
    Ok(EditionPayload { edition, submission: Submission::of(own, row, cycle) })
}

async fn changed(world: &World, own: OwnState, cycle: &CycleKey) -> Result<SubmissionPayload> {
    let submission = find(world, own, cycle).await?.ok_or(Code::NotFound)?;
    Ok(SubmissionPayload { submission })
}
