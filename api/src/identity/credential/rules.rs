//! Rules of credentials: the wait after wrong guesses, the right to change, and weak passwords.

use crate::{access, identity::credential::password::blocked};
use ::entity::{session, sign_in_attempt, vocabulary::SignInMethod};
use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use std::collections::HashSet;
use unicode_normalization::UnicodeNormalization as _;
use unicode_segmentation::UnicodeSegmentation as _;

/// Shortest length of a password, in characters as people count them.
pub const SHORTEST: usize = 15;
/// Longest length of a password, in bytes. A longer one is no safer, and hashing it costs time.
pub const LONGEST_BYTES: usize = 1024;
/// Smallest number of different characters in a password.
const DIFFERENT: usize = 6;
/// Shortest name to look for in a password, in characters. Shorter names are part of too many
/// words.
const SHORTEST_NAME: usize = 4;
/// Longest wait after a wrong guess.
pub const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(15);
/// Time after the last wrong guess for which wrong guesses are remembered.
pub const REMEMBERED: TimeDelta = TimeDelta::hours(24);

/// Returns the time for which the next guess is refused after this number of wrong guesses.
///
/// It is zero as long as there were fewer than `free` wrong guesses. Then it is one second, and
/// doubles with each wrong guess up to [`LONGEST_WAIT`].
#[must_use]
pub fn wait(failures: i64, free: i64) -> TimeDelta {
    if failures < free {
        return TimeDelta::zero();
    }
    TimeDelta::seconds(1 << (failures - free).min(20)).min(LONGEST_WAIT)
}

/// A limit of guesses that are checked in a day. A guess is a pair of password and code.
///
/// A guess beyond the limit is refused unchecked until midnight (UTC).
///
/// # Guarantee
/// At one account, at most [`Allowance::a_day`] of `Account` wrong guesses are checked in a day.
/// The limit covers all unknown devices and all addresses together. This holds because each guess
/// is counted before it is checked, and a right guess takes back only its own count.
///
/// Three of a million codes are valid at a time. So an attacker who already has the password opens
/// a session in a day with a probability below 1,000 × 3 / 1,000,000. This is 0.3 %. An attacker
/// without the password has to guess both. Of the password, they can try 1,000 that no list of
/// guesses holds.
///
/// # Limit
/// A stranger who uses up the whole allowance keeps the owner out of new devices until midnight.
/// One address, or one /48 of IPv6, can use at most 20 of it, so this takes 50 of them. A known
/// device has an allowance of its own, and a passkey needs none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowance {
    /// Guesses at one account, from all addresses.
    Account,
    /// Guesses at one account, from one address.
    AccountFromAddress,
    /// Guesses at one account, from one /48 of IPv6.
    AccountFromSite,
    /// Guesses from one address, at all accounts.
    Address,
    /// Guesses from one /48 of IPv6, at all accounts.
    Site,
    /// Guesses on one known device.
    Device,
}

impl Allowance {
    /// Returns the number of guesses that are checked in a day.
    #[must_use]
    pub const fn a_day(self) -> i64 {
        match self {
            Self::Account => 1_000,
            Self::AccountFromAddress | Self::AccountFromSite => 20,
            Self::Address => 200,
            Self::Site => 800,
            Self::Device => 100,
        }
    }
}

/// Returns the next midnight (UTC), at which the allowances of a day begin anew.
#[must_use]
pub fn next_day(now: DateTime<Utc>) -> DateTime<Utc> {
    let next = now.date_naive().succ_opt().unwrap_or(now.date_naive());
    next.and_time(NaiveTime::MIN).and_utc()
}

/// Returns the number of wrong guesses within the time that they are remembered.
#[must_use]
pub fn failures(attempt: &sign_in_attempt::Model, now: DateTime<Utc>) -> i64 {
    if now - attempt.last_at < REMEMBERED { attempt.failures } else { 0 }
}

