// The HTTP floor: nginx with a static file, tuned as its manual says, no access log.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answers, serve } from './shell.mjs';

const configuration = (folder, port) => `
daemon off;
worker_processes 2;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log warn;
events { worker_connections 4096; multi_accept on; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  tcp_nodelay on;
  keepalive_requests 1000000000;
  keepalive_timeout 600s;
  open_file_cache max=100 inactive=600s;
  open_file_cache_valid 600s;
  types { application/json json; }
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  server { listen 127.0.0.1:${port} reuseport; root ${folder}/root; }
}
`;

/** Serves /<name>.json with the given number of bytes each. */
export async function startNginx(folder, port, sizes) {
  mkdirSync(join(folder, 'root'), { recursive: true });
  for (const [name, bytes] of Object.entries(sizes)) {
    writeFileSync(join(folder, 'root', `${name}.json`), JSON.stringify('x'.repeat(bytes - 2)));
  }
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, `${process.getuid() === 0 ? 'user root;' : ''}${configuration(folder, port)}`);
  const first = Object.keys(sizes)[0];
  return serve('nginx', 'nginx', ['-c', file, '-p', folder],
    { log: join(folder, 'nginx.log'), ready: () => answers(`http://127.0.0.1:${port}/${first}.json`) });
}
