//! Words for the reference data: States, organizations and languages.

use super::form::{closed, code};

code! {
    /// ISO 3166-1 alpha-3 code of a Member State or observer, such as `FRA`.
    StateCode, "three capital letters (ISO 3166-1 alpha-3)", |t| t.len() == 3 && t.bytes().all(|b| b.is_ascii_uppercase()),
    specified by "https://www.iso.org/iso-3166-country-codes.html"
}
code! {
    /// A BCP 47 language tag, such as `fr` or `pt-BR`.
    LanguageTag, "a BCP 47 language tag, such as fr or pt-BR", |t| {
        let mut parts = t.split('-');
        parts.next().is_some_and(|p| (2..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_lowercase()))
            && parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
            && t.len() <= 35
    },
    specified by "https://www.rfc-editor.org/info/bcp47"
}
closed! {
    /// The six official languages of the United Nations.
    Official {
        /// Arabic.
        Ar = "ar",
        /// Chinese.
        Zh = "zh",
        /// English.
        En = "en",
        /// French.
        Fr = "fr",
        /// Russian.
        Ru = "ru",
        /// Spanish.
        Es = "es",
    }
}
closed! {
    /// Status of a State at the United Nations.
    StateStatus {
        /// Member State.
        Member = "member",
        /// Non-member observer State: Holy See, State of Palestine.
        Observer = "observer",
    }
}
closed! {
    /// Kind of a State's membership of an organization.
    MembershipStatus {
        /// Full member.
        Member = "member",
        /// Associate member.
        Associate = "associate",
    }
}
closed! {
    /// Participation of a State in an organization to which it belongs.
    Participation {
        /// The State takes part.
        Active = "active",
        /// The State has suspended its participation by its own decision, and has not left.
        Frozen = "frozen",
        /// The State has announced that it leaves, and has not left yet.
        WithdrawalPending = "withdrawal_pending",
        /// The State is counted as a member and does not take part.
        NotParticipating = "not_participating",
        /// Most sources list the State as a member; others do not.
        Disputed = "disputed",
    }
}
