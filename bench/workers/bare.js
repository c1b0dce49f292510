// The floor: a Worker that passes a request on to the upstream and its answer back.
export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    return fetch(env.UPSTREAM + pathname, { method: request.method, headers: request.headers, body: request.body });
  },
};
