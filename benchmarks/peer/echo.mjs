// Answers every request with the same text of 8 kB: how fast the client is where the server does nothing.

import { createServer } from 'node:http';

const answer = JSON.stringify({ data: 'x'.repeat(8000) });
createServer((request, response) => {
  request.resume();
  request.on('end', () => response.end(answer));
}).listen(Number(process.env.PEER_PORT), '127.0.0.1', () => console.log('ready'));
