// Joins TOPIC with the token in TOKEN, prints one JSON line for whatever happens, and does what it
// is told on its input: ["token", jwt], ["say", {event, payload}], ["leave", null].
import { createClient } from "@supabase/supabase-js";
import { createInterface } from "node:readline";

const { SUPABASE_URL, SUPABASE_KEY, TOKEN, TOPIC, CONFIG } = process.env;
const print = (kind, value) => console.log(JSON.stringify([kind, value]));

let token = TOKEN;
const client = createClient(SUPABASE_URL, SUPABASE_KEY, {
  accessToken: async () => token,
  realtime: { reconnectAfterMs: () => 200 },
});
await client.realtime.setAuth();
const channel = client.channel(TOPIC, { config: JSON.parse(CONFIG) });
channel.on("broadcast", { event: "*" }, ({ event, payload, meta }) =>
  print("heard", { event, payload, meta }),
);
channel.subscribe((state, error) => print("state", [state, error?.message ?? ""]));

const commands = {
  token: async (given) => {
    token = given;
    await client.realtime.setAuth();
  },
  say: async ({ event, payload }) =>
    print("answer", await channel.send({ type: "broadcast", event, payload }, { timeout: 3000 })),
  leave: () => channel.unsubscribe(),
};
for await (const line of createInterface({ input: process.stdin })) {
  const [name, value] = JSON.parse(line);
  await commands[name](value);
}
await client.removeAllChannels();
process.exit(0);
