// Clients that send the beginning of a body and stop, in a process of their own: `<url> <clients> <bytes>`. Says when all stand.
import { connect } from "node:net";

const [url = "", clients = "0", bytes = "0"] = process.argv.slice(2);
const { hostname, port } = new URL(url);
const openedTogether = 100;
const piece = Buffer.alloc(Number(bytes), 0x78);
const head = Buffer.from(
  "POST /v1/parse HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\nx-deadline-ms: 60000\r\n" +
    "content-length: 1048576\r\n\r\n",
);

function stall(): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(head);
      socket.write(piece, () => resolve());
    });
    socket.on("error", () => resolve());
    socket.on("close", () => resolve());
    socket.resume();
  });
}

for (let opened = 0; opened < Number(clients); opened += openedTogether) {
  await Promise.all(Array.from({ length: openedTogether }, stall));
}
process.send?.("standing");
process.once("disconnect", () => process.exit());
