// What an app does for a signed-in user, with the access token in TOKEN; prints every answer.
import { createClient } from "@supabase/supabase-js";

const { SUPABASE_URL, SUPABASE_KEY, TOKEN, ADMIN_TOKEN, USER_ID } = process.env;

function signedIn(token) {
  return createClient(SUPABASE_URL, SUPABASE_KEY, {
    db: { schema: "api" },
    accessToken: async () => token,
  });
}

async function answer(query) {
  const { data, error } = await query;
  if (error) throw error;
  return data;
}

async function code(query) {
  const { error } = await query;
  return error?.code ?? null;
}

const user = signedIn(TOKEN);
const call = (name, given) => answer(user.rpc(name, given));

const rows = {};
for (const view of JSON.parse(process.env.VIEWS)) {
  rows[view] = await answer(user.from(view).select("*"));
}
const key = await call("create_api_key", { p_name: "js" });
const answers = {
  list_models: await call("list_models"),
  limits: await call("limits"),
  usage: await call("usage", { p_group_by: "model" }),
  model_usage: await call("model_usage", { p_model_id: "demo" }),
  trial_status: await call("trial_status", { p_model_id: "demo" }),
  set_model_preferences: await call("set_model_preferences", {
    p_default_model_id: "demo",
    p_persona_overrides: {},
  }),
  has_feature: await call("has_feature", { p_feature: "walks" }),
  update_my_profile: await call("update_my_profile", { p_changes: { locale: "de" } }),
  record_model_event: await call("record_model_event", {
    p_kind: "model_selected",
    p_model_id: "demo",
  }),
  create_api_key: key,
  revoke_api_key: await call("revoke_api_key", { p_key_id: key.id }),
};

const admin = signedIn(ADMIN_TOKEN);
const grant = { p_user: USER_ID, p_amount: 5, p_reason: "js", p_ref: "js" };
console.log(
  JSON.stringify({
    rows,
    answers,
    admin: {
      granted: await answer(admin.rpc("admin_grant_credits", grant)),
      found: await answer(admin.rpc("admin_find_accounts", { p_query: USER_ID })),
      csv: await answer(admin.rpc("admin_model_usage", { p_days: 7 }).csv()),
    },
    refused: {
      grant: await code(user.rpc("admin_grant_credits", grant)),
      log: await code(user.rpc("admin_log")),
    },
  }),
);
