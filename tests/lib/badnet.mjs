// A network as phones have it: every connection may be refused, cut after any byte of the request or of the answer, or
// delayed, and what was sent on it may arrive once more, later, so that requests are doubled and change places.
import net from 'node:net';
import { sleep } from './wait.mjs';

export async function startBadNetwork(target, port, random) {
  const self = { port, bad: true, refused: 0, cutRequests: 0, cutAnswers: 0, doubled: 0, lost: 0, connections: 0 };
  const sockets = new Set();
  const keep = (s) => { sockets.add(s); s.on('close', () => sockets.delete(s)); s.on('error', () => {}); return s; };
  const upstreamSocket = () => keep(net.connect({ port: target, host: '127.0.0.1' }));

  // What was said on this connection is said again to nobody's ear.
  async function again(bytes) {
    self.doubled++;
    await sleep(random() * 400);
    const socket = upstreamSocket();
    socket.resume();
    socket.end(Buffer.concat(bytes));
  }

  const server = net.createServer(async (client) => {
    keep(client);
    self.connections++;
    const chance = self.bad ? random() : 1;
    if (chance < 0.05) { self.refused++; client.destroy(); return; }
    const cutRequest = chance < 0.15 ? Math.floor(random() ** 2 * 6000) : Infinity;
    const cutAnswer = chance >= 0.15 && chance < 0.35 ? Math.floor(random() ** 2 * 8000) : Infinity;
    const double = self.bad && random() < 0.2;
    const slow = self.bad ? random() * 20 : 0;
    const said = [];
    const upstream = upstreamSocket();
    let up = 0;
    let down = 0;
    const cut = (counter) => { self[counter]++; client.destroy(); upstream.destroy(); };
    client.on('data', async (bytes) => {
      said.push(bytes);
      const left = cutRequest - up;
      up += bytes.length;
      if (slow > 15) { client.pause(); await sleep(slow); client.resume(); }
      upstream.write(left < bytes.length ? bytes.subarray(0, Math.max(left, 0)) : bytes);
      if (left < bytes.length) cut('cutRequests');
    });
    upstream.on('data', (bytes) => {
      const left = cutAnswer - down;
      down += bytes.length;
      client.write(left < bytes.length ? bytes.subarray(0, Math.max(left, 0)) : bytes);
      if (left < bytes.length) cut('cutAnswers');
    });
    upstream.on('close', () => client.end());
    const end = setTimeout(() => { if (self.bad) { self.lost++; client.destroy(); } }, random() * 400); // out of reach again
    client.on('close', () => {
      clearTimeout(end);
      upstream.destroy();
      if (double && said.length > 0) again(said);
    });
  });
  await new Promise((r) => server.listen(port, '127.0.0.1', r));
  self.close = () => { sockets.forEach((s) => s.destroy()); return new Promise((r) => server.close(r)); };
  return self;
}
