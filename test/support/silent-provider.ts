import { type AddressInfo, createServer, type Socket } from "node:net";

/** A provider that takes connections and reads nothing: what was sent to it has not arrived. */
export async function startSilentProvider() {
  const sockets: Socket[] = [];
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    socket.on("error", () => undefined);
    sockets.push(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  /** Ends all connections so far. */
  const breakOff = () => sockets.splice(0).forEach((socket) => socket.resetAndDestroy());
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Those that it has not broken off. */
    connections: () => sockets.length,
    breakOff,
    close: async () => {
      breakOff();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type SilentProvider = Awaited<ReturnType<typeof startSilentProvider>>;
