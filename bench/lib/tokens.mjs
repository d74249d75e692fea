// One key of an issuer of our own, and a token for each of the 240 nurses of data.sql.
import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSigner } from 'fast-jwt';

export const ISSUER = 'https://issuer.bench.invalid';
const HOURS = 12;

export function dongCode(d) {
  if (d < 3) return String(9911051000 + 1000 * d);
  if (d === 3) return '9914051000';
  return String((99210 + 10 * Math.floor((d - 4) / 6)) * 100000 + 51000 + 1000 * ((d - 4) % 6));
}

/** Writes keys.json (JWK Set) and key.pem (public); `sign` makes a token of claims. */
export function makeIssuer(folder) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = publicKey.export({ format: 'jwk' });
  const kid = createHash('sha256').update(JSON.stringify(jwk)).digest('base64url').slice(0, 16);
  const files = { keys: join(folder, 'keys.json'), key: join(folder, 'key.pem'), tokens: join(folder, 'tokens.txt') };
  writeFileSync(files.keys, JSON.stringify({ keys: [{ ...jwk, kid, alg: 'ES256', use: 'sig' }] }));
  writeFileSync(files.key, publicKey.export({ format: 'pem', type: 'spki' }));
  const signer = createSigner({
    key: privateKey.export({ format: 'pem', type: 'pkcs8' }), algorithm: 'ES256', kid, header: { typ: 'at+jwt' },
    iss: ISSUER, aud: 'chatdong', expiresIn: HOURS * 3600_000,
  });
  return { ...files, sign: (claims) => signer({ ...claims, jti: randomUUID() }) };
}

/** And tokens.txt (line = dong index * 6 + nurse). */
export function makeTokens(folder) {
  const { sign, ...files } = makeIssuer(folder);
  const token = (number, d, role) => sign({
    sub: `01900000-0000-7000-8001-${100000000000 + number}`, role, dongs: [dongCode(d)], gu: dongCode(d).slice(0, 5),
  });
  const nurses = Array.from({ length: 240 }, (_, i) => token(Math.floor(i / 6) * 8 + (i % 6), Math.floor(i / 6), 'nurse'));
  writeFileSync(files.tokens, nurses.join('\n'));
  return { ...files, nurses, supervisor: token(320, 0, 'supervisor') };
}
