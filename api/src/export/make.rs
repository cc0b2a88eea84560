//! Making a file of a release: reading the frozen rows and writing them in a format.
//!
//! Writing keeps a processor busy, so the caller chooses the thread. Over HTTP it is a thread apart
//! from those that answer requests.

use crate::{
    aggregate::{self, Attendance, SignedStatement},
    app::App,
    cycle,
    error::{Code, Result},
    export::{
        about::About,
        chart as drawing,
        format::Format,
        tables::{
            flatten::{Content, flatten},
            labels::{ALL, Labels},
            participation, transition,
        },
        write::write,
    },
    instrument::{self, Published},
    reference::{self, Reference},
};
use ::disclosure::{ReleasedChange, ReleasedTable};
use ::entity::{
    cycle as cycle_row, release,
    vocabulary::{Official, QuestionCode},
};
use std::{collections::BTreeMap, sync::Arc};

/// A file of a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The file name: instrument, cycle, release, language, format.
    pub name: String,
    /// The media type.
    pub media_type: &'static str,
    /// The content of the file, always the same for the same release.
    pub bytes: Vec<u8>,
}

/// Makes the file of a release in a format and language. A multilingual format has the same file in
/// every language. The caller has found the release with its
/// own witness.
///
/// # Errors
/// Fails if the database fails or a stored row is damaged. Every release has every format in every
/// official language.
pub async fn file(
    app: &Arc<App>,
    release: release::Model,
    language: Official,
    format: Format,
) -> Result<File> {
    let read = read(app, release, None).await?;
    let languages = if format.is_multilingual() { Official::ALL } else { &[language] };
    let all: Vec<Content> =
        languages.iter().map(|language| read.content(*language)).collect::<Result<_>>()?;
    let name = format!("{}.{}", read.name(), format.file(language));
    Ok(File { name, media_type: format.media_type(), bytes: write(&all, format)? })
}

/// Draws one table of a release as a chart. No partition means all counted States.
///
/// # Errors
/// Fails with `NOT_FOUND` if the release has no such table.
pub async fn chart(
    app: &Arc<App>,
    release: release::Model,
    question: &QuestionCode,
    partition: Option<String>,
    language: Official,
) -> Result<File> {
    let read = read(app, release, Some(question)).await?;
    let of = format!(
        "{question}{}",
        partition.as_ref().map(|key| format!(".{key}")).unwrap_or_default()
    );
    let mut content = read.content(language)?;
    content.observations.retain(|row| row.partition == partition.as_deref().unwrap_or(ALL));
    if content.observations.is_empty() {
        return Err(Code::NotFound.into());
    }
    let name = format!("{}.{of}.{language}.svg", read.name());
    Ok(File { name, media_type: "image/svg+xml", bytes: drawing::svg(&content)?.into_bytes() })
}

/// Makes the content file of a release: the part that everybody reads, as canonical JSON.
///
/// # Errors
/// Fails if the database fails or a stored row is damaged.
pub async fn content(app: &Arc<App>, release: release::Model) -> Result<File> {
    let read = read(app, release, None).await?;
    let bytes = aggregate::store::content(app.read(), &read.release, &read.cycle, &read.instrument)
        .await?
        .into_bytes();
    Ok(File {
        name: format!("{}.content.json", read.name()),
        media_type: "application/json",
        bytes,
    })
}

/// Makes the file with the signed statement of a release.
///
/// # Errors
/// Fails with `NOT_FOUND` if the release is not signed.
pub async fn statement(app: &Arc<App>, release: release::Model) -> Result<File> {
    let read = read(app, release, None).await?;
    let signed = SignedStatement::of(&read.release, &read.cycle).ok_or(Code::NotFound)?;
    let bytes = serde_json::to_vec_pretty(&signed)?;
    Ok(File {
        name: format!("{}.statement.json", read.name()),
        media_type: "application/json",
        bytes,
    })
}

/// The inputs of a file, as read from the database.
struct Read {
    release: release::Model,
    cycle: cycle_row::Model,
    instrument: Arc<Published>,
    reference: Arc<Reference>,
    tables: Vec<(QuestionCode, String)>,
    changes: Vec<ReleasedChange>,
    /// The instruments of the earlier releases that the changes start from, by release.
    before: BTreeMap<i64, Arc<Published>>,
    attendance: Vec<Attendance>,
}

async fn read(app: &App, release: release::Model, question: Option<&QuestionCode>) -> Result<Read> {
    let cycle = cycle::store::cycle_by_id(app.read(), release.cycle).await?;
    let instrument = instrument::store::published(app, cycle.instrument_version).await?;
    let mut tables = aggregate::store::frozen(app.read(), release.number, question).await?;
    tables.sort_by_key(|(question, _)| instrument.catalogue.place(question.as_str()));
    let mut changes = aggregate::store::changes(app.read(), release.number, question).await?;
    changes.sort_by_key(|change| instrument.catalogue.place(change.question().as_str()));
    let before = aggregate::instruments_before(app, &changes).await?;
    let attendance = aggregate::participation(app, &release).await?;
    Ok(Read {
        release,
        cycle,
        instrument,
        reference: reference::of(app).await?,
        tables,
        changes,
        before,
        attendance,
    })
}

impl Read {
    fn content(&self, language: Official) -> Result<Content> {
        let labels = Labels::new(&self.instrument.document, &self.reference, language);
        let about = About::of(&self.release, &self.cycle, &self.instrument, language);
        let mut observations = Vec::new();
        for (_, text) in &self.tables {
            let tables: Vec<ReleasedTable> = serde_json::from_str(text)?;
            observations.extend(flatten(&tables, &labels));
        }
        let before: BTreeMap<i64, Labels<'_>> = self
            .before
            .iter()
            .map(|(number, asked)| {
                (*number, Labels::new(&asked.document, &self.reference, language))
            })
            .collect();
        let transitions = self
            .changes
            .iter()
            .flat_map(|change| transition::flatten(change, &labels, &before))
            .collect();
        let participation =
            self.attendance.iter().map(|one| participation::flatten(one, &labels)).collect();
        Ok(Content { about, observations, transitions, participation })
    }

    fn name(&self) -> String {
        format!(
            "{}.cycle-{}.release-{}",
            self.instrument.document.key, self.cycle.key, self.release.number
        )
    }
}
