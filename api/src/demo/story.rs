//! The acts of one State in one cycle: first written as a scene, then played act by act.

use crate::demo::{
    calendar::Calendar,
    invent::{
        answers::{amendment, answers},
        chance::unit,
        choices,
        draw::Draw,
    },
};
use crate::{
    access::{Contributor, FocalPoint, OwnState, SteppedUp},
    app::App,
    consent::Choice,
    error::{Error, Result},
    instrument::{Catalogue, Published},
    submission::{self, Edit, Freeze, NewConsent, Outcome, Submit},
};
use ::entity::{
    cycle as cycle_row,
    vocabulary::{ConsentScope, QuestionCode, ReaderLevel},
};
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;

/// End of a State's work on a cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// Never submitted: a draft.
    Draft,
    /// One edition.
    Submitted,
    /// Two editions.
    Amended,
    /// One edition, which was withdrawn.
    Withdrawn,
}

/// The acts of a State, with their times.
#[derive(Debug)]
pub(super) struct Scene {
    by: SteppedUp<FocalPoint>,
    saves: Vec<(Contributor, Vec<Edit>, DateTime<Utc>)>,
    choices: Vec<Choice>,
    submit: Option<(Option<ReaderLevel>, Option<bool>, DateTime<Utc>)>,
    amend: Option<(Vec<Edit>, DateTime<Utc>)>,
    withdraw: Option<DateTime<Utc>>,
    regret: Option<(ReaderLevel, DateTime<Utc>)>,
}

impl Scene {
    /// Writes the scene: decides on all acts of the State.
    pub(super) fn write(
        draw: &Draw<'_>,
        ending: Ending,
        calendar: &Calendar,
        dates: (DateTime<Utc>, DateTime<Utc>),
        by: &SteppedUp<FocalPoint>,
        with: &Contributor,
    ) -> Self {
        let chance = |what: &str| unit(draw.seed, &[what, draw.profile.state.as_str(), draw.cycle]);
        let begins = 0.05 + 0.5 * chance("begins");
        let at = |part: f64| calendar.within(dates, begins + (0.98 - begins) * part);
        // A State that submits has answered nearly all questions. A draft may be anywhere.
        let reach = if ending == Ending::Draft {
            0.1 + 0.7 * chance("reach")
        } else {
            0.85 + 0.15 * chance("reach")
        };
        let edits = answers(draw, reach);
        let granted = |edit: &Edit| {
            edit.question.parse::<QuestionCode>().is_ok_and(|code| with.writes(&code, at(0.1)))
        };
        let (theirs, ours): (Vec<_>, Vec<_>) = edits.iter().cloned().partition(granted);
        let half = ours.len() / 2;
        let focal_point = || Contributor::from(FocalPoint::clone(by));
        let saves = vec![
            (with.clone(), theirs, at(0.1)),
            (focal_point(), ours[..half].to_vec(), at(0.2)),
            (focal_point(), ours[half..].to_vec(), at(0.4)),
        ];
        let (reader, countable) = choices::of_submission(draw);
        let submits = ending != Ending::Draft;
        Self {
            by: by.clone(),
            saves: saves.into_iter().filter(|(_, edits, _)| !edits.is_empty()).collect(),
            choices: if submits { choices::in_particular(draw) } else { Vec::new() },
            submit: submits.then(|| (reader, countable, at(0.6))),
            amend: (ending == Ending::Amended)
                .then(|| (amendment(&Draw { variant: 1, ..*draw }, &edits), at(0.85))),
            withdraw: (ending == Ending::Withdrawn).then(|| at(0.9)),
            regret: (submits && chance("regret") < 0.08).then(|| {
                let reader = if chance("shows more") < 0.5 {
                    ReaderLevel::Public
                } else {
                    ReaderLevel::Secretariat
                };
                (reader, (dates.1 + TimeDelta::days(10)).min(calendar.now))
            }),
        }
    }
}

