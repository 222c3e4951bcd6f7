// Serves /rest/v1 with @supabase/lite; started by local/rest/server.py, configured by the
// environment. The package's own command is not used: with its auth off, it fails on every token
// of a user. What is corrected here is where its answers would differ from PostgREST's.

import { serve } from "@hono/node-server";
import { App } from "@supabase/lite";
import { PostgresConnection } from "@supabase/lite/postgres";

const given = process.env;

// PostgREST's table of SQLSTATEs, as far as the package lacks it and would answer 500 without
// code, detail and hint: https://docs.postgrest.org/en/stable/references/errors.html
const STATUSES = [
  [/^(08|53)/, 503],
  [/^(0L|0P|28)/, 403],
  [/^(23503|23505)$/, 409],
  [/^25006$/, 405],
  [/^P0001$/, 400],
  [/^(09|25|2D|38|39|3B|40|54|55|57|58|F0|HV|P0|XX)/, 500],
  [/^/, 400],
];
// Classes that the package answers as PostgREST does, and codes it reads as instructions.
const HANDLED = /^(21|22|42|23502|25006|PT|PGRST)/;

class Connection extends PostgresConnection {
  // Otherwise the first request grants everything on every table to the API roles, and by default
  // privileges for tables to come. Roles and grants are the migrations'.
  rlsState = "active";

  normalizeDbError(error) {
    const { code, message, detail = null, hint = null } = error ?? {};
    if (!/^[0-9A-Z]{5}$/.test(code ?? "") || HANDLED.test(code)) return error;
    const status = STATUSES.find(([codes]) => codes.test(code))[1];
    // The form in which a function dictates its whole answer; the package knows that one.
    return {
      code: "PGRST",
      message: JSON.stringify({ code, message, details: detail, hint }),
      detail: JSON.stringify({ status, headers: {} }),
    };
  }
}

// Objects for json arguments arrive as text already, and would be written as a JSON string.
function writeJson(value) {
  if (typeof value === "string") {
    try {
      JSON.parse(value);
      return value;
    } catch {
      // A text that is no JSON is meant as a JSON string.
    }
  }
  return JSON.stringify(value);
}

const asIs = (text) => text;
// Postgres's own JSON form, which PostgREST sends: 2026-11-21T10:00:00.5+00:00.
const toIso = (text) => text.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00");
const toNumber = (text) => (Number.isFinite(Number(text)) ? Number(text) : text);

const type = (oid, serialize, parse) => ({ to: oid, from: [oid], serialize, parse });

const connection = new Connection({
  url: given.FLORIN_REST_DATABASE_URL,
  postgresOptions: {
    max: Number(given.FLORIN_REST_POOL),
    connect_timeout: 5,
    types: {
      json: type(114, writeJson, JSON.parse),
      jsonb: type(3802, writeJson, JSON.parse),
      numeric: type(1700, String, toNumber),
      timestamp: type(1114, asIs, toIso),
      timestamptz: type(1184, asIs, toIso),
      bytea: type(17, asIs, asIs),
    },
  },
});

// The package would look users and sessions up in its own auth, which is off, and fail. Told that
// both are known it goes on to the Data API, which verifies the token and takes the user from it.
// Its other paths tell of the system without asking for a token.
async function toDataApiOnly(context, next) {
  if (!context.req.path.startsWith("/rest/v1/")) return context.notFound();
  context.set("userId", "-");
  context.set("sessionId", "-");
  await next();
}

const app = new App({
  connection,
  // Without a token nobody is served: the gateway always sends one.
  api: { ...JSON.parse(given.FLORIN_REST_API), anonymous_enabled: false },
  auth: { enabled: false, jwt_secret: given.FLORIN_REST_SECRET },
  storage: { enabled: false },
  options: {
    server: {
      admin: false,
      apiKeys: false,
      disableStudio: true,
      disableFallback: true,
      middlewares: [toDataApiOnly],
    },
  },
});

const server = serve({
  fetch: (request, { incoming }) =>
    app.fetch(request, { peerAddress: incoming.socket.remoteAddress ?? null }),
  hostname: given.FLORIN_REST_HOST,
  port: Number(given.FLORIN_REST_PORT),
});

for (const signal of ["SIGTERM", "SIGINT"]) {
  process.once(signal, () => {
    server.close();
    server.closeAllConnections();
    connection.close().finally(() => process.exit(0));
  });
}
