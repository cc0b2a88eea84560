//! A State's own mirror in GraphQL: reached from its own submission, and from nowhere else.

use super::{Row, TableStanding};
use crate::{
    access::OwnState,
    aggregate::{
        read::mirror::{self, Beside, Own, Reflected},
        store,
    },
    consent::{self, Consent},
    cycle,
    error::{Code, Result},
    instrument,
    submission::{self, store::OwnSubmission},
    world::World,
};
use ::entity::vocabulary::QuestionCode;
use async_graphql::Object;

/// The mirror of a submission in a release of its cycle, for somebody of its State; none where it does not stand, or the cycle has no
/// such release.
///
/// # Errors
/// `BAD_INPUT` where `within` names no part, section or question of the instrument.
pub async fn mirror(
    world: &World,
    own: &OwnState,
    submission: &OwnSubmission,
    release: i64,
    within: Option<&str>,
) -> Result<Option<Vec<MirrorLine>>> {
    let (db, now) = (world.read(), world.now());
    let release = match store::release(db, None, release).await {
        Ok(row) if row.cycle == submission.cycle && mirror::stands(submission.status) => row,
        Err(error) if !error.is(Code::NotFound) => return Err(error),
        _ => return Ok(None),
    };
    let cycle = cycle::store::cycle_by_id(db, release.cycle).await?;
    let instrument = instrument::store::published(world, cycle.instrument_version).await?;
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
    let side = Own { state: own.state(), edition: &edition, counted };
    let lattice = serde_json::from_str(&cycle.lattice)?;
    let lines = mirror::mirror(&instrument.catalogue, &lattice, &side, tables, |question| own.sees(question, now));
    Ok(Some(lines.into_iter().map(|line| MirrorLine { edition: number, line }).collect()))
}

/// What the viewer's own State said on one question, beside what a release shows of the sets that it is in.
#[derive(Debug)]
pub struct MirrorLine {
    edition: i32,
    line: Reflected,
}

/// What the viewer's own State said on one question, beside what a release shows of the sets that it is in. For its own people alone.
#[Object]
impl MirrorLine {
    /// The question.
    async fn question(&self) -> &QuestionCode {
        &self.line.question
    }
    /// The levels that the State's own edition holds, as tables count them. Null where that follows from answers that are not
    /// granted to the viewer.
    async fn own_levels(&self) -> Option<Vec<String>> {
        let levels = self.line.own.as_ref()?;
        Some(levels.iter().map(ToString::to_string).collect())
    }
    /// The edition that they come from: the one that the release counts or, where it does not count the State, the newest. Not for a
    /// contributor.
    async fn edition(&self) -> i32 {
        self.edition
    }
    /// Whether the release counts the State on this question. Not for a contributor: it follows from consent.
    async fn counted(&self) -> bool {
        self.line.counted
    }
    /// What the release shows of all counted States, and then of the State's class in each partition.
    async fn beside(&self) -> Vec<MirrorRow<'_>> {
        self.line.beside.iter().map(MirrorRow).collect()
    }
}

/// What a release shows of a set of States that the viewer's own is in.
#[derive(Debug)]
pub struct MirrorRow<'a>(&'a Beside);

/// What a release shows of a set of States that the viewer's own is in.
#[Object]
impl<'a> MirrorRow<'a> {
    /// The partition; null for all counted States.
    async fn partition(&self) -> Option<&str> {
        self.0.partition.as_deref()
    }
    /// Whether the table is there.
    async fn standing(&self) -> TableStanding {
        self.0.standing.into()
    }
    /// The row of the State's class, or of classes merged with it; null where the table of a partition is NOT_AVAILABLE, or no row names
    /// the State. Of all counted States it is there even then, with its base and published counts, and without the hidden part.
    async fn row(&self) -> Option<Row<'a>> {
        self.0.row.as_ref().map(Row)
    }
}
