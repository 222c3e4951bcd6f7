// Signs in anonymously and tries what a user may and may not do; prints what came of it.
import { createClient } from "@supabase/supabase-js";

const { SUPABASE_URL, SUPABASE_KEY, STRANGER_ACCOUNT } = process.env;
const options = {
  db: { schema: "api" },
  auth: { persistSession: false, autoRefreshToken: false },
};
const views = ["balance", "ledger_entries", "generations"];

async function code(query) {
  const { error } = await query;
  return error?.code ?? null;
}

const nobody = createClient(SUPABASE_URL, SUPABASE_KEY, options);
const anon = await code(nobody.from("balance").select());

const client = createClient(SUPABASE_URL, SUPABASE_KEY, options);
const { data } = await client.auth.signInAnonymously();
const empty = {};
for (const view of views) {
  const { data: rows, error } = await client.from(view).select("*");
  if (error) throw error;
  empty[view] = rows;
}

const stranger = ["account_id", STRANGER_ACCOUNT];
console.log(
  JSON.stringify({
    anonymous: data.user.is_anonymous,
    empty,
    refused: {
      anon,
      insert: await code(client.from("balance").insert({ posted: 1 })),
      update: await code(client.from("balance").update({ posted: 1 }).eq(...stranger)),
      delete: await code(client.from("ledger_entries").delete().eq(...stranger)),
      rpc: await code(
        client.rpc("read_account", {
          p_account_id: STRANGER_ACCOUNT,
          p_user_id: data.user.id,
        }),
      ),
      schema: await code(client.schema("ledger").from("accounts").select()),
    },
  }),
);
