// The people and systems of the demo city, and their tokens.
import './webcrypto.mjs';
import { readFileSync, writeFileSync } from 'node:fs';
import { exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import { contract } from './contract.mjs';

export const ISSUER = 'https://issuer.test';
export const AUDIENCE = 'chatdong';
export const DONGS = { A: '9911051000', B: '9911052000', C: '9914051000', D: '9911053000' };
export const GUS = { A: '99110', B: '99110', C: '99140', D: '99110' };
export const ROLES = ['officer', 'nurse', 'supervisor', 'district_admin'];

const staff = (xy) => `01900000-0000-7000-8000-0000000000${xy}`;
const human = (role, digit, place, job) => ({
  key: `${role}.${place}`, role, place, sub: staff(`${digit}${place.toLowerCase()}`), job,
  ...(role === 'district_admin' ? { gu: GUS[place], dongs: [] } : { dongs: [DONGS[place]] }),
});

export function allScopes() {
  return [...new Set([...contract().byId.values()].flatMap((op) => op.x.scopes ?? []))].sort();
}

const people = [];
for (const place of ['A', 'B', 'C']) {
  people.push(human('officer', 1, place, 'welfare_planner'), human('nurse', 2, place), human('supervisor', 3, place));
  if (place !== 'B') people.push(human('district_admin', 4, place));
}
export const actors = Object.fromEntries(people.map((p) => [p.key, p]));
actors['neighborhood_officer.A'] = { ...human('officer', 5, 'A', 'neighborhood_officer'), key: 'neighborhood_officer.A' };
actors['nurse2.A'] = { ...human('nurse', 6, 'A'), key: 'nurse2.A' };
actors['inactive.A'] = { key: 'inactive.A', role: 'nurse', place: 'A', sub: staff('2f'), dongs: [DONGS.A], inactive: true };
actors['system.city'] = { key: 'system.city', role: 'system', area: 'city', sub: staff('e1'), scopes: 'all' };
actors['system.gu'] = { key: 'system.gu', role: 'system', area: 'gu', gu: '99110', sub: staff('e2'), scopes: ['visits:read'] };
actors['system.partner'] = { key: 'system.partner', role: 'system', area: 'partner', sub: staff('e4'), scopes: ['partners:read', 'partners:write', 'capacity:write'] };
actors['system.none'] = { key: 'system.none', role: 'system', area: 'city', sub: staff('e3'), scopes: [] };

// Clients of partner institutions have no area: `partner` is the dong whose demo referrals go to theirs. The
// last one has every scope, and still sees no more.
for (const [place, xy] of [['A', 'e4'], ['B', 'e5'], ['C', 'e6']]) {
  actors[`partner.${place}`] = { key: `partner.${place}`, role: 'system', area: 'partner', partner: place, sub: staff(xy), scopes: ['partner_referrals:answer'] };
}
actors['partner.all'] = { ...actors['partner.A'], key: 'partner.all', scopes: 'all' };

export const scopesOf = (actor) => (actor.scopes === 'all' ? allScopes() : actor.scopes ?? []);

// Whether records of that dong are in the actor's area.
export function sees(actor, place) {
  if (actor.role === 'system') return actor.area === 'city' || actor.gu === GUS[place];
  if (actor.role === 'district_admin') return actor.gu === GUS[place];
  return actor.dongs.includes(DONGS[place]);
}

export function claimsOf(actor, more = {}) {
  const claims = { role: actor.role };
  if (actor.job) claims.job = actor.job;
  if (actor.dongs) claims.dongs = actor.dongs;
  if (actor.gu) claims.gu = actor.gu;
  if (actor.area) claims.area = actor.area;
  if (actor.role === 'system') claims.scope = scopesOf(actor).join(' ');
  return { ...claims, ...more };
}

export async function makeKeys(privateFile, jwksFile, kid = 'test-1') {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  writeFileSync(privateFile, JSON.stringify({ ...(await exportJWK(privateKey)), kid, alg: 'ES256' }), { mode: 0o600 });
  writeFileSync(jwksFile, JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' }] }));
}

export class Minter {
  static async from(privateFile) {
    const jwk = JSON.parse(readFileSync(privateFile, 'utf8'));
    return Object.assign(new Minter(), { kid: jwk.kid, key: await importJWK(jwk, 'ES256'), cache: new Map() });
  }

  async sign(subject, claims, { lifetime = 3600, audience = AUDIENCE, issuer = ISSUER } = {}) {
    return new SignJWT({ jti: crypto.randomUUID(), ...claims })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: this.kid })
      .setIssuer(issuer).setAudience(audience).setSubject(subject)
      .setIssuedAt().setExpirationTime(Math.floor(Date.now() / 1000) + lifetime).sign(this.key);
  }

  async token(actor) {
    const who = typeof actor === 'string' ? actors[actor] : actor;
    if (!who) throw new Error(`no actor ${actor}`);
    if (!this.cache.has(who.key)) this.cache.set(who.key, await this.sign(who.sub, claimsOf(who)));
    return this.cache.get(who.key);
  }
}
