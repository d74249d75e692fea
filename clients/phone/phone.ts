// The reference client of /v1/sync (docs/mobile.md): what a phone keeps, and the two calls that keep it right. Types come
// from the contract. Keeping the state on the device is the app's: it gives the last one that was saved, and `save`,
// which stores the whole of it or nothing.
import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from './contract.js';

type Schemas = components['schemas'];
export type Row = Schemas['SyncRow'];
export type Change = Schemas['SyncChange'];
export type Result = Schemas['SyncResult'];

export interface State {
  deviceId: string;
  cursor: string | null;
  rows: Record<string, Row>; // as the service has them: what is on the screen is this with the outbox laid over it
  outbox: Change[]; // in the order in which they were made
  results: Result[]; // what became of them: conflicts and refusals are shown to whoever made them
}

export interface Surroundings {
  url: string;
  token: () => Promise<string>;
  save: (state: State) => void;
  now?: () => Date;
}

const BATCH = 100;

export class Phone {
  readonly #client: Client<paths>;

  constructor(readonly state: State, readonly around: Surroundings) {
    this.#client = createClient<paths>({ baseUrl: around.url });
    this.#client.use({
      async onRequest({ request }) {
        request.headers.set('Authorization', `Bearer ${await around.token()}`);
        return request;
      },
    });
  }

  // Something was done. It is safe from here on; nothing is sent yet.
  record(change: Change): void {
    this.state.outbox.push(change);
    this.around.save(this.state);
  }

  // Sends first, so that what comes back has it. Whatever fails is simply tried again later, from the start.
  async sync(): Promise<void> {
    await this.push();
    await this.pull();
  }

  // One batch at a time: the next one only after the answer to this one.
  async push(): Promise<void> {
    while (this.state.outbox.length > 0) {
      const changes = this.state.outbox.slice(0, BATCH);
      const { data, response } = await this.#client.POST('/v1/sync', {
        body: { device_id: this.state.deviceId, sent_at: this.#now(), changes },
      });
      if (!data) throw new Error(`the batch was not taken: ${response.status}`);
      const done = new Set(data.results.map((r) => r.change_id));
      this.state.outbox = this.state.outbox.filter((c) => !done.has(c.change_id));
      this.state.results.push(...data.results);
      this.around.save(this.state);
    }
  }

  async pull(): Promise<void> {
    for (let more = true; more; ) {
      const cursor = this.state.cursor === null ? {} : { cursor: this.state.cursor };
      const { data, response } = await this.#client.GET('/v1/sync', { params: { query: { ...cursor, limit: 1000 } } });
      if (!data) throw new Error(`no page: ${response.status}`);
      this.#take(data);
      this.around.save(this.state);
      more = data.more;
    }
  }

  // Rows and cursor change together. A row that is known in a higher version is an older page's.
  #take(page: Schemas['SyncPage']): void {
    if (page.restart) this.state.rows = {};
    for (const item of page.items) {
      const key = `${item.type} ${item.id}`;
      if ('gone' in item) delete this.state.rows[key];
      else if (item.version >= (this.state.rows[key]?.version ?? 0)) this.state.rows[key] = item;
    }
    this.state.cursor = page.next_cursor;
  }

  #now(): string {
    return (this.around.now?.() ?? new Date()).toISOString();
  }
}
