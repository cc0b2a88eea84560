//! Words for releases, and the digest that identifies frozen content.

use super::form::{closed, code};

code! {
    /// A SHA-256 digest in lower-case hexadecimal, 64 characters.
    Sha256, "64 lower-case hexadecimal digits", |t| t.len() == 64 && t.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)),
    specified by "https://csrc.nist.gov/pubs/fips/180-4/upd1/final"
}
closed! {
    /// Result of the disclosure gate for a release.
    ReleaseStatus {
        /// The release was made by the structural rules alone. Only the Secretariat sees it.
        Ungated = "ungated",
        /// The attack on the release found no disclosure. The release is published.
        Gated = "gated",
    }
}
closed! {
    /// Status of a proposal to release.
    ProposalStatus {
        /// Another administrator can sign it off.
        Proposed = "proposed",
        /// The proposal is signed off. The release is published as soon as it is computed and due.
        SignedOff = "signed_off",
        /// The release is published.
        Published = "published",
        /// The proposal ended without a release.
        Ended = "ended",
        /// No other administrator signed it off in time.
        Expired = "expired",
    }
}
