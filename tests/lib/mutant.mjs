// A proxy that plants one bug in front of the service, to prove that the tests would find it.
import http from 'node:http';

export const PLANTS = {
  // what a careless service would do: [which requests, what becomes of the answer]
  crash_on_long_text: { hit: (q) => /[^"]{40,}/.test(q.body.replaceAll(/[0-9a-f-]{36}/g, '')), change: (a) => ({ ...a, status: 500 }) },
  accepts_unknown_property: { hit: (q) => q.body.includes('zz_unknown'), change: (a) => ({ ...a, status: a.status === 400 ? 200 : a.status }) },
  refuses_full_page: { hit: (q) => /[?&]limit=(100|9\d)/.test(q.url), change: (a) => ({ ...a, status: 400 }) },
  loses_required_property: { hit: () => true, change: (a) => ({ ...a, body: a.body.replace(/"(items|id)":/, '"lost":') }) },
  wrong_media_type: { hit: (q) => q.method === 'GET', change: (a) => ({ ...a, headers: { ...a.headers, 'content-type': 'text/html' } }) },
  undocumented_status: { hit: (q) => q.url.includes('status=planned'), change: (a) => ({ ...a, status: 418 }) },
};

export async function startMutant(target, plant, port) {
  const agent = new http.Agent({ keepAlive: true });
  const server = http.createServer(async (request, response) => {
    const chunks = [];
    for await (const c of request) chunks.push(c);
    const body = Buffer.concat(chunks);
    const upstream = http.request({ host: '127.0.0.1', port: target, method: request.method, path: request.url, headers: request.headers, agent }, async (got) => {
      const parts = [];
      for await (const c of got) parts.push(c);
      let answer = { status: got.statusCode, headers: { ...got.headers }, body: Buffer.concat(parts).toString('utf8') };
      if (plant.hit({ method: request.method, url: request.url, body: body.toString('utf8') })) answer = plant.change(answer);
      delete answer.headers['content-length'];
      delete answer.headers['transfer-encoding'];
      response.writeHead(answer.status, answer.headers);
      response.end(answer.body);
    });
    upstream.on('error', () => response.destroy());
    upstream.end(body);
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { port, close: () => { agent.destroy(); server.closeAllConnections(); return new Promise((r) => server.close(r)); } };
}
