//! One linear pass over the text of a document, before the parser.
//!
//! The parser recurses once for each bracket, on the stack and without a bound: a few kilobytes of
//! brackets abort the process. So this pass counts characters, tokens and nesting first. It reads
//! strings, block strings and comments like the parser, and refuses the same errors in them. So the
//! two can't disagree on which brackets count.

use super::limits::Limits;
use crate::error::{Code, Error, Result};

/// The size of a document's text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Number of tokens. Commas, comments and white space are not tokens.
    pub tokens: usize,
    /// Greatest nesting of brackets.
    pub nesting: usize,
}

/// Counts the tokens and the nesting of `text`, and refuses a text beyond `limits`.
///
/// It also refuses a text that is not lexically GraphQL: unmatched brackets, an unterminated
/// string, or a character that starts no token.
pub fn check(text: &str, limits: &Limits) -> Result<Size> {
    let most = limits.document_characters;
    // A character has one to four bytes, so most texts are decided without counting characters.
    if text.len() > most && (text.len() > most * 4 || text.chars().count() > most) {
        return Err(Error::says(
            Code::TooCostly,
            format!("The document is longer than {most} characters."),
        ));
    }
    let bytes = text.as_bytes();
    let mut size = Size::default();
    let mut open = Vec::with_capacity(limits.bracket_nesting);
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let end = match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b',' => {
                at += 1;
                continue;
            }
            b'#' => {
                at = skip(bytes, at, |b| b != b'\n' && b != b'\r');
                continue;
            }
            0xEF if bytes[at..].starts_with("\u{feff}".as_bytes()) => {
                at += 3;
                continue;
            }
            b'"' if bytes[at..].starts_with(b"\"\"\"") => block_string(bytes, at)?,
            b'"' => string(bytes, at)?,
            b'{' | b'(' | b'[' => {
                open.push(byte);
                if open.len() > limits.bracket_nesting {
                    let most = limits.bracket_nesting;
                    return Err(Error::says(
                        Code::TooDeep,
                        format!("The document nests brackets deeper than {most} levels."),
                    ));
                }
                size.nesting = size.nesting.max(open.len());
                at + 1
            }
            b'}' | b')' | b']' => {
                if !matches!(
                    (open.pop(), byte),
                    (Some(b'{'), b'}') | (Some(b'('), b')') | (Some(b'['), b']')
                ) {
                    return Err(bad(text, at, "a bracket closes that was not opened"));
                }
                at + 1
            }
            b'.' if bytes[at..].starts_with(b"...") => at + 3,
            b'!' | b'$' | b'&' | b':' | b'=' | b'@' | b'|' => at + 1,
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => {
                skip(bytes, at, |b| b == b'_' || b.is_ascii_alphanumeric())
            }
            // A minus sign or a dot inside belongs to the number. The parser decides if it is valid
            // there.
            b'-' | b'0'..=b'9' => {
                skip(bytes, at, |b| b.is_ascii_alphanumeric() || b"_+-.".contains(&b))
            }
            _ => return Err(bad(text, at, "a character that starts nothing in GraphQL")),
        };
        size.tokens += 1;
        if size.tokens > limits.document_tokens {
            let most = limits.document_tokens;
            return Err(Error::says(
                Code::TooCostly,
                format!("The document has more than {most} tokens."),
            ));
        }
        at = end;
    }
    if open.is_empty() { Ok(size) } else { Err(bad(text, text.len(), "a bracket is not closed")) }
}

fn skip(bytes: &[u8], from: usize, within: impl Fn(u8) -> bool) -> usize {
    bytes[from..].iter().position(|b| !within(*b)).map_or(bytes.len(), |n| from + n)
}

/// Returns the end of the string that starts at `from`.
fn string(bytes: &[u8], from: usize) -> Result<usize> {
    let mut at = from + 1;
    loop {
        match bytes.get(at) {
            Some(b'"') => return Ok(at + 1),
            Some(b'\\') => {
                at += match (bytes.get(at + 1), bytes.get(at + 2..at + 6)) {
                    (Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't'), _) => 2,
                    // The variable-width form \u{…} is refused, because the parser does not know
                    // it.
                    (Some(b'u'), Some(hex)) if hex.iter().all(u8::is_ascii_hexdigit) => 6,
                    _ => return Err(bad_bytes(bytes, at, "an escape that GraphQL does not know")),
                };
            }
            None | Some(b'\n' | b'\r') => {
                return Err(bad_bytes(bytes, from, "a string does not end"));
            }
            Some(_) => at += 1,
        }
    }
}

/// Returns the end of the block string that starts at `from`.
fn block_string(bytes: &[u8], from: usize) -> Result<usize> {
    let mut at = from + 3;
    while at < bytes.len() {
        if bytes[at..].starts_with(b"\"\"\"") {
            return Ok(at + 3);
        }
        at += if bytes[at..].starts_with(b"\\\"\"\"") { 4 } else { 1 };
    }
    Err(bad_bytes(bytes, from, "a block string does not end"))
}

fn bad(text: &str, at: usize, what: &str) -> Error {
    bad_bytes(text.as_bytes(), at, what)
}

