// Bytes as they are, for requests that no proper client would send.
import net from 'node:net';

export class RawSocket {
  static open(port, host = '127.0.0.1') {
    return new Promise((resolve, reject) => {
      const socket = net.connect({ port, host });
      const self = Object.assign(new RawSocket(), { socket, received: Buffer.alloc(0), closed: false });
      socket.on('data', (d) => { self.received = Buffer.concat([self.received, d]); });
      socket.on('close', () => { self.closed = true; });
      socket.once('error', reject);
      socket.once('connect', () => { socket.on('error', () => {}); resolve(self); });
    });
  }

  write(bytes) {
    return new Promise((resolve) => this.socket.write(bytes, () => resolve()));
  }

  // Until the other side closed, `until(text)` holds, or the time is over.
  async read({ limit = 5000, until = null } = {}) {
    const end = Date.now() + limit;
    while (!this.closed && Date.now() < end) {
      if (until && until(this.text)) break;
      await new Promise((r) => setTimeout(r, 10));
    }
    return this.text;
  }

  get text() { return this.received.toString('latin1'); }
  get status() { return Number(/^HTTP\/1\.[01] (\d{3})/.exec(this.text)?.[1] ?? 0); }
  statuses() { return [...this.text.matchAll(/HTTP\/1\.[01] (\d{3}) /g)].map((m) => Number(m[1])); }

  close() {
    this.socket.destroy();
  }
}

export async function exchange(port, bytes, options = {}) {
  const socket = await RawSocket.open(port);
  try {
    await socket.write(bytes);
    await socket.read(options);
    return { status: socket.status, statuses: socket.statuses(), text: socket.text, closed: socket.closed };
  } finally {
    socket.close();
  }
}
