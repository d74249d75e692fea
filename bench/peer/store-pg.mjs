// node-postgres: named prepared statements, one after the other on the transaction's client.
import pg from 'pg';

const { socket, port, session } = JSON.parse(process.env.PEER_DATABASE);
pg.types.setTypeParser(20, Number);
const pool = new pg.Pool({
  host: socket, port, user: 'chatdong_api', database: 'bench', max: 8,
  options: Object.entries(session).map(([name, value]) => `-c ${name}=${value}`).join(' '),
});

async function together(client, steps) {
  const results = [];
  for (const [statement, values] of steps) {
    const { rows } = await client.query({ name: statement.name, text: statement.sql, values: statement.values(values) });
    results.push(rows);
  }
  return results;
}

export const store = {
  async transaction(body) {
    const client = await pool.connect();
    try {
      await client.query('begin');
      const result = await body({ together: (steps) => together(client, steps) });
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  },
};
