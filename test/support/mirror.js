// A mirror of crates.io on loopback, which has one more file. Takes the folder of NAME-VERSION.crate files, the file, and the file to
// write the port to; logs requests to stdout.
const fs = require("fs");
const http = require("http");
const path = require("path");

const [crates, other, port] = process.argv.slice(2);
const server = http.createServer((request, response) => {
  const crate = /^\/crates\/([^/]+)\/([^/]+)\/download$/.exec(request.url);
  const file = crate ? path.join(crates, `${crate[1]}-${crate[2]}.crate`) : other;
  const found = (crate || request.url === `/${path.basename(other)}`) && fs.existsSync(file);
  console.log(`${request.method} ${request.url} ${found ? 200 : 404}`);
  response.writeHead(found ? 200 : 404);
  response.end(found ? fs.readFileSync(file) : "");
});
server.listen(0, "127.0.0.1", () => fs.writeFileSync(port, `${server.address().port}\n`));
