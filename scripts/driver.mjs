import { once } from 'node:events';
import { createServer } from 'node:http';
import { operations } from './page.mjs';

/**
 * The door between a suite in the extension host and this process, which sees the window's page: JSON
 * over HTTP on the loopback address. A suite asks `/window` which tests are its own, reports each
 * test's result and its own end, and asks for the operations of page.mjs.
 *
 * @param {{onTest: (test: object) => void}} listener
 */
export async function startDriver({ onTest }) {
  /** @type {{page: Promise<import('playwright-core').Page>, name: string, only?: string, ended: boolean} | undefined} */
  let current;
  const routes = {
    window: () => ({ name: current.name, only: current.only }),
    test: (_page, test) => onTest(test),
    end: () => {
      current.ended = true;
    },
    ...operations,
  };
  const server = createServer((request, response) => {
    const settle = (status, body) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body ?? null));
    };
    readJson(request)
      .then(async (body) => {
        const route = routes[request.url.slice(1)];
        if (!route) throw new Error(`The driver has no ${request.url}.`);
        return route(await current.page, body);
      })
      .then(
        (body) => settle(200, body),
        (error) => settle(500, { message: error.message }),
      );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    /** Names the window whose suite asks from now on. */
    serve: (window) => (current = window),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function readJson(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  const text = Buffer.concat(parts).toString();
  return text === '' ? {} : JSON.parse(text);
}
