// Gets an access token for an integration, with a signed assertion (RFC 7523).
import { randomUUID } from "node:crypto";
import { importPKCS8, SignJWT } from "jose";

const BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/**
 * Returns an access token. It is valid for five minutes.
 *
 * `privateKey` is a PEM text. Keep it in a secret store, not in the code.
 */
export async function accessToken(origin: string, integration: string, keyId: string, privateKey: string): Promise<string> {
  const assertion = await new SignJWT()
    .setProtectedHeader({ alg: "EdDSA", typ: "JWT", kid: keyId })
    .setIssuer(integration)
    .setSubject(integration)
    .setAudience(`${origin}/auth/token`)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime("60s")
    .sign(await importPKCS8(privateKey, "EdDSA"));
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_assertion_type: BEARER,
    client_assertion: assertion,
  });
  const response = await fetch(`${origin}/auth/token`, { method: "POST", body });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  const { access_token } = (await response.json()) as { access_token: string };
  return access_token;
}
