//! E-mail addresses: one rule for their form, their stored spelling and their comparison.

use crate::error::{Code, Error, Result};
use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use unicode_normalization::UnicodeNormalization as _;

/// Maximum length of an address, in bytes (RFC 5321).
const MOST_BYTES: usize = 254;

/// E-mail address in its stored spelling. Two spellings of one mailbox are equal.
///
/// The name before the `@` is in NFKC and in lower case. The domain is in its ASCII form (UTS 46).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Parses an address as people write and copy it. Blanks, invisible characters, `mailto:`,
    /// angle brackets, and a `;` or `,` at the end are left out.
    ///
    /// # Errors
    /// Fails with `BAD_INPUT` if no mail can be sent to the text as one address, and names the
    /// fault.
    pub fn parse(text: &str) -> Result<Self> {
        let bad = |fault: &str| Error::says(Code::BadInput, fault.to_owned());
        let text: String = bare(text).nfkc().collect();
        let (name, domain) =
            text.rsplit_once('@').ok_or_else(|| bad("The e-mail address has no @."))?;
        if name.contains('@') {
            return Err(bad("The text holds more than one e-mail address."));
        }
        let name = name_in_lower_case(name);
        check_name(&name)?;
        let domain = domain_in_ascii(domain)
            .ok_or_else(|| bad("The part after the @ is no domain name, such as mfa.example."))?;
        let address = format!("{name}@{domain}");
        if address.len() > MOST_BYTES {
            return Err(bad("An e-mail address has at most 254 bytes."));
        }
        if address.parse::<lettre::Address>().is_err() {
            return Err(bad(
                "The name before the @ is not well formed. It has at most 64 bytes, and no dot at either end or beside another dot.",
            ));
        }
        Ok(Self(address))
    }

    /// Returns the stored spelling of a text. A text that is no address is returned in lower case,
    /// and belongs to nobody.
    #[must_use]
    pub fn stored_spelling(text: &str) -> String {
        Self::parse(text).map_or_else(|_| text.trim().to_lowercase(), Self::into_string)
    }

    /// Returns the stored spelling.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the stored spelling.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

/// Returns a stored address as people write it: with its domain in Unicode.
#[must_use]
pub fn in_unicode(stored: &str) -> String {
    let Some((name, domain)) = stored.rsplit_once('@') else { return stored.to_owned() };
    let (written, done) =
        Uts46::new().to_unicode(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast);
    format!("{name}@{}", if done.is_ok() { &*written } else { domain })
}

/// Returns the text without what comes along when an address is copied.
fn bare(text: &str) -> &str {
    let around = |c: char| c.is_whitespace() || is_invisible(c);
    let mut text = text;
    loop {
        let before = text.len();
        text = text.trim_matches(around).trim_end_matches([';', ',']);
        text = text.strip_prefix('<').and_then(|inner| inner.strip_suffix('>')).unwrap_or(text);
        if let Some((scheme, rest)) = text.split_once(':')
            && scheme.eq_ignore_ascii_case("mailto")
        {
            text = rest;
        }
        if text.len() == before {
            return text;
        }
    }
}

/// Returns true for joiners, marks of direction and the byte order mark.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Returns the name in lower case. A Turkish keyboard writes `İ` for the capital of `i`.
fn name_in_lower_case(name: &str) -> String {
    name.replace('İ', "i").to_lowercase().nfkc().collect()
}

fn check_name(name: &str) -> Result<()> {
    let bad = |fault: String| Err(Error::says(Code::BadInput, fault));
    let is_of_a_list = |c: char| matches!(c, ',' | ';');
    if name.is_empty() {
        return bad("The e-mail address has no name before the @.".into());
    }
    if name.contains(is_of_a_list) {
        return bad("The text holds more than one e-mail address.".into());
    }
    let odd = |c: char| {
        c.is_control() || c.is_whitespace() || is_invisible(c) || "<>()[]:\\\"".contains(c)
    };
    match name.chars().find(|c| odd(*c)) {
        None => Ok(()),
        Some(c) if c.is_ascii_graphic() => {
            bad(format!("The name before the @ holds {c}, which no mail server takes."))
        }
        Some(c) => bad(format!(
            "The name before the @ holds U+{:04X}, which no mail server takes.",
            u32::from(c)
        )),
    }
}

