//! Limits on the words of a letter, and on its delivery.

use ::entity::vocabulary::LetterKind;
use chrono::TimeDelta;

/// Maximum length of a word, in characters. A link with its token is shorter.
const LONGEST: usize = 500;

/// Returns the names of the words that a kind's text needs, in alphabetical order.
///
/// `role` is the code of a role, and the letter names the role in its own language. The caller
/// writes `until` and `at`, best as `2027-03-01 09:00 UTC`.
#[must_use]
pub const fn wanted(kind: LetterKind) -> &'static [&'static str] {
    match kind {
        LetterKind::Invitation => &["by", "link", "name", "role", "until", "whose"],
        LetterKind::ConfirmInvitation => {
            &["by", "invited", "link", "name", "role", "until", "whose"]
        }
        LetterKind::SuccessionAsked => &["by", "link", "name", "successor", "until", "whose"],
        LetterKind::SuccessionDone => &["at", "name", "successor", "whose"],
        LetterKind::CredentialsChanged | LetterKind::NewSignIn => &["at", "device", "link", "name"],
        LetterKind::ConfirmRemoval => &["by", "link", "name", "removed", "until"],
        LetterKind::AdministratorRemoved => &["at", "by", "name", "removed"],
        LetterKind::SubmissionReceipt => &["at", "cycle", "edition", "name", "sha256", "whose"],
    }
}

/// Time for which a letter that can't be sent keeps its words. A link in it is valid for at most
/// three days.
pub const KEPT: TimeDelta = TimeDelta::days(7);

/// Delays after failed tries, in minutes: nine tries in a day and a half.
const DELAYS: [i64; 8] = [1, 5, 15, 60, 120, 240, 480, 960];

/// Returns the delay after failed try number `tries`, or none if it was the last try.
#[must_use]
pub fn delay(tries: i64) -> Option<TimeDelta> {
    let done = usize::try_from(tries).ok()?.checked_sub(1)?;
    DELAYS.get(done).map(|minutes| TimeDelta::minutes(*minutes))
}

/// Returns a word on one line, cut to the maximum length. Characters that end a line or change the
/// direction of writing become spaces.
#[must_use]
pub fn tame(word: &str) -> String {
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}');
    let plain =
        word.chars().take(LONGEST).map(|c| if c.is_control() || turns(c) { ' ' } else { c });
    plain.collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_one_line_and_turns_no_direction() {
        assert_eq!(tame("Anna\r\nBcc: x@example.org"), "Anna  Bcc: x@example.org");
        assert_eq!(tame("\u{202e}gro.elpmaxe\u{2069}\u{0}"), "gro.elpmaxe");
        assert_eq!(tame(&"long ".repeat(200)).chars().count(), LONGEST - 1);
    }

    #[test]
    fn each_delay_is_longer_than_the_one_before_and_the_last_try_has_none() {
        let delays: Vec<_> = (1..).map_while(delay).collect();
        assert_eq!(delays.len(), 8);
        assert!(
            delays.is_sorted_by(|a, b| a < b)
                && delays.into_iter().sum::<TimeDelta>() < TimeDelta::days(2)
        );
        assert_eq!((delay(0), delay(9), delay(i64::MAX), delay(-1)), (None, None, None, None));
    }

    #[test]
    fn words_are_named_in_order() {
        for kind in LetterKind::ALL {
            assert!(wanted(*kind).is_sorted() && wanted(*kind).contains(&"name"), "{kind}");
        }
    }
}
