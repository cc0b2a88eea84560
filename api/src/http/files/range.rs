//! Ranges of bytes (RFC 9110, section 14).

use std::ops::Range;

/// Part of a file that a request asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The whole file: the header has another unit, several ranges, or no meaning.
    Whole,
    /// One range of bytes.
    Bytes(Range<usize>),
    /// A range that the file does not have.
    Beyond,
}

/// Parses the value of a `Range` header for a file of `length` bytes. Several ranges are answered
/// with the whole file, as the standard allows.
pub(super) fn part(header: &str, length: usize) -> Part {
    let Some((unit, range)) = header.split_once('=') else { return Part::Whole };
    let Some((first, last)) = range.trim().split_once('-') else { return Part::Whole };
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return Part::Whole;
    }
    match (number(first), number(last)) {
        (Some(first), Some(last)) if first > last => Part::Whole,
        (Some(first), _) if first >= length && is_number_or_empty(last) => Part::Beyond,
        (Some(first), Some(last)) => Part::Bytes(first..last.saturating_add(1).min(length)),
        (Some(first), None) if last.is_empty() => Part::Bytes(first..length),
        (None, Some(0)) if first.is_empty() => Part::Beyond,
        (None, Some(_)) if first.is_empty() && length == 0 => Part::Beyond,
        (None, Some(count)) if first.is_empty() => {
            Part::Bytes(length.saturating_sub(count)..length)
        }
        _ => Part::Whole,
    }
}

/// Parses digits. A number beyond every file is the greatest one.
fn number(text: &str) -> Option<usize> {
    let is_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_digits.then(|| text.parse().unwrap_or(usize::MAX))
}

fn is_number_or_empty(text: &str) -> bool {
    text.is_empty() || number(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_range_is_the_part_that_the_standard_says() {
        for (header, wanted) in [
            ("bytes=0-0", Part::Bytes(0..1)),
            ("bytes=0-9", Part::Bytes(0..10)),
            ("bytes=2-", Part::Bytes(2..10)),
            ("bytes=2-100", Part::Bytes(2..10)),
            ("bytes=9-99999999999999999999999", Part::Bytes(9..10)),
            ("Bytes= 3-4", Part::Bytes(3..5)),
            ("bytes=-3", Part::Bytes(7..10)),
            ("bytes=-100", Part::Bytes(0..10)),
            ("bytes=10-", Part::Beyond),
            ("bytes=10-11", Part::Beyond),
            ("bytes=99999999999999999999999-", Part::Beyond),
            ("bytes=-0", Part::Beyond),
            ("bytes=5-4", Part::Whole),
            ("bytes=0-1,3-4", Part::Whole),
            ("bytes=10-x", Part::Whole),
            ("bytes=", Part::Whole),
            ("bytes=-", Part::Whole),
            ("bytes=+1-2", Part::Whole),
            ("bytes=--2", Part::Whole),
            ("lines=0-1", Part::Whole),
            ("0-1", Part::Whole),
            ("", Part::Whole),
        ] {
            assert_eq!(part(header, 10), wanted, "{header}");
        }
        assert_eq!(part("bytes=0-", 0), Part::Beyond);
        assert_eq!(part("bytes=-1", 0), Part::Beyond);
    }

    proptest! {
        #[test]
        fn a_part_lies_within_the_file_and_holds_a_byte(header in "(bytes)?=?[0-9]{0,3}-?[0-9]{0,3}", length in 0_usize..200) {
            if let Part::Bytes(range) = part(&header, length) {
                prop_assert!(range.start < range.end && range.end <= length, "{header} {range:?}");
            }
        }
    }
}
