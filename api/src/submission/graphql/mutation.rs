//! Mutations of a State's people on their own submission.

use super::{
    edition::Edition,
    payload::{
        AnswerInput, ConsentChoiceInput, ConsentPlace, EditionPayload, SaveAnswersInput,
        SaveAnswersPayload, SaveOutcome, SetConsentInput, SetConsentPayload, SubmissionPayload,
        SubmitSubmissionInput, WithdrawSubmissionInput,
    },
    query::find,
    submission::Submission,
};
use crate::{
    access::{OwnState, RequestContext as _},
    app::App,
    consent::{self, Choice},
    cycle,
    error::{Code, Error, Result},
    idempotency::IdempotentRequest,
    instrument,
    submission::{
        self, Freeze, NewConsent, Submit, outcomes, prepare, store, working_copy::save_answers,
    },
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
    async fn save_answers(
        &self,
        ctx: &Context<'_>,
        input: SaveAnswersInput,
    ) -> Result<SaveAnswersPayload> {
        let by = ctx.caller().contributor()?;
        let app = ctx.app();
        if input.answers.is_empty() || input.answers.len() > MOST_EDITS {
            return Err(Error::says(
                Code::BadInput,
                format!("A save takes 1 to {MOST_EDITS} answers."),
            ));
        }
        let cycle = cycle::store::cycle(app.read(), &input.cycle).await?;
        let instrument = instrument::store::published(app, cycle.instrument_version).await?;
        let now = app.now();
        let edits = input.answers.into_iter().map(AnswerInput::edit).collect::<Vec<_>>();
        let content = json!({ "cycle": input.cycle, "answers": edits.iter().map(Result::as_ref).collect::<Vec<_>>() });
        let once =
            IdempotentRequest::new(by.person(), "saveAnswers", input.idempotency_key, &content)?
                .through(by.integration());
        let good = edits.iter().filter_map(|edit| edit.as_ref().ok().cloned()).collect();
        let mut verdicts = prepare(good, &by, &instrument.catalogue, now).into_iter();
        let (mut prepared, mut questions) = (Vec::new(), Vec::with_capacity(edits.len()));
        for verdict in edits
            .into_iter()
            .filter_map(|edit| edit.map_or_else(|refused| Some(Err(refused)), |_| verdicts.next()))
        {
            questions.push(verdict.map(|edit| {
                let question = edit.question().clone();
                prepared.push(edit);
                question
            }));
        }
        let own: OwnState = (*by).clone();
        let saved = once
            .mutate(app, now, (by, cycle, prepared), |tx, (by, cycle, prepared), now| {
                Box::pin(save_answers(tx, by, cycle, prepared, now))
            })
            .await?;
        let outcomes = outcomes(questions, saved.outcomes).into_iter();
        let outcomes =
            outcomes.map(|outcome| SaveOutcome::of(outcome, &own)).collect::<Result<_>>()?;
        Ok(SaveAnswersPayload { outcomes, saved_at: saved.saved_at, own, cycle: input.cycle })
    }

    /// Submits the working copy: freezes an edition and returns it with its receipt. An empty
    /// submission can be submitted. For the focal point.
    async fn submit_submission(
        &self,
        ctx: &Context<'_>,
        input: SubmitSubmissionInput,
    ) -> Result<EditionPayload> {
        freeze(ctx, Freeze::Submit, input).await
    }

    /// Submits a later edition. Refused with `NOTHING_CHANGED` if no answer has changed since the
    /// last edition. For the focal point.
    async fn amend_submission(
        &self,
        ctx: &Context<'_>,
        input: SubmitSubmissionInput,
    ) -> Result<EditionPayload> {
        freeze(ctx, Freeze::Amend, input).await
    }

    /// Withdraws the submission from other readers and from later releases. The State still reads
    /// its editions. For the focal point.
    async fn withdraw_submission(
        &self,
        ctx: &Context<'_>,
        input: WithdrawSubmissionInput,
    ) -> Result<SubmissionPayload> {
        let by = ctx.caller().focal_point()?.stepped_up(ctx.app().now())?;
        let app = ctx.app();
        let cycle = cycle::store::cycle(app.read(), &input.cycle).await?;
        let once = IdempotentRequest::new(
            by.person(),
            "withdrawSubmission",
            input.idempotency_key,
            &input.cycle,
        )?;
        let now = app.now();
        let own: OwnState = (**by).clone();
        once.mutate(app, now, (by, cycle), |tx, (by, cycle), now| {
            Box::pin(crate::submission::editions::withdraw(tx, by, cycle, now))
        })
        .await?;
        changed(app, own, &input.cycle).await
    }

    /// Sets consent: the readers of answers, permission to count them, and purposes.
    ///
    /// Reads change at once, tables with the next release. The reply lists more specific choices
    /// that stay in force. For the focal point, also after the cycle has closed.
    async fn set_consent(
        &self,
        ctx: &Context<'_>,
        input: SetConsentInput,
    ) -> Result<SetConsentPayload> {
        let by = ctx.caller().focal_point()?.stepped_up(ctx.app().now())?;
        let app = ctx.app();
        let cycle = cycle::store::cycle(app.read(), &input.cycle).await?;
        let instrument = instrument::store::published(app, cycle.instrument_version).await?;
        let choices: Vec<Choice> =
            input.choices.into_iter().map(ConsentChoiceInput::choice).collect::<Result<_>>()?;
        let content = choices.iter().map(|choice| format!("{choice:?}")).collect::<Vec<_>>();
        let once = IdempotentRequest::new(
            by.person(),
            "setConsent",
            input.idempotency_key,
            &json!({ "cycle": input.cycle, "choices": content }),
        )?;
        let new = NewConsent { cycle: cycle.clone(), choices: choices.clone() }
            .check(&instrument.catalogue)?;
        let now = app.now();
        let own: OwnState = (**by).clone();
        once.mutate(app, now, (by, new), |tx, (by, new), now| {
            Box::pin(submission::set_consent(tx, by, new, now))
        })
        .await?;
        let row =
            store::for_state(&own).submission(app.read(), cycle.id).await?.ok_or(Code::NotFound)?;
        let holds = consent::store::consent(app.read(), row.id).await?;
        let mut standing = Vec::new();
        for choice in &choices {
            if let Choice::Answers { scope, code, .. } = choice {
                let places = holds
                    .standing(*scope, code)
                    .into_iter()
                    .map(|(scope, code)| ConsentPlace { scope, code });
                standing.extend(
                    places.filter(|place| !choices.iter().any(|other| place.is_chosen_by(other))),
                );
            }
        }
        Ok(SetConsentPayload { submission: Submission::of(own, row, cycle), standing })
    }
}

