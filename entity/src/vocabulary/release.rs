//! What is said of all: releases, and the digests by which whatever is frozen is known.

use super::form::{closed, code};

code! {
    /// A SHA-256 digest in lower-case hexadecimal, 64 characters.
    Sha256, "64 lower-case hexadecimal digits", |t| t.len() == 64 && t.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)),
    specified by "https://csrc.nist.gov/pubs/fips/180-4/upd1/final"
}
closed! {
    /// Whether a release passed the disclosure gate.
    ReleaseStatus {
        /// Made by the rules of structure alone; the Secretariat alone sees it.
        Ungated = "ungated",
        /// An attacker has failed on it; published.
        Gated = "gated",
    }
}
closed! {
    /// Where a proposal to release stands.
    ProposalStatus {
        /// Another administrator can sign it off.
        Proposed = "proposed",
        /// Signed off: it is published as soon as it is made and due.
        SignedOff = "signed_off",
        /// A release came of it.
        Published = "published",
        /// It came to nothing.
        Ended = "ended",
        /// Nobody signed it off in time.
        Expired = "expired",
    }
}
