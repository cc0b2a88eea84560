//! The file `demo.json`: a token for each person, valid for a day. Only the user who runs the
//! demonstration may read it.

use super::people::{ROLES, open_sessions};
use crate::{
    access::token::{Proof, mint},
    app::App,
    error::{Error, Result},
};
use ::entity::person;
use serde_json::{Map, Value, json};
use std::{
    io::Write as _,
    path::{Path, PathBuf},
    sync::Arc,
};
use url::Url;

/// Life of a token in seconds: a day, which only the demonstration accepts.
const SECONDS: i64 = 86_400;

/// Opens a new session for each person, in place of the last start's, and writes the file again.
pub(super) async fn write(
    app: &Arc<App>,
    folder: &Path,
    people: &[person::Model],
    graphql: &Url,
) -> Result<PathBuf> {
    let now = app.now();
    let sessions = open_sessions(app, people, now).await?;
    let (mut secretariat, mut states) = (Map::new(), Map::new());
    for (person, session) in people.iter().zip(sessions) {
        let proof = Proof { person: person.id, session: session.id };
        let token = Value::String(mint(app.keys(), &app.settings().tokens, proof, now, SECONDS)?);
        match &person.state {
            // A release needs two administrators, so the file has tokens of both.
            None if secretariat.contains_key(person.role.as_str()) => {
                secretariat.insert(format!("second_{}", person.role), token);
            }
            None => {
                secretariat.insert(person.role.as_str().into(), token);
            }
            Some(state) => {
                let of_state = states.entry(state.as_str()).or_insert_with(|| json!({}));
                if let Some(of_state) = of_state.as_object_mut() {
                    of_state.insert(person.role.as_str().into(), token);
                }
            }
        }
    }
    states.sort_keys();
    for of_state in states.values_mut().filter_map(Value::as_object_mut) {
        *of_state =
            ROLES.iter().filter_map(|(role, _)| of_state.remove_entry(role.as_str())).collect();
    }
    let mut tokens = secretariat;
    tokens.insert("states".into(), Value::Object(states));
    let content = json!({ "graphql": graphql, "tokens": tokens });
    let path = folder.join("demo.json");
    replace(&path, &serde_json::to_string_pretty(&content)?)
        .map_err(|error| Error::failure(format!("{}: {error}", path.display())))?;
    Ok(path)
}

/// Writes the file under another name and renames it, so that no reader sees half of it. Its mode
/// is 600 from the first byte.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let beside = path.with_extension("json.new");
    if beside.exists() {
        std::fs::remove_file(&beside)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(&beside)?;
    out.write_all(text.as_bytes())?;
    out.sync_all()?;
    std::fs::rename(beside, path)
}
