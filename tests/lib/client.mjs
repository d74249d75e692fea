// HTTP as a careful client speaks it. Every exchange is recorded for the coverage check and judged
// by the contract: an answer that breaks it fails the test at once.
import http from 'node:http';
import { gunzipSync } from 'node:zlib';
import { AssertionError } from 'node:assert';
import { contract } from './contract.mjs';
import { actors } from './actors.mjs';

export class Client {
  constructor(run, { host = '127.0.0.1', port }) {
    Object.assign(this, { run, host, port });
    this.forget();
  }

  forget() {
    this.agent?.destroy();
    this.agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
  }

  close() {
    this.agent.destroy();
  }

  // No token, no record, no judgement.
  bare({ port = this.port, method = 'GET', path, headers = {}, body = null, timeout = 15_000, agent = undefined }) {
    return new Promise((resolve, reject) => {
      const started = performance.now();
      const request = http.request({ host: this.host, port, method, path, headers, agent, timeout }, (response) => {
        const chunks = [];
        response.on('data', (c) => chunks.push(c));
        response.on('error', reject);
        response.on('end', () => resolve(answer(method, path, response, Buffer.concat(chunks), performance.now() - started)));
      });
      request.on('timeout', () => request.destroy(new Error(`no answer to ${method} ${path} within ${timeout} ms`)));
      request.on('error', reject);
      if (body !== null) request.write(body);
      request.end();
    });
  }

  // json: a value to send; type: its media type; token: instead of the actor's; lenient: not judged.
  async call({ method, target, actor = null, headers = {}, json, body = null, type, token, lenient = false, timeout }) {
    const sent = { ...headers };
    if (json !== undefined) {
      body = JSON.stringify(json);
      sent['Content-Type'] = type ?? 'application/json';
    } else if (type && body !== null) {
      sent['Content-Type'] = type;
    }
    if (body !== null) sent['Content-Length'] = Buffer.byteLength(body);
    const bearer = token ?? (actor ? await this.run.minter.token(actor) : null);
    if (bearer) {
      sent.Authorization ??= `Bearer ${bearer}`;
      this.run.canary(bearer);
    }
    const got = await this.#send({ method, path: target, headers: sent, body, timeout });
    this.#note(method, target, actor, got, lenient);
    return got;
  }

  // A connection that the server closed while we took it from the pool is tried again once, as
  // browsers do; only when nothing of the answer came.
  async #send(request) {
    try {
      return await this.bare({ ...request, agent: this.agent });
    } catch (e) {
      if (e.code !== 'ECONNRESET' || !['GET', 'HEAD', 'OPTIONS'].includes(request.method)) throw e;
      return this.bare({ ...request, agent: this.agent });
    }
  }

  #note(method, target, actor, got, lenient) {
    const op = contract().find(method, target);
    const who = actor === null ? 'anonymous' : (typeof actor === 'string' ? actors[actor] : actor).role;
    this.run.record({ operation: op?.id ?? null, method, status: got.status, role: who, type: got.type });
    if (lenient) return;
    const judged = method === 'OPTIONS' ? [] : contract().judge(op, got);
    if (judged.length) {
      throw new AssertionError({ message: `${method} ${target} as ${actor?.key ?? actor ?? 'anonymous'}: ${judged.join('; ')}\n${got.text.slice(0, 600)}` });
    }
  }
}

function answer(method, target, response, raw, ms) {
  const { headers } = response;
  const unpacked = headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
  const text = unpacked.toString('utf8');
  const type = (headers['content-type'] ?? '').split(';')[0].trim();
  let json;
  if (/json$/.test(type) && text !== '') {
    try {
      json = JSON.parse(text);
    } catch {
      json = undefined;
    }
  }
  return { method, target, status: response.statusCode, headers, rawHeaders: response.rawHeaders, type, text, json, raw, ms };
}
