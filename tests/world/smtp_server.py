"""A mail server on loopback for tests. It prints its port, then each accepted letter as a line of
JSON.

Its behaviour follows from the recipient. `later@` gets a temporary refusal, `never@` is refused,
and `slow@` waits for ever. Letters to other recipients are accepted. With the argument `password`
the server asks for a password and knows none. With `seven_bit` it takes no 8bit.
"""

import asyncio
import email
import email.policy
import json
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Postbox:
    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        return [line for line in responses if "seven_bit" not in sys.argv or "8BITMIME" not in line]

    async def handle_RCPT(self, server, session, envelope, address, options):
        match address.split("@")[0]:
            case "later":
                return "451 4.3.0 Come back later"
            case "never":
                return "550 5.1.1 Nobody here"
            case "slow":
                await asyncio.sleep(3600)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        taken = {
            "envelope_from": envelope.mail_from,
            "envelope_to": envelope.rcpt_tos,
            "headers": {name.lower(): str(value) for name, value in message.items()},
            "subject": str(message["subject"]),
            "text": message.get_content(),
            "raw": envelope.content.decode(),
        }
        print(json.dumps(taken), flush=True)
        return "250 OK"


async def main():
    options = {}
    if "password" in sys.argv:
        options = {
            "auth_required": True,
            "auth_require_tls": False,
            "authenticator": lambda *_: AuthResult(success=False, handled=False),
        }
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Postbox(), enable_SMTPUTF8=True, **options), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    # The parent process holds the other end of standard input. When the parent ends, so does the
    # server.
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
