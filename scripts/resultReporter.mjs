/** A reporter of node:test: the result of each test with its file, in JSON, a line each. */
export default async function* report(events) {
  for await (const { type, data } of events) {
    const isSuite = data.details?.type === 'suite';
    if (type !== 'test:fail' && (type !== 'test:pass' || isSuite)) continue;
    const { file, name, skip, todo } = data;
    yield `${JSON.stringify({ file, name, skip, todo, passed: type === 'test:pass' })}\n`;
  }
}
