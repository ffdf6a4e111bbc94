// The peer: @neo4j/graphql behind Apollo Server, over the same Neo4j.
//
// PEER_PORT, PEER_PROCESSES, PEER_URI, PEER_USER and PEER_PASSWORD say how. A request with the header `reads: auto-commit`
// is read without a managed transaction, which the package offers no setting for and which is a fifth cheaper; it takes
// whatever can `run` in place of a transaction.

import cluster from 'node:cluster';
import { readFileSync } from 'node:fs';

import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { Neo4jGraphQL } from '@neo4j/graphql';
import neo4j from 'neo4j-driver';

const { PEER_PORT, PEER_PROCESSES, PEER_URI, PEER_USER, PEER_PASSWORD } = process.env;
const processes = Number(PEER_PROCESSES ?? 1);

if (cluster.isPrimary && processes > 1) {
  for (let number = 0; number < processes; number += 1) cluster.fork();
} else {
  await serve();
}

async function serve() {
  const driver = neo4j.driver(PEER_URI, neo4j.auth.basic(PEER_USER, PEER_PASSWORD));
  const typeDefs = readFileSync(new URL('typedefs.graphql', import.meta.url), 'utf8');
  const schema = await new Neo4jGraphQL({ typeDefs, driver }).getSchema();
  const managed = { sessionConfig: { database: 'neo4j' } };
  const autoCommit = { executionContext: { run: (text, parameters) => read(driver, text, parameters) } };
  await startStandaloneServer(new ApolloServer({ schema, introspection: false }), {
    listen: { port: Number(PEER_PORT), host: '127.0.0.1' },
    context: async ({ req }) => (req.headers.reads === 'auto-commit' ? autoCommit : managed),
  });
}

async function read(driver, text, parameters) {
  const session = driver.session({ database: 'neo4j', defaultAccessMode: 'READ' });
  try {
    return await session.run(text, parameters);
  } finally {
    await session.close();
  }
}