/// Returns the ASCII form of a domain name; none for a single label and for a number of an address.
fn domain_in_ascii(domain: &str) -> Option<String> {
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    let ascii = Uts46::new()
        .to_ascii(
            domain.as_bytes(),
            AsciiDenyList::STD3,
            Hyphens::CheckFirstLast,
            DnsLength::Verify,
        )
        .ok()?;
    let (_, last) = ascii.rsplit_once('.')?;
    (!last.bytes().all(|byte| byte.is_ascii_digit())).then(|| ascii.into_owned())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_text_that_is_not_one_address_is_refused_with_its_fault() {
        let long = format!("{}@{}example", "a".repeat(60), "b.".repeat(110));
        for (wrong, fault) in [
            ("", "no @"),
            ("nobody", "no @"),
            ("mailto:", "no @"),
            ("@example.org", "no name"),
            ("<@example.org>", "no name"),
            ("a@", "no domain name"),
            ("a@b", "no domain name"),
            ("a@b..example", "no domain name"),
            ("a@-b.example", "no domain name"),
            ("a@b_c.example", "no domain name"),
            ("a@b c.example", "no domain name"),
            ("a@127.0.0.1", "no domain name"),
            ("a@[127.0.0.1]", "no domain name"),
            ("a@xn--a.example", "no domain name"),
            ("a@b\r\nBcc: everybody@example.org", "more than one"),
            ("a@b.example,c@d.example", "more than one"),
            ("a@b.example; c@d.example", "more than one"),
            ("a@un.example,b", "no domain name"),
            ("a,b@un.example", "more than one"),
            ("A <a@b.example>", "U+0020"),
            ("a b@c.example", "U+0020"),
            ("\"a b\"@c.example", "holds \""),
            ("a:b@c.example", "holds :"),
            ("a\0b@c.example", "U+0000"),
            ("a\u{202e}b@c.example", "U+202E"),
            ("a..b@c.example", "not well formed"),
            (".a@c.example", "not well formed"),
            (&format!("{}@example.org", "a".repeat(65)), "not well formed"),
            (&long, "254 bytes"),
        ] {
            let refused = EmailAddress::parse(wrong).unwrap_err();
            assert_eq!(refused.code(), Code::BadInput);
            assert!(refused.to_string().contains(fault), "{wrong:?}: {refused}");
        }
    }

    #[test]
    fn spellings_of_one_mailbox_are_one_address() {
        for (stored, written, spellings) in [
            (
                "new@un.example",
                "new@un.example",
                &[
                    " new@un.example ",
                    "<new@un.example>",
                    "mailto:new@un.example",
                    "new@un.example;",
                    "MAILTO:<New@UN.Example>, ",
                    "new@un.example.",
                    "\u{feff}new@un.example\u{200b}",
                    "\u{2068}new@un.example\u{2069}",
                    "ｎｅｗ＠un．example",
                    "new@un。example",
                ][..],
            ),
            (
                "lea@xn--mnchen-3ya.example",
                "lea@münchen.example",
                &[
                    "lea@münchen.example",
                    "LEA@MÜNCHEN.example",
                    "lea@mu\u{308}nchen.example",
                    "lea@XN--MNCHEN-3YA.example",
                ],
            ),
            (
                "inci@mfa.example",
                "inci@mfa.example",
                &["İnci@mfa.example", "I\u{307}nci@mfa.example", "INCI@mfa.example"],
            ),
            (
                "andré@mfa.example",
                "andré@mfa.example",
                &["andre\u{301}@mfa.example", "ANDRÉ@mfa.example"],
            ),
            (
                "ana@xn--fiqs8s.example",
                "ana@中国.example",
                &["ａｎａ@中国.example", "Ana@中国.example"],
            ),
            (
                "o'neill+survey@gov.example",
                "o'neill+survey@gov.example",
                &["O'Neill+survey@gov.example"],
            ),
            ("σίσυφος@mfa.example", "σίσυφος@mfa.example", &["ΣΊΣΥΦΟΣ@mfa.example"]),
        ] {
            for spelling in spellings {
                assert_eq!(EmailAddress::parse(spelling).unwrap().as_str(), stored, "{spelling:?}");
            }
            assert_eq!(in_unicode(stored), written);
        }
        assert_eq!(in_unicode("first administrator"), "first administrator");
    }

    proptest! {
        #[test]
        fn a_stored_address_is_stored_as_it_is(name in "[a-zA-ZéÉİßΣ0-9ａ-ｚ.+-]{1,12}", domain in "[a-zäßüİ中文0-9-]{1,9}") {
            if let Ok(address) = EmailAddress::parse(&format!("{name}@{domain}.example")) {
                prop_assert_eq!(&EmailAddress::parse(address.as_str()).unwrap(), &address);
                prop_assert_eq!(&EmailAddress::parse(&in_unicode(address.as_str())).unwrap(), &address);
                prop_assert!(address.as_str().rsplit_once('@').unwrap().1.is_ascii());
            }
        }
    }
}
