// Asks over HTTP as fast as answers come. A line of JSON on the standard input is a job:
//
//   { url, bodies, headers, concurrency, seconds }
//
// So many callers ask at the same time, with bodies that take turns. A line on the standard output is
// what came of it: { requests, seconds, times (ms of each request), failure (the first answer that was none, or null) }.

import { createInterface } from 'node:readline';
import { Pool } from 'undici';

const pools = new Map();

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await done(JSON.parse(line))));
}
await Promise.all([...pools.values()].map((pool) => pool.close()));

async function done({ url, bodies, headers, concurrency, seconds }) {
  const times = [];
  let next = 0;
  let failure = null;
  const began = performance.now();
  const until = began + seconds * 1000;
  const { origin, pathname: path } = new URL(url);
  if (!pools.has(origin)) pools.set(origin, new Pool(origin, { connections: 64 }));
  const pool = pools.get(origin);
  await Promise.all(Array.from({ length: concurrency }, caller));
  return { requests: times.length, seconds: (performance.now() - began) / 1000, times, failure };

  async function caller() {
    while (failure === null && performance.now() < until) {
      const body = bodies[next % bodies.length];
      next += 1;
      const asked = performance.now();
      const answer = await pool.request({ path, method: 'POST', headers, body });
      const text = await answer.body.text();
      times.push(performance.now() - asked);
      if (answer.statusCode !== 200 || text.includes('"errors"')) failure = text.slice(0, 500);
    }
  }
}
