//! A State's own mirror in GraphQL. It is reached only from the State's own submission.

use super::{Row, TableStanding};
use crate::{
    access::OwnState,
    aggregate::{
        read::mirror::{self, Beside, OwnAnswers, Reflected},
        store,
    },
    app::App,
    consent::{self, Consent},
    cycle,
    error::{Code, Result},
    instrument,
    submission::{self, store::OwnSubmission},
};
use ::entity::vocabulary::QuestionCode;
use async_graphql::Object;

/// Returns the mirror of a submission in a release of its cycle, for a person of its State.
///
/// Returns none if the submission is not submitted, or if its cycle has no release of that number.
///
/// # Errors
/// Fails with `BAD_INPUT` if `within` names no part, section or question of the instrument.
pub async fn mirror(
    app: &App,
    own: &OwnState,
    submission: &OwnSubmission,
    release: i64,
    within: Option<&str>,
) -> Result<Option<Vec<MirrorLine>>> {
    let (db, now) = (app.read(), app.now());
    let release = match store::release(db, None, release).await {
        Ok(row) if row.cycle == submission.cycle && mirror::stands(submission.status) => row,
        Err(error) if !error.is(Code::NotFound) => return Err(error),
        _ => return Ok(None),
    };
    let cycle = cycle::store::cycle_by_id(db, release.cycle).await?;
    let instrument = instrument::store::published(app, cycle.instrument_version).await?;
    instrument.catalogue.names(within)?;
    let respondents: Vec<::disclosure::CountedState> = serde_json::from_str(&release.respondents)?;
    let counted = respondents.into_iter().find(|one| one.state == *own.state());
    let number = counted.as_ref().map_or(submission.latest_edition, |counted| counted.edition);
    let edition = submission::store::read(&submission.edition(db, number).await?)?;
    let mut ledger = consent::store::ledger(db, submission.id).await?;
    let counted = counted.map(|counted| {
        ledger.truncate(counted.ledger);
        (Consent::of(&ledger), counted.left_out)
    });
    let one: Option<QuestionCode> = within.and_then(|within| within.parse().ok());
    let mut tables = store::tables(db, release.number, one.as_ref()).await?;
    tables.retain(|(question, _)| within.is_none_or(|within| question.is_within(within)));
    let side = OwnAnswers { state: own.state(), edition: &edition, counted };
    let lattice = serde_json::from_str(&cycle.lattice)?;
    let lines = mirror::mirror(&instrument.catalogue, &lattice, &side, tables, |question| {
        own.sees(question, now)
    });
    Ok(Some(lines.into_iter().map(|line| MirrorLine { edition: number, line }).collect()))
}

/// The State's own answer to one question, beside the released rows of the sets that the State
/// belongs to.
#[derive(Debug)]
pub struct MirrorLine {
    edition: i32,
    line: Reflected,
}

/// The State's own answer to one question, beside the released rows of the sets that the State
/// belongs to. Only people of that State read it.
#[Object]
impl MirrorLine {
    /// The question.
    async fn question(&self) -> &QuestionCode {
        &self.line.question
    }
    /// The levels that the State's own edition holds, as tables count them. Null if they depend on
    /// answers that are not granted to the viewer.
    async fn own_levels(&self) -> Option<Vec<String>> {
        let levels = self.line.own.as_ref()?;
        Some(levels.iter().map(ToString::to_string).collect())
    }
    /// The edition that the levels come from: the counted one or, if the release does not count the
    /// State, the newest. Not for a contributor.
    async fn edition(&self) -> i32 {
        self.edition
    }
    /// True if the release counts the State on this question. Not for a contributor, because it
    /// follows from consent.
    async fn counted(&self) -> bool {
        self.line.counted
    }
    /// The released rows: first all counted States, then the State's class in each partition.
    async fn beside(&self) -> Vec<MirrorRow<'_>> {
        self.line.beside.iter().map(MirrorRow).collect()
    }
}

/// The released row of one set of States that the viewer's State belongs to.
#[derive(Debug)]
pub struct MirrorRow<'a>(&'a Beside);

/// The released row of one set of States that the viewer's State belongs to.
#[Object]
impl<'a> MirrorRow<'a> {
    /// The partition; null for all counted States.
    async fn partition(&self) -> Option<&str> {
        self.0.partition.as_deref()
    }
    /// Standing of the table: gated, ungated or not available.
    async fn standing(&self) -> TableStanding {
        self.0.standing.into()
    }
    /// The row of the State's class, or of the classes merged with it. Null if the partition's
    /// table is NOT_AVAILABLE, or no row names the State.
    ///
    /// The row of all counted States is present even if NOT_AVAILABLE, with its base and published
    /// counts and without the hidden part.
    async fn row(&self) -> Option<Row<'a>> {
        self.0.row.as_ref().map(Row)
    }
}