/// Returns the time until which the next guess is refused; none if it is not refused.
#[must_use]
pub fn refused_until(
    attempt: &sign_in_attempt::Model,
    free: i64,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    Some(attempt.last_at + wait(failures(attempt, now), free)).filter(|until| now < *until)
}

/// Returns true if the person of this session may change their credentials.
///
/// They may if the session was opened by an invitation, or has a fresh second factor.
#[must_use]
pub fn may_change(session: &session::Model, now: DateTime<Utc>) -> bool {
    access::session_lifetime::uses(session, SignInMethod::Invitation)
        || access::session_lifetime::fresh_until(session).is_some_and(|until| now < until)
}

/// The reason why a password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weak {
    /// The password is too short, or too long to hash.
    Length,
    /// The password has too few different characters.
    Monotonous,
    /// The password is made of words or patterns that attackers guess first.
    Common,
    /// The password contains a name of the person, of their address or of their State.
    Personal,
}

impl Weak {
    /// Returns the sentence of the refusal.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Length => "A password has at least 15 characters and at most 1,024 bytes.",
            Self::Monotonous => "The password has too few different characters.",
            Self::Common => "The password is among the passwords that are guessed first.",
            Self::Personal => {
                "The password contains your name, your address or the name of your State."
            }
        }
    }
}

/// Checks that a password is hard to guess, as far as a program can tell.
///
/// `names` are the names of the person, of their address and of their State.
///
/// # Errors
/// Fails with the first reason that applies.
pub fn check_password<'a>(
    password: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Result<(), Weak> {
    if password.graphemes(true).count() < SHORTEST || password.len() > LONGEST_BYTES {
        return Err(Weak::Length);
    }
    if password.to_lowercase().graphemes(true).collect::<HashSet<_>>().len() < DIFFERENT {
        return Err(Weak::Monotonous);
    }
    if blocked::is_blocked(&stem(password)) {
        return Err(Weak::Common);
    }
    let folded = fold(password);
    let plain = password.nfkc().collect::<String>().to_lowercase();
    let parts = names.into_iter().flat_map(|name| name.split(|c: char| !c.is_alphanumeric()));
    let parts = parts.map(str::to_lowercase).filter(|part| is_name(part));
    for part in parts {
        if folded.contains(&fold(&part)) || plain.contains(&part) {
            return Err(Weak::Personal);
        }
    }
    Ok(())
}

/// Returns true if a part of a name is long enough to be looked for in a password.
///
/// Three Chinese characters are enough (9 bytes), because such a character says more than a letter.
fn is_name(part: &str) -> bool {
    part.len() > 8 || part.chars().count() >= SHORTEST_NAME
}

/// Folds a text: lower case, without compatibility forms, with letters and digits only.
///
/// Digits and signs that often stand for a letter become that letter.
fn fold(text: &str) -> String {
    let text: String = text.nfkc().collect();
    let letter = |c: char| match c {
        '0' => 'o',
        '1' | '!' | '|' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        c => c,
    };
    text.to_lowercase().chars().map(letter).filter(|c| c.is_alphanumeric()).collect()
}

