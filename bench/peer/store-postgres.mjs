// postgres.js: statements of one step are pipelined, as its manual advises.
import postgres from 'postgres';

const { socket, port, session } = JSON.parse(process.env.PEER_DATABASE);
const sql = postgres({
  host: socket, port, user: 'chatdong_api', database: 'bench', max: 8, prepare: true, connection: session,
  types: { bigint: { to: 20, from: [20], parse: Number, serialize: String } },
});

export const store = {
  transaction: (body) =>
    sql.begin((tx) => body({
      together: (steps) => Promise.all(steps.map(([statement, values]) =>
        tx.unsafe(statement.sql, statement.values(values), { prepare: true }))),
    })),
};
