//! A search for words in the texts that States have shown to the Secretariat: an act in the trails
//! of the Secretariat and of the States whose texts it found.

use super::rules::Tag;
use super::store::{Filter, SearchHit, SharedAnswerRow};
use crate::{
    access::Analyst,
    audit::{self, Act},
    database::Tx,
    error::Result,
};
use ::entity::{
    cycle as cycle_row,
    vocabulary::{QuestionCode, ReaderLevel, StateCode},
};
use chrono::{DateTime, Utc};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// Greatest number of States whose trails record a search that found nothing of theirs. A search
/// of more States would hold all their chains, and drown the hits.
const FEW_STATES: usize = 10;

/// Scope and result of a search that was made and not yet handed out.
#[derive(Clone, Debug)]
pub struct TextSearch {
    /// Cycle that was searched.
    pub cycle: cycle_row::Model,
    /// Conditions to which the search was limited.
    pub filter: Filter,
    /// States whose texts were read and that not everybody may read.
    pub read: BTreeSet<StateCode>,
    /// Rows that were found.
    pub found: Vec<SharedAnswerRow>,
}

/// Records a search, and returns the places that it found. The caller hands them out after the
/// commit, and only if consent shows them then.
///
/// A State's trail records the search if it found a text of the State that is not public. If the
/// search read texts of few States, or was limited to the State, the trail records it with any
/// result: the absence of a word is knowledge about that State, too. The Secretariat's trail
/// records every search. Neither holds the words, because a word that was found is content of an
/// answer.
///
/// # Errors
/// Fails if the database fails.
pub async fn record_search(
    tx: &Tx,
    by: &Analyst,
    searched: &TextSearch,
    now: DateTime<Utc>,
) -> Result<Vec<SearchHit>> {
    let TextSearch { cycle, filter: Filter { state, within, tag }, read, found } = searched;
    let mut questions: BTreeMap<&StateCode, Vec<&QuestionCode>> = BTreeMap::new();
    questions.extend(state.iter().map(|state| (state, Vec::new())));
    if read.len() <= FEW_STATES {
        questions.extend(read.iter().map(|state| (state, Vec::new())));
    }
    for row in found.iter().filter(|row| row.reader != ReaderLevel::Public) {
        questions.entry(&row.place.state).or_default().push(&row.place.question);
    }
    // The chains of States come first and in order, so that no two searches wait for each other.
    for (state, questions) in &questions {
        let detail = json!({ "cycle": cycle.key, "within": within, "found": questions });
        let act = Act::of_state((*state).clone(), "shared_answer.search", state, now);
        audit::record(tx, act.by(by.person()).detail(detail)).await?;
    }
    let places: Vec<_> =
        found.iter().map(|row| format!("{} {}", row.place.state, row.place.question)).collect();
    let detail = json!({ "state": state, "within": within, "tag": tag.as_ref().map(Tag::as_str), "found": places });
    let act = Act::of_secretariat("shared_answer.search", &cycle.key, now);
    audit::record(tx, act.by(by.person()).detail(detail)).await?;
    let place = |row: &SharedAnswerRow| SearchHit {
        state: row.place.state.clone(),
        question: row.place.question.clone(),
        edition: row.edition,
    };
    Ok(found.iter().map(place).collect())
}