/// Returns the stem of a password, which is looked up among the blocked stems.
///
/// The stem is the folded password without the digits and signs at both ends. If the password
/// repeats one text, the stem is that text once.
#[must_use]
pub fn stem(password: &str) -> String {
    let text: String = password.nfkc().collect();
    let folded = fold(text.trim_matches(|c: char| !c.is_alphabetic()));
    let chars: Vec<char> = folded.chars().collect();
    let period =
        (1..=chars.len() / 2).find(|n| chars.iter().zip(&chars[*n..]).all(|(a, b)| a == b));
    match period {
        Some(n) => chars[..n].iter().collect(),
        None => folded,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    #[test]
    fn the_first_guesses_are_free_and_later_ones_wait_longer_each_time_up_to_a_quarter_of_an_hour()
    {
        let waits: Vec<_> = (0..20).map(|failures| wait(failures, 5).num_seconds()).collect();
        assert_eq!(waits[..5], [0; 5]);
        assert_eq!(waits[5..16], [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900]);
        assert_eq!(wait(i64::MAX, 5), LONGEST_WAIT);
    }

    #[test]
    fn a_day_ends_at_midnight_and_an_attacker_with_the_password_hits_a_code_in_it_with_less_than_a_third_of_a_percent()
     {
        assert_eq!(next_day(at(0)), "2027-01-16T00:00:00Z".parse::<DateTime<Utc>>().unwrap());
        assert_eq!(next_day(next_day(at(0))) - next_day(at(0)), TimeDelta::days(1));
        assert!(
            Allowance::Account.a_day() * 3 < 1_000_000 / 300,
            "codes of three steps are taken, of a million"
        );
        assert!(Allowance::AccountFromAddress.a_day() * 50 <= Allowance::Account.a_day());
        assert!(Allowance::AccountFromSite.a_day() * 50 <= Allowance::Account.a_day());
    }

    #[test]
    fn of_ten_thousand_codes_a_day_of_somebody_signed_in_about_a_hundred_are_checked() {
        let mut attempt =
            sign_in_attempt::Model { subject: String::new(), failures: 0, last_at: at(0) };
        let mut checked = 0;
        for guess in 0..10_000 {
            let now = at(guess * 86_400 / 10_000);
            if refused_until(&attempt, 5, now).is_none() {
                checked += 1;
                attempt = sign_in_attempt::Model {
                    failures: failures(&attempt, now) + 1,
                    last_at: now,
                    ..attempt
                };
            }
        }
        assert!((90..=115).contains(&checked), "{checked}");
        assert_eq!(
            failures(&attempt, attempt.last_at + REMEMBERED),
            0,
            "a day later they are forgotten"
        );
    }

    #[test]
    fn a_password_that_is_guessed_first_is_refused() {
        let names = ["Amélie Dupont", "amelie.dupont@mission.example.org", "France", "法国"];
        for (password, why) in [
            ("short", Weak::Length),
            ("aaaaaaaaaaaaaaaaaaaa", Weak::Monotonous),
            ("ababababababababab", Weak::Monotonous),
            ("Password1234567890", Weak::Common),
            ("P@ssw0rdP@ssw0rd2026!", Weak::Common),
            ("qwertyuiopasdfgh", Weak::Common),
            ("1234567890123456", Weak::Common),
            ("correct horse battery staple", Weak::Common),
            ("UnitedNations2027!!", Weak::Common),
            ("united-nations-security", Weak::Common),
            ("nationalsurvey nationalsurvey", Weak::Common),
            ("zyxwvutsrqponmlkji", Weak::Common),
            ("violet dupont gravel 88", Weak::Personal),
            ("gravel fr4nce kettle blue", Weak::Personal),
            ("mission kettle gravel", Weak::Personal),
        ] {
            assert_eq!(check_password(password, names), Err(why), "{password}");
        }
        for good in [
            "kettle gravel violin oxide",
            "наковальня чайник сугроб",
            "壶与砾石与小提琴在雪地里唱歌很久了",
            "f9#kQ2!xLp7&vRz4",
        ] {
            assert_eq!(check_password(good, names), Ok(()), "{good}");
        }
        assert_eq!(
            check_password("法国壶与砾石与小提琴在雪地里唱歌了吧", names),
            Ok(()),
            "two characters are in too many words"
        );
    }

    proptest! {
        #[test]
        fn case_digits_around_and_repetition_change_no_stem(word in "[b-d]{3}[f-h]{4,9}k", times in 1_usize..4, year in 0_u32..3000) {
            let dressed = format!("{year}{}{year}!", word.to_uppercase().repeat(times));
            prop_assert_eq!(stem(&dressed), stem(&word));
        }
    }
}
