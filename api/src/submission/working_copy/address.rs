//! Web addresses, in the form that parsers of addresses agree on.

use crate::{
    error::{Code, Error, Result},
    text::{is_hidden, single_line},
};
use url::Url;

/// Maximum length of an address in characters, with letters outside ASCII escaped.
pub const LONGEST: usize = 2_000;

/// Checks an http or https address, and returns it in the form of the URL standard.
///
/// In that form the host is in lower case and in ASCII, and letters outside ASCII are escaped, as
/// browsers copy them.
///
/// # Errors
/// Fails with `BAD_INPUT` for a text that is no http or https address with a host, and for an
/// address with a user name, a password, a space, a backslash or a hidden character. Fails with
/// `BAD_TEXT` or `TOO_LONG` as [`single_line`] does.
pub fn address(text: &str) -> Result<String> {
    let text = single_line(text, LONGEST)?;
    let authority = ["https://", "http://"].iter().find_map(|scheme| {
        let head = text.get(..scheme.len())?;
        head.eq_ignore_ascii_case(scheme).then(|| &text[scheme.len()..])
    });
    let Some(authority) = authority.filter(|rest| !rest.starts_with('/')) else {
        return bad("A web address begins with https:// or http:// and a host.");
    };
    if text.contains(|c: char| c.is_whitespace() || c == '\\' || is_hidden(c)) {
        return bad("A web address holds no space, backslash or hidden character.");
    }
    let Ok(url) = Url::parse(&text) else { return bad("The host of the web address is no name.") };
    // An empty label is a typing error. A last dot alone is the root of all names.
    let host = url.host_str().unwrap_or_default();
    if host.strip_suffix('.').unwrap_or(host).split('.').any(str::is_empty) {
        return bad("The host of the web address is no name.");
    }
    if authority.split(['/', '?', '#']).next().is_some_and(|authority| authority.contains('@')) {
        return bad("A web address holds no user name or password.");
    }
    let url = String::from(url);
    if url.len() > LONGEST {
        return Err(Error::says(
            Code::TooLong,
            format!(
                "The web address is longer than {LONGEST} characters, with letters outside ASCII escaped."
            ),
        ));
    }
    Ok(url)
}

fn bad<T>(sentence: &'static str) -> Result<T> {
    Err(Error::says(Code::BadInput, sentence))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{ProptestConfig, prop_assert_eq, proptest};

    #[test]
    fn what_is_no_web_address_is_refused() {
        for url in [
            "ftp://x.org",
            "javascript:alert(1)",
            "example.org",
            "https://",
            "https://?a",
            "https://me:pw@x.org",
            "https://@x.org",
            "https://x.org/a b",
            "https:/x.example",
            "https:x.example",
            "https:///x.example",
            r"https:\\x.example\a",
            r"https://x.example\a",
            "https://x..example",
            "https://.x.example",
            "https://..",
            "https://x.example/a\u{200b}b",
            "https://x.exa\u{ad}mple",
            "https://[::1",
            "https://x.example:99999",
        ] {
            assert_eq!(address(url).map_err(|e| e.code()), Err(Code::BadInput), "{url}");
        }
        assert_eq!(address("https://x.org/\u{202e}").map_err(|e| e.code()), Err(Code::BadText));
        let letters = |count: usize| format!("https://x.example/{}", "ش".repeat(count));
        assert_eq!(address(&letters(2_000)).map_err(|e| e.code()), Err(Code::TooLong));
        assert_eq!(address(&letters(331)).map_err(|e| e.code()), Err(Code::TooLong));
        assert_eq!(address(&letters(330)).map(|url| url.len()).ok(), Some(1_998));
    }

    #[test]
    fn an_address_is_kept_in_the_form_of_the_standard() -> Result<()> {
        for (written, kept) in [
            ("https://www.un.org/disarmament", "https://www.un.org/disarmament"),
            (" HTTPS://WWW.UN.org ", "https://www.un.org/"),
            ("http://x.example:80/a?b=c#d", "http://x.example/a?b=c#d"),
            ("https://x.example./", "https://x.example./"),
            ("https://x.example/a@b", "https://x.example/a@b"),
            ("https://münchen.example", "https://xn--mnchen-3ya.example/"),
            ("https://mfa.example/أمن", "https://mfa.example/%D8%A3%D9%85%D9%86"),
            ("https://mfa.example/%d8%a3", "https://mfa.example/%d8%a3"),
        ] {
            assert_eq!(address(written)?, kept);
            assert_eq!(address(kept)?, kept, "the normal form is kept");
        }
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn an_address_in_its_normal_form_is_kept_as_it_is(
            text in "https?://[a-zé.]{1,12}(:[0-9]{1,3})?[/?#a-z.%@ñ \\[\\]|^`{}'\"<>ش]{0,20}"
        ) {
            if let Ok(url) = address(&text) {
                prop_assert_eq!(&address(&url).unwrap_or_default(), &url);
            }
        }
    }
}
