// What clients of AbletonOSC do, by an OSC library that somebody else wrote (node-osc): other-client.mjs PORT REPLY_PORT.
// Prints a line for each conversation, exits 1 at the first that goes otherwise.
import assert from "node:assert/strict";
import { once } from "node:events";
import { Bundle, Client, Server } from "node-osc";

const [port, replyPort] = process.argv.slice(2).map(Number);
const server = new Server(replyPort, "127.0.0.1");
await once(server, "listening");
const client = new Client("127.0.0.1", port);

const heard = [];
let wake = () => {};
server.on("message", (message) => {
  heard.push(message);
  wake();
});

// The next message of that address; anything else that came meanwhile stays for others.
async function next(address) {
  const deadline = Date.now() + 5000;
  for (;;) {
    const at = heard.findIndex((message) => message[0] === address);
    if (at >= 0) return heard.splice(at, 1)[0].slice(1);
    const left = deadline - Date.now();
    if (left <= 0) throw new Error(`nothing came to ${address}; heard: ${JSON.stringify(heard)}`);
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, left);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

async function ask(address, ...args) {
  await client.send(address, ...args);
  return next(address);
}

const talks = {
  async "says hello"() {
    assert.deepEqual(await ask("/live/test"), ["ok"]);
    assert.deepEqual(await ask("/live/application/get/version"), [12, 1]);
  },
  async "sets the tempo and hears of it"() {
    await client.send("/live/song/start_listen/tempo");
    assert.deepEqual(await next("/live/song/get/tempo"), [120]);
    await client.send("/live/song/set/tempo", 123.5);
    assert.deepEqual(await next("/live/song/get/tempo"), [123.5]);
    await client.send("/live/song/stop_listen/tempo");
  },
  async "makes a track, a clip and its notes"() {
    const before = (await ask("/live/song/get/num_tracks"))[0];
    await client.send("/live/song/create_midi_track", -1);
    assert.deepEqual(await ask("/live/song/get/num_tracks"), [before + 1]);
    await client.send("/live/track/set/name", before, "Gesang üñî");
    assert.deepEqual(await ask("/live/track/get/name", before), [before, "Gesang üñî"]);
    await client.send("/live/clip_slot/create_clip", before, 0, 4);
    assert.deepEqual(await ask("/live/clip_slot/get/has_clip", before, 0), [before, 0, true]);
    await client.send("/live/clip/add/notes", before, 0, 60, 0.5, 0.25, 64, false, 67, 1.5, 0.25, 32, true);
    assert.deepEqual(await ask("/live/clip/get/notes", before, 0),
      [before, 0, 60, 0.5, 0.25, 64, false, 67, 1.5, 0.25, 32, true]);
    await client.send("/live/song/delete_track", before);
    assert.deepEqual(await ask("/live/song/get/num_tracks"), [before]);
  },
  async "turns a parameter and reads what Live shows"() {
    await client.send("/live/device/set/parameter/value", 4, 2, 1, -20.5);
    assert.deepEqual(await ask("/live/device/get/parameter/value", 4, 2, 1), [4, 2, 1, -20.5]);
    assert.deepEqual(await ask("/live/device/get/parameter/value_string", 4, 2, 1), [4, 2, 1, "-20.5 dB"]);
  },
  async "asks much at once"() {
    const names = await ask("/live/song/get/track_names");
    const data = await ask("/live/song/get/track_data", 0, -1, "track.name", "track.num_devices");
    assert.deepEqual(data.filter((value) => typeof value === "string"), names);
    await client.send(new Bundle(["/live/song/get/num_tracks"], ["/live/song/get/num_scenes"]));
    assert.deepEqual(await next("/live/song/get/num_tracks"), [names.length]);
    assert.deepEqual(await next("/live/song/get/num_scenes"), [8]);
    await client.send("/live/track/get/*", 0);
    assert.deepEqual(await next("/live/track/get/mute"), [0, false]);
    assert.deepEqual(await next("/live/track/get/volume"), [0, Math.fround(0.85)]);
  },
  async "hears what went wrong"() {
    await client.send("/live/track/get/name", 99);
    assert.deepEqual(await next("/live/error"), ["Error handling OSC message: Index out of range"]);
    await client.send("/live/nonesuch");
    assert.deepEqual(await next("/live/error"), ["Unknown OSC address: /live/nonesuch"]);
  },
  async "hears the beats"() {
    await client.send("/live/song/set/tempo", 600);
    await client.send("/live/song/start_listen/beat");
    await client.send("/live/song/start_playing");
    const first = (await next("/live/song/get/beat"))[0];
    let last = first;
    while (last < first + 3) last = (await next("/live/song/get/beat"))[0];
    await client.send("/live/song/stop_playing");
  },
};

try {
  for (const [name, talk] of Object.entries(talks)) {
    await talk();
    console.log(name);
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
await client.close();
await server.close();
