//! The rule that two addresses belong to one human.

use crate::email_address::EmailAddress;

/// Returns true if the same human probably reads both addresses.
///
/// Such addresses differ at most in their spelling, in dots, and in the part after a `+`. If the
/// answer is wrongly true, a third person is needed. If it is wrongly false, one human can act as
/// two.
#[must_use]
pub fn is_same_human(one: &str, other: &str) -> bool {
    fn plain(address: &str) -> (String, String) {
        let address = EmailAddress::stored_spelling(address);
        let (name, host) = address.rsplit_once('@').unwrap_or((&address, ""));
        (name.split('+').next().unwrap_or_default().replace('.', ""), host.to_owned())
    }
    plain(one) == plain(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_human_is_known_behind_case_dots_and_tags() {
        for other in [
            "ANNA@mfa.example",
            "an.na@mfa.example",
            "anna+approver@mfa.example.",
            "a.nna+@MFA.example",
            "ａｎｎａ@mfa.example",
            "<mailto:anna@mfa.example>;",
        ] {
            assert!(is_same_human("anna@mfa.example", other), "{other}");
        }
        assert!(is_same_human("lea@münchen.example", "l.ea+x@xn--mnchen-3ya.example"));
        assert!(is_same_human("İnci@mfa.example", "inci@mfa.example"));
        for other in ["anne@mfa.example", "anna@other.example", "anna@mfa.example.org"] {
            assert!(!is_same_human("anna@mfa.example", other), "{other}");
        }
    }
}
