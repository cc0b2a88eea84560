//! Effort of the tests: 1 by default, 10 for every change, 100 at night.

/// Returns the value of `TEST_EFFORT`.
pub fn effort() -> usize {
    std::env::var("TEST_EFFORT").ok().and_then(|text| text.parse().ok()).unwrap_or(1)
}

/// Returns the number of rounds for the effort.
pub fn rounds(at_1: usize, at_10: usize, at_100: usize) -> usize {
    match effort() {
        0..=9 => at_1,
        10..=99 => at_10,
        _ => at_100,
    }
}

/// Reports loudly that a fault could not be injected here. With `REQUIRE_FAULTS=1` it fails
/// instead.
pub fn not_tested(what: &str) {
    assert!(
        !std::env::var("REQUIRE_FAULTS").is_ok_and(|value| value == "1"),
        "REQUIRE_FAULTS=1: {what}"
    );
    eprintln!("\n*** NOT TESTED: {what}. ***\n");
}
