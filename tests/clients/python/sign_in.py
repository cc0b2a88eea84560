"""Gets an access token for an integration, with a signed assertion (RFC 7523)."""

import secrets
import time

import jwt
import requests

BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def access_token(origin, integration, key_id, private_key):
    """Returns an access token. It is valid for five minutes.

    `private_key` is a PEM text. Keep it in a secret store, not in the code.
    """
    now = int(time.time())
    claims = {
        "iss": integration,
        "sub": integration,
        "aud": f"{origin}/auth/token",
        "jti": secrets.token_urlsafe(16),
        "iat": now,
        "exp": now + 60,
    }
    assertion = jwt.encode(claims, private_key, algorithm="EdDSA", headers={"kid": key_id})
    form = {"grant_type": "client_credentials", "client_assertion_type": BEARER, "client_assertion": assertion}
    response = requests.post(f"{origin}/auth/token", data=form, timeout=30)
    response.raise_for_status()
    return response.json()["access_token"]
