// A door with TLS before a server on loopback. Takes the files of a key and a certificate and the server's port; prints the
// port of the door. Hands every byte on as it is.
const fs = require("fs");
const net = require("net");
const tls = require("tls");

const [key, cert, port] = process.argv.slice(2);
const options = { key: fs.readFileSync(key), cert: fs.readFileSync(cert) };
const door = tls.createServer(options, (client) => {
  const server = net.connect(Number(port), "127.0.0.1");
  for (const end of [client, server]) {
    end.on("error", () => {
      client.destroy();
      server.destroy();
    });
  }
  client.pipe(server).pipe(client);
});
door.on("tlsClientError", () => {});
door.listen(0, "127.0.0.1", () => console.log(door.address().port));