fn bad_bytes(bytes: &[u8], at: usize, what: &str) -> Error {
    let line = 1 + bytes[..at].iter().filter(|b| **b == b'\n').count();
    Error::says(
        Code::ParseFailed,
        format!("The document is not well-formed GraphQL: {what} (line {line})."),
    )
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;
    use async_graphql::parser::parse_query;
    use proptest::prelude::*;

    fn public(text: &str) -> Result<Size> {
        check(text, &Limits::public())
    }

    #[test]
    fn what_would_hurt_or_is_not_graphql_is_refused() {
        let deep = |open: &str, close: &str| {
            format!("{{a(b:{}{})}}", open.repeat(1_600), close.repeat(1_600))
        };
        let cases: &[(String, Code)] = &[
            (deep("[", "]"), Code::TooDeep),
            (deep("{c:", "}"), Code::TooDeep),
            (
                format!("query($v:{}Int{}){{a}}", "[".repeat(1_700), "]".repeat(1_700)),
                Code::TooDeep,
            ),
            ("{a".repeat(17), Code::TooDeep),
            (format!("{{{}}}", "b:a ".repeat(200)), Code::TooCostly),
            (format!("{{{}}}", "a ".repeat(4_000)), Code::TooCostly),
            (format!("# {}", "é".repeat(8_000)), Code::TooCostly),
            ("\"".to_owned() + &"a".repeat(100_000), Code::TooCostly),
            ("{a(b:\"".to_owned(), Code::ParseFailed),
            ("{a(b:\"\n\")}".to_owned(), Code::ParseFailed),
            ("{a(b:\"\"\"\" \"\")}".to_owned(), Code::ParseFailed),
            ("{a(b:\"\\u{10FFFF}\")}".to_owned(), Code::ParseFailed),
            ("{a(b:\"\\u12\")}".to_owned(), Code::ParseFailed),
            ("{a(b:\"\\x\")}".to_owned(), Code::ParseFailed),
            ("{a(b:\"\\".to_owned(), Code::ParseFailed),
            ("{a)".to_owned(), Code::ParseFailed),
            ("{a".to_owned(), Code::ParseFailed),
            ("}".to_owned(), Code::ParseFailed),
            ("{a ..}".to_owned(), Code::ParseFailed),
            ("{a \0}".to_owned(), Code::ParseFailed),
            ("{é}".to_owned(), Code::ParseFailed),
        ];
        for (text, code) in cases {
            assert_eq!(
                public(text).unwrap_err().code(),
                *code,
                "{}",
                text.chars().take(40).collect::<String>()
            );
        }
    }

    #[test]
    fn tokens_and_nesting_are_counted_outside_strings_and_comments() {
        let cases = [
            ("{a}", 3, 1),
            ("", 0, 0),
            ("\u{feff}{ a, b, ...F } # {{{{\r", 6, 1),
            ("query Q($v: [Int!]! = [-1.5e+3]) { a(b: {c: \"}}}\\\"}\"}) { d } }", 31, 3),
            ("{a(b:\"\"\" {{ \\\"\"\" {{ \" \"\"\")}", 8, 2),
            ("{a(b:\"\")}", 8, 2),
        ];
        for (text, tokens, nesting) in cases {
            assert_eq!(public(text).unwrap(), Size { tokens, nesting }, "{text}");
        }
    }

    /// A value with its nesting.
    fn value() -> impl Strategy<Value = (String, usize)> {
        let leaf = prop_oneof![
            "-?(0|[1-9][0-9]{0,5})(\\.[0-9]{1,3})?([eE][+-]?[0-9])?",
            "[a-z_][a-zA-Z0-9_]{0,6}",
            "\\$[a-z]{1,3}",
            "\"([ -!#-\\[\\]-~é\u{1F600}]|\\\\[\"\\\\/bfnrt]|\\\\u00[0-9a-fA-F]{2}){0,12}\"",
            "\"\"\"([a-z\\n\\r{}()#]|\\\\[a-z]|\\\\\"\"\"|\"[a-z]){0,12}\"\"\"",
        ]
        .prop_map(|text| (text, 0_usize));
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4)
                    .prop_map(|items| wrap("[", "]", &items, "")),
                prop::collection::vec(inner, 0..4).prop_map(|items| wrap("{", "}", &items, "k:")),
            ]
        })
    }
    fn wrap(open: &str, close: &str, items: &[(String, usize)], key: &str) -> (String, usize) {
        let inner: String = items.iter().map(|(text, _)| format!(" {key}{text}")).collect();
        (format!("{open}{inner}{close}"), 1 + items.iter().map(|i| i.1).max().unwrap_or(0))
    }
    /// A selection set with its nesting.
    fn selection() -> impl Strategy<Value = (String, usize)> {
        let leaf = (prop_oneof!["[a-z]{1,4}", "[a-z]{1,3}: [a-z]{1,3}"], prop::option::of(value()))
            .prop_map(|(name, value)| {
                value.map_or((name.clone(), 0), |(text, nesting)| {
                    (format!("{name} #({{[\n(x: {text})"), nesting + 1)
                })
            });
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop::collection::vec(inner, 1..4).prop_map(|items| {
                let (text, nesting) = wrap("{", "}", &items, "");
                (format!("f{text}"), nesting)
            })
        })
    }

    proptest! {
        #[test]
        fn no_text_makes_the_pass_panic(text in "([ -~]|[\\n\\r\"\\\\#{}\\[\\]().é\u{feff}]){0,200}") {
            let _ = public(&text);
        }
        #[test]
        fn the_pass_and_the_parser_agree_on_valid_documents((inner, nesting) in selection()) {
            let text = format!("{{ {inner} }}");
            prop_assert!(parse_query(&text).is_ok(), "{text}");
            let wide = Limits { document_tokens: 100_000, document_characters: 100_000, ..Limits::signed_in() };
            prop_assert_eq!(check(&text, &wide).unwrap().nesting, nesting + 1, "{}", text);
        }
        #[test]
        fn what_the_pass_refuses_as_malformed_the_parser_refuses_too(text in "([{}()\\[\\]ab\"\\\\:#\\n.]){0,14}") {
            if public(&text).is_err_and(|e| e.is(Code::ParseFailed)) {
                prop_assert!(parse_query(&text).is_err(), "{text}");
            }
        }
    }
}
