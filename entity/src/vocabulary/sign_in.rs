//! Signing in, sessions, keys and integrations: how somebody, or something, proves who it is.

use super::form::closed;

closed! {
    /// How somebody proved who they are.
    SignInMethod {
        /// A password.
        Password = "password",
        /// A one-time code (RFC 6238).
        OneTimeCode = "one_time_code",
        /// A passkey (WebAuthn) with user verification.
        Passkey = "passkey",
        /// The State's own provider (OpenID Connect).
        Oidc = "oidc",
        /// An invitation that was redeemed: enough to set up what one signs in with from then on, and no second factor.
        Invitation = "invitation",
        /// The demonstration's, and nowhere else.
        Demo = "demo",
    }
}
closed! {
    /// What a passkey answers a challenge for.
    CeremonyKind {
        /// To be registered.
        Register = "register",
        /// To open a session.
        SignIn = "sign_in",
        /// To show a fresh second factor in a session.
        StepUp = "step_up",
    }
}
closed! {
    /// What somebody goes to their State's own provider for.
    FederationPurpose {
        /// To sign in.
        SignIn = "sign_in",
        /// To link the identity there to the person here.
        Link = "link",
    }
}
closed! {
    /// Why a session was ended before its time.
    SessionEnd {
        /// By its own person, from it.
        SignedOut = "signed_out",
        /// By its own person from another session, or by whoever may.
        Revoked = "revoked",
        /// A refresh token was used a second time: somebody else has it.
        Reused = "reused",
        /// The person was suspended or removed.
        Suspended = "suspended",
        /// The person's role changed.
        RoleChanged = "role_changed",
        /// A password, code or passkey changed, or the person was invited anew.
        CredentialsChanged = "credentials_changed",
        /// A newer one took its place.
        Replaced = "replaced",
    }
}
closed! {
    /// What a signing key signs.
    KeyPurpose {
        /// Access tokens.
        Token = "token",
        /// Receipts of editions.
        Receipt = "receipt",
        /// Checkpoints of the audit trail.
        Checkpoint = "checkpoint",
    }
}
closed! {
    /// Where a signing key stands in its rotation. Retired public keys stay published for ever.
    KeyStatus {
        /// Published, and signs when the active one no longer does.
        Next = "next",
        /// Signs.
        Active = "active",
        /// No longer signs; still verifies.
        Retired = "retired",
        /// No longer to be trusted, from the time at which it was revoked.
        Revoked = "revoked",
    }
}
closed! {
    /// What an integration may do. None includes submitting, consent, invitations or anything else that binds a State.
    IntegrationScope {
        /// Reference data, instruments, cycles.
        CatalogRead = "catalog.read",
        /// What consent makes public.
        PublicRead = "public.read",
        /// Releases.
        ReleaseRead = "release.read",
        /// The answers of the State that minted it.
        OwnAnswersRead = "own.answers.read",
        /// Saving answers to that State's draft.
        OwnDraftWrite = "own.draft.write",
        /// Adding evidence to that State's draft.
        OwnEvidenceWrite = "own.evidence.write",
    }
}
closed! {
    /// How an integration signs what proves who it is.
    AssertionAlgorithm {
        /// Ed25519 (RFC 8037).
        EdDsa = "EdDSA",
        /// ECDSA on P-256 with SHA-256 (RFC 7518).
        Es256 = "ES256",
    }
}
