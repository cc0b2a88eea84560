//! Nesting depth of a JSON text, found without parsing it.

use crate::error::{Code, Error, Result};

/// Refuses a JSON text with brackets nested deeper than `most`.
///
/// The check is linear, without recursion or allocation. The parser decides if the text is JSON at
/// all.
pub fn check(text: &[u8], most: usize) -> Result<()> {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for byte in text {
        match (in_string, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (true, b'"') => in_string = false,
            (false, b'"') => in_string = true,
            (false, b'{' | b'[') => {
                depth += 1;
                if depth > most {
                    return Err(Error::says(
                        Code::TooDeep,
                        format!("The JSON is nested deeper than {most} levels."),
                    ));
                }
            }
            (false, b'}' | b']') => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deep_nesting_is_refused_and_strings_do_not_count() {
        let nested = |n: usize| "[".repeat(n) + &"]".repeat(n);
        let quoted = format!(r#"{{"a":"\"{}"}}"#, "[{".repeat(100));
        let broken = format!("{}{}", "]".repeat(50), nested(33));
        let cases: &[(&str, bool)] = &[
            (&nested(33), false),
            (&nested(500_000), false),
            (&broken, false),
            (r#"{"a":{"b":[[1]]}}"#, true),
            (&nested(32), true),
            (&quoted, true),
            (r#"{"a":"\\","b":[1]}"#, true),
            ("", true),
            ("\"[[[", true),
        ];
        for (text, admitted) in cases {
            assert_eq!(
                check(text.as_bytes(), 32).is_ok(),
                *admitted,
                "{}",
                &text[..text.len().min(60)]
            );
        }
    }
}
