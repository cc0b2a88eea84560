//! Posting a letter: in the transaction of the act that it tells of.

use super::{rules, store};
use crate::{
    clock::new_id,
    database::Tx,
    error::{Code, Error, Result},
};
use ::entity::{
    letter,
    vocabulary::{LetterKind, LetterStatus, Official},
};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// What is to be told to whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The e-mail address.
    pub to: String,
    /// The language of the recipient.
    pub language: Official,
    /// What it tells.
    pub kind: LetterKind,
    /// The words that its text leaves open, by their names in [`rules::wanted`].
    pub words: BTreeMap<String, String>,
}

/// Posts a letter. It is sent after the commit, or never if there is none.
///
/// # Errors
/// `BAD_INPUT` for an address that no mail can be sent to; a failure when the words are not those that the kind's text leaves open.
pub async fn post(tx: &Tx, letter: Letter, now: DateTime<Utc>) -> Result<()> {
    let Letter { to, language, kind, words } = letter;
    if !rules::is_address(&to) {
        return Err(Error::says(Code::BadInput, "An e-mail address has a name, an @ and a domain."));
    }
    let wanted = rules::wanted(kind);
    if !words.keys().map(String::as_str).eq(wanted.iter().copied()) {
        let given: Vec<_> = words.keys().collect();
        return Err(Error::failure(format!("a letter of kind {kind} wants the words {wanted:?}, not {given:?}")));
    }
    // A name that is an address of the web would be a link too.
    let word = |name: &str, word: &str| if name == "link" { rules::tame(word) } else { rules::tame(word).replace("://", " ") };
    let words: BTreeMap<_, _> = words.iter().map(|(name, given)| (name, word(name, given))).collect();
    let row = letter::Model {
        id: new_id(),
        recipient: to,
        language,
        kind,
        words: serde_json::to_string(&words)?,
        status: LetterStatus::Waiting,
        posted_at: now,
        due_at: now,
        tries: 0,
        lease: None,
        leased_until: None,
        ended_at: None,
        failure: None,
    };
    store::add(tx, row).await
}
