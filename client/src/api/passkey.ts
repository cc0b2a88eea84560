import { post } from "./auth.ts";
import { open } from "./session.ts";

/**
 * Returns true if this browser can sign in with a passkey here. Browsers accept a host by its name only, so that a service at an IP address
 * has no passkeys.
 */
export function hasPasskeys(): boolean {
  const isAddress = /^[\d.]+$|^\[/.test(location.hostname);
  return !isAddress && typeof PublicKeyCredential === "function" && "parseRequestOptionsFromJSON" in PublicKeyCredential;
}

/** Signs in with a passkey. Returns false if the person ended the browser's dialog. */
export async function signInWithPasskey(): Promise<boolean> {
  const { ceremony, publicKey } = await post<{ ceremony: string; publicKey: PublicKeyCredentialRequestOptionsJSON }>(
    "/auth/passkeys/sign-in/start",
    {},
  );
  const credential = await navigator.credentials
    .get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) })
    .catch((error: unknown) => {
      if (error instanceof DOMException && ["NotAllowedError", "AbortError"].includes(error.name)) return null;
      throw error;
    });
  if (!(credential instanceof PublicKeyCredential)) return false;
  open(await post("/auth/passkeys/sign-in/finish", { ceremony, credential: credential.toJSON(), cookie: true }));
  return true;
}