async fn freeze(
    ctx: &Context<'_>,
    freeze: Freeze,
    input: SubmitSubmissionInput,
) -> Result<EditionPayload> {
    let by = ctx.caller().focal_point()?.stepped_up(ctx.app().now())?;
    let app = ctx.app();
    let cycle = cycle::store::cycle(app.read(), &input.cycle).await?;
    let instrument = instrument::store::published(app, cycle.instrument_version).await?;
    let content =
        json!({ "cycle": input.cycle, "countable": input.countable, "reader": input.reader });
    let mutation = if freeze == Freeze::Submit { "submitSubmission" } else { "amendSubmission" };
    let once = IdempotentRequest::new(by.person(), mutation, input.idempotency_key, &content)?;
    let what = Submit {
        freeze,
        cycle: cycle.clone(),
        instrument,
        countable: input.countable,
        reader: input.reader,
    };
    let now = app.now();
    let own: OwnState = (**by).clone();
    let number = once
        .mutate(app, now, (Arc::clone(app), by, what), |tx, (app, by, what), now| {
            Box::pin(crate::submission::editions::submit(tx, app, by, what, now))
        })
        .await?;
    let row =
        store::for_state(&own).submission(app.read(), cycle.id).await?.ok_or(Code::NotFound)?;
    let edition = Edition(row.edition(app.read(), number).await?);
    Ok(EditionPayload { edition, submission: Submission::of(own, row, cycle) })
}

async fn changed(app: &App, own: OwnState, cycle: &CycleKey) -> Result<SubmissionPayload> {
    let submission = find(app, own, cycle).await?.ok_or(Code::NotFound)?;
    Ok(SubmissionPayload { submission })
}
