// A program of its own: opens N keep-alive connections, makes one request on each, says "ready"
// and holds them until it is stopped. node lib/idle.mjs PORT N PATH
import { connect } from 'node:net';

const [port, count, path] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]];

function open() {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the server closed an idle connection')));
    socket.once('data', () => resolve(socket));
    socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
  });
}

for (let i = 0; i < count; i += 50) await Promise.all(Array.from({ length: Math.min(50, count - i) }, open));
console.log('ready');