/// Plays the acts of a State, one after another.
pub(super) async fn play(
    app: &Arc<App>,
    cycle: &cycle_row::Model,
    published: &Arc<Published>,
    scene: &Scene,
) -> Result<()> {
    for (by, edits, at) in &scene.saves {
        save(app, cycle, &published.catalogue, by, edits, *at).await?;
    }
    if let (Some((.., at)), false) = (&scene.submit, scene.choices.is_empty()) {
        choose(
            app,
            cycle,
            published,
            &scene.by,
            scene.choices.clone(),
            *at - TimeDelta::minutes(30),
        )
        .await?;
    }
    if let Some((reader, countable, at)) = scene.submit {
        freeze(app, cycle, published, scene, (Freeze::Submit, reader, countable), at).await?;
    }
    if let Some((edits, at)) = &scene.amend {
        let by = Contributor::from(FocalPoint::clone(&scene.by));
        save(app, cycle, &published.catalogue, &by, edits, *at).await?;
        freeze(
            app,
            cycle,
            published,
            scene,
            (Freeze::Amend, None, None),
            *at + TimeDelta::minutes(20),
        )
        .await?;
    }
    if let Some(at) = scene.withdraw {
        let args = (scene.by.clone(), cycle.clone(), at);
        app.write(args, |tx, (by, cycle, now)| {
            Box::pin(crate::submission::editions::withdraw(tx, by, cycle, *now))
        })
        .await?;
    }
    if let Some((reader, at)) = scene.regret {
        let (scope, code) = (ConsentScope::Submission, String::new());
        choose(
            app,
            cycle,
            published,
            &scene.by,
            vec![Choice::Answers { scope, code, reader: Some(reader), countable: None }],
            at,
        )
        .await?;
    }
    Ok(())
}

async fn choose(
    app: &Arc<App>,
    cycle: &cycle_row::Model,
    published: &Published,
    by: &SteppedUp<FocalPoint>,
    choices: Vec<Choice>,
    now: DateTime<Utc>,
) -> Result<()> {
    let new = NewConsent { cycle: cycle.clone(), choices }.check(&published.catalogue)?;
    app.write((by.clone(), new, now), |tx, (by, new, now)| {
        Box::pin(submission::set_consent(tx, by, new, *now))
    })
    .await
}

async fn save(
    app: &Arc<App>,
    cycle: &cycle_row::Model,
    catalogue: &Catalogue,
    by: &Contributor,
    edits: &[Edit],
    now: DateTime<Utc>,
) -> Result<()> {
    let own: &OwnState = by;
    let prepared = submission::prepare(edits.to_vec(), own, catalogue, now)
        .into_iter()
        .collect::<Result<Vec<_>, _>>();
    let prepared =
        prepared.map_err(|refused| Error::failure(format!("{}: {refused:?}", own.state())))?;
    let args = (by.clone(), cycle.clone(), prepared, now);
    let saved = app
        .write(args, |tx, (by, cycle, edits, now)| {
            Box::pin(crate::submission::working_copy::save_answers(tx, by, cycle, edits, *now))
        })
        .await?;
    match saved.outcomes.into_iter().find(|outcome| !matches!(outcome, Outcome::Saved { .. })) {
        None => Ok(()),
        Some(lost) => Err(Error::failure(format!("{}: {lost:?}", own.state()))),
    }
}

async fn freeze(
    app: &Arc<App>,
    cycle: &cycle_row::Model,
    instrument: &Arc<Published>,
    scene: &Scene,
    (freeze, reader, countable): (Freeze, Option<ReaderLevel>, Option<bool>),
    now: DateTime<Utc>,
) -> Result<()> {
    let what = Submit {
        freeze,
        cycle: cycle.clone(),
        instrument: Arc::clone(instrument),
        countable,
        reader,
    };
    let args = (Arc::clone(app), scene.by.clone(), what, now);
    app.write(args, |tx, (app, by, what, now)| {
        Box::pin(async move { crate::submission::editions::submit(tx, app, by, what, *now).await })
    })
    .await?;
    Ok(())
}
