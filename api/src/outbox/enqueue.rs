//! Posting a letter, in the transaction of the act that it reports.

use super::{rules, store};
use crate::{
    clock::new_id,
    database::Tx,
    email_address::EmailAddress,
    error::{Error, Result},
};
use ::entity::{
    letter,
    vocabulary::{LetterKind, LetterStatus, Official},
};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// Letter to post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// E-mail address of the recipient.
    pub to: String,
    /// Language of the recipient.
    pub language: Official,
    /// Kind of the letter, which selects its text.
    pub kind: LetterKind,
    /// Words for the placeholders of the text, by their names in [`rules::wanted`].
    pub words: BTreeMap<String, String>,
}

/// Posts a letter. It is sent after the commit, and never if there is no commit.
///
/// # Errors
/// Fails with `BAD_INPUT` if the recipient is no e-mail address. It is a failure if the words are
/// not those that the kind's text needs.
pub async fn enqueue(tx: &Tx, letter: Letter, now: DateTime<Utc>) -> Result<()> {
    let Letter { to, language, kind, words } = letter;
    let to = EmailAddress::parse(&to)?;
    let wanted = rules::wanted(kind);
    if !words.keys().map(String::as_str).eq(wanted.iter().copied()) {
        let given: Vec<_> = words.keys().collect();
        return Err(Error::failure(format!(
            "a letter of kind {kind} wants the words {wanted:?}, not {given:?}"
        )));
    }
    // A name that is a web address would be a link too.
    let word = |name: &str, word: &str| {
        if name == "link" { rules::tame(word) } else { rules::tame(word).replace("://", " ") }
    };
    let words: BTreeMap<_, _> =
        words.iter().map(|(name, given)| (name, word(name, given))).collect();
    let row = letter::Model {
        id: new_id(),
        recipient: to.into_string(),
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
