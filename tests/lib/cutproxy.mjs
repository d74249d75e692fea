// A TCP proxy that lets requests through and can cut the reply: the client never learns what became
// of its request.
import net from 'node:net';

export async function startCutProxy(target, port) {
  const self = { port, cut: false, cuts: 0 };
  const sockets = new Set();
  const server = net.createServer((client) => {
    const upstream = net.connect({ port: target, host: '127.0.0.1' });
    for (const s of [client, upstream]) { sockets.add(s); s.on('close', () => sockets.delete(s)); s.on('error', () => {}); }
    client.pipe(upstream);
    upstream.on('data', (bytes) => {
      if (self.cut) {
        self.cuts++;
        client.destroy();
        upstream.destroy();
      } else {
        client.write(bytes);
      }
    });
    upstream.on('close', () => client.end());
    client.on('close', () => upstream.destroy());
  });
  await new Promise((r) => server.listen(port, '127.0.0.1', r));
  self.close = () => { sockets.forEach((s) => s.destroy()); return new Promise((r) => server.close(r)); };
  return self;
}
