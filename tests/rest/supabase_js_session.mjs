// Reads with the access token in TOKEN, as a page does that got its session elsewhere.
import { createClient } from "@supabase/supabase-js";

const { SUPABASE_URL, SUPABASE_KEY, TOKEN } = process.env;
const client = createClient(SUPABASE_URL, SUPABASE_KEY, {
  db: { schema: "api" },
  accessToken: async () => TOKEN,
});

async function answer(query) {
  const { data, error, count } = await query;
  if (error) throw error;
  return { data, count };
}

const balance = await answer(client.from("balance").select("account_id, available").single());
const entries = await answer(
  client.from("ledger_entries").select("version, amount", { count: "exact" }).range(0, 9),
);
console.log(
  JSON.stringify({ balance: balance.data, entries: entries.data, count: entries.count }),
);
