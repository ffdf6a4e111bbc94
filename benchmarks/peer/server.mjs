// The peer: @neo4j/graphql over the same Neo4j, with as many processes as asked for.
//
//   PEER_PORT, PEER_PROCESSES, PEER_URI, PEER_USER, PEER_PASSWORD; ready when it says so.

import cluster from 'node:cluster';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { Neo4jGraphQL } from '@neo4j/graphql';
import { createYoga } from 'graphql-yoga';
import neo4j from 'neo4j-driver';

const { PEER_PORT, PEER_URI, PEER_USER, PEER_PASSWORD } = process.env;
const processes = Number(process.env.PEER_PROCESSES ?? 1);
const port = Number(PEER_PORT);

if (cluster.isPrimary && processes > 1) {
  let ready = 0;
  cluster.on('message', () => {
    ready += 1;
    if (ready === processes) console.log('ready');
  });
  for (let number = 0; number < processes; number += 1) cluster.fork();
} else {
  await serve();
  if (cluster.isWorker) process.send('ready');
  else console.log('ready');
}

async function serve() {
  const driver = neo4j.driver(PEER_URI, neo4j.auth.basic(PEER_USER, PEER_PASSWORD));
  const typeDefs = readFileSync(new URL('typedefs.graphql', import.meta.url), 'utf8');
  const schema = await new Neo4jGraphQL({ typeDefs, driver, features: { filters: { String: { GT: true } } } }).getSchema();
  const shim = { run: async (text, parameters) => {
      const session = driver.session({ database: 'neo4j', defaultAccessMode: 'READ' });
      try { return await session.run(text, parameters); } finally { await session.close(); }
  } };
  const context = process.env.PEER_AUTO ? { executionContext: shim, sessionConfig: { database: 'neo4j' } }: { sessionConfig: { database: 'neo4j' } };
  if (process.env.PEER_YOGA) {
    const yoga = createYoga({ schema, context: () => context, logging: false, graphqlEndpoint: '/', landingPage: false, graphiql: false });
    await new Promise(r => createServer(yoga).listen(port, '127.0.0.1', r));
  } else {
    const server = new ApolloServer({ schema, introspection: false, csrfPrevention: true });
    await startStandaloneServer(server, { listen: { port, host: '127.0.0.1' }, context: async () => context });
  }
}
