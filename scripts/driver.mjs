import { once } from 'node:events';
import { createServer } from 'node:http';
import { operations } from './page.mjs';

/**
 * Connects the tests in the extension host with this process, which controls the window's page:
 * JSON over HTTP on the loopback address. The tests request `/window` to learn which of them to
 * run, report each result and their end, and request the operations of page.mjs. `/line` is never answered: it
 * breaks with their extension host.
 *
 * @param {{onTest: (test: object) => void}} listener
 */
export async function startDriver({ onTest }) {
  /** @type {{page: Promise<import('playwright-core').Page>, name: string, only?: string, isOrdinary: boolean, tour?: object, end: (problem?: string) => void} | undefined} */
  let current;
  const routes = {
    window: () => ({
      name: current.name,
      only: current.only,
      isOrdinary: current.isOrdinary,
      tour: current.tour,
    }),
    test: (_page, test) => onTest(test),
    end: (_page, { problem }) => current.end(problem),
    ...operations,
  };
  const server = createServer((request, response) => {
    const settle = (status, body) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body ?? null));
    };
    if (request.url === '/line') {
      const { end } = current;
      response.on('close', () => end('the extension host ended during the tests'));
      return;
    }
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
    /** Sets the window whose tests send the next requests. */
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
