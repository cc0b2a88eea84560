// Starts a certified OpenID provider on a free port of 127.0.0.1, with one client for each kind of
// signature. It prints its port, and ends when its input ends. The argument is its redirect URI.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const key = (alg, kind, options) => {
  const { privateKey } = generateKeyPairSync(kind, options);
  return { ...privateKey.export({ format: 'jwk' }), alg, use: 'sig', kid: alg };
};
const keys = [
  key('RS256', 'rsa', { modulusLength: 2048 }),
  key('PS256', 'rsa', { modulusLength: 2048 }),
  key('ES256', 'ec', { namedCurve: 'P-256' }),
  key('EdDSA', 'ed25519', {}),
];
const client = (alg) => ({
  client_id: `survey-${alg}`,
  client_secret: 'a-secret-that-the-provider-gave',
  redirect_uris: [process.argv[2]],
  grant_types: ['authorization_code'],
  response_types: ['code'],
  application_type: 'native',
  token_endpoint_auth_method: 'client_secret_basic',
  id_token_signed_response_alg: alg,
});

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      ...keys.map(({ alg }) => client(alg)),
      { ...client('RS256'), client_id: 'survey-public', client_secret: undefined, token_endpoint_auth_method: 'none' },
    ],
    jwks: { keys },
    enabledJWA: { idTokenSigningAlgValues: keys.map(({ alg }) => alg) },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: true } },
  });
  server.on('request', provider.callback());
  console.log(`ready ${issuer}`);
});
process.stdin.on('end', () => process.exit(0)).resume();
