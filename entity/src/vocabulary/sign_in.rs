//! Words for authentication: sign-in methods, sessions, signing keys and integrations.

use super::form::closed;

closed! {
    /// Method by which a person proved their identity.
    SignInMethod {
        /// A password.
        Password = "password",
        /// A one-time code (RFC 6238).
        OneTimeCode = "one_time_code",
        /// A passkey (WebAuthn) with user verification.
        Passkey = "passkey",
        /// The State's own provider (OpenID Connect).
        Oidc = "oidc",
        /// An invitation that was redeemed. It is enough to set up credentials, and is no second
        /// factor.
        Invitation = "invitation",
        /// Sign-in of the demonstration; used nowhere else.
        Demo = "demo",
    }
}
closed! {
    /// Purpose of a passkey's challenge.
    CeremonyKind {
        /// Registers the passkey.
        Register = "register",
        /// Opens a session.
        SignIn = "sign_in",
        /// Proves a fresh second factor in a session.
        StepUp = "step_up",
    }
}
closed! {
    /// Purpose of a visit to the State's own provider.
    FederationPurpose {
        /// Signs the person in.
        SignIn = "sign_in",
        /// Links the identity at the provider to the person's account.
        Link = "link",
    }
}
closed! {
    /// Reason why a session was ended before its time.
    SessionEnd {
        /// The person signed out of this session.
        SignedOut = "signed_out",
        /// The person ended it from another session, or a person with the right to do so ended it.
        Revoked = "revoked",
        /// A refresh token was used a second time, so another party holds a copy of it.
        Reused = "reused",
        /// The person was suspended or removed.
        Suspended = "suspended",
        /// The person's role changed.
        RoleChanged = "role_changed",
        /// A password, one-time code or passkey changed, or the person was invited again.
        CredentialsChanged = "credentials_changed",
        /// A newer session took its place.
        Replaced = "replaced",
    }
}
closed! {
    /// Purpose of a signing key.
    KeyPurpose {
        /// Signs access tokens.
        Token = "token",
        /// Signs receipts of editions.
        Receipt = "receipt",
        /// Signs checkpoints of the audit trail.
        Checkpoint = "checkpoint",
    }
}
closed! {
    /// Stage of a signing key in its rotation. Retired public keys stay published for ever.
    KeyStatus {
        /// The key is published. It signs when the active key is retired.
        Next = "next",
        /// The key signs.
        Active = "active",
        /// The key no longer signs. Its signatures stay valid.
        Retired = "retired",
        /// The key is not trusted from the time of its revocation.
        Revoked = "revoked",
    }
}
closed! {
    /// Permission of an integration, beside all that the public reads. No scope includes
    /// submitting, consent, invitations or any other act that binds a State.
    IntegrationScope {
        /// Names an integration that reads reference data, instruments and cycles, as every token
        /// may.
        CatalogRead = "catalog.read",
        /// Names an integration that reads public answers, as every token may.
        PublicRead = "public.read",
        /// Names an integration that reads releases, as every token may.
        ReleaseRead = "release.read",
        /// Reads the answers of the State that minted the integration.
        OwnAnswersRead = "own.answers.read",
        /// Saves answers to the draft of the State that minted the integration.
        OwnDraftWrite = "own.draft.write",
    }
}
closed! {
    /// Algorithm by which an integration signs its client assertions.
    AssertionAlgorithm {
        /// Ed25519 (RFC 8037).
        EdDsa = "EdDSA",
        /// ECDSA on P-256 with SHA-256 (RFC 7518).
        Es256 = "ES256",
    }
}
