SELECT pg_catalog.set_config('search_path', '', false);

CREATE SCHEMA access;

ALTER SCHEMA access OWNER TO postgres;

COMMENT ON SCHEMA access IS 'Who may do what: members, plans of accounts, entitlements, trials, keys, devices, daily use.';

CREATE SCHEMA api;

ALTER SCHEMA api OWNER TO postgres;

COMMENT ON SCHEMA api IS 'The only exposed schema: functions and security-invoker views.';

CREATE SCHEMA audit;

ALTER SCHEMA audit OWNER TO postgres;

COMMENT ON SCHEMA audit IS 'What admins did, and what happened, for whom it is to be told.';

CREATE SCHEMA auth;

ALTER SCHEMA auth OWNER TO supabase_auth_admin;

CREATE SCHEMA billing;

ALTER SCHEMA billing OWNER TO postgres;

COMMENT ON SCHEMA billing IS 'Money in: what the stores told, what it says of purchases, and what was granted for it.';

CREATE SCHEMA catalog;

ALTER SCHEMA catalog OWNER TO postgres;

COMMENT ON SCHEMA catalog IS 'What is sold: models, routes to providers, prices, plans.';

CREATE SCHEMA extensions;

ALTER SCHEMA extensions OWNER TO postgres;

CREATE SCHEMA generation;

ALTER SCHEMA generation OWNER TO postgres;

COMMENT ON SCHEMA generation IS 'Paid requests, the provider attempts behind them, stored replies.';

CREATE SCHEMA ledger;

ALTER SCHEMA ledger OWNER TO postgres;

COMMENT ON SCHEMA ledger IS 'Credits: accounts, buckets, holds and the entries that explain them.';

CREATE SCHEMA private;

ALTER SCHEMA private OWNER TO postgres;

COMMENT ON SCHEMA private IS 'Helpers of row level security. Not exposed.';

CREATE SCHEMA queue;

ALTER SCHEMA queue OWNER TO postgres;

COMMENT ON SCHEMA queue IS 'Procrastinate''s own: steps of jobs that wait for a worker.';

CREATE SCHEMA realtime;

ALTER SCHEMA realtime OWNER TO supabase_admin;

CREATE SCHEMA storage;

ALTER SCHEMA storage OWNER TO supabase_admin;

CREATE TYPE ledger.account_status AS ENUM (
    'active',
    'suspended',
    'closed'
);

ALTER TYPE ledger.account_status OWNER TO postgres;

COMMENT ON TYPE ledger.account_status IS 'What an account may do: all, nothing new, nothing.';

CREATE TYPE access.account_found AS (
	account_id uuid,
	user_id uuid,
	email text,
	is_anonymous boolean,
	plan_id text,
	status ledger.account_status,
	posted bigint,
	held bigint,
	available bigint,
	created_at timestamp with time zone
);

ALTER TYPE access.account_found OWNER TO postgres;

COMMENT ON TYPE access.account_found IS 'An account and one of its users, as admins find them.';

CREATE TYPE access.choice AS (
	model_id text,
	because text,
	instead_of text,
	instead_because text
);

ALTER TYPE access.choice OWNER TO postgres;

COMMENT ON TYPE access.choice IS 'A model chosen for a request that names none, why, and the preference it stands in for.';

CREATE TYPE audit.bookmark AS (
	transaction_id xid8,
	id bigint,
	part integer
);

ALTER TYPE audit.bookmark OWNER TO postgres;

COMMENT ON TYPE audit.bookmark IS 'A place in the outbox: the last event that was dealt with.';

CREATE TYPE billing.overage_found AS (
	account_id uuid,
	entry_version bigint,
	status text,
	units bigint,
	period_start timestamp with time zone,
	happened_at timestamp with time zone,
	environment text,
	customer_id text,
	attempts integer,
	next_attempt_at timestamp with time zone,
	problem text
);

ALTER TYPE billing.overage_found OWNER TO postgres;

COMMENT ON TYPE billing.overage_found IS 'A slice of overage that was not reported, for admins.';

CREATE TYPE catalog.on_disconnect AS ENUM (
    'continue',
    'cancel'
);

ALTER TYPE catalog.on_disconnect OWNER TO postgres;

COMMENT ON TYPE catalog.on_disconnect IS 'What happens to a generation whose client went away.';

CREATE TYPE catalog.overage_policy AS ENUM (
    'block',
    'bill'
);

ALTER TYPE catalog.overage_policy OWNER TO postgres;

COMMENT ON TYPE catalog.overage_policy IS 'When the included credits are used up: block new work, or bill what goes beyond, up to a cap.';

CREATE TYPE catalog.price_unit AS ENUM (
    'image',
    'second'
);

ALTER TYPE catalog.price_unit OWNER TO postgres;

COMMENT ON TYPE catalog.price_unit IS 'What a job is priced by: images, or seconds of video.';

CREATE TYPE generation.access AS ENUM (
    'plan',
    'entitlement',
    'trial'
);

ALTER TYPE generation.access OWNER TO postgres;

COMMENT ON TYPE generation.access IS 'Why the model may be used: the plan allows its tier, it was unlocked, or it is tried for free.';

CREATE TYPE generation.account_report AS (
	account_id uuid,
	user_id uuid,
	email text,
	generations bigint,
	charged bigint,
	uncollected bigint,
	cost_micro_dollars bigint
);

ALTER TYPE generation.account_report OWNER TO postgres;

COMMENT ON TYPE generation.account_report IS 'One account over a number of days, with its owner.';

CREATE TYPE generation.generation_status AS ENUM (
    'running',
    'completed',
    'provider_failed',
    'canceled',
    'credits_exhausted',
    'timed_out',
    'invalid',
    'expired'
);

ALTER TYPE generation.generation_status OWNER TO postgres;

COMMENT ON TYPE generation.generation_status IS 'running, then once an outcome.';

CREATE TYPE generation.bill AS (
	account_id uuid,
	id uuid,
	user_id uuid,
	model_id text,
	status generation.generation_status,
	access generation.access,
	key_id uuid,
	charged bigint,
	created_at timestamp with time zone,
	input bigint,
	cache_read bigint,
	cache_write bigint,
	output bigint,
	request bigint,
	web_search bigint
);

ALTER TYPE generation.bill OWNER TO postgres;

COMMENT ON TYPE generation.bill IS 'What is needed to charge a generation: who and what, and the rates of its pinned price.';

CREATE TYPE generation.job_quote AS (
	kind text,
	unit catalog.price_unit,
	quantity integer,
	resolution text,
	rate bigint,
	charge bigint,
	provider_id text,
	provider_model text,
	timeout_s integer
);

ALTER TYPE generation.job_quote OWNER TO postgres;

COMMENT ON TYPE generation.job_quote IS 'What a job is counted by, what a unit and all of it cost, µc, and who does it.';

CREATE TYPE generation.job_status AS ENUM (
    'queued',
    'submitted',
    'running',
    'succeeded',
    'failed',
    'canceled',
    'expired'
);

ALTER TYPE generation.job_status OWNER TO postgres;

COMMENT ON TYPE generation.job_status IS 'queued, submitted, running, then once an outcome.';

CREATE TYPE generation.model_report AS (
	model_id text,
	display_name text,
	tier text,
	enabled boolean,
	generations bigint,
	failed bigint,
	users bigint,
	generations_per_user numeric,
	users_with_access bigint,
	trial_users bigint,
	trial_users_converted bigint,
	trial_conversion numeric,
	trial_messages bigint,
	charged bigint,
	uncollected bigint,
	cost_micro_dollars bigint,
	margin_micro_dollars bigint
);

ALTER TYPE generation.model_report OWNER TO postgres;

COMMENT ON TYPE generation.model_report IS 'One model over a number of days. Users are accounts; conversion is a share of 1.';

CREATE TYPE generation.offer AS (
	model_id text,
	hold_step_tokens integer,
	messages_per_day integer,
	trial_messages integer,
	routes json,
	access generation.access,
	price_id bigint,
	input bigint,
	cache_read bigint,
	cache_write bigint,
	output bigint,
	request bigint,
	web_search bigint,
	on_disconnect catalog.on_disconnect,
	max_open_generations integer,
	requests_per_minute integer,
	refuse_in_debt boolean,
	cap bigint,
	hold bigint
);

ALTER TYPE generation.offer OWNER TO postgres;

COMMENT ON TYPE generation.offer IS 'What a request is offered: a model with its price now and its routes, what the account''s plan says about using it, the most output it may have, and what to hold for it.';

CREATE DOMAIN ledger.microcredits AS bigint;

ALTER DOMAIN ledger.microcredits OWNER TO postgres;

COMMENT ON DOMAIN ledger.microcredits IS 'Millionths of a credit, as a whole number.';

CREATE TYPE generation.priced AS (
	charge ledger.microcredits,
	input bigint,
	cache_read bigint,
	cache_write bigint,
	output bigint,
	web_search bigint,
	iterations jsonb
);

ALTER TYPE generation.priced OWNER TO postgres;

COMMENT ON TYPE generation.priced IS 'Usage summed over its lines, and what it costs, µc.';

CREATE TYPE generation.public_job AS (
	account_id uuid,
	id uuid,
	model text,
	kind text,
	status generation.job_status,
	progress smallint,
	input jsonb,
	unit catalog.price_unit,
	quantity integer,
	delivered integer,
	resolution text,
	held_microcredits bigint,
	charged_microcredits bigint,
	results jsonb,
	stored boolean,
	error jsonb,
	cancel_requested boolean,
	version integer,
	created_at timestamp with time zone,
	submitted_at timestamp with time zone,
	started_at timestamp with time zone,
	finished_at timestamp with time zone
);

ALTER TYPE generation.public_job OWNER TO postgres;

COMMENT ON TYPE generation.public_job IS 'A job as its user sees it: the columns of api.jobs.';

CREATE TYPE generation.revenue_report AS (
	day date,
	model_id text,
	generations bigint,
	charged bigint,
	uncollected bigint,
	cost_micro_dollars bigint,
	margin_micro_dollars bigint
);

ALTER TYPE generation.revenue_report OWNER TO postgres;

COMMENT ON TYPE generation.revenue_report IS 'One model on one day (UTC).';

CREATE TYPE generation.usage_line AS (
	model text,
	input bigint,
	cache_read bigint,
	cache_write bigint,
	output bigint,
	web_search bigint
);

ALTER TYPE generation.usage_line OWNER TO postgres;

COMMENT ON TYPE generation.usage_line IS 'Tokens in disjoint slices and searches, of one model; null model is the generation''s own.';

CREATE TYPE ledger.bucket_source AS ENUM (
    'plan',
    'purchase',
    'promo',
    'admin',
    'reversal'
);

ALTER TYPE ledger.bucket_source OWNER TO postgres;

COMMENT ON TYPE ledger.bucket_source IS 'Why credits were granted.';

CREATE TYPE ledger.contra_account AS ENUM (
    'issued',
    'revenue',
    'expired',
    'clawback',
    'adjustment',
    'debt',
    'transfer'
);

ALTER TYPE ledger.contra_account OWNER TO postgres;

COMMENT ON TYPE ledger.contra_account IS 'The other side of an entry.';

CREATE TYPE ledger.entry_kind AS ENUM (
    'grant',
    'settle',
    'late_settle',
    'expire',
    'clawback',
    'adjust',
    'transfer'
);

ALTER TYPE ledger.entry_kind OWNER TO postgres;

COMMENT ON TYPE ledger.entry_kind IS 'What an entry did.';

CREATE TYPE ledger.hold_status AS ENUM (
    'open',
    'settled',
    'released',
    'expired'
);

ALTER TYPE ledger.hold_status OWNER TO postgres;

COMMENT ON TYPE ledger.hold_status IS 'open, then once one of the others.';

CREATE TYPE ledger.placement AS (
	available bigint,
	paced_until timestamp with time zone
);

ALTER TYPE ledger.placement OWNER TO postgres;

COMMENT ON TYPE ledger.placement IS 'What a new hold left: credits to spend, and the rate used up.';

CREATE TYPE ledger.settlement AS (
	charged ledger.microcredits,
	uncollected ledger.microcredits,
	released ledger.microcredits,
	posted ledger.microcredits,
	available ledger.microcredits,
	version bigint
);

ALTER TYPE ledger.settlement OWNER TO postgres;

COMMENT ON TYPE ledger.settlement IS 'What closing a hold did, and the account after it.';

CREATE DOMAIN ledger.unsigned_microcredits AS bigint
	CONSTRAINT value_is_not_negative CHECK ((VALUE >= 0));

ALTER DOMAIN ledger.unsigned_microcredits OWNER TO postgres;

COMMENT ON DOMAIN ledger.unsigned_microcredits IS 'Microcredits, never below zero.';

CREATE TYPE ledger.usage_source AS ENUM (
    'provider',
    'counted',
    'estimated',
    'none'
);

ALTER TYPE ledger.usage_source OWNER TO postgres;

COMMENT ON TYPE ledger.usage_source IS 'Where the numbers of a charge came from.';

CREATE TYPE ledger.violation AS (
	account_id uuid,
	violation text,
	detail jsonb
);

ALTER TYPE ledger.violation OWNER TO postgres;

COMMENT ON TYPE ledger.violation IS 'One broken invariant of one account.';

CREATE TYPE queue.procrastinate_job_event_type AS ENUM (
    'deferred',
    'started',
    'deferred_for_retry',
    'failed',
    'succeeded',
    'cancelled',
    'abort_requested',
    'aborted',
    'scheduled',
    'retried'
);

ALTER TYPE queue.procrastinate_job_event_type OWNER TO postgres;

CREATE TYPE queue.procrastinate_job_status AS ENUM (
    'todo',
    'doing',
    'succeeded',
    'failed',
    'cancelled',
    'aborting',
    'aborted'
);

ALTER TYPE queue.procrastinate_job_status OWNER TO postgres;

CREATE TYPE queue.procrastinate_job_to_defer_v1 AS (
	queue_name character varying,
	task_name character varying,
	priority integer,
	lock text,
	queueing_lock text,
	args jsonb,
	scheduled_at timestamp with time zone
);

ALTER TYPE queue.procrastinate_job_to_defer_v1 OWNER TO postgres;

CREATE FUNCTION access.add_member(p_account_id uuid, p_user_id uuid, p_role text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '9f5ec05d36ea7019';

ALTER FUNCTION access.add_member(p_account_id uuid, p_user_id uuid, p_role text) OWNER TO postgres;

COMMENT ON FUNCTION access.add_member(p_account_id uuid, p_user_id uuid, p_role text) IS 'Lets another user act for an account.';

CREATE FUNCTION access.add_months(p_at timestamp with time zone, p_months integer) RETURNS timestamp with time zone
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS '325b9e82a41d4cab';

ALTER FUNCTION access.add_months(p_at timestamp with time zone, p_months integer) OWNER TO postgres;

COMMENT ON FUNCTION access.add_months(p_at timestamp with time zone, p_months integer) IS 'Calendar months later, in UTC.';

CREATE FUNCTION access.admin_change_credits(p_action text, p_user text, p_amount bigint, p_reason text, p_ref text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '592098085f352ecb';

ALTER FUNCTION access.admin_change_credits(p_action text, p_user text, p_amount bigint, p_reason text, p_ref text) OWNER TO postgres;

COMMENT ON FUNCTION access.admin_change_credits(p_action text, p_user text, p_amount bigint, p_reason text, p_ref text) IS 'Gives or takes credits for an admin.';

CREATE TABLE access.account_plans (
    account_id uuid NOT NULL,
    plan_version_id bigint NOT NULL,
    source text DEFAULT 'default'::text NOT NULL,
    anchor timestamp with time zone DEFAULT now() NOT NULL,
    period integer DEFAULT 0 NOT NULL,
    period_start timestamp with time zone DEFAULT now() NOT NULL,
    period_end timestamp with time zone DEFAULT access.add_months(now(), 1) NOT NULL,
    next_plan_id text,
    own_source text,
    own_plan_id text,
    slice_at timestamp with time zone,
    usual_outputs jsonb,
    CONSTRAINT own_source_is_known CHECK ((own_source = ANY (ARRAY['default'::text, 'admin'::text]))),
    CONSTRAINT period_is_a_span CHECK ((period_end > period_start)),
    CONSTRAINT source_is_known CHECK ((source = ANY (ARRAY['default'::text, 'admin'::text, 'subscription'::text])))
);

ALTER TABLE access.account_plans OWNER TO postgres;

COMMENT ON TABLE access.account_plans IS 'The plan of each account, and its current period.';

COMMENT ON COLUMN access.account_plans.account_id IS 'The account.';

COMMENT ON COLUMN access.account_plans.plan_version_id IS 'The version this period is under.';

COMMENT ON COLUMN access.account_plans.source IS 'default, admin or subscription: who decides on it. A store begins the periods it is paid for.';

COMMENT ON COLUMN access.account_plans.anchor IS 'What the own plan''s months are counted from; the 31st is not shortened for good by a February.';

COMMENT ON COLUMN access.account_plans.period IS 'Months since the anchor.';

COMMENT ON COLUMN access.account_plans.period_start IS 'When the current period began.';

COMMENT ON COLUMN access.account_plans.period_end IS 'When the next one begins.';

COMMENT ON COLUMN access.account_plans.next_plan_id IS 'The plan from the next period on; null is the same.';

COMMENT ON COLUMN access.account_plans.own_source IS 'Who decides when the subscription has ended: default or admin.';

COMMENT ON COLUMN access.account_plans.own_plan_id IS 'And on which plan; null where there is no subscription, or the one for new accounts.';

COMMENT ON COLUMN access.account_plans.slice_at IS 'When overage of the period is billed next; null is never.';

COMMENT ON COLUMN access.account_plans.usual_outputs IS 'Output tokens that the account''s replies seldom exceed, by model: what a stream holds for at first. At most 32 models. Rolled up by generation.learn_outputs.';

CREATE FUNCTION access.admin_change_plan(p_user text, p_plan_id text, p_when text) RETURNS access.account_plans
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '5ebbabc83182fa32';

ALTER FUNCTION access.admin_change_plan(p_user text, p_plan_id text, p_when text) OWNER TO postgres;

COMMENT ON FUNCTION access.admin_change_plan(p_user text, p_plan_id text, p_when text) IS 'For admins: puts an account on another plan.';

CREATE FUNCTION access.admin_find_accounts(p_query text, p_limit integer) RETURNS SETOF access.account_found
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '91856c261f7325f7';

ALTER FUNCTION access.admin_find_accounts(p_query text, p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION access.admin_find_accounts(p_query text, p_limit integer) IS 'For admins: finds accounts.';

CREATE FUNCTION access.admin_grant_credits(p_user text, p_amount bigint, p_reason text, p_ref text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'a425aedb105b62cb';

ALTER FUNCTION access.admin_grant_credits(p_user text, p_amount bigint, p_reason text, p_ref text) OWNER TO postgres;

COMMENT ON FUNCTION access.admin_grant_credits(p_user text, p_amount bigint, p_reason text, p_ref text) IS 'For admins: gives credits.';

CREATE TABLE access.entitlements (
    account_id uuid NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    kind text NOT NULL,
    key text NOT NULL,
    source text NOT NULL,
    source_ref text NOT NULL,
    valid_from timestamp with time zone DEFAULT now() NOT NULL,
    valid_until timestamp with time zone,
    revoked_at timestamp with time zone,
    revoked_because text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT key_is_bounded CHECK (((length(key) >= 1) AND (length(key) <= 128))),
    CONSTRAINT kind_is_known CHECK ((kind = ANY (ARRAY['model'::text, 'feature'::text]))),
    CONSTRAINT source_is_known CHECK ((source = ANY (ARRAY['purchase'::text, 'subscription'::text, 'admin_grant'::text, 'trial'::text, 'promo'::text])))
);

ALTER TABLE access.entitlements OWNER TO postgres;

COMMENT ON TABLE access.entitlements IS 'What an account may use beyond its plan. Valid while neither revoked nor outside its time.';

COMMENT ON COLUMN access.entitlements.account_id IS 'Who is entitled.';

COMMENT ON COLUMN access.entitlements.id IS 'The entitlement.';

COMMENT ON COLUMN access.entitlements.kind IS 'model (unlocks one) or feature (of the app).';

COMMENT ON COLUMN access.entitlements.key IS 'Model id, or the app''s name of the feature.';

COMMENT ON COLUMN access.entitlements.source IS 'purchase, subscription, admin_grant, trial or promo.';

COMMENT ON COLUMN access.entitlements.source_ref IS 'What it came from: transaction, subscription, or a reference chosen by the admin.';

COMMENT ON COLUMN access.entitlements.valid_from IS 'From when.';

COMMENT ON COLUMN access.entitlements.valid_until IS 'Until when; null is for good.';

COMMENT ON COLUMN access.entitlements.revoked_at IS 'When it was taken back; null: it was not.';

COMMENT ON COLUMN access.entitlements.revoked_because IS 'Why it was taken back.';

COMMENT ON COLUMN access.entitlements.created_at IS 'When it was written.';

CREATE FUNCTION access.admin_grant_entitlement(p_user text, p_kind text, p_key text, p_ref text, p_valid_until timestamp with time zone) RETURNS access.entitlements
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'e49cce1cf8e79564';

ALTER FUNCTION access.admin_grant_entitlement(p_user text, p_kind text, p_key text, p_ref text, p_valid_until timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION access.admin_grant_entitlement(p_user text, p_kind text, p_key text, p_ref text, p_valid_until timestamp with time zone) IS 'For admins: entitles an account.';

CREATE FUNCTION access.admin_resume_account(p_user text, p_reason text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'ebf9a8bfaeddf027';

ALTER FUNCTION access.admin_resume_account(p_user text, p_reason text) OWNER TO postgres;

COMMENT ON FUNCTION access.admin_resume_account(p_user text, p_reason text) IS 'For admins: resumes an account.';

CREATE FUNCTION access.admin_revoke_entitlement(p_user text, p_kind text, p_key text, p_source text, p_ref text, p_because text) RETURNS access.entitlements
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'f2e5c7053a0e5675';

ALTER FUNCTION access.admin_revoke_entitlement(p_user text, p_kind text, p_key text, p_source text, p_ref text, p_because text) OWNER TO postgres;

COMMENT ON FUNCTION access.admin_revoke_entitlement(p_user text, p_kind text, p_key text, p_source text, p_ref text, p_because text) IS 'For admins: takes an entitlement back.';

CREATE FUNCTION access.admin_set_status(p_action text, p_user text, p_status ledger.account_status, p_reason text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '907855625463a589';

ALTER FUNCTION access.admin_set_status(p_action text, p_user text, p_status ledger.account_status, p_reason text) OWNER TO postgres;

COMMENT ON FUNCTION access.admin_set_status(p_action text, p_user text, p_status ledger.account_status, p_reason text) IS 'Suspends or resumes an account for an admin.';

CREATE FUNCTION access.admin_suspend_account(p_user text, p_reason text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '3daa3e02392e5ad5';

ALTER FUNCTION access.admin_suspend_account(p_user text, p_reason text) OWNER TO postgres;

COMMENT ON FUNCTION access.admin_suspend_account(p_user text, p_reason text) IS 'For admins: suspends an account.';

CREATE FUNCTION access.admin_take_credits(p_user text, p_amount bigint, p_reason text, p_ref text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '15b87224ebccc74b';

ALTER FUNCTION access.admin_take_credits(p_user text, p_amount bigint, p_reason text, p_ref text) OWNER TO postgres;

COMMENT ON FUNCTION access.admin_take_credits(p_user text, p_amount bigint, p_reason text, p_ref text) IS 'For admins: takes credits.';

CREATE FUNCTION access.admit_key(p_account_id uuid, p_user_id uuid, p_is_anonymous boolean) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '7e521ac7cce877b2';

ALTER FUNCTION access.admit_key(p_account_id uuid, p_user_id uuid, p_is_anonymous boolean) OWNER TO postgres;

COMMENT ON FUNCTION access.admit_key(p_account_id uuid, p_user_id uuid, p_is_anonymous boolean) IS 'Makes room for one more key, or raises the reason.';

CREATE FUNCTION access.begin_period(p_account_id uuid) RETURNS access.account_plans
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '41dea94099e3fed0';

ALTER FUNCTION access.begin_period(p_account_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION access.begin_period(p_account_id uuid) IS 'Begins an account''s next period.';

CREATE FUNCTION access.bill_overage(p_account_id uuid, p_plan access.account_plans, p_until timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'b85c02e076aecdc7';

ALTER FUNCTION access.bill_overage(p_account_id uuid, p_plan access.account_plans, p_until timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION access.bill_overage(p_account_id uuid, p_plan access.account_plans, p_until timestamp with time zone) IS 'Moves overage from an account''s debt to its bill.';

CREATE FUNCTION access.change_plan(p_account_id uuid, p_plan_id text, p_source text, p_when text) RETURNS access.account_plans
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '1f0f4d6dcbef262c';

ALTER FUNCTION access.change_plan(p_account_id uuid, p_plan_id text, p_source text, p_when text) OWNER TO postgres;

COMMENT ON FUNCTION access.change_plan(p_account_id uuid, p_plan_id text, p_source text, p_when text) IS 'Puts an account on another plan.';

CREATE FUNCTION access.change_standings() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'f534419e8f3ee193';

ALTER FUNCTION access.change_standings() OWNER TO postgres;

COMMENT ON FUNCTION access.change_standings() IS 'The standings of an account follow its plan.';

CREATE FUNCTION access.check_choices(p_account_id uuid, p_user_id uuid, p_models text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '3ff5d4095c4a37fd';

ALTER FUNCTION access.check_choices(p_account_id uuid, p_user_id uuid, p_models text[]) OWNER TO postgres;

COMMENT ON FUNCTION access.check_choices(p_account_id uuid, p_user_id uuid, p_models text[]) IS 'Refuses models that a user may not choose.';

CREATE FUNCTION access.check_key(p_name text, p_scopes text[], p_expires_at timestamp with time zone, p_budget bigint, p_budget_period text, p_requests_per_minute integer) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS '866849d6e50a86ad';

ALTER FUNCTION access.check_key(p_name text, p_scopes text[], p_expires_at timestamp with time zone, p_budget bigint, p_budget_period text, p_requests_per_minute integer) OWNER TO postgres;

COMMENT ON FUNCTION access.check_key(p_name text, p_scopes text[], p_expires_at timestamp with time zone, p_budget bigint, p_budget_period text, p_requests_per_minute integer) IS 'Raises FLARG where a key may not be made like this.';

CREATE FUNCTION access.check_merge(p_account_id uuid, p_user_id uuid, p_from_account_id uuid, p_from_user_id uuid) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS 'f2fbb23fe6dc8616';

ALTER FUNCTION access.check_merge(p_account_id uuid, p_user_id uuid, p_from_account_id uuid, p_from_user_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION access.check_merge(p_account_id uuid, p_user_id uuid, p_from_account_id uuid, p_from_user_id uuid) IS 'Insists that an account may be merged into another.';

CREATE FUNCTION access.check_persona_overrides(p_overrides jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '99c939806b4c1f6a';

ALTER FUNCTION access.check_persona_overrides(p_overrides jsonb) OWNER TO postgres;

COMMENT ON FUNCTION access.check_persona_overrides(p_overrides jsonb) IS 'Refuses overrides that are out of rule.';

CREATE TABLE access.profiles (
    account_id uuid NOT NULL,
    user_id uuid NOT NULL,
    display_name text,
    locale text,
    time_zone text DEFAULT 'UTC'::text NOT NULL,
    default_model_id text,
    persona_overrides jsonb DEFAULT '{}'::jsonb NOT NULL,
    app_data jsonb DEFAULT '{}'::jsonb NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT app_data_is_a_small_object CHECK (((jsonb_typeof(app_data) = 'object'::text) AND (pg_column_size(app_data) <= 16384))),
    CONSTRAINT display_name_is_bounded CHECK (((length(display_name) >= 1) AND (length(display_name) <= 200))),
    CONSTRAINT locale_is_bounded CHECK (((length(locale) >= 2) AND (length(locale) <= 35))),
    CONSTRAINT persona_overrides_are_an_object CHECK ((jsonb_typeof(persona_overrides) = 'object'::text))
);

ALTER TABLE access.profiles OWNER TO postgres;

COMMENT ON TABLE access.profiles IS 'What a user set for themselves in an account.';

COMMENT ON COLUMN access.profiles.account_id IS 'The account.';

COMMENT ON COLUMN access.profiles.user_id IS 'The user.';

COMMENT ON COLUMN access.profiles.display_name IS 'Name for people.';

COMMENT ON COLUMN access.profiles.locale IS 'BCP 47 language tag.';

COMMENT ON COLUMN access.profiles.time_zone IS 'IANA name; where this user''s days begin.';

COMMENT ON COLUMN access.profiles.default_model_id IS 'Used where a request names no model.';

COMMENT ON COLUMN access.profiles.persona_overrides IS 'Model by persona: goes before the default where a request names the persona.';

COMMENT ON COLUMN access.profiles.app_data IS 'Whatever the app wants to keep; 16 KiB at most.';

COMMENT ON COLUMN access.profiles.updated_at IS 'When it was last changed.';

CREATE FUNCTION access.check_profile(p_profile access.profiles, p_changes jsonb) RETURNS access.profiles
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS '2cc313bf7d9635a7';

ALTER FUNCTION access.check_profile(p_profile access.profiles, p_changes jsonb) OWNER TO postgres;

COMMENT ON FUNCTION access.check_profile(p_profile access.profiles, p_changes jsonb) IS 'A profile with changes applied to it.';

CREATE FUNCTION access.check_profile_text(p_name text, p_value jsonb, p_pattern text, p_rule text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS '4bd257c27901795c';

ALTER FUNCTION access.check_profile_text(p_name text, p_value jsonb, p_pattern text, p_rule text) OWNER TO postgres;

COMMENT ON FUNCTION access.check_profile_text(p_name text, p_value jsonb, p_pattern text, p_rule text) IS 'Checks one text of a profile.';

CREATE FUNCTION access.choose_model(p_account_id uuid, p_user_id uuid, p_persona text, p_api text) RETURNS access.choice
    LANGUAGE plpgsql STABLE
    AS '107f09fa855a03a1';

ALTER FUNCTION access.choose_model(p_account_id uuid, p_user_id uuid, p_persona text, p_api text) OWNER TO postgres;

COMMENT ON FUNCTION access.choose_model(p_account_id uuid, p_user_id uuid, p_persona text, p_api text) IS 'The model for a request that names none, and why.';

CREATE FUNCTION access.close_account(p_account_id uuid, p_limit integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '014268dd3379ac35';

ALTER FUNCTION access.close_account(p_account_id uuid, p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION access.close_account(p_account_id uuid, p_limit integer) IS 'Closes an account and forgets its people.';

CREATE FUNCTION access.close_orphan(p_account_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '430c2dc8cb729795';

ALTER FUNCTION access.close_orphan(p_account_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION access.close_orphan(p_account_id uuid) IS 'Closes an account that nobody is left of.';

CREATE FUNCTION access.close_orphans(p_limit integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '738c53ea95e058d8';

ALTER FUNCTION access.close_orphans(p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION access.close_orphans(p_limit integer) IS 'Closes accounts nobody is left of, in batches.';

CREATE FUNCTION access.count_event(p_account_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'db9ee7f810925f25';

ALTER FUNCTION access.count_event(p_account_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION access.count_event(p_account_id uuid) IS 'Counts one event of a client against its bound.';

CREATE FUNCTION access.count_first_message(p_account_id uuid, p_user_id uuid, p_model_id text, p_limit integer) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'ba86d4fef0bd95ae';

ALTER FUNCTION access.count_first_message(p_account_id uuid, p_user_id uuid, p_model_id text, p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION access.count_first_message(p_account_id uuid, p_user_id uuid, p_model_id text, p_limit integer) IS 'Counts the first message of a day, or refuses one.';

CREATE FUNCTION access.count_message(p_account_id uuid, p_user_id uuid, p_model_id text, p_limit integer) RETURNS integer
    LANGUAGE plpgsql
    AS '825623ca3fec3fa9';

ALTER FUNCTION access.count_message(p_account_id uuid, p_user_id uuid, p_model_id text, p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION access.count_message(p_account_id uuid, p_user_id uuid, p_model_id text, p_limit integer) IS 'Counts a message of the day, or refuses it.';

CREATE FUNCTION access.create_account(p_user_id uuid, p_is_anonymous boolean) RETURNS uuid
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'e6414611b32772aa';

ALTER FUNCTION access.create_account(p_user_id uuid, p_is_anonymous boolean) OWNER TO postgres;

COMMENT ON FUNCTION access.create_account(p_user_id uuid, p_is_anonymous boolean) IS 'Opens a user''s personal account.';

CREATE FUNCTION access.create_key(p_account_id uuid, p_user_id uuid, p_is_anonymous boolean, p_name text, p_scopes text[], p_expires_at timestamp with time zone, p_budget bigint, p_budget_period text, p_requests_per_minute integer) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '72591b17f5a7fc90';

ALTER FUNCTION access.create_key(p_account_id uuid, p_user_id uuid, p_is_anonymous boolean, p_name text, p_scopes text[], p_expires_at timestamp with time zone, p_budget bigint, p_budget_period text, p_requests_per_minute integer) OWNER TO postgres;

COMMENT ON FUNCTION access.create_key(p_account_id uuid, p_user_id uuid, p_is_anonymous boolean, p_name text, p_scopes text[], p_expires_at timestamp with time zone, p_budget bigint, p_budget_period text, p_requests_per_minute integer) IS 'Makes a key and tells its text, once.';

CREATE FUNCTION access.create_my_key(p_name text, p_scopes text[], p_expires_at timestamp with time zone, p_budget bigint, p_budget_period text, p_requests_per_minute integer) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '5a5a1344210a4758';

ALTER FUNCTION access.create_my_key(p_name text, p_scopes text[], p_expires_at timestamp with time zone, p_budget bigint, p_budget_period text, p_requests_per_minute integer) OWNER TO postgres;

COMMENT ON FUNCTION access.create_my_key(p_name text, p_scopes text[], p_expires_at timestamp with time zone, p_budget bigint, p_budget_period text, p_requests_per_minute integer) IS 'Makes a key for the signed-in user.';

CREATE FUNCTION access.credit_limit(p_account_id uuid) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS '16b5dd246ccca8be';

ALTER FUNCTION access.credit_limit(p_account_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION access.credit_limit(p_account_id uuid) IS 'The limit that an account''s credits are.';

CREATE FUNCTION access.daily_limits(p_account_id uuid, p_user_id uuid) RETURNS SETOF jsonb
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS 'fb54a0f51e218f6d';

ALTER FUNCTION access.daily_limits(p_account_id uuid, p_user_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION access.daily_limits(p_account_id uuid, p_user_id uuid) IS 'The daily limits of models that have one.';

CREATE FUNCTION access.delete_my_account() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'bf6ef89d489ac811';

ALTER FUNCTION access.delete_my_account() OWNER TO postgres;

COMMENT ON FUNCTION access.delete_my_account() IS 'Forgets the signed-in user.';

CREATE FUNCTION access.delete_user(p_account_id uuid, p_user_id uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '387b01740a953356';

ALTER FUNCTION access.delete_user(p_account_id uuid, p_user_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION access.delete_user(p_account_id uuid, p_user_id uuid) IS 'Forgets a user and closes their account.';

CREATE FUNCTION access.describe_account(p_account_id uuid) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS 'daa2c8c5f1304b88';

ALTER FUNCTION access.describe_account(p_account_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION access.describe_account(p_account_id uuid) IS 'An account as the admin log shows it.';

CREATE FUNCTION access.describe_app_hold(p_account_id uuid, p_hold_id uuid) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS 'a8e62064a4d84cd9';

ALTER FUNCTION access.describe_app_hold(p_account_id uuid, p_hold_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION access.describe_app_hold(p_account_id uuid, p_hold_id uuid) IS 'A hold of the app as clients see it.';

CREATE TABLE access.api_keys (
    account_id uuid NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    name text NOT NULL,
    prefix text NOT NULL,
    secret_hash bytea NOT NULL,
    scopes text[] DEFAULT '{generate,read}'::text[] NOT NULL,
    expires_at timestamp with time zone,
    budget ledger.unsigned_microcredits,
    budget_period text,
    budget_resets_at timestamp with time zone,
    spent ledger.unsigned_microcredits DEFAULT 0 NOT NULL,
    reserved ledger.unsigned_microcredits DEFAULT 0 NOT NULL,
    requests_per_minute integer,
    paced_until timestamp with time zone DEFAULT now() NOT NULL,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL
)
WITH (fillfactor='70');

ALTER TABLE access.api_keys OWNER TO postgres;

COMMENT ON TABLE access.api_keys IS 'Keys for servers and extensions, in place of a user''s token.';

COMMENT ON COLUMN access.api_keys.account_id IS 'Who pays.';

COMMENT ON COLUMN access.api_keys.id IS 'The key.';

COMMENT ON COLUMN access.api_keys.user_id IS 'Who made it, and whom it acts for.';

COMMENT ON COLUMN access.api_keys.name IS 'Name for people.';

COMMENT ON COLUMN access.api_keys.prefix IS 'The first characters of its text, to tell it by.';

COMMENT ON COLUMN access.api_keys.secret_hash IS 'SHA-256 of its text, which is kept nowhere.';

COMMENT ON COLUMN access.api_keys.scopes IS 'generate, read, credits, jobs: what it may do.';

COMMENT ON COLUMN access.api_keys.expires_at IS 'Until when it works; null is for good.';

COMMENT ON COLUMN access.api_keys.budget IS 'Most it may spend per budget period, µc.';

COMMENT ON COLUMN access.api_keys.budget_period IS 'day or month (UTC); null: once for all.';

COMMENT ON COLUMN access.api_keys.budget_resets_at IS 'When spent begins anew.';

COMMENT ON COLUMN access.api_keys.spent IS 'Charged through it in this budget period, µc.';

COMMENT ON COLUMN access.api_keys.reserved IS 'Held by its open generations, µc.';

COMMENT ON COLUMN access.api_keys.requests_per_minute IS 'Of this key alone; null: no limit.';

COMMENT ON COLUMN access.api_keys.paced_until IS 'As ledger.accounts.paced_until.';

COMMENT ON COLUMN access.api_keys.last_used_at IS 'When a generation was last begun with it.';

COMMENT ON COLUMN access.api_keys.revoked_at IS 'When it was revoked; null: it was not.';

COMMENT ON COLUMN access.api_keys.created_at IS 'When it was made.';

CREATE FUNCTION access.describe_key(p_key access.api_keys) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS '8fe8625b8109ae30';

ALTER FUNCTION access.describe_key(p_key access.api_keys) OWNER TO postgres;

COMMENT ON FUNCTION access.describe_key(p_key access.api_keys) IS 'A key without its secret.';

CREATE FUNCTION access.describe_merge(p_account_id uuid, p_from_account_id uuid, p_from_user_id uuid) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS 'db5c34ff56fb3fc4';

ALTER FUNCTION access.describe_merge(p_account_id uuid, p_from_account_id uuid, p_from_user_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION access.describe_merge(p_account_id uuid, p_from_account_id uuid, p_from_user_id uuid) IS 'A merge as its users are told.';

CREATE FUNCTION access.describe_profile(p_profile access.profiles) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS 'e401e8a820a5acee';

ALTER FUNCTION access.describe_profile(p_profile access.profiles) OWNER TO postgres;

COMMENT ON FUNCTION access.describe_profile(p_profile access.profiles) IS 'A profile as its user sees it.';

CREATE FUNCTION access.describe_welcome(p_account_id uuid, p_environment text) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS 'a5c3abd51322c811';

ALTER FUNCTION access.describe_welcome(p_account_id uuid, p_environment text) OWNER TO postgres;

COMMENT ON FUNCTION access.describe_welcome(p_account_id uuid, p_environment text) IS 'What an account had as welcome credits.';

CREATE FUNCTION access.extend_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid, p_amount ledger.microcredits, p_expires_in_seconds integer) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'f9a3da507f36382b';

ALTER FUNCTION access.extend_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid, p_amount ledger.microcredits, p_expires_in_seconds integer) OWNER TO postgres;

COMMENT ON FUNCTION access.extend_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid, p_amount ledger.microcredits, p_expires_in_seconds integer) IS 'Raises a hold of the app, or prolongs it.';

CREATE FUNCTION access.extend_key(p_account_id uuid, p_key_id uuid, p_more ledger.microcredits) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'c79f30816a1e553a';

ALTER FUNCTION access.extend_key(p_account_id uuid, p_key_id uuid, p_more ledger.microcredits) OWNER TO postgres;

COMMENT ON FUNCTION access.extend_key(p_account_id uuid, p_key_id uuid, p_more ledger.microcredits) IS 'Reserves more of a key''s budget for what runs.';

CREATE TABLE access.app_holds (
    account_id uuid NOT NULL,
    id uuid NOT NULL,
    request_hash bytea NOT NULL,
    ref text,
    asked ledger.unsigned_microcredits,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    closed_at timestamp with time zone,
    CONSTRAINT ref_is_bounded CHECK (((length(ref) >= 1) AND (length(ref) <= 255)))
);

ALTER TABLE access.app_holds OWNER TO postgres;

COMMENT ON TABLE access.app_holds IS 'Holds of the app''s own metered features: the request behind each. ledger.holds has its state.';

COMMENT ON COLUMN access.app_holds.account_id IS 'Whose credits.';

COMMENT ON COLUMN access.app_holds.id IS 'The hold, in ledger.holds too; made of the key.';

COMMENT ON COLUMN access.app_holds.request_hash IS 'Fingerprint of the request: the same key with another is refused.';

COMMENT ON COLUMN access.app_holds.ref IS 'What the app calls the work.';

COMMENT ON COLUMN access.app_holds.asked IS 'What the app asked to charge, µc; null: not settled. What was charged may be less.';

COMMENT ON COLUMN access.app_holds.created_at IS 'When it was placed.';

COMMENT ON COLUMN access.app_holds.closed_at IS 'When it was settled or released; set later where it expired.';

CREATE FUNCTION access.find_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid) RETURNS access.app_holds
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '06066cdc90c244a0';

ALTER FUNCTION access.find_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION access.find_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid) IS 'The app''s hold of that id, locked.';

CREATE FUNCTION access.find_attested_key(p_account_id uuid, p_user_id uuid, p_environment text, p_key_id bytea) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS 'b128b40b974018f6';

ALTER FUNCTION access.find_attested_key(p_account_id uuid, p_user_id uuid, p_environment text, p_key_id bytea) OWNER TO postgres;

COMMENT ON FUNCTION access.find_attested_key(p_account_id uuid, p_user_id uuid, p_environment text, p_key_id bytea) IS 'The public key of an attested key.';

CREATE FUNCTION access.find_key(p_account_id uuid, p_secret_hash bytea) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS '99ba42065d74dc52';

ALTER FUNCTION access.find_key(p_account_id uuid, p_secret_hash bytea) OWNER TO postgres;

COMMENT ON FUNCTION access.find_key(p_account_id uuid, p_secret_hash bytea) IS 'Whom a key acts for, by its hash.';

CREATE FUNCTION access.find_period(p_anchor timestamp with time zone, p_at timestamp with time zone, OUT period integer, OUT period_start timestamp with time zone, OUT period_end timestamp with time zone) RETURNS record
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS '6c880d532f3d8e06';

ALTER FUNCTION access.find_period(p_anchor timestamp with time zone, p_at timestamp with time zone, OUT period integer, OUT period_start timestamp with time zone, OUT period_end timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION access.find_period(p_anchor timestamp with time zone, p_at timestamp with time zone, OUT period integer, OUT period_start timestamp with time zone, OUT period_end timestamp with time zone) IS 'The monthly period that contains a time.';

CREATE FUNCTION access.find_time_zone(p_account_id uuid, p_user_id uuid) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS '4473e51da42f46ed';

ALTER FUNCTION access.find_time_zone(p_account_id uuid, p_user_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION access.find_time_zone(p_account_id uuid, p_user_id uuid) IS 'Where a user''s days begin.';

CREATE FUNCTION access.find_user_account(p_user text) RETURNS uuid
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '884e3e68ad68ec05';

ALTER FUNCTION access.find_user_account(p_user text) OWNER TO postgres;

COMMENT ON FUNCTION access.find_user_account(p_user text) IS 'A user''s account by user id or e-mail address.';

CREATE FUNCTION access.finish_device_check(p_account_id uuid, p_check_id uuid, p_turn bigint, p_outcome text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '8411e8d0b8d6003a';

ALTER FUNCTION access.finish_device_check(p_account_id uuid, p_check_id uuid, p_turn bigint, p_outcome text) OWNER TO postgres;

COMMENT ON FUNCTION access.finish_device_check(p_account_id uuid, p_check_id uuid, p_turn bigint, p_outcome text) IS 'Ends a turn and the claim that had it.';

CREATE TABLE access.merges (
    account_id uuid NOT NULL,
    into_account_id uuid NOT NULL,
    user_id uuid,
    moved jsonb NOT NULL,
    merged_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE access.merges OWNER TO postgres;

COMMENT ON TABLE access.merges IS 'Accounts that were merged into another, once and for good.';

COMMENT ON COLUMN access.merges.account_id IS 'The account that is no more.';

COMMENT ON COLUMN access.merges.into_account_id IS 'Where what it had is now.';

COMMENT ON COLUMN access.merges.user_id IS 'The anonymous user it was opened for; null: deleted since.';

COMMENT ON COLUMN access.merges.moved IS 'What was moved: amounts in µc, and counts.';

COMMENT ON COLUMN access.merges.merged_at IS 'When.';

CREATE FUNCTION access.follow_merge(p_merge access.merges) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '13880e3440031366';

ALTER FUNCTION access.follow_merge(p_merge access.merges) OWNER TO postgres;

COMMENT ON FUNCTION access.follow_merge(p_merge access.merges) IS 'Moves what came to a merged account since.';

CREATE FUNCTION access.follow_subscription(p_account_id uuid, p_version_id bigint, p_start timestamp with time zone, p_end timestamp with time zone, p_next_plan_id text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '773354ad9d20c7e3';

ALTER FUNCTION access.follow_subscription(p_account_id uuid, p_version_id bigint, p_start timestamp with time zone, p_end timestamp with time zone, p_next_plan_id text) OWNER TO postgres;

COMMENT ON FUNCTION access.follow_subscription(p_account_id uuid, p_version_id bigint, p_start timestamp with time zone, p_end timestamp with time zone, p_next_plan_id text) IS 'Puts an account on a subscription''s plan.';

CREATE FUNCTION access.give_back(p_account_id uuid, p_user_id uuid, p_model_id text, p_begun_at timestamp with time zone, p_is_trial boolean) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '9c28ed9426cdd6ea';

ALTER FUNCTION access.give_back(p_account_id uuid, p_user_id uuid, p_model_id text, p_begun_at timestamp with time zone, p_is_trial boolean) OWNER TO postgres;

COMMENT ON FUNCTION access.give_back(p_account_id uuid, p_user_id uuid, p_model_id text, p_begun_at timestamp with time zone, p_is_trial boolean) IS 'Gives back a message that came to nothing.';

CREATE FUNCTION access.give_welcome(p_account_id uuid, p_check_id uuid, p_environment text) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'c644905ed89c478d';

ALTER FUNCTION access.give_welcome(p_account_id uuid, p_check_id uuid, p_environment text) OWNER TO postgres;

COMMENT ON FUNCTION access.give_welcome(p_account_id uuid, p_check_id uuid, p_environment text) IS 'Grants welcome credits, once per account.';

CREATE FUNCTION access.grant_entitlement(p_account_id uuid, p_kind text, p_key text, p_source text, p_source_ref text, p_valid_from timestamp with time zone, p_valid_until timestamp with time zone, p_product_id text DEFAULT NULL::text) RETURNS access.entitlements
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '123007237f39c38a';

ALTER FUNCTION access.grant_entitlement(p_account_id uuid, p_kind text, p_key text, p_source text, p_source_ref text, p_valid_from timestamp with time zone, p_valid_until timestamp with time zone, p_product_id text) OWNER TO postgres;

COMMENT ON FUNCTION access.grant_entitlement(p_account_id uuid, p_kind text, p_key text, p_source text, p_source_ref text, p_valid_from timestamp with time zone, p_valid_until timestamp with time zone, p_product_id text) IS 'Entitles an account, once per reference.';

CREATE FUNCTION access.has_feature(p_feature text) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS 'db308ed03bf94aeb';

ALTER FUNCTION access.has_feature(p_feature text) OWNER TO postgres;

COMMENT ON FUNCTION access.has_feature(p_feature text) IS 'Whether the signed-in user has a feature now.';

CREATE FUNCTION access.is_entitled(p_account_id uuid, p_kind text, p_key text) RETURNS boolean
    LANGUAGE sql STABLE
    AS 'faff7c386c1b431b';

ALTER FUNCTION access.is_entitled(p_account_id uuid, p_kind text, p_key text) OWNER TO postgres;

COMMENT ON FUNCTION access.is_entitled(p_account_id uuid, p_kind text, p_key text) IS 'Whether an account holds an entitlement now.';

CREATE FUNCTION access.know_device(p_account_id uuid, p_environment text, p_key_id bytea) RETURNS void
    LANGUAGE sql
    SET search_path TO ''
    AS 'ccce0eedcd44f6c4';

ALTER FUNCTION access.know_device(p_account_id uuid, p_environment text, p_key_id bytea) OWNER TO postgres;

COMMENT ON FUNCTION access.know_device(p_account_id uuid, p_environment text, p_key_id bytea) IS 'Notes that an account is used on a device.';

CREATE FUNCTION access.leave_subscription(p_account_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'a5a2ae5ad28577f2';

ALTER FUNCTION access.leave_subscription(p_account_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION access.leave_subscription(p_account_id uuid) IS 'Puts an account back on its own plan.';

CREATE FUNCTION access.limit_app_holds(p_account_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '051692ea9ecd15b0';

ALTER FUNCTION access.limit_app_holds(p_account_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION access.limit_app_holds(p_account_id uuid) IS 'Raises FLOPN where too many holds are open.';

CREATE FUNCTION access.list_device_challenges(p_account_id uuid, p_user_id uuid, p_key_id bytea) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS '81668fae3e20b152';

ALTER FUNCTION access.list_device_challenges(p_account_id uuid, p_user_id uuid, p_key_id bytea) OWNER TO postgres;

COMMENT ON FUNCTION access.list_device_challenges(p_account_id uuid, p_user_id uuid, p_key_id bytea) IS 'The challenges that a key may answer.';

CREATE FUNCTION access.list_keys(p_account_id uuid, p_user_id uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS '55501cba462bd107';

ALTER FUNCTION access.list_keys(p_account_id uuid, p_user_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION access.list_keys(p_account_id uuid, p_user_id uuid) IS 'An account''s keys, without their secrets.';

CREATE FUNCTION access.list_my_models() RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'e428eb8b94ac5edd';

ALTER FUNCTION access.list_my_models() OWNER TO postgres;

COMMENT ON FUNCTION access.list_my_models() IS 'The catalogue as the signed-in user sees it.';

CREATE FUNCTION access.list_standings(p_account_id uuid, p_user_id uuid, p_model_id text DEFAULT NULL::text) RETURNS TABLE(model_id text, access text, purchased boolean, limit_source text, trial jsonb, usage jsonb)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS 'f0520956d0f7bb1b';

ALTER FUNCTION access.list_standings(p_account_id uuid, p_user_id uuid, p_model_id text) OWNER TO postgres;

COMMENT ON FUNCTION access.list_standings(p_account_id uuid, p_user_id uuid, p_model_id text) IS 'How a user stands with each enabled model.';

CREATE FUNCTION access.mark_device_check(p_account_id uuid, p_check_id uuid, p_turn bigint, p_token text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '99938c4302ff588b';

ALTER FUNCTION access.mark_device_check(p_account_id uuid, p_check_id uuid, p_turn bigint, p_token text) OWNER TO postgres;

COMMENT ON FUNCTION access.mark_device_check(p_account_id uuid, p_check_id uuid, p_turn bigint, p_token text) IS 'Notes that a device''s bit is being set.';

CREATE FUNCTION access.measure_overage(p_account_id uuid, p_debt ledger.microcredits, p_start timestamp with time zone, p_until timestamp with time zone, p_ref text) RETURNS ledger.microcredits
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS '25801baf5f9602e9';

ALTER FUNCTION access.measure_overage(p_account_id uuid, p_debt ledger.microcredits, p_start timestamp with time zone, p_until timestamp with time zone, p_ref text) OWNER TO postgres;

COMMENT ON FUNCTION access.measure_overage(p_account_id uuid, p_debt ledger.microcredits, p_start timestamp with time zone, p_until timestamp with time zone, p_ref text) IS 'How much of a debt is work to be billed.';

CREATE FUNCTION access.merge_accounts(p_account_id uuid, p_user_id uuid, p_from_account_id uuid, p_from_user_id uuid) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '8da5ebc7aa4c60b5';

ALTER FUNCTION access.merge_accounts(p_account_id uuid, p_user_id uuid, p_from_account_id uuid, p_from_user_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION access.merge_accounts(p_account_id uuid, p_user_id uuid, p_from_account_id uuid, p_from_user_id uuid) IS 'Merges an anonymous account into another.';

CREATE FUNCTION access.merge_entitlements(p_account_id uuid, p_into_account_id uuid) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '2b013f1ed4e8597b';

ALTER FUNCTION access.merge_entitlements(p_account_id uuid, p_into_account_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION access.merge_entitlements(p_account_id uuid, p_into_account_id uuid) IS 'Moves entitlements into another account.';

CREATE FUNCTION access.merge_json(p_target jsonb, p_patch jsonb, p_depth integer DEFAULT 1) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS 'dd2114d54733e41f';

ALTER FUNCTION access.merge_json(p_target jsonb, p_patch jsonb, p_depth integer) OWNER TO postgres;

COMMENT ON FUNCTION access.merge_json(p_target jsonb, p_patch jsonb, p_depth integer) IS 'Applies a JSON merge patch.';

CREATE FUNCTION access.merge_usage(p_account_id uuid, p_into_account_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '02357c8e1c501600';

ALTER FUNCTION access.merge_usage(p_account_id uuid, p_into_account_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION access.merge_usage(p_account_id uuid, p_into_account_id uuid) IS 'Moves what limits count by into another account.';

CREATE FUNCTION access.move_keys(p_account_id uuid, p_into_account_id uuid, p_user_id uuid) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '02f0d0516a40c9a7';

ALTER FUNCTION access.move_keys(p_account_id uuid, p_into_account_id uuid, p_user_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION access.move_keys(p_account_id uuid, p_into_account_id uuid, p_user_id uuid) IS 'Points API keys to the account theirs is merged into.';

CREATE FUNCTION access.move_member(p_account_id uuid, p_into_account_id uuid, p_user_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '1cb2eed8f6da0969';

ALTER FUNCTION access.move_member(p_account_id uuid, p_into_account_id uuid, p_user_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION access.move_member(p_account_id uuid, p_into_account_id uuid, p_user_id uuid) IS 'Points a merged account''s user to the other one.';

CREATE FUNCTION access.my_limits() RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'd2e7df00fdc03673';

ALTER FUNCTION access.my_limits() OWNER TO postgres;

COMMENT ON FUNCTION access.my_limits() IS 'The signed-in user''s limits.';

CREATE FUNCTION access.my_personal_account() RETURNS uuid
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '979f3062ea2071dc';

ALTER FUNCTION access.my_personal_account() OWNER TO postgres;

COMMENT ON FUNCTION access.my_personal_account() IS 'The signed-in user''s account.';

CREATE FUNCTION access.next_budget_reset(p_period text) RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS '4fe7d6a7c8c424e5';

ALTER FUNCTION access.next_budget_reset(p_period text) OWNER TO postgres;

COMMENT ON FUNCTION access.next_budget_reset(p_period text) IS 'End of the budget period that runs now.';

CREATE FUNCTION access.next_device_turn(p_check_id uuid, p_environment text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'b888fce2abd5ac21';

ALTER FUNCTION access.next_device_turn(p_check_id uuid, p_environment text) OWNER TO postgres;

COMMENT ON FUNCTION access.next_device_turn(p_check_id uuid, p_environment text) IS 'Takes the turn to look at a device''s bits.';

CREATE FUNCTION access.next_slice(p_period_end timestamp with time zone, p_now timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS '80b500e5c07c087b';

ALTER FUNCTION access.next_slice(p_period_end timestamp with time zone, p_now timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION access.next_slice(p_period_end timestamp with time zone, p_now timestamp with time zone) IS 'When overage of a period is billed next.';

CREATE FUNCTION access.note_departure() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'f5ff343af04ab625';

ALTER FUNCTION access.note_departure() OWNER TO postgres;

COMMENT ON FUNCTION access.note_departure() IS 'Notes which accounts members left.';

CREATE FUNCTION access.open_account(p_user_id uuid, p_is_anonymous boolean) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'd22fb721bbd96cda';

ALTER FUNCTION access.open_account(p_user_id uuid, p_is_anonymous boolean) OWNER TO postgres;

COMMENT ON FUNCTION access.open_account(p_user_id uuid, p_is_anonymous boolean) IS 'A user''s personal account, opened on first sight.';

CREATE FUNCTION access.open_device_challenge(p_account_id uuid, p_user_id uuid, p_challenge_hash bytea) RETURNS timestamp with time zone
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '87d69309c1ccbb76';

ALTER FUNCTION access.open_device_challenge(p_account_id uuid, p_user_id uuid, p_challenge_hash bytea) OWNER TO postgres;

COMMENT ON FUNCTION access.open_device_challenge(p_account_id uuid, p_user_id uuid, p_challenge_hash bytea) IS 'Keeps a challenge for a device to sign.';

CREATE FUNCTION access.open_device_check(p_account_id uuid, p_user_id uuid, p_environment text, p_token_hash bytea) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '646df7f59fa218fd';

ALTER FUNCTION access.open_device_check(p_account_id uuid, p_user_id uuid, p_environment text, p_token_hash bytea) OWNER TO postgres;

COMMENT ON FUNCTION access.open_device_check(p_account_id uuid, p_user_id uuid, p_environment text, p_token_hash bytea) IS 'Begins a claim of welcome credits.';

CREATE FUNCTION access.open_standings() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '33d4f3ce7245b1b9';

ALTER FUNCTION access.open_standings() OWNER TO postgres;

COMMENT ON FUNCTION access.open_standings() IS 'Derives standings of new members and new plans.';

CREATE FUNCTION access.overage_left(p_account_id uuid, p_period_start timestamp with time zone, p_cap ledger.microcredits) RETURNS ledger.microcredits
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS 'dcb37f24651c79df';

ALTER FUNCTION access.overage_left(p_account_id uuid, p_period_start timestamp with time zone, p_cap ledger.microcredits) OWNER TO postgres;

COMMENT ON FUNCTION access.overage_left(p_account_id uuid, p_period_start timestamp with time zone, p_cap ledger.microcredits) IS 'How far below zero an account may go in a period.';

CREATE FUNCTION access.pace_limits(p_account_id uuid) RETURNS SETOF jsonb
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS 'fda65bdc8b6011d4';

ALTER FUNCTION access.pace_limits(p_account_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION access.pace_limits(p_account_id uuid) IS 'The limits of an account''s pace.';

CREATE FUNCTION access.period_ref(p_kind text, p_start timestamp with time zone) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS '15fe2049bb9ef2ef';

ALTER FUNCTION access.period_ref(p_kind text, p_start timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION access.period_ref(p_kind text, p_start timestamp with time zone) IS 'Reference of a grant or an entry of one period.';

CREATE FUNCTION access.place_app_hold(p_account_id uuid, p_user_id uuid, p_idempotency_key text, p_request_hash bytea, p_amount ledger.microcredits, p_expires_in_seconds integer, p_ref text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '6433a18599fad3c7';

ALTER FUNCTION access.place_app_hold(p_account_id uuid, p_user_id uuid, p_idempotency_key text, p_request_hash bytea, p_amount ledger.microcredits, p_expires_in_seconds integer, p_ref text) OWNER TO postgres;

COMMENT ON FUNCTION access.place_app_hold(p_account_id uuid, p_user_id uuid, p_idempotency_key text, p_request_hash bytea, p_amount ledger.microcredits, p_expires_in_seconds integer, p_ref text) IS 'Reserves credits for a feature of the app.';

CREATE FUNCTION access.plan_slice() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '719e9e80b33e1db4';

ALTER FUNCTION access.plan_slice() OWNER TO postgres;

COMMENT ON FUNCTION access.plan_slice() IS 'Notes when overage is billed next.';

CREATE FUNCTION access.raise_included(p_account_id uuid, p_plan access.account_plans) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '7af56b1fd164a49d';

ALTER FUNCTION access.raise_included(p_account_id uuid, p_plan access.account_plans) OWNER TO postgres;

COMMENT ON FUNCTION access.raise_included(p_account_id uuid, p_plan access.account_plans) IS 'Grants what a larger plan includes beyond.';

CREATE FUNCTION access.read_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS '06da897f19da8908';

ALTER FUNCTION access.read_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION access.read_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid) IS 'One hold of the app.';

CREATE FUNCTION access.read_entitlements(p_account_id uuid, p_user_id uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS '64d003302752d359';

ALTER FUNCTION access.read_entitlements(p_account_id uuid, p_user_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION access.read_entitlements(p_account_id uuid, p_user_id uuid) IS 'What an account may use beyond its plan.';

CREATE FUNCTION access.read_limits(p_account_id uuid, p_user_id uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS '4099012628284149';

ALTER FUNCTION access.read_limits(p_account_id uuid, p_user_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION access.read_limits(p_account_id uuid, p_user_id uuid) IS 'Every limit of an account in one list.';

CREATE FUNCTION access.read_my_model_usage(p_model_id text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '6604f33e65dba37c';

ALTER FUNCTION access.read_my_model_usage(p_model_id text) OWNER TO postgres;

COMMENT ON FUNCTION access.read_my_model_usage(p_model_id text) IS 'The signed-in user''s day with a model.';

CREATE FUNCTION access.read_my_trial_status(p_model_id text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '8a0d23b72d503f9c';

ALTER FUNCTION access.read_my_trial_status(p_model_id text) OWNER TO postgres;

COMMENT ON FUNCTION access.read_my_trial_status(p_model_id text) IS 'Whether the user may use a model now, and why.';

CREATE FUNCTION access.read_profile(p_account_id uuid, p_user_id uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS '010ffded41ea57ae';

ALTER FUNCTION access.read_profile(p_account_id uuid, p_user_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION access.read_profile(p_account_id uuid, p_user_id uuid) IS 'What a user set for themselves.';

CREATE FUNCTION access.read_trial_status(p_account_id uuid, p_user_id uuid, p_model_id text) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS '72133a6161a26ed0';

ALTER FUNCTION access.read_trial_status(p_account_id uuid, p_user_id uuid, p_model_id text) OWNER TO postgres;

COMMENT ON FUNCTION access.read_trial_status(p_account_id uuid, p_user_id uuid, p_model_id text) IS 'Whether a user may use a model now, and why.';

CREATE FUNCTION access.record_my_model_event(p_kind text, p_model_id text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '4518599e119e9075';

ALTER FUNCTION access.record_my_model_event(p_kind text, p_model_id text) OWNER TO postgres;

COMMENT ON FUNCTION access.record_my_model_event(p_kind text, p_model_id text) IS 'Writes one event of the app to the outbox.';

CREATE FUNCTION access.record_refusal(p_account_id uuid, p_user_id uuid, p_model text, p_limit_source text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO ''
    AS '436cca3e7c6d8624';

ALTER FUNCTION access.record_refusal(p_account_id uuid, p_user_id uuid, p_model text, p_limit_source text) OWNER TO postgres;

COMMENT ON FUNCTION access.record_refusal(p_account_id uuid, p_user_id uuid, p_model text, p_limit_source text) IS 'Tells that a limit was hit.';

CREATE FUNCTION access.refuse_argument(p_argument text, p_rule text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '0eb517692e3fd0c9';

ALTER FUNCTION access.refuse_argument(p_argument text, p_rule text) OWNER TO postgres;

COMMENT ON FUNCTION access.refuse_argument(p_argument text, p_rule text) IS 'Raises FLARG with the argument and the rule.';

CREATE FUNCTION access.refuse_budget(p_key access.api_keys, p_required ledger.microcredits) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'a009bd41401c9653';

ALTER FUNCTION access.refuse_budget(p_key access.api_keys, p_required ledger.microcredits) OWNER TO postgres;

COMMENT ON FUNCTION access.refuse_budget(p_key access.api_keys, p_required ledger.microcredits) IS 'Raises FLBUD with the key''s budget and what is left.';

CREATE FUNCTION access.refuse_busy(p_account_id uuid, p_held ledger.microcredits, p_open_generations integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '8d010726b8223cbe';

ALTER FUNCTION access.refuse_busy(p_account_id uuid, p_held ledger.microcredits, p_open_generations integer) OWNER TO postgres;

COMMENT ON FUNCTION access.refuse_busy(p_account_id uuid, p_held ledger.microcredits, p_open_generations integer) IS 'Raises FLBSY with what is held.';

CREATE FUNCTION access.refuse_key(p_account_id uuid, p_user_id uuid, p_key_id uuid, p_amount ledger.microcredits, p_scope text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '160ee9343550e626';

ALTER FUNCTION access.refuse_key(p_account_id uuid, p_user_id uuid, p_key_id uuid, p_amount ledger.microcredits, p_scope text) OWNER TO postgres;

COMMENT ON FUNCTION access.refuse_key(p_account_id uuid, p_user_id uuid, p_key_id uuid, p_amount ledger.microcredits, p_scope text) IS 'Raises why a key was refused, unless that has passed.';

CREATE FUNCTION access.refuse_locked(p_model_id text, p_trial_messages integer, p_used integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'e120e4397e5f0f41';

ALTER FUNCTION access.refuse_locked(p_model_id text, p_trial_messages integer, p_used integer) OWNER TO postgres;

COMMENT ON FUNCTION access.refuse_locked(p_model_id text, p_trial_messages integer, p_used integer) IS 'Raises FLLCK.';

CREATE FUNCTION access.refuse_member(p_account_id uuid, p_user_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '5561637e1b7e5cde';

ALTER FUNCTION access.refuse_member(p_account_id uuid, p_user_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION access.refuse_member(p_account_id uuid, p_user_id uuid) IS 'Raises FLMEM.';

CREATE FUNCTION access.refuse_merge(p_account_id uuid, p_from_account_id uuid, p_rule text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '7943a17bf6a4deae';

ALTER FUNCTION access.refuse_merge(p_account_id uuid, p_from_account_id uuid, p_rule text) OWNER TO postgres;

COMMENT ON FUNCTION access.refuse_merge(p_account_id uuid, p_from_account_id uuid, p_rule text) IS 'Raises FLMRG with the rule.';

CREATE FUNCTION access.refuse_turn(p_account_id uuid, p_check_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '60c3841afc4ab1dc';

ALTER FUNCTION access.refuse_turn(p_account_id uuid, p_check_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION access.refuse_turn(p_account_id uuid, p_check_id uuid) IS 'Raises FLTRN.';

CREATE FUNCTION access.release_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '6710519be3a2f625';

ALTER FUNCTION access.release_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION access.release_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid) IS 'Frees a hold of the app, once.';

CREATE FUNCTION access.remove_member(p_account_id uuid, p_user_id uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '27cc77f1c1685d51';

ALTER FUNCTION access.remove_member(p_account_id uuid, p_user_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION access.remove_member(p_account_id uuid, p_user_id uuid) IS 'Ends a membership.';

CREATE FUNCTION access.renew_periods(p_limit integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'f12fabb8d8a3565a';

ALTER FUNCTION access.renew_periods(p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION access.renew_periods(p_limit integer) IS 'Begins the next period of accounts, in batches.';

CREATE FUNCTION access.require_app_amount(p_amount ledger.microcredits) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS '7937aea71ac6ec0e';

ALTER FUNCTION access.require_app_amount(p_amount ledger.microcredits) OWNER TO postgres;

COMMENT ON FUNCTION access.require_app_amount(p_amount ledger.microcredits) IS 'Raises FLAMT for amounts out of bounds.';

CREATE FUNCTION access.require_member(p_account_id uuid, p_user_id uuid, p_as_owner boolean DEFAULT false) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS '1c65d9f166d13247';

ALTER FUNCTION access.require_member(p_account_id uuid, p_user_id uuid, p_as_owner boolean) OWNER TO postgres;

COMMENT ON FUNCTION access.require_member(p_account_id uuid, p_user_id uuid, p_as_owner boolean) IS 'Raises FLMEM unless a user may act for an account.';

CREATE FUNCTION access.reserve_key(p_account_id uuid, p_user_id uuid, p_key_id uuid, p_amount ledger.microcredits, p_scope text DEFAULT 'generate'::text) RETURNS void
    LANGUAGE plpgsql
    AS '5e7c7f207d4897cd';

ALTER FUNCTION access.reserve_key(p_account_id uuid, p_user_id uuid, p_key_id uuid, p_amount ledger.microcredits, p_scope text) OWNER TO postgres;

COMMENT ON FUNCTION access.reserve_key(p_account_id uuid, p_user_id uuid, p_key_id uuid, p_amount ledger.microcredits, p_scope text) IS 'Reserves part of a key''s budget for one generation.';

CREATE FUNCTION access.revoke_entitlement(p_account_id uuid, p_kind text, p_key text, p_source text, p_source_ref text, p_because text) RETURNS access.entitlements
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '1c671dbefa90485d';

ALTER FUNCTION access.revoke_entitlement(p_account_id uuid, p_kind text, p_key text, p_source text, p_source_ref text, p_because text) OWNER TO postgres;

COMMENT ON FUNCTION access.revoke_entitlement(p_account_id uuid, p_kind text, p_key text, p_source text, p_source_ref text, p_because text) IS 'Takes an entitlement back, once.';

CREATE FUNCTION access.revoke_key(p_account_id uuid, p_user_id uuid, p_key_id uuid) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'dba034e46fa97de9';

ALTER FUNCTION access.revoke_key(p_account_id uuid, p_user_id uuid, p_key_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION access.revoke_key(p_account_id uuid, p_user_id uuid, p_key_id uuid) IS 'Ends a key for good.';

CREATE FUNCTION access.revoke_my_key(p_key_id uuid) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'dc997612f5aedc26';

ALTER FUNCTION access.revoke_my_key(p_key_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION access.revoke_my_key(p_key_id uuid) IS 'Ends a key of the signed-in user.';

CREATE FUNCTION access.save_attested_key(p_account_id uuid, p_user_id uuid, p_environment text, p_key_id bytea, p_public_key bytea, p_receipt bytea, p_challenge_hash bytea) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'a59dc890373e3533';

ALTER FUNCTION access.save_attested_key(p_account_id uuid, p_user_id uuid, p_environment text, p_key_id bytea, p_public_key bytea, p_receipt bytea, p_challenge_hash bytea) OWNER TO postgres;

COMMENT ON FUNCTION access.save_attested_key(p_account_id uuid, p_user_id uuid, p_environment text, p_key_id bytea, p_public_key bytea, p_receipt bytea, p_challenge_hash bytea) IS 'Keeps a key that Apple attested.';

CREATE FUNCTION access.set_consumption_consent(p_is_given boolean) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '82822cc9237502f6';

ALTER FUNCTION access.set_consumption_consent(p_is_given boolean) OWNER TO postgres;

COMMENT ON FUNCTION access.set_consumption_consent(p_is_given boolean) IS 'Records whether a store may be told how much was used.';

CREATE FUNCTION access.set_my_model_preferences(p_default_model_id text, p_persona_overrides jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '45801e1101d47b3d';

ALTER FUNCTION access.set_my_model_preferences(p_default_model_id text, p_persona_overrides jsonb) OWNER TO postgres;

COMMENT ON FUNCTION access.set_my_model_preferences(p_default_model_id text, p_persona_overrides jsonb) IS 'Saves the signed-in user''s preferences.';

CREATE FUNCTION access.settle_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid, p_amount ledger.microcredits, p_ref text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '4ef2440f72b0bce4';

ALTER FUNCTION access.settle_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid, p_amount ledger.microcredits, p_ref text) OWNER TO postgres;

COMMENT ON FUNCTION access.settle_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid, p_amount ledger.microcredits, p_ref text) IS 'Charges a feature of the app, once.';

CREATE FUNCTION access.settle_key(p_account_id uuid, p_key_id uuid, p_reserved ledger.microcredits, p_charged ledger.microcredits) RETURNS void
    LANGUAGE plpgsql
    AS 'ba192d111937b269';

ALTER FUNCTION access.settle_key(p_account_id uuid, p_key_id uuid, p_reserved ledger.microcredits, p_charged ledger.microcredits) OWNER TO postgres;

COMMENT ON FUNCTION access.settle_key(p_account_id uuid, p_key_id uuid, p_reserved ledger.microcredits, p_charged ledger.microcredits) IS 'Turns a reservation into what was charged.';

CREATE FUNCTION access.slice_overages(p_limit integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '0717a194908c2e6a';

ALTER FUNCTION access.slice_overages(p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION access.slice_overages(p_limit integer) IS 'Bills overage so far, in batches.';

CREATE FUNCTION access.take_abandoned_turn(p_environment text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'cefe84415b1b508c';

ALTER FUNCTION access.take_abandoned_turn(p_environment text) OWNER TO postgres;

COMMENT ON FUNCTION access.take_abandoned_turn(p_environment text) IS 'Takes the turn for a claim that was left.';

CREATE FUNCTION access.take_device_turn(p_account_id uuid, p_user_id uuid, p_check_id uuid) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '985f51f64f268feb';

ALTER FUNCTION access.take_device_turn(p_account_id uuid, p_user_id uuid, p_check_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION access.take_device_turn(p_account_id uuid, p_user_id uuid, p_check_id uuid) IS 'Takes the turn for a claim of welcome credits.';

CREATE FUNCTION access.tell_of_model_access() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '8e0811c3334c1cb1';

ALTER FUNCTION access.tell_of_model_access() OWNER TO postgres;

COMMENT ON FUNCTION access.tell_of_model_access() IS 'Tells of access that an admin granted.';

CREATE FUNCTION access.tell_of_purchase(p_account_id uuid, p_model_id text, p_product_id text) RETURNS void
    LANGUAGE sql
    SET search_path TO ''
    AS 'fb85014ede8b462e';

ALTER FUNCTION access.tell_of_purchase(p_account_id uuid, p_model_id text, p_product_id text) OWNER TO postgres;

COMMENT ON FUNCTION access.tell_of_purchase(p_account_id uuid, p_model_id text, p_product_id text) IS 'Tells that an account bought a model.';

CREATE FUNCTION access.unlocked_by(p_account_id uuid, p_model_id text, p_trial_messages integer) RETURNS text
    LANGUAGE plpgsql STABLE
    AS '971579283f7a7d24';

ALTER FUNCTION access.unlocked_by(p_account_id uuid, p_model_id text, p_trial_messages integer) OWNER TO postgres;

COMMENT ON FUNCTION access.unlocked_by(p_account_id uuid, p_model_id text, p_trial_messages integer) IS 'Why an account may use a model beyond its plan.';

CREATE FUNCTION access.update_my_profile(p_changes jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '10153bfa950b90ca';

ALTER FUNCTION access.update_my_profile(p_changes jsonb) OWNER TO postgres;

COMMENT ON FUNCTION access.update_my_profile(p_changes jsonb) IS 'Changes what the signed-in user set.';

CREATE FUNCTION access.update_profile(p_account_id uuid, p_user_id uuid, p_changes jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'f01c69db825b653f';

ALTER FUNCTION access.update_profile(p_account_id uuid, p_user_id uuid, p_changes jsonb) OWNER TO postgres;

COMMENT ON FUNCTION access.update_profile(p_account_id uuid, p_user_id uuid, p_changes jsonb) IS 'Changes what a user set for themselves.';

CREATE FUNCTION access.use_assertion(p_account_id uuid, p_user_id uuid, p_environment text, p_key_id bytea, p_counter bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '0d769a04b5477962';

ALTER FUNCTION access.use_assertion(p_account_id uuid, p_user_id uuid, p_environment text, p_key_id bytea, p_counter bigint) OWNER TO postgres;

COMMENT ON FUNCTION access.use_assertion(p_account_id uuid, p_user_id uuid, p_environment text, p_key_id bytea, p_counter bigint) IS 'Uses an assertion, once.';

CREATE FUNCTION access.use_trial(p_account_id uuid, p_user_id uuid, p_model_id text, p_trial_messages integer) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '0dd201dea009d8ba';

ALTER FUNCTION access.use_trial(p_account_id uuid, p_user_id uuid, p_model_id text, p_trial_messages integer) OWNER TO postgres;

COMMENT ON FUNCTION access.use_trial(p_account_id uuid, p_user_id uuid, p_model_id text, p_trial_messages integer) IS 'Uses one free message of a locked model.';

CREATE FUNCTION api.add_member(p_account_id uuid, p_user_id uuid, p_role text DEFAULT 'member'::text) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '7b4a19c735b416e0';

ALTER FUNCTION api.add_member(p_account_id uuid, p_user_id uuid, p_role text) OWNER TO postgres;

COMMENT ON FUNCTION api.add_member(p_account_id uuid, p_user_id uuid, p_role text) IS 'Lets another user act for an account you own.';

CREATE FUNCTION api.admin_change_plan(p_user text, p_plan_id text, p_when text DEFAULT 'now'::text) RETURNS access.account_plans
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'e66ddffac52564a2';

ALTER FUNCTION api.admin_change_plan(p_user text, p_plan_id text, p_when text) OWNER TO postgres;

COMMENT ON FUNCTION api.admin_change_plan(p_user text, p_plan_id text, p_when text) IS 'For admins: puts an account on another plan.';

CREATE TABLE catalog.models (
    id text NOT NULL,
    display_name text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    kind text DEFAULT 'chat'::text NOT NULL,
    tier text DEFAULT 'free'::text NOT NULL,
    enabled boolean DEFAULT true NOT NULL,
    is_default boolean DEFAULT false NOT NULL,
    sort_order integer DEFAULT 100 NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    messages_per_day integer,
    trial_messages integer DEFAULT 0 NOT NULL,
    max_output_tokens integer NOT NULL,
    hold_step_tokens integer DEFAULT 1024 NOT NULL,
    job_timeout_s integer DEFAULT 3600 NOT NULL,
    job_options text[] DEFAULT '{}'::text[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT a_default_is_enabled CHECK ((enabled OR (NOT is_default))),
    CONSTRAINT hold_step_tokens_is_positive CHECK ((hold_step_tokens > 0)),
    CONSTRAINT id_is_bounded CHECK (((length(id) >= 1) AND (length(id) <= 128))),
    CONSTRAINT job_timeout_s_is_bounded CHECK (((job_timeout_s >= 1) AND (job_timeout_s <= 604800))),
    CONSTRAINT kind_is_known CHECK ((kind = ANY (ARRAY['chat'::text, 'completion'::text, 'embedding'::text, 'image'::text, 'video'::text]))),
    CONSTRAINT max_output_tokens_is_not_negative CHECK ((max_output_tokens >= 0)),
    CONSTRAINT messages_per_day_is_positive CHECK ((messages_per_day > 0)),
    CONSTRAINT metadata_is_an_object CHECK ((jsonb_typeof(metadata) = 'object'::text)),
    CONSTRAINT tier_is_known CHECK ((tier = ANY (ARRAY['free'::text, 'premium'::text]))),
    CONSTRAINT trial_messages_is_not_negative CHECK ((trial_messages >= 0))
);

ALTER TABLE catalog.models OWNER TO postgres;

COMMENT ON TABLE catalog.models IS 'What can be asked for, by the name that clients send.';

COMMENT ON COLUMN catalog.models.id IS 'Name in requests.';

COMMENT ON COLUMN catalog.models.display_name IS 'Name for people.';

COMMENT ON COLUMN catalog.models.description IS 'A sentence or two for people.';

COMMENT ON COLUMN catalog.models.kind IS 'chat, completion, embedding, image or video.';

COMMENT ON COLUMN catalog.models.tier IS 'free or premium. A plan names the tiers it allows; an entitlement unlocks one model.';

COMMENT ON COLUMN catalog.models.enabled IS 'Whether it can be asked for.';

COMMENT ON COLUMN catalog.models.is_default IS 'What is used where nobody chose; at most one.';

COMMENT ON COLUMN catalog.models.sort_order IS 'Lower is shown first.';

COMMENT ON COLUMN catalog.models.metadata IS 'For the app to show: speed, quality, context_window and whatever else it likes.';

COMMENT ON COLUMN catalog.models.messages_per_day IS 'Generations per account and day; null is without limit.';

COMMENT ON COLUMN catalog.models.trial_messages IS 'Free generations of a locked model, once per account and device.';

COMMENT ON COLUMN catalog.models.max_output_tokens IS 'Most output tokens a generation is held for; also what no max_tokens means.';

COMMENT ON COLUMN catalog.models.hold_step_tokens IS 'A stream holds credits for this many output tokens at a time.';

COMMENT ON COLUMN catalog.models.job_timeout_s IS 'A job of it that has not begun by then expires; one that has is overdue.';

COMMENT ON COLUMN catalog.models.job_options IS 'Members that a job''s options may have. What changes the provider''s price is none of them.';

COMMENT ON COLUMN catalog.models.created_at IS 'When it was added.';

CREATE FUNCTION api.admin_enable_models(p_ids text[], p_enabled boolean) RETURNS SETOF catalog.models
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'd0c446e888e39d57';

ALTER FUNCTION api.admin_enable_models(p_ids text[], p_enabled boolean) OWNER TO postgres;

COMMENT ON FUNCTION api.admin_enable_models(p_ids text[], p_enabled boolean) IS 'For admins: enables or disables models.';

CREATE FUNCTION api.admin_end_job(p_job_id uuid, p_outcome text, p_reason text) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'be0c90b4bf4524c5';

ALTER FUNCTION api.admin_end_job(p_job_id uuid, p_outcome text, p_reason text) OWNER TO postgres;

COMMENT ON FUNCTION api.admin_end_job(p_job_id uuid, p_outcome text, p_reason text) IS 'For admins: ends a job by hand.';

CREATE FUNCTION api.admin_export_usage(p_from date, p_to date) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '320ab540361edf50';

ALTER FUNCTION api.admin_export_usage(p_from date, p_to date) OWNER TO postgres;

COMMENT ON FUNCTION api.admin_export_usage(p_from date, p_to date) IS 'For admins: usage as a CSV file.';

CREATE FUNCTION api.admin_find_accounts(p_query text, p_limit integer DEFAULT 20) RETURNS SETOF access.account_found
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '8a306221d098fb1c';

ALTER FUNCTION api.admin_find_accounts(p_query text, p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION api.admin_find_accounts(p_query text, p_limit integer) IS 'For admins: finds accounts.';

CREATE FUNCTION api.admin_find_overages(p_status text, p_limit integer DEFAULT 100) RETURNS SETOF billing.overage_found
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '4fec92df6e45c520';

ALTER FUNCTION api.admin_find_overages(p_status text, p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION api.admin_find_overages(p_status text, p_limit integer) IS 'For admins: overage that was not reported.';

CREATE FUNCTION api.admin_grant_credits(p_user text, p_amount bigint, p_reason text, p_ref text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '5c6ad4adb170af6d';

ALTER FUNCTION api.admin_grant_credits(p_user text, p_amount bigint, p_reason text, p_ref text) OWNER TO postgres;

COMMENT ON FUNCTION api.admin_grant_credits(p_user text, p_amount bigint, p_reason text, p_ref text) IS 'For admins: gives credits.';

CREATE FUNCTION api.admin_grant_entitlement(p_user text, p_kind text, p_key text, p_ref text, p_valid_until timestamp with time zone DEFAULT NULL::timestamp with time zone) RETURNS access.entitlements
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'ddad09901941cf45';

ALTER FUNCTION api.admin_grant_entitlement(p_user text, p_kind text, p_key text, p_ref text, p_valid_until timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION api.admin_grant_entitlement(p_user text, p_kind text, p_key text, p_ref text, p_valid_until timestamp with time zone) IS 'For admins: entitles an account.';

CREATE TABLE audit.log (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    actor_id uuid,
    action text NOT NULL,
    target text NOT NULL,
    account_id uuid,
    before jsonb,
    after jsonb
);

ALTER TABLE audit.log OWNER TO postgres;

COMMENT ON TABLE audit.log IS 'What admins did. Written once, in the transaction of the deed.';

COMMENT ON COLUMN audit.log.id IS 'Number of the line.';

COMMENT ON COLUMN audit.log.at IS 'When.';

COMMENT ON COLUMN audit.log.actor_id IS 'The admin''s user id; null is the database owner.';

COMMENT ON COLUMN audit.log.action IS 'What was done, named as the function that did it.';

COMMENT ON COLUMN audit.log.target IS 'What it was done to: table and key.';

COMMENT ON COLUMN audit.log.account_id IS 'The account concerned, if one was.';

COMMENT ON COLUMN audit.log.before IS 'The target before; null: it was not there.';

COMMENT ON COLUMN audit.log.after IS 'The target after; null: it is gone.';

CREATE FUNCTION api.admin_log(p_limit integer DEFAULT 100, p_before_id bigint DEFAULT NULL::bigint) RETURNS SETOF audit.log
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '27da0a83588a2cdf';

ALTER FUNCTION api.admin_log(p_limit integer, p_before_id bigint) OWNER TO postgres;

COMMENT ON FUNCTION api.admin_log(p_limit integer, p_before_id bigint) IS 'For admins: what admins did.';

CREATE FUNCTION api.admin_model_usage(p_days integer DEFAULT 30, p_dollars_per_credit numeric DEFAULT NULL::numeric) RETURNS SETOF generation.model_report
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '3c0292ad69f13461';

ALTER FUNCTION api.admin_model_usage(p_days integer, p_dollars_per_credit numeric) OWNER TO postgres;

COMMENT ON FUNCTION api.admin_model_usage(p_days integer, p_dollars_per_credit numeric) IS 'For admins: models over some days.';

CREATE FUNCTION api.admin_replay_job(p_job_id uuid) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'c465b04315b101a4';

ALTER FUNCTION api.admin_replay_job(p_job_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION api.admin_replay_job(p_job_id uuid) IS 'For admins: takes a parked job up again.';

CREATE FUNCTION api.admin_resume_account(p_user text, p_reason text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '633be2e6cded8a3e';

ALTER FUNCTION api.admin_resume_account(p_user text, p_reason text) OWNER TO postgres;

COMMENT ON FUNCTION api.admin_resume_account(p_user text, p_reason text) IS 'For admins: resumes an account.';

CREATE FUNCTION api.admin_revenue(p_from date, p_to date, p_dollars_per_credit numeric DEFAULT NULL::numeric) RETURNS SETOF generation.revenue_report
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '13204445434dc828';

ALTER FUNCTION api.admin_revenue(p_from date, p_to date, p_dollars_per_credit numeric) OWNER TO postgres;

COMMENT ON FUNCTION api.admin_revenue(p_from date, p_to date, p_dollars_per_credit numeric) IS 'For admins: charged against cost, day by day.';

CREATE FUNCTION api.admin_revoke_entitlement(p_user text, p_kind text, p_key text, p_source text, p_ref text, p_because text) RETURNS access.entitlements
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '7d17a997ad7ad252';

ALTER FUNCTION api.admin_revoke_entitlement(p_user text, p_kind text, p_key text, p_source text, p_ref text, p_because text) OWNER TO postgres;

COMMENT ON FUNCTION api.admin_revoke_entitlement(p_user text, p_kind text, p_key text, p_source text, p_ref text, p_because text) IS 'For admins: takes an entitlement back.';

CREATE FUNCTION api.admin_save_models(p_models jsonb) RETURNS SETOF catalog.models
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '7adf6c2bbaa55c06';

ALTER FUNCTION api.admin_save_models(p_models jsonb) OWNER TO postgres;

COMMENT ON FUNCTION api.admin_save_models(p_models jsonb) IS 'For admins: creates and edits models.';

CREATE TABLE catalog.routes (
    id bigint NOT NULL,
    model_id text NOT NULL,
    "position" smallint NOT NULL,
    provider_id text NOT NULL,
    provider_model text NOT NULL,
    apis text[] NOT NULL,
    enabled boolean DEFAULT true NOT NULL,
    CONSTRAINT apis_are_known CHECK (((cardinality(apis) > 0) AND (apis <@ ARRAY['messages'::text, 'chat_completions'::text, 'completions'::text, 'responses'::text, 'embeddings'::text, 'jobs'::text])))
);

ALTER TABLE catalog.routes OWNER TO postgres;

COMMENT ON TABLE catalog.routes IS 'Ways to serve a model, tried in order of position.';

COMMENT ON COLUMN catalog.routes.id IS 'Number of the route.';

COMMENT ON COLUMN catalog.routes.model_id IS 'The model it serves.';

COMMENT ON COLUMN catalog.routes."position" IS 'Lower is tried first.';

COMMENT ON COLUMN catalog.routes.provider_id IS 'Who serves it.';

COMMENT ON COLUMN catalog.routes.provider_model IS 'The provider''s own name of the model.';

COMMENT ON COLUMN catalog.routes.apis IS 'Endpoints of the provider that serve it: messages, chat_completions, completions, responses, embeddings; jobs for what its own interface makes of images and video.';

COMMENT ON COLUMN catalog.routes.enabled IS 'Whether it is tried.';

CREATE FUNCTION api.admin_save_routes(p_model_id text, p_routes jsonb) RETURNS SETOF catalog.routes
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '81f1d5cf4e4973cc';

ALTER FUNCTION api.admin_save_routes(p_model_id text, p_routes jsonb) OWNER TO postgres;

COMMENT ON FUNCTION api.admin_save_routes(p_model_id text, p_routes jsonb) IS 'For admins: adds and edits routes of a model.';

CREATE TABLE catalog.prices (
    id bigint NOT NULL,
    model_id text NOT NULL,
    effective_at timestamp with time zone DEFAULT now() NOT NULL,
    input ledger.microcredits DEFAULT 0 NOT NULL,
    cache_read ledger.microcredits DEFAULT 0 NOT NULL,
    cache_write ledger.microcredits DEFAULT 0 NOT NULL,
    output ledger.microcredits DEFAULT 0 NOT NULL,
    request ledger.microcredits DEFAULT 0 NOT NULL,
    web_search ledger.microcredits DEFAULT 0 NOT NULL,
    CONSTRAINT prices_are_not_negative CHECK (((LEAST(input, cache_read, cache_write, output, request, web_search))::bigint >= 0))
);

ALTER TABLE catalog.prices OWNER TO postgres;

COMMENT ON TABLE catalog.prices IS 'What a model costs the user, in versions: a new price is a new row.';

COMMENT ON COLUMN catalog.prices.id IS 'Number that a generation pins.';

COMMENT ON COLUMN catalog.prices.model_id IS 'The model.';

COMMENT ON COLUMN catalog.prices.effective_at IS 'From when; the latest that has begun counts.';

COMMENT ON COLUMN catalog.prices.input IS 'Uncached input, µc per million tokens.';

COMMENT ON COLUMN catalog.prices.cache_read IS 'Input read from cache, µc per million tokens.';

COMMENT ON COLUMN catalog.prices.cache_write IS 'Input written to cache, µc per million tokens.';

COMMENT ON COLUMN catalog.prices.output IS 'Output with reasoning, µc per million tokens.';

COMMENT ON COLUMN catalog.prices.request IS 'Per charged generation, µc.';

COMMENT ON COLUMN catalog.prices.web_search IS 'Per web search by the provider, µc.';

CREATE FUNCTION api.admin_set_price(p_model_id text, p_effective_at timestamp with time zone DEFAULT NULL::timestamp with time zone, p_input bigint DEFAULT NULL::bigint, p_cache_read bigint DEFAULT NULL::bigint, p_cache_write bigint DEFAULT NULL::bigint, p_output bigint DEFAULT NULL::bigint, p_request bigint DEFAULT NULL::bigint, p_web_search bigint DEFAULT NULL::bigint, p_unit_prices jsonb DEFAULT NULL::jsonb) RETURNS catalog.prices
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'fee0162c5114718b';

ALTER FUNCTION api.admin_set_price(p_model_id text, p_effective_at timestamp with time zone, p_input bigint, p_cache_read bigint, p_cache_write bigint, p_output bigint, p_request bigint, p_web_search bigint, p_unit_prices jsonb) OWNER TO postgres;

COMMENT ON FUNCTION api.admin_set_price(p_model_id text, p_effective_at timestamp with time zone, p_input bigint, p_cache_read bigint, p_cache_write bigint, p_output bigint, p_request bigint, p_web_search bigint, p_unit_prices jsonb) IS 'For admins: a new price version of a model.';

CREATE FUNCTION api.admin_suspend_account(p_user text, p_reason text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'be59a0154b3cdcb2';

ALTER FUNCTION api.admin_suspend_account(p_user text, p_reason text) OWNER TO postgres;

COMMENT ON FUNCTION api.admin_suspend_account(p_user text, p_reason text) IS 'For admins: suspends an account.';

CREATE FUNCTION api.admin_take_credits(p_user text, p_amount bigint, p_reason text, p_ref text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '451ed495aa5fb713';

ALTER FUNCTION api.admin_take_credits(p_user text, p_amount bigint, p_reason text, p_ref text) OWNER TO postgres;

COMMENT ON FUNCTION api.admin_take_credits(p_user text, p_amount bigint, p_reason text, p_ref text) IS 'For admins: takes credits.';

CREATE FUNCTION api.admin_top_accounts(p_days integer DEFAULT 30, p_limit integer DEFAULT 10) RETURNS SETOF generation.account_report
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '94b18009e412558a';

ALTER FUNCTION api.admin_top_accounts(p_days integer, p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION api.admin_top_accounts(p_days integer, p_limit integer) IS 'For admins: who was charged most.';

CREATE FUNCTION api.apply_due(p_limit integer) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'b441450ca0789c7d';

ALTER FUNCTION api.apply_due(p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION api.apply_due(p_limit integer) IS 'Applies what the clock changed, in batches.';

CREATE FUNCTION api.archive_generations(p_limit integer) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '7f66cdb11a25504f';

ALTER FUNCTION api.archive_generations(p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION api.archive_generations(p_limit integer) IS 'Deletes old generations that are summed up, in batches.';

CREATE FUNCTION api.begin_generation(p_account_id uuid, p_user_id uuid, p_generation_id uuid, p_model text, p_api text, p_stream boolean, p_input_tokens bigint, p_max_output_tokens bigint, p_idempotency_key text, p_request_hash bytea, p_on_disconnect text, p_hold_seconds integer, p_replica text, p_choices integer DEFAULT 1, p_persona text DEFAULT NULL::text, p_key_id uuid DEFAULT NULL::uuid) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'ab763da347b5b1ef';

ALTER FUNCTION api.begin_generation(p_account_id uuid, p_user_id uuid, p_generation_id uuid, p_model text, p_api text, p_stream boolean, p_input_tokens bigint, p_max_output_tokens bigint, p_idempotency_key text, p_request_hash bytea, p_on_disconnect text, p_hold_seconds integer, p_replica text, p_choices integer, p_persona text, p_key_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION api.begin_generation(p_account_id uuid, p_user_id uuid, p_generation_id uuid, p_model text, p_api text, p_stream boolean, p_input_tokens bigint, p_max_output_tokens bigint, p_idempotency_key text, p_request_hash bytea, p_on_disconnect text, p_hold_seconds integer, p_replica text, p_choices integer, p_persona text, p_key_id uuid) IS 'Authorises one paid request and places its hold.';

CREATE FUNCTION api.begin_job(p_account_id uuid, p_user_id uuid, p_job_id uuid, p_input jsonb, p_idempotency_key text, p_request_hash bytea, p_key_id uuid DEFAULT NULL::uuid) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '82291763119e475b';

ALTER FUNCTION api.begin_job(p_account_id uuid, p_user_id uuid, p_job_id uuid, p_input jsonb, p_idempotency_key text, p_request_hash bytea, p_key_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION api.begin_job(p_account_id uuid, p_user_id uuid, p_job_id uuid, p_input jsonb, p_idempotency_key text, p_request_hash bytea, p_key_id uuid) IS 'Authorises one job, holds its price, enqueues it.';

CREATE FUNCTION api.begin_rebuild() RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '7fd04eeca5f3c4db';

ALTER FUNCTION api.begin_rebuild() OWNER TO postgres;

COMMENT ON FUNCTION api.begin_rebuild() IS 'Empties what a rebuild makes anew; how many events there are.';

CREATE FUNCTION api.bind_chain(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_chain_id text, p_transfer boolean DEFAULT false) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '71477b280a4b7c6d';

ALTER FUNCTION api.bind_chain(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_chain_id text, p_transfer boolean) OWNER TO postgres;

COMMENT ON FUNCTION api.bind_chain(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_chain_id text, p_transfer boolean) IS 'Makes a chain of purchases that of an account.';

CREATE FUNCTION api.broadcast_balances(p_limit integer) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'a7ca0e224eca2c0b';

ALTER FUNCTION api.broadcast_balances(p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION api.broadcast_balances(p_limit integer) IS 'Tells listeners how changed accounts stand.';

CREATE FUNCTION api.cancel_job(p_account_id uuid, p_user_id uuid, p_job_id uuid) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '1382cd12986f72c9';

ALTER FUNCTION api.cancel_job(p_account_id uuid, p_user_id uuid, p_job_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION api.cancel_job(p_account_id uuid, p_user_id uuid, p_job_id uuid) IS 'Cancels a job, or asks for it.';

CREATE FUNCTION api.cancel_my_job(p_job_id uuid) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '0362a7ce542e8672';

ALTER FUNCTION api.cancel_my_job(p_job_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION api.cancel_my_job(p_job_id uuid) IS 'Cancels a job of the signed-in user.';

CREATE FUNCTION api.claim_checks(p_environment text, p_limit integer, p_lease_s integer) RETURNS TABLE(account_id uuid, period_start timestamp with time zone, customer_id text, minutes jsonb)
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '3a59a1624115a0a3';

ALTER FUNCTION api.claim_checks(p_environment text, p_limit integer, p_lease_s integer) OWNER TO postgres;

COMMENT ON FUNCTION api.claim_checks(p_environment text, p_limit integer, p_lease_s integer) IS 'Leases periods whose overage is to be compared.';

CREATE FUNCTION api.claim_consumption_requests(p_limit integer, p_lease_s integer) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '25e76b988280b105';

ALTER FUNCTION api.claim_consumption_requests(p_limit integer, p_lease_s integer) OWNER TO postgres;

COMMENT ON FUNCTION api.claim_consumption_requests(p_limit integer, p_lease_s integer) IS 'Leases consumption requests of Apple.';

CREATE FUNCTION api.claim_doubts(p_provider text, p_limit integer) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '57ff08f0a78a52f5';

ALTER FUNCTION api.claim_doubts(p_provider text, p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION api.claim_doubts(p_provider text, p_limit integer) IS 'Subscriptions to ask the store about.';

CREATE FUNCTION api.claim_events(p_limit integer, p_lease_s integer) RETURNS TABLE(provider text, environment text, event_id text, type text, occurred_at timestamp with time zone, payload text, attempts integer)
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '98466c4822b9882a';

ALTER FUNCTION api.claim_events(p_limit integer, p_lease_s integer) OWNER TO postgres;

COMMENT ON FUNCTION api.claim_events(p_limit integer, p_lease_s integer) IS 'Leases events that are to be folded.';

CREATE FUNCTION api.claim_job(p_account_id uuid, p_job_id uuid, p_worker text, p_lease_s integer) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'cbfe8100d7a1a986';

ALTER FUNCTION api.claim_job(p_account_id uuid, p_job_id uuid, p_worker text, p_lease_s integer) OWNER TO postgres;

COMMENT ON FUNCTION api.claim_job(p_account_id uuid, p_job_id uuid, p_worker text, p_lease_s integer) IS 'Takes a job for one step.';

CREATE FUNCTION api.claim_notification_read(p_provider text, p_environment text, p_lease_s integer) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'b42d05531be635c1';

ALTER FUNCTION api.claim_notification_read(p_provider text, p_environment text, p_lease_s integer) OWNER TO postgres;

COMMENT ON FUNCTION api.claim_notification_read(p_provider text, p_environment text, p_lease_s integer) IS 'Says which part of a store''s notification history to read next.';

CREATE FUNCTION api.claim_reports(p_environment text, p_limit integer, p_lease_s integer) RETURNS TABLE(account_id uuid, entry_version bigint, customer_id text, units bigint, happened_at timestamp with time zone)
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '8ba5c5c24581b92a';

ALTER FUNCTION api.claim_reports(p_environment text, p_limit integer, p_lease_s integer) OWNER TO postgres;

COMMENT ON FUNCTION api.claim_reports(p_environment text, p_limit integer, p_lease_s integer) IS 'Leases slices of overage that are to be reported.';

CREATE FUNCTION api.clean_idempotency_keys(p_limit integer) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '2c15d938c0753af9';

ALTER FUNCTION api.clean_idempotency_keys(p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION api.clean_idempotency_keys(p_limit integer) IS 'Frees old keys and replies, in batches.';

CREATE FUNCTION api.clean_outbox(p_limit integer) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '9b1c071f236ac5cb';

ALTER FUNCTION api.clean_outbox(p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION api.clean_outbox(p_limit integer) IS 'Deletes events that were delivered, in batches.';

CREATE FUNCTION api.close_orphans(p_limit integer) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'abed186d76eab422';

ALTER FUNCTION api.close_orphans(p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION api.close_orphans(p_limit integer) IS 'Closes accounts nobody is left of, in batches.';

CREATE FUNCTION api.create_api_key(p_name text, p_scopes text[] DEFAULT '{generate,read}'::text[], p_expires_at timestamp with time zone DEFAULT NULL::timestamp with time zone, p_budget bigint DEFAULT NULL::bigint, p_budget_period text DEFAULT NULL::text, p_requests_per_minute integer DEFAULT NULL::integer) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '73979307ad486f94';

ALTER FUNCTION api.create_api_key(p_name text, p_scopes text[], p_expires_at timestamp with time zone, p_budget bigint, p_budget_period text, p_requests_per_minute integer) OWNER TO postgres;

COMMENT ON FUNCTION api.create_api_key(p_name text, p_scopes text[], p_expires_at timestamp with time zone, p_budget bigint, p_budget_period text, p_requests_per_minute integer) IS 'Makes a key and tells its text, once.';

CREATE FUNCTION api.create_job(p_input jsonb, p_idempotency_key text DEFAULT NULL::text) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '1b713624119b49b2';

ALTER FUNCTION api.create_job(p_input jsonb, p_idempotency_key text) OWNER TO postgres;

COMMENT ON FUNCTION api.create_job(p_input jsonb, p_idempotency_key text) IS 'Begins a job for the signed-in user.';

CREATE FUNCTION api.create_key(p_account_id uuid, p_user_id uuid, p_is_anonymous boolean, p_name text, p_scopes text[], p_expires_at timestamp with time zone, p_budget bigint, p_budget_period text, p_requests_per_minute integer) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'bae65301c672ee35';

ALTER FUNCTION api.create_key(p_account_id uuid, p_user_id uuid, p_is_anonymous boolean, p_name text, p_scopes text[], p_expires_at timestamp with time zone, p_budget bigint, p_budget_period text, p_requests_per_minute integer) OWNER TO postgres;

COMMENT ON FUNCTION api.create_key(p_account_id uuid, p_user_id uuid, p_is_anonymous boolean, p_name text, p_scopes text[], p_expires_at timestamp with time zone, p_budget bigint, p_budget_period text, p_requests_per_minute integer) IS 'Makes a key and tells its text, once.';

CREATE FUNCTION api.delete_job(p_account_id uuid, p_user_id uuid, p_job_id uuid) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '6f60a4610ee1e81c';

ALTER FUNCTION api.delete_job(p_account_id uuid, p_user_id uuid, p_job_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION api.delete_job(p_account_id uuid, p_user_id uuid, p_job_id uuid) IS 'Deletes a job that has ended.';

CREATE FUNCTION api.delete_my_account() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '5ae461a718044c9b';

ALTER FUNCTION api.delete_my_account() OWNER TO postgres;

COMMENT ON FUNCTION api.delete_my_account() IS 'Deletes your account and what is known of you; its credits lapse.';

CREATE FUNCTION api.delete_my_job(p_job_id uuid) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '673ee021123481f7';

ALTER FUNCTION api.delete_my_job(p_job_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION api.delete_my_job(p_job_id uuid) IS 'Deletes a job of the signed-in user.';

CREATE FUNCTION api.delete_user(p_account_id uuid, p_user_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '76a2594ec04323b0';

ALTER FUNCTION api.delete_user(p_account_id uuid, p_user_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION api.delete_user(p_account_id uuid, p_user_id uuid) IS 'Forgets a user and closes their account.';

CREATE FUNCTION api.end_rebuild() RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '20da383b63fad1a3';

ALTER FUNCTION api.end_rebuild() OWNER TO postgres;

COMMENT ON FUNCTION api.end_rebuild() IS 'Applies every account; what differs from before.';

CREATE FUNCTION api.ensure_sink(p_name text, p_kind text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '7251d4780fb235e2';

ALTER FUNCTION api.ensure_sink(p_name text, p_kind text) OWNER TO postgres;

COMMENT ON FUNCTION api.ensure_sink(p_name text, p_kind text) IS 'Adds a sink that needs no address, once.';

CREATE FUNCTION api.expire_holds(p_limit integer) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '7b60096b8899b4ff';

ALTER FUNCTION api.expire_holds(p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION api.expire_holds(p_limit integer) IS 'Frees lapsed holds of metered features, in batches.';

CREATE FUNCTION api.expire_jobs(p_limit integer) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'ccda2d7433e5a7a0';

ALTER FUNCTION api.expire_jobs(p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION api.expire_jobs(p_limit integer) IS 'Ends jobs by time, in batches.';

CREATE FUNCTION api.extend_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid, p_amount bigint, p_expires_in_seconds integer) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '9fb878530024f9dc';

ALTER FUNCTION api.extend_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid, p_amount bigint, p_expires_in_seconds integer) OWNER TO postgres;

COMMENT ON FUNCTION api.extend_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid, p_amount bigint, p_expires_in_seconds integer) IS 'Raises a hold of the app, or prolongs it.';

CREATE FUNCTION api.extend_hold(p_account_id uuid, p_generation_id uuid, p_amount bigint, p_hold_seconds integer) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'ea554f7d20b59bd3';

ALTER FUNCTION api.extend_hold(p_account_id uuid, p_generation_id uuid, p_amount bigint, p_hold_seconds integer) OWNER TO postgres;

COMMENT ON FUNCTION api.extend_hold(p_account_id uuid, p_generation_id uuid, p_amount bigint, p_hold_seconds integer) IS 'Raises a running generation''s hold.';

CREATE FUNCTION api.fail_event(p_provider text, p_environment text, p_event_id text, p_problem text, p_is_final boolean) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '09ec029c9659111b';

ALTER FUNCTION api.fail_event(p_provider text, p_environment text, p_event_id text, p_problem text, p_is_final boolean) OWNER TO postgres;

COMMENT ON FUNCTION api.fail_event(p_provider text, p_environment text, p_event_id text, p_problem text, p_is_final boolean) IS 'Notes that an event was not folded.';

CREATE FUNCTION api.fail_report(p_account_id uuid, p_entry_version bigint, p_problem text, p_was_refused boolean) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'cef018f9278f379d';

ALTER FUNCTION api.fail_report(p_account_id uuid, p_entry_version bigint, p_problem text, p_was_refused boolean) OWNER TO postgres;

COMMENT ON FUNCTION api.fail_report(p_account_id uuid, p_entry_version bigint, p_problem text, p_was_refused boolean) IS 'Notes why a slice of overage was not reported.';

CREATE FUNCTION api.find_api_key(p_account_id uuid, p_secret_hash bytea) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS 'c7b350911970d2bc';

ALTER FUNCTION api.find_api_key(p_account_id uuid, p_secret_hash bytea) OWNER TO postgres;

COMMENT ON FUNCTION api.find_api_key(p_account_id uuid, p_secret_hash bytea) IS 'Whom a key acts for, by its hash.';

CREATE FUNCTION api.find_attested_key(p_account_id uuid, p_user_id uuid, p_environment text, p_key_id bytea) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS 'bbb50b6f0f604c47';

ALTER FUNCTION api.find_attested_key(p_account_id uuid, p_user_id uuid, p_environment text, p_key_id bytea) OWNER TO postgres;

COMMENT ON FUNCTION api.find_attested_key(p_account_id uuid, p_user_id uuid, p_environment text, p_key_id bytea) IS 'The public key of an attested key.';

CREATE FUNCTION api.find_customer(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS 'd26a38a29c45a373';

ALTER FUNCTION api.find_customer(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text) OWNER TO postgres;

COMMENT ON FUNCTION api.find_customer(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text) IS 'The customer that an account has with a store.';

CREATE FUNCTION api.find_job(p_provider text, p_provider_request_id text) RETURNS json
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS 'd732a9583bd118aa';

ALTER FUNCTION api.find_job(p_provider text, p_provider_request_id text) OWNER TO postgres;

COMMENT ON FUNCTION api.find_job(p_provider text, p_provider_request_id text) IS 'Whose job a provider''s number is.';

CREATE FUNCTION api.find_last_event(p_provider text, p_environment text) RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS '3c5580d521879edc';

ALTER FUNCTION api.find_last_event(p_provider text, p_environment text) OWNER TO postgres;

COMMENT ON FUNCTION api.find_last_event(p_provider text, p_environment text) IS 'When the newest event that a store told happened.';

CREATE FUNCTION api.find_sale(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_product text) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS 'd8f0aed09711cdf7';

ALTER FUNCTION api.find_sale(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_product text) OWNER TO postgres;

COMMENT ON FUNCTION api.find_sale(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_product text) IS 'What a checkout needs to sell a product to an account.';

CREATE FUNCTION api.finish_device_check(p_account_id uuid, p_check_id uuid, p_turn bigint, p_outcome text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '500ddf0c7c1feaab';

ALTER FUNCTION api.finish_device_check(p_account_id uuid, p_check_id uuid, p_turn bigint, p_outcome text) OWNER TO postgres;

COMMENT ON FUNCTION api.finish_device_check(p_account_id uuid, p_check_id uuid, p_turn bigint, p_outcome text) IS 'Ends a turn and the claim that had it.';

CREATE FUNCTION api.finish_generation(p_account_id uuid, p_generation_id uuid, p_outcome text, p_usage jsonb, p_usage_source text, p_attempts jsonb, p_http_status integer, p_error jsonb, p_reply bytea, p_reply_type text, p_retryable boolean) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '872ab10b7b82ed72';

ALTER FUNCTION api.finish_generation(p_account_id uuid, p_generation_id uuid, p_outcome text, p_usage jsonb, p_usage_source text, p_attempts jsonb, p_http_status integer, p_error jsonb, p_reply bytea, p_reply_type text, p_retryable boolean) OWNER TO postgres;

COMMENT ON FUNCTION api.finish_generation(p_account_id uuid, p_generation_id uuid, p_outcome text, p_usage jsonb, p_usage_source text, p_attempts jsonb, p_http_status integer, p_error jsonb, p_reply bytea, p_reply_type text, p_retryable boolean) IS 'Charges and ends one generation, once.';

CREATE FUNCTION api.finish_job(p_account_id uuid, p_job_id uuid, p_outcome text, p_results jsonb, p_error jsonb, p_source text) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'f3bcc27b64c50564';

ALTER FUNCTION api.finish_job(p_account_id uuid, p_job_id uuid, p_outcome text, p_results jsonb, p_error jsonb, p_source text) OWNER TO postgres;

COMMENT ON FUNCTION api.finish_job(p_account_id uuid, p_job_id uuid, p_outcome text, p_results jsonb, p_error jsonb, p_source text) IS 'A verdict on a job: the first one counts.';

CREATE FUNCTION api.fold_event(p_provider text, p_environment text, p_event_id text, p_facts jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'f32d4f453b607307';

ALTER FUNCTION api.fold_event(p_provider text, p_environment text, p_event_id text, p_facts jsonb) OWNER TO postgres;

COMMENT ON FUNCTION api.fold_event(p_provider text, p_environment text, p_event_id text, p_facts jsonb) IS 'Takes in what an event says.';

CREATE FUNCTION api.fold_unmapped(p_limit integer) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'bffa60971c8b57d9';

ALTER FUNCTION api.fold_unmapped(p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION api.fold_unmapped(p_limit integer) IS 'Takes up purchases of products mapped since.';

CREATE FUNCTION api.has_feature(p_feature text) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS '0327b03b973b88b3';

ALTER FUNCTION api.has_feature(p_feature text) OWNER TO postgres;

COMMENT ON FUNCTION api.has_feature(p_feature text) IS 'Whether the signed-in user has a feature now.';

CREATE FUNCTION api.limits() RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '911d92b2f488f872';

ALTER FUNCTION api.limits() OWNER TO postgres;

COMMENT ON FUNCTION api.limits() IS 'The signed-in user''s limits, in one list.';

CREATE FUNCTION api.list_device_challenges(p_account_id uuid, p_user_id uuid, p_key_id bytea) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS 'f7da05110eab1e7a';

ALTER FUNCTION api.list_device_challenges(p_account_id uuid, p_user_id uuid, p_key_id bytea) OWNER TO postgres;

COMMENT ON FUNCTION api.list_device_challenges(p_account_id uuid, p_user_id uuid, p_key_id bytea) IS 'The challenges that a key may answer.';

CREATE FUNCTION api.list_jobs(p_account_id uuid, p_user_id uuid, p_before text, p_limit integer) RETURNS json
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS '34fb2aff7f17e8c8';

ALTER FUNCTION api.list_jobs(p_account_id uuid, p_user_id uuid, p_before text, p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION api.list_jobs(p_account_id uuid, p_user_id uuid, p_before text, p_limit integer) IS 'An account''s jobs, page by page, newest first.';

CREATE FUNCTION api.list_keys(p_account_id uuid, p_user_id uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS 'c4f13a8984c0e96a';

ALTER FUNCTION api.list_keys(p_account_id uuid, p_user_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION api.list_keys(p_account_id uuid, p_user_id uuid) IS 'An account''s keys, without their secrets.';

CREATE FUNCTION api.list_models() RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'c57b0f1ef57d7583';

ALTER FUNCTION api.list_models() OWNER TO postgres;

COMMENT ON FUNCTION api.list_models() IS 'The catalogue as the user sees it.';

CREATE FUNCTION api.list_served_models() RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS '4252a1e20685122b';

ALTER FUNCTION api.list_served_models() OWNER TO postgres;

COMMENT ON FUNCTION api.list_served_models() IS 'The models that can be asked for now.';

CREATE FUNCTION api.list_sinks() RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS '09ce4f677bd4c051';

ALTER FUNCTION api.list_sinks() OWNER TO postgres;

COMMENT ON FUNCTION api.list_sinks() IS 'The sinks that have something to be told now.';

CREATE FUNCTION api.mark_device_check(p_account_id uuid, p_check_id uuid, p_turn bigint, p_token text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '346b1f7fd66a5c10';

ALTER FUNCTION api.mark_device_check(p_account_id uuid, p_check_id uuid, p_turn bigint, p_token text) OWNER TO postgres;

COMMENT ON FUNCTION api.mark_device_check(p_account_id uuid, p_check_id uuid, p_turn bigint, p_token text) IS 'Notes that a device''s bit is being set.';

CREATE FUNCTION api.merge_accounts(p_account_id uuid, p_user_id uuid, p_from_account_id uuid, p_from_user_id uuid) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'c8e155366e261da3';

ALTER FUNCTION api.merge_accounts(p_account_id uuid, p_user_id uuid, p_from_account_id uuid, p_from_user_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION api.merge_accounts(p_account_id uuid, p_user_id uuid, p_from_account_id uuid, p_from_user_id uuid) IS 'Merges an anonymous account into another.';

CREATE FUNCTION api.model_usage(p_model_id text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '5bcea241bc2d2e8a';

ALTER FUNCTION api.model_usage(p_model_id text) OWNER TO postgres;

COMMENT ON FUNCTION api.model_usage(p_model_id text) IS 'The user''s day with a model.';

CREATE FUNCTION api.note_doubts(p_provider text, p_environment text, p_chain_ids text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'd2ae007b017bd166';

ALTER FUNCTION api.note_doubts(p_provider text, p_environment text, p_chain_ids text[]) OWNER TO postgres;

COMMENT ON FUNCTION api.note_doubts(p_provider text, p_environment text, p_chain_ids text[]) IS 'Notes subscriptions to ask the store about.';

CREATE FUNCTION api.open_account(p_user_id uuid, p_is_anonymous boolean) RETURNS uuid
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '33cd3a6497d8abcd';

ALTER FUNCTION api.open_account(p_user_id uuid, p_is_anonymous boolean) OWNER TO postgres;

COMMENT ON FUNCTION api.open_account(p_user_id uuid, p_is_anonymous boolean) IS 'A user''s personal account, opened on first sight.';

CREATE FUNCTION api.open_device_challenge(p_account_id uuid, p_user_id uuid, p_challenge_hash bytea) RETURNS timestamp with time zone
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '3f0be47a2ebbe8ba';

ALTER FUNCTION api.open_device_challenge(p_account_id uuid, p_user_id uuid, p_challenge_hash bytea) OWNER TO postgres;

COMMENT ON FUNCTION api.open_device_challenge(p_account_id uuid, p_user_id uuid, p_challenge_hash bytea) IS 'Keeps a challenge for a device to sign.';

CREATE FUNCTION api.open_device_check(p_account_id uuid, p_user_id uuid, p_environment text, p_token_hash bytea) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'c6dc6d6d0e737f61';

ALTER FUNCTION api.open_device_check(p_account_id uuid, p_user_id uuid, p_environment text, p_token_hash bytea) OWNER TO postgres;

COMMENT ON FUNCTION api.open_device_check(p_account_id uuid, p_user_id uuid, p_environment text, p_token_hash bytea) IS 'Begins a claim of welcome credits.';

CREATE FUNCTION api.place_app_hold(p_account_id uuid, p_user_id uuid, p_idempotency_key text, p_request_hash bytea, p_amount bigint, p_expires_in_seconds integer, p_ref text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'ae8a130ac4f5b7ca';

ALTER FUNCTION api.place_app_hold(p_account_id uuid, p_user_id uuid, p_idempotency_key text, p_request_hash bytea, p_amount bigint, p_expires_in_seconds integer, p_ref text) OWNER TO postgres;

COMMENT ON FUNCTION api.place_app_hold(p_account_id uuid, p_user_id uuid, p_idempotency_key text, p_request_hash bytea, p_amount bigint, p_expires_in_seconds integer, p_ref text) IS 'Reserves credits for a feature of the app.';

CREATE FUNCTION api.postpone_job(p_account_id uuid, p_job_id uuid, p_lease uuid, p_next_s double precision, p_problem text, p_not_sent boolean DEFAULT false) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'b8de5539178af04c';

ALTER FUNCTION api.postpone_job(p_account_id uuid, p_job_id uuid, p_lease uuid, p_next_s double precision, p_problem text, p_not_sent boolean) OWNER TO postgres;

COMMENT ON FUNCTION api.postpone_job(p_account_id uuid, p_job_id uuid, p_lease uuid, p_next_s double precision, p_problem text, p_not_sent boolean) IS 'Ends a step that came to nothing.';

CREATE FUNCTION api.read_account(p_account_id uuid, p_user_id uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS '6b2d556d28730f53';

ALTER FUNCTION api.read_account(p_account_id uuid, p_user_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION api.read_account(p_account_id uuid, p_user_id uuid) IS 'An account''s plan and credits.';

CREATE FUNCTION api.read_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS 'f37be4d307c2bb12';

ALTER FUNCTION api.read_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION api.read_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid) IS 'One hold of the app.';

CREATE FUNCTION api.read_catalog(p_account_id uuid, p_user_id uuid) RETURNS json
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS 'e08017f7c2e55c5a';

ALTER FUNCTION api.read_catalog(p_account_id uuid, p_user_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION api.read_catalog(p_account_id uuid, p_user_id uuid) IS 'The catalogue as one user sees it.';

CREATE FUNCTION api.read_consumption(p_environment text, p_transaction_id text) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS '6ddfd8f960ef6542';

ALTER FUNCTION api.read_consumption(p_environment text, p_transaction_id text) OWNER TO postgres;

COMMENT ON FUNCTION api.read_consumption(p_environment text, p_transaction_id text) IS 'How much of a purchase was used, if it may be told.';

CREATE FUNCTION api.read_entitlements(p_account_id uuid, p_user_id uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS '5cb3c5b874c73caf';

ALTER FUNCTION api.read_entitlements(p_account_id uuid, p_user_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION api.read_entitlements(p_account_id uuid, p_user_id uuid) IS 'What an account may use beyond its plan.';

CREATE FUNCTION api.read_events(p_sink text, p_limit integer) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '6a106a8490ab1365';

ALTER FUNCTION api.read_events(p_sink text, p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION api.read_events(p_sink text, p_limit integer) IS 'Leases a sink, and answers what to tell it.';

CREATE FUNCTION api.read_generation(p_account_id uuid, p_user_id uuid, p_generation_id uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS '73d66eb84ca9453a';

ALTER FUNCTION api.read_generation(p_account_id uuid, p_user_id uuid, p_generation_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION api.read_generation(p_account_id uuid, p_user_id uuid, p_generation_id uuid) IS 'The public facts of one generation.';

CREATE FUNCTION api.read_job(p_account_id uuid, p_user_id uuid, p_job_id uuid) RETURNS json
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS 'f360d3b7371763c2';

ALTER FUNCTION api.read_job(p_account_id uuid, p_user_id uuid, p_job_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION api.read_job(p_account_id uuid, p_user_id uuid, p_job_id uuid) IS 'One job as it is now.';

CREATE FUNCTION api.read_job_versions(p_account_ids uuid[], p_job_ids uuid[]) RETURNS json
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS '353fbdb00ecdcd94';

ALTER FUNCTION api.read_job_versions(p_account_ids uuid[], p_job_ids uuid[]) OWNER TO postgres;

COMMENT ON FUNCTION api.read_job_versions(p_account_ids uuid[], p_job_ids uuid[]) IS 'Versions of jobs that somebody waits for.';

CREATE FUNCTION api.read_limits(p_account_id uuid, p_user_id uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS 'ac8e5e831545f4f9';

ALTER FUNCTION api.read_limits(p_account_id uuid, p_user_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION api.read_limits(p_account_id uuid, p_user_id uuid) IS 'Every limit of an account in one list.';

CREATE FUNCTION api.read_profile(p_account_id uuid, p_user_id uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS '5a936dfe1f9641f3';

ALTER FUNCTION api.read_profile(p_account_id uuid, p_user_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION api.read_profile(p_account_id uuid, p_user_id uuid) IS 'What a user set for themselves.';

CREATE FUNCTION api.read_reply(p_account_id uuid, p_generation_id uuid) RETURNS TABLE(http_status integer, content_type text, body bytea)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS '3118d4cf4d76b7d5';

ALTER FUNCTION api.read_reply(p_account_id uuid, p_generation_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION api.read_reply(p_account_id uuid, p_generation_id uuid) IS 'The stored reply of one generation.';

CREATE FUNCTION api.read_store_purchase(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_transaction_id text) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS 'b0d21fa51aceebeb';

ALTER FUNCTION api.read_store_purchase(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_transaction_id text) OWNER TO postgres;

COMMENT ON FUNCTION api.read_store_purchase(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_transaction_id text) IS 'Whose a purchase is, and what it gave.';

CREATE FUNCTION api.read_stored_events(p_provider text, p_environment text, p_event_id text, p_limit integer) RETURNS TABLE(provider text, environment text, event_id text, type text, occurred_at timestamp with time zone, payload text)
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS '7b49d1e03635b604';

ALTER FUNCTION api.read_stored_events(p_provider text, p_environment text, p_event_id text, p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION api.read_stored_events(p_provider text, p_environment text, p_event_id text, p_limit integer) IS 'Folded events after one, in order.';

CREATE FUNCTION api.read_trial_status(p_account_id uuid, p_user_id uuid, p_model_id text) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS '9339befff3a487a4';

ALTER FUNCTION api.read_trial_status(p_account_id uuid, p_user_id uuid, p_model_id text) OWNER TO postgres;

COMMENT ON FUNCTION api.read_trial_status(p_account_id uuid, p_user_id uuid, p_model_id text) IS 'Whether a user may use a model now, and why.';

CREATE FUNCTION api.read_usage(p_account_id uuid, p_user_id uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS '60c5b7c84e16f452';

ALTER FUNCTION api.read_usage(p_account_id uuid, p_user_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION api.read_usage(p_account_id uuid, p_user_id uuid) IS 'The current month of one account.';

CREATE FUNCTION api.rebuild_event(p_provider text, p_environment text, p_event_id text, p_facts jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '48b0d99e3dd8b61a';

ALTER FUNCTION api.rebuild_event(p_provider text, p_environment text, p_event_id text, p_facts jsonb) OWNER TO postgres;

COMMENT ON FUNCTION api.rebuild_event(p_provider text, p_environment text, p_event_id text, p_facts jsonb) IS 'Takes in what an event says, during a rebuild.';

CREATE FUNCTION api.record_check(p_account_id uuid, p_environment text, p_period_start timestamp with time zone, p_customer_id text, p_reported bigint, p_counted bigint, p_missing bigint[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '46678a9420ecc712';

ALTER FUNCTION api.record_check(p_account_id uuid, p_environment text, p_period_start timestamp with time zone, p_customer_id text, p_reported bigint, p_counted bigint, p_missing bigint[]) OWNER TO postgres;

COMMENT ON FUNCTION api.record_check(p_account_id uuid, p_environment text, p_period_start timestamp with time zone, p_customer_id text, p_reported bigint, p_counted bigint, p_missing bigint[]) IS 'Notes what a store counted of a period''s overage.';

CREATE FUNCTION api.record_consumption(p_environment text, p_event_id text, p_outcome text, p_detail text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '24536c30af841de6';

ALTER FUNCTION api.record_consumption(p_environment text, p_event_id text, p_outcome text, p_detail text) OWNER TO postgres;

COMMENT ON FUNCTION api.record_consumption(p_environment text, p_event_id text, p_outcome text, p_detail text) IS 'Notes what became of a consumption request.';

CREATE FUNCTION api.record_delivery(p_sink text, p_lease uuid, p_is_replay boolean, p_up_to text, p_error text, p_retry_after_s integer, p_is_gone boolean) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'f938978bdc51905b';

ALTER FUNCTION api.record_delivery(p_sink text, p_lease uuid, p_is_replay boolean, p_up_to text, p_error text, p_retry_after_s integer, p_is_gone boolean) OWNER TO postgres;

COMMENT ON FUNCTION api.record_delivery(p_sink text, p_lease uuid, p_is_replay boolean, p_up_to text, p_error text, p_retry_after_s integer, p_is_gone boolean) IS 'Notes how the delivery of a batch went.';

CREATE FUNCTION api.record_job_progress(p_account_id uuid, p_job_id uuid, p_status text, p_progress integer, p_next_s double precision) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '8dde718ab8ee4b72';

ALTER FUNCTION api.record_job_progress(p_account_id uuid, p_job_id uuid, p_status text, p_progress integer, p_next_s double precision) OWNER TO postgres;

COMMENT ON FUNCTION api.record_job_progress(p_account_id uuid, p_job_id uuid, p_status text, p_progress integer, p_next_s double precision) IS 'Records how far the provider is.';

CREATE FUNCTION api.record_model_event(p_kind text, p_model_id text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'e6b54b91ba32125b';

ALTER FUNCTION api.record_model_event(p_kind text, p_model_id text) OWNER TO postgres;

COMMENT ON FUNCTION api.record_model_event(p_kind text, p_model_id text) IS 'Records one event that only the app sees.';

CREATE FUNCTION api.record_notification_read(p_provider text, p_environment text, p_lease uuid, p_page_token text, p_problem text, p_lease_s integer) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '67fae289c99da053';

ALTER FUNCTION api.record_notification_read(p_provider text, p_environment text, p_lease uuid, p_page_token text, p_problem text, p_lease_s integer) OWNER TO postgres;

COMMENT ON FUNCTION api.record_notification_read(p_provider text, p_environment text, p_lease uuid, p_page_token text, p_problem text, p_lease_s integer) IS 'Notes how far the reading of a notification history came.';

CREATE FUNCTION api.record_progress(p_account_id uuid, p_generation_id uuid, p_usage jsonb, p_hold_seconds integer) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '960e9b4ed00e732a';

ALTER FUNCTION api.record_progress(p_account_id uuid, p_generation_id uuid, p_usage jsonb, p_hold_seconds integer) OWNER TO postgres;

COMMENT ON FUNCTION api.record_progress(p_account_id uuid, p_generation_id uuid, p_usage jsonb, p_hold_seconds integer) IS 'Heartbeat of a running generation.';

CREATE FUNCTION api.record_refusal(p_account_id uuid, p_user_id uuid, p_model text, p_limit_source text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'b2fa0cce991ef78b';

ALTER FUNCTION api.record_refusal(p_account_id uuid, p_user_id uuid, p_model text, p_limit_source text) OWNER TO postgres;

COMMENT ON FUNCTION api.record_refusal(p_account_id uuid, p_user_id uuid, p_model text, p_limit_source text) IS 'Tells that a limit was hit.';

CREATE FUNCTION api.record_report(p_account_id uuid, p_entry_version bigint) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'fa55ae01201bc740';

ALTER FUNCTION api.record_report(p_account_id uuid, p_entry_version bigint) OWNER TO postgres;

COMMENT ON FUNCTION api.record_report(p_account_id uuid, p_entry_version bigint) IS 'Notes that a store has a slice of overage.';

CREATE FUNCTION api.record_results(p_account_id uuid, p_job_id uuid, p_lease uuid, p_results jsonb) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '91da4579c1e129ae';

ALTER FUNCTION api.record_results(p_account_id uuid, p_job_id uuid, p_lease uuid, p_results jsonb) OWNER TO postgres;

COMMENT ON FUNCTION api.record_results(p_account_id uuid, p_job_id uuid, p_lease uuid, p_results jsonb) IS 'Ends the storing of a job''s results.';

CREATE FUNCTION api.record_submission(p_account_id uuid, p_job_id uuid, p_lease uuid, p_provider_request_id text, p_next_s double precision) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '356dcc504bdf80f1';

ALTER FUNCTION api.record_submission(p_account_id uuid, p_job_id uuid, p_lease uuid, p_provider_request_id text, p_next_s double precision) OWNER TO postgres;

COMMENT ON FUNCTION api.record_submission(p_account_id uuid, p_job_id uuid, p_lease uuid, p_provider_request_id text, p_next_s double precision) IS 'Records the provider''s number of a job.';

CREATE FUNCTION api.refresh_buckets(p_limit integer) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'a9669c223ff14e51';

ALTER FUNCTION api.refresh_buckets(p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION api.refresh_buckets(p_limit integer) IS 'Activates and expires buckets, in batches.';

CREATE FUNCTION api.release_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'e37c39a433f85dc5';

ALTER FUNCTION api.release_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION api.release_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid) IS 'Frees a hold of the app, once.';

CREATE FUNCTION api.remove_member(p_account_id uuid, p_user_id uuid) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'e3a8fb7aa69c659a';

ALTER FUNCTION api.remove_member(p_account_id uuid, p_user_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION api.remove_member(p_account_id uuid, p_user_id uuid) IS 'Ends a membership of an account you own, or your own.';

CREATE FUNCTION api.renew_periods(p_limit integer) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '037aa526b1294ce6';

ALTER FUNCTION api.renew_periods(p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION api.renew_periods(p_limit integer) IS 'Begins the next period of accounts, in batches.';

CREATE FUNCTION api.replay_dead_letters(p_sink text, p_limit integer) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'acc30846fc10e9e9';

ALTER FUNCTION api.replay_dead_letters(p_sink text, p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION api.replay_dead_letters(p_sink text, p_limit integer) IS 'Has dead letters sent once more.';

CREATE FUNCTION api.report_usage(p_account_id uuid, p_user_id uuid, p_from timestamp with time zone, p_to timestamp with time zone, p_group_by text) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS '79ead84afd67069c';

ALTER FUNCTION api.report_usage(p_account_id uuid, p_user_id uuid, p_from timestamp with time zone, p_to timestamp with time zone, p_group_by text) OWNER TO postgres;

COMMENT ON FUNCTION api.report_usage(p_account_id uuid, p_user_id uuid, p_from timestamp with time zone, p_to timestamp with time zone, p_group_by text) IS 'What an account used in a span of time.';

CREATE FUNCTION api.requeue_jobs(p_limit integer) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '9df7f71c0183b454';

ALTER FUNCTION api.requeue_jobs(p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION api.requeue_jobs(p_limit integer) IS 'Sees to steps that nobody does, in batches.';

CREATE FUNCTION api.retake_steps(p_limit integer) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '6f3b8b0050b0a281';

ALTER FUNCTION api.retake_steps(p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION api.retake_steps(p_limit integer) IS 'Gives the steps of dead workers back to the queue, in batches.';

CREATE FUNCTION api.revoke_api_key(p_key_id uuid) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '397bddd5872f5909';

ALTER FUNCTION api.revoke_api_key(p_key_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION api.revoke_api_key(p_key_id uuid) IS 'Ends a key for good.';

CREATE FUNCTION api.revoke_key(p_account_id uuid, p_user_id uuid, p_key_id uuid) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'efa99627977fa3af';

ALTER FUNCTION api.revoke_key(p_account_id uuid, p_user_id uuid, p_key_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION api.revoke_key(p_account_id uuid, p_user_id uuid, p_key_id uuid) IS 'Ends a key for good.';

CREATE FUNCTION api.roll_up_usage(p_limit integer) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '829ab9a59759d36b';

ALTER FUNCTION api.roll_up_usage(p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION api.roll_up_usage(p_limit integer) IS 'Sums up usage of days that are over, in batches.';

CREATE FUNCTION api.save_attested_key(p_account_id uuid, p_user_id uuid, p_environment text, p_key_id bytea, p_public_key bytea, p_receipt bytea, p_challenge_hash bytea) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'c198f1afe346d170';

ALTER FUNCTION api.save_attested_key(p_account_id uuid, p_user_id uuid, p_environment text, p_key_id bytea, p_public_key bytea, p_receipt bytea, p_challenge_hash bytea) OWNER TO postgres;

COMMENT ON FUNCTION api.save_attested_key(p_account_id uuid, p_user_id uuid, p_environment text, p_key_id bytea, p_public_key bytea, p_receipt bytea, p_challenge_hash bytea) IS 'Keeps a key that Apple attested.';

CREATE FUNCTION api.save_customer(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_customer_id text, p_instead_of text) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '7ea2f3d4ff116809';

ALTER FUNCTION api.save_customer(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_customer_id text, p_instead_of text) OWNER TO postgres;

COMMENT ON FUNCTION api.save_customer(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_customer_id text, p_instead_of text) IS 'Notes the customer made for an account, once.';

CREATE FUNCTION api.set_consumption_consent(p_is_given boolean) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '77bc651874dfdd6d';

ALTER FUNCTION api.set_consumption_consent(p_is_given boolean) OWNER TO postgres;

COMMENT ON FUNCTION api.set_consumption_consent(p_is_given boolean) IS 'Records whether the store may be told how much of a purchase you used, for a refund.';

CREATE FUNCTION api.set_model_preferences(p_default_model_id text, p_persona_overrides jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '7ae2b0ca2812724b';

ALTER FUNCTION api.set_model_preferences(p_default_model_id text, p_persona_overrides jsonb) OWNER TO postgres;

COMMENT ON FUNCTION api.set_model_preferences(p_default_model_id text, p_persona_overrides jsonb) IS 'Saves default model and overrides.';

CREATE FUNCTION api.settle_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid, p_amount bigint, p_ref text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'f1df128a1d047243';

ALTER FUNCTION api.settle_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid, p_amount bigint, p_ref text) OWNER TO postgres;

COMMENT ON FUNCTION api.settle_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid, p_amount bigint, p_ref text) IS 'Charges a feature of the app, once.';

CREATE FUNCTION api.settle_doubt(p_provider text, p_environment text, p_chain_id text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '689636a39ed49433';

ALTER FUNCTION api.settle_doubt(p_provider text, p_environment text, p_chain_id text) OWNER TO postgres;

COMMENT ON FUNCTION api.settle_doubt(p_provider text, p_environment text, p_chain_id text) IS 'Notes that the store was asked about a subscription.';

CREATE FUNCTION api.slice_overages(p_limit integer) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'a84526d730c9fd01';

ALTER FUNCTION api.slice_overages(p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION api.slice_overages(p_limit integer) IS 'Bills overage so far, in batches.';

CREATE FUNCTION api.start_submission(p_account_id uuid, p_job_id uuid, p_lease uuid) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'c514afc79e836d0b';

ALTER FUNCTION api.start_submission(p_account_id uuid, p_job_id uuid, p_lease uuid) OWNER TO postgres;

COMMENT ON FUNCTION api.start_submission(p_account_id uuid, p_job_id uuid, p_lease uuid) IS 'Notes that a job is about to be submitted.';

CREATE FUNCTION api.store_event(p_provider text, p_environment text, p_event_id text, p_type text, p_occurred_at timestamp with time zone, p_payload text) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '75ad9b92250683ec';

ALTER FUNCTION api.store_event(p_provider text, p_environment text, p_event_id text, p_type text, p_occurred_at timestamp with time zone, p_payload text) OWNER TO postgres;

COMMENT ON FUNCTION api.store_event(p_provider text, p_environment text, p_event_id text, p_type text, p_occurred_at timestamp with time zone, p_payload text) IS 'Keeps an event of a store; whether it is new.';

CREATE FUNCTION api.sweep_generations(p_limit integer) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '708d28ee49d9d357';

ALTER FUNCTION api.sweep_generations(p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION api.sweep_generations(p_limit integer) IS 'Ends generations whose service went silent, in batches.';

CREATE FUNCTION api.take_abandoned_turn(p_environment text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '095fbb9a960c3892';

ALTER FUNCTION api.take_abandoned_turn(p_environment text) OWNER TO postgres;

COMMENT ON FUNCTION api.take_abandoned_turn(p_environment text) IS 'Takes the turn for a claim that was left.';

CREATE FUNCTION api.take_device_turn(p_account_id uuid, p_user_id uuid, p_check_id uuid) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'a0d2f6beaec6ca4f';

ALTER FUNCTION api.take_device_turn(p_account_id uuid, p_user_id uuid, p_check_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION api.take_device_turn(p_account_id uuid, p_user_id uuid, p_check_id uuid) IS 'Takes the turn for a claim of welcome credits.';

CREATE FUNCTION api.trial_status(p_model_id text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '9ec4662bd9d5d5b7';

ALTER FUNCTION api.trial_status(p_model_id text) OWNER TO postgres;

COMMENT ON FUNCTION api.trial_status(p_model_id text) IS 'Whether the user may use a model now, and why.';

CREATE FUNCTION api.update_my_profile(p_changes jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '73b8eea66972d63e';

ALTER FUNCTION api.update_my_profile(p_changes jsonb) OWNER TO postgres;

COMMENT ON FUNCTION api.update_my_profile(p_changes jsonb) IS 'Changes your profile; null clears a member.';

CREATE FUNCTION api.update_profile(p_account_id uuid, p_user_id uuid, p_changes jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '8b6c7f81a7f858a1';

ALTER FUNCTION api.update_profile(p_account_id uuid, p_user_id uuid, p_changes jsonb) OWNER TO postgres;

COMMENT ON FUNCTION api.update_profile(p_account_id uuid, p_user_id uuid, p_changes jsonb) IS 'Changes what a user set for themselves.';

CREATE FUNCTION api.usage(p_from timestamp with time zone DEFAULT NULL::timestamp with time zone, p_to timestamp with time zone DEFAULT NULL::timestamp with time zone, p_group_by text DEFAULT 'day'::text) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '536360f52926f724';

ALTER FUNCTION api.usage(p_from timestamp with time zone, p_to timestamp with time zone, p_group_by text) OWNER TO postgres;

COMMENT ON FUNCTION api.usage(p_from timestamp with time zone, p_to timestamp with time zone, p_group_by text) IS 'What the signed-in user used in a span of time.';

CREATE FUNCTION api.use_assertion(p_account_id uuid, p_user_id uuid, p_environment text, p_key_id bytea, p_counter bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'b609067eb80c8fdc';

ALTER FUNCTION api.use_assertion(p_account_id uuid, p_user_id uuid, p_environment text, p_key_id bytea, p_counter bigint) OWNER TO postgres;

COMMENT ON FUNCTION api.use_assertion(p_account_id uuid, p_user_id uuid, p_environment text, p_key_id bytea, p_counter bigint) IS 'Uses an assertion, once.';

CREATE FUNCTION audit.admin_log(p_limit integer, p_before_id bigint) RETURNS SETOF audit.log
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '5fd92c6dbbf7d585';

ALTER FUNCTION audit.admin_log(p_limit integer, p_before_id bigint) OWNER TO postgres;

COMMENT ON FUNCTION audit.admin_log(p_limit integer, p_before_id bigint) IS 'For admins: what admins did.';

CREATE FUNCTION audit.begin_action(p_action text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'baa81673e786c01c';

ALTER FUNCTION audit.begin_action(p_action text) OWNER TO postgres;

COMMENT ON FUNCTION audit.begin_action(p_action text) IS 'Lets admins pass and names what they do.';

CREATE FUNCTION audit.broadcast_balances(p_limit integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '5f7ce3af754eebfe';

ALTER FUNCTION audit.broadcast_balances(p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION audit.broadcast_balances(p_limit integer) IS 'Tells listeners how changed accounts stand.';

CREATE FUNCTION audit.catch_up(p_bookmark audit.bookmark, p_horizon xid8, p_limit integer) RETURNS audit.bookmark
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS '1078f81e1936a141';

ALTER FUNCTION audit.catch_up(p_bookmark audit.bookmark, p_horizon xid8, p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION audit.catch_up(p_bookmark audit.bookmark, p_horizon xid8, p_limit integer) IS 'Where a reader of the present state goes on.';

CREATE FUNCTION audit.charge_events(p_account_id uuid, p_payload jsonb) RETURNS TABLE(part integer, kind text, payload jsonb)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS '5c02a72766a6e1a5';

ALTER FUNCTION audit.charge_events(p_account_id uuid, p_payload jsonb) OWNER TO postgres;

COMMENT ON FUNCTION audit.charge_events(p_account_id uuid, p_payload jsonb) IS 'The events that a sent message implies.';

CREATE FUNCTION audit.clean_outbox(p_limit integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '5e513a148c6099e3';

ALTER FUNCTION audit.clean_outbox(p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION audit.clean_outbox(p_limit integer) IS 'Deletes events that were delivered, in batches.';

CREATE TABLE audit.sinks (
    name text NOT NULL,
    kind text NOT NULL,
    url text,
    kinds text[],
    secret_env text,
    enabled boolean DEFAULT true NOT NULL,
    bookmark audit.bookmark DEFAULT ROW(pg_snapshot_xmin(pg_current_snapshot()), (0)::bigint, 0)::audit.bookmark NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone DEFAULT now() NOT NULL,
    last_error text,
    lease uuid,
    leased_until timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT attempts_are_counted CHECK ((attempts >= 0)),
    CONSTRAINT kind_is_known CHECK ((kind = ANY (ARRAY['posthog'::text, 'webhook'::text]))),
    CONSTRAINT secret_env_is_a_webhooks CHECK ((secret_env ~ '^FLORIN_WEBHOOK_[A-Z0-9_]*SECRET$'::text)),
    CONSTRAINT url_is_safe CHECK (((url ~ '^https://[^/?#@[:space:]\\]+(/[^[:space:]]*)?$'::text) OR (url ~ '^http://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]+)?(/[^[:space:]]*)?$'::text))),
    CONSTRAINT webhooks_have_an_address_and_a_secret CHECK ((((kind = 'webhook'::text) = (url IS NOT NULL)) AND ((kind = 'webhook'::text) = (secret_env IS NOT NULL))))
);

ALTER TABLE audit.sinks OWNER TO postgres;

COMMENT ON TABLE audit.sinks IS 'Where events are delivered, and how far each has got.';

COMMENT ON COLUMN audit.sinks.name IS 'Name of the sink.';

COMMENT ON COLUMN audit.sinks.kind IS 'posthog or webhook (Standard Webhooks).';

COMMENT ON COLUMN audit.sinks.url IS 'A webhook''s address.';

COMMENT ON COLUMN audit.sinks.kinds IS 'Names of the events it is told of; null: all.';

COMMENT ON COLUMN audit.sinks.secret_env IS 'Name of the worker''s environment variable that holds the secret; never the secret.';

COMMENT ON COLUMN audit.sinks.enabled IS 'Whether it is told of anything.';

COMMENT ON COLUMN audit.sinks.bookmark IS 'The last event that was delivered or given up.';

COMMENT ON COLUMN audit.sinks.attempts IS 'Failed tries at the next event, without a success.';

COMMENT ON COLUMN audit.sinks.next_attempt_at IS 'Not before this.';

COMMENT ON COLUMN audit.sinks.last_error IS 'What went wrong last; null: the last try went well.';

COMMENT ON COLUMN audit.sinks.lease IS 'Which read is being delivered.';

COMMENT ON COLUMN audit.sinks.leased_until IS 'Until when no other worker delivers.';

COMMENT ON COLUMN audit.sinks.created_at IS 'When it was added.';

CREATE FUNCTION audit.describe_batch(p_sink audit.sinks, p_events jsonb, p_is_replay boolean) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS '7b382833f3b17d42';

ALTER FUNCTION audit.describe_batch(p_sink audit.sinks, p_events jsonb, p_is_replay boolean) OWNER TO postgres;

COMMENT ON FUNCTION audit.describe_batch(p_sink audit.sinks, p_events jsonb, p_is_replay boolean) IS 'A batch of events as the worker gets it.';

CREATE FUNCTION audit.describe_replays(p_sink text, p_limit integer) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS '11ff65c01987bcd4';

ALTER FUNCTION audit.describe_replays(p_sink text, p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION audit.describe_replays(p_sink text, p_limit integer) IS 'The dead letters to be sent once more.';

CREATE FUNCTION audit.emit(p_account_id uuid, p_kind text, p_payload jsonb) RETURNS void
    LANGUAGE sql
    SET search_path TO ''
    AS 'cd5268d696c89456';

ALTER FUNCTION audit.emit(p_account_id uuid, p_kind text, p_payload jsonb) OWNER TO postgres;

COMMENT ON FUNCTION audit.emit(p_account_id uuid, p_kind text, p_payload jsonb) IS 'Writes one event to the outbox.';

CREATE FUNCTION audit.ensure_sink(p_name text, p_kind text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO ''
    AS 'd1e59cc32ba71fd9';

ALTER FUNCTION audit.ensure_sink(p_name text, p_kind text) OWNER TO postgres;

COMMENT ON FUNCTION audit.ensure_sink(p_name text, p_kind text) IS 'Adds a sink that needs no address, once.';

CREATE FUNCTION audit.expand_event(p_account_id uuid, p_kind text, p_payload jsonb) RETURNS TABLE(part integer, kind text, payload jsonb)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS '25157e0dac604af7';

ALTER FUNCTION audit.expand_event(p_account_id uuid, p_kind text, p_payload jsonb) OWNER TO postgres;

COMMENT ON FUNCTION audit.expand_event(p_account_id uuid, p_kind text, p_payload jsonb) IS 'The events that one row of the outbox tells.';

CREATE FUNCTION audit.give_up(p_sink audit.sinks, p_error text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '19c6406da4990ef1';

ALTER FUNCTION audit.give_up(p_sink audit.sinks, p_error text) OWNER TO postgres;

COMMENT ON FUNCTION audit.give_up(p_sink audit.sinks, p_error text) IS 'Buries the event that a sink does not take.';

CREATE FUNCTION audit.list_sinks() RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS '006d770f91dff503';

ALTER FUNCTION audit.list_sinks() OWNER TO postgres;

COMMENT ON FUNCTION audit.list_sinks() IS 'The sinks that have something to be told now.';

CREATE FUNCTION audit.log_change() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '0fafc0ae4fbc907f';

ALTER FUNCTION audit.log_change() OWNER TO postgres;

COMMENT ON FUNCTION audit.log_change() IS 'Logs what admins and the database owner change.';

CREATE FUNCTION audit.pending_events(p_sink audit.sinks, p_limit integer) RETURNS TABLE(place audit.bookmark, event_id text, account_id uuid, kind text, payload jsonb, created_at timestamp with time zone, is_wanted boolean)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS '71d93448a3f58199';

ALTER FUNCTION audit.pending_events(p_sink audit.sinks, p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION audit.pending_events(p_sink audit.sinks, p_limit integer) IS 'What a sink is to be told next.';

CREATE FUNCTION audit.read_events(p_sink text, p_limit integer) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'bd28c9c8eba692ce';

ALTER FUNCTION audit.read_events(p_sink text, p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION audit.read_events(p_sink text, p_limit integer) IS 'Leases a sink, and answers what to tell it.';

CREATE FUNCTION audit.record_delivery(p_sink text, p_lease uuid, p_is_replay boolean, p_up_to text, p_error text, p_retry_after_s integer, p_is_gone boolean) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '5c36d1c419f97b1d';

ALTER FUNCTION audit.record_delivery(p_sink text, p_lease uuid, p_is_replay boolean, p_up_to text, p_error text, p_retry_after_s integer, p_is_gone boolean) OWNER TO postgres;

COMMENT ON FUNCTION audit.record_delivery(p_sink text, p_lease uuid, p_is_replay boolean, p_up_to text, p_error text, p_retry_after_s integer, p_is_gone boolean) IS 'Notes how the delivery of a batch went.';

CREATE FUNCTION audit.record_failure(p_sink text, p_error text, p_retry_after_s integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '9659d95a1a7bd7ff';

ALTER FUNCTION audit.record_failure(p_sink text, p_error text, p_retry_after_s integer) OWNER TO postgres;

COMMENT ON FUNCTION audit.record_failure(p_sink text, p_error text, p_retry_after_s integer) IS 'Notes that a sink did not take an event.';

CREATE FUNCTION audit.record_replay(p_sink text, p_up_to bigint, p_error text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '00b9378a17eeacd7';

ALTER FUNCTION audit.record_replay(p_sink text, p_up_to bigint, p_error text) OWNER TO postgres;

COMMENT ON FUNCTION audit.record_replay(p_sink text, p_up_to bigint, p_error text) IS 'Notes how a replay of dead letters went.';

CREATE FUNCTION audit.renumber_outbox() RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '1e6586fa441d832a';

ALTER FUNCTION audit.renumber_outbox() OWNER TO postgres;

COMMENT ON FUNCTION audit.renumber_outbox() IS 'After a restore into another cluster: places of the outbox in the new one''s count.';

CREATE FUNCTION audit.replay_dead_letters(p_sink text, p_limit integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '6e9317216b4c001b';

ALTER FUNCTION audit.replay_dead_letters(p_sink text, p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION audit.replay_dead_letters(p_sink text, p_limit integer) IS 'Has dead letters sent once more.';

CREATE FUNCTION audit.retry_delay(p_attempts integer) RETURNS interval
    LANGUAGE sql
    SET search_path TO ''
    AS '3e789d22e9fd1488';

ALTER FUNCTION audit.retry_delay(p_attempts integer) OWNER TO postgres;

COMMENT ON FUNCTION audit.retry_delay(p_attempts integer) IS 'The pause after a number of failed tries.';

CREATE FUNCTION audit.write_log(p_action text, p_target text, p_account_id uuid, p_before jsonb, p_after jsonb) RETURNS void
    LANGUAGE sql
    SET search_path TO ''
    AS '53758663e46ad38c';

ALTER FUNCTION audit.write_log(p_action text, p_target text, p_account_id uuid, p_before jsonb, p_after jsonb) OWNER TO postgres;

COMMENT ON FUNCTION audit.write_log(p_action text, p_target text, p_account_id uuid, p_before jsonb, p_after jsonb) IS 'Writes one line of the admin log.';

CREATE FUNCTION auth.email() RETURNS text
    LANGUAGE sql STABLE
    AS '35746ba4bb2c18da';

ALTER FUNCTION auth.email() OWNER TO supabase_auth_admin;

CREATE FUNCTION auth.jwt() RETURNS jsonb
    LANGUAGE sql STABLE
    AS 'd366e5d33f8615e3';

ALTER FUNCTION auth.jwt() OWNER TO supabase_auth_admin;

CREATE FUNCTION auth.role() RETURNS text
    LANGUAGE sql STABLE
    AS '4afe186a98660985';

ALTER FUNCTION auth.role() OWNER TO supabase_auth_admin;

CREATE FUNCTION auth.uid() RETURNS uuid
    LANGUAGE sql STABLE
    AS '08f756a85cd53571';

ALTER FUNCTION auth.uid() OWNER TO supabase_auth_admin;

CREATE FUNCTION billing.accounts_of(p_account_id uuid) RETURNS uuid[]
    LANGUAGE sql STABLE
    AS '8d0d0416a35ce4d1';

ALTER FUNCTION billing.accounts_of(p_account_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION billing.accounts_of(p_account_id uuid) IS 'An account and those that were merged into it.';

CREATE TABLE billing.grants (
    account_id uuid NOT NULL,
    provider text NOT NULL,
    environment text NOT NULL,
    transaction_id text NOT NULL,
    product text NOT NULL,
    part integer DEFAULT 1 NOT NULL,
    bucket_id bigint NOT NULL,
    unit ledger.microcredits NOT NULL,
    granted ledger.unsigned_microcredits NOT NULL,
    clawed ledger.unsigned_microcredits DEFAULT 0 NOT NULL,
    rollover_bucket_id bigint,
    rolled_over ledger.unsigned_microcredits DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT clawed_is_within_granted CHECK (((clawed)::bigint <= (granted)::bigint)),
    CONSTRAINT environment_is_known CHECK ((environment = ANY (ARRAY['production'::text, 'sandbox'::text]))),
    CONSTRAINT store_is_known CHECK ((provider = ANY (ARRAY['stripe'::text, 'apple'::text])))
);

ALTER TABLE billing.grants OWNER TO postgres;

COMMENT ON TABLE billing.grants IS 'The receipt book: what was granted for which purchase. Written only with the ledger.';

COMMENT ON COLUMN billing.grants.account_id IS 'Where the credits are, or were spent.';

COMMENT ON COLUMN billing.grants.provider IS 'stripe or apple.';

COMMENT ON COLUMN billing.grants.environment IS 'production or sandbox.';

COMMENT ON COLUMN billing.grants.transaction_id IS 'The purchase.';

COMMENT ON COLUMN billing.grants.product IS 'What was bought.';

COMMENT ON COLUMN billing.grants.part IS 'More than one where what was left moved to another account; the last is what is left.';

COMMENT ON COLUMN billing.grants.bucket_id IS 'The credits, see ledger.buckets.';

COMMENT ON COLUMN billing.grants.unit IS 'What one whole of it gives, µc, as it was when granted.';

COMMENT ON COLUMN billing.grants.granted IS 'Credits granted, µc.';

COMMENT ON COLUMN billing.grants.clawed IS 'Of those, taken back, µc.';

COMMENT ON COLUMN billing.grants.rollover_bucket_id IS 'What went on into its period from the one before, see ledger.buckets.';

COMMENT ON COLUMN billing.grants.rolled_over IS 'How much that is, µc.';

COMMENT ON COLUMN billing.grants.created_at IS 'When it was granted.';

CREATE FUNCTION billing.adjust_grant(p_account_id uuid, p_grant billing.grants, p_granted ledger.microcredits, p_clawed ledger.microcredits) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '52f25e974cb815ce';

ALTER FUNCTION billing.adjust_grant(p_account_id uuid, p_grant billing.grants, p_granted ledger.microcredits, p_clawed ledger.microcredits) OWNER TO postgres;

COMMENT ON FUNCTION billing.adjust_grant(p_account_id uuid, p_grant billing.grants, p_granted ledger.microcredits, p_clawed ledger.microcredits) IS 'Makes a grant what it should be.';

CREATE FUNCTION billing.admin_find_overages(p_status text, p_limit integer) RETURNS SETOF billing.overage_found
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '5e894665e66ba360';

ALTER FUNCTION billing.admin_find_overages(p_status text, p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION billing.admin_find_overages(p_status text, p_limit integer) IS 'For admins: overage that was not reported.';

CREATE FUNCTION billing.apply(p_account_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '6835a33c59b7a944';

ALTER FUNCTION billing.apply(p_account_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION billing.apply(p_account_id uuid) IS 'Makes an account what the facts say.';

CREATE FUNCTION billing.apply_chains(p_provider text, p_environment text, p_chains text[]) RETURNS uuid[]
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '703bc0110ae4b606';

ALTER FUNCTION billing.apply_chains(p_provider text, p_environment text, p_chains text[]) OWNER TO postgres;

COMMENT ON FUNCTION billing.apply_chains(p_provider text, p_environment text, p_chains text[]) IS 'Makes the accounts of chains what the facts say.';

CREATE FUNCTION billing.apply_due(p_limit integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'abc87c2100460291';

ALTER FUNCTION billing.apply_due(p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION billing.apply_due(p_limit integer) IS 'Applies what the clock changed, in batches.';

CREATE FUNCTION billing.apply_entitlements(p_account_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '754ae6ec592e5eb4';

ALTER FUNCTION billing.apply_entitlements(p_account_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION billing.apply_entitlements(p_account_id uuid) IS 'Entitles to the models that were bought.';

CREATE FUNCTION billing.apply_grants(p_account_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'a1d0a857f0354bdc';

ALTER FUNCTION billing.apply_grants(p_account_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION billing.apply_grants(p_account_id uuid) IS 'Grants purchases that were paid.';

CREATE FUNCTION billing.apply_plan(p_account_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '85373ea31808e87c';

ALTER FUNCTION billing.apply_plan(p_account_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION billing.apply_plan(p_account_id uuid) IS 'Puts an account on its best subscription''s plan.';

CREATE FUNCTION billing.apply_reversals(p_account_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '464085d840103af0';

ALTER FUNCTION billing.apply_reversals(p_account_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION billing.apply_reversals(p_account_id uuid) IS 'Takes back or gives back what refunds say.';

CREATE FUNCTION billing.apply_rollovers(p_account_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '2e9748cc86d3cf88';

ALTER FUNCTION billing.apply_rollovers(p_account_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION billing.apply_rollovers(p_account_id uuid) IS 'Lets what lapsed go on into the next period.';

CREATE FUNCTION billing.attribute(p_provider text, p_environment text, p_chains text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'cd71f72774aa7cc2';

ALTER FUNCTION billing.attribute(p_provider text, p_environment text, p_chains text[]) OWNER TO postgres;

COMMENT ON FUNCTION billing.attribute(p_provider text, p_environment text, p_chains text[]) IS 'Writes down whose purchases are.';

CREATE FUNCTION billing.begin_rebuild() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '52155902547f9bf7';

ALTER FUNCTION billing.begin_rebuild() OWNER TO postgres;

COMMENT ON FUNCTION billing.begin_rebuild() IS 'Empties what a rebuild makes anew.';

CREATE FUNCTION billing.bind_chain(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_chain_id text, p_transfer boolean DEFAULT false) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '1b05e89cb07db55a';

ALTER FUNCTION billing.bind_chain(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_chain_id text, p_transfer boolean) OWNER TO postgres;

COMMENT ON FUNCTION billing.bind_chain(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_chain_id text, p_transfer boolean) IS 'Makes a chain that a user restored theirs.';

CREATE FUNCTION billing.choose_customer(p_account_id uuid, p_provider text, p_environment text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS '45534b2078c3c44b';

ALTER FUNCTION billing.choose_customer(p_account_id uuid, p_provider text, p_environment text) OWNER TO postgres;

COMMENT ON FUNCTION billing.choose_customer(p_account_id uuid, p_provider text, p_environment text) IS 'The customer that an account has with a store.';

CREATE FUNCTION billing.claim_checks(p_environment text, p_limit integer, p_lease_s integer) RETURNS TABLE(account_id uuid, period_start timestamp with time zone, customer_id text, minutes jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'efb99213ed600435';

ALTER FUNCTION billing.claim_checks(p_environment text, p_limit integer, p_lease_s integer) OWNER TO postgres;

COMMENT ON FUNCTION billing.claim_checks(p_environment text, p_limit integer, p_lease_s integer) IS 'Leases periods whose overage is to be compared.';

CREATE FUNCTION billing.claim_consumption_requests(p_limit integer, p_lease_s integer) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '0c2d43d48bd62166';

ALTER FUNCTION billing.claim_consumption_requests(p_limit integer, p_lease_s integer) OWNER TO postgres;

COMMENT ON FUNCTION billing.claim_consumption_requests(p_limit integer, p_lease_s integer) IS 'Leases consumption requests.';

CREATE FUNCTION billing.claim_doubts(p_provider text, p_limit integer) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '0f824d432445c08b';

ALTER FUNCTION billing.claim_doubts(p_provider text, p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION billing.claim_doubts(p_provider text, p_limit integer) IS 'Subscriptions to ask a store about now.';

CREATE FUNCTION billing.claim_events(p_limit integer, p_lease_s integer) RETURNS TABLE(provider text, environment text, event_id text, type text, occurred_at timestamp with time zone, payload text, attempts integer)
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO ''
    AS '20b6e3bfc5e42c6d';

ALTER FUNCTION billing.claim_events(p_limit integer, p_lease_s integer) OWNER TO postgres;

COMMENT ON FUNCTION billing.claim_events(p_limit integer, p_lease_s integer) IS 'Leases events that are to be folded.';

CREATE FUNCTION billing.claim_notification_read(p_provider text, p_environment text, p_lease_s integer) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'e83be945f4add4f7';

ALTER FUNCTION billing.claim_notification_read(p_provider text, p_environment text, p_lease_s integer) OWNER TO postgres;

COMMENT ON FUNCTION billing.claim_notification_read(p_provider text, p_environment text, p_lease_s integer) IS 'Says which part of a store''s notification history to read next.';

CREATE FUNCTION billing.claim_reports(p_environment text, p_limit integer, p_lease_s integer) RETURNS TABLE(account_id uuid, entry_version bigint, customer_id text, units bigint, happened_at timestamp with time zone)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '9edb8f462479db85';

ALTER FUNCTION billing.claim_reports(p_environment text, p_limit integer, p_lease_s integer) OWNER TO postgres;

COMMENT ON FUNCTION billing.claim_reports(p_environment text, p_limit integer, p_lease_s integer) IS 'Leases slices of overage that are to be reported.';

CREATE TABLE billing.purchases (
    provider text NOT NULL,
    environment text NOT NULL,
    transaction_id text NOT NULL,
    product text NOT NULL,
    account_id uuid,
    chain_id text NOT NULL,
    owner_key text,
    state text NOT NULL,
    was_paid boolean NOT NULL,
    quantity integer DEFAULT 1 NOT NULL,
    purchased_at timestamp with time zone NOT NULL,
    period_start timestamp with time zone,
    period_end timestamp with time zone,
    share_ppm integer DEFAULT 1000000 NOT NULL,
    is_trial boolean DEFAULT false NOT NULL,
    is_family_shared boolean DEFAULT false NOT NULL,
    amount bigint,
    currency text,
    as_of timestamp with time zone NOT NULL,
    rank integer DEFAULT 0 NOT NULL,
    event_id text NOT NULL,
    fact jsonb NOT NULL,
    CONSTRAINT environment_is_known CHECK ((environment = ANY (ARRAY['production'::text, 'sandbox'::text]))),
    CONSTRAINT period_is_a_span CHECK ((period_end > period_start)),
    CONSTRAINT quantity_is_positive CHECK ((quantity > 0)),
    CONSTRAINT share_is_not_negative CHECK ((share_ppm >= 0)),
    CONSTRAINT state_is_known CHECK ((state = ANY (ARRAY['paid'::text, 'pending'::text, 'failed'::text, 'void'::text]))),
    CONSTRAINT store_is_known CHECK ((provider = ANY (ARRAY['stripe'::text, 'apple'::text])))
);

ALTER TABLE billing.purchases OWNER TO postgres;

COMMENT ON TABLE billing.purchases IS 'What was bought: a row for each product of each transaction, whoever owns it.';

COMMENT ON COLUMN billing.purchases.provider IS 'stripe or apple.';

COMMENT ON COLUMN billing.purchases.environment IS 'production or sandbox.';

COMMENT ON COLUMN billing.purchases.transaction_id IS 'The transaction; Stripe: payment intent or invoice.';

COMMENT ON COLUMN billing.purchases.product IS 'The store''s name of what was bought.';

COMMENT ON COLUMN billing.purchases.account_id IS 'Whose it is, before merges of accounts; null: nobody known.';

COMMENT ON COLUMN billing.purchases.chain_id IS 'The subscription it belongs to, or the transaction itself.';

COMMENT ON COLUMN billing.purchases.owner_key IS 'The store''s customer.';

COMMENT ON COLUMN billing.purchases.state IS 'paid, pending, failed or void.';

COMMENT ON COLUMN billing.purchases.was_paid IS 'Whether it was paid at any time.';

COMMENT ON COLUMN billing.purchases.quantity IS 'How many.';

COMMENT ON COLUMN billing.purchases.purchased_at IS 'When.';

COMMENT ON COLUMN billing.purchases.period_start IS 'Of a subscription: the period paid for.';

COMMENT ON COLUMN billing.purchases.period_end IS 'Its end.';

COMMENT ON COLUMN billing.purchases.share_ppm IS 'The part of the period that was paid, millionths.';

COMMENT ON COLUMN billing.purchases.is_trial IS 'Whether the period is a free trial.';

COMMENT ON COLUMN billing.purchases.is_family_shared IS 'Whether somebody else of the family bought it.';

COMMENT ON COLUMN billing.purchases.amount IS 'What the whole transaction cost, in its smallest unit.';

COMMENT ON COLUMN billing.purchases.currency IS 'ISO 4217.';

COMMENT ON COLUMN billing.purchases.as_of IS 'When the store said so; the latest counts.';

COMMENT ON COLUMN billing.purchases.rank IS 'Among what was said at the same time the highest counts.';

COMMENT ON COLUMN billing.purchases.event_id IS 'The event that said so; the greatest, where nothing else decides.';

COMMENT ON COLUMN billing.purchases.fact IS 'All it said.';

CREATE FUNCTION billing.count_units(p_purchase billing.purchases, p_kind text) RETURNS numeric
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS '4e4a7d5067bc9dc9';

ALTER FUNCTION billing.count_units(p_purchase billing.purchases, p_kind text) OWNER TO postgres;

COMMENT ON FUNCTION billing.count_units(p_purchase billing.purchases, p_kind text) IS 'How many wholes a purchase is.';

CREATE FUNCTION billing.end_rebuild() RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '127966359530ef3d';

ALTER FUNCTION billing.end_rebuild() OWNER TO postgres;

COMMENT ON FUNCTION billing.end_rebuild() IS 'Applies what was folded again; what differs.';

CREATE FUNCTION billing.fail_event(p_provider text, p_environment text, p_event_id text, p_problem text, p_is_final boolean) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'cb20bb7d04117ffb';

ALTER FUNCTION billing.fail_event(p_provider text, p_environment text, p_event_id text, p_problem text, p_is_final boolean) OWNER TO postgres;

COMMENT ON FUNCTION billing.fail_event(p_provider text, p_environment text, p_event_id text, p_problem text, p_is_final boolean) IS 'Notes why an event was not folded.';

CREATE FUNCTION billing.fail_report(p_account_id uuid, p_entry_version bigint, p_problem text, p_was_refused boolean) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '5fe655654e6f36e4';

ALTER FUNCTION billing.fail_report(p_account_id uuid, p_entry_version bigint, p_problem text, p_was_refused boolean) OWNER TO postgres;

COMMENT ON FUNCTION billing.fail_report(p_account_id uuid, p_entry_version bigint, p_problem text, p_was_refused boolean) IS 'Notes why a slice of overage was not reported.';

CREATE FUNCTION billing.find_accounts(p_provider text, p_environment text, p_chains text[]) RETURNS uuid[]
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS '1224e4dec15133da';

ALTER FUNCTION billing.find_accounts(p_provider text, p_environment text, p_chains text[]) OWNER TO postgres;

COMMENT ON FUNCTION billing.find_accounts(p_provider text, p_environment text, p_chains text[]) IS 'The accounts that chains concern.';

CREATE FUNCTION billing.find_chain_owners(p_provider text, p_environment text, p_chain_id text) RETURNS uuid[]
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS 'e3ba5a086ec24118';

ALTER FUNCTION billing.find_chain_owners(p_provider text, p_environment text, p_chain_id text) OWNER TO postgres;

COMMENT ON FUNCTION billing.find_chain_owners(p_provider text, p_environment text, p_chain_id text) IS 'Whose a chain is.';

CREATE FUNCTION billing.find_customer(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS '1a37dd6987ec22ce';

ALTER FUNCTION billing.find_customer(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text) OWNER TO postgres;

COMMENT ON FUNCTION billing.find_customer(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text) IS 'The customer that an account has with a store.';

CREATE FUNCTION billing.find_last_event(p_provider text, p_environment text) RETURNS timestamp with time zone
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS '122476af3c312cbb';

ALTER FUNCTION billing.find_last_event(p_provider text, p_environment text) OWNER TO postgres;

COMMENT ON FUNCTION billing.find_last_event(p_provider text, p_environment text) IS 'When the newest event that a store told happened.';

CREATE FUNCTION billing.find_owner(p_provider text, p_environment text, p_chain_id text, p_transaction_id text, p_owner_key text) RETURNS uuid
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS '166b3f6d5dca5db7';

ALTER FUNCTION billing.find_owner(p_provider text, p_environment text, p_chain_id text, p_transaction_id text, p_owner_key text) OWNER TO postgres;

COMMENT ON FUNCTION billing.find_owner(p_provider text, p_environment text, p_chain_id text, p_transaction_id text, p_owner_key text) IS 'Whose a purchase is.';

CREATE FUNCTION billing.find_sale(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_product text) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS '6788ec9b5d7809f9';

ALTER FUNCTION billing.find_sale(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_product text) OWNER TO postgres;

COMMENT ON FUNCTION billing.find_sale(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_product text) IS 'What a checkout needs to sell a product to an account.';

CREATE FUNCTION billing.find_subscription(p_account_id uuid) RETURNS TABLE(version_id bigint, period_start timestamp with time zone, period_end timestamp with time zone, next_plan_id text)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS '771d1f6d88a4df6f';

ALTER FUNCTION billing.find_subscription(p_account_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION billing.find_subscription(p_account_id uuid) IS 'The subscription that decides on an account''s plan.';

CREATE FUNCTION billing.find_tie(p_provider text, p_environment text, p_event_id text, p_fact jsonb) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS '6a746bedc1a3f272';

ALTER FUNCTION billing.find_tie(p_provider text, p_environment text, p_event_id text, p_fact jsonb) OWNER TO postgres;

COMMENT ON FUNCTION billing.find_tie(p_provider text, p_environment text, p_event_id text, p_fact jsonb) IS 'The chain where two events disagree at the same time.';

CREATE TABLE catalog.plan_versions (
    id bigint NOT NULL,
    plan_id text NOT NULL,
    effective_at timestamp with time zone DEFAULT now() NOT NULL,
    included ledger.unsigned_microcredits DEFAULT 0 NOT NULL,
    rollover_cap ledger.unsigned_microcredits DEFAULT 0 NOT NULL,
    overage_policy catalog.overage_policy DEFAULT 'block'::catalog.overage_policy NOT NULL,
    overage_rate bigint DEFAULT 0 NOT NULL,
    overage_cap ledger.unsigned_microcredits DEFAULT 0 NOT NULL,
    low_balance ledger.unsigned_microcredits DEFAULT 0 NOT NULL,
    refuse_in_debt boolean DEFAULT true NOT NULL,
    requests_per_minute integer,
    max_open_generations integer DEFAULT 10 NOT NULL,
    max_running_jobs integer DEFAULT 4 NOT NULL,
    max_open_jobs integer DEFAULT 100 NOT NULL,
    tiers text[] DEFAULT '{free}'::text[] NOT NULL,
    on_disconnect catalog.on_disconnect DEFAULT 'continue'::catalog.on_disconnect NOT NULL,
    CONSTRAINT max_open_generations_is_positive CHECK ((max_open_generations > 0)),
    CONSTRAINT max_open_jobs_is_positive CHECK ((max_open_jobs > 0)),
    CONSTRAINT max_running_jobs_is_positive CHECK ((max_running_jobs > 0)),
    CONSTRAINT overage_fits_its_policy CHECK ((((overage_policy = 'bill'::catalog.overage_policy) = ((overage_cap)::bigint > 0)) AND (overage_rate >= 0))),
    CONSTRAINT requests_per_minute_is_positive CHECK ((requests_per_minute > 0)),
    CONSTRAINT tiers_are_known CHECK ((tiers <@ ARRAY['free'::text, 'premium'::text]))
);

ALTER TABLE catalog.plan_versions OWNER TO postgres;

COMMENT ON TABLE catalog.plan_versions IS 'What a plan gives and allows, in versions: a change is a new row, for periods that begin later.';

COMMENT ON COLUMN catalog.plan_versions.id IS 'Number that an account''s period pins.';

COMMENT ON COLUMN catalog.plan_versions.plan_id IS 'The plan.';

COMMENT ON COLUMN catalog.plan_versions.effective_at IS 'From when; the latest begun counts.';

COMMENT ON COLUMN catalog.plan_versions.included IS 'Credits granted per period (month), µc.';

COMMENT ON COLUMN catalog.plan_versions.rollover_cap IS 'Of the included credits left over, at most this goes on into the next period, µc.';

COMMENT ON COLUMN catalog.plan_versions.overage_policy IS 'block or bill.';

COMMENT ON COLUMN catalog.plan_versions.overage_rate IS 'What overage is billed at, micro-dollars per credit.';

COMMENT ON COLUMN catalog.plan_versions.overage_cap IS 'Overage allowed at any time, µc.';

COMMENT ON COLUMN catalog.plan_versions.low_balance IS 'The event low_balance tells when available falls below this, µc; 0 is never.';

COMMENT ON COLUMN catalog.plan_versions.refuse_in_debt IS 'Whether debt stops new work.';

COMMENT ON COLUMN catalog.plan_versions.requests_per_minute IS 'Generations begun per minute, all of which may come at once; null is without limit.';

COMMENT ON COLUMN catalog.plan_versions.max_open_generations IS 'Streamed generations at once.';

COMMENT ON COLUMN catalog.plan_versions.max_running_jobs IS 'Jobs at work at the same time; the others wait for one of them to end.';

COMMENT ON COLUMN catalog.plan_versions.max_open_jobs IS 'Jobs at work or waiting.';

COMMENT ON COLUMN catalog.plan_versions.tiers IS 'Model tiers allowed.';

COMMENT ON COLUMN catalog.plan_versions.on_disconnect IS 'When the client goes away: continue the generation, or cancel it.';

CREATE FUNCTION billing.find_version(p_plan_id text, p_at timestamp with time zone) RETURNS catalog.plan_versions
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS '627aee9dadb5a6a5';

ALTER FUNCTION billing.find_version(p_plan_id text, p_at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION billing.find_version(p_plan_id text, p_at timestamp with time zone) IS 'The version of a plan in effect at a time.';

CREATE FUNCTION billing.fold_event(p_provider text, p_environment text, p_event_id text, p_facts jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'a7528de8e639d8f5';

ALTER FUNCTION billing.fold_event(p_provider text, p_environment text, p_event_id text, p_facts jsonb) OWNER TO postgres;

COMMENT ON FUNCTION billing.fold_event(p_provider text, p_environment text, p_event_id text, p_facts jsonb) IS 'Takes in what an event says.';

CREATE FUNCTION billing.fold_unmapped(p_limit integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'f2e22ce91a968d5d';

ALTER FUNCTION billing.fold_unmapped(p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION billing.fold_unmapped(p_limit integer) IS 'Takes up purchases of products mapped since.';

CREATE TABLE billing.overage_reports (
    account_id uuid NOT NULL,
    entry_version bigint NOT NULL,
    period_start timestamp with time zone NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    units bigint NOT NULL,
    status text NOT NULL,
    environment text,
    customer_id text,
    attempts integer DEFAULT 0 NOT NULL,
    attempted_at timestamp with time zone,
    claimed_at timestamp with time zone,
    next_attempt_at timestamp with time zone DEFAULT now() NOT NULL,
    problem text,
    sent_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT environment_is_known CHECK ((environment = ANY (ARRAY['production'::text, 'sandbox'::text]))),
    CONSTRAINT nothing_is_carried CHECK ((((units = 0) = (status = 'carried'::text)) AND (units >= 0))),
    CONSTRAINT status_is_known CHECK ((status = ANY (ARRAY['carried'::text, 'pending'::text, 'in_doubt'::text, 'sent'::text, 'given_up'::text])))
);

ALTER TABLE billing.overage_reports OWNER TO postgres;

COMMENT ON TABLE billing.overage_reports IS 'What became of each slice of overage with the store that bills it. Reported once each.';

COMMENT ON COLUMN billing.overage_reports.account_id IS 'Who owes it.';

COMMENT ON COLUMN billing.overage_reports.entry_version IS 'The slice, see access.overages. The store knows it as florin-<account_id>-<entry_version>.';

COMMENT ON COLUMN billing.overage_reports.period_start IS 'The period it was in.';

COMMENT ON COLUMN billing.overage_reports.happened_at IS 'When, for the store: the last whole second of the slice.';

COMMENT ON COLUMN billing.overage_reports.units IS 'Whole credits: what the period''s slices come to with this one, less what they came to before.';

COMMENT ON COLUMN billing.overage_reports.status IS 'carried (no whole credit: left to the next), pending, sent, given_up, in_doubt (asked for).';

COMMENT ON COLUMN billing.overage_reports.environment IS 'production or sandbox, where it was tried; null before.';

COMMENT ON COLUMN billing.overage_reports.customer_id IS 'The store''s customer it was tried for; null before.';

COMMENT ON COLUMN billing.overage_reports.attempts IS 'How often a worker took it.';

COMMENT ON COLUMN billing.overage_reports.attempted_at IS 'Since when the store may have it; null where it certainly has not.';

COMMENT ON COLUMN billing.overage_reports.claimed_at IS 'When a worker took it last.';

COMMENT ON COLUMN billing.overage_reports.next_attempt_at IS 'When it is to be taken next; a lease while a worker has it.';

COMMENT ON COLUMN billing.overage_reports.problem IS 'Why it was not sent.';

COMMENT ON COLUMN billing.overage_reports.sent_at IS 'When the store had it for certain.';

COMMENT ON COLUMN billing.overage_reports.created_at IS 'When it was written.';

CREATE FUNCTION billing.give_up_report(p_report billing.overage_reports) RETURNS void
    LANGUAGE sql
    SET search_path TO ''
    AS '8988bb0950ba001c';

ALTER FUNCTION billing.give_up_report(p_report billing.overage_reports) OWNER TO postgres;

COMMENT ON FUNCTION billing.give_up_report(p_report billing.overage_reports) IS 'Gives up a slice of overage, and tells of it.';

CREATE TABLE catalog.products (
    id text NOT NULL,
    kind text NOT NULL,
    store text NOT NULL,
    store_product_id text NOT NULL,
    metered_price_id text,
    model_id text,
    plan_id text,
    credits ledger.unsigned_microcredits DEFAULT 0 NOT NULL,
    trial_credits ledger.unsigned_microcredits,
    price_minor_units bigint NOT NULL,
    currency text DEFAULT 'USD'::text NOT NULL,
    enabled boolean DEFAULT true NOT NULL,
    CONSTRAINT currency_is_iso_4217 CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT kind_is_known CHECK ((kind = ANY (ARRAY['model_unlock'::text, 'credit_pack'::text, 'subscription'::text]))),
    CONSTRAINT metered_price_is_of_a_subscription CHECK (((metered_price_id IS NULL) OR ((kind = 'subscription'::text) AND (store = 'stripe'::text)))),
    CONSTRAINT price_is_not_negative CHECK ((price_minor_units >= 0)),
    CONSTRAINT store_is_known CHECK ((store = ANY (ARRAY['apple'::text, 'stripe'::text]))),
    CONSTRAINT what_is_sold_fits_the_kind CHECK ((((kind = 'model_unlock'::text) = (model_id IS NOT NULL)) AND ((kind = 'subscription'::text) = (plan_id IS NOT NULL)) AND ((kind = 'credit_pack'::text) = ((credits)::bigint > 0))))
);

ALTER TABLE catalog.products OWNER TO postgres;

COMMENT ON TABLE catalog.products IS 'What the stores sell: unlocked models, credits, plans.';

COMMENT ON COLUMN catalog.products.id IS 'Our name of it.';

COMMENT ON COLUMN catalog.products.kind IS 'model_unlock, credit_pack or subscription.';

COMMENT ON COLUMN catalog.products.store IS 'apple or stripe.';

COMMENT ON COLUMN catalog.products.store_product_id IS 'The store''s own name: product id (Apple) or price id (Stripe).';

COMMENT ON COLUMN catalog.products.metered_price_id IS 'The Stripe price that overage of the plan is billed at, sold along with it; null is none.';

COMMENT ON COLUMN catalog.products.model_id IS 'The model it unlocks.';

COMMENT ON COLUMN catalog.products.plan_id IS 'The plan it subscribes to.';

COMMENT ON COLUMN catalog.products.credits IS 'The credits it adds, µc.';

COMMENT ON COLUMN catalog.products.trial_credits IS 'Of a subscription: the credits of a free trial, µc; null is those of any period.';

COMMENT ON COLUMN catalog.products.price_minor_units IS 'Price to show, in cents or the like.';

COMMENT ON COLUMN catalog.products.currency IS 'ISO 4217.';

COMMENT ON COLUMN catalog.products.enabled IS 'Whether it is offered.';

CREATE FUNCTION billing.grant_purchase(p_account_id uuid, p_purchase billing.purchases, p_product catalog.products) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '5f256980e618225f';

ALTER FUNCTION billing.grant_purchase(p_account_id uuid, p_purchase billing.purchases, p_product catalog.products) OWNER TO postgres;

COMMENT ON FUNCTION billing.grant_purchase(p_account_id uuid, p_purchase billing.purchases, p_product catalog.products) IS 'Grants what a purchase gives, once.';

CREATE FUNCTION billing.is_known_owner(p_account_id uuid) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS '4030ab32917417dc';

ALTER FUNCTION billing.is_known_owner(p_account_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION billing.is_known_owner(p_account_id uuid) IS 'Whether an account has a registered user.';

CREATE FUNCTION billing.list_accounts(p_account_id uuid) RETURNS uuid[]
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS '109c51dfd468e0f0';

ALTER FUNCTION billing.list_accounts(p_account_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION billing.list_accounts(p_account_id uuid) IS 'An account and those merged into it.';

CREATE TABLE billing.overage_checks (
    account_id uuid NOT NULL,
    environment text NOT NULL,
    period_start timestamp with time zone NOT NULL,
    customer_id text NOT NULL,
    check_at timestamp with time zone,
    reported bigint,
    counted bigint,
    checked_at timestamp with time zone,
    CONSTRAINT environment_is_known CHECK ((environment = ANY (ARRAY['production'::text, 'sandbox'::text])))
);

ALTER TABLE billing.overage_checks OWNER TO postgres;

COMMENT ON TABLE billing.overage_checks IS 'Overage of a period as it was reported, against what the store counted.';

COMMENT ON COLUMN billing.overage_checks.account_id IS 'Who owes it.';

COMMENT ON COLUMN billing.overage_checks.environment IS 'production or sandbox.';

COMMENT ON COLUMN billing.overage_checks.period_start IS 'The period.';

COMMENT ON COLUMN billing.overage_checks.customer_id IS 'The store''s customer.';

COMMENT ON COLUMN billing.overage_checks.check_at IS 'When it is to be compared next; null: nothing was reported since.';

COMMENT ON COLUMN billing.overage_checks.reported IS 'Whole credits reported, at the last check.';

COMMENT ON COLUMN billing.overage_checks.counted IS 'What the store had counted of it.';

COMMENT ON COLUMN billing.overage_checks.checked_at IS 'When that was.';

CREATE FUNCTION billing.list_minutes(p_check billing.overage_checks) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS '200e4c3a6e2acba2';

ALTER FUNCTION billing.list_minutes(p_check billing.overage_checks) OWNER TO postgres;

COMMENT ON FUNCTION billing.list_minutes(p_check billing.overage_checks) IS 'What a store should have counted in each minute.';

CREATE FUNCTION billing.list_rebuilt() RETURNS TABLE(origin text, content jsonb)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS 'aad5e2e69e448aea';

ALTER FUNCTION billing.list_rebuilt() OWNER TO postgres;

COMMENT ON FUNCTION billing.list_rebuilt() IS 'All that a rebuild must not change.';

CREATE FUNCTION billing.list_rollovers(p_account_id uuid) RETURNS TABLE(bucket_id bigint, rollover_bucket_id bigint, period_end timestamp with time zone, from_bucket_ids bigint[], cap bigint)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS 'b6c351da31841ed2';

ALTER FUNCTION billing.list_rollovers(p_account_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION billing.list_rollovers(p_account_id uuid) IS 'What is to go on into each period.';

CREATE FUNCTION billing.lock_facts(p_provider text, p_environment text, p_facts jsonb) RETURNS text[]
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '883076aa6c188c6e';

ALTER FUNCTION billing.lock_facts(p_provider text, p_environment text, p_facts jsonb) OWNER TO postgres;

COMMENT ON FUNCTION billing.lock_facts(p_provider text, p_environment text, p_facts jsonb) IS 'Locks what an event''s facts touch.';

CREATE FUNCTION billing.lock_names(p_provider text, p_environment text, p_kind text, p_names text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '1bc25c7aaa1f09af';

ALTER FUNCTION billing.lock_names(p_provider text, p_environment text, p_kind text, p_names text[]) OWNER TO postgres;

COMMENT ON FUNCTION billing.lock_names(p_provider text, p_environment text, p_kind text, p_names text[]) IS 'Waits for those who fold the same.';

CREATE FUNCTION billing.measure_kept(p_purchase billing.purchases) RETURNS numeric
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS 'bb2e2872a6d7e617';

ALTER FUNCTION billing.measure_kept(p_purchase billing.purchases) OWNER TO postgres;

COMMENT ON FUNCTION billing.measure_kept(p_purchase billing.purchases) IS 'The share of a purchase that is kept.';

CREATE FUNCTION billing.measure_reversed(p_purchase billing.purchases) RETURNS numeric
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS '9e029e763a642641';

ALTER FUNCTION billing.measure_reversed(p_purchase billing.purchases) OWNER TO postgres;

COMMENT ON FUNCTION billing.measure_reversed(p_purchase billing.purchases) IS 'The share of a purchase that was taken back.';

CREATE FUNCTION billing.measure_rollover(p_account_id uuid, p_bucket_ids bigint[], p_cap ledger.unsigned_microcredits) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '7082dba185dd32ae';

ALTER FUNCTION billing.measure_rollover(p_account_id uuid, p_bucket_ids bigint[], p_cap ledger.unsigned_microcredits) OWNER TO postgres;

COMMENT ON FUNCTION billing.measure_rollover(p_account_id uuid, p_bucket_ids bigint[], p_cap ledger.unsigned_microcredits) IS 'How much of ended buckets goes on.';

CREATE FUNCTION billing.merge_facts(p_provider text, p_environment text, p_event_id text, p_facts jsonb) RETURNS text[]
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'b90a7dbd2bcf83b1';

ALTER FUNCTION billing.merge_facts(p_provider text, p_environment text, p_event_id text, p_facts jsonb) OWNER TO postgres;

COMMENT ON FUNCTION billing.merge_facts(p_provider text, p_environment text, p_event_id text, p_facts jsonb) IS 'Takes in the facts of one event.';

CREATE FUNCTION billing.merge_owner(p_provider text, p_environment text, p_event_id text, p_kind text, p_key text, p_fact jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '17235dc5135a3101';

ALTER FUNCTION billing.merge_owner(p_provider text, p_environment text, p_event_id text, p_kind text, p_key text, p_fact jsonb) OWNER TO postgres;

COMMENT ON FUNCTION billing.merge_owner(p_provider text, p_environment text, p_event_id text, p_kind text, p_key text, p_fact jsonb) IS 'Takes in who stands behind a name.';

CREATE FUNCTION billing.merge_payment(p_provider text, p_environment text, p_event_id text, p_fact jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '60f120e7a6a70887';

ALTER FUNCTION billing.merge_payment(p_provider text, p_environment text, p_event_id text, p_fact jsonb) OWNER TO postgres;

COMMENT ON FUNCTION billing.merge_payment(p_provider text, p_environment text, p_event_id text, p_fact jsonb) IS 'Takes in which transaction a payment paid.';

CREATE FUNCTION billing.merge_purchase(p_provider text, p_environment text, p_event_id text, p_fact jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '22dc611418050835';

ALTER FUNCTION billing.merge_purchase(p_provider text, p_environment text, p_event_id text, p_fact jsonb) OWNER TO postgres;

COMMENT ON FUNCTION billing.merge_purchase(p_provider text, p_environment text, p_event_id text, p_fact jsonb) IS 'Takes in what is said of a purchase.';

CREATE FUNCTION billing.merge_reversal(p_provider text, p_environment text, p_event_id text, p_fact jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '31ccc745200a414e';

ALTER FUNCTION billing.merge_reversal(p_provider text, p_environment text, p_event_id text, p_fact jsonb) OWNER TO postgres;

COMMENT ON FUNCTION billing.merge_reversal(p_provider text, p_environment text, p_event_id text, p_fact jsonb) IS 'Takes in a reversal.';

CREATE FUNCTION billing.merge_subscription(p_provider text, p_environment text, p_event_id text, p_fact jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '0986f80c4ef90507';

ALTER FUNCTION billing.merge_subscription(p_provider text, p_environment text, p_event_id text, p_fact jsonb) OWNER TO postgres;

COMMENT ON FUNCTION billing.merge_subscription(p_provider text, p_environment text, p_event_id text, p_fact jsonb) IS 'Takes in what is said of a subscription.';

CREATE FUNCTION billing.move_grant(p_account_id uuid, p_grant billing.grants, p_into_account_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '8c3889955761a77b';

ALTER FUNCTION billing.move_grant(p_account_id uuid, p_grant billing.grants, p_into_account_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION billing.move_grant(p_account_id uuid, p_grant billing.grants, p_into_account_id uuid) IS 'Moves what is left of one grant.';

CREATE FUNCTION billing.move_grants(p_provider text, p_environment text, p_chains text[], p_account_ids uuid[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '7cb588d9c76f742b';

ALTER FUNCTION billing.move_grants(p_provider text, p_environment text, p_chains text[], p_account_ids uuid[]) OWNER TO postgres;

COMMENT ON FUNCTION billing.move_grants(p_provider text, p_environment text, p_chains text[], p_account_ids uuid[]) IS 'Moves grants to whose the purchases are.';

CREATE FUNCTION billing.note_doubts(p_provider text, p_environment text, p_chain_ids text[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'a255c45ce5da6f25';

ALTER FUNCTION billing.note_doubts(p_provider text, p_environment text, p_chain_ids text[]) OWNER TO postgres;

COMMENT ON FUNCTION billing.note_doubts(p_provider text, p_environment text, p_chain_ids text[]) IS 'Notes subscriptions to ask the store about.';

CREATE FUNCTION billing.note_unmapped(p_provider text, p_environment text, p_chains text[]) RETURNS text[]
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '13ab7c6760423298';

ALTER FUNCTION billing.note_unmapped(p_provider text, p_environment text, p_chains text[]) OWNER TO postgres;

COMMENT ON FUNCTION billing.note_unmapped(p_provider text, p_environment text, p_chains text[]) IS 'What was bought that no product stands for.';

CREATE FUNCTION billing.plan_next(p_account_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '30a27ebfcb82388f';

ALTER FUNCTION billing.plan_next(p_account_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION billing.plan_next(p_account_id uuid) IS 'Notes when the clock next changes something.';

CREATE FUNCTION billing.price_purchase(p_purchase billing.purchases, p_product catalog.products) RETURNS bigint
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS '63d6ea13c4313991';

ALTER FUNCTION billing.price_purchase(p_purchase billing.purchases, p_product catalog.products) OWNER TO postgres;

COMMENT ON FUNCTION billing.price_purchase(p_purchase billing.purchases, p_product catalog.products) IS 'The credits that one whole of a purchase gives.';

CREATE TABLE access.overages (
    account_id uuid NOT NULL,
    entry_version bigint NOT NULL,
    plan_version_id bigint NOT NULL,
    period_start timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL,
    amount ledger.unsigned_microcredits NOT NULL,
    rate bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT amount_is_positive CHECK (((amount)::bigint > 0))
);

ALTER TABLE access.overages OWNER TO postgres;

COMMENT ON TABLE access.overages IS 'Work beyond the credits of a period, in slices to be billed. Off the account''s book by then.';

COMMENT ON COLUMN access.overages.account_id IS 'Who owes it.';

COMMENT ON COLUMN access.overages.entry_version IS 'The entry that took it off the account''s debt, see ledger.entries.';

COMMENT ON COLUMN access.overages.plan_version_id IS 'The version that allowed it.';

COMMENT ON COLUMN access.overages.period_start IS 'The period it was in.';

COMMENT ON COLUMN access.overages.until IS 'Work until then: when it was sliced off, the period''s end, or the change of plan within it.';

COMMENT ON COLUMN access.overages.amount IS 'Credits beyond, µc.';

COMMENT ON COLUMN access.overages.rate IS 'Micro-dollars per credit.';

COMMENT ON COLUMN access.overages.created_at IS 'When it was written.';

CREATE FUNCTION billing.queue_report(p_overage access.overages) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'd5b13bac5c80e905';

ALTER FUNCTION billing.queue_report(p_overage access.overages) OWNER TO postgres;

COMMENT ON FUNCTION billing.queue_report(p_overage access.overages) IS 'Notes that a slice of overage is to be reported.';

CREATE FUNCTION billing.read_consumption(p_environment text, p_transaction_id text) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS '6482cac59d223787';

ALTER FUNCTION billing.read_consumption(p_environment text, p_transaction_id text) OWNER TO postgres;

COMMENT ON FUNCTION billing.read_consumption(p_environment text, p_transaction_id text) IS 'How much of a purchase was used, if it may be told.';

CREATE FUNCTION billing.read_store_purchase(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_transaction_id text) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS 'b7f6a17119f0ce8c';

ALTER FUNCTION billing.read_store_purchase(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_transaction_id text) OWNER TO postgres;

COMMENT ON FUNCTION billing.read_store_purchase(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_transaction_id text) IS 'Whose a purchase is, and what it gave.';

CREATE FUNCTION billing.read_stored_events(p_provider text, p_environment text, p_event_id text, p_limit integer) RETURNS TABLE(provider text, environment text, event_id text, type text, occurred_at timestamp with time zone, payload text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS 'e1a686d1f745b307';

ALTER FUNCTION billing.read_stored_events(p_provider text, p_environment text, p_event_id text, p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION billing.read_stored_events(p_provider text, p_environment text, p_event_id text, p_limit integer) IS 'Folded events after one, in order.';

CREATE FUNCTION billing.record_check(p_account_id uuid, p_environment text, p_period_start timestamp with time zone, p_customer_id text, p_reported bigint, p_counted bigint, p_missing bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'd58ad163cf3b620d';

ALTER FUNCTION billing.record_check(p_account_id uuid, p_environment text, p_period_start timestamp with time zone, p_customer_id text, p_reported bigint, p_counted bigint, p_missing bigint[]) OWNER TO postgres;

COMMENT ON FUNCTION billing.record_check(p_account_id uuid, p_environment text, p_period_start timestamp with time zone, p_customer_id text, p_reported bigint, p_counted bigint, p_missing bigint[]) IS 'Notes what a store counted of a period''s overage.';

CREATE FUNCTION billing.record_consumption(p_environment text, p_event_id text, p_outcome text, p_detail text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'b140c9305a1822cc';

ALTER FUNCTION billing.record_consumption(p_environment text, p_event_id text, p_outcome text, p_detail text) OWNER TO postgres;

COMMENT ON FUNCTION billing.record_consumption(p_environment text, p_event_id text, p_outcome text, p_detail text) IS 'Notes what became of a consumption request.';

CREATE FUNCTION billing.record_notification_read(p_provider text, p_environment text, p_lease uuid, p_page_token text, p_problem text, p_lease_s integer) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '7aa2289d825e1ff3';

ALTER FUNCTION billing.record_notification_read(p_provider text, p_environment text, p_lease uuid, p_page_token text, p_problem text, p_lease_s integer) OWNER TO postgres;

COMMENT ON FUNCTION billing.record_notification_read(p_provider text, p_environment text, p_lease uuid, p_page_token text, p_problem text, p_lease_s integer) IS 'Notes how far the reading of a notification history came.';

CREATE FUNCTION billing.record_report(p_account_id uuid, p_entry_version bigint) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '8df5d9c0bcb87da4';

ALTER FUNCTION billing.record_report(p_account_id uuid, p_entry_version bigint) OWNER TO postgres;

COMMENT ON FUNCTION billing.record_report(p_account_id uuid, p_entry_version bigint) IS 'Notes that a store has a slice of overage.';

CREATE FUNCTION billing.refuse_sale(p_product text, p_rule text) RETURNS void
    LANGUAGE plpgsql
    AS 'd1c2ec6cea1484bc';

ALTER FUNCTION billing.refuse_sale(p_product text, p_rule text) OWNER TO postgres;

COMMENT ON FUNCTION billing.refuse_sale(p_product text, p_rule text) IS 'Raises FLPRD, FLOFR, FLSUB or FLOWN.';

CREATE FUNCTION billing.report_window() RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS '13a6d2286c4096ae';

ALTER FUNCTION billing.report_window() OWNER TO postgres;

COMMENT ON FUNCTION billing.report_window() IS 'Since when overage can be reported.';

CREATE FUNCTION billing.save_customer(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_customer_id text, p_instead_of text) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '0a615a58ce841bce';

ALTER FUNCTION billing.save_customer(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_customer_id text, p_instead_of text) OWNER TO postgres;

COMMENT ON FUNCTION billing.save_customer(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_customer_id text, p_instead_of text) IS 'Notes the customer made for an account, once.';

CREATE FUNCTION billing.settle_doubt(p_provider text, p_environment text, p_chain_id text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '613b2940d44259f5';

ALTER FUNCTION billing.settle_doubt(p_provider text, p_environment text, p_chain_id text) OWNER TO postgres;

COMMENT ON FUNCTION billing.settle_doubt(p_provider text, p_environment text, p_chain_id text) IS 'Notes that the store was asked about a subscription.';

CREATE FUNCTION billing.store_event(p_provider text, p_environment text, p_event_id text, p_type text, p_occurred_at timestamp with time zone, p_payload text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'ed21089d5b0e398f';

ALTER FUNCTION billing.store_event(p_provider text, p_environment text, p_event_id text, p_type text, p_occurred_at timestamp with time zone, p_payload text) OWNER TO postgres;

COMMENT ON FUNCTION billing.store_event(p_provider text, p_environment text, p_event_id text, p_type text, p_occurred_at timestamp with time zone, p_payload text) IS 'Keeps an event of a store, once.';

CREATE FUNCTION billing.verify(p_account_id uuid DEFAULT NULL::uuid) RETURNS SETOF ledger.violation
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS 'd12c589757b38e2d';

ALTER FUNCTION billing.verify(p_account_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION billing.verify(p_account_id uuid) IS 'Broken invariants of purchases; empty means that all is well.';

CREATE FUNCTION catalog.admin_enable_models(p_ids text[], p_enabled boolean) RETURNS SETOF catalog.models
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '411fab04acb3393e';

ALTER FUNCTION catalog.admin_enable_models(p_ids text[], p_enabled boolean) OWNER TO postgres;

COMMENT ON FUNCTION catalog.admin_enable_models(p_ids text[], p_enabled boolean) IS 'For admins: enables or disables models.';

CREATE FUNCTION catalog.admin_save_models(p_models jsonb) RETURNS SETOF catalog.models
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'c2f1a40bb6d7721e';

ALTER FUNCTION catalog.admin_save_models(p_models jsonb) OWNER TO postgres;

COMMENT ON FUNCTION catalog.admin_save_models(p_models jsonb) IS 'For admins: creates and edits models.';

CREATE FUNCTION catalog.admin_save_routes(p_model_id text, p_routes jsonb) RETURNS SETOF catalog.routes
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'af4c6300da39f95b';

ALTER FUNCTION catalog.admin_save_routes(p_model_id text, p_routes jsonb) OWNER TO postgres;

COMMENT ON FUNCTION catalog.admin_save_routes(p_model_id text, p_routes jsonb) IS 'For admins: adds and edits routes of a model.';

CREATE FUNCTION catalog.admin_set_price(p_model_id text, p_effective_at timestamp with time zone, p_input bigint, p_cache_read bigint, p_cache_write bigint, p_output bigint, p_request bigint, p_web_search bigint, p_unit_prices jsonb) RETURNS catalog.prices
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'eea8b98aa9942926';

ALTER FUNCTION catalog.admin_set_price(p_model_id text, p_effective_at timestamp with time zone, p_input bigint, p_cache_read bigint, p_cache_write bigint, p_output bigint, p_request bigint, p_web_search bigint, p_unit_prices jsonb) OWNER TO postgres;

COMMENT ON FUNCTION catalog.admin_set_price(p_model_id text, p_effective_at timestamp with time zone, p_input bigint, p_cache_read bigint, p_cache_write bigint, p_output bigint, p_request bigint, p_web_search bigint, p_unit_prices jsonb) IS 'For admins: a new price version of a model.';

CREATE FUNCTION catalog.check_members(p_argument text, p_objects jsonb, p_key text, p_members text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'e14179ad6d22596a';

ALTER FUNCTION catalog.check_members(p_argument text, p_objects jsonb, p_key text, p_members text[]) OWNER TO postgres;

COMMENT ON FUNCTION catalog.check_members(p_argument text, p_objects jsonb, p_key text, p_members text[]) IS 'Checks the members of a list of objects.';

CREATE FUNCTION catalog.find_plan_version(p_plan_id text) RETURNS catalog.plan_versions
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS '30f4e010a12fab64';

ALTER FUNCTION catalog.find_plan_version(p_plan_id text) OWNER TO postgres;

COMMENT ON FUNCTION catalog.find_plan_version(p_plan_id text) IS 'The version of a plan in effect now.';

CREATE FUNCTION catalog.list_models(p_account_id uuid, p_user_id uuid) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS '311bc6bfe78abcc0';

ALTER FUNCTION catalog.list_models(p_account_id uuid, p_user_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION catalog.list_models(p_account_id uuid, p_user_id uuid) IS 'The catalogue as one user sees it.';

CREATE FUNCTION catalog.list_served_models() RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS '05214ac0fb8923af';

ALTER FUNCTION catalog.list_served_models() OWNER TO postgres;

COMMENT ON FUNCTION catalog.list_served_models() IS 'The models that can be asked for now.';

CREATE FUNCTION catalog.list_unit_prices(p_given jsonb, p_price_id bigint) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS '18bb421a625f6b04';

ALTER FUNCTION catalog.list_unit_prices(p_given jsonb, p_price_id bigint) OWNER TO postgres;

COMMENT ON FUNCTION catalog.list_unit_prices(p_given jsonb, p_price_id bigint) IS 'Prices per unit as a list in order.';

CREATE FUNCTION catalog.rebuild_offers() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '489dff32d9662a66';

ALTER FUNCTION catalog.rebuild_offers() OWNER TO postgres;

COMMENT ON FUNCTION catalog.rebuild_offers() IS 'Derives catalog.offers anew.';

CREATE FUNCTION catalog.refuse_model(p_model_id text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'b2b94be28434f24f';

ALTER FUNCTION catalog.refuse_model(p_model_id text) OWNER TO postgres;

COMMENT ON FUNCTION catalog.refuse_model(p_model_id text) IS 'Raises FLMOD.';

CREATE FUNCTION catalog.save_model(p_model jsonb) RETURNS catalog.models
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '41759d8fe28a6888';

ALTER FUNCTION catalog.save_model(p_model jsonb) OWNER TO postgres;

COMMENT ON FUNCTION catalog.save_model(p_model jsonb) IS 'Creates or edits one model.';

CREATE FUNCTION catalog.tell_of_model() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'b44b86aababaf2b3';

ALTER FUNCTION catalog.tell_of_model() OWNER TO postgres;

COMMENT ON FUNCTION catalog.tell_of_model() IS 'Tells what became of a model.';

CREATE FUNCTION generation.admin_end_job(p_job_id uuid, p_outcome text, p_reason text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '4f83344019e1515d';

ALTER FUNCTION generation.admin_end_job(p_job_id uuid, p_outcome text, p_reason text) OWNER TO postgres;

COMMENT ON FUNCTION generation.admin_end_job(p_job_id uuid, p_outcome text, p_reason text) IS 'For admins: ends a job by hand.';

CREATE FUNCTION generation.admin_export_usage(p_from date, p_to date) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '1de1b05b60608960';

ALTER FUNCTION generation.admin_export_usage(p_from date, p_to date) OWNER TO postgres;

COMMENT ON FUNCTION generation.admin_export_usage(p_from date, p_to date) IS 'For admins: usage as a CSV file.';

CREATE FUNCTION generation.admin_model_usage(p_days integer, p_dollars_per_credit numeric) RETURNS SETOF generation.model_report
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '76abb473707706b0';

ALTER FUNCTION generation.admin_model_usage(p_days integer, p_dollars_per_credit numeric) OWNER TO postgres;

COMMENT ON FUNCTION generation.admin_model_usage(p_days integer, p_dollars_per_credit numeric) IS 'For admins: models over some days.';

CREATE FUNCTION generation.admin_replay_job(p_job_id uuid) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'ce048e86d9e45861';

ALTER FUNCTION generation.admin_replay_job(p_job_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION generation.admin_replay_job(p_job_id uuid) IS 'For admins: takes a parked job up again.';

CREATE FUNCTION generation.admin_revenue(p_from date, p_to date, p_dollars_per_credit numeric) RETURNS SETOF generation.revenue_report
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'c62b29bb3455d755';

ALTER FUNCTION generation.admin_revenue(p_from date, p_to date, p_dollars_per_credit numeric) OWNER TO postgres;

COMMENT ON FUNCTION generation.admin_revenue(p_from date, p_to date, p_dollars_per_credit numeric) IS 'For admins: charged against cost, day by day.';

CREATE FUNCTION generation.admin_top_accounts(p_days integer, p_limit integer) RETURNS SETOF generation.account_report
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'debd160f8fde29cb';

ALTER FUNCTION generation.admin_top_accounts(p_days integer, p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION generation.admin_top_accounts(p_days integer, p_limit integer) IS 'For admins: who was charged most.';

CREATE FUNCTION generation.archive(p_limit integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '673c2a72066434dc';

ALTER FUNCTION generation.archive(p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION generation.archive(p_limit integer) IS 'Deletes old generations that are summed up, in batches.';

CREATE FUNCTION generation.begin(p_account_id uuid, p_user_id uuid, p_generation_id uuid, p_model text, p_api text, p_stream boolean, p_input_tokens bigint, p_max_output_tokens bigint, p_idempotency_key text, p_request_hash bytea, p_on_disconnect text, p_hold_seconds integer, p_replica text, p_choices integer DEFAULT 1, p_persona text DEFAULT NULL::text, p_key_id uuid DEFAULT NULL::uuid) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '4560c4240a1fc159';

ALTER FUNCTION generation.begin(p_account_id uuid, p_user_id uuid, p_generation_id uuid, p_model text, p_api text, p_stream boolean, p_input_tokens bigint, p_max_output_tokens bigint, p_idempotency_key text, p_request_hash bytea, p_on_disconnect text, p_hold_seconds integer, p_replica text, p_choices integer, p_persona text, p_key_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION generation.begin(p_account_id uuid, p_user_id uuid, p_generation_id uuid, p_model text, p_api text, p_stream boolean, p_input_tokens bigint, p_max_output_tokens bigint, p_idempotency_key text, p_request_hash bytea, p_on_disconnect text, p_hold_seconds integer, p_replica text, p_choices integer, p_persona text, p_key_id uuid) IS 'Authorises one paid request and places its hold.';

CREATE FUNCTION generation.begin_job(p_account_id uuid, p_user_id uuid, p_job_id uuid, p_input jsonb, p_idempotency_key text, p_request_hash bytea, p_key_id uuid DEFAULT NULL::uuid) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'f877654054fa4b81';

ALTER FUNCTION generation.begin_job(p_account_id uuid, p_user_id uuid, p_job_id uuid, p_input jsonb, p_idempotency_key text, p_request_hash bytea, p_key_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION generation.begin_job(p_account_id uuid, p_user_id uuid, p_job_id uuid, p_input jsonb, p_idempotency_key text, p_request_hash bytea, p_key_id uuid) IS 'Authorises one job, holds its price, enqueues it.';

CREATE FUNCTION generation.cancel_job(p_account_id uuid, p_user_id uuid, p_job_id uuid) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'ff8c0c77100b0bca';

ALTER FUNCTION generation.cancel_job(p_account_id uuid, p_user_id uuid, p_job_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION generation.cancel_job(p_account_id uuid, p_user_id uuid, p_job_id uuid) IS 'Cancels a job, or asks for it.';

CREATE FUNCTION generation.cancel_jobs(p_account_id uuid, p_limit integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '47ede1202f7cc8b4';

ALTER FUNCTION generation.cancel_jobs(p_account_id uuid, p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION generation.cancel_jobs(p_account_id uuid, p_limit integer) IS 'Cancels an account''s open jobs.';

CREATE FUNCTION generation.cancel_my_job(p_job_id uuid) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'fd6ab8d73ec1bfbe';

ALTER FUNCTION generation.cancel_my_job(p_job_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION generation.cancel_my_job(p_job_id uuid) IS 'Cancels a job of the signed-in user.';

CREATE TABLE generation.jobs (
    account_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    model_id text NOT NULL,
    kind text NOT NULL,
    provider_id text NOT NULL,
    provider_model text NOT NULL,
    input jsonb NOT NULL,
    unit catalog.price_unit NOT NULL,
    quantity integer NOT NULL,
    resolution text NOT NULL,
    rate ledger.unsigned_microcredits NOT NULL,
    hold ledger.unsigned_microcredits NOT NULL,
    delivered integer,
    charged ledger.microcredits,
    status generation.job_status DEFAULT 'queued'::generation.job_status NOT NULL,
    progress smallint,
    results jsonb DEFAULT '[]'::jsonb NOT NULL,
    error jsonb,
    version integer DEFAULT 1 NOT NULL,
    timeout_s integer NOT NULL,
    deadline_at timestamp with time zone NOT NULL,
    enqueued_at timestamp with time zone,
    next_at timestamp with time zone,
    lease uuid,
    leased_until timestamp with time zone,
    leased_by text,
    claimed_at timestamp with time zone,
    failures integer DEFAULT 0 NOT NULL,
    problem text,
    parked_at timestamp with time zone,
    submit_started_at timestamp with time zone,
    provider_request_id text,
    answered_at timestamp with time zone,
    cancel_requested_at timestamp with time zone,
    verdict_source text,
    contradiction jsonb,
    stored_at timestamp with time zone,
    deleted_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    submitted_at timestamp with time zone,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    CONSTRAINT a_parked_job_has_no_slot CHECK (((parked_at IS NULL) OR (enqueued_at IS NULL) OR (finished_at IS NOT NULL))),
    CONSTRAINT an_ended_job_has_its_outcome CHECK ((((finished_at IS NULL) = (status = ANY (ARRAY['queued'::generation.job_status, 'submitted'::generation.job_status, 'running'::generation.job_status]))) AND ((finished_at IS NULL) = (charged IS NULL)) AND ((finished_at IS NULL) = (delivered IS NULL)))),
    CONSTRAINT no_more_is_delivered_than_was_asked CHECK (((delivered >= 0) AND (delivered <= quantity))),
    CONSTRAINT progress_is_a_percentage CHECK (((progress >= 0) AND (progress <= 100)))
)
WITH (fillfactor='70');

ALTER TABLE generation.jobs OWNER TO postgres;

COMMENT ON TABLE generation.jobs IS 'Generations that take long: images and video. Each is a generation of the same id, which holds and is charged; here is how far it has come.';

COMMENT ON COLUMN generation.jobs.account_id IS 'Who pays.';

COMMENT ON COLUMN generation.jobs.id IS 'The job, and its generation.';

COMMENT ON COLUMN generation.jobs.user_id IS 'Who asked.';

COMMENT ON COLUMN generation.jobs.model_id IS 'The model asked for.';

COMMENT ON COLUMN generation.jobs.kind IS 'image or video.';

COMMENT ON COLUMN generation.jobs.provider_id IS 'Who does it.';

COMMENT ON COLUMN generation.jobs.provider_model IS 'The provider''s own name of the model.';

COMMENT ON COLUMN generation.jobs.input IS 'What was asked for; empty once it is forgotten.';

COMMENT ON COLUMN generation.jobs.unit IS 'image or second.';

COMMENT ON COLUMN generation.jobs.quantity IS 'How many units were asked for.';

COMMENT ON COLUMN generation.jobs.resolution IS 'The resolution asked for; empty is the model''s.';

COMMENT ON COLUMN generation.jobs.rate IS 'What a unit costs, µc; 0 in a trial.';

COMMENT ON COLUMN generation.jobs.hold IS 'Held until it ends, µc: what it costs if everything is delivered.';

COMMENT ON COLUMN generation.jobs.delivered IS 'How many units are paid for; null until it ends, 0 unless it succeeded.';

COMMENT ON COLUMN generation.jobs.charged IS 'Charged, µc; null until it ends.';

COMMENT ON COLUMN generation.jobs.status IS 'queued, submitted, running, then once its outcome.';

COMMENT ON COLUMN generation.jobs.progress IS 'Percent; null where the provider does not say.';

COMMENT ON COLUMN generation.jobs.results IS 'Files: url at the provider, path in Storage, content_type, size.';

COMMENT ON COLUMN generation.jobs.error IS 'Why there are no results: code and message.';

COMMENT ON COLUMN generation.jobs.version IS 'Rises with each change that the user sees.';

COMMENT ON COLUMN generation.jobs.timeout_s IS 'The model''s job_timeout_s when it was asked.';

COMMENT ON COLUMN generation.jobs.deadline_at IS 'Not submitted by then it expires; submitted it is overdue.';

COMMENT ON COLUMN generation.jobs.enqueued_at IS 'When it got one of its account''s slots; null is waiting for one.';

COMMENT ON COLUMN generation.jobs.next_at IS 'When its next step is due, or its lease ends; null is none.';

COMMENT ON COLUMN generation.jobs.lease IS 'Of the worker that does a step; null is none.';

COMMENT ON COLUMN generation.jobs.leased_until IS 'When another worker may take it over.';

COMMENT ON COLUMN generation.jobs.leased_by IS 'The worker that had it last.';

COMMENT ON COLUMN generation.jobs.claimed_at IS 'When that worker took it.';

COMMENT ON COLUMN generation.jobs.failures IS 'Steps that failed one after the other.';

COMMENT ON COLUMN generation.jobs.problem IS 'Why the last one failed.';

COMMENT ON COLUMN generation.jobs.parked_at IS 'When too many steps had failed: a dead letter, until an admin replays it.';

COMMENT ON COLUMN generation.jobs.submit_started_at IS 'Written before the provider is called: from then on it may have the job.';

COMMENT ON COLUMN generation.jobs.provider_request_id IS 'The provider''s own number of the job.';

COMMENT ON COLUMN generation.jobs.answered_at IS 'When the provider was last heard of.';

COMMENT ON COLUMN generation.jobs.cancel_requested_at IS 'When the user no longer wanted it.';

COMMENT ON COLUMN generation.jobs.verdict_source IS 'Who ended it: worker, webhook, user, admin or sweeper.';

COMMENT ON COLUMN generation.jobs.contradiction IS 'The first later verdict that was another one.';

COMMENT ON COLUMN generation.jobs.stored_at IS 'When its results were in Storage.';

COMMENT ON COLUMN generation.jobs.deleted_at IS 'When the user deleted it.';

COMMENT ON COLUMN generation.jobs.created_at IS 'When it was asked for.';

COMMENT ON COLUMN generation.jobs.submitted_at IS 'When the provider took it.';

COMMENT ON COLUMN generation.jobs.started_at IS 'When the provider began.';

COMMENT ON COLUMN generation.jobs.finished_at IS 'When it ended.';

CREATE FUNCTION generation.cancel_one_job(p_account_id uuid, p_job_id uuid) RETURNS generation.jobs
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'de7b930fb7c8223d';

ALTER FUNCTION generation.cancel_one_job(p_account_id uuid, p_job_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION generation.cancel_one_job(p_account_id uuid, p_job_id uuid) IS 'Cancels a job, or asks for it.';

CREATE FUNCTION generation.check_days(p_argument text, p_days integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'abdad7ce374f83d2';

ALTER FUNCTION generation.check_days(p_argument text, p_days integer) OWNER TO postgres;

COMMENT ON FUNCTION generation.check_days(p_argument text, p_days integer) IS 'Checks the number of days of a report.';

CREATE FUNCTION generation.check_job_input(p_input jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '3c5ff68307851dbc';

ALTER FUNCTION generation.check_job_input(p_input jsonb) OWNER TO postgres;

COMMENT ON FUNCTION generation.check_job_input(p_input jsonb) IS 'Checks the shape of what a job is to do.';

CREATE FUNCTION generation.check_offer(p_offer generation.offer, p_input_tokens bigint) RETURNS generation.offer
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS '34586ccac6c3aaf1';

ALTER FUNCTION generation.check_offer(p_offer generation.offer, p_input_tokens bigint) OWNER TO postgres;

COMMENT ON FUNCTION generation.check_offer(p_offer generation.offer, p_input_tokens bigint) IS 'Refuses absurd sizes, makes a trial free.';

CREATE FUNCTION generation.claim_job(p_account_id uuid, p_job_id uuid, p_worker text, p_lease_s integer) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'bdce9d30dbdcef17';

ALTER FUNCTION generation.claim_job(p_account_id uuid, p_job_id uuid, p_worker text, p_lease_s integer) OWNER TO postgres;

COMMENT ON FUNCTION generation.claim_job(p_account_id uuid, p_job_id uuid, p_worker text, p_lease_s integer) IS 'Takes a job for one step.';

CREATE FUNCTION generation.clean_idempotency_keys(p_limit integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '5e15bbdf7369c534';

ALTER FUNCTION generation.clean_idempotency_keys(p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION generation.clean_idempotency_keys(p_limit integer) IS 'Frees old keys and replies, in batches.';

CREATE FUNCTION generation.close(p_account_id uuid, p_generation_id uuid, p_outcome generation.generation_status, p_usage jsonb, p_usage_source ledger.usage_source, p_http_status integer, p_error jsonb, p_retryable boolean, p_attempts jsonb, p_charge ledger.microcredits DEFAULT NULL::bigint, p_generations integer DEFAULT 1, OUT o_source ledger.usage_source, OUT o_priced generation.priced, OUT o_settled ledger.settlement) RETURNS record
    LANGUAGE plpgsql
    AS '6b6e1795aced9792';

ALTER FUNCTION generation.close(p_account_id uuid, p_generation_id uuid, p_outcome generation.generation_status, p_usage jsonb, p_usage_source ledger.usage_source, p_http_status integer, p_error jsonb, p_retryable boolean, p_attempts jsonb, p_charge ledger.microcredits, p_generations integer, OUT o_source ledger.usage_source, OUT o_priced generation.priced, OUT o_settled ledger.settlement) OWNER TO postgres;

COMMENT ON FUNCTION generation.close(p_account_id uuid, p_generation_id uuid, p_outcome generation.generation_status, p_usage jsonb, p_usage_source ledger.usage_source, p_http_status integer, p_error jsonb, p_retryable boolean, p_attempts jsonb, p_charge ledger.microcredits, p_generations integer, OUT o_source ledger.usage_source, OUT o_priced generation.priced, OUT o_settled ledger.settlement) IS 'Prices, charges and ends one generation.';

CREATE FUNCTION generation.close_days() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '821d76ff2ddeedbe';

ALTER FUNCTION generation.close_days() OWNER TO postgres;

COMMENT ON FUNCTION generation.close_days() IS 'Makes the sums of old days final.';

CREATE FUNCTION generation.correct(p_bill generation.bill, p_outcome generation.generation_status, p_usage jsonb, p_usage_source ledger.usage_source, p_http_status integer, p_error jsonb, p_attempts jsonb, OUT o_source ledger.usage_source, OUT o_priced generation.priced, OUT o_settled ledger.settlement) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '00ab76afe2a9c7c6';

ALTER FUNCTION generation.correct(p_bill generation.bill, p_outcome generation.generation_status, p_usage jsonb, p_usage_source ledger.usage_source, p_http_status integer, p_error jsonb, p_attempts jsonb, OUT o_source ledger.usage_source, OUT o_priced generation.priced, OUT o_settled ledger.settlement) OWNER TO postgres;

COMMENT ON FUNCTION generation.correct(p_bill generation.bill, p_outcome generation.generation_status, p_usage jsonb, p_usage_source ledger.usage_source, p_http_status integer, p_error jsonb, p_attempts jsonb, OUT o_source ledger.usage_source, OUT o_priced generation.priced, OUT o_settled ledger.settlement) IS 'Corrects a generation that the sweeper ended.';

CREATE FUNCTION generation.cost_attempt(p_route_id bigint, p_usage jsonb, p_at timestamp with time zone) RETURNS bigint
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS '300089f7cc684ad7';

ALTER FUNCTION generation.cost_attempt(p_route_id bigint, p_usage jsonb, p_at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION generation.cost_attempt(p_route_id bigint, p_usage jsonb, p_at timestamp with time zone) IS 'What one try at a provider cost us, µ$.';

CREATE FUNCTION generation.count_access() RETURNS TABLE(model_id text, accounts bigint)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS 'f8a7f4af37966cda';

ALTER FUNCTION generation.count_access() OWNER TO postgres;

COMMENT ON FUNCTION generation.count_access() IS 'How many accounts may use each model now.';

CREATE FUNCTION generation.count_delivered(p_unit catalog.price_unit, p_quantity integer, p_results jsonb) RETURNS integer
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS '9e7d16292367222a';

ALTER FUNCTION generation.count_delivered(p_unit catalog.price_unit, p_quantity integer, p_results jsonb) OWNER TO postgres;

COMMENT ON FUNCTION generation.count_delivered(p_unit catalog.price_unit, p_quantity integer, p_results jsonb) IS 'How many of the units asked for came back.';

CREATE FUNCTION generation.count_job_version() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '052e7796e3fc5582';

ALTER FUNCTION generation.count_job_version() OWNER TO postgres;

COMMENT ON FUNCTION generation.count_job_version() IS 'Numbers the versions of a job.';

CREATE FUNCTION generation.count_trials(p_since timestamp with time zone) RETURNS TABLE(model_id text, users bigint, converted bigint)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS '18e23c85250d5782';

ALTER FUNCTION generation.count_trials(p_since timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION generation.count_trials(p_since timestamp with time zone) IS 'Trials begun, and how many led to more.';

CREATE FUNCTION generation.count_use(p_account_id uuid, p_user_id uuid, p_key_id uuid, p_offer generation.offer) RETURNS integer
    LANGUAGE plpgsql
    AS '329d289efc154848';

ALTER FUNCTION generation.count_use(p_account_id uuid, p_user_id uuid, p_key_id uuid, p_offer generation.offer) OWNER TO postgres;

COMMENT ON FUNCTION generation.count_use(p_account_id uuid, p_user_id uuid, p_key_id uuid, p_offer generation.offer) IS 'Counts against daily messages, trial and API key.';

CREATE FUNCTION generation.create_my_job(p_input jsonb, p_idempotency_key text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '1f86c7ba1a0da49d';

ALTER FUNCTION generation.create_my_job(p_input jsonb, p_idempotency_key text) OWNER TO postgres;

COMMENT ON FUNCTION generation.create_my_job(p_input jsonb, p_idempotency_key text) IS 'Begins a job for the signed-in user.';

CREATE FUNCTION generation.csv_field(p_text text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS '45347958180a8fd3';

ALTER FUNCTION generation.csv_field(p_text text) OWNER TO postgres;

COMMENT ON FUNCTION generation.csv_field(p_text text) IS 'A text as a field of a CSV file.';

CREATE FUNCTION generation.delete_job(p_account_id uuid, p_user_id uuid, p_job_id uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'be350ae3b56887e0';

ALTER FUNCTION generation.delete_job(p_account_id uuid, p_user_id uuid, p_job_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION generation.delete_job(p_account_id uuid, p_user_id uuid, p_job_id uuid) IS 'Deletes a job that has ended.';

CREATE FUNCTION generation.delete_my_job(p_job_id uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '4d0484c456088406';

ALTER FUNCTION generation.delete_my_job(p_job_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION generation.delete_my_job(p_job_id uuid) IS 'Deletes a job of the signed-in user.';

CREATE FUNCTION generation.delete_one_job(p_account_id uuid, p_job_id uuid) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '17a208bb93ebddd5';

ALTER FUNCTION generation.delete_one_job(p_account_id uuid, p_job_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION generation.delete_one_job(p_account_id uuid, p_job_id uuid) IS 'Deletes a job that has ended.';

CREATE FUNCTION generation.describe_end(p_account_id uuid, p_generation_id uuid) RETURNS json
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS '2c8b68d8b583973c';

ALTER FUNCTION generation.describe_end(p_account_id uuid, p_generation_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION generation.describe_end(p_account_id uuid, p_generation_id uuid) IS 'Describes a generation that has ended before.';

CREATE FUNCTION generation.describe_finish(p_outcome generation.generation_status, p_usage_source ledger.usage_source, p_priced generation.priced, p_settled ledger.settlement) RETURNS json
    LANGUAGE plpgsql IMMUTABLE
    AS '65beacebb082b461';

ALTER FUNCTION generation.describe_finish(p_outcome generation.generation_status, p_usage_source ledger.usage_source, p_priced generation.priced, p_settled ledger.settlement) OWNER TO postgres;

COMMENT ON FUNCTION generation.describe_finish(p_outcome generation.generation_status, p_usage_source ledger.usage_source, p_priced generation.priced, p_settled ledger.settlement) IS 'What a finished generation was charged.';

CREATE FUNCTION generation.describe_job(p_job generation.jobs) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS '825fc04fa3399bb0';

ALTER FUNCTION generation.describe_job(p_job generation.jobs) OWNER TO postgres;

COMMENT ON FUNCTION generation.describe_job(p_job generation.jobs) IS 'A job as its user is told.';

CREATE FUNCTION generation.describe_repeat(p_account_id uuid, p_generation_id uuid, p_idempotency_key text, p_request_hash bytea) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'a58e87042021e6e4';

ALTER FUNCTION generation.describe_repeat(p_account_id uuid, p_generation_id uuid, p_idempotency_key text, p_request_hash bytea) OWNER TO postgres;

COMMENT ON FUNCTION generation.describe_repeat(p_account_id uuid, p_generation_id uuid, p_idempotency_key text, p_request_hash bytea) IS 'What to answer to a repeated request.';

CREATE FUNCTION generation.describe_start(p_generation_id uuid, p_offer generation.offer, p_choice access.choice, p_on_disconnect catalog.on_disconnect, p_messages_today integer, p_left ledger.placement) RETURNS json
    LANGUAGE plpgsql STABLE
    AS '813617fe367f0833';

ALTER FUNCTION generation.describe_start(p_generation_id uuid, p_offer generation.offer, p_choice access.choice, p_on_disconnect catalog.on_disconnect, p_messages_today integer, p_left ledger.placement) OWNER TO postgres;

COMMENT ON FUNCTION generation.describe_start(p_generation_id uuid, p_offer generation.offer, p_choice access.choice, p_on_disconnect catalog.on_disconnect, p_messages_today integer, p_left ledger.placement) IS 'What the service needs to serve a request.';

CREATE FUNCTION generation.drop_job(p_account_id uuid, p_job_id uuid) RETURNS void
    LANGUAGE sql
    SET search_path TO ''
    AS '8be780cb123a8cea';

ALTER FUNCTION generation.drop_job(p_account_id uuid, p_job_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION generation.drop_job(p_account_id uuid, p_job_id uuid) IS 'Removes a forgotten job whose generation is archived.';

CREATE FUNCTION generation.end_job(p_account_id uuid, p_job_id uuid, p_outcome generation.job_status, p_results jsonb, p_error jsonb, p_source text, p_delivered integer DEFAULT 0, OUT o_won boolean, OUT o_job generation.jobs) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '658f2c6cc8f20197';

ALTER FUNCTION generation.end_job(p_account_id uuid, p_job_id uuid, p_outcome generation.job_status, p_results jsonb, p_error jsonb, p_source text, p_delivered integer, OUT o_won boolean, OUT o_job generation.jobs) OWNER TO postgres;

COMMENT ON FUNCTION generation.end_job(p_account_id uuid, p_job_id uuid, p_outcome generation.job_status, p_results jsonb, p_error jsonb, p_source text, p_delivered integer, OUT o_won boolean, OUT o_job generation.jobs) IS 'Ends a job, once.';

CREATE FUNCTION generation.enqueue_step(p_account_id uuid, p_job_id uuid, p_at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'cf265b0487efcae8';

ALTER FUNCTION generation.enqueue_step(p_account_id uuid, p_job_id uuid, p_at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION generation.enqueue_step(p_account_id uuid, p_job_id uuid, p_at timestamp with time zone) IS 'Puts a job''s next step into the queue.';

CREATE FUNCTION generation.expire_jobs(p_limit integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'e077ee829c626ed5';

ALTER FUNCTION generation.expire_jobs(p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION generation.expire_jobs(p_limit integer) IS 'Ends jobs by time, in batches.';

CREATE FUNCTION generation.extend_hold(p_account_id uuid, p_generation_id uuid, p_amount ledger.microcredits, p_hold_seconds integer) RETURNS ledger.microcredits
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '5e3718719c26ad54';

ALTER FUNCTION generation.extend_hold(p_account_id uuid, p_generation_id uuid, p_amount ledger.microcredits, p_hold_seconds integer) OWNER TO postgres;

COMMENT ON FUNCTION generation.extend_hold(p_account_id uuid, p_generation_id uuid, p_amount ledger.microcredits, p_hold_seconds integer) IS 'Raises a running generation''s hold.';

CREATE FUNCTION generation.fill_job_slots(p_account_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'c61fe222bf89740b';

ALTER FUNCTION generation.fill_job_slots(p_account_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION generation.fill_job_slots(p_account_id uuid) IS 'Gives free slots to the jobs that wait.';

CREATE FUNCTION generation.find_any_job(p_job_id uuid) RETURNS generation.jobs
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS 'd9e291078385e3ec';

ALTER FUNCTION generation.find_any_job(p_job_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION generation.find_any_job(p_job_id uuid) IS 'Any account''s job, for admins.';

CREATE FUNCTION generation.find_bill(p_account_id uuid, p_generation_id uuid) RETURNS generation.bill
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS '94fc6276dc0d49bb';

ALTER FUNCTION generation.find_bill(p_account_id uuid, p_generation_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION generation.find_bill(p_account_id uuid, p_generation_id uuid) IS 'What is needed to charge a generation.';

CREATE FUNCTION generation.find_job(p_provider text, p_provider_request_id text) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS '900bc0906b4997f9';

ALTER FUNCTION generation.find_job(p_provider text, p_provider_request_id text) OWNER TO postgres;

COMMENT ON FUNCTION generation.find_job(p_provider text, p_provider_request_id text) IS 'Whose job a provider''s number is.';

CREATE FUNCTION generation.find_my_job(p_job_id uuid) RETURNS uuid
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS '85c32ead46625823';

ALTER FUNCTION generation.find_my_job(p_job_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION generation.find_my_job(p_job_id uuid) IS 'The account of a job of the signed-in user.';

CREATE FUNCTION generation.find_offer(p_account_id uuid, p_user_id uuid, p_model text, p_api text, p_stream boolean, p_input_tokens bigint, p_max_output_tokens bigint, p_choices integer) RETURNS generation.offer
    LANGUAGE plpgsql STABLE
    AS 'e1b37051f9b44995';

ALTER FUNCTION generation.find_offer(p_account_id uuid, p_user_id uuid, p_model text, p_api text, p_stream boolean, p_input_tokens bigint, p_max_output_tokens bigint, p_choices integer) OWNER TO postgres;

COMMENT ON FUNCTION generation.find_offer(p_account_id uuid, p_user_id uuid, p_model text, p_api text, p_stream boolean, p_input_tokens bigint, p_max_output_tokens bigint, p_choices integer) IS 'What a request is offered: price, routes, hold.';

CREATE FUNCTION generation.find_plan(p_account_id uuid, p_user_id uuid) RETURNS catalog.plan_versions
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS 'c1b0067731afa82d';

ALTER FUNCTION generation.find_plan(p_account_id uuid, p_user_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION generation.find_plan(p_account_id uuid, p_user_id uuid) IS 'The plan of an account that a user may act for.';

CREATE FUNCTION generation.find_price(p_model text, p_bill generation.bill) RETURNS generation.bill
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS '591e71fefa61b7aa';

ALTER FUNCTION generation.find_price(p_model text, p_bill generation.bill) OWNER TO postgres;

COMMENT ON FUNCTION generation.find_price(p_model text, p_bill generation.bill) IS 'The price version for a provider''s model name.';

CREATE FUNCTION generation.find_settlement(p_account_id uuid, p_generation_id uuid) RETURNS ledger.settlement
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS 'e8b4acc311f6ec9c';

ALTER FUNCTION generation.find_settlement(p_account_id uuid, p_generation_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION generation.find_settlement(p_account_id uuid, p_generation_id uuid) IS 'A closed generation''s hold and account.';

CREATE FUNCTION generation.finish(p_account_id uuid, p_generation_id uuid, p_outcome text, p_usage jsonb, p_usage_source text, p_attempts jsonb, p_http_status integer, p_error jsonb, p_reply bytea, p_reply_type text, p_retryable boolean) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '725e87575297c82c';

ALTER FUNCTION generation.finish(p_account_id uuid, p_generation_id uuid, p_outcome text, p_usage jsonb, p_usage_source text, p_attempts jsonb, p_http_status integer, p_error jsonb, p_reply bytea, p_reply_type text, p_retryable boolean) OWNER TO postgres;

COMMENT ON FUNCTION generation.finish(p_account_id uuid, p_generation_id uuid, p_outcome text, p_usage jsonb, p_usage_source text, p_attempts jsonb, p_http_status integer, p_error jsonb, p_reply bytea, p_reply_type text, p_retryable boolean) IS 'Charges and ends one generation, once.';

CREATE FUNCTION generation.finish_job(p_account_id uuid, p_job_id uuid, p_outcome text, p_results jsonb, p_error jsonb, p_source text, p_delivered integer DEFAULT NULL::integer) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '7c1a49275f9850bf';

ALTER FUNCTION generation.finish_job(p_account_id uuid, p_job_id uuid, p_outcome text, p_results jsonb, p_error jsonb, p_source text, p_delivered integer) OWNER TO postgres;

COMMENT ON FUNCTION generation.finish_job(p_account_id uuid, p_job_id uuid, p_outcome text, p_results jsonb, p_error jsonb, p_source text, p_delivered integer) IS 'A verdict on a job: the first one counts.';

CREATE FUNCTION generation.forget_job(p_account_id uuid, p_job_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'bd9c12cdbd5401ea';

ALTER FUNCTION generation.forget_job(p_account_id uuid, p_job_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION generation.forget_job(p_account_id uuid, p_job_id uuid) IS 'Forgets what a job was asked and what it made.';

CREATE FUNCTION generation.insert_job(p_account_id uuid, p_user_id uuid, p_job_id uuid, p_input jsonb, p_model_id text, p_quote generation.job_quote) RETURNS generation.jobs
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '3e8aac3578a738ac';

ALTER FUNCTION generation.insert_job(p_account_id uuid, p_user_id uuid, p_job_id uuid, p_input jsonb, p_model_id text, p_quote generation.job_quote) OWNER TO postgres;

COMMENT ON FUNCTION generation.insert_job(p_account_id uuid, p_user_id uuid, p_job_id uuid, p_input jsonb, p_model_id text, p_quote generation.job_quote) IS 'Writes an authorised job.';

CREATE FUNCTION generation.learn_offers() RETURNS void
    LANGUAGE sql
    SET search_path TO ''
    AS '23fc25b63a56b575';

ALTER FUNCTION generation.learn_offers() OWNER TO postgres;

COMMENT ON FUNCTION generation.learn_offers() IS 'Learns how long replies of models usually are.';

CREATE FUNCTION generation.learn_outputs(p_account_ids uuid[]) RETURNS void
    LANGUAGE sql
    SET search_path TO ''
    AS 'fe5ecc489bd41cd4';

ALTER FUNCTION generation.learn_outputs(p_account_ids uuid[]) OWNER TO postgres;

COMMENT ON FUNCTION generation.learn_outputs(p_account_ids uuid[]) IS 'Learns how long replies to accounts usually are.';

CREATE FUNCTION generation.limit_jobs(p_account_id uuid, p_max_running integer, p_max_open integer) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS 'a2b39398f14992f6';

ALTER FUNCTION generation.limit_jobs(p_account_id uuid, p_max_running integer, p_max_open integer) OWNER TO postgres;

COMMENT ON FUNCTION generation.limit_jobs(p_account_id uuid, p_max_running integer, p_max_open integer) IS 'Raises FLLIM where too many jobs are open.';

CREATE FUNCTION generation.list_jobs(p_account_id uuid, p_user_id uuid, p_before text, p_limit integer) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS 'e9782096f5949533';

ALTER FUNCTION generation.list_jobs(p_account_id uuid, p_user_id uuid, p_before text, p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION generation.list_jobs(p_account_id uuid, p_user_id uuid, p_before text, p_limit integer) IS 'An account''s jobs, page by page, newest first.';

CREATE FUNCTION generation.live_from() RETURNS date
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS '1acec2b59c9529ac';

ALTER FUNCTION generation.live_from() OWNER TO postgres;

COMMENT ON FUNCTION generation.live_from() IS 'The first day that is not read from daily_usage.';

CREATE FUNCTION generation.mark_roll_ups() RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '57033ee7efaf908a';

ALTER FUNCTION generation.mark_roll_ups() OWNER TO postgres;

COMMENT ON FUNCTION generation.mark_roll_ups() IS 'Marks the accounts of the next hour.';

CREATE FUNCTION generation.my_usage(p_from timestamp with time zone, p_to timestamp with time zone, p_group_by text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '416a81b80a1fabe6';

ALTER FUNCTION generation.my_usage(p_from timestamp with time zone, p_to timestamp with time zone, p_group_by text) OWNER TO postgres;

COMMENT ON FUNCTION generation.my_usage(p_from timestamp with time zone, p_to timestamp with time zone, p_group_by text) IS 'What the signed-in user used in a span of time.';

CREATE FUNCTION generation.next_step_at(p_cancel_requested_at timestamp with time zone, p_claimed_at timestamp with time zone, p_next_s double precision) RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS '72e8707e3cf6dc1d';

ALTER FUNCTION generation.next_step_at(p_cancel_requested_at timestamp with time zone, p_claimed_at timestamp with time zone, p_next_s double precision) OWNER TO postgres;

COMMENT ON FUNCTION generation.next_step_at(p_cancel_requested_at timestamp with time zone, p_claimed_at timestamp with time zone, p_next_s double precision) IS 'When the next step of a job is to come.';

CREATE FUNCTION generation.note_correction(p_bill generation.bill, p_outcome generation.generation_status, p_usage_source ledger.usage_source, p_more bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'bfae0137200c7dcc';

ALTER FUNCTION generation.note_correction(p_bill generation.bill, p_outcome generation.generation_status, p_usage_source ledger.usage_source, p_more bigint) OWNER TO postgres;

COMMENT ON FUNCTION generation.note_correction(p_bill generation.bill, p_outcome generation.generation_status, p_usage_source ledger.usage_source, p_more bigint) IS 'Tells of a corrected generation.';

CREATE FUNCTION generation.note_end(p_account_id uuid, p_generation_id uuid, p_settled ledger.settlement, p_retryable boolean) RETURNS void
    LANGUAGE plpgsql
    AS 'a4d5764df3b7bd32';

ALTER FUNCTION generation.note_end(p_account_id uuid, p_generation_id uuid, p_settled ledger.settlement, p_retryable boolean) OWNER TO postgres;

COMMENT ON FUNCTION generation.note_end(p_account_id uuid, p_generation_id uuid, p_settled ledger.settlement, p_retryable boolean) IS 'What few ends of a generation need.';

CREATE FUNCTION generation.park_job(p_account_id uuid, p_job_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '795e04e044932a50';

ALTER FUNCTION generation.park_job(p_account_id uuid, p_job_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION generation.park_job(p_account_id uuid, p_job_id uuid) IS 'Sets aside a job whose steps keep failing.';

CREATE FUNCTION generation.postpone_job(p_account_id uuid, p_job_id uuid, p_lease uuid, p_next_s double precision, p_problem text, p_not_sent boolean DEFAULT false) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'f485bc04446c0116';

ALTER FUNCTION generation.postpone_job(p_account_id uuid, p_job_id uuid, p_lease uuid, p_next_s double precision, p_problem text, p_not_sent boolean) OWNER TO postgres;

COMMENT ON FUNCTION generation.postpone_job(p_account_id uuid, p_job_id uuid, p_lease uuid, p_next_s double precision, p_problem text, p_not_sent boolean) IS 'Ends a step that came to nothing.';

CREATE FUNCTION generation.price_line(p_line generation.usage_line, p_input bigint, p_cache_read bigint, p_cache_write bigint, p_output bigint, p_web_search bigint) RETURNS numeric
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS 'a739d7391911a4de';

ALTER FUNCTION generation.price_line(p_line generation.usage_line, p_input bigint, p_cache_read bigint, p_cache_write bigint, p_output bigint, p_web_search bigint) OWNER TO postgres;

COMMENT ON FUNCTION generation.price_line(p_line generation.usage_line, p_input bigint, p_cache_read bigint, p_cache_write bigint, p_output bigint, p_web_search bigint) IS 'The exact price of one usage line, unrounded.';

CREATE FUNCTION generation.price_lines(p_usage jsonb, p_bill generation.bill) RETURNS generation.priced
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS 'e07fc6c0f1060794';

ALTER FUNCTION generation.price_lines(p_usage jsonb, p_bill generation.bill) OWNER TO postgres;

COMMENT ON FUNCTION generation.price_lines(p_usage jsonb, p_bill generation.bill) IS 'What usage of several lines or models costs.';

CREATE FUNCTION generation.price_slices(p_sums generation.priced, p_input bigint, p_cache_read bigint, p_cache_write bigint, p_output bigint, p_web_search bigint) RETURNS bigint
    LANGUAGE plpgsql IMMUTABLE
    AS '5f47cc08da0b97c4';

ALTER FUNCTION generation.price_slices(p_sums generation.priced, p_input bigint, p_cache_read bigint, p_cache_write bigint, p_output bigint, p_web_search bigint) OWNER TO postgres;

COMMENT ON FUNCTION generation.price_slices(p_sums generation.priced, p_input bigint, p_cache_read bigint, p_cache_write bigint, p_output bigint, p_web_search bigint) IS 'The price of sums of slices.';

CREATE FUNCTION generation.price_usage(p_usage jsonb, p_bill generation.bill) RETURNS generation.priced
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS '42dcd7c6f21cb974';

ALTER FUNCTION generation.price_usage(p_usage jsonb, p_bill generation.bill) OWNER TO postgres;

COMMENT ON FUNCTION generation.price_usage(p_usage jsonb, p_bill generation.bill) IS 'What the usage of one generation costs.';

CREATE FUNCTION generation.publish_job(p_job generation.jobs) RETURNS generation.public_job
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS 'bbaf0c9a537309c5';

ALTER FUNCTION generation.publish_job(p_job generation.jobs) OWNER TO postgres;

COMMENT ON FUNCTION generation.publish_job(p_job generation.jobs) IS 'A job as its user sees it.';

CREATE FUNCTION generation.quote_job(p_input jsonb, p_offer generation.offer) RETURNS generation.job_quote
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS 'f904bc3f76d07834';

ALTER FUNCTION generation.quote_job(p_input jsonb, p_offer generation.offer) OWNER TO postgres;

COMMENT ON FUNCTION generation.quote_job(p_input jsonb, p_offer generation.offer) IS 'What a job costs if it succeeds.';

CREATE FUNCTION generation.read_account(p_account_id uuid, p_user_id uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS '64bf25f58ec75dd5';

ALTER FUNCTION generation.read_account(p_account_id uuid, p_user_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION generation.read_account(p_account_id uuid, p_user_id uuid) IS 'An account''s plan and credits.';

CREATE FUNCTION generation.read_job(p_account_id uuid, p_user_id uuid, p_job_id uuid) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS 'd4b882779ae27d9e';

ALTER FUNCTION generation.read_job(p_account_id uuid, p_user_id uuid, p_job_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION generation.read_job(p_account_id uuid, p_user_id uuid, p_job_id uuid) IS 'One job as it is now.';

CREATE FUNCTION generation.read_job_versions(p_account_ids uuid[], p_job_ids uuid[]) RETURNS json
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS 'a4c3716f921088c2';

ALTER FUNCTION generation.read_job_versions(p_account_ids uuid[], p_job_ids uuid[]) OWNER TO postgres;

COMMENT ON FUNCTION generation.read_job_versions(p_account_ids uuid[], p_job_ids uuid[]) IS 'Versions of jobs that somebody waits for.';

CREATE FUNCTION generation.read_line(p_line jsonb) RETURNS generation.usage_line
    LANGUAGE plpgsql IMMUTABLE
    AS '483ff6d513fee9f4';

ALTER FUNCTION generation.read_line(p_line jsonb) OWNER TO postgres;

COMMENT ON FUNCTION generation.read_line(p_line jsonb) IS 'One usage line of the service''s JSON.';

CREATE FUNCTION generation.read_one(p_account_id uuid, p_user_id uuid, p_generation_id uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS 'c4dd7e372ae800bb';

ALTER FUNCTION generation.read_one(p_account_id uuid, p_user_id uuid, p_generation_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION generation.read_one(p_account_id uuid, p_user_id uuid, p_generation_id uuid) IS 'The public facts of one generation.';

CREATE FUNCTION generation.read_reply(p_account_id uuid, p_generation_id uuid) RETURNS TABLE(http_status integer, content_type text, body bytea)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS '5264ff8d2ba91e64';

ALTER FUNCTION generation.read_reply(p_account_id uuid, p_generation_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION generation.read_reply(p_account_id uuid, p_generation_id uuid) IS 'The stored reply of one generation.';

CREATE FUNCTION generation.read_usage(p_account_id uuid, p_user_id uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS 'd3b2fa594cf28e29';

ALTER FUNCTION generation.read_usage(p_account_id uuid, p_user_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION generation.read_usage(p_account_id uuid, p_user_id uuid) IS 'The current month of one account.';

CREATE FUNCTION generation.record_job_progress(p_account_id uuid, p_job_id uuid, p_status text, p_progress integer, p_next_s double precision) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '8de8b849fec4df48';

ALTER FUNCTION generation.record_job_progress(p_account_id uuid, p_job_id uuid, p_status text, p_progress integer, p_next_s double precision) OWNER TO postgres;

COMMENT ON FUNCTION generation.record_job_progress(p_account_id uuid, p_job_id uuid, p_status text, p_progress integer, p_next_s double precision) IS 'Records how far the provider is.';

CREATE FUNCTION generation.record_progress(p_account_id uuid, p_generation_id uuid, p_usage jsonb, p_hold_seconds integer) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '29b0a06292151635';

ALTER FUNCTION generation.record_progress(p_account_id uuid, p_generation_id uuid, p_usage jsonb, p_hold_seconds integer) OWNER TO postgres;

COMMENT ON FUNCTION generation.record_progress(p_account_id uuid, p_generation_id uuid, p_usage jsonb, p_hold_seconds integer) IS 'Heartbeat of a running generation.';

CREATE FUNCTION generation.record_results(p_account_id uuid, p_job_id uuid, p_lease uuid, p_results jsonb) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '4138a71c47e03b6a';

ALTER FUNCTION generation.record_results(p_account_id uuid, p_job_id uuid, p_lease uuid, p_results jsonb) OWNER TO postgres;

COMMENT ON FUNCTION generation.record_results(p_account_id uuid, p_job_id uuid, p_lease uuid, p_results jsonb) IS 'Ends the storing of a job''s results.';

CREATE FUNCTION generation.record_submission(p_account_id uuid, p_job_id uuid, p_lease uuid, p_provider_request_id text, p_next_s double precision) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '81d9d38a9d622500';

ALTER FUNCTION generation.record_submission(p_account_id uuid, p_job_id uuid, p_lease uuid, p_provider_request_id text, p_next_s double precision) OWNER TO postgres;

COMMENT ON FUNCTION generation.record_submission(p_account_id uuid, p_job_id uuid, p_lease uuid, p_provider_request_id text, p_next_s double precision) IS 'Records the provider''s number of a job.';

CREATE FUNCTION generation.refuse_job(p_job_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '02be218ed1171ed7';

ALTER FUNCTION generation.refuse_job(p_job_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION generation.refuse_job(p_job_id uuid) IS 'Raises FLJOB.';

CREATE FUNCTION generation.refuse_model(p_model text, p_api text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'f008af3ad783e1e1';

ALTER FUNCTION generation.refuse_model(p_model text, p_api text) OWNER TO postgres;

COMMENT ON FUNCTION generation.refuse_model(p_model text, p_api text) IS 'Raises FLMOD or FLAPI.';

CREATE FUNCTION generation.refuse_offer(p_account_id uuid, p_model text, p_api text, p_offer generation.offer) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '29c6461de70b5baf';

ALTER FUNCTION generation.refuse_offer(p_account_id uuid, p_model text, p_api text, p_offer generation.offer) OWNER TO postgres;

COMMENT ON FUNCTION generation.refuse_offer(p_account_id uuid, p_model text, p_api text, p_offer generation.offer) IS 'Raises FLDEF, FLMOD, FLAPI or FLLCK.';

CREATE FUNCTION generation.refuse_query(p_rule text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '5b35e91cb78d1eb9';

ALTER FUNCTION generation.refuse_query(p_rule text) OWNER TO postgres;

COMMENT ON FUNCTION generation.refuse_query(p_rule text) IS 'Raises FLQRY.';

CREATE FUNCTION generation.repeat_job(p_account_id uuid, p_job_id uuid, p_idempotency_key text, p_request_hash bytea) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'f6a87af19b6854f1';

ALTER FUNCTION generation.repeat_job(p_account_id uuid, p_job_id uuid, p_idempotency_key text, p_request_hash bytea) OWNER TO postgres;

COMMENT ON FUNCTION generation.repeat_job(p_account_id uuid, p_job_id uuid, p_idempotency_key text, p_request_hash bytea) IS 'What to answer to a repeated job.';

CREATE FUNCTION generation.report_usage(p_account_id uuid, p_user_id uuid, p_from timestamp with time zone, p_to timestamp with time zone, p_group_by text) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS '48dd88c072e9589a';

ALTER FUNCTION generation.report_usage(p_account_id uuid, p_user_id uuid, p_from timestamp with time zone, p_to timestamp with time zone, p_group_by text) OWNER TO postgres;

COMMENT ON FUNCTION generation.report_usage(p_account_id uuid, p_user_id uuid, p_from timestamp with time zone, p_to timestamp with time zone, p_group_by text) IS 'What an account used in a span of time.';

CREATE FUNCTION generation.requeue_jobs(p_limit integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'bd8ee2d0a66e346e';

ALTER FUNCTION generation.requeue_jobs(p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION generation.requeue_jobs(p_limit integer) IS 'Sees to steps that nobody does, in batches.';

CREATE FUNCTION generation.retake_steps(p_limit integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'c04fcdd2f7370e1a';

ALTER FUNCTION generation.retake_steps(p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION generation.retake_steps(p_limit integer) IS 'Gives the steps of dead workers back to the queue.';

CREATE FUNCTION generation.roll_up(p_limit integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '2b37a4bfdbb78dc0';

ALTER FUNCTION generation.roll_up(p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION generation.roll_up(p_limit integer) IS 'Sums up usage of days that are over, in batches.';

CREATE FUNCTION generation.scrub(p_account_id uuid, p_limit integer) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '9553fafbfdf4507d';

ALTER FUNCTION generation.scrub(p_account_id uuid, p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION generation.scrub(p_account_id uuid, p_limit integer) IS 'Takes the person out of an account''s history.';

CREATE FUNCTION generation.scrub_jobs(p_account_id uuid, p_limit integer) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'd45bce13688d0a43';

ALTER FUNCTION generation.scrub_jobs(p_account_id uuid, p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION generation.scrub_jobs(p_account_id uuid, p_limit integer) IS 'Takes the person out of an account''s jobs.';

CREATE FUNCTION generation.start_submission(p_account_id uuid, p_job_id uuid, p_lease uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '3b6c723cec431f83';

ALTER FUNCTION generation.start_submission(p_account_id uuid, p_job_id uuid, p_lease uuid) OWNER TO postgres;

COMMENT ON FUNCTION generation.start_submission(p_account_id uuid, p_job_id uuid, p_lease uuid) IS 'Notes that a job is about to be submitted.';

CREATE FUNCTION generation.sum_lines(p_account_id uuid, p_generation_id uuid, p_usage jsonb) RETURNS generation.priced
    LANGUAGE plpgsql STABLE
    AS '42fe57ec92085961';

ALTER FUNCTION generation.sum_lines(p_account_id uuid, p_generation_id uuid, p_usage jsonb) OWNER TO postgres;

COMMENT ON FUNCTION generation.sum_lines(p_account_id uuid, p_generation_id uuid, p_usage jsonb) IS 'Sums the usage of a generation that runs.';

CREATE FUNCTION generation.sum_usage(p_account_id uuid, p_from timestamp with time zone, p_to timestamp with time zone, p_group_by text) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS 'b72bf0697806fcdc';

ALTER FUNCTION generation.sum_usage(p_account_id uuid, p_from timestamp with time zone, p_to timestamp with time zone, p_group_by text) OWNER TO postgres;

COMMENT ON FUNCTION generation.sum_usage(p_account_id uuid, p_from timestamp with time zone, p_to timestamp with time zone, p_group_by text) IS 'What an account used in a span of time.';

CREATE FUNCTION generation.sweep(p_limit integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '1f03fbde9e5bde1c';

ALTER FUNCTION generation.sweep(p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION generation.sweep(p_limit integer) IS 'Ends generations whose service went silent, in batches.';

CREATE FUNCTION generation.tell_of_job() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS '6abb97435e25d671';

ALTER FUNCTION generation.tell_of_job() OWNER TO postgres;

COMMENT ON FUNCTION generation.tell_of_job() IS 'Tells listeners of a job''s change.';

CREATE FUNCTION generation.used(p_account_id uuid, p_from timestamp with time zone, p_to timestamp with time zone) RETURNS TABLE(day date, model_id text, generations bigint, input bigint, cache_read bigint, cache_write bigint, output bigint, web_search bigint, charged bigint)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS '7cad6b0c4f2458a9';

ALTER FUNCTION generation.used(p_account_id uuid, p_from timestamp with time zone, p_to timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION generation.used(p_account_id uuid, p_from timestamp with time zone, p_to timestamp with time zone) IS 'What an account used, by day and model.';

CREATE FUNCTION generation.verify_jobs(p_account_id uuid DEFAULT NULL::uuid) RETURNS SETOF ledger.violation
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS '470912601fe53ee5';

ALTER FUNCTION generation.verify_jobs(p_account_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION generation.verify_jobs(p_account_id uuid) IS 'Jobs and generations that contradict each other.';

CREATE TABLE ledger.buckets (
    account_id uuid NOT NULL,
    id bigint NOT NULL,
    source ledger.bucket_source NOT NULL,
    source_ref text NOT NULL,
    granted ledger.microcredits NOT NULL,
    remaining ledger.unsigned_microcredits NOT NULL,
    lapsed ledger.unsigned_microcredits DEFAULT 0 NOT NULL,
    clawed ledger.unsigned_microcredits DEFAULT 0 NOT NULL,
    clawed_elsewhere ledger.unsigned_microcredits DEFAULT 0 NOT NULL,
    clawback_refs text[] DEFAULT '{}'::text[] NOT NULL,
    priority smallint DEFAULT 100 NOT NULL,
    effective_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone,
    activated_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL
)
WITH (fillfactor='70');

ALTER TABLE ledger.buckets OWNER TO postgres;

COMMENT ON TABLE ledger.buckets IS 'Credits in, one row per grant. Burned by priority, then soonest expiry, then age.';

COMMENT ON COLUMN ledger.buckets.account_id IS 'Whose credits.';

COMMENT ON COLUMN ledger.buckets.id IS 'Order of arrival.';

COMMENT ON COLUMN ledger.buckets.source IS 'plan, purchase, promo, admin or reversal.';

COMMENT ON COLUMN ledger.buckets.source_ref IS 'What was granted for; the same source and ref never grants twice.';

COMMENT ON COLUMN ledger.buckets.granted IS 'Credits granted, µc.';

COMMENT ON COLUMN ledger.buckets.remaining IS 'Credits left, µc; 0 until the bucket is active. Behind the truth, never below it, while the account''s burning_rest stands for it: ledger.bucket_rests tells.';

COMMENT ON COLUMN ledger.buckets.lapsed IS 'Credits that lapsed unspent and were not taken back since, µc.';

COMMENT ON COLUMN ledger.buckets.clawed IS 'Credits taken back by refunds, µc.';

COMMENT ON COLUMN ledger.buckets.clawed_elsewhere IS 'Of those, what was spent before and so came out of other credits or became debt, µc.';

COMMENT ON COLUMN ledger.buckets.clawback_refs IS 'The refunds that took them; each counts once.';

COMMENT ON COLUMN ledger.buckets.priority IS 'Lower burns first.';

COMMENT ON COLUMN ledger.buckets.effective_at IS 'From when the credits can be spent.';

COMMENT ON COLUMN ledger.buckets.expires_at IS 'When what is left lapses; null is never.';

COMMENT ON COLUMN ledger.buckets.activated_at IS 'When the credits were posted; null is pending.';

COMMENT ON COLUMN ledger.buckets.created_at IS 'When the grant was made.';

CREATE FUNCTION ledger.activate_bucket(p_account_id uuid, p_bucket_id bigint) RETURNS ledger.buckets
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'f0f81a9272ba9180';

ALTER FUNCTION ledger.activate_bucket(p_account_id uuid, p_bucket_id bigint) OWNER TO postgres;

COMMENT ON FUNCTION ledger.activate_bucket(p_account_id uuid, p_bucket_id bigint) IS 'Posts a pending bucket''s credits.';

CREATE TABLE ledger.accounts (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    posted ledger.microcredits DEFAULT 0 NOT NULL,
    held ledger.unsigned_microcredits DEFAULT 0 NOT NULL,
    debt ledger.unsigned_microcredits DEFAULT 0 NOT NULL,
    overdraft_limit ledger.unsigned_microcredits DEFAULT 0 NOT NULL,
    open_generations integer DEFAULT 0 NOT NULL,
    paced_until timestamp with time zone DEFAULT now() NOT NULL,
    version bigint DEFAULT 0 NOT NULL,
    status ledger.account_status DEFAULT 'active'::ledger.account_status NOT NULL,
    next_bucket_change_at timestamp with time zone,
    burning_bucket_id bigint,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    burning_rest bigint
)
WITH (fillfactor='50');

ALTER TABLE ledger.accounts OWNER TO postgres;

COMMENT ON TABLE ledger.accounts IS 'One purse of credits. available = posted - held + overdraft.';

COMMENT ON COLUMN ledger.accounts.id IS 'The account; also the shard key.';

COMMENT ON COLUMN ledger.accounts.posted IS 'Settled credits, µc: the sum of all entries.';

COMMENT ON COLUMN ledger.accounts.held IS 'Reserved by open holds, µc.';

COMMENT ON COLUMN ledger.accounts.debt IS 'Spent beyond every bucket, µc. New grants pay it first.';

COMMENT ON COLUMN ledger.accounts.overdraft_limit IS 'How far below zero work may go, µc.';

COMMENT ON COLUMN ledger.accounts.open_generations IS 'How many generations are under way.';

COMMENT ON COLUMN ledger.accounts.paced_until IS 'How far ahead of the clock its requests have used up its rate.';

COMMENT ON COLUMN ledger.accounts.version IS 'Number of the account''s last entry; no gaps.';

COMMENT ON COLUMN ledger.accounts.status IS 'active, suspended (no new work) or closed.';

COMMENT ON COLUMN ledger.accounts.next_bucket_change_at IS 'When a bucket next lapses or becomes effective; null when none will.';

COMMENT ON COLUMN ledger.accounts.burning_bucket_id IS 'The bucket that pays next, until then; null is none.';

COMMENT ON COLUMN ledger.accounts.created_at IS 'When the account was opened.';

COMMENT ON COLUMN ledger.accounts.burning_rest IS 'What is left in the burning bucket, µc, more than 0; null: what the bucket''s own row says (decision 32).';

CREATE FUNCTION ledger.adjust_balance(p_account_id uuid, p_amount ledger.microcredits, p_ref text) RETURNS ledger.accounts
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '440fee6470da30e6';

ALTER FUNCTION ledger.adjust_balance(p_account_id uuid, p_amount ledger.microcredits, p_ref text) OWNER TO postgres;

COMMENT ON FUNCTION ledger.adjust_balance(p_account_id uuid, p_amount ledger.microcredits, p_ref text) IS 'Corrects an account by hand.';

CREATE FUNCTION ledger.admit(p_account_id uuid, p_amount ledger.microcredits, p_max_open integer, p_per_minute integer, p_refuse_in_debt boolean) RETURNS ledger.placement
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'f2026f3346e8d918';

ALTER FUNCTION ledger.admit(p_account_id uuid, p_amount ledger.microcredits, p_max_open integer, p_per_minute integer, p_refuse_in_debt boolean) OWNER TO postgres;

COMMENT ON FUNCTION ledger.admit(p_account_id uuid, p_amount ledger.microcredits, p_max_open integer, p_per_minute integer, p_refuse_in_debt boolean) IS 'Reserves on a refreshed account, or raises the reason.';

CREATE FUNCTION ledger.book_burning(p_account_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '2c074ef4c4cbc3c2';

ALTER FUNCTION ledger.book_burning(p_account_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION ledger.book_burning(p_account_id uuid) IS 'Writes the burning bucket''s rest back into its row.';

CREATE FUNCTION ledger.bound_charge(p_account_id uuid, p_held ledger.microcredits, p_held_since timestamp with time zone, p_amount ledger.microcredits) RETURNS ledger.microcredits
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'ddc2cc2b61f3ad6b';

ALTER FUNCTION ledger.bound_charge(p_account_id uuid, p_held ledger.microcredits, p_held_since timestamp with time zone, p_amount ledger.microcredits) OWNER TO postgres;

COMMENT ON FUNCTION ledger.bound_charge(p_account_id uuid, p_held ledger.microcredits, p_held_since timestamp with time zone, p_amount ledger.microcredits) IS 'How much of a charge beyond its hold is charged.';

CREATE FUNCTION ledger.burn_buckets(p_account_id uuid, p_amount ledger.microcredits, p_authorised_at timestamp with time zone) RETURNS ledger.microcredits
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '4ad6feea92a67df0';

ALTER FUNCTION ledger.burn_buckets(p_account_id uuid, p_amount ledger.microcredits, p_authorised_at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION ledger.burn_buckets(p_account_id uuid, p_amount ledger.microcredits, p_authorised_at timestamp with time zone) IS 'Takes credits out of buckets in burn order.';

CREATE FUNCTION ledger.charge_late(p_account_id uuid, p_hold_id uuid, p_authorised_at timestamp with time zone, p_amount ledger.microcredits, p_ref text, p_usage_source ledger.usage_source) RETURNS ledger.settlement
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'd733986fbfcc54b9';

ALTER FUNCTION ledger.charge_late(p_account_id uuid, p_hold_id uuid, p_authorised_at timestamp with time zone, p_amount ledger.microcredits, p_ref text, p_usage_source ledger.usage_source) OWNER TO postgres;

COMMENT ON FUNCTION ledger.charge_late(p_account_id uuid, p_hold_id uuid, p_authorised_at timestamp with time zone, p_amount ledger.microcredits, p_ref text, p_usage_source ledger.usage_source) IS 'Charges work whose hold had closed already.';

CREATE FUNCTION ledger.claw_back(p_account_id uuid, p_source ledger.bucket_source, p_source_ref text, p_amount ledger.microcredits, p_ref text) RETURNS ledger.accounts
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '82fa2b9a926cc2ce';

ALTER FUNCTION ledger.claw_back(p_account_id uuid, p_source ledger.bucket_source, p_source_ref text, p_amount ledger.microcredits, p_ref text) OWNER TO postgres;

COMMENT ON FUNCTION ledger.claw_back(p_account_id uuid, p_source ledger.bucket_source, p_source_ref text, p_amount ledger.microcredits, p_ref text) IS 'Takes back a refunded grant''s credits.';

CREATE TABLE ledger.holds (
    account_id uuid NOT NULL,
    id uuid NOT NULL,
    amount ledger.unsigned_microcredits NOT NULL,
    settled ledger.microcredits,
    status ledger.hold_status DEFAULT 'open'::ledger.hold_status NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    closed_at timestamp with time zone
)
WITH (fillfactor='80');

ALTER TABLE ledger.holds OWNER TO postgres;

COMMENT ON TABLE ledger.holds IS 'Credits reserved for work of the app that is under way.';

COMMENT ON COLUMN ledger.holds.account_id IS 'Whose credits.';

COMMENT ON COLUMN ledger.holds.id IS 'Given by the caller.';

COMMENT ON COLUMN ledger.holds.amount IS 'Reserved, µc.';

COMMENT ON COLUMN ledger.holds.settled IS 'Charged when the hold was settled, µc.';

COMMENT ON COLUMN ledger.holds.status IS 'open, then once: settled, released or expired.';

COMMENT ON COLUMN ledger.holds.expires_at IS 'After this the sweeper closes it.';

COMMENT ON COLUMN ledger.holds.created_at IS 'When the work was authorised.';

COMMENT ON COLUMN ledger.holds.closed_at IS 'When it was settled, released or expired.';

CREATE FUNCTION ledger.close_hold(p_account_id uuid, p_hold_id uuid, p_status ledger.hold_status) RETURNS ledger.holds
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'cda89751219ca26c';

ALTER FUNCTION ledger.close_hold(p_account_id uuid, p_hold_id uuid, p_status ledger.hold_status) OWNER TO postgres;

COMMENT ON FUNCTION ledger.close_hold(p_account_id uuid, p_hold_id uuid, p_status ledger.hold_status) IS 'Closes an open hold of the app, once.';

CREATE FUNCTION ledger.draw_down(p_account_id uuid, p_amount ledger.microcredits, p_kind ledger.entry_kind, p_contra ledger.contra_account, p_ref text, p_bucket_id bigint DEFAULT NULL::bigint) RETURNS ledger.accounts
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '75803458ebd6808a';

ALTER FUNCTION ledger.draw_down(p_account_id uuid, p_amount ledger.microcredits, p_kind ledger.entry_kind, p_contra ledger.contra_account, p_ref text, p_bucket_id bigint) OWNER TO postgres;

COMMENT ON FUNCTION ledger.draw_down(p_account_id uuid, p_amount ledger.microcredits, p_kind ledger.entry_kind, p_contra ledger.contra_account, p_ref text, p_bucket_id bigint) IS 'Takes credits out for a reason other than work.';

CREATE FUNCTION ledger.expire_holds(p_limit integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'a34164fb50a9eec5';

ALTER FUNCTION ledger.expire_holds(p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION ledger.expire_holds(p_limit integer) IS 'Frees lapsed holds of metered features, in batches.';

CREATE FUNCTION ledger.extend_hold(p_account_id uuid, p_hold_id uuid, p_amount ledger.microcredits, p_expires_in interval) RETURNS ledger.microcredits
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'c5f499e484184e8e';

ALTER FUNCTION ledger.extend_hold(p_account_id uuid, p_hold_id uuid, p_amount ledger.microcredits, p_expires_in interval) OWNER TO postgres;

COMMENT ON FUNCTION ledger.extend_hold(p_account_id uuid, p_hold_id uuid, p_amount ledger.microcredits, p_expires_in interval) IS 'Raises an open hold and renews its lease.';

CREATE FUNCTION ledger.find_grant(p_account_id uuid, p_source ledger.bucket_source, p_source_ref text, p_amount ledger.microcredits) RETURNS ledger.buckets
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS '4ab3b4e0ed9e3bd5';

ALTER FUNCTION ledger.find_grant(p_account_id uuid, p_source ledger.bucket_source, p_source_ref text, p_amount ledger.microcredits) OWNER TO postgres;

COMMENT ON FUNCTION ledger.find_grant(p_account_id uuid, p_source ledger.bucket_source, p_source_ref text, p_amount ledger.microcredits) IS 'Finds an earlier grant and checks that it is the same.';

CREATE FUNCTION ledger.forfeit_bucket(p_account_id uuid, p_bucket_id bigint, p_keep ledger.microcredits DEFAULT 0) RETURNS ledger.buckets
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '48dde7595a2bfb7d';

ALTER FUNCTION ledger.forfeit_bucket(p_account_id uuid, p_bucket_id bigint, p_keep ledger.microcredits) OWNER TO postgres;

COMMENT ON FUNCTION ledger.forfeit_bucket(p_account_id uuid, p_bucket_id bigint, p_keep ledger.microcredits) IS 'Lapses a bucket before its time.';

CREATE FUNCTION ledger.grant_credits(p_account_id uuid, p_source ledger.bucket_source, p_source_ref text, p_amount ledger.microcredits, p_priority smallint DEFAULT 100, p_effective_at timestamp with time zone DEFAULT now(), p_expires_at timestamp with time zone DEFAULT NULL::timestamp with time zone) RETURNS ledger.buckets
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'fcf867179e8ad1a2';

ALTER FUNCTION ledger.grant_credits(p_account_id uuid, p_source ledger.bucket_source, p_source_ref text, p_amount ledger.microcredits, p_priority smallint, p_effective_at timestamp with time zone, p_expires_at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION ledger.grant_credits(p_account_id uuid, p_source ledger.bucket_source, p_source_ref text, p_amount ledger.microcredits, p_priority smallint, p_effective_at timestamp with time zone, p_expires_at timestamp with time zone) IS 'Puts credits into an account, once per reference.';

CREATE FUNCTION ledger.guard_burning() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'eecd8c19babf9998';

ALTER FUNCTION ledger.guard_burning() OWNER TO postgres;

COMMENT ON FUNCTION ledger.guard_burning() IS 'Refuses to write a bucket that is behind.';

CREATE FUNCTION ledger.hold_credits(p_account_id uuid, p_amount ledger.microcredits, p_max_open integer, p_per_minute integer, p_refuse_in_debt boolean) RETURNS ledger.placement
    LANGUAGE plpgsql
    AS 'b3f4b477e8c13e16';

ALTER FUNCTION ledger.hold_credits(p_account_id uuid, p_amount ledger.microcredits, p_max_open integer, p_per_minute integer, p_refuse_in_debt boolean) OWNER TO postgres;

COMMENT ON FUNCTION ledger.hold_credits(p_account_id uuid, p_amount ledger.microcredits, p_max_open integer, p_per_minute integer, p_refuse_in_debt boolean) IS 'Reserves credits of one account.';

CREATE FUNCTION ledger.hold_more(p_account_id uuid, p_amount ledger.microcredits) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'b1856ebee800d961';

ALTER FUNCTION ledger.hold_more(p_account_id uuid, p_amount ledger.microcredits) OWNER TO postgres;

COMMENT ON FUNCTION ledger.hold_more(p_account_id uuid, p_amount ledger.microcredits) IS 'Reserves more for work that is under way.';

CREATE FUNCTION ledger.keep_app_store_credits() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '5c464133c4476f67';

ALTER FUNCTION ledger.keep_app_store_credits() OWNER TO postgres;

COMMENT ON FUNCTION ledger.keep_app_store_credits() IS 'Refuses an end for credits of the App Store.';

CREATE FUNCTION ledger.keep_burning(p_account_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '8bc1381aab31b8fa';

ALTER FUNCTION ledger.keep_burning(p_account_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION ledger.keep_burning(p_account_id uuid) IS 'Keeps the burning bucket''s rest on the account.';

CREATE FUNCTION ledger.lapse_bucket(p_account_id uuid, p_bucket_id bigint, p_promised ledger.microcredits, p_held ledger.microcredits, p_held_since timestamp with time zone) RETURNS ledger.microcredits
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'a492a5f1c769348e';

ALTER FUNCTION ledger.lapse_bucket(p_account_id uuid, p_bucket_id bigint, p_promised ledger.microcredits, p_held ledger.microcredits, p_held_since timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION ledger.lapse_bucket(p_account_id uuid, p_bucket_id bigint, p_promised ledger.microcredits, p_held ledger.microcredits, p_held_since timestamp with time zone) IS 'Expires what is left of a lapsed bucket.';

CREATE FUNCTION ledger.move_bucket(p_account_id uuid, p_bucket_id bigint, p_into_account_id uuid) RETURNS ledger.microcredits
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '48a2a29d4bf16f05';

ALTER FUNCTION ledger.move_bucket(p_account_id uuid, p_bucket_id bigint, p_into_account_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION ledger.move_bucket(p_account_id uuid, p_bucket_id bigint, p_into_account_id uuid) IS 'Moves a bucket to another account.';

CREATE FUNCTION ledger.move_credits(p_account_id uuid, p_into_account_id uuid, p_with_plan boolean, OUT o_credits bigint, OUT o_lapsed bigint, OUT o_debt bigint) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'ea13bb0c40b861d8';

ALTER FUNCTION ledger.move_credits(p_account_id uuid, p_into_account_id uuid, p_with_plan boolean, OUT o_credits bigint, OUT o_lapsed bigint, OUT o_debt bigint) OWNER TO postgres;

COMMENT ON FUNCTION ledger.move_credits(p_account_id uuid, p_into_account_id uuid, p_with_plan boolean, OUT o_credits bigint, OUT o_lapsed bigint, OUT o_debt bigint) IS 'Moves credits and debt into another account.';

CREATE FUNCTION ledger.open_account(p_overdraft_limit ledger.microcredits DEFAULT 0) RETURNS uuid
    LANGUAGE sql
    SET search_path TO ''
    AS 'aa6da451bafcac80';

ALTER FUNCTION ledger.open_account(p_overdraft_limit ledger.microcredits) OWNER TO postgres;

COMMENT ON FUNCTION ledger.open_account(p_overdraft_limit ledger.microcredits) IS 'Opens an empty account.';

CREATE FUNCTION ledger.part_bucket(p_account_id uuid, p_bucket_id bigint, p_into_account_id uuid, OUT o_spent bigint, OUT o_clawed bigint, OUT o_bucket_id bigint) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '38b2050df1e570ae';

ALTER FUNCTION ledger.part_bucket(p_account_id uuid, p_bucket_id bigint, p_into_account_id uuid, OUT o_spent bigint, OUT o_clawed bigint, OUT o_bucket_id bigint) OWNER TO postgres;

COMMENT ON FUNCTION ledger.part_bucket(p_account_id uuid, p_bucket_id bigint, p_into_account_id uuid, OUT o_spent bigint, OUT o_clawed bigint, OUT o_bucket_id bigint) IS 'Moves what is left of a bucket.';

CREATE FUNCTION ledger.place_hold(p_account_id uuid, p_hold_id uuid, p_amount ledger.microcredits, p_expires_in interval, p_refuse_in_debt boolean DEFAULT false) RETURNS ledger.placement
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '677718ddc85de547';

ALTER FUNCTION ledger.place_hold(p_account_id uuid, p_hold_id uuid, p_amount ledger.microcredits, p_expires_in interval, p_refuse_in_debt boolean) OWNER TO postgres;

COMMENT ON FUNCTION ledger.place_hold(p_account_id uuid, p_hold_id uuid, p_amount ledger.microcredits, p_expires_in interval, p_refuse_in_debt boolean) IS 'Reserves credits for work of the app.';

CREATE FUNCTION ledger.plan_bucket_change(p_account_id uuid) RETURNS timestamp with time zone
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '5acd3fb6adf91421';

ALTER FUNCTION ledger.plan_bucket_change(p_account_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION ledger.plan_bucket_change(p_account_id uuid) IS 'Notes when buckets next change and which burns.';

CREATE FUNCTION ledger.post_entry(p_account_id uuid, p_amount ledger.microcredits, p_kind ledger.entry_kind, p_contra ledger.contra_account, p_ref text, p_debt_change ledger.microcredits DEFAULT 0, p_hold_id uuid DEFAULT NULL::uuid, p_usage_source ledger.usage_source DEFAULT NULL::ledger.usage_source) RETURNS ledger.accounts
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'e674c46a057798d3';

ALTER FUNCTION ledger.post_entry(p_account_id uuid, p_amount ledger.microcredits, p_kind ledger.entry_kind, p_contra ledger.contra_account, p_ref text, p_debt_change ledger.microcredits, p_hold_id uuid, p_usage_source ledger.usage_source) OWNER TO postgres;

COMMENT ON FUNCTION ledger.post_entry(p_account_id uuid, p_amount ledger.microcredits, p_kind ledger.entry_kind, p_contra ledger.contra_account, p_ref text, p_debt_change ledger.microcredits, p_hold_id uuid, p_usage_source ledger.usage_source) IS 'Writes one entry and moves posted with it.';

CREATE FUNCTION ledger.recredit(p_account_id uuid, p_bucket_id bigint, p_amount ledger.microcredits) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '0fb7376d76b11dd7';

ALTER FUNCTION ledger.recredit(p_account_id uuid, p_bucket_id bigint, p_amount ledger.microcredits) OWNER TO postgres;

COMMENT ON FUNCTION ledger.recredit(p_account_id uuid, p_bucket_id bigint, p_amount ledger.microcredits) IS 'Gives back what a reversed refund had taken.';

CREATE FUNCTION ledger.refresh_account(p_account_id uuid, p_held ledger.microcredits DEFAULT 0, p_held_since timestamp with time zone DEFAULT NULL::timestamp with time zone) RETURNS ledger.accounts
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'fd349eb1d2bd94cf';

ALTER FUNCTION ledger.refresh_account(p_account_id uuid, p_held ledger.microcredits, p_held_since timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION ledger.refresh_account(p_account_id uuid, p_held ledger.microcredits, p_held_since timestamp with time zone) IS 'Brings one account''s buckets up to the clock.';

CREATE FUNCTION ledger.refresh_buckets(p_limit integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS 'ce2c76f20ac3fc88';

ALTER FUNCTION ledger.refresh_buckets(p_limit integer) OWNER TO postgres;

COMMENT ON FUNCTION ledger.refresh_buckets(p_limit integer) IS 'Activates and expires buckets, in batches.';

CREATE FUNCTION ledger.refuse_account(p_account_id uuid, p_status text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '699d791406e4052f';

ALTER FUNCTION ledger.refuse_account(p_account_id uuid, p_status text) OWNER TO postgres;

COMMENT ON FUNCTION ledger.refuse_account(p_account_id uuid, p_status text) IS 'Raises FLACC with the account''s status.';

CREATE FUNCTION ledger.refuse_amount(p_amount ledger.microcredits, p_rule text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '02164625fd6b7274';

ALTER FUNCTION ledger.refuse_amount(p_amount ledger.microcredits, p_rule text) OWNER TO postgres;

COMMENT ON FUNCTION ledger.refuse_amount(p_amount ledger.microcredits, p_rule text) IS 'Raises FLAMT with the amount and the rule.';

CREATE FUNCTION ledger.refuse_balance(p_available ledger.microcredits, p_required ledger.microcredits) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'e4bd7f1d005a5d89';

ALTER FUNCTION ledger.refuse_balance(p_available ledger.microcredits, p_required ledger.microcredits) OWNER TO postgres;

COMMENT ON FUNCTION ledger.refuse_balance(p_available ledger.microcredits, p_required ledger.microcredits) IS 'Raises FLBAL with what is there and what it takes.';

CREATE FUNCTION ledger.refuse_debt(p_debt ledger.microcredits) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '9d523f33f488bbae';

ALTER FUNCTION ledger.refuse_debt(p_debt ledger.microcredits) OWNER TO postgres;

COMMENT ON FUNCTION ledger.refuse_debt(p_debt ledger.microcredits) IS 'Raises FLBAL with the debt.';

CREATE FUNCTION ledger.refuse_grant(p_source ledger.bucket_source, p_source_ref text, p_granted ledger.microcredits, p_amount ledger.microcredits) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '71f0a75a4bc73ad7';

ALTER FUNCTION ledger.refuse_grant(p_source ledger.bucket_source, p_source_ref text, p_granted ledger.microcredits, p_amount ledger.microcredits) OWNER TO postgres;

COMMENT ON FUNCTION ledger.refuse_grant(p_source ledger.bucket_source, p_source_ref text, p_granted ledger.microcredits, p_amount ledger.microcredits) IS 'Raises FLGRT with both amounts.';

CREATE FUNCTION ledger.refuse_hold(p_hold_id uuid, p_status text) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS '73843c23a77e70e9';

ALTER FUNCTION ledger.refuse_hold(p_hold_id uuid, p_status text) OWNER TO postgres;

COMMENT ON FUNCTION ledger.refuse_hold(p_hold_id uuid, p_status text) IS 'Raises FLHLD with the status the hold has.';

CREATE FUNCTION ledger.refuse_pace(p_at timestamp with time zone, p_per_minute integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'b33a00d12de3bc0e';

ALTER FUNCTION ledger.refuse_pace(p_at timestamp with time zone, p_per_minute integer) OWNER TO postgres;

COMMENT ON FUNCTION ledger.refuse_pace(p_at timestamp with time zone, p_per_minute integer) IS 'Refuses work that comes too fast.';

CREATE FUNCTION ledger.release_hold(p_account_id uuid, p_hold_id uuid, p_status ledger.hold_status DEFAULT 'released'::ledger.hold_status) RETURNS ledger.settlement
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'bfe994749eb74ae2';

ALTER FUNCTION ledger.release_hold(p_account_id uuid, p_hold_id uuid, p_status ledger.hold_status) OWNER TO postgres;

COMMENT ON FUNCTION ledger.release_hold(p_account_id uuid, p_hold_id uuid, p_status ledger.hold_status) IS 'Frees a hold without charging, once.';

CREATE FUNCTION ledger.resize_bucket(p_account_id uuid, p_bucket_id bigint, p_granted ledger.unsigned_microcredits) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '28506d3fec6d3725';

ALTER FUNCTION ledger.resize_bucket(p_account_id uuid, p_bucket_id bigint, p_granted ledger.unsigned_microcredits) OWNER TO postgres;

COMMENT ON FUNCTION ledger.resize_bucket(p_account_id uuid, p_bucket_id bigint, p_granted ledger.unsigned_microcredits) IS 'Makes a grant larger or smaller.';

CREATE FUNCTION ledger.roll_over(p_account_id uuid, p_lapsed_at timestamp with time zone, p_cap ledger.microcredits, p_ref text, p_expires_at timestamp with time zone) RETURNS ledger.microcredits
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'f1453b957d84d02c';

ALTER FUNCTION ledger.roll_over(p_account_id uuid, p_lapsed_at timestamp with time zone, p_cap ledger.microcredits, p_ref text, p_expires_at timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION ledger.roll_over(p_account_id uuid, p_lapsed_at timestamp with time zone, p_cap ledger.microcredits, p_ref text, p_expires_at timestamp with time zone) IS 'Grants anew what lapsed unspent of a plan''s credits.';

CREATE FUNCTION ledger.settle(p_account_id uuid, p_hold_id uuid, p_held ledger.microcredits, p_held_since timestamp with time zone, p_generations integer, p_amount ledger.microcredits, p_ref text, p_usage_source ledger.usage_source) RETURNS ledger.settlement
    LANGUAGE plpgsql
    AS '1c3604b441b5dec1';

ALTER FUNCTION ledger.settle(p_account_id uuid, p_hold_id uuid, p_held ledger.microcredits, p_held_since timestamp with time zone, p_generations integer, p_amount ledger.microcredits, p_ref text, p_usage_source ledger.usage_source) OWNER TO postgres;

COMMENT ON FUNCTION ledger.settle(p_account_id uuid, p_hold_id uuid, p_held ledger.microcredits, p_held_since timestamp with time zone, p_generations integer, p_amount ledger.microcredits, p_ref text, p_usage_source ledger.usage_source) IS 'Charges what work cost and frees what was held for it.';

CREATE FUNCTION ledger.settle_hold(p_account_id uuid, p_hold_id uuid, p_amount ledger.microcredits, p_ref text, p_usage_source ledger.usage_source) RETURNS ledger.settlement
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '911b1d9c8964e117';

ALTER FUNCTION ledger.settle_hold(p_account_id uuid, p_hold_id uuid, p_amount ledger.microcredits, p_ref text, p_usage_source ledger.usage_source) OWNER TO postgres;

COMMENT ON FUNCTION ledger.settle_hold(p_account_id uuid, p_hold_id uuid, p_amount ledger.microcredits, p_ref text, p_usage_source ledger.usage_source) IS 'Charges a hold''s real cost and frees the rest, once.';

CREATE FUNCTION ledger.sum_open_holds(p_account_id uuid, p_before timestamp with time zone) RETURNS bigint
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS '49baaded2a73e937';

ALTER FUNCTION ledger.sum_open_holds(p_account_id uuid, p_before timestamp with time zone) OWNER TO postgres;

COMMENT ON FUNCTION ledger.sum_open_holds(p_account_id uuid, p_before timestamp with time zone) IS 'What open holds placed before a time come to.';

CREATE FUNCTION ledger.take_charge(p_account_id uuid, p_version bigint, p_posted bigint, p_bucket_id bigint, p_hold_id uuid, p_authorised_at timestamp with time zone, p_charge bigint, p_kind ledger.entry_kind, p_ref text, p_usage_source ledger.usage_source) RETURNS void
    LANGUAGE plpgsql
    AS 'ba758b6ed0ecfc2e';

ALTER FUNCTION ledger.take_charge(p_account_id uuid, p_version bigint, p_posted bigint, p_bucket_id bigint, p_hold_id uuid, p_authorised_at timestamp with time zone, p_charge bigint, p_kind ledger.entry_kind, p_ref text, p_usage_source ledger.usage_source) OWNER TO postgres;

COMMENT ON FUNCTION ledger.take_charge(p_account_id uuid, p_version bigint, p_posted bigint, p_bucket_id bigint, p_hold_id uuid, p_authorised_at timestamp with time zone, p_charge bigint, p_kind ledger.entry_kind, p_ref text, p_usage_source ledger.usage_source) IS 'Writes a charge''s entry and burns buckets for it.';

CREATE FUNCTION ledger.tell_of_balance(p_account_id uuid, p_reason text, p_amount ledger.microcredits, p_ref text) RETURNS void
    LANGUAGE sql
    SET search_path TO ''
    AS 'cdab72e26fb7dac2';

ALTER FUNCTION ledger.tell_of_balance(p_account_id uuid, p_reason text, p_amount ledger.microcredits, p_ref text) OWNER TO postgres;

COMMENT ON FUNCTION ledger.tell_of_balance(p_account_id uuid, p_reason text, p_amount ledger.microcredits, p_ref text) IS 'Tells of a change that has no event of its own.';

CREATE FUNCTION ledger.verify(p_account_id uuid DEFAULT NULL::uuid) RETURNS SETOF ledger.violation
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS '6ef4a2333bd9d252';

ALTER FUNCTION ledger.verify(p_account_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION ledger.verify(p_account_id uuid) IS 'Broken invariants; empty means that all is well.';

CREATE FUNCTION ledger.verify_accounts(p_account_id uuid DEFAULT NULL::uuid) RETURNS SETOF ledger.violation
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS '09343e30f8271cd2';

ALTER FUNCTION ledger.verify_accounts(p_account_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION ledger.verify_accounts(p_account_id uuid) IS 'Accounts that disagree with their own rows.';

CREATE FUNCTION ledger.verify_rows(p_account_id uuid DEFAULT NULL::uuid) RETURNS SETOF ledger.violation
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS 'eb09899040f2ac3e';

ALTER FUNCTION ledger.verify_rows(p_account_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION ledger.verify_rows(p_account_id uuid) IS 'Entries and holds that contradict each other.';

CREATE FUNCTION ledger.write_off(p_account_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS '6bd5007b81ddd76c';

ALTER FUNCTION ledger.write_off(p_account_id uuid) OWNER TO postgres;

COMMENT ON FUNCTION ledger.write_off(p_account_id uuid) IS 'Lapses all credits that no hold reserves.';

CREATE FUNCTION private.my_accounts() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS '6812c6b8586b9654';

ALTER FUNCTION private.my_accounts() OWNER TO postgres;

COMMENT ON FUNCTION private.my_accounts() IS 'Accounts of the signed-in user.';

CREATE FUNCTION private.my_merged_accounts() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS '608060e611c926a4';

ALTER FUNCTION private.my_merged_accounts() OWNER TO postgres;

COMMENT ON FUNCTION private.my_merged_accounts() IS 'Accounts of the signed-in user, and those merged into them.';

CREATE FUNCTION private.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS 'ea06a23413ed31d3';

ALTER FUNCTION private.refuse_change() OWNER TO postgres;

COMMENT ON FUNCTION private.refuse_change() IS 'Refuses update, delete and truncate.';

CREATE FUNCTION private.require_admin() RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS '67af49bed89a4886';

ALTER FUNCTION private.require_admin() OWNER TO postgres;

COMMENT ON FUNCTION private.require_admin() IS 'Refuses everybody but admins.';

CREATE FUNCTION queue.procrastinate_cancel_job_v1(job_id bigint, abort boolean, delete_job boolean) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'queue', 'pg_temp'
    AS '82c9f315e4f2b927';

ALTER FUNCTION queue.procrastinate_cancel_job_v1(job_id bigint, abort boolean, delete_job boolean) OWNER TO postgres;

CREATE FUNCTION queue.procrastinate_defer_jobs_v1(jobs queue.procrastinate_job_to_defer_v1[]) RETURNS bigint[]
    LANGUAGE plpgsql
    SET search_path TO 'queue', 'pg_temp'
    AS '47e8aa769939f59f';

ALTER FUNCTION queue.procrastinate_defer_jobs_v1(jobs queue.procrastinate_job_to_defer_v1[]) OWNER TO postgres;

CREATE FUNCTION queue.procrastinate_defer_periodic_job_v2(_queue_name character varying, _lock character varying, _queueing_lock character varying, _task_name character varying, _priority integer, _periodic_id character varying, _defer_timestamp bigint, _args jsonb) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'queue', 'pg_temp'
    AS '5441e3c09b746755';

ALTER FUNCTION queue.procrastinate_defer_periodic_job_v2(_queue_name character varying, _lock character varying, _queueing_lock character varying, _task_name character varying, _priority integer, _periodic_id character varying, _defer_timestamp bigint, _args jsonb) OWNER TO postgres;

CREATE TABLE queue.procrastinate_jobs (
    id bigint NOT NULL,
    queue_name character varying(128) NOT NULL,
    task_name character varying(128) NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    lock text,
    queueing_lock text,
    args jsonb DEFAULT '{}'::jsonb NOT NULL,
    status queue.procrastinate_job_status DEFAULT 'todo'::queue.procrastinate_job_status NOT NULL,
    scheduled_at timestamp with time zone,
    attempts integer DEFAULT 0 NOT NULL,
    abort_requested boolean DEFAULT false NOT NULL,
    worker_id bigint,
    CONSTRAINT check_not_todo_abort_requested CHECK ((NOT ((status = 'todo'::queue.procrastinate_job_status) AND (abort_requested = true))))
);

ALTER TABLE queue.procrastinate_jobs OWNER TO postgres;

COMMENT ON TABLE queue.procrastinate_jobs IS 'Procrastinate''s own; see its documentation.';

CREATE FUNCTION queue.procrastinate_fetch_job_v2(target_queue_names character varying[], p_worker_id bigint) RETURNS queue.procrastinate_jobs
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'queue', 'pg_temp'
    AS '8193b4d061eaf7a2';

ALTER FUNCTION queue.procrastinate_fetch_job_v2(target_queue_names character varying[], p_worker_id bigint) OWNER TO postgres;

CREATE FUNCTION queue.procrastinate_finish_job_v1(job_id bigint, end_status queue.procrastinate_job_status, delete_job boolean) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'queue', 'pg_temp'
    AS 'e2d27b34bcbe0d3e';

ALTER FUNCTION queue.procrastinate_finish_job_v1(job_id bigint, end_status queue.procrastinate_job_status, delete_job boolean) OWNER TO postgres;

CREATE FUNCTION queue.procrastinate_notify_queue_abort_job_v1() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'queue', 'pg_temp'
    AS 'ff4a5020a3b0f80f';

ALTER FUNCTION queue.procrastinate_notify_queue_abort_job_v1() OWNER TO postgres;

CREATE FUNCTION queue.procrastinate_notify_queue_job_inserted_v1() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'queue', 'pg_temp'
    AS '945ed201e1e4f405';

ALTER FUNCTION queue.procrastinate_notify_queue_job_inserted_v1() OWNER TO postgres;

CREATE FUNCTION queue.procrastinate_prune_stalled_workers_v1(seconds_since_heartbeat double precision) RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'queue', 'pg_temp'
    AS '4462e0a7706e82b4';

ALTER FUNCTION queue.procrastinate_prune_stalled_workers_v1(seconds_since_heartbeat double precision) OWNER TO postgres;

CREATE FUNCTION queue.procrastinate_register_worker_v1() RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'queue', 'pg_temp'
    AS 'f1d7aacd75df6547';

ALTER FUNCTION queue.procrastinate_register_worker_v1() OWNER TO postgres;

CREATE FUNCTION queue.procrastinate_retry_job_v1(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'queue', 'pg_temp'
    AS 'ce14a7c82f32f79e';

ALTER FUNCTION queue.procrastinate_retry_job_v1(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) OWNER TO postgres;

CREATE FUNCTION queue.procrastinate_retry_job_v2(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'queue', 'pg_temp'
    AS '2120fa18ea96d8bd';

ALTER FUNCTION queue.procrastinate_retry_job_v2(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) OWNER TO postgres;

CREATE FUNCTION queue.procrastinate_trigger_abort_requested_events_procedure_v1() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'queue', 'pg_temp'
    AS '2e20aa6813846d26';

ALTER FUNCTION queue.procrastinate_trigger_abort_requested_events_procedure_v1() OWNER TO postgres;

CREATE FUNCTION queue.procrastinate_trigger_function_scheduled_events_v1() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'queue', 'pg_temp'
    AS '713122df4b02397e';

ALTER FUNCTION queue.procrastinate_trigger_function_scheduled_events_v1() OWNER TO postgres;

CREATE FUNCTION queue.procrastinate_trigger_function_status_events_insert_v1() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'queue', 'pg_temp'
    AS '3973091d4a0b5b39';

ALTER FUNCTION queue.procrastinate_trigger_function_status_events_insert_v1() OWNER TO postgres;

CREATE FUNCTION queue.procrastinate_trigger_function_status_events_update_v1() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'queue', 'pg_temp'
    AS 'ed03e3cc0a4716ee';

ALTER FUNCTION queue.procrastinate_trigger_function_status_events_update_v1() OWNER TO postgres;

CREATE FUNCTION queue.procrastinate_unlink_periodic_defers_v1() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'queue', 'pg_temp'
    AS '7c36fb69992f1160';

ALTER FUNCTION queue.procrastinate_unlink_periodic_defers_v1() OWNER TO postgres;

CREATE FUNCTION queue.procrastinate_unregister_worker_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'queue', 'pg_temp'
    AS '76644ecb869785f9';

ALTER FUNCTION queue.procrastinate_unregister_worker_v1(worker_id bigint) OWNER TO postgres;

CREATE FUNCTION queue.procrastinate_update_heartbeat_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'queue', 'pg_temp'
    AS '5fac18d80797eefa';

ALTER FUNCTION queue.procrastinate_update_heartbeat_v1(worker_id bigint) OWNER TO postgres;

CREATE FUNCTION realtime.broadcast_changes(topic_name text, event_name text, operation text, table_name text, table_schema text, new record, old record, level text DEFAULT 'ROW'::text) RETURNS void
    LANGUAGE plpgsql
    AS 'c221c1e5a6bf30eb';

ALTER FUNCTION realtime.broadcast_changes(topic_name text, event_name text, operation text, table_name text, table_schema text, new record, old record, level text) OWNER TO supabase_admin;

CREATE FUNCTION realtime.notify_message() RETURNS trigger
    LANGUAGE plpgsql
    AS '4d97306b098b28bb';

ALTER FUNCTION realtime.notify_message() OWNER TO supabase_admin;

CREATE FUNCTION realtime.send(payload jsonb, event text, topic text, private boolean DEFAULT true) RETURNS void
    LANGUAGE plpgsql
    AS '01a5756c5ff5db70';

ALTER FUNCTION realtime.send(payload jsonb, event text, topic text, private boolean) OWNER TO supabase_admin;

CREATE FUNCTION realtime.topic() RETURNS text
    LANGUAGE sql STABLE
    AS 'f0138bf611cf6b36';

ALTER FUNCTION realtime.topic() OWNER TO supabase_admin;

CREATE TABLE access.attested_keys (
    key_id bytea NOT NULL,
    environment text NOT NULL,
    public_key bytea NOT NULL,
    counter bigint DEFAULT 0 NOT NULL,
    receipt bytea NOT NULL,
    account_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT counter_is_unsigned CHECK (((counter >= 0) AND (counter <= '4294967295'::bigint))),
    CONSTRAINT environment_is_known CHECK ((environment = ANY (ARRAY['production'::text, 'development'::text]))),
    CONSTRAINT key_id_is_sha256 CHECK ((octet_length(key_id) = 32)),
    CONSTRAINT public_key_is_a_point CHECK ((octet_length(public_key) = 65)),
    CONSTRAINT receipt_is_bounded CHECK ((octet_length(receipt) <= 16384))
);

ALTER TABLE access.attested_keys OWNER TO postgres;

COMMENT ON TABLE access.attested_keys IS 'Keys that Apple attested to lie in the hardware of a device that runs the app.';

COMMENT ON COLUMN access.attested_keys.key_id IS 'SHA-256 of the public key.';

COMMENT ON COLUMN access.attested_keys.environment IS 'production or development.';

COMMENT ON COLUMN access.attested_keys.public_key IS 'The P-256 point, uncompressed (X9.62).';

COMMENT ON COLUMN access.attested_keys.counter IS 'Of the last assertion: the next has a higher one.';

COMMENT ON COLUMN access.attested_keys.receipt IS 'Apple''s receipt, with which its fraud metric can be asked for.';

COMMENT ON COLUMN access.attested_keys.account_id IS 'The account that attested it.';

COMMENT ON COLUMN access.attested_keys.created_at IS 'When it was attested.';

COMMENT ON COLUMN access.attested_keys.used_at IS 'When it last signed something.';

CREATE TABLE access.closures (
    account_id uuid NOT NULL,
    user_id uuid NOT NULL,
    closed_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE access.closures OWNER TO postgres;

COMMENT ON TABLE access.closures IS 'Users who deleted themselves but are still in Auth: no account opens for them again.';

COMMENT ON COLUMN access.closures.account_id IS 'The account they left.';

COMMENT ON COLUMN access.closures.user_id IS 'The user.';

COMMENT ON COLUMN access.closures.closed_at IS 'When.';

CREATE TABLE access.consumption_consents (
    account_id uuid NOT NULL,
    user_id uuid NOT NULL,
    is_given boolean NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE access.consumption_consents OWNER TO postgres;

COMMENT ON TABLE access.consumption_consents IS 'Who lets a store be told how much of a purchase was used, when they ask it for a refund.';

COMMENT ON COLUMN access.consumption_consents.account_id IS 'The account.';

COMMENT ON COLUMN access.consumption_consents.user_id IS 'The user.';

COMMENT ON COLUMN access.consumption_consents.is_given IS 'Whether they agree; no row: no.';

COMMENT ON COLUMN access.consumption_consents.changed_at IS 'When they said so last.';

CREATE TABLE access.daily_usage (
    account_id uuid NOT NULL,
    day date NOT NULL,
    model_id text NOT NULL,
    messages integer NOT NULL
)
WITH (fillfactor='70');

ALTER TABLE access.daily_usage OWNER TO postgres;

COMMENT ON TABLE access.daily_usage IS 'Generations begun per account, model and day, of models that have a daily limit.';

COMMENT ON COLUMN access.daily_usage.account_id IS 'The account.';

COMMENT ON COLUMN access.daily_usage.day IS 'The day in the account''s time zone.';

COMMENT ON COLUMN access.daily_usage.model_id IS 'The model.';

COMMENT ON COLUMN access.daily_usage.messages IS 'Begun and not given back.';

CREATE TABLE access.departures (
    account_id uuid NOT NULL,
    due_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE access.departures OWNER TO postgres;

COMMENT ON TABLE access.departures IS 'Accounts that a member left, for the worker that closes those nobody is left of.';

COMMENT ON COLUMN access.departures.account_id IS 'The account.';

COMMENT ON COLUMN access.departures.due_at IS 'When the worker looks at it next.';

CREATE TABLE access.device_challenges (
    account_id uuid NOT NULL,
    challenge_hash bytea NOT NULL,
    key_id bytea,
    expires_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT challenge_hash_is_sha256 CHECK ((octet_length(challenge_hash) = 32))
);

ALTER TABLE access.device_challenges OWNER TO postgres;

COMMENT ON TABLE access.device_challenges IS 'What a device is to sign to prove itself: each for one account, one key, a few minutes.';

COMMENT ON COLUMN access.device_challenges.account_id IS 'Who asked for it.';

COMMENT ON COLUMN access.device_challenges.challenge_hash IS 'SHA-256 of the challenge: all that is needed to check an answer.';

COMMENT ON COLUMN access.device_challenges.key_id IS 'The key that answered; null: none yet.';

COMMENT ON COLUMN access.device_challenges.expires_at IS 'Answers later than this are refused.';

COMMENT ON COLUMN access.device_challenges.created_at IS 'When it was asked for.';

CREATE TABLE access.device_checks (
    account_id uuid NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    environment text NOT NULL,
    state text DEFAULT 'opened'::text NOT NULL,
    token_hash bytea NOT NULL,
    token text,
    attempts integer DEFAULT 0 NOT NULL,
    granted ledger.unsigned_microcredits DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    setting_since timestamp with time zone,
    closed_at timestamp with time zone,
    CONSTRAINT environment_is_known CHECK ((environment = ANY (ARRAY['production'::text, 'development'::text]))),
    CONSTRAINT state_is_known CHECK ((state = ANY (ARRAY['opened'::text, 'setting'::text, 'granted'::text, 'device_used'::text, 'refused'::text, 'lost'::text]))),
    CONSTRAINT token_is_bounded CHECK (((length(token) >= 1) AND (length(token) <= 8192))),
    CONSTRAINT token_is_kept_while_setting CHECK (((state = 'setting'::text) = (token IS NOT NULL)))
);

ALTER TABLE access.device_checks OWNER TO postgres;

COMMENT ON TABLE access.device_checks IS 'Claims of welcome credits: one for each time that a device was to be checked with Apple.';

COMMENT ON COLUMN access.device_checks.account_id IS 'Who claims.';

COMMENT ON COLUMN access.device_checks.id IS 'The claim.';

COMMENT ON COLUMN access.device_checks.environment IS 'Apple''s environment of the device.';

COMMENT ON COLUMN access.device_checks.state IS 'opened; setting: the device was new, and its bit is being set; then granted or lost. device_used and refused: Apple said so before.';

COMMENT ON COLUMN access.device_checks.token_hash IS 'SHA-256 of the token, which is not kept.';

COMMENT ON COLUMN access.device_checks.token IS 'The token while the bit is being set, so that others can finish it.';

COMMENT ON COLUMN access.device_checks.attempts IS 'How often others tried to finish it.';

COMMENT ON COLUMN access.device_checks.granted IS 'What it brought, µc.';

COMMENT ON COLUMN access.device_checks.created_at IS 'When it began.';

COMMENT ON COLUMN access.device_checks.setting_since IS 'When setting the bit began.';

COMMENT ON COLUMN access.device_checks.closed_at IS 'When its outcome was known.';

CREATE TABLE access.device_trials (
    device_key text NOT NULL,
    model_id text NOT NULL,
    account_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE access.device_trials OWNER TO postgres;

COMMENT ON TABLE access.device_trials IS 'The account that had a model''s trial on a device.';

COMMENT ON COLUMN access.device_trials.device_key IS 'As in access.devices.';

COMMENT ON COLUMN access.device_trials.model_id IS 'The locked model.';

COMMENT ON COLUMN access.device_trials.account_id IS 'Whose trial it was.';

COMMENT ON COLUMN access.device_trials.created_at IS 'When it started.';

CREATE TABLE access.device_turns (
    environment text NOT NULL,
    number bigint DEFAULT 0 NOT NULL,
    check_id uuid,
    ends_at timestamp with time zone,
    CONSTRAINT environment_is_known CHECK ((environment = ANY (ARRAY['production'::text, 'development'::text])))
);

ALTER TABLE access.device_turns OWNER TO postgres;

COMMENT ON TABLE access.device_turns IS 'Whose turn it is to look at a device''s bits and set them: Apple has no test-and-set.';

COMMENT ON COLUMN access.device_turns.environment IS 'Apple''s environment of the devices.';

COMMENT ON COLUMN access.device_turns.number IS 'Goes up with each turn: who has an old one is late.';

COMMENT ON COLUMN access.device_turns.check_id IS 'The claim that has it; null: the worker.';

COMMENT ON COLUMN access.device_turns.ends_at IS 'Until when, at most; null: it is free.';

CREATE TABLE access.devices (
    account_id uuid NOT NULL,
    device_key text NOT NULL,
    source text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT source_is_known CHECK ((source = ANY (ARRAY['devicecheck'::text, 'app_attest'::text])))
);

ALTER TABLE access.devices OWNER TO postgres;

COMMENT ON TABLE access.devices IS 'Devices that accounts were proven to be used on.';

COMMENT ON COLUMN access.devices.account_id IS 'The account.';

COMMENT ON COLUMN access.devices.device_key IS 'What a device is told apart by; pseudonymous.';

COMMENT ON COLUMN access.devices.source IS 'devicecheck or app_attest: who vouched for it.';

COMMENT ON COLUMN access.devices.created_at IS 'When it was first seen.';

CREATE TABLE access.event_counts (
    account_id uuid NOT NULL,
    minute timestamp with time zone NOT NULL,
    events integer NOT NULL
)
WITH (fillfactor='70');

ALTER TABLE access.event_counts OWNER TO postgres;

COMMENT ON TABLE access.event_counts IS 'Events that each account caused by its own calls in its latest minute with any: one row each.';

COMMENT ON COLUMN access.event_counts.account_id IS 'The account.';

COMMENT ON COLUMN access.event_counts.minute IS 'Beginning of that minute.';

COMMENT ON COLUMN access.event_counts.events IS 'How many there were in it.';

CREATE TABLE access.members (
    account_id uuid NOT NULL,
    user_id uuid NOT NULL,
    role text DEFAULT 'owner'::text NOT NULL,
    is_personal boolean DEFAULT false NOT NULL,
    is_anonymous boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT role_is_known CHECK ((role = ANY (ARRAY['owner'::text, 'member'::text])))
);

ALTER TABLE access.members OWNER TO postgres;

COMMENT ON TABLE access.members IS 'Which users act for which account.';

COMMENT ON COLUMN access.members.account_id IS 'The account.';

COMMENT ON COLUMN access.members.user_id IS 'The user, as Supabase Auth knows them.';

COMMENT ON COLUMN access.members.role IS 'owner or member.';

COMMENT ON COLUMN access.members.is_personal IS 'The account opened for this user on first sight.';

COMMENT ON COLUMN access.members.is_anonymous IS 'Whether the user was anonymous at that time.';

COMMENT ON COLUMN access.members.created_at IS 'Since when.';

CREATE TABLE access.standings (
    account_id uuid NOT NULL,
    user_id uuid NOT NULL,
    tiers text[] NOT NULL,
    on_disconnect catalog.on_disconnect NOT NULL,
    max_open_generations integer NOT NULL,
    requests_per_minute integer,
    refuse_in_debt boolean NOT NULL,
    usual_outputs jsonb
);

ALTER TABLE access.standings OWNER TO postgres;

COMMENT ON TABLE access.standings IS 'Each member of an account that has a plan, with what it allows them. Derived.';

COMMENT ON COLUMN access.standings.account_id IS 'The account.';

COMMENT ON COLUMN access.standings.user_id IS 'The member.';

COMMENT ON COLUMN access.standings.tiers IS 'As the version of the account''s plan has it.';

COMMENT ON COLUMN access.standings.on_disconnect IS 'As the version has it.';

COMMENT ON COLUMN access.standings.max_open_generations IS 'As the version has it.';

COMMENT ON COLUMN access.standings.requests_per_minute IS 'As the version has it.';

COMMENT ON COLUMN access.standings.refuse_in_debt IS 'As the version has it.';

COMMENT ON COLUMN access.standings.usual_outputs IS 'As the account''s plan has it.';

CREATE TABLE access.trials (
    account_id uuid NOT NULL,
    model_id text NOT NULL,
    used integer DEFAULT 0 NOT NULL,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    last_used_at timestamp with time zone,
    CONSTRAINT used_is_not_negative CHECK ((used >= 0))
);

ALTER TABLE access.trials OWNER TO postgres;

COMMENT ON TABLE access.trials IS 'Free messages of locked models that accounts have used.';

COMMENT ON COLUMN access.trials.account_id IS 'The account.';

COMMENT ON COLUMN access.trials.model_id IS 'The locked model.';

COMMENT ON COLUMN access.trials.used IS 'Messages used; a failed one is given back.';

COMMENT ON COLUMN access.trials.started_at IS 'When the first message was used.';

COMMENT ON COLUMN access.trials.last_used_at IS 'When the latest was.';

CREATE TABLE access.welcomes (
    account_id uuid NOT NULL,
    environment text NOT NULL,
    amount ledger.unsigned_microcredits NOT NULL,
    check_id uuid NOT NULL,
    given_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE access.welcomes OWNER TO postgres;

COMMENT ON TABLE access.welcomes IS 'Accounts that had their welcome credits. Stays when they are merged or closed.';

COMMENT ON COLUMN access.welcomes.account_id IS 'The account, or one that it was merged into.';

COMMENT ON COLUMN access.welcomes.environment IS 'As in catalog.welcome_credits.';

COMMENT ON COLUMN access.welcomes.amount IS 'What was granted, µc.';

COMMENT ON COLUMN access.welcomes.check_id IS 'The check of access.device_checks it came of.';

COMMENT ON COLUMN access.welcomes.given_at IS 'When.';

CREATE VIEW api.api_keys WITH (security_invoker='true') AS
 SELECT account_id,
    id,
    user_id,
    name,
    prefix,
    scopes,
    expires_at,
    budget,
    budget_period,
        CASE
            WHEN (budget_resets_at <= now()) THEN NULL::timestamp with time zone
            ELSE budget_resets_at
        END AS budget_resets_at,
        CASE
            WHEN (budget_resets_at <= now()) THEN (0)::bigint
            ELSE (spent)::bigint
        END AS spent,
    reserved,
    requests_per_minute,
    last_used_at,
    revoked_at,
    created_at
   FROM access.api_keys k;

ALTER VIEW api.api_keys OWNER TO postgres;

COMMENT ON VIEW api.api_keys IS 'Keys of the signed-in user''s accounts, without their secrets.';

CREATE VIEW api.balance WITH (security_invoker='true') AS
 SELECT id AS account_id,
    posted,
    held,
    (((posted)::bigint - (held)::bigint) + (overdraft_limit)::bigint) AS available,
    debt,
    overdraft_limit,
    status
   FROM ledger.accounts a;

ALTER VIEW api.balance OWNER TO postgres;

COMMENT ON VIEW api.balance IS 'The signed-in user''s credits, µc.';

CREATE TABLE generation.generations (
    account_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    model_id text NOT NULL,
    price_id bigint NOT NULL,
    api text,
    stream boolean NOT NULL,
    on_disconnect catalog.on_disconnect NOT NULL,
    access generation.access NOT NULL,
    key_id uuid,
    status generation.generation_status DEFAULT 'running'::generation.generation_status NOT NULL,
    hold ledger.unsigned_microcredits NOT NULL,
    hold_expires_at timestamp with time zone NOT NULL,
    idempotency_key text,
    request_hash bytea NOT NULL,
    replica text NOT NULL,
    progress jsonb,
    input bigint,
    cache_read bigint,
    cache_write bigint,
    output bigint,
    web_search bigint,
    usage_source ledger.usage_source,
    iterations jsonb,
    attempts jsonb,
    charged ledger.microcredits,
    uncollected ledger.microcredits,
    http_status integer,
    error jsonb,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    finished_at timestamp with time zone
)
WITH (fillfactor='85');

ALTER TABLE generation.generations OWNER TO postgres;

COMMENT ON TABLE generation.generations IS 'Paid requests: what was asked, used and charged.';

COMMENT ON COLUMN generation.generations.account_id IS 'Who pays.';

COMMENT ON COLUMN generation.generations.id IS 'The generation.';

COMMENT ON COLUMN generation.generations.user_id IS 'Who asked.';

COMMENT ON COLUMN generation.generations.model_id IS 'The model asked for.';

COMMENT ON COLUMN generation.generations.price_id IS 'The price version pinned when it began.';

COMMENT ON COLUMN generation.generations.api IS 'The endpoint; null is /v1/generations.';

COMMENT ON COLUMN generation.generations.stream IS 'Whether the reply is streamed.';

COMMENT ON COLUMN generation.generations.on_disconnect IS 'continue or cancel.';

COMMENT ON COLUMN generation.generations.access IS 'plan, entitlement or trial.';

COMMENT ON COLUMN generation.generations.key_id IS 'The API key it was asked with; null is none.';

COMMENT ON COLUMN generation.generations.status IS 'running, then once its outcome.';

COMMENT ON COLUMN generation.generations.hold IS 'Held until it is finished, µc.';

COMMENT ON COLUMN generation.generations.hold_expires_at IS 'When the sweeper ends it, unless it is heard of before.';

COMMENT ON COLUMN generation.generations.idempotency_key IS 'The client''s key; freed after 24 hours, or at once when a retry may help.';

COMMENT ON COLUMN generation.generations.request_hash IS 'SHA-256 of the request.';

COMMENT ON COLUMN generation.generations.replica IS 'The service process that runs it.';

COMMENT ON COLUMN generation.generations.progress IS 'Usage so far, for the sweeper.';

COMMENT ON COLUMN generation.generations.input IS 'Uncached input tokens.';

COMMENT ON COLUMN generation.generations.cache_read IS 'Input tokens read from cache.';

COMMENT ON COLUMN generation.generations.cache_write IS 'Input tokens written to cache.';

COMMENT ON COLUMN generation.generations.output IS 'Output tokens with reasoning.';

COMMENT ON COLUMN generation.generations.web_search IS 'Web searches by the provider.';

COMMENT ON COLUMN generation.generations.usage_source IS 'provider, counted, estimated or none.';

COMMENT ON COLUMN generation.generations.iterations IS 'Usage and charge per model, if several.';

COMMENT ON COLUMN generation.generations.attempts IS 'Each try at a provider, as the service saw it; generation.attempts reads them.';

COMMENT ON COLUMN generation.generations.charged IS 'Charged, µc.';

COMMENT ON COLUMN generation.generations.uncollected IS 'Cost that no credits covered, µc.';

COMMENT ON COLUMN generation.generations.http_status IS 'Status that the client was answered.';

COMMENT ON COLUMN generation.generations.error IS 'What went wrong; null is nothing.';

COMMENT ON COLUMN generation.generations.created_at IS 'When it was authorised.';

COMMENT ON COLUMN generation.generations.finished_at IS 'When it was charged.';

CREATE VIEW api.generations WITH (security_invoker='true') AS
 SELECT account_id,
    id,
    user_id,
    model_id AS model,
    api,
    stream,
    status,
    hold,
    input,
    cache_read,
    cache_write,
    output,
    web_search,
    usage_source,
    iterations,
    charged,
    uncollected,
    http_status,
    error,
    created_at,
    finished_at
   FROM generation.generations g;

ALTER VIEW api.generations OWNER TO postgres;

COMMENT ON VIEW api.generations IS 'The signed-in user''s generations.';

CREATE VIEW api.jobs WITH (security_invoker='true') AS
 SELECT account_id,
    id,
    model_id AS model,
    kind,
    status,
    progress,
    input,
    unit,
    quantity,
    delivered,
    NULLIF(resolution, ''::text) AS resolution,
    hold AS held_microcredits,
    charged AS charged_microcredits,
    results,
    (stored_at IS NOT NULL) AS stored,
    error,
    (cancel_requested_at IS NOT NULL) AS cancel_requested,
    version,
    created_at,
    submitted_at,
    started_at,
    finished_at
   FROM generation.jobs j
  WHERE (deleted_at IS NULL);

ALTER VIEW api.jobs OWNER TO postgres;

COMMENT ON VIEW api.jobs IS 'The signed-in user''s jobs.';

CREATE TABLE ledger.entries (
    account_id uuid NOT NULL,
    version bigint NOT NULL,
    amount ledger.microcredits NOT NULL,
    posted_after ledger.microcredits NOT NULL,
    kind ledger.entry_kind NOT NULL,
    contra ledger.contra_account NOT NULL,
    hold_id uuid,
    ref text,
    usage_source ledger.usage_source,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ledger.entries OWNER TO postgres;

COMMENT ON TABLE ledger.entries IS 'The account book: append-only, numbered per account, each against a contra account.';

COMMENT ON COLUMN ledger.entries.account_id IS 'Whose book.';

COMMENT ON COLUMN ledger.entries.version IS 'The account''s own number, from 1, without gaps.';

COMMENT ON COLUMN ledger.entries.amount IS 'Credits in (+) or out (-), µc.';

COMMENT ON COLUMN ledger.entries.posted_after IS 'The account''s posted credits after it, µc.';

COMMENT ON COLUMN ledger.entries.kind IS 'grant, settle, late_settle, expire, clawback, adjust or transfer.';

COMMENT ON COLUMN ledger.entries.contra IS 'The other side of the double entry.';

COMMENT ON COLUMN ledger.entries.hold_id IS 'The hold a settle closed; a generation''s id.';

COMMENT ON COLUMN ledger.entries.ref IS 'What it was for: bucket source, refund, reason.';

COMMENT ON COLUMN ledger.entries.usage_source IS 'Where a charge''s numbers came from: provider, counted or estimated.';

COMMENT ON COLUMN ledger.entries.created_at IS 'When it was written.';

CREATE VIEW api.ledger_entries WITH (security_invoker='true') AS
 SELECT account_id,
    version,
    amount,
    posted_after,
    kind,
    contra,
    hold_id AS generation_id,
    ref,
    usage_source,
    created_at
   FROM ledger.entries e;

ALTER VIEW api.ledger_entries OWNER TO postgres;

COMMENT ON VIEW api.ledger_entries IS 'The signed-in user''s account book, µc.';

CREATE VIEW api.members WITH (security_invoker='true') AS
 SELECT account_id,
    user_id,
    role,
    is_personal,
    created_at AS member_since
   FROM access.members m;

ALTER VIEW api.members OWNER TO postgres;

COMMENT ON VIEW api.members IS 'Who may act for the signed-in user''s accounts.';

CREATE TABLE catalog.unit_prices (
    price_id bigint NOT NULL,
    unit catalog.price_unit NOT NULL,
    resolution text DEFAULT ''::text NOT NULL,
    microcredits ledger.unsigned_microcredits NOT NULL,
    CONSTRAINT microcredits_are_bounded CHECK (((microcredits)::bigint <= '1000000000000000'::bigint)),
    CONSTRAINT resolution_is_bounded CHECK ((length(resolution) <= 32))
);

ALTER TABLE catalog.unit_prices OWNER TO postgres;

COMMENT ON TABLE catalog.unit_prices IS 'What an image or a second of video costs the user, by price version: written once, with it.';

COMMENT ON COLUMN catalog.unit_prices.price_id IS 'The price version.';

COMMENT ON COLUMN catalog.unit_prices.unit IS 'image or second.';

COMMENT ON COLUMN catalog.unit_prices.resolution IS 'The resolution it is for; empty is any that has no price of its own.';

COMMENT ON COLUMN catalog.unit_prices.microcredits IS 'Per unit, µc.';

CREATE VIEW api.models WITH (security_invoker='true') AS
 SELECT m.id,
    m.display_name,
    m.description,
    m.kind,
    m.tier,
    m.is_default,
    m.sort_order,
    m.metadata,
    m.messages_per_day,
    m.trial_messages,
    m.max_output_tokens,
    m.created_at,
    p.input,
    p.cache_read,
    p.cache_write,
    p.output,
    p.request,
    p.web_search,
    m.job_options,
    ( SELECT jsonb_agg(jsonb_build_object('unit', u.unit, 'resolution', u.resolution, 'microcredits', u.microcredits) ORDER BY u.unit, u.resolution) AS jsonb_agg
           FROM catalog.unit_prices u
          WHERE (u.price_id = p.id)) AS unit_prices
   FROM (catalog.models m
     LEFT JOIN LATERAL ( SELECT q.id,
            q.input,
            q.cache_read,
            q.cache_write,
            q.output,
            q.request,
            q.web_search
           FROM catalog.prices q
          WHERE ((q.model_id = m.id) AND (q.effective_at <= now()))
          ORDER BY q.effective_at DESC
         LIMIT 1) p ON (true))
  WHERE m.enabled;

ALTER VIEW api.models OWNER TO postgres;

COMMENT ON VIEW api.models IS 'Models that can be asked for, with their prices now: µc per million tokens, or per one.';

CREATE VIEW api.my_accounts WITH (security_invoker='true') AS
 SELECT m.account_id,
    m.role,
    m.is_personal,
    a.status,
    m.created_at AS member_since
   FROM (access.members m
     JOIN ledger.accounts a ON ((a.id = m.account_id)))
  WHERE (m.user_id = ( SELECT auth.uid() AS uid));

ALTER VIEW api.my_accounts OWNER TO postgres;

COMMENT ON VIEW api.my_accounts IS 'The accounts that the signed-in user may act for.';

CREATE VIEW api.my_entitlements WITH (security_invoker='true') AS
 SELECT account_id,
    kind,
    key,
    source,
    valid_from,
    valid_until,
    ((revoked_at IS NULL) AND (valid_from <= now()) AND ((valid_until IS NULL) OR (valid_until > now()))) AS is_valid
   FROM access.entitlements e;

ALTER VIEW api.my_entitlements OWNER TO postgres;

COMMENT ON VIEW api.my_entitlements IS 'What the signed-in user may use beyond the plan, and whether they may now.';

CREATE VIEW api.my_profile WITH (security_invoker='true') AS
 SELECT account_id,
    display_name,
    locale,
    time_zone,
    app_data,
    updated_at
   FROM access.profiles p;

ALTER VIEW api.my_profile OWNER TO postgres;

COMMENT ON VIEW api.my_profile IS 'What the signed-in user set for themselves, by account.';

CREATE VIEW api.my_trials WITH (security_invoker='true') AS
 SELECT account_id,
    model_id AS model,
    used,
    started_at,
    last_used_at
   FROM access.trials t;

ALTER VIEW api.my_trials OWNER TO postgres;

COMMENT ON VIEW api.my_trials IS 'Free messages of locked models that the signed-in user has used.';

CREATE VIEW api.purchases WITH (security_invoker='true') AS
 SELECT account_id,
    provider,
    environment,
    transaction_id,
    product,
    chain_id,
    state,
    quantity,
    purchased_at,
    period_start,
    period_end,
    is_trial,
    is_family_shared,
    amount,
    currency
   FROM billing.purchases p;

ALTER VIEW api.purchases OWNER TO postgres;

COMMENT ON VIEW api.purchases IS 'What the signed-in user bought.';

CREATE TABLE billing.subscriptions (
    provider text NOT NULL,
    environment text NOT NULL,
    chain_id text NOT NULL,
    account_id uuid,
    owner_key text,
    state text NOT NULL,
    is_entitled boolean NOT NULL,
    product text NOT NULL,
    period_start timestamp with time zone,
    period_end timestamp with time zone,
    will_renew boolean DEFAULT false NOT NULL,
    next_product text,
    entitled_until timestamp with time zone,
    is_family_shared boolean DEFAULT false NOT NULL,
    as_of timestamp with time zone NOT NULL,
    rank integer DEFAULT 0 NOT NULL,
    event_id text NOT NULL,
    fact jsonb NOT NULL,
    CONSTRAINT environment_is_known CHECK ((environment = ANY (ARRAY['production'::text, 'sandbox'::text]))),
    CONSTRAINT state_is_known CHECK ((state = ANY (ARRAY['trialing'::text, 'active'::text, 'grace'::text, 'past_due'::text, 'paused'::text, 'canceled'::text, 'expired'::text]))),
    CONSTRAINT store_is_known CHECK ((provider = ANY (ARRAY['stripe'::text, 'apple'::text])))
);

ALTER TABLE billing.subscriptions OWNER TO postgres;

COMMENT ON TABLE billing.subscriptions IS 'Subscriptions, in the same words for every store.';

COMMENT ON COLUMN billing.subscriptions.provider IS 'stripe or apple.';

COMMENT ON COLUMN billing.subscriptions.environment IS 'production or sandbox.';

COMMENT ON COLUMN billing.subscriptions.chain_id IS 'The store''s number of it; Apple: the original transaction.';

COMMENT ON COLUMN billing.subscriptions.account_id IS 'Whose it is, before merges of accounts; null: nobody known.';

COMMENT ON COLUMN billing.subscriptions.owner_key IS 'The store''s customer.';

COMMENT ON COLUMN billing.subscriptions.state IS 'trialing, active, grace, past_due, paused, canceled or expired.';

COMMENT ON COLUMN billing.subscriptions.is_entitled IS 'Whether it gives its plan.';

COMMENT ON COLUMN billing.subscriptions.product IS 'The store''s name of what it is for.';

COMMENT ON COLUMN billing.subscriptions.period_start IS 'The current period.';

COMMENT ON COLUMN billing.subscriptions.period_end IS 'Its end.';

COMMENT ON COLUMN billing.subscriptions.will_renew IS 'Whether it goes on after that.';

COMMENT ON COLUMN billing.subscriptions.next_product IS 'What it goes on with; null is the same.';

COMMENT ON COLUMN billing.subscriptions.entitled_until IS 'When it ends unless something newer is heard.';

COMMENT ON COLUMN billing.subscriptions.is_family_shared IS 'Whether somebody else of the family pays.';

COMMENT ON COLUMN billing.subscriptions.as_of IS 'When the store said so; the latest counts.';

COMMENT ON COLUMN billing.subscriptions.rank IS 'Among what was said at the same time the highest counts.';

COMMENT ON COLUMN billing.subscriptions.event_id IS 'The event that said so; the greatest, where nothing else decides.';

COMMENT ON COLUMN billing.subscriptions.fact IS 'All it said.';

CREATE VIEW api.subscriptions WITH (security_invoker='true') AS
 SELECT account_id,
    provider,
    environment,
    chain_id,
    state,
    is_entitled,
    product,
    period_start,
    period_end,
    will_renew,
    next_product,
    entitled_until,
    is_family_shared
   FROM billing.subscriptions s;

ALTER VIEW api.subscriptions OWNER TO postgres;

COMMENT ON VIEW api.subscriptions IS 'The signed-in user''s subscriptions.';

CREATE TABLE audit.dead_letters (
    id bigint NOT NULL,
    sink text NOT NULL,
    event_id text NOT NULL,
    account_id uuid NOT NULL,
    kind text NOT NULL,
    payload jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_error text NOT NULL,
    died_at timestamp with time zone DEFAULT now() NOT NULL,
    is_replaying boolean DEFAULT false NOT NULL
);

ALTER TABLE audit.dead_letters OWNER TO postgres;

COMMENT ON TABLE audit.dead_letters IS 'Events that a sink did not take for three days.';

COMMENT ON COLUMN audit.dead_letters.id IS 'Number of the letter.';

COMMENT ON COLUMN audit.dead_letters.sink IS 'Who did not take it.';

COMMENT ON COLUMN audit.dead_letters.event_id IS 'The event''s id, the same in every delivery.';

COMMENT ON COLUMN audit.dead_letters.account_id IS 'Whose event.';

COMMENT ON COLUMN audit.dead_letters.kind IS 'Name of the event.';

COMMENT ON COLUMN audit.dead_letters.payload IS 'What happened.';

COMMENT ON COLUMN audit.dead_letters.created_at IS 'When it happened.';

COMMENT ON COLUMN audit.dead_letters.last_error IS 'What went wrong at the last try.';

COMMENT ON COLUMN audit.dead_letters.died_at IS 'When it was given up.';

COMMENT ON COLUMN audit.dead_letters.is_replaying IS 'To be sent once more; delivered, it is deleted, else it stays here.';

ALTER TABLE audit.dead_letters ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME audit.dead_letters_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE audit.log ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME audit.log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE audit.outbox (
    account_id uuid NOT NULL,
    id bigint NOT NULL,
    kind text NOT NULL,
    payload jsonb NOT NULL,
    transaction_id xid8 DEFAULT pg_current_xact_id() NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE audit.outbox OWNER TO postgres;

COMMENT ON TABLE audit.outbox IS 'Events, written in the transaction of the fact they tell of; delivered by a worker, then gone.';

COMMENT ON COLUMN audit.outbox.account_id IS 'Whose event; all zeros: nobody''s, as of a model.';

COMMENT ON COLUMN audit.outbox.id IS 'Number of the event.';

COMMENT ON COLUMN audit.outbox.kind IS 'Name of the event.';

COMMENT ON COLUMN audit.outbox.payload IS 'What happened.';

COMMENT ON COLUMN audit.outbox.transaction_id IS 'Who reads only what is older than every open transaction misses nothing.';

COMMENT ON COLUMN audit.outbox.created_at IS 'When it happened.';

ALTER TABLE audit.outbox ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME audit.outbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE audit.readers (
    name text NOT NULL,
    bookmark audit.bookmark DEFAULT ROW(pg_snapshot_xmin(pg_current_snapshot()), (0)::bigint, 0)::audit.bookmark NOT NULL
);

ALTER TABLE audit.readers OWNER TO postgres;

COMMENT ON TABLE audit.readers IS 'Who follows the outbox beside the sinks, for the present state only, and how far each has got.';

COMMENT ON COLUMN audit.readers.name IS 'Name of the reader.';

COMMENT ON COLUMN audit.readers.bookmark IS 'The last event that was looked at.';

CREATE TABLE auth.mfa_amr_claims (
    session_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    authentication_method text NOT NULL,
    id uuid NOT NULL
);

ALTER TABLE auth.mfa_amr_claims OWNER TO supabase_auth_admin;

CREATE TABLE auth.refresh_tokens (
    id bigint NOT NULL,
    token character varying(255),
    user_id character varying(255),
    revoked boolean,
    created_at timestamp with time zone,
    updated_at timestamp with time zone,
    parent character varying(255),
    session_id uuid
);

ALTER TABLE auth.refresh_tokens OWNER TO supabase_auth_admin;

ALTER TABLE auth.refresh_tokens ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME auth.refresh_tokens_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE auth.sessions (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamp with time zone,
    updated_at timestamp with time zone,
    aal text,
    not_after timestamp with time zone,
    refreshed_at timestamp without time zone
);

ALTER TABLE auth.sessions OWNER TO supabase_auth_admin;

CREATE TABLE auth.users (
    instance_id uuid,
    id uuid NOT NULL,
    aud character varying(255),
    role character varying(255),
    email character varying(255),
    encrypted_password character varying(255),
    email_confirmed_at timestamp with time zone,
    last_sign_in_at timestamp with time zone,
    raw_app_meta_data jsonb,
    raw_user_meta_data jsonb,
    created_at timestamp with time zone,
    updated_at timestamp with time zone,
    phone text,
    phone_confirmed_at timestamp with time zone,
    banned_until timestamp with time zone,
    is_sso_user boolean DEFAULT false NOT NULL,
    deleted_at timestamp with time zone,
    is_anonymous boolean DEFAULT false NOT NULL
);

ALTER TABLE auth.users OWNER TO supabase_auth_admin;

CREATE TABLE billing.bindings (
    provider text NOT NULL,
    environment text NOT NULL,
    chain_id text NOT NULL,
    account_id uuid NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT environment_is_known CHECK ((environment = ANY (ARRAY['production'::text, 'sandbox'::text]))),
    CONSTRAINT store_is_known CHECK ((provider = ANY (ARRAY['stripe'::text, 'apple'::text])))
);

ALTER TABLE billing.bindings OWNER TO postgres;

COMMENT ON TABLE billing.bindings IS 'Whose a chain is because they restored it. Decisions: a rebuild keeps them.';

COMMENT ON COLUMN billing.bindings.provider IS 'stripe or apple.';

COMMENT ON COLUMN billing.bindings.environment IS 'production or sandbox.';

COMMENT ON COLUMN billing.bindings.chain_id IS 'The chain.';

COMMENT ON COLUMN billing.bindings.account_id IS 'Whose it is.';

COMMENT ON COLUMN billing.bindings.user_id IS 'Who restored it.';

COMMENT ON COLUMN billing.bindings.created_at IS 'When.';

CREATE TABLE billing.consumption_requests (
    environment text NOT NULL,
    event_id text NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    outcome text DEFAULT 'waiting'::text NOT NULL,
    detail text,
    attempts integer DEFAULT 0 NOT NULL,
    due_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT attempts_are_counted CHECK ((attempts >= 0)),
    CONSTRAINT outcome_is_known CHECK ((outcome = ANY (ARRAY['waiting'::text, 'answered'::text, 'refused'::text, 'expired'::text])))
);

ALTER TABLE billing.consumption_requests OWNER TO postgres;

COMMENT ON TABLE billing.consumption_requests IS 'Apple''s questions how much of a purchase was used, and what became of them.';

COMMENT ON COLUMN billing.consumption_requests.environment IS 'production or sandbox.';

COMMENT ON COLUMN billing.consumption_requests.event_id IS 'The notification that asked.';

COMMENT ON COLUMN billing.consumption_requests.requested_at IS 'When Apple asked.';

COMMENT ON COLUMN billing.consumption_requests.outcome IS 'waiting, answered, refused (by Apple), or expired: 12 hours passed without consent or answer.';

COMMENT ON COLUMN billing.consumption_requests.detail IS 'What was said; or why it waits, or was refused.';

COMMENT ON COLUMN billing.consumption_requests.attempts IS 'How often it was tried.';

COMMENT ON COLUMN billing.consumption_requests.due_at IS 'When it is tried next.';

COMMENT ON COLUMN billing.consumption_requests.changed_at IS 'When that was noted.';

CREATE TABLE billing.customers (
    account_id uuid NOT NULL,
    provider text NOT NULL,
    environment text NOT NULL,
    customer_id text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT customer_id_is_bounded CHECK (((length(customer_id) >= 1) AND (length(customer_id) <= 255))),
    CONSTRAINT environment_is_known CHECK ((environment = ANY (ARRAY['production'::text, 'sandbox'::text])))
);

ALTER TABLE billing.customers OWNER TO postgres;

COMMENT ON TABLE billing.customers IS 'The customer that an account has with a store, one each, made when it first buys something.';

COMMENT ON COLUMN billing.customers.account_id IS 'Whose customer it is.';

COMMENT ON COLUMN billing.customers.provider IS 'The store: stripe.';

COMMENT ON COLUMN billing.customers.environment IS 'production or sandbox.';

COMMENT ON COLUMN billing.customers.customer_id IS 'The store''s own name of the customer.';

COMMENT ON COLUMN billing.customers.created_at IS 'When it was written.';

CREATE TABLE billing.doubts (
    provider text NOT NULL,
    environment text NOT NULL,
    chain_id text NOT NULL,
    because text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    due_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT attempts_are_counted CHECK ((attempts >= 0)),
    CONSTRAINT because_is_known CHECK ((because = ANY (ARRAY['overdue'::text, 'tied'::text])))
);

ALTER TABLE billing.doubts OWNER TO postgres;

COMMENT ON TABLE billing.doubts IS 'Subscriptions that the store is to be asked about.';

COMMENT ON COLUMN billing.doubts.provider IS 'The store.';

COMMENT ON COLUMN billing.doubts.environment IS 'production or sandbox.';

COMMENT ON COLUMN billing.doubts.chain_id IS 'The subscription.';

COMMENT ON COLUMN billing.doubts.because IS 'overdue: its period is over and nothing was heard. tied: two things were said at once.';

COMMENT ON COLUMN billing.doubts.attempts IS 'How often the store was asked.';

COMMENT ON COLUMN billing.doubts.due_at IS 'When it is asked next.';

CREATE TABLE billing.due (
    account_id uuid NOT NULL,
    due_at timestamp with time zone NOT NULL
);

ALTER TABLE billing.due OWNER TO postgres;

COMMENT ON TABLE billing.due IS 'When the clock alone next changes what an account''s purchases give.';

COMMENT ON COLUMN billing.due.account_id IS 'The account.';

COMMENT ON COLUMN billing.due.due_at IS 'When.';

CREATE TABLE billing.environments (
    provider text NOT NULL,
    environment text NOT NULL,
    policy text NOT NULL,
    allowance ledger.unsigned_microcredits DEFAULT 0 NOT NULL,
    CONSTRAINT environment_is_known CHECK ((environment = ANY (ARRAY['production'::text, 'sandbox'::text]))),
    CONSTRAINT policy_is_known CHECK ((policy = ANY (ARRAY['full'::text, 'allowance'::text, 'ignore'::text]))),
    CONSTRAINT store_is_known CHECK ((provider = ANY (ARRAY['stripe'::text, 'apple'::text])))
);

ALTER TABLE billing.environments OWNER TO postgres;

COMMENT ON TABLE billing.environments IS 'What purchases of each store and environment may do.';

COMMENT ON COLUMN billing.environments.provider IS 'stripe or apple.';

COMMENT ON COLUMN billing.environments.environment IS 'production or sandbox.';

COMMENT ON COLUMN billing.environments.policy IS 'full; allowance: entitles, but gives the allowance only, once; ignore.';

COMMENT ON COLUMN billing.environments.allowance IS 'What an account gets in all, µc.';

CREATE TABLE billing.notification_reads (
    provider text NOT NULL,
    environment text NOT NULL,
    read_up_to timestamp with time zone DEFAULT now() NOT NULL,
    window_end timestamp with time zone,
    page_token text,
    only_failures boolean DEFAULT true NOT NULL,
    due_at timestamp with time zone DEFAULT now() NOT NULL,
    lease uuid,
    last_problem text
);

ALTER TABLE billing.notification_reads OWNER TO postgres;

COMMENT ON TABLE billing.notification_reads IS 'How far the history of a store''s notifications was read, for those that never arrived.';

COMMENT ON COLUMN billing.notification_reads.provider IS 'The store.';

COMMENT ON COLUMN billing.notification_reads.environment IS 'production or sandbox.';

COMMENT ON COLUMN billing.notification_reads.read_up_to IS 'All before this was read; set it back to read again, at most 180 days.';

COMMENT ON COLUMN billing.notification_reads.window_end IS 'Up to when the reading under way goes; null: none is.';

COMMENT ON COLUMN billing.notification_reads.page_token IS 'Where the reading under way goes on; null: at its beginning.';

COMMENT ON COLUMN billing.notification_reads.only_failures IS 'Whether only those are read that we did not acknowledge; false after a restored backup.';

COMMENT ON COLUMN billing.notification_reads.due_at IS 'When a worker reads next.';

COMMENT ON COLUMN billing.notification_reads.lease IS 'Which worker''s reading counts.';

COMMENT ON COLUMN billing.notification_reads.last_problem IS 'What went wrong last; null: the last try went well.';

CREATE TABLE billing.owners (
    provider text NOT NULL,
    environment text NOT NULL,
    kind text NOT NULL,
    key text NOT NULL,
    account_id uuid NOT NULL,
    as_of timestamp with time zone NOT NULL,
    rank integer DEFAULT 0 NOT NULL,
    event_id text NOT NULL,
    fact jsonb NOT NULL,
    CONSTRAINT environment_is_known CHECK ((environment = ANY (ARRAY['production'::text, 'sandbox'::text]))),
    CONSTRAINT kind_is_known CHECK ((kind = ANY (ARRAY['customer'::text, 'transaction'::text, 'chain'::text]))),
    CONSTRAINT store_is_known CHECK ((provider = ANY (ARRAY['stripe'::text, 'apple'::text])))
);

ALTER TABLE billing.owners OWNER TO postgres;

COMMENT ON TABLE billing.owners IS 'Who stands behind a customer, a transaction or a chain, as the stores say.';

COMMENT ON COLUMN billing.owners.provider IS 'stripe or apple.';

COMMENT ON COLUMN billing.owners.environment IS 'production or sandbox.';

COMMENT ON COLUMN billing.owners.kind IS 'customer, transaction or chain.';

COMMENT ON COLUMN billing.owners.key IS 'The store''s name of it.';

COMMENT ON COLUMN billing.owners.account_id IS 'The account named; there may be none such.';

COMMENT ON COLUMN billing.owners.as_of IS 'When the store said so; the latest counts.';

COMMENT ON COLUMN billing.owners.rank IS 'Among what was said at the same time the highest counts.';

COMMENT ON COLUMN billing.owners.event_id IS 'The event that said so; the greatest, where nothing else decides.';

COMMENT ON COLUMN billing.owners.fact IS 'All it said.';

CREATE TABLE billing.payments (
    provider text NOT NULL,
    environment text NOT NULL,
    payment_id text NOT NULL,
    transaction_id text NOT NULL,
    as_of timestamp with time zone NOT NULL,
    rank integer DEFAULT 0 NOT NULL,
    event_id text NOT NULL,
    fact jsonb NOT NULL,
    CONSTRAINT environment_is_known CHECK ((environment = ANY (ARRAY['production'::text, 'sandbox'::text]))),
    CONSTRAINT store_is_known CHECK ((provider = ANY (ARRAY['stripe'::text, 'apple'::text])))
);

ALTER TABLE billing.payments OWNER TO postgres;

COMMENT ON TABLE billing.payments IS 'Which transaction a payment paid.';

COMMENT ON COLUMN billing.payments.provider IS 'stripe or apple.';

COMMENT ON COLUMN billing.payments.environment IS 'production or sandbox.';

COMMENT ON COLUMN billing.payments.payment_id IS 'The payment.';

COMMENT ON COLUMN billing.payments.transaction_id IS 'What it paid.';

COMMENT ON COLUMN billing.payments.as_of IS 'When the store said so; the latest counts.';

COMMENT ON COLUMN billing.payments.rank IS 'Among what was said at the same time the highest counts.';

COMMENT ON COLUMN billing.payments.event_id IS 'The event that said so; the greatest, where nothing else decides.';

COMMENT ON COLUMN billing.payments.fact IS 'All it said.';

CREATE TABLE billing.provider_events (
    provider text NOT NULL,
    environment text NOT NULL,
    event_id text NOT NULL,
    type text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    payload text NOT NULL,
    status text DEFAULT 'pending'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone DEFAULT now() NOT NULL,
    problem text,
    received_at timestamp with time zone DEFAULT now() NOT NULL,
    folded_at timestamp with time zone,
    CONSTRAINT environment_is_known CHECK ((environment = ANY (ARRAY['production'::text, 'sandbox'::text]))),
    CONSTRAINT status_is_known CHECK ((status = ANY (ARRAY['pending'::text, 'folded'::text, 'failed'::text]))),
    CONSTRAINT store_is_known CHECK ((provider = ANY (ARRAY['stripe'::text, 'apple'::text])))
);

ALTER TABLE billing.provider_events OWNER TO postgres;

COMMENT ON TABLE billing.provider_events IS 'What the stores told, as it came, before anything was made of it. Kept for good.';

COMMENT ON COLUMN billing.provider_events.provider IS 'stripe or apple.';

COMMENT ON COLUMN billing.provider_events.environment IS 'production or sandbox.';

COMMENT ON COLUMN billing.provider_events.event_id IS 'The store''s own number of it, or the name of what was read.';

COMMENT ON COLUMN billing.provider_events.type IS 'The store''s name of its kind, or florin.read.* for what was read.';

COMMENT ON COLUMN billing.provider_events.occurred_at IS 'When it happened, as the store says.';

COMMENT ON COLUMN billing.provider_events.payload IS 'What came, byte for byte.';

COMMENT ON COLUMN billing.provider_events.status IS 'pending, folded or failed.';

COMMENT ON COLUMN billing.provider_events.attempts IS 'How often a worker took it.';

COMMENT ON COLUMN billing.provider_events.next_attempt_at IS 'When it is to be taken next; a lease while one has it.';

COMMENT ON COLUMN billing.provider_events.problem IS 'Why it was not folded.';

COMMENT ON COLUMN billing.provider_events.received_at IS 'When it was stored.';

COMMENT ON COLUMN billing.provider_events.folded_at IS 'When it was folded last.';

CREATE TABLE billing.rebuild_rows (
    id bigint NOT NULL,
    origin text NOT NULL,
    content jsonb NOT NULL
);

ALTER TABLE billing.rebuild_rows OWNER TO postgres;

COMMENT ON TABLE billing.rebuild_rows IS 'What was there before a rebuild, to compare with; empty but during one.';

COMMENT ON COLUMN billing.rebuild_rows.id IS 'Number of the row.';

COMMENT ON COLUMN billing.rebuild_rows.origin IS 'Which table it was in.';

COMMENT ON COLUMN billing.rebuild_rows.content IS 'The row.';

ALTER TABLE billing.rebuild_rows ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME billing.rebuild_rows_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE billing.reversals (
    provider text NOT NULL,
    environment text NOT NULL,
    reversal_id text NOT NULL,
    kind text NOT NULL,
    payment_id text NOT NULL,
    state text NOT NULL,
    amount bigint,
    share_ppm integer,
    because text,
    as_of timestamp with time zone NOT NULL,
    rank integer DEFAULT 0 NOT NULL,
    event_id text NOT NULL,
    fact jsonb NOT NULL,
    CONSTRAINT amount_is_not_negative CHECK ((amount >= 0)),
    CONSTRAINT environment_is_known CHECK ((environment = ANY (ARRAY['production'::text, 'sandbox'::text]))),
    CONSTRAINT kind_is_known CHECK ((kind = ANY (ARRAY['refund'::text, 'dispute'::text, 'revocation'::text]))),
    CONSTRAINT share_is_not_negative CHECK ((share_ppm >= 0)),
    CONSTRAINT state_is_known CHECK ((state = ANY (ARRAY['active'::text, 'inactive'::text]))),
    CONSTRAINT store_is_known CHECK ((provider = ANY (ARRAY['stripe'::text, 'apple'::text])))
);

ALTER TABLE billing.reversals OWNER TO postgres;

COMMENT ON TABLE billing.reversals IS 'Refunds, disputes and revocations.';

COMMENT ON COLUMN billing.reversals.provider IS 'stripe or apple.';

COMMENT ON COLUMN billing.reversals.environment IS 'production or sandbox.';

COMMENT ON COLUMN billing.reversals.reversal_id IS 'The store''s number of it.';

COMMENT ON COLUMN billing.reversals.kind IS 'refund, dispute or revocation.';

COMMENT ON COLUMN billing.reversals.payment_id IS 'The payment or the transaction that is reversed.';

COMMENT ON COLUMN billing.reversals.state IS 'active, or inactive: failed, won, taken back.';

COMMENT ON COLUMN billing.reversals.amount IS 'Of the transaction''s amount, in its smallest unit.';

COMMENT ON COLUMN billing.reversals.share_ppm IS 'Or its share, millionths; neither: all of it.';

COMMENT ON COLUMN billing.reversals.because IS 'The store''s reason.';

COMMENT ON COLUMN billing.reversals.as_of IS 'When the store said so; the latest counts.';

COMMENT ON COLUMN billing.reversals.rank IS 'Among what was said at the same time the highest counts.';

COMMENT ON COLUMN billing.reversals.event_id IS 'The event that said so; the greatest, where nothing else decides.';

COMMENT ON COLUMN billing.reversals.fact IS 'All it said.';

CREATE TABLE billing.unmapped (
    provider text NOT NULL,
    product text NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT store_is_known CHECK ((provider = ANY (ARRAY['stripe'::text, 'apple'::text])))
);

ALTER TABLE billing.unmapped OWNER TO postgres;

COMMENT ON TABLE billing.unmapped IS 'What was bought and is not in catalog.products.';

COMMENT ON COLUMN billing.unmapped.provider IS 'stripe or apple.';

COMMENT ON COLUMN billing.unmapped.product IS 'The store''s name of it.';

COMMENT ON COLUMN billing.unmapped.seen_at IS 'Since when; told of then.';

CREATE TABLE catalog.offers (
    model_id text NOT NULL,
    api text NOT NULL,
    max_output_tokens integer NOT NULL,
    hold_step_tokens integer NOT NULL,
    tier text NOT NULL,
    messages_per_day integer,
    trial_messages integer NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_until timestamp with time zone NOT NULL,
    price_id bigint NOT NULL,
    input bigint NOT NULL,
    cache_read bigint NOT NULL,
    cache_write bigint NOT NULL,
    output bigint NOT NULL,
    request bigint NOT NULL,
    web_search bigint NOT NULL,
    routes json NOT NULL,
    usual_output_tokens integer
);

ALTER TABLE catalog.offers OWNER TO postgres;

COMMENT ON TABLE catalog.offers IS 'Each enabled model on each endpoint that serves it. Derived.';

COMMENT ON COLUMN catalog.offers.model_id IS 'The model.';

COMMENT ON COLUMN catalog.offers.api IS 'The endpoint; any is /v1/generations.';

COMMENT ON COLUMN catalog.offers.max_output_tokens IS 'As the model has it.';

COMMENT ON COLUMN catalog.offers.hold_step_tokens IS 'As the model has it.';

COMMENT ON COLUMN catalog.offers.tier IS 'As the model has it.';

COMMENT ON COLUMN catalog.offers.messages_per_day IS 'As the model has it.';

COMMENT ON COLUMN catalog.offers.trial_messages IS 'As the model has it.';

COMMENT ON COLUMN catalog.offers.valid_from IS 'When its price takes effect; there is a row for each price that holds or will.';

COMMENT ON COLUMN catalog.offers.valid_until IS 'When the next price does; infinity is never.';

COMMENT ON COLUMN catalog.offers.price_id IS 'The price version that a generation pins.';

COMMENT ON COLUMN catalog.offers.input IS 'As the price has it.';

COMMENT ON COLUMN catalog.offers.cache_read IS 'As the price has it.';

COMMENT ON COLUMN catalog.offers.cache_write IS 'As the price has it.';

COMMENT ON COLUMN catalog.offers.output IS 'As the price has it.';

COMMENT ON COLUMN catalog.offers.request IS 'As the price has it.';

COMMENT ON COLUMN catalog.offers.web_search IS 'As the price has it.';

COMMENT ON COLUMN catalog.offers.routes IS 'Its enabled routes in order, as the service gets them.';

COMMENT ON COLUMN catalog.offers.usual_output_tokens IS 'What a stream of an account without a history of its own holds for at first; null is hold_step_tokens. Rolled up by generation.learn_offers.';

ALTER TABLE catalog.plan_versions ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME catalog.plan_versions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE catalog.plans (
    id text NOT NULL,
    display_name text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    sort_order integer DEFAULT 100 NOT NULL,
    opens_for text,
    CONSTRAINT opens_for_is_known CHECK ((opens_for = ANY (ARRAY['anonymous'::text, 'registered'::text])))
);

ALTER TABLE catalog.plans OWNER TO postgres;

COMMENT ON TABLE catalog.plans IS 'Names of plans; what they give is in catalog.plan_versions.';

COMMENT ON COLUMN catalog.plans.id IS 'Short name.';

COMMENT ON COLUMN catalog.plans.display_name IS 'Name for people.';

COMMENT ON COLUMN catalog.plans.description IS 'A sentence or two for people.';

COMMENT ON COLUMN catalog.plans.sort_order IS 'Lower is shown first.';

COMMENT ON COLUMN catalog.plans.opens_for IS 'The plan of new accounts of anonymous or registered users; null is neither.';

ALTER TABLE catalog.prices ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME catalog.prices_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE catalog.providers (
    id text NOT NULL,
    display_name text NOT NULL,
    family text NOT NULL,
    base_url text NOT NULL,
    key_env text,
    enabled boolean DEFAULT true NOT NULL,
    CONSTRAINT base_url_is_http CHECK ((base_url ~ '^https?://[^[:space:]]+$'::text)),
    CONSTRAINT family_is_known CHECK ((family = ANY (ARRAY['anthropic'::text, 'openai'::text, 'fal'::text]))),
    CONSTRAINT id_is_a_slug CHECK ((id ~ '^[a-z0-9][a-z0-9._-]{0,62}$'::text)),
    CONSTRAINT key_env_is_a_name CHECK ((key_env ~ '^[A-Z][A-Z0-9_]{0,62}$'::text))
);

ALTER TABLE catalog.providers OWNER TO postgres;

COMMENT ON TABLE catalog.providers IS 'Who answers: any Anthropic- or OpenAI-compatible base URL.';

COMMENT ON COLUMN catalog.providers.id IS 'Short name; FLORIN_PROVIDER_<NAME>_BASE_URL overrides the address.';

COMMENT ON COLUMN catalog.providers.display_name IS 'Name for people.';

COMMENT ON COLUMN catalog.providers.family IS 'Wire format: anthropic, openai or fal.';

COMMENT ON COLUMN catalog.providers.base_url IS 'Address before /v1/messages or /chat/completions.';

COMMENT ON COLUMN catalog.providers.key_env IS 'Environment variable of the service that holds the key; null is none.';

COMMENT ON COLUMN catalog.providers.enabled IS 'Whether routes through it are used.';

CREATE TABLE catalog.route_costs (
    id bigint NOT NULL,
    route_id bigint NOT NULL,
    effective_at timestamp with time zone DEFAULT now() NOT NULL,
    input bigint DEFAULT 0 NOT NULL,
    cache_read bigint DEFAULT 0 NOT NULL,
    cache_write bigint DEFAULT 0 NOT NULL,
    output bigint DEFAULT 0 NOT NULL,
    request bigint DEFAULT 0 NOT NULL,
    web_search bigint DEFAULT 0 NOT NULL,
    CONSTRAINT costs_are_not_negative CHECK ((LEAST(input, cache_read, cache_write, output, request, web_search) >= 0))
);

ALTER TABLE catalog.route_costs OWNER TO postgres;

COMMENT ON TABLE catalog.route_costs IS 'What a route costs us, in micro-dollars and in versions: a new cost is a new row.';

COMMENT ON COLUMN catalog.route_costs.id IS 'Number of the version.';

COMMENT ON COLUMN catalog.route_costs.route_id IS 'The route.';

COMMENT ON COLUMN catalog.route_costs.effective_at IS 'From when.';

COMMENT ON COLUMN catalog.route_costs.input IS 'Uncached input, µ$ per million tokens.';

COMMENT ON COLUMN catalog.route_costs.cache_read IS 'Cache reads, µ$ per million tokens.';

COMMENT ON COLUMN catalog.route_costs.cache_write IS 'Cache writes, µ$ per million tokens.';

COMMENT ON COLUMN catalog.route_costs.output IS 'Output with reasoning, µ$ per million tokens.';

COMMENT ON COLUMN catalog.route_costs.request IS 'Per request, µ$.';

COMMENT ON COLUMN catalog.route_costs.web_search IS 'Per web search, µ$.';

ALTER TABLE catalog.route_costs ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME catalog.route_costs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE catalog.routes ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME catalog.routes_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE VIEW catalog.unlocks WITH (security_invoker='true') AS
 SELECT model_id,
    jsonb_agg(jsonb_build_object('store', store, 'store_product_id', store_product_id, 'price_minor_units', price_minor_units, 'currency', currency) ORDER BY store, store_product_id) AS products
   FROM catalog.products p
  WHERE ((kind = 'model_unlock'::text) AND enabled)
  GROUP BY model_id;

ALTER VIEW catalog.unlocks OWNER TO postgres;

COMMENT ON VIEW catalog.unlocks IS 'What the stores sell to unlock each model, as clients get it.';

CREATE TABLE catalog.welcome_credits (
    environment text NOT NULL,
    amount ledger.unsigned_microcredits NOT NULL,
    expires_after interval,
    CONSTRAINT environment_is_known CHECK ((environment = ANY (ARRAY['production'::text, 'development'::text]))),
    CONSTRAINT expires_after_is_positive CHECK ((expires_after > '00:00:00'::interval))
);

ALTER TABLE catalog.welcome_credits OWNER TO postgres;

COMMENT ON TABLE catalog.welcome_credits IS 'What a device new to the app brings its account, once per device and account.';

COMMENT ON COLUMN catalog.welcome_credits.environment IS 'Apple''s environment of the devices: production or development.';

COMMENT ON COLUMN catalog.welcome_credits.amount IS 'Credits, µc; 0: nothing is offered.';

COMMENT ON COLUMN catalog.welcome_credits.expires_after IS 'How long they last; null: for ever.';

CREATE VIEW generation.attempts WITH (security_invoker='true') AS
 SELECT g.account_id,
    g.id AS generation_id,
    t."position",
    ((t.a ->> 'route_id'::text))::bigint AS route_id,
    (t.a ->> 'outcome'::text) AS outcome,
    ((t.a ->> 'http_status'::text))::integer AS http_status,
    (t.a ->> 'provider_request_id'::text) AS provider_request_id,
    (t.a -> 'usage'::text) AS usage,
    generation.cost_attempt(((t.a ->> 'route_id'::text))::bigint, (t.a -> 'usage'::text), ((t.a ->> 'started_at'::text))::timestamp with time zone) AS cost_microdollars,
    ((t.a ->> 'started_at'::text))::timestamp with time zone AS started_at,
    ((t.a ->> 'first_byte_ms'::text))::integer AS first_byte_ms,
    ((t.a ->> 'duration_ms'::text))::integer AS duration_ms
   FROM (generation.generations g
     CROSS JOIN LATERAL jsonb_array_elements(g.attempts) WITH ORDINALITY t(a, "position"));

ALTER VIEW generation.attempts OWNER TO postgres;

COMMENT ON VIEW generation.attempts IS 'Each try at a provider, in order, with its usage and what it cost us in micro-dollars.';

CREATE TABLE generation.daily_usage (
    account_id uuid NOT NULL,
    day date NOT NULL,
    model_id text NOT NULL,
    generations integer NOT NULL,
    failed integer NOT NULL,
    input bigint NOT NULL,
    cache_read bigint NOT NULL,
    cache_write bigint NOT NULL,
    output bigint NOT NULL,
    web_search bigint NOT NULL,
    charged ledger.microcredits NOT NULL,
    uncollected ledger.microcredits NOT NULL,
    cost_micro_dollars bigint NOT NULL,
    trial_messages integer NOT NULL
);

ALTER TABLE generation.daily_usage OWNER TO postgres;

COMMENT ON TABLE generation.daily_usage IS 'Usage summed per account, day and model, of days that are over. Kept for good.';

COMMENT ON COLUMN generation.daily_usage.account_id IS 'Who paid.';

COMMENT ON COLUMN generation.daily_usage.day IS 'The day (UTC) on which they were authorised.';

COMMENT ON COLUMN generation.daily_usage.model_id IS 'The model asked for.';

COMMENT ON COLUMN generation.daily_usage.generations IS 'How many were begun and have ended.';

COMMENT ON COLUMN generation.daily_usage.failed IS 'Of these: failed, timed out, refused by the provider, or lost with their process.';

COMMENT ON COLUMN generation.daily_usage.input IS 'Uncached input tokens.';

COMMENT ON COLUMN generation.daily_usage.cache_read IS 'Input tokens read from cache.';

COMMENT ON COLUMN generation.daily_usage.cache_write IS 'Input tokens written to cache.';

COMMENT ON COLUMN generation.daily_usage.output IS 'Output tokens with reasoning.';

COMMENT ON COLUMN generation.daily_usage.web_search IS 'Web searches by the provider.';

COMMENT ON COLUMN generation.daily_usage.charged IS 'Charged, µc.';

COMMENT ON COLUMN generation.daily_usage.uncollected IS 'Cost that no credits covered, µc.';

COMMENT ON COLUMN generation.daily_usage.cost_micro_dollars IS 'What the attempts cost us, micro-dollars.';

COMMENT ON COLUMN generation.daily_usage.trial_messages IS 'Of the generations: trial messages used and not given back.';

CREATE TABLE generation.due_roll_ups (
    account_id uuid NOT NULL,
    day date NOT NULL
);

ALTER TABLE generation.due_roll_ups OWNER TO postgres;

COMMENT ON TABLE generation.due_roll_ups IS 'Days of accounts whose usage is to be summed up, or summed up anew.';

COMMENT ON COLUMN generation.due_roll_ups.account_id IS 'The account.';

COMMENT ON COLUMN generation.due_roll_ups.day IS 'The day (UTC).';

CREATE TABLE generation.replies (
    account_id uuid NOT NULL,
    generation_id uuid NOT NULL,
    http_status integer NOT NULL,
    content_type text NOT NULL,
    body bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT body_is_bounded CHECK ((octet_length(body) <= 4194304))
);

ALTER TABLE generation.replies OWNER TO postgres;

COMMENT ON TABLE generation.replies IS 'Replies kept for 24 hours so that a repeated Idempotency-Key gets the same answer.';

COMMENT ON COLUMN generation.replies.account_id IS 'Whose.';

COMMENT ON COLUMN generation.replies.generation_id IS 'The generation.';

COMMENT ON COLUMN generation.replies.http_status IS 'Status that the client was answered.';

COMMENT ON COLUMN generation.replies.content_type IS 'Media type of the body.';

COMMENT ON COLUMN generation.replies.body IS 'What the client was sent.';

COMMENT ON COLUMN generation.replies.created_at IS 'When it was stored.';

CREATE TABLE generation.roll_up_progress (
    is_only boolean DEFAULT true NOT NULL,
    marked_until timestamp with time zone NOT NULL,
    closed_before date DEFAULT '-infinity'::date NOT NULL,
    archived_day date DEFAULT '-infinity'::date NOT NULL,
    archived_account_id uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid NOT NULL,
    CONSTRAINT there_is_one CHECK (is_only)
);

ALTER TABLE generation.roll_up_progress OWNER TO postgres;

COMMENT ON TABLE generation.roll_up_progress IS 'How far the usage is summed up and archived. One row.';

COMMENT ON COLUMN generation.roll_up_progress.is_only IS 'True: there is one row.';

COMMENT ON COLUMN generation.roll_up_progress.marked_until IS 'Accounts that began a generation before this were marked in generation.due_roll_ups.';

COMMENT ON COLUMN generation.roll_up_progress.closed_before IS 'Days before this are being archived: their sums are final.';

COMMENT ON COLUMN generation.roll_up_progress.archived_day IS 'The archive goes by day and account; this is the last it has done.';

COMMENT ON COLUMN generation.roll_up_progress.archived_account_id IS 'The last account done on that day.';

CREATE TABLE generation.sweep_progress (
    is_only boolean DEFAULT true NOT NULL,
    swept_until timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    looked_back_at timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    CONSTRAINT there_is_one CHECK (is_only)
);

ALTER TABLE generation.sweep_progress OWNER TO postgres;

COMMENT ON TABLE generation.sweep_progress IS 'How far generations whose service died were looked for. One row.';

COMMENT ON COLUMN generation.sweep_progress.is_only IS 'True: there is one row.';

COMMENT ON COLUMN generation.sweep_progress.swept_until IS 'Holds that ran out before this were seen to be closed.';

COMMENT ON COLUMN generation.sweep_progress.looked_back_at IS 'When two days were looked through again, for what a clock set back had hidden.';

CREATE VIEW generation.usage_rows WITH (security_invoker='true') AS
 SELECT account_id,
    created_at,
    ((created_at AT TIME ZONE 'UTC'::text))::date AS day,
    model_id,
    1 AS generations,
    ((status = ANY (ARRAY['provider_failed'::generation.generation_status, 'timed_out'::generation.generation_status, 'invalid'::generation.generation_status, 'expired'::generation.generation_status])))::integer AS failed,
    COALESCE(input, (0)::bigint) AS input,
    COALESCE(cache_read, (0)::bigint) AS cache_read,
    COALESCE(cache_write, (0)::bigint) AS cache_write,
    COALESCE(output, (0)::bigint) AS output,
    COALESCE(web_search, (0)::bigint) AS web_search,
    COALESCE((charged)::bigint, (0)::bigint) AS charged,
    COALESCE((uncollected)::bigint, (0)::bigint) AS uncollected,
    ( SELECT (COALESCE(sum(generation.cost_attempt(((a.value ->> 'route_id'::text))::bigint, (a.value -> 'usage'::text), ((a.value ->> 'started_at'::text))::timestamp with time zone)), (0)::numeric))::bigint AS "coalesce"
           FROM jsonb_array_elements(g.attempts) a(value)) AS cost_micro_dollars,
    (((access = 'trial'::generation.access) AND (usage_source <> 'none'::ledger.usage_source) AND (status <> 'provider_failed'::generation.generation_status)))::integer AS trial_messages
   FROM generation.generations g
  WHERE (finished_at IS NOT NULL);

ALTER VIEW generation.usage_rows OWNER TO postgres;

COMMENT ON VIEW generation.usage_rows IS 'What each ended generation adds to the usage of its account, day (UTC) and model.';

CREATE VIEW generation.usage WITH (security_invoker='true') AS
 SELECT false AS is_live,
    NULL::timestamp with time zone AS created_at,
    d.account_id,
    d.day,
    d.model_id,
    d.generations,
    d.failed,
    d.input,
    d.cache_read,
    d.cache_write,
    d.output,
    d.web_search,
    (d.charged)::bigint AS charged,
    (d.uncollected)::bigint AS uncollected,
    d.cost_micro_dollars,
    d.trial_messages
   FROM generation.daily_usage d
UNION ALL
 SELECT true AS is_live,
    u.created_at,
    u.account_id,
    u.day,
    u.model_id,
    u.generations,
    u.failed,
    u.input,
    u.cache_read,
    u.cache_write,
    u.output,
    u.web_search,
    u.charged,
    u.uncollected,
    u.cost_micro_dollars,
    u.trial_messages
   FROM generation.usage_rows u;

ALTER VIEW generation.usage OWNER TO postgres;

COMMENT ON VIEW generation.usage IS 'Usage to be summed: per day from daily_usage, and live, generation by generation.';

CREATE VIEW ledger.bucket_rests WITH (security_invoker='true') AS
 SELECT b.account_id,
    b.id,
    b.source,
    b.source_ref,
    b.granted,
        CASE
            WHEN ((b.id = a.burning_bucket_id) AND (a.burning_rest IS NOT NULL)) THEN a.burning_rest
            ELSE (b.remaining)::bigint
        END AS remaining,
    b.lapsed,
    b.clawed,
    b.clawed_elsewhere,
    b.clawback_refs,
    b.priority,
    b.effective_at,
    b.expires_at,
    b.activated_at,
    b.created_at
   FROM (ledger.buckets b
     JOIN ledger.accounts a ON ((a.id = b.account_id)));

ALTER VIEW ledger.bucket_rests OWNER TO postgres;

COMMENT ON VIEW ledger.bucket_rests IS 'ledger.buckets as they truly are: for whoever does not hold the account''s lock and had what is left of them written back (ledger.book_burning).';

COMMENT ON COLUMN ledger.bucket_rests.account_id IS 'Whose credits.';

COMMENT ON COLUMN ledger.bucket_rests.id IS 'Order of arrival.';

COMMENT ON COLUMN ledger.bucket_rests.source IS 'As in ledger.buckets.';

COMMENT ON COLUMN ledger.bucket_rests.source_ref IS 'As in ledger.buckets.';

COMMENT ON COLUMN ledger.bucket_rests.granted IS 'Credits granted, µc.';

COMMENT ON COLUMN ledger.bucket_rests.remaining IS 'Credits left, µc; 0 until the bucket is active.';

COMMENT ON COLUMN ledger.bucket_rests.lapsed IS 'As in ledger.buckets.';

COMMENT ON COLUMN ledger.bucket_rests.clawed IS 'As in ledger.buckets.';

COMMENT ON COLUMN ledger.bucket_rests.clawed_elsewhere IS 'As in ledger.buckets.';

COMMENT ON COLUMN ledger.bucket_rests.clawback_refs IS 'As in ledger.buckets.';

COMMENT ON COLUMN ledger.bucket_rests.priority IS 'Lower burns first.';

COMMENT ON COLUMN ledger.bucket_rests.effective_at IS 'From when the credits can be spent.';

COMMENT ON COLUMN ledger.bucket_rests.expires_at IS 'When what is left lapses; null is never.';

COMMENT ON COLUMN ledger.bucket_rests.activated_at IS 'When the credits were posted; null is pending.';

COMMENT ON COLUMN ledger.bucket_rests.created_at IS 'When the grant was made.';

ALTER TABLE ledger.buckets ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME ledger.buckets_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE VIEW ledger.open_holds WITH (security_invoker='true') AS
 SELECT h.account_id,
    h.id,
    h.amount,
    h.created_at,
    false AS is_generation
   FROM ledger.holds h
  WHERE (h.closed_at IS NULL)
UNION ALL
 SELECT g.account_id,
    g.id,
    g.hold AS amount,
    g.created_at,
    (g.api IS DISTINCT FROM 'jobs'::text) AS is_generation
   FROM generation.generations g
  WHERE (g.finished_at IS NULL);

ALTER VIEW ledger.open_holds OWNER TO postgres;

COMMENT ON VIEW ledger.open_holds IS 'Credits reserved for work that is under way: of the app, and of generations.';

COMMENT ON COLUMN ledger.open_holds.account_id IS 'Whose credits.';

COMMENT ON COLUMN ledger.open_holds.id IS 'The hold, or the generation that holds.';

COMMENT ON COLUMN ledger.open_holds.amount IS 'Reserved, µc.';

COMMENT ON COLUMN ledger.open_holds.created_at IS 'When the work was authorised.';

COMMENT ON COLUMN ledger.open_holds.is_generation IS 'Whether a generation that is no job holds it.';

CREATE TABLE queue.procrastinate_events (
    id bigint NOT NULL,
    job_id bigint NOT NULL,
    type queue.procrastinate_job_event_type,
    at timestamp with time zone DEFAULT now()
);

ALTER TABLE queue.procrastinate_events OWNER TO postgres;

COMMENT ON TABLE queue.procrastinate_events IS 'Procrastinate''s own; see its documentation.';

CREATE SEQUENCE queue.procrastinate_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE queue.procrastinate_events_id_seq OWNER TO postgres;

ALTER SEQUENCE queue.procrastinate_events_id_seq OWNED BY queue.procrastinate_events.id;

CREATE SEQUENCE queue.procrastinate_jobs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE queue.procrastinate_jobs_id_seq OWNER TO postgres;

ALTER SEQUENCE queue.procrastinate_jobs_id_seq OWNED BY queue.procrastinate_jobs.id;

CREATE TABLE queue.procrastinate_periodic_defers (
    id bigint NOT NULL,
    task_name character varying(128) NOT NULL,
    defer_timestamp bigint,
    job_id bigint,
    periodic_id character varying(128) DEFAULT ''::character varying NOT NULL
);

ALTER TABLE queue.procrastinate_periodic_defers OWNER TO postgres;

COMMENT ON TABLE queue.procrastinate_periodic_defers IS 'Procrastinate''s own; see its documentation.';

CREATE SEQUENCE queue.procrastinate_periodic_defers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE queue.procrastinate_periodic_defers_id_seq OWNER TO postgres;

ALTER SEQUENCE queue.procrastinate_periodic_defers_id_seq OWNED BY queue.procrastinate_periodic_defers.id;

CREATE TABLE queue.procrastinate_workers (
    id bigint NOT NULL,
    last_heartbeat timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE queue.procrastinate_workers OWNER TO postgres;

COMMENT ON TABLE queue.procrastinate_workers IS 'Procrastinate''s own; see its documentation.';

ALTER TABLE queue.procrastinate_workers ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME queue.procrastinate_workers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE realtime.messages (
    topic text NOT NULL,
    extension text NOT NULL,
    payload jsonb,
    event text,
    private boolean DEFAULT false,
    updated_at timestamp without time zone DEFAULT now() NOT NULL,
    inserted_at timestamp without time zone DEFAULT now() NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    binary_payload bytea
)
PARTITION BY RANGE (inserted_at);

ALTER TABLE realtime.messages OWNER TO supabase_realtime_admin;

CREATE TABLE realtime.messages_default (
    topic text CONSTRAINT messages_topic_not_null NOT NULL,
    extension text CONSTRAINT messages_extension_not_null NOT NULL,
    payload jsonb,
    event text,
    private boolean DEFAULT false,
    updated_at timestamp without time zone DEFAULT now() CONSTRAINT messages_updated_at_not_null NOT NULL,
    inserted_at timestamp without time zone DEFAULT now() CONSTRAINT messages_inserted_at_not_null NOT NULL,
    id uuid DEFAULT gen_random_uuid() CONSTRAINT messages_id_not_null NOT NULL,
    binary_payload bytea
);

ALTER TABLE realtime.messages_default OWNER TO supabase_realtime_admin;

CREATE TABLE storage.buckets (
    id text NOT NULL,
    name text NOT NULL,
    owner_id text,
    public boolean DEFAULT false,
    file_size_limit bigint,
    allowed_mime_types text[],
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now()
);

ALTER TABLE storage.buckets OWNER TO supabase_storage_admin;

CREATE TABLE storage.objects (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    bucket_id text,
    name text,
    owner_id text,
    metadata jsonb,
    user_metadata jsonb,
    version text,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    last_accessed_at timestamp with time zone DEFAULT now()
);

ALTER TABLE storage.objects OWNER TO supabase_storage_admin;

ALTER TABLE ONLY realtime.messages ATTACH PARTITION realtime.messages_default DEFAULT;

ALTER TABLE ONLY queue.procrastinate_events ALTER COLUMN id SET DEFAULT nextval('queue.procrastinate_events_id_seq'::regclass);

ALTER TABLE ONLY queue.procrastinate_jobs ALTER COLUMN id SET DEFAULT nextval('queue.procrastinate_jobs_id_seq'::regclass);

ALTER TABLE ONLY queue.procrastinate_periodic_defers ALTER COLUMN id SET DEFAULT nextval('queue.procrastinate_periodic_defers_id_seq'::regclass);

ALTER TABLE ONLY access.account_plans
    ADD CONSTRAINT account_plans_pkey PRIMARY KEY (account_id);

ALTER TABLE ONLY access.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (account_id, id);

ALTER TABLE ONLY access.api_keys
    ADD CONSTRAINT api_keys_secret_key UNIQUE (account_id, secret_hash);

ALTER TABLE ONLY access.app_holds
    ADD CONSTRAINT app_holds_pkey PRIMARY KEY (account_id, id);

ALTER TABLE ONLY access.attested_keys
    ADD CONSTRAINT attested_keys_pkey PRIMARY KEY (key_id, environment);

ALTER TABLE ONLY access.closures
    ADD CONSTRAINT closures_pkey PRIMARY KEY (account_id, user_id);

ALTER TABLE ONLY access.consumption_consents
    ADD CONSTRAINT consumption_consents_pkey PRIMARY KEY (account_id, user_id);

ALTER TABLE ONLY access.daily_usage
    ADD CONSTRAINT daily_usage_pkey PRIMARY KEY (account_id, day, model_id);

ALTER TABLE ONLY access.departures
    ADD CONSTRAINT departures_pkey PRIMARY KEY (account_id);

ALTER TABLE ONLY access.device_challenges
    ADD CONSTRAINT device_challenges_pkey PRIMARY KEY (account_id, challenge_hash);

ALTER TABLE ONLY access.device_checks
    ADD CONSTRAINT device_checks_pkey PRIMARY KEY (account_id, id);

ALTER TABLE ONLY access.device_trials
    ADD CONSTRAINT device_trials_pkey PRIMARY KEY (device_key, model_id);

ALTER TABLE ONLY access.device_turns
    ADD CONSTRAINT device_turns_pkey PRIMARY KEY (environment);

ALTER TABLE ONLY access.devices
    ADD CONSTRAINT devices_pkey PRIMARY KEY (account_id, device_key);

ALTER TABLE ONLY access.entitlements
    ADD CONSTRAINT entitlements_pkey PRIMARY KEY (account_id, id);

ALTER TABLE ONLY access.entitlements
    ADD CONSTRAINT entitlements_source_key UNIQUE (account_id, kind, key, source, source_ref);

ALTER TABLE ONLY access.event_counts
    ADD CONSTRAINT event_counts_pkey PRIMARY KEY (account_id);

ALTER TABLE ONLY access.members
    ADD CONSTRAINT members_pkey PRIMARY KEY (account_id, user_id);

ALTER TABLE ONLY access.merges
    ADD CONSTRAINT merges_pkey PRIMARY KEY (account_id);

ALTER TABLE ONLY access.overages
    ADD CONSTRAINT overages_pkey PRIMARY KEY (account_id, entry_version);

ALTER TABLE ONLY access.profiles
    ADD CONSTRAINT profiles_pkey PRIMARY KEY (account_id, user_id);

ALTER TABLE ONLY access.standings
    ADD CONSTRAINT standings_pkey PRIMARY KEY (account_id, user_id);

ALTER TABLE ONLY access.trials
    ADD CONSTRAINT trials_pkey PRIMARY KEY (account_id, model_id);

ALTER TABLE ONLY access.welcomes
    ADD CONSTRAINT welcomes_pkey PRIMARY KEY (account_id, environment);

ALTER TABLE ONLY audit.dead_letters
    ADD CONSTRAINT dead_letters_event_key UNIQUE (sink, event_id);

ALTER TABLE ONLY audit.dead_letters
    ADD CONSTRAINT dead_letters_pkey PRIMARY KEY (id);

ALTER TABLE ONLY audit.log
    ADD CONSTRAINT log_pkey PRIMARY KEY (id);

ALTER TABLE ONLY audit.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (transaction_id, id);

ALTER TABLE ONLY audit.readers
    ADD CONSTRAINT readers_pkey PRIMARY KEY (name);

ALTER TABLE ONLY audit.sinks
    ADD CONSTRAINT sinks_pkey PRIMARY KEY (name);

ALTER TABLE ONLY auth.mfa_amr_claims
    ADD CONSTRAINT amr_id_pk PRIMARY KEY (id);

ALTER TABLE ONLY auth.mfa_amr_claims
    ADD CONSTRAINT mfa_amr_claims_session_id_authentication_method_pkey UNIQUE (session_id, authentication_method);

ALTER TABLE ONLY auth.refresh_tokens
    ADD CONSTRAINT refresh_tokens_pkey PRIMARY KEY (id);

ALTER TABLE ONLY auth.refresh_tokens
    ADD CONSTRAINT refresh_tokens_token_unique UNIQUE (token);

ALTER TABLE ONLY auth.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY auth.users
    ADD CONSTRAINT users_phone_key UNIQUE (phone);

ALTER TABLE ONLY auth.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

ALTER TABLE ONLY billing.bindings
    ADD CONSTRAINT bindings_pkey PRIMARY KEY (chain_id, provider, environment);

ALTER TABLE ONLY billing.consumption_requests
    ADD CONSTRAINT consumption_requests_pkey PRIMARY KEY (environment, event_id);

ALTER TABLE ONLY billing.customers
    ADD CONSTRAINT customers_pkey PRIMARY KEY (account_id, provider, environment);

ALTER TABLE ONLY billing.doubts
    ADD CONSTRAINT doubts_pkey PRIMARY KEY (provider, environment, chain_id);

ALTER TABLE ONLY billing.due
    ADD CONSTRAINT due_pkey PRIMARY KEY (account_id);

ALTER TABLE ONLY billing.environments
    ADD CONSTRAINT environments_pkey PRIMARY KEY (provider, environment);

ALTER TABLE ONLY billing.grants
    ADD CONSTRAINT grants_pkey PRIMARY KEY (account_id, provider, environment, transaction_id, product, part);

ALTER TABLE ONLY billing.notification_reads
    ADD CONSTRAINT notification_reads_pkey PRIMARY KEY (provider, environment);

ALTER TABLE ONLY billing.overage_checks
    ADD CONSTRAINT overage_checks_pkey PRIMARY KEY (account_id, environment, period_start, customer_id);

ALTER TABLE ONLY billing.overage_reports
    ADD CONSTRAINT overage_reports_pkey PRIMARY KEY (account_id, entry_version);

ALTER TABLE ONLY billing.owners
    ADD CONSTRAINT owners_pkey PRIMARY KEY (key, kind, provider, environment);

ALTER TABLE ONLY billing.payments
    ADD CONSTRAINT payments_pkey PRIMARY KEY (payment_id, provider, environment);

ALTER TABLE ONLY billing.provider_events
    ADD CONSTRAINT provider_events_pkey PRIMARY KEY (provider, environment, event_id);

ALTER TABLE ONLY billing.purchases
    ADD CONSTRAINT purchases_pkey PRIMARY KEY (transaction_id, product, provider, environment);

ALTER TABLE ONLY billing.rebuild_rows
    ADD CONSTRAINT rebuild_rows_pkey PRIMARY KEY (id);

ALTER TABLE ONLY billing.reversals
    ADD CONSTRAINT reversals_pkey PRIMARY KEY (reversal_id, provider, environment);

ALTER TABLE ONLY billing.subscriptions
    ADD CONSTRAINT subscriptions_pkey PRIMARY KEY (chain_id, provider, environment);

ALTER TABLE ONLY billing.unmapped
    ADD CONSTRAINT unmapped_pkey PRIMARY KEY (provider, product);

ALTER TABLE ONLY catalog.models
    ADD CONSTRAINT models_pkey PRIMARY KEY (id);

ALTER TABLE ONLY catalog.offers
    ADD CONSTRAINT offers_pkey PRIMARY KEY (model_id, api, valid_from);

ALTER TABLE ONLY catalog.plan_versions
    ADD CONSTRAINT plan_versions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY catalog.plan_versions
    ADD CONSTRAINT plan_versions_version_key UNIQUE (plan_id, effective_at);

ALTER TABLE ONLY catalog.plans
    ADD CONSTRAINT plans_opens_for_key UNIQUE (opens_for);

ALTER TABLE ONLY catalog.plans
    ADD CONSTRAINT plans_pkey PRIMARY KEY (id);

ALTER TABLE ONLY catalog.prices
    ADD CONSTRAINT prices_pkey PRIMARY KEY (id);

ALTER TABLE ONLY catalog.prices
    ADD CONSTRAINT prices_version_key UNIQUE (model_id, effective_at);

ALTER TABLE ONLY catalog.products
    ADD CONSTRAINT products_pkey PRIMARY KEY (id);

ALTER TABLE ONLY catalog.products
    ADD CONSTRAINT products_store_key UNIQUE (store, store_product_id);

ALTER TABLE ONLY catalog.providers
    ADD CONSTRAINT providers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY catalog.route_costs
    ADD CONSTRAINT route_costs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY catalog.route_costs
    ADD CONSTRAINT route_costs_version_key UNIQUE (route_id, effective_at);

ALTER TABLE ONLY catalog.routes
    ADD CONSTRAINT routes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY catalog.routes
    ADD CONSTRAINT routes_position_key UNIQUE (model_id, "position");

ALTER TABLE ONLY catalog.unit_prices
    ADD CONSTRAINT unit_prices_pkey PRIMARY KEY (price_id, unit, resolution);

ALTER TABLE ONLY catalog.welcome_credits
    ADD CONSTRAINT welcome_credits_pkey PRIMARY KEY (environment);

ALTER TABLE ONLY generation.daily_usage
    ADD CONSTRAINT daily_usage_pkey PRIMARY KEY (account_id, day, model_id);

ALTER TABLE ONLY generation.due_roll_ups
    ADD CONSTRAINT due_roll_ups_pkey PRIMARY KEY (account_id, day);

ALTER TABLE ONLY generation.generations
    ADD CONSTRAINT generations_pkey PRIMARY KEY (account_id, id);

ALTER TABLE ONLY generation.jobs
    ADD CONSTRAINT jobs_pkey PRIMARY KEY (account_id, id);

ALTER TABLE ONLY generation.replies
    ADD CONSTRAINT replies_pkey PRIMARY KEY (account_id, generation_id);

ALTER TABLE ONLY generation.roll_up_progress
    ADD CONSTRAINT roll_up_progress_pkey PRIMARY KEY (is_only);

ALTER TABLE ONLY generation.sweep_progress
    ADD CONSTRAINT sweep_progress_pkey PRIMARY KEY (is_only);

ALTER TABLE ONLY ledger.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY ledger.buckets
    ADD CONSTRAINT buckets_pkey PRIMARY KEY (account_id, id);

ALTER TABLE ONLY ledger.buckets
    ADD CONSTRAINT buckets_source_key UNIQUE (account_id, source, source_ref);

ALTER TABLE ONLY ledger.entries
    ADD CONSTRAINT entries_pkey PRIMARY KEY (account_id, version);

ALTER TABLE ONLY ledger.holds
    ADD CONSTRAINT holds_pkey PRIMARY KEY (account_id, id);

ALTER TABLE ONLY queue.procrastinate_events
    ADD CONSTRAINT procrastinate_events_pkey PRIMARY KEY (id);

ALTER TABLE ONLY queue.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY queue.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY queue.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_unique UNIQUE (task_name, periodic_id, defer_timestamp);

ALTER TABLE ONLY queue.procrastinate_workers
    ADD CONSTRAINT procrastinate_workers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY realtime.messages
    ADD CONSTRAINT messages_pkey PRIMARY KEY (id, inserted_at);

ALTER TABLE ONLY realtime.messages_default
    ADD CONSTRAINT messages_default_pkey PRIMARY KEY (id, inserted_at);

ALTER TABLE ONLY storage.buckets
    ADD CONSTRAINT buckets_pkey PRIMARY KEY (id);

ALTER TABLE ONLY storage.objects
    ADD CONSTRAINT objects_pkey PRIMARY KEY (id);

CREATE INDEX account_plans_due ON access.account_plans USING btree (period_end) WHERE (source <> 'subscription'::text);

CREATE INDEX account_plans_next_plan ON access.account_plans USING btree (next_plan_id) WHERE (next_plan_id IS NOT NULL);

CREATE INDEX account_plans_own_plan ON access.account_plans USING btree (own_plan_id) WHERE (own_plan_id IS NOT NULL);

CREATE INDEX account_plans_slices ON access.account_plans USING btree (slice_at) WHERE (slice_at IS NOT NULL);

CREATE INDEX account_plans_version ON access.account_plans USING btree (plan_version_id);

CREATE INDEX api_keys_user ON access.api_keys USING btree (account_id, user_id);

CREATE INDEX app_holds_open ON access.app_holds USING btree (account_id) WHERE (closed_at IS NULL);

CREATE INDEX attested_keys_account ON access.attested_keys USING btree (account_id);

CREATE INDEX closures_user ON access.closures USING btree (user_id);

CREATE INDEX departures_due ON access.departures USING btree (due_at);

CREATE UNIQUE INDEX device_checks_setting ON access.device_checks USING btree (environment) WHERE (state = 'setting'::text);

CREATE INDEX device_trials_account ON access.device_trials USING btree (account_id);

CREATE INDEX device_trials_model ON access.device_trials USING btree (model_id);

CREATE INDEX devices_key ON access.devices USING btree (device_key);

CREATE UNIQUE INDEX members_personal_key ON access.members USING btree (user_id) WHERE is_personal;

CREATE INDEX members_user ON access.members USING btree (user_id);

CREATE INDEX merges_into ON access.merges USING btree (into_account_id, user_id);

CREATE INDEX merges_user ON access.merges USING btree (user_id);

CREATE INDEX overages_version ON access.overages USING btree (plan_version_id);

CREATE INDEX profiles_default_model ON access.profiles USING btree (default_model_id);

CREATE INDEX profiles_user ON access.profiles USING btree (user_id);

CREATE INDEX trials_model ON access.trials USING btree (model_id);

CREATE INDEX dead_letters_replaying ON audit.dead_letters USING btree (sink, id) WHERE is_replaying;

CREATE INDEX log_account ON audit.log USING btree (account_id, id) WHERE (account_id IS NOT NULL);

CREATE INDEX log_at ON audit.log USING brin (at);

CREATE INDEX refresh_tokens_parent_idx ON auth.refresh_tokens USING btree (parent);

CREATE INDEX refresh_tokens_session_id_idx ON auth.refresh_tokens USING btree (session_id);

CREATE INDEX sessions_user_id_idx ON auth.sessions USING btree (user_id);

CREATE UNIQUE INDEX users_email_partial_key ON auth.users USING btree (email) WHERE (is_sso_user = false);

CREATE INDEX users_is_anonymous_idx ON auth.users USING btree (is_anonymous);

CREATE INDEX bindings_account ON billing.bindings USING btree (account_id);

CREATE INDEX consumption_requests_due ON billing.consumption_requests USING btree (due_at) WHERE (outcome = 'waiting'::text);

CREATE INDEX doubts_due ON billing.doubts USING btree (provider, due_at);

CREATE INDEX due_by_time ON billing.due USING btree (due_at);

CREATE INDEX grants_bucket ON billing.grants USING btree (account_id, bucket_id);

CREATE UNIQUE INDEX grants_purchase ON billing.grants USING btree (transaction_id, product, part, provider, environment);

CREATE INDEX overage_checks_due ON billing.overage_checks USING btree (check_at) WHERE (check_at IS NOT NULL);

CREATE INDEX overage_reports_due ON billing.overage_reports USING btree (next_attempt_at) WHERE (status = 'pending'::text);

CREATE INDEX overage_reports_open ON billing.overage_reports USING btree (status, happened_at) WHERE (status = ANY (ARRAY['pending'::text, 'in_doubt'::text, 'given_up'::text]));

CREATE INDEX overage_reports_time ON billing.overage_reports USING btree (account_id, happened_at);

CREATE INDEX payments_transaction ON billing.payments USING btree (transaction_id);

CREATE INDEX provider_events_consumption ON billing.provider_events USING btree (occurred_at) WHERE ((provider = 'apple'::text) AND (type = 'CONSUMPTION_REQUEST'::text));

CREATE INDEX provider_events_due ON billing.provider_events USING btree (next_attempt_at) WHERE (status = 'pending'::text);

CREATE INDEX provider_events_time ON billing.provider_events USING btree (provider, environment, occurred_at) WHERE (type !~~ 'florin.%'::text);

CREATE INDEX purchases_account ON billing.purchases USING btree (account_id);

CREATE INDEX purchases_chain ON billing.purchases USING btree (chain_id);

CREATE INDEX purchases_owner ON billing.purchases USING btree (owner_key) WHERE (owner_key IS NOT NULL);

CREATE INDEX purchases_product ON billing.purchases USING btree (product);

CREATE INDEX reversals_payment ON billing.reversals USING btree (payment_id);

CREATE INDEX subscriptions_account ON billing.subscriptions USING btree (account_id);

CREATE INDEX subscriptions_entitled_until ON billing.subscriptions USING btree (provider, entitled_until) WHERE is_entitled;

CREATE INDEX subscriptions_owner ON billing.subscriptions USING btree (owner_key) WHERE (owner_key IS NOT NULL);

CREATE INDEX subscriptions_product ON billing.subscriptions USING btree (product);

CREATE UNIQUE INDEX models_default_key ON catalog.models USING btree (is_default) WHERE is_default;

CREATE INDEX products_model ON catalog.products USING btree (model_id);

CREATE INDEX products_plan ON catalog.products USING btree (plan_id);

CREATE INDEX routes_provider ON catalog.routes USING btree (provider_id);

CREATE INDEX routes_provider_model ON catalog.routes USING btree (provider_model);

CREATE INDEX daily_usage_day ON generation.daily_usage USING btree (day, account_id);

CREATE INDEX due_roll_ups_day ON generation.due_roll_ups USING btree (day, account_id);

CREATE INDEX generations_age ON generation.generations USING brin (created_at timestamptz_minmax_multi_ops, hold_expires_at timestamptz_minmax_multi_ops) WITH (autosummarize='on');

CREATE INDEX generations_created ON generation.generations USING btree (account_id, created_at);

CREATE UNIQUE INDEX generations_idempotency_key ON generation.generations USING btree (account_id, idempotency_key) WHERE (idempotency_key IS NOT NULL);

CREATE INDEX jobs_at_work ON generation.jobs USING btree (account_id) WHERE ((finished_at IS NULL) AND (enqueued_at IS NOT NULL));

CREATE INDEX jobs_created ON generation.jobs USING btree (account_id, created_at, id);

CREATE INDEX jobs_deadline ON generation.jobs USING btree (deadline_at) WHERE ((finished_at IS NULL) AND (deadline_at < 'infinity'::timestamp with time zone));

CREATE INDEX jobs_id ON generation.jobs USING btree (id);

CREATE INDEX jobs_next ON generation.jobs USING btree (next_at) WHERE (next_at IS NOT NULL);

CREATE INDEX jobs_open ON generation.jobs USING btree (account_id, created_at, id) WHERE (finished_at IS NULL);

CREATE INDEX jobs_provider_request ON generation.jobs USING btree (provider_request_id) WHERE (provider_request_id IS NOT NULL);

CREATE INDEX replies_age ON generation.replies USING brin (created_at timestamptz_minmax_multi_ops);

CREATE INDEX accounts_next_bucket_change ON ledger.accounts USING btree (next_bucket_change_at);

CREATE INDEX holds_open_expiry ON ledger.holds USING btree (expires_at) WHERE (closed_at IS NULL);

CREATE INDEX idx_procrastinate_jobs_worker_not_null ON queue.procrastinate_jobs USING btree (worker_id) WHERE ((worker_id IS NOT NULL) AND (status = 'doing'::queue.procrastinate_job_status));

CREATE INDEX idx_procrastinate_workers_last_heartbeat ON queue.procrastinate_workers USING btree (last_heartbeat);

CREATE INDEX procrastinate_events_job_id_fkey_v1 ON queue.procrastinate_events USING btree (job_id);

CREATE INDEX procrastinate_jobs_id_lock_idx_v1 ON queue.procrastinate_jobs USING btree (id, lock) WHERE (status = ANY (ARRAY['todo'::queue.procrastinate_job_status, 'doing'::queue.procrastinate_job_status]));

CREATE UNIQUE INDEX procrastinate_jobs_lock_idx_v1 ON queue.procrastinate_jobs USING btree (lock) WHERE (status = 'doing'::queue.procrastinate_job_status);

CREATE INDEX procrastinate_jobs_priority_idx_v1 ON queue.procrastinate_jobs USING btree (priority DESC, id) WHERE (status = 'todo'::queue.procrastinate_job_status);

CREATE INDEX procrastinate_jobs_queue_name_idx_v1 ON queue.procrastinate_jobs USING btree (queue_name);

CREATE UNIQUE INDEX procrastinate_jobs_queueing_lock_idx_v1 ON queue.procrastinate_jobs USING btree (queueing_lock) WHERE (status = 'todo'::queue.procrastinate_job_status);

CREATE INDEX procrastinate_periodic_defers_job_id_fkey_v1 ON queue.procrastinate_periodic_defers USING btree (job_id);

CREATE INDEX messages_inserted_at_topic_index ON ONLY realtime.messages USING btree (inserted_at DESC, topic) WHERE ((extension = 'broadcast'::text) AND (private IS TRUE));

CREATE INDEX messages_default_inserted_at_topic_idx ON realtime.messages_default USING btree (inserted_at DESC, topic) WHERE ((extension = 'broadcast'::text) AND (private IS TRUE));

CREATE UNIQUE INDEX bname ON storage.buckets USING btree (name);

CREATE UNIQUE INDEX bucketid_objname ON storage.objects USING btree (bucket_id, name);

ALTER INDEX realtime.messages_inserted_at_topic_index ATTACH PARTITION realtime.messages_default_inserted_at_topic_idx;

ALTER INDEX realtime.messages_pkey ATTACH PARTITION realtime.messages_default_pkey;

CREATE TRIGGER account_plans_are_logged AFTER INSERT OR DELETE OR UPDATE ON access.account_plans FOR EACH ROW EXECUTE FUNCTION audit.log_change('account_id');

CREATE TRIGGER account_plans_change_standings AFTER UPDATE OF plan_version_id, usual_outputs ON access.account_plans FOR EACH ROW WHEN (((old.plan_version_id IS DISTINCT FROM new.plan_version_id) OR (old.usual_outputs IS DISTINCT FROM new.usual_outputs))) EXECUTE FUNCTION access.change_standings();

CREATE TRIGGER account_plans_open_standings AFTER INSERT OR UPDATE OF account_id ON access.account_plans FOR EACH ROW EXECUTE FUNCTION access.open_standings();

CREATE TRIGGER account_plans_plan_slices BEFORE INSERT OR UPDATE OF plan_version_id, period_start, period_end ON access.account_plans FOR EACH ROW EXECUTE FUNCTION access.plan_slice();

CREATE TRIGGER departures_are_noted AFTER DELETE ON access.members REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION access.note_departure();

CREATE TRIGGER entitlements_are_logged AFTER INSERT OR DELETE OR UPDATE ON access.entitlements FOR EACH ROW EXECUTE FUNCTION audit.log_change('account_id', 'id');

CREATE TRIGGER members_open_standings AFTER INSERT OR UPDATE OF account_id, user_id ON access.members FOR EACH ROW EXECUTE FUNCTION access.open_standings();

CREATE TRIGGER model_access_is_told_of AFTER INSERT OR UPDATE OF revoked_at ON access.entitlements FOR EACH ROW WHEN (((new.kind = 'model'::text) AND (new.source = 'admin_grant'::text))) EXECUTE FUNCTION access.tell_of_model_access();

CREATE TRIGGER overages_are_kept BEFORE DELETE OR UPDATE ON access.overages FOR EACH ROW EXECUTE FUNCTION private.refuse_change();

CREATE TRIGGER overages_are_not_truncated BEFORE TRUNCATE ON access.overages FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();

CREATE TRIGGER log_is_kept BEFORE DELETE OR UPDATE ON audit.log FOR EACH ROW EXECUTE FUNCTION private.refuse_change();

CREATE TRIGGER log_is_not_truncated BEFORE TRUNCATE ON audit.log FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();

CREATE TRIGGER models_are_logged AFTER INSERT OR DELETE OR UPDATE ON catalog.models FOR EACH ROW EXECUTE FUNCTION audit.log_change('id');

CREATE TRIGGER models_are_told_of_when_created AFTER INSERT ON catalog.models FOR EACH ROW EXECUTE FUNCTION catalog.tell_of_model();

CREATE TRIGGER models_are_told_of_when_switched AFTER UPDATE OF enabled ON catalog.models FOR EACH ROW WHEN ((old.enabled <> new.enabled)) EXECUTE FUNCTION catalog.tell_of_model();

CREATE TRIGGER models_change_offers AFTER DELETE OR UPDATE ON catalog.models FOR EACH STATEMENT EXECUTE FUNCTION catalog.rebuild_offers();

CREATE TRIGGER plan_versions_are_kept BEFORE DELETE OR UPDATE ON catalog.plan_versions FOR EACH ROW EXECUTE FUNCTION private.refuse_change();

CREATE TRIGGER plan_versions_are_logged AFTER INSERT ON catalog.plan_versions FOR EACH ROW EXECUTE FUNCTION audit.log_change('id');

CREATE TRIGGER plan_versions_are_not_truncated BEFORE TRUNCATE ON catalog.plan_versions FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();

CREATE TRIGGER plans_are_logged AFTER INSERT OR DELETE OR UPDATE ON catalog.plans FOR EACH ROW EXECUTE FUNCTION audit.log_change('id');

CREATE TRIGGER prices_are_kept BEFORE DELETE OR UPDATE ON catalog.prices FOR EACH ROW EXECUTE FUNCTION private.refuse_change();

CREATE TRIGGER prices_are_logged AFTER INSERT ON catalog.prices FOR EACH ROW EXECUTE FUNCTION audit.log_change('id');

CREATE TRIGGER prices_are_not_truncated BEFORE TRUNCATE ON catalog.prices FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();

CREATE TRIGGER prices_change_offers AFTER INSERT ON catalog.prices FOR EACH STATEMENT EXECUTE FUNCTION catalog.rebuild_offers();

CREATE TRIGGER products_are_logged AFTER INSERT OR DELETE OR UPDATE ON catalog.products FOR EACH ROW EXECUTE FUNCTION audit.log_change('id');

CREATE TRIGGER providers_are_logged AFTER INSERT OR DELETE OR UPDATE ON catalog.providers FOR EACH ROW EXECUTE FUNCTION audit.log_change('id');

CREATE TRIGGER providers_change_offers AFTER DELETE OR UPDATE ON catalog.providers FOR EACH STATEMENT EXECUTE FUNCTION catalog.rebuild_offers();

CREATE TRIGGER route_costs_are_kept BEFORE DELETE OR UPDATE ON catalog.route_costs FOR EACH ROW EXECUTE FUNCTION private.refuse_change();

CREATE TRIGGER route_costs_are_logged AFTER INSERT ON catalog.route_costs FOR EACH ROW EXECUTE FUNCTION audit.log_change('id');

CREATE TRIGGER route_costs_are_not_truncated BEFORE TRUNCATE ON catalog.route_costs FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();

CREATE TRIGGER routes_are_logged AFTER INSERT OR DELETE OR UPDATE ON catalog.routes FOR EACH ROW EXECUTE FUNCTION audit.log_change('id');

CREATE TRIGGER routes_change_offers AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON catalog.routes FOR EACH STATEMENT EXECUTE FUNCTION catalog.rebuild_offers();

CREATE TRIGGER unit_prices_are_kept BEFORE DELETE OR UPDATE ON catalog.unit_prices FOR EACH ROW EXECUTE FUNCTION private.refuse_change();

CREATE TRIGGER unit_prices_are_logged AFTER INSERT ON catalog.unit_prices FOR EACH ROW EXECUTE FUNCTION audit.log_change('price_id', 'unit', 'resolution');

CREATE TRIGGER unit_prices_are_not_truncated BEFORE TRUNCATE ON catalog.unit_prices FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();

CREATE TRIGGER jobs_are_told_of_when_asked AFTER INSERT ON generation.jobs FOR EACH ROW EXECUTE FUNCTION generation.tell_of_job();

CREATE TRIGGER jobs_are_told_of_when_changed AFTER UPDATE ON generation.jobs FOR EACH ROW WHEN ((old.version <> new.version)) EXECUTE FUNCTION generation.tell_of_job();

CREATE TRIGGER jobs_have_versions BEFORE UPDATE ON generation.jobs FOR EACH ROW WHEN (((((((((((((new.status IS DISTINCT FROM old.status) OR (new.progress IS DISTINCT FROM old.progress)) OR (new.results IS DISTINCT FROM old.results)) OR (new.stored_at IS DISTINCT FROM old.stored_at)) OR (new.error IS DISTINCT FROM old.error)) OR ((new.charged)::bigint IS DISTINCT FROM (old.charged)::bigint)) OR (new.input IS DISTINCT FROM old.input)) OR (new.cancel_requested_at IS DISTINCT FROM old.cancel_requested_at)) OR (new.submitted_at IS DISTINCT FROM old.submitted_at)) OR (new.started_at IS DISTINCT FROM old.started_at)) OR (new.finished_at IS DISTINCT FROM old.finished_at)) OR (new.deleted_at IS DISTINCT FROM old.deleted_at))) EXECUTE FUNCTION generation.count_job_version();

CREATE TRIGGER app_store_credits_never_expire AFTER INSERT OR UPDATE OF expires_at, source, source_ref ON ledger.buckets FOR EACH ROW WHEN (((new.expires_at IS NOT NULL) AND (new.source = 'purchase'::ledger.bucket_source) AND (new.source_ref ~~ 'apple:%'::text))) EXECUTE FUNCTION ledger.keep_app_store_credits();

CREATE TRIGGER burning_rest_is_booked_first AFTER DELETE OR UPDATE OF remaining, account_id, id ON ledger.buckets FOR EACH ROW EXECUTE FUNCTION ledger.guard_burning();

CREATE TRIGGER entries_are_kept BEFORE DELETE OR UPDATE ON ledger.entries FOR EACH ROW EXECUTE FUNCTION private.refuse_change();

CREATE TRIGGER entries_are_not_truncated BEFORE TRUNCATE ON ledger.entries FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();

CREATE TRIGGER procrastinate_jobs_notify_queue_job_aborted_v1 AFTER UPDATE OF abort_requested ON queue.procrastinate_jobs FOR EACH ROW WHEN (((old.abort_requested = false) AND (new.abort_requested = true) AND (new.status = 'doing'::queue.procrastinate_job_status))) EXECUTE FUNCTION queue.procrastinate_notify_queue_abort_job_v1();

CREATE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1 AFTER INSERT ON queue.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::queue.procrastinate_job_status)) EXECUTE FUNCTION queue.procrastinate_notify_queue_job_inserted_v1();

CREATE TRIGGER procrastinate_trigger_abort_requested_events_v1 AFTER UPDATE OF abort_requested ON queue.procrastinate_jobs FOR EACH ROW WHEN ((new.abort_requested = true)) EXECUTE FUNCTION queue.procrastinate_trigger_abort_requested_events_procedure_v1();

CREATE TRIGGER procrastinate_trigger_delete_jobs_v1 BEFORE DELETE ON queue.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION queue.procrastinate_unlink_periodic_defers_v1();

CREATE TRIGGER procrastinate_trigger_scheduled_events_v1 AFTER INSERT OR UPDATE ON queue.procrastinate_jobs FOR EACH ROW WHEN (((new.scheduled_at IS NOT NULL) AND (new.status = 'todo'::queue.procrastinate_job_status))) EXECUTE FUNCTION queue.procrastinate_trigger_function_scheduled_events_v1();

CREATE TRIGGER procrastinate_trigger_status_events_insert_v1 AFTER INSERT ON queue.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::queue.procrastinate_job_status)) EXECUTE FUNCTION queue.procrastinate_trigger_function_status_events_insert_v1();

CREATE TRIGGER procrastinate_trigger_status_events_update_v1 AFTER UPDATE OF status ON queue.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION queue.procrastinate_trigger_function_status_events_update_v1();

CREATE TRIGGER notify_message AFTER INSERT ON realtime.messages FOR EACH ROW WHEN (((new.extension = 'broadcast'::text) AND (new.event IS NOT NULL))) EXECUTE FUNCTION realtime.notify_message();

ALTER TABLE ONLY access.account_plans
    ADD CONSTRAINT account_plans_account_fkey FOREIGN KEY (account_id) REFERENCES ledger.accounts(id);

ALTER TABLE ONLY access.account_plans
    ADD CONSTRAINT account_plans_next_plan_fkey FOREIGN KEY (next_plan_id) REFERENCES catalog.plans(id);

ALTER TABLE ONLY access.account_plans
    ADD CONSTRAINT account_plans_own_plan_fkey FOREIGN KEY (own_plan_id) REFERENCES catalog.plans(id);

ALTER TABLE ONLY access.account_plans
    ADD CONSTRAINT account_plans_version_fkey FOREIGN KEY (plan_version_id) REFERENCES catalog.plan_versions(id);

ALTER TABLE ONLY access.api_keys
    ADD CONSTRAINT api_keys_member_fkey FOREIGN KEY (account_id, user_id) REFERENCES access.members(account_id, user_id) ON DELETE CASCADE;

ALTER TABLE ONLY access.closures
    ADD CONSTRAINT closures_account_fkey FOREIGN KEY (account_id) REFERENCES ledger.accounts(id);

ALTER TABLE ONLY access.closures
    ADD CONSTRAINT closures_user_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY access.consumption_consents
    ADD CONSTRAINT consumption_consents_member_fkey FOREIGN KEY (account_id, user_id) REFERENCES access.members(account_id, user_id) ON DELETE CASCADE;

ALTER TABLE ONLY access.device_trials
    ADD CONSTRAINT device_trials_model_fkey FOREIGN KEY (model_id) REFERENCES catalog.models(id);

ALTER TABLE ONLY access.members
    ADD CONSTRAINT members_account_fkey FOREIGN KEY (account_id) REFERENCES ledger.accounts(id);

ALTER TABLE ONLY access.members
    ADD CONSTRAINT members_user_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY access.merges
    ADD CONSTRAINT merges_account_fkey FOREIGN KEY (account_id) REFERENCES ledger.accounts(id);

ALTER TABLE ONLY access.merges
    ADD CONSTRAINT merges_into_fkey FOREIGN KEY (into_account_id) REFERENCES ledger.accounts(id);

ALTER TABLE ONLY access.merges
    ADD CONSTRAINT merges_user_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE SET NULL;

ALTER TABLE ONLY access.overages
    ADD CONSTRAINT overages_account_fkey FOREIGN KEY (account_id) REFERENCES ledger.accounts(id);

ALTER TABLE ONLY access.overages
    ADD CONSTRAINT overages_version_fkey FOREIGN KEY (plan_version_id) REFERENCES catalog.plan_versions(id);

ALTER TABLE ONLY access.profiles
    ADD CONSTRAINT profiles_default_model_fkey FOREIGN KEY (default_model_id) REFERENCES catalog.models(id) ON DELETE SET NULL;

ALTER TABLE ONLY access.profiles
    ADD CONSTRAINT profiles_member_fkey FOREIGN KEY (account_id, user_id) REFERENCES access.members(account_id, user_id) ON DELETE CASCADE;

ALTER TABLE ONLY access.standings
    ADD CONSTRAINT standings_member_fkey FOREIGN KEY (account_id, user_id) REFERENCES access.members(account_id, user_id) ON DELETE CASCADE;

ALTER TABLE ONLY access.standings
    ADD CONSTRAINT standings_plan_fkey FOREIGN KEY (account_id) REFERENCES access.account_plans(account_id) ON DELETE CASCADE;

ALTER TABLE ONLY access.trials
    ADD CONSTRAINT trials_model_fkey FOREIGN KEY (model_id) REFERENCES catalog.models(id);

ALTER TABLE ONLY audit.dead_letters
    ADD CONSTRAINT dead_letters_sink_fkey FOREIGN KEY (sink) REFERENCES audit.sinks(name) ON DELETE CASCADE;

ALTER TABLE ONLY auth.mfa_amr_claims
    ADD CONSTRAINT mfa_amr_claims_session_id_fkey FOREIGN KEY (session_id) REFERENCES auth.sessions(id) ON DELETE CASCADE;

ALTER TABLE ONLY auth.refresh_tokens
    ADD CONSTRAINT refresh_tokens_session_id_fkey FOREIGN KEY (session_id) REFERENCES auth.sessions(id) ON DELETE CASCADE;

ALTER TABLE ONLY auth.sessions
    ADD CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY billing.bindings
    ADD CONSTRAINT bindings_account_fkey FOREIGN KEY (account_id) REFERENCES ledger.accounts(id);

ALTER TABLE ONLY billing.due
    ADD CONSTRAINT due_account_fkey FOREIGN KEY (account_id) REFERENCES ledger.accounts(id);

ALTER TABLE ONLY billing.grants
    ADD CONSTRAINT grants_bucket_fkey FOREIGN KEY (account_id, bucket_id) REFERENCES ledger.buckets(account_id, id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY billing.overage_checks
    ADD CONSTRAINT overage_checks_account_fkey FOREIGN KEY (account_id) REFERENCES ledger.accounts(id);

ALTER TABLE ONLY billing.overage_reports
    ADD CONSTRAINT overage_reports_overage_fkey FOREIGN KEY (account_id, entry_version) REFERENCES access.overages(account_id, entry_version);

ALTER TABLE ONLY catalog.offers
    ADD CONSTRAINT offers_model_fkey FOREIGN KEY (model_id) REFERENCES catalog.models(id) ON DELETE CASCADE;

ALTER TABLE ONLY catalog.plan_versions
    ADD CONSTRAINT plan_versions_plan_fkey FOREIGN KEY (plan_id) REFERENCES catalog.plans(id);

ALTER TABLE ONLY catalog.prices
    ADD CONSTRAINT prices_model_fkey FOREIGN KEY (model_id) REFERENCES catalog.models(id);

ALTER TABLE ONLY catalog.products
    ADD CONSTRAINT products_model_fkey FOREIGN KEY (model_id) REFERENCES catalog.models(id);

ALTER TABLE ONLY catalog.products
    ADD CONSTRAINT products_plan_fkey FOREIGN KEY (plan_id) REFERENCES catalog.plans(id);

ALTER TABLE ONLY catalog.route_costs
    ADD CONSTRAINT route_costs_route_fkey FOREIGN KEY (route_id) REFERENCES catalog.routes(id);

ALTER TABLE ONLY catalog.routes
    ADD CONSTRAINT routes_model_fkey FOREIGN KEY (model_id) REFERENCES catalog.models(id);

ALTER TABLE ONLY catalog.routes
    ADD CONSTRAINT routes_provider_fkey FOREIGN KEY (provider_id) REFERENCES catalog.providers(id);

ALTER TABLE ONLY catalog.unit_prices
    ADD CONSTRAINT unit_prices_price_fkey FOREIGN KEY (price_id) REFERENCES catalog.prices(id);

ALTER TABLE ONLY ledger.buckets
    ADD CONSTRAINT buckets_account_fkey FOREIGN KEY (account_id) REFERENCES ledger.accounts(id);

ALTER TABLE ONLY ledger.holds
    ADD CONSTRAINT holds_account_fkey FOREIGN KEY (account_id) REFERENCES ledger.accounts(id);

ALTER TABLE ONLY queue.procrastinate_events
    ADD CONSTRAINT procrastinate_events_job_id_fkey FOREIGN KEY (job_id) REFERENCES queue.procrastinate_jobs(id) ON DELETE CASCADE;

ALTER TABLE ONLY queue.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_worker_id_fkey FOREIGN KEY (worker_id) REFERENCES queue.procrastinate_workers(id) ON DELETE SET NULL;

ALTER TABLE ONLY queue.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_job_id_fkey FOREIGN KEY (job_id) REFERENCES queue.procrastinate_jobs(id);

ALTER TABLE ONLY storage.objects
    ADD CONSTRAINT objects_bucket_id_fkey FOREIGN KEY (bucket_id) REFERENCES storage.buckets(id);

ALTER TABLE access.account_plans ENABLE ROW LEVEL SECURITY;

ALTER TABLE access.api_keys ENABLE ROW LEVEL SECURITY;

ALTER TABLE access.app_holds ENABLE ROW LEVEL SECURITY;

ALTER TABLE access.attested_keys ENABLE ROW LEVEL SECURITY;

ALTER TABLE access.closures ENABLE ROW LEVEL SECURITY;

ALTER TABLE access.consumption_consents ENABLE ROW LEVEL SECURITY;

ALTER TABLE access.daily_usage ENABLE ROW LEVEL SECURITY;

ALTER TABLE access.departures ENABLE ROW LEVEL SECURITY;

ALTER TABLE access.device_challenges ENABLE ROW LEVEL SECURITY;

ALTER TABLE access.device_checks ENABLE ROW LEVEL SECURITY;

ALTER TABLE access.device_trials ENABLE ROW LEVEL SECURITY;

ALTER TABLE access.device_turns ENABLE ROW LEVEL SECURITY;

ALTER TABLE access.devices ENABLE ROW LEVEL SECURITY;

ALTER TABLE access.entitlements ENABLE ROW LEVEL SECURITY;

ALTER TABLE access.event_counts ENABLE ROW LEVEL SECURITY;

ALTER TABLE access.members ENABLE ROW LEVEL SECURITY;

CREATE POLICY members_read_their_entitlements ON access.entitlements FOR SELECT TO authenticated USING ((account_id = ANY (ARRAY( SELECT private.my_accounts() AS my_accounts))));

CREATE POLICY members_read_their_keys ON access.api_keys FOR SELECT TO authenticated USING ((account_id = ANY (ARRAY( SELECT private.my_accounts() AS my_accounts))));

CREATE POLICY members_read_their_trials ON access.trials FOR SELECT TO authenticated USING ((account_id = ANY (ARRAY( SELECT private.my_accounts() AS my_accounts))));

CREATE POLICY members_see_each_other ON access.members FOR SELECT TO authenticated USING ((account_id = ANY (ARRAY( SELECT private.my_accounts() AS my_accounts))));

ALTER TABLE access.merges ENABLE ROW LEVEL SECURITY;

ALTER TABLE access.overages ENABLE ROW LEVEL SECURITY;

ALTER TABLE access.profiles ENABLE ROW LEVEL SECURITY;

ALTER TABLE access.standings ENABLE ROW LEVEL SECURITY;

ALTER TABLE access.trials ENABLE ROW LEVEL SECURITY;

CREATE POLICY users_read_their_profile ON access.profiles FOR SELECT TO authenticated USING ((user_id = ( SELECT auth.uid() AS uid)));

ALTER TABLE access.welcomes ENABLE ROW LEVEL SECURITY;

ALTER TABLE audit.dead_letters ENABLE ROW LEVEL SECURITY;

ALTER TABLE audit.log ENABLE ROW LEVEL SECURITY;

ALTER TABLE audit.outbox ENABLE ROW LEVEL SECURITY;

ALTER TABLE audit.readers ENABLE ROW LEVEL SECURITY;

ALTER TABLE audit.sinks ENABLE ROW LEVEL SECURITY;

ALTER TABLE auth.mfa_amr_claims ENABLE ROW LEVEL SECURITY;

ALTER TABLE auth.refresh_tokens ENABLE ROW LEVEL SECURITY;

ALTER TABLE auth.sessions ENABLE ROW LEVEL SECURITY;

ALTER TABLE auth.users ENABLE ROW LEVEL SECURITY;

ALTER TABLE billing.bindings ENABLE ROW LEVEL SECURITY;

ALTER TABLE billing.consumption_requests ENABLE ROW LEVEL SECURITY;

ALTER TABLE billing.customers ENABLE ROW LEVEL SECURITY;

ALTER TABLE billing.doubts ENABLE ROW LEVEL SECURITY;

ALTER TABLE billing.due ENABLE ROW LEVEL SECURITY;

ALTER TABLE billing.environments ENABLE ROW LEVEL SECURITY;

ALTER TABLE billing.grants ENABLE ROW LEVEL SECURITY;

CREATE POLICY members_read_their_purchases ON billing.purchases FOR SELECT TO authenticated USING ((account_id = ANY (ARRAY( SELECT private.my_merged_accounts() AS my_merged_accounts))));

CREATE POLICY members_read_their_subscriptions ON billing.subscriptions FOR SELECT TO authenticated USING ((account_id = ANY (ARRAY( SELECT private.my_merged_accounts() AS my_merged_accounts))));

ALTER TABLE billing.notification_reads ENABLE ROW LEVEL SECURITY;

ALTER TABLE billing.overage_checks ENABLE ROW LEVEL SECURITY;

ALTER TABLE billing.overage_reports ENABLE ROW LEVEL SECURITY;

ALTER TABLE billing.owners ENABLE ROW LEVEL SECURITY;

ALTER TABLE billing.payments ENABLE ROW LEVEL SECURITY;

ALTER TABLE billing.provider_events ENABLE ROW LEVEL SECURITY;

ALTER TABLE billing.purchases ENABLE ROW LEVEL SECURITY;

ALTER TABLE billing.rebuild_rows ENABLE ROW LEVEL SECURITY;

ALTER TABLE billing.reversals ENABLE ROW LEVEL SECURITY;

ALTER TABLE billing.subscriptions ENABLE ROW LEVEL SECURITY;

ALTER TABLE billing.unmapped ENABLE ROW LEVEL SECURITY;

CREATE POLICY everybody_reads_enabled_models ON catalog.models FOR SELECT TO anon, authenticated USING (enabled);

CREATE POLICY everybody_reads_prices_begun ON catalog.prices FOR SELECT TO anon, authenticated USING ((effective_at <= now()));

CREATE POLICY everybody_reads_unit_prices_begun ON catalog.unit_prices FOR SELECT TO anon, authenticated USING ((price_id IN ( SELECT p.id
   FROM catalog.prices p)));

ALTER TABLE catalog.models ENABLE ROW LEVEL SECURITY;

ALTER TABLE catalog.offers ENABLE ROW LEVEL SECURITY;

ALTER TABLE catalog.plan_versions ENABLE ROW LEVEL SECURITY;

ALTER TABLE catalog.plans ENABLE ROW LEVEL SECURITY;

ALTER TABLE catalog.prices ENABLE ROW LEVEL SECURITY;

ALTER TABLE catalog.products ENABLE ROW LEVEL SECURITY;

ALTER TABLE catalog.providers ENABLE ROW LEVEL SECURITY;

ALTER TABLE catalog.route_costs ENABLE ROW LEVEL SECURITY;

ALTER TABLE catalog.routes ENABLE ROW LEVEL SECURITY;

ALTER TABLE catalog.unit_prices ENABLE ROW LEVEL SECURITY;

ALTER TABLE catalog.welcome_credits ENABLE ROW LEVEL SECURITY;

ALTER TABLE generation.daily_usage ENABLE ROW LEVEL SECURITY;

ALTER TABLE generation.due_roll_ups ENABLE ROW LEVEL SECURITY;

ALTER TABLE generation.generations ENABLE ROW LEVEL SECURITY;

ALTER TABLE generation.jobs ENABLE ROW LEVEL SECURITY;

CREATE POLICY members_read_their_generations ON generation.generations FOR SELECT TO authenticated USING ((account_id = ANY (ARRAY( SELECT private.my_accounts() AS my_accounts))));

CREATE POLICY members_read_their_jobs ON generation.jobs FOR SELECT TO authenticated USING (((deleted_at IS NULL) AND (account_id = ANY (ARRAY( SELECT private.my_accounts() AS my_accounts)))));

ALTER TABLE generation.replies ENABLE ROW LEVEL SECURITY;

ALTER TABLE generation.roll_up_progress ENABLE ROW LEVEL SECURITY;

ALTER TABLE generation.sweep_progress ENABLE ROW LEVEL SECURITY;

ALTER TABLE ledger.accounts ENABLE ROW LEVEL SECURITY;

ALTER TABLE ledger.buckets ENABLE ROW LEVEL SECURITY;

ALTER TABLE ledger.entries ENABLE ROW LEVEL SECURITY;

ALTER TABLE ledger.holds ENABLE ROW LEVEL SECURITY;

CREATE POLICY members_read_their_account ON ledger.accounts FOR SELECT TO authenticated USING ((id = ANY (ARRAY( SELECT private.my_accounts() AS my_accounts))));

CREATE POLICY members_read_their_entries ON ledger.entries FOR SELECT TO authenticated USING ((account_id = ANY (ARRAY( SELECT private.my_accounts() AS my_accounts))));

ALTER TABLE queue.procrastinate_events ENABLE ROW LEVEL SECURITY;

ALTER TABLE queue.procrastinate_jobs ENABLE ROW LEVEL SECURITY;

ALTER TABLE queue.procrastinate_periodic_defers ENABLE ROW LEVEL SECURITY;

ALTER TABLE queue.procrastinate_workers ENABLE ROW LEVEL SECURITY;

CREATE POLICY members_hear_their_accounts ON realtime.messages FOR SELECT TO authenticated USING (((extension = 'broadcast'::text) AND (( SELECT realtime.topic() AS topic) = ANY (ARRAY( SELECT ('account:'::text || a.a)
   FROM private.my_accounts() a(a))))));

ALTER TABLE realtime.messages ENABLE ROW LEVEL SECURITY;

ALTER TABLE realtime.messages_default ENABLE ROW LEVEL SECURITY;

ALTER TABLE storage.buckets ENABLE ROW LEVEL SECURITY;

ALTER TABLE storage.objects ENABLE ROW LEVEL SECURITY;

CREATE PUBLICATION supabase_realtime WITH (publish = 'insert, update, delete, truncate');

ALTER PUBLICATION supabase_realtime OWNER TO postgres;

GRANT USAGE ON SCHEMA access TO authenticated;
GRANT USAGE ON SCHEMA access TO service_role;
GRANT USAGE ON SCHEMA access TO florin_service;
GRANT USAGE ON SCHEMA access TO florin_worker;

GRANT USAGE ON SCHEMA api TO anon;
GRANT USAGE ON SCHEMA api TO authenticated;
GRANT USAGE ON SCHEMA api TO service_role;
GRANT USAGE ON SCHEMA api TO florin_service;
GRANT USAGE ON SCHEMA api TO florin_worker;

GRANT USAGE ON SCHEMA audit TO authenticated;
GRANT USAGE ON SCHEMA audit TO service_role;
GRANT USAGE ON SCHEMA audit TO florin_worker;

GRANT USAGE ON SCHEMA auth TO anon;
GRANT USAGE ON SCHEMA auth TO authenticated;
GRANT USAGE ON SCHEMA auth TO service_role;
GRANT USAGE ON SCHEMA auth TO postgres;
GRANT USAGE ON SCHEMA auth TO dashboard_user;

GRANT USAGE ON SCHEMA billing TO authenticated;
GRANT USAGE ON SCHEMA billing TO service_role;
GRANT USAGE ON SCHEMA billing TO florin_service;
GRANT USAGE ON SCHEMA billing TO florin_worker;

GRANT USAGE ON SCHEMA catalog TO authenticated;
GRANT USAGE ON SCHEMA catalog TO service_role;
GRANT USAGE ON SCHEMA catalog TO florin_service;

GRANT USAGE ON SCHEMA extensions TO anon;
GRANT USAGE ON SCHEMA extensions TO authenticated;
GRANT USAGE ON SCHEMA extensions TO service_role;

GRANT USAGE ON SCHEMA generation TO authenticated;
GRANT USAGE ON SCHEMA generation TO service_role;
GRANT USAGE ON SCHEMA generation TO florin_service;
GRANT USAGE ON SCHEMA generation TO florin_worker;

GRANT USAGE ON SCHEMA ledger TO authenticated;
GRANT USAGE ON SCHEMA ledger TO service_role;
GRANT USAGE ON SCHEMA ledger TO florin_worker;

GRANT USAGE ON SCHEMA private TO authenticated;

GRANT USAGE ON SCHEMA public TO anon;
GRANT USAGE ON SCHEMA public TO authenticated;
GRANT USAGE ON SCHEMA public TO service_role;

GRANT USAGE ON SCHEMA queue TO florin_worker;

GRANT USAGE ON SCHEMA realtime TO anon;
GRANT USAGE ON SCHEMA realtime TO authenticated;
GRANT USAGE ON SCHEMA realtime TO service_role;
GRANT USAGE ON SCHEMA realtime TO postgres;
GRANT USAGE ON SCHEMA realtime TO supabase_realtime_admin;

GRANT USAGE ON SCHEMA storage TO anon;
GRANT USAGE ON SCHEMA storage TO authenticated;
GRANT USAGE ON SCHEMA storage TO service_role;
GRANT USAGE ON SCHEMA storage TO postgres;
GRANT USAGE ON SCHEMA storage TO dashboard_user;
GRANT USAGE ON SCHEMA storage TO supabase_storage_admin;

REVOKE ALL ON FUNCTION access.add_member(p_account_id uuid, p_user_id uuid, p_role text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.add_member(p_account_id uuid, p_user_id uuid, p_role text) TO authenticated;

REVOKE ALL ON FUNCTION access.add_months(p_at timestamp with time zone, p_months integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.admin_change_credits(p_action text, p_user text, p_amount bigint, p_reason text, p_ref text) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.admin_change_plan(p_user text, p_plan_id text, p_when text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.admin_change_plan(p_user text, p_plan_id text, p_when text) TO authenticated;

REVOKE ALL ON FUNCTION access.admin_find_accounts(p_query text, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION access.admin_find_accounts(p_query text, p_limit integer) TO authenticated;

REVOKE ALL ON FUNCTION access.admin_grant_credits(p_user text, p_amount bigint, p_reason text, p_ref text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.admin_grant_credits(p_user text, p_amount bigint, p_reason text, p_ref text) TO authenticated;

GRANT SELECT(account_id) ON TABLE access.entitlements TO authenticated;

GRANT SELECT(kind) ON TABLE access.entitlements TO authenticated;

GRANT SELECT(key) ON TABLE access.entitlements TO authenticated;

GRANT SELECT(source) ON TABLE access.entitlements TO authenticated;

GRANT SELECT(valid_from) ON TABLE access.entitlements TO authenticated;

GRANT SELECT(valid_until) ON TABLE access.entitlements TO authenticated;

GRANT SELECT(revoked_at) ON TABLE access.entitlements TO authenticated;

REVOKE ALL ON FUNCTION access.admin_grant_entitlement(p_user text, p_kind text, p_key text, p_ref text, p_valid_until timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION access.admin_grant_entitlement(p_user text, p_kind text, p_key text, p_ref text, p_valid_until timestamp with time zone) TO authenticated;

REVOKE ALL ON FUNCTION access.admin_resume_account(p_user text, p_reason text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.admin_resume_account(p_user text, p_reason text) TO authenticated;

REVOKE ALL ON FUNCTION access.admin_revoke_entitlement(p_user text, p_kind text, p_key text, p_source text, p_ref text, p_because text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.admin_revoke_entitlement(p_user text, p_kind text, p_key text, p_source text, p_ref text, p_because text) TO authenticated;

REVOKE ALL ON FUNCTION access.admin_set_status(p_action text, p_user text, p_status ledger.account_status, p_reason text) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.admin_suspend_account(p_user text, p_reason text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.admin_suspend_account(p_user text, p_reason text) TO authenticated;

REVOKE ALL ON FUNCTION access.admin_take_credits(p_user text, p_amount bigint, p_reason text, p_ref text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.admin_take_credits(p_user text, p_amount bigint, p_reason text, p_ref text) TO authenticated;

REVOKE ALL ON FUNCTION access.admit_key(p_account_id uuid, p_user_id uuid, p_is_anonymous boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.begin_period(p_account_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.bill_overage(p_account_id uuid, p_plan access.account_plans, p_until timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.change_plan(p_account_id uuid, p_plan_id text, p_source text, p_when text) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.change_standings() FROM PUBLIC;

REVOKE ALL ON FUNCTION access.check_choices(p_account_id uuid, p_user_id uuid, p_models text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.check_key(p_name text, p_scopes text[], p_expires_at timestamp with time zone, p_budget bigint, p_budget_period text, p_requests_per_minute integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.check_merge(p_account_id uuid, p_user_id uuid, p_from_account_id uuid, p_from_user_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.check_persona_overrides(p_overrides jsonb) FROM PUBLIC;

GRANT SELECT ON TABLE access.profiles TO authenticated;

REVOKE ALL ON FUNCTION access.check_profile(p_profile access.profiles, p_changes jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.check_profile_text(p_name text, p_value jsonb, p_pattern text, p_rule text) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.choose_model(p_account_id uuid, p_user_id uuid, p_persona text, p_api text) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.close_account(p_account_id uuid, p_limit integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.close_orphan(p_account_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.close_orphans(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION access.close_orphans(p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION access.count_event(p_account_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.count_first_message(p_account_id uuid, p_user_id uuid, p_model_id text, p_limit integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.count_message(p_account_id uuid, p_user_id uuid, p_model_id text, p_limit integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.create_account(p_user_id uuid, p_is_anonymous boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.create_key(p_account_id uuid, p_user_id uuid, p_is_anonymous boolean, p_name text, p_scopes text[], p_expires_at timestamp with time zone, p_budget bigint, p_budget_period text, p_requests_per_minute integer) FROM PUBLIC;
GRANT ALL ON FUNCTION access.create_key(p_account_id uuid, p_user_id uuid, p_is_anonymous boolean, p_name text, p_scopes text[], p_expires_at timestamp with time zone, p_budget bigint, p_budget_period text, p_requests_per_minute integer) TO florin_service;

REVOKE ALL ON FUNCTION access.create_my_key(p_name text, p_scopes text[], p_expires_at timestamp with time zone, p_budget bigint, p_budget_period text, p_requests_per_minute integer) FROM PUBLIC;
GRANT ALL ON FUNCTION access.create_my_key(p_name text, p_scopes text[], p_expires_at timestamp with time zone, p_budget bigint, p_budget_period text, p_requests_per_minute integer) TO authenticated;

REVOKE ALL ON FUNCTION access.credit_limit(p_account_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.daily_limits(p_account_id uuid, p_user_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.delete_my_account() FROM PUBLIC;
GRANT ALL ON FUNCTION access.delete_my_account() TO authenticated;

REVOKE ALL ON FUNCTION access.delete_user(p_account_id uuid, p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.delete_user(p_account_id uuid, p_user_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION access.describe_account(p_account_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.describe_app_hold(p_account_id uuid, p_hold_id uuid) FROM PUBLIC;

GRANT SELECT(account_id) ON TABLE access.api_keys TO authenticated;

GRANT SELECT(id) ON TABLE access.api_keys TO authenticated;

GRANT SELECT(user_id) ON TABLE access.api_keys TO authenticated;

GRANT SELECT(name) ON TABLE access.api_keys TO authenticated;

GRANT SELECT(prefix) ON TABLE access.api_keys TO authenticated;

GRANT SELECT(scopes) ON TABLE access.api_keys TO authenticated;

GRANT SELECT(expires_at) ON TABLE access.api_keys TO authenticated;

GRANT SELECT(budget) ON TABLE access.api_keys TO authenticated;

GRANT SELECT(budget_period) ON TABLE access.api_keys TO authenticated;

GRANT SELECT(budget_resets_at) ON TABLE access.api_keys TO authenticated;

GRANT SELECT(spent) ON TABLE access.api_keys TO authenticated;

GRANT SELECT(reserved) ON TABLE access.api_keys TO authenticated;

GRANT SELECT(requests_per_minute) ON TABLE access.api_keys TO authenticated;

GRANT SELECT(last_used_at) ON TABLE access.api_keys TO authenticated;

GRANT SELECT(revoked_at) ON TABLE access.api_keys TO authenticated;

GRANT SELECT(created_at) ON TABLE access.api_keys TO authenticated;

REVOKE ALL ON FUNCTION access.describe_key(p_key access.api_keys) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.describe_merge(p_account_id uuid, p_from_account_id uuid, p_from_user_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.describe_profile(p_profile access.profiles) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.describe_welcome(p_account_id uuid, p_environment text) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.extend_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid, p_amount ledger.microcredits, p_expires_in_seconds integer) FROM PUBLIC;
GRANT ALL ON FUNCTION access.extend_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid, p_amount ledger.microcredits, p_expires_in_seconds integer) TO florin_service;

REVOKE ALL ON FUNCTION access.extend_key(p_account_id uuid, p_key_id uuid, p_more ledger.microcredits) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.find_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.find_attested_key(p_account_id uuid, p_user_id uuid, p_environment text, p_key_id bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION access.find_attested_key(p_account_id uuid, p_user_id uuid, p_environment text, p_key_id bytea) TO florin_service;

REVOKE ALL ON FUNCTION access.find_key(p_account_id uuid, p_secret_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION access.find_key(p_account_id uuid, p_secret_hash bytea) TO florin_service;

REVOKE ALL ON FUNCTION access.find_period(p_anchor timestamp with time zone, p_at timestamp with time zone, OUT period integer, OUT period_start timestamp with time zone, OUT period_end timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.find_time_zone(p_account_id uuid, p_user_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.find_user_account(p_user text) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.finish_device_check(p_account_id uuid, p_check_id uuid, p_turn bigint, p_outcome text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.finish_device_check(p_account_id uuid, p_check_id uuid, p_turn bigint, p_outcome text) TO florin_service;
GRANT ALL ON FUNCTION access.finish_device_check(p_account_id uuid, p_check_id uuid, p_turn bigint, p_outcome text) TO florin_worker;

REVOKE ALL ON FUNCTION access.follow_merge(p_merge access.merges) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.follow_subscription(p_account_id uuid, p_version_id bigint, p_start timestamp with time zone, p_end timestamp with time zone, p_next_plan_id text) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.give_back(p_account_id uuid, p_user_id uuid, p_model_id text, p_begun_at timestamp with time zone, p_is_trial boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.give_welcome(p_account_id uuid, p_check_id uuid, p_environment text) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.grant_entitlement(p_account_id uuid, p_kind text, p_key text, p_source text, p_source_ref text, p_valid_from timestamp with time zone, p_valid_until timestamp with time zone, p_product_id text) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.has_feature(p_feature text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.has_feature(p_feature text) TO authenticated;

REVOKE ALL ON FUNCTION access.is_entitled(p_account_id uuid, p_kind text, p_key text) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.know_device(p_account_id uuid, p_environment text, p_key_id bytea) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.leave_subscription(p_account_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.limit_app_holds(p_account_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.list_device_challenges(p_account_id uuid, p_user_id uuid, p_key_id bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION access.list_device_challenges(p_account_id uuid, p_user_id uuid, p_key_id bytea) TO florin_service;

REVOKE ALL ON FUNCTION access.list_keys(p_account_id uuid, p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.list_keys(p_account_id uuid, p_user_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION access.list_my_models() FROM PUBLIC;
GRANT ALL ON FUNCTION access.list_my_models() TO authenticated;

REVOKE ALL ON FUNCTION access.list_standings(p_account_id uuid, p_user_id uuid, p_model_id text) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.mark_device_check(p_account_id uuid, p_check_id uuid, p_turn bigint, p_token text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.mark_device_check(p_account_id uuid, p_check_id uuid, p_turn bigint, p_token text) TO florin_service;

REVOKE ALL ON FUNCTION access.measure_overage(p_account_id uuid, p_debt ledger.microcredits, p_start timestamp with time zone, p_until timestamp with time zone, p_ref text) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.merge_accounts(p_account_id uuid, p_user_id uuid, p_from_account_id uuid, p_from_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.merge_accounts(p_account_id uuid, p_user_id uuid, p_from_account_id uuid, p_from_user_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION access.merge_entitlements(p_account_id uuid, p_into_account_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.merge_json(p_target jsonb, p_patch jsonb, p_depth integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.merge_usage(p_account_id uuid, p_into_account_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.move_keys(p_account_id uuid, p_into_account_id uuid, p_user_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.move_member(p_account_id uuid, p_into_account_id uuid, p_user_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.my_limits() FROM PUBLIC;
GRANT ALL ON FUNCTION access.my_limits() TO authenticated;

REVOKE ALL ON FUNCTION access.my_personal_account() FROM PUBLIC;

REVOKE ALL ON FUNCTION access.next_budget_reset(p_period text) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.next_device_turn(p_check_id uuid, p_environment text) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.next_slice(p_period_end timestamp with time zone, p_now timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.note_departure() FROM PUBLIC;

REVOKE ALL ON FUNCTION access.open_account(p_user_id uuid, p_is_anonymous boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION access.open_account(p_user_id uuid, p_is_anonymous boolean) TO florin_service;

REVOKE ALL ON FUNCTION access.open_device_challenge(p_account_id uuid, p_user_id uuid, p_challenge_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION access.open_device_challenge(p_account_id uuid, p_user_id uuid, p_challenge_hash bytea) TO florin_service;

REVOKE ALL ON FUNCTION access.open_device_check(p_account_id uuid, p_user_id uuid, p_environment text, p_token_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION access.open_device_check(p_account_id uuid, p_user_id uuid, p_environment text, p_token_hash bytea) TO florin_service;

REVOKE ALL ON FUNCTION access.open_standings() FROM PUBLIC;

REVOKE ALL ON FUNCTION access.overage_left(p_account_id uuid, p_period_start timestamp with time zone, p_cap ledger.microcredits) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.pace_limits(p_account_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.period_ref(p_kind text, p_start timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.place_app_hold(p_account_id uuid, p_user_id uuid, p_idempotency_key text, p_request_hash bytea, p_amount ledger.microcredits, p_expires_in_seconds integer, p_ref text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.place_app_hold(p_account_id uuid, p_user_id uuid, p_idempotency_key text, p_request_hash bytea, p_amount ledger.microcredits, p_expires_in_seconds integer, p_ref text) TO florin_service;

REVOKE ALL ON FUNCTION access.plan_slice() FROM PUBLIC;

REVOKE ALL ON FUNCTION access.raise_included(p_account_id uuid, p_plan access.account_plans) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.read_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.read_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION access.read_entitlements(p_account_id uuid, p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.read_entitlements(p_account_id uuid, p_user_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION access.read_limits(p_account_id uuid, p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.read_limits(p_account_id uuid, p_user_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION access.read_my_model_usage(p_model_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.read_my_model_usage(p_model_id text) TO authenticated;

REVOKE ALL ON FUNCTION access.read_my_trial_status(p_model_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.read_my_trial_status(p_model_id text) TO authenticated;

REVOKE ALL ON FUNCTION access.read_profile(p_account_id uuid, p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.read_profile(p_account_id uuid, p_user_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION access.read_trial_status(p_account_id uuid, p_user_id uuid, p_model_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.read_trial_status(p_account_id uuid, p_user_id uuid, p_model_id text) TO florin_service;

REVOKE ALL ON FUNCTION access.record_my_model_event(p_kind text, p_model_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.record_my_model_event(p_kind text, p_model_id text) TO authenticated;

REVOKE ALL ON FUNCTION access.record_refusal(p_account_id uuid, p_user_id uuid, p_model text, p_limit_source text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.record_refusal(p_account_id uuid, p_user_id uuid, p_model text, p_limit_source text) TO florin_service;

REVOKE ALL ON FUNCTION access.refuse_argument(p_argument text, p_rule text) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.refuse_budget(p_key access.api_keys, p_required ledger.microcredits) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.refuse_busy(p_account_id uuid, p_held ledger.microcredits, p_open_generations integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.refuse_key(p_account_id uuid, p_user_id uuid, p_key_id uuid, p_amount ledger.microcredits, p_scope text) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.refuse_locked(p_model_id text, p_trial_messages integer, p_used integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.refuse_member(p_account_id uuid, p_user_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.refuse_merge(p_account_id uuid, p_from_account_id uuid, p_rule text) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.refuse_turn(p_account_id uuid, p_check_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.release_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.release_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION access.remove_member(p_account_id uuid, p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.remove_member(p_account_id uuid, p_user_id uuid) TO authenticated;

REVOKE ALL ON FUNCTION access.renew_periods(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION access.renew_periods(p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION access.require_app_amount(p_amount ledger.microcredits) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.require_member(p_account_id uuid, p_user_id uuid, p_as_owner boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.reserve_key(p_account_id uuid, p_user_id uuid, p_key_id uuid, p_amount ledger.microcredits, p_scope text) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.revoke_entitlement(p_account_id uuid, p_kind text, p_key text, p_source text, p_source_ref text, p_because text) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.revoke_key(p_account_id uuid, p_user_id uuid, p_key_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.revoke_key(p_account_id uuid, p_user_id uuid, p_key_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION access.revoke_my_key(p_key_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.revoke_my_key(p_key_id uuid) TO authenticated;

REVOKE ALL ON FUNCTION access.save_attested_key(p_account_id uuid, p_user_id uuid, p_environment text, p_key_id bytea, p_public_key bytea, p_receipt bytea, p_challenge_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION access.save_attested_key(p_account_id uuid, p_user_id uuid, p_environment text, p_key_id bytea, p_public_key bytea, p_receipt bytea, p_challenge_hash bytea) TO florin_service;

REVOKE ALL ON FUNCTION access.set_consumption_consent(p_is_given boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION access.set_consumption_consent(p_is_given boolean) TO authenticated;

REVOKE ALL ON FUNCTION access.set_my_model_preferences(p_default_model_id text, p_persona_overrides jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION access.set_my_model_preferences(p_default_model_id text, p_persona_overrides jsonb) TO authenticated;

REVOKE ALL ON FUNCTION access.settle_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid, p_amount ledger.microcredits, p_ref text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.settle_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid, p_amount ledger.microcredits, p_ref text) TO florin_service;

REVOKE ALL ON FUNCTION access.settle_key(p_account_id uuid, p_key_id uuid, p_reserved ledger.microcredits, p_charged ledger.microcredits) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.slice_overages(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION access.slice_overages(p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION access.take_abandoned_turn(p_environment text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.take_abandoned_turn(p_environment text) TO florin_worker;

REVOKE ALL ON FUNCTION access.take_device_turn(p_account_id uuid, p_user_id uuid, p_check_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.take_device_turn(p_account_id uuid, p_user_id uuid, p_check_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION access.tell_of_model_access() FROM PUBLIC;

REVOKE ALL ON FUNCTION access.tell_of_purchase(p_account_id uuid, p_model_id text, p_product_id text) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.unlocked_by(p_account_id uuid, p_model_id text, p_trial_messages integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.update_my_profile(p_changes jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION access.update_my_profile(p_changes jsonb) TO authenticated;

REVOKE ALL ON FUNCTION access.update_profile(p_account_id uuid, p_user_id uuid, p_changes jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION access.update_profile(p_account_id uuid, p_user_id uuid, p_changes jsonb) TO florin_service;

REVOKE ALL ON FUNCTION access.use_assertion(p_account_id uuid, p_user_id uuid, p_environment text, p_key_id bytea, p_counter bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION access.use_assertion(p_account_id uuid, p_user_id uuid, p_environment text, p_key_id bytea, p_counter bigint) TO florin_service;

REVOKE ALL ON FUNCTION access.use_trial(p_account_id uuid, p_user_id uuid, p_model_id text, p_trial_messages integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION api.add_member(p_account_id uuid, p_user_id uuid, p_role text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.add_member(p_account_id uuid, p_user_id uuid, p_role text) TO authenticated;

REVOKE ALL ON FUNCTION api.admin_change_plan(p_user text, p_plan_id text, p_when text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.admin_change_plan(p_user text, p_plan_id text, p_when text) TO authenticated;

GRANT SELECT(id) ON TABLE catalog.models TO anon;
GRANT SELECT(id) ON TABLE catalog.models TO authenticated;

GRANT SELECT(display_name) ON TABLE catalog.models TO anon;
GRANT SELECT(display_name) ON TABLE catalog.models TO authenticated;

GRANT SELECT(description) ON TABLE catalog.models TO anon;
GRANT SELECT(description) ON TABLE catalog.models TO authenticated;

GRANT SELECT(kind) ON TABLE catalog.models TO anon;
GRANT SELECT(kind) ON TABLE catalog.models TO authenticated;

GRANT SELECT(tier) ON TABLE catalog.models TO anon;
GRANT SELECT(tier) ON TABLE catalog.models TO authenticated;

GRANT SELECT(enabled) ON TABLE catalog.models TO anon;
GRANT SELECT(enabled) ON TABLE catalog.models TO authenticated;

GRANT SELECT(is_default) ON TABLE catalog.models TO anon;
GRANT SELECT(is_default) ON TABLE catalog.models TO authenticated;

GRANT SELECT(sort_order) ON TABLE catalog.models TO anon;
GRANT SELECT(sort_order) ON TABLE catalog.models TO authenticated;

GRANT SELECT(metadata) ON TABLE catalog.models TO anon;
GRANT SELECT(metadata) ON TABLE catalog.models TO authenticated;

GRANT SELECT(messages_per_day) ON TABLE catalog.models TO anon;
GRANT SELECT(messages_per_day) ON TABLE catalog.models TO authenticated;

GRANT SELECT(trial_messages) ON TABLE catalog.models TO anon;
GRANT SELECT(trial_messages) ON TABLE catalog.models TO authenticated;

GRANT SELECT(max_output_tokens) ON TABLE catalog.models TO anon;
GRANT SELECT(max_output_tokens) ON TABLE catalog.models TO authenticated;

GRANT SELECT(job_options) ON TABLE catalog.models TO anon;
GRANT SELECT(job_options) ON TABLE catalog.models TO authenticated;

GRANT SELECT(created_at) ON TABLE catalog.models TO anon;
GRANT SELECT(created_at) ON TABLE catalog.models TO authenticated;

REVOKE ALL ON FUNCTION api.admin_enable_models(p_ids text[], p_enabled boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION api.admin_enable_models(p_ids text[], p_enabled boolean) TO authenticated;

REVOKE ALL ON FUNCTION api.admin_end_job(p_job_id uuid, p_outcome text, p_reason text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.admin_end_job(p_job_id uuid, p_outcome text, p_reason text) TO authenticated;

REVOKE ALL ON FUNCTION api.admin_export_usage(p_from date, p_to date) FROM PUBLIC;
GRANT ALL ON FUNCTION api.admin_export_usage(p_from date, p_to date) TO authenticated;

REVOKE ALL ON FUNCTION api.admin_find_accounts(p_query text, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.admin_find_accounts(p_query text, p_limit integer) TO authenticated;

REVOKE ALL ON FUNCTION api.admin_find_overages(p_status text, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.admin_find_overages(p_status text, p_limit integer) TO authenticated;

REVOKE ALL ON FUNCTION api.admin_grant_credits(p_user text, p_amount bigint, p_reason text, p_ref text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.admin_grant_credits(p_user text, p_amount bigint, p_reason text, p_ref text) TO authenticated;

REVOKE ALL ON FUNCTION api.admin_grant_entitlement(p_user text, p_kind text, p_key text, p_ref text, p_valid_until timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION api.admin_grant_entitlement(p_user text, p_kind text, p_key text, p_ref text, p_valid_until timestamp with time zone) TO authenticated;

REVOKE ALL ON FUNCTION api.admin_log(p_limit integer, p_before_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION api.admin_log(p_limit integer, p_before_id bigint) TO authenticated;

REVOKE ALL ON FUNCTION api.admin_model_usage(p_days integer, p_dollars_per_credit numeric) FROM PUBLIC;
GRANT ALL ON FUNCTION api.admin_model_usage(p_days integer, p_dollars_per_credit numeric) TO authenticated;

REVOKE ALL ON FUNCTION api.admin_replay_job(p_job_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION api.admin_replay_job(p_job_id uuid) TO authenticated;

REVOKE ALL ON FUNCTION api.admin_resume_account(p_user text, p_reason text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.admin_resume_account(p_user text, p_reason text) TO authenticated;

REVOKE ALL ON FUNCTION api.admin_revenue(p_from date, p_to date, p_dollars_per_credit numeric) FROM PUBLIC;
GRANT ALL ON FUNCTION api.admin_revenue(p_from date, p_to date, p_dollars_per_credit numeric) TO authenticated;

REVOKE ALL ON FUNCTION api.admin_revoke_entitlement(p_user text, p_kind text, p_key text, p_source text, p_ref text, p_because text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.admin_revoke_entitlement(p_user text, p_kind text, p_key text, p_source text, p_ref text, p_because text) TO authenticated;

REVOKE ALL ON FUNCTION api.admin_save_models(p_models jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION api.admin_save_models(p_models jsonb) TO authenticated;

REVOKE ALL ON FUNCTION api.admin_save_routes(p_model_id text, p_routes jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION api.admin_save_routes(p_model_id text, p_routes jsonb) TO authenticated;

GRANT SELECT(id) ON TABLE catalog.prices TO anon;
GRANT SELECT(id) ON TABLE catalog.prices TO authenticated;

GRANT SELECT(model_id) ON TABLE catalog.prices TO anon;
GRANT SELECT(model_id) ON TABLE catalog.prices TO authenticated;

GRANT SELECT(effective_at) ON TABLE catalog.prices TO anon;
GRANT SELECT(effective_at) ON TABLE catalog.prices TO authenticated;

GRANT SELECT(input) ON TABLE catalog.prices TO anon;
GRANT SELECT(input) ON TABLE catalog.prices TO authenticated;

GRANT SELECT(cache_read) ON TABLE catalog.prices TO anon;
GRANT SELECT(cache_read) ON TABLE catalog.prices TO authenticated;

GRANT SELECT(cache_write) ON TABLE catalog.prices TO anon;
GRANT SELECT(cache_write) ON TABLE catalog.prices TO authenticated;

GRANT SELECT(output) ON TABLE catalog.prices TO anon;
GRANT SELECT(output) ON TABLE catalog.prices TO authenticated;

GRANT SELECT(request) ON TABLE catalog.prices TO anon;
GRANT SELECT(request) ON TABLE catalog.prices TO authenticated;

GRANT SELECT(web_search) ON TABLE catalog.prices TO anon;
GRANT SELECT(web_search) ON TABLE catalog.prices TO authenticated;

REVOKE ALL ON FUNCTION api.admin_set_price(p_model_id text, p_effective_at timestamp with time zone, p_input bigint, p_cache_read bigint, p_cache_write bigint, p_output bigint, p_request bigint, p_web_search bigint, p_unit_prices jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION api.admin_set_price(p_model_id text, p_effective_at timestamp with time zone, p_input bigint, p_cache_read bigint, p_cache_write bigint, p_output bigint, p_request bigint, p_web_search bigint, p_unit_prices jsonb) TO authenticated;

REVOKE ALL ON FUNCTION api.admin_suspend_account(p_user text, p_reason text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.admin_suspend_account(p_user text, p_reason text) TO authenticated;

REVOKE ALL ON FUNCTION api.admin_take_credits(p_user text, p_amount bigint, p_reason text, p_ref text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.admin_take_credits(p_user text, p_amount bigint, p_reason text, p_ref text) TO authenticated;

REVOKE ALL ON FUNCTION api.admin_top_accounts(p_days integer, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.admin_top_accounts(p_days integer, p_limit integer) TO authenticated;

REVOKE ALL ON FUNCTION api.apply_due(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.apply_due(p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION api.archive_generations(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.archive_generations(p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION api.begin_generation(p_account_id uuid, p_user_id uuid, p_generation_id uuid, p_model text, p_api text, p_stream boolean, p_input_tokens bigint, p_max_output_tokens bigint, p_idempotency_key text, p_request_hash bytea, p_on_disconnect text, p_hold_seconds integer, p_replica text, p_choices integer, p_persona text, p_key_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION api.begin_generation(p_account_id uuid, p_user_id uuid, p_generation_id uuid, p_model text, p_api text, p_stream boolean, p_input_tokens bigint, p_max_output_tokens bigint, p_idempotency_key text, p_request_hash bytea, p_on_disconnect text, p_hold_seconds integer, p_replica text, p_choices integer, p_persona text, p_key_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION api.begin_job(p_account_id uuid, p_user_id uuid, p_job_id uuid, p_input jsonb, p_idempotency_key text, p_request_hash bytea, p_key_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION api.begin_job(p_account_id uuid, p_user_id uuid, p_job_id uuid, p_input jsonb, p_idempotency_key text, p_request_hash bytea, p_key_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION api.begin_rebuild() FROM PUBLIC;
GRANT ALL ON FUNCTION api.begin_rebuild() TO florin_worker;

REVOKE ALL ON FUNCTION api.bind_chain(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_chain_id text, p_transfer boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION api.bind_chain(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_chain_id text, p_transfer boolean) TO florin_service;

REVOKE ALL ON FUNCTION api.broadcast_balances(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.broadcast_balances(p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION api.cancel_job(p_account_id uuid, p_user_id uuid, p_job_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION api.cancel_job(p_account_id uuid, p_user_id uuid, p_job_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION api.cancel_my_job(p_job_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION api.cancel_my_job(p_job_id uuid) TO authenticated;

REVOKE ALL ON FUNCTION api.claim_checks(p_environment text, p_limit integer, p_lease_s integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.claim_checks(p_environment text, p_limit integer, p_lease_s integer) TO florin_worker;

REVOKE ALL ON FUNCTION api.claim_consumption_requests(p_limit integer, p_lease_s integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.claim_consumption_requests(p_limit integer, p_lease_s integer) TO florin_worker;

REVOKE ALL ON FUNCTION api.claim_doubts(p_provider text, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.claim_doubts(p_provider text, p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION api.claim_events(p_limit integer, p_lease_s integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.claim_events(p_limit integer, p_lease_s integer) TO florin_worker;

REVOKE ALL ON FUNCTION api.claim_job(p_account_id uuid, p_job_id uuid, p_worker text, p_lease_s integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.claim_job(p_account_id uuid, p_job_id uuid, p_worker text, p_lease_s integer) TO florin_worker;

REVOKE ALL ON FUNCTION api.claim_notification_read(p_provider text, p_environment text, p_lease_s integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.claim_notification_read(p_provider text, p_environment text, p_lease_s integer) TO florin_worker;

REVOKE ALL ON FUNCTION api.claim_reports(p_environment text, p_limit integer, p_lease_s integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.claim_reports(p_environment text, p_limit integer, p_lease_s integer) TO florin_worker;

REVOKE ALL ON FUNCTION api.clean_idempotency_keys(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.clean_idempotency_keys(p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION api.clean_outbox(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.clean_outbox(p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION api.close_orphans(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.close_orphans(p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION api.create_api_key(p_name text, p_scopes text[], p_expires_at timestamp with time zone, p_budget bigint, p_budget_period text, p_requests_per_minute integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.create_api_key(p_name text, p_scopes text[], p_expires_at timestamp with time zone, p_budget bigint, p_budget_period text, p_requests_per_minute integer) TO authenticated;

REVOKE ALL ON FUNCTION api.create_job(p_input jsonb, p_idempotency_key text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.create_job(p_input jsonb, p_idempotency_key text) TO authenticated;

REVOKE ALL ON FUNCTION api.create_key(p_account_id uuid, p_user_id uuid, p_is_anonymous boolean, p_name text, p_scopes text[], p_expires_at timestamp with time zone, p_budget bigint, p_budget_period text, p_requests_per_minute integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.create_key(p_account_id uuid, p_user_id uuid, p_is_anonymous boolean, p_name text, p_scopes text[], p_expires_at timestamp with time zone, p_budget bigint, p_budget_period text, p_requests_per_minute integer) TO florin_service;

REVOKE ALL ON FUNCTION api.delete_job(p_account_id uuid, p_user_id uuid, p_job_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION api.delete_job(p_account_id uuid, p_user_id uuid, p_job_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION api.delete_my_account() FROM PUBLIC;
GRANT ALL ON FUNCTION api.delete_my_account() TO authenticated;

REVOKE ALL ON FUNCTION api.delete_my_job(p_job_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION api.delete_my_job(p_job_id uuid) TO authenticated;

REVOKE ALL ON FUNCTION api.delete_user(p_account_id uuid, p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION api.delete_user(p_account_id uuid, p_user_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION api.end_rebuild() FROM PUBLIC;
GRANT ALL ON FUNCTION api.end_rebuild() TO florin_worker;

REVOKE ALL ON FUNCTION api.ensure_sink(p_name text, p_kind text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.ensure_sink(p_name text, p_kind text) TO florin_worker;

REVOKE ALL ON FUNCTION api.expire_holds(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.expire_holds(p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION api.expire_jobs(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.expire_jobs(p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION api.extend_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid, p_amount bigint, p_expires_in_seconds integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.extend_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid, p_amount bigint, p_expires_in_seconds integer) TO florin_service;

REVOKE ALL ON FUNCTION api.extend_hold(p_account_id uuid, p_generation_id uuid, p_amount bigint, p_hold_seconds integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.extend_hold(p_account_id uuid, p_generation_id uuid, p_amount bigint, p_hold_seconds integer) TO florin_service;

REVOKE ALL ON FUNCTION api.fail_event(p_provider text, p_environment text, p_event_id text, p_problem text, p_is_final boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION api.fail_event(p_provider text, p_environment text, p_event_id text, p_problem text, p_is_final boolean) TO florin_worker;

REVOKE ALL ON FUNCTION api.fail_report(p_account_id uuid, p_entry_version bigint, p_problem text, p_was_refused boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION api.fail_report(p_account_id uuid, p_entry_version bigint, p_problem text, p_was_refused boolean) TO florin_worker;

REVOKE ALL ON FUNCTION api.find_api_key(p_account_id uuid, p_secret_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION api.find_api_key(p_account_id uuid, p_secret_hash bytea) TO florin_service;

REVOKE ALL ON FUNCTION api.find_attested_key(p_account_id uuid, p_user_id uuid, p_environment text, p_key_id bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION api.find_attested_key(p_account_id uuid, p_user_id uuid, p_environment text, p_key_id bytea) TO florin_service;

REVOKE ALL ON FUNCTION api.find_customer(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.find_customer(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text) TO florin_service;

REVOKE ALL ON FUNCTION api.find_job(p_provider text, p_provider_request_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.find_job(p_provider text, p_provider_request_id text) TO florin_service;

REVOKE ALL ON FUNCTION api.find_last_event(p_provider text, p_environment text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.find_last_event(p_provider text, p_environment text) TO florin_worker;

REVOKE ALL ON FUNCTION api.find_sale(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_product text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.find_sale(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_product text) TO florin_service;

REVOKE ALL ON FUNCTION api.finish_device_check(p_account_id uuid, p_check_id uuid, p_turn bigint, p_outcome text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.finish_device_check(p_account_id uuid, p_check_id uuid, p_turn bigint, p_outcome text) TO florin_service;
GRANT ALL ON FUNCTION api.finish_device_check(p_account_id uuid, p_check_id uuid, p_turn bigint, p_outcome text) TO florin_worker;

REVOKE ALL ON FUNCTION api.finish_generation(p_account_id uuid, p_generation_id uuid, p_outcome text, p_usage jsonb, p_usage_source text, p_attempts jsonb, p_http_status integer, p_error jsonb, p_reply bytea, p_reply_type text, p_retryable boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION api.finish_generation(p_account_id uuid, p_generation_id uuid, p_outcome text, p_usage jsonb, p_usage_source text, p_attempts jsonb, p_http_status integer, p_error jsonb, p_reply bytea, p_reply_type text, p_retryable boolean) TO florin_service;

REVOKE ALL ON FUNCTION api.finish_job(p_account_id uuid, p_job_id uuid, p_outcome text, p_results jsonb, p_error jsonb, p_source text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.finish_job(p_account_id uuid, p_job_id uuid, p_outcome text, p_results jsonb, p_error jsonb, p_source text) TO florin_service;
GRANT ALL ON FUNCTION api.finish_job(p_account_id uuid, p_job_id uuid, p_outcome text, p_results jsonb, p_error jsonb, p_source text) TO florin_worker;

REVOKE ALL ON FUNCTION api.fold_event(p_provider text, p_environment text, p_event_id text, p_facts jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION api.fold_event(p_provider text, p_environment text, p_event_id text, p_facts jsonb) TO florin_service;
GRANT ALL ON FUNCTION api.fold_event(p_provider text, p_environment text, p_event_id text, p_facts jsonb) TO florin_worker;

REVOKE ALL ON FUNCTION api.fold_unmapped(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.fold_unmapped(p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION api.has_feature(p_feature text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.has_feature(p_feature text) TO authenticated;

REVOKE ALL ON FUNCTION api.limits() FROM PUBLIC;
GRANT ALL ON FUNCTION api.limits() TO authenticated;

REVOKE ALL ON FUNCTION api.list_device_challenges(p_account_id uuid, p_user_id uuid, p_key_id bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION api.list_device_challenges(p_account_id uuid, p_user_id uuid, p_key_id bytea) TO florin_service;

REVOKE ALL ON FUNCTION api.list_jobs(p_account_id uuid, p_user_id uuid, p_before text, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.list_jobs(p_account_id uuid, p_user_id uuid, p_before text, p_limit integer) TO florin_service;

REVOKE ALL ON FUNCTION api.list_keys(p_account_id uuid, p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION api.list_keys(p_account_id uuid, p_user_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION api.list_models() FROM PUBLIC;
GRANT ALL ON FUNCTION api.list_models() TO authenticated;

REVOKE ALL ON FUNCTION api.list_served_models() FROM PUBLIC;
GRANT ALL ON FUNCTION api.list_served_models() TO florin_service;

REVOKE ALL ON FUNCTION api.list_sinks() FROM PUBLIC;
GRANT ALL ON FUNCTION api.list_sinks() TO florin_worker;

REVOKE ALL ON FUNCTION api.mark_device_check(p_account_id uuid, p_check_id uuid, p_turn bigint, p_token text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.mark_device_check(p_account_id uuid, p_check_id uuid, p_turn bigint, p_token text) TO florin_service;

REVOKE ALL ON FUNCTION api.merge_accounts(p_account_id uuid, p_user_id uuid, p_from_account_id uuid, p_from_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION api.merge_accounts(p_account_id uuid, p_user_id uuid, p_from_account_id uuid, p_from_user_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION api.model_usage(p_model_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.model_usage(p_model_id text) TO authenticated;

REVOKE ALL ON FUNCTION api.note_doubts(p_provider text, p_environment text, p_chain_ids text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION api.note_doubts(p_provider text, p_environment text, p_chain_ids text[]) TO florin_service;
GRANT ALL ON FUNCTION api.note_doubts(p_provider text, p_environment text, p_chain_ids text[]) TO florin_worker;

REVOKE ALL ON FUNCTION api.open_account(p_user_id uuid, p_is_anonymous boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION api.open_account(p_user_id uuid, p_is_anonymous boolean) TO florin_service;

REVOKE ALL ON FUNCTION api.open_device_challenge(p_account_id uuid, p_user_id uuid, p_challenge_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION api.open_device_challenge(p_account_id uuid, p_user_id uuid, p_challenge_hash bytea) TO florin_service;

REVOKE ALL ON FUNCTION api.open_device_check(p_account_id uuid, p_user_id uuid, p_environment text, p_token_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION api.open_device_check(p_account_id uuid, p_user_id uuid, p_environment text, p_token_hash bytea) TO florin_service;

REVOKE ALL ON FUNCTION api.place_app_hold(p_account_id uuid, p_user_id uuid, p_idempotency_key text, p_request_hash bytea, p_amount bigint, p_expires_in_seconds integer, p_ref text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.place_app_hold(p_account_id uuid, p_user_id uuid, p_idempotency_key text, p_request_hash bytea, p_amount bigint, p_expires_in_seconds integer, p_ref text) TO florin_service;

REVOKE ALL ON FUNCTION api.postpone_job(p_account_id uuid, p_job_id uuid, p_lease uuid, p_next_s double precision, p_problem text, p_not_sent boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION api.postpone_job(p_account_id uuid, p_job_id uuid, p_lease uuid, p_next_s double precision, p_problem text, p_not_sent boolean) TO florin_worker;

REVOKE ALL ON FUNCTION api.read_account(p_account_id uuid, p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION api.read_account(p_account_id uuid, p_user_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION api.read_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION api.read_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION api.read_catalog(p_account_id uuid, p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION api.read_catalog(p_account_id uuid, p_user_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION api.read_consumption(p_environment text, p_transaction_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.read_consumption(p_environment text, p_transaction_id text) TO florin_worker;

REVOKE ALL ON FUNCTION api.read_entitlements(p_account_id uuid, p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION api.read_entitlements(p_account_id uuid, p_user_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION api.read_events(p_sink text, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.read_events(p_sink text, p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION api.read_generation(p_account_id uuid, p_user_id uuid, p_generation_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION api.read_generation(p_account_id uuid, p_user_id uuid, p_generation_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION api.read_job(p_account_id uuid, p_user_id uuid, p_job_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION api.read_job(p_account_id uuid, p_user_id uuid, p_job_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION api.read_job_versions(p_account_ids uuid[], p_job_ids uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION api.read_job_versions(p_account_ids uuid[], p_job_ids uuid[]) TO florin_service;

REVOKE ALL ON FUNCTION api.read_limits(p_account_id uuid, p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION api.read_limits(p_account_id uuid, p_user_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION api.read_profile(p_account_id uuid, p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION api.read_profile(p_account_id uuid, p_user_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION api.read_reply(p_account_id uuid, p_generation_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION api.read_reply(p_account_id uuid, p_generation_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION api.read_store_purchase(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_transaction_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.read_store_purchase(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_transaction_id text) TO florin_service;

REVOKE ALL ON FUNCTION api.read_stored_events(p_provider text, p_environment text, p_event_id text, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.read_stored_events(p_provider text, p_environment text, p_event_id text, p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION api.read_trial_status(p_account_id uuid, p_user_id uuid, p_model_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.read_trial_status(p_account_id uuid, p_user_id uuid, p_model_id text) TO florin_service;

REVOKE ALL ON FUNCTION api.read_usage(p_account_id uuid, p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION api.read_usage(p_account_id uuid, p_user_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION api.rebuild_event(p_provider text, p_environment text, p_event_id text, p_facts jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION api.rebuild_event(p_provider text, p_environment text, p_event_id text, p_facts jsonb) TO florin_worker;

REVOKE ALL ON FUNCTION api.record_check(p_account_id uuid, p_environment text, p_period_start timestamp with time zone, p_customer_id text, p_reported bigint, p_counted bigint, p_missing bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION api.record_check(p_account_id uuid, p_environment text, p_period_start timestamp with time zone, p_customer_id text, p_reported bigint, p_counted bigint, p_missing bigint[]) TO florin_worker;

REVOKE ALL ON FUNCTION api.record_consumption(p_environment text, p_event_id text, p_outcome text, p_detail text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.record_consumption(p_environment text, p_event_id text, p_outcome text, p_detail text) TO florin_worker;

REVOKE ALL ON FUNCTION api.record_delivery(p_sink text, p_lease uuid, p_is_replay boolean, p_up_to text, p_error text, p_retry_after_s integer, p_is_gone boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION api.record_delivery(p_sink text, p_lease uuid, p_is_replay boolean, p_up_to text, p_error text, p_retry_after_s integer, p_is_gone boolean) TO florin_worker;

REVOKE ALL ON FUNCTION api.record_job_progress(p_account_id uuid, p_job_id uuid, p_status text, p_progress integer, p_next_s double precision) FROM PUBLIC;
GRANT ALL ON FUNCTION api.record_job_progress(p_account_id uuid, p_job_id uuid, p_status text, p_progress integer, p_next_s double precision) TO florin_service;
GRANT ALL ON FUNCTION api.record_job_progress(p_account_id uuid, p_job_id uuid, p_status text, p_progress integer, p_next_s double precision) TO florin_worker;

REVOKE ALL ON FUNCTION api.record_model_event(p_kind text, p_model_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.record_model_event(p_kind text, p_model_id text) TO authenticated;

REVOKE ALL ON FUNCTION api.record_notification_read(p_provider text, p_environment text, p_lease uuid, p_page_token text, p_problem text, p_lease_s integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.record_notification_read(p_provider text, p_environment text, p_lease uuid, p_page_token text, p_problem text, p_lease_s integer) TO florin_worker;

REVOKE ALL ON FUNCTION api.record_progress(p_account_id uuid, p_generation_id uuid, p_usage jsonb, p_hold_seconds integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.record_progress(p_account_id uuid, p_generation_id uuid, p_usage jsonb, p_hold_seconds integer) TO florin_service;

REVOKE ALL ON FUNCTION api.record_refusal(p_account_id uuid, p_user_id uuid, p_model text, p_limit_source text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.record_refusal(p_account_id uuid, p_user_id uuid, p_model text, p_limit_source text) TO florin_service;

REVOKE ALL ON FUNCTION api.record_report(p_account_id uuid, p_entry_version bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION api.record_report(p_account_id uuid, p_entry_version bigint) TO florin_worker;

REVOKE ALL ON FUNCTION api.record_results(p_account_id uuid, p_job_id uuid, p_lease uuid, p_results jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION api.record_results(p_account_id uuid, p_job_id uuid, p_lease uuid, p_results jsonb) TO florin_worker;

REVOKE ALL ON FUNCTION api.record_submission(p_account_id uuid, p_job_id uuid, p_lease uuid, p_provider_request_id text, p_next_s double precision) FROM PUBLIC;
GRANT ALL ON FUNCTION api.record_submission(p_account_id uuid, p_job_id uuid, p_lease uuid, p_provider_request_id text, p_next_s double precision) TO florin_worker;

REVOKE ALL ON FUNCTION api.refresh_buckets(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.refresh_buckets(p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION api.release_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION api.release_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION api.remove_member(p_account_id uuid, p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION api.remove_member(p_account_id uuid, p_user_id uuid) TO authenticated;

REVOKE ALL ON FUNCTION api.renew_periods(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.renew_periods(p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION api.replay_dead_letters(p_sink text, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.replay_dead_letters(p_sink text, p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION api.report_usage(p_account_id uuid, p_user_id uuid, p_from timestamp with time zone, p_to timestamp with time zone, p_group_by text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.report_usage(p_account_id uuid, p_user_id uuid, p_from timestamp with time zone, p_to timestamp with time zone, p_group_by text) TO florin_service;

REVOKE ALL ON FUNCTION api.requeue_jobs(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.requeue_jobs(p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION api.retake_steps(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.retake_steps(p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION api.revoke_api_key(p_key_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION api.revoke_api_key(p_key_id uuid) TO authenticated;

REVOKE ALL ON FUNCTION api.revoke_key(p_account_id uuid, p_user_id uuid, p_key_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION api.revoke_key(p_account_id uuid, p_user_id uuid, p_key_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION api.roll_up_usage(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.roll_up_usage(p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION api.save_attested_key(p_account_id uuid, p_user_id uuid, p_environment text, p_key_id bytea, p_public_key bytea, p_receipt bytea, p_challenge_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION api.save_attested_key(p_account_id uuid, p_user_id uuid, p_environment text, p_key_id bytea, p_public_key bytea, p_receipt bytea, p_challenge_hash bytea) TO florin_service;

REVOKE ALL ON FUNCTION api.save_customer(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_customer_id text, p_instead_of text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.save_customer(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_customer_id text, p_instead_of text) TO florin_service;

REVOKE ALL ON FUNCTION api.set_consumption_consent(p_is_given boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION api.set_consumption_consent(p_is_given boolean) TO authenticated;

REVOKE ALL ON FUNCTION api.set_model_preferences(p_default_model_id text, p_persona_overrides jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION api.set_model_preferences(p_default_model_id text, p_persona_overrides jsonb) TO authenticated;

REVOKE ALL ON FUNCTION api.settle_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid, p_amount bigint, p_ref text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.settle_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid, p_amount bigint, p_ref text) TO florin_service;

REVOKE ALL ON FUNCTION api.settle_doubt(p_provider text, p_environment text, p_chain_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.settle_doubt(p_provider text, p_environment text, p_chain_id text) TO florin_worker;

REVOKE ALL ON FUNCTION api.slice_overages(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.slice_overages(p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION api.start_submission(p_account_id uuid, p_job_id uuid, p_lease uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION api.start_submission(p_account_id uuid, p_job_id uuid, p_lease uuid) TO florin_worker;

REVOKE ALL ON FUNCTION api.store_event(p_provider text, p_environment text, p_event_id text, p_type text, p_occurred_at timestamp with time zone, p_payload text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.store_event(p_provider text, p_environment text, p_event_id text, p_type text, p_occurred_at timestamp with time zone, p_payload text) TO florin_service;
GRANT ALL ON FUNCTION api.store_event(p_provider text, p_environment text, p_event_id text, p_type text, p_occurred_at timestamp with time zone, p_payload text) TO florin_worker;

REVOKE ALL ON FUNCTION api.sweep_generations(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION api.sweep_generations(p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION api.take_abandoned_turn(p_environment text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.take_abandoned_turn(p_environment text) TO florin_worker;

REVOKE ALL ON FUNCTION api.take_device_turn(p_account_id uuid, p_user_id uuid, p_check_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION api.take_device_turn(p_account_id uuid, p_user_id uuid, p_check_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION api.trial_status(p_model_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.trial_status(p_model_id text) TO authenticated;

REVOKE ALL ON FUNCTION api.update_my_profile(p_changes jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION api.update_my_profile(p_changes jsonb) TO authenticated;

REVOKE ALL ON FUNCTION api.update_profile(p_account_id uuid, p_user_id uuid, p_changes jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION api.update_profile(p_account_id uuid, p_user_id uuid, p_changes jsonb) TO florin_service;

REVOKE ALL ON FUNCTION api.usage(p_from timestamp with time zone, p_to timestamp with time zone, p_group_by text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.usage(p_from timestamp with time zone, p_to timestamp with time zone, p_group_by text) TO authenticated;

REVOKE ALL ON FUNCTION api.use_assertion(p_account_id uuid, p_user_id uuid, p_environment text, p_key_id bytea, p_counter bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION api.use_assertion(p_account_id uuid, p_user_id uuid, p_environment text, p_key_id bytea, p_counter bigint) TO florin_service;

REVOKE ALL ON FUNCTION audit.admin_log(p_limit integer, p_before_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION audit.admin_log(p_limit integer, p_before_id bigint) TO authenticated;

REVOKE ALL ON FUNCTION audit.begin_action(p_action text) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.broadcast_balances(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION audit.broadcast_balances(p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION audit.catch_up(p_bookmark audit.bookmark, p_horizon xid8, p_limit integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.charge_events(p_account_id uuid, p_payload jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.clean_outbox(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION audit.clean_outbox(p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION audit.describe_batch(p_sink audit.sinks, p_events jsonb, p_is_replay boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.describe_replays(p_sink text, p_limit integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.emit(p_account_id uuid, p_kind text, p_payload jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.ensure_sink(p_name text, p_kind text) FROM PUBLIC;
GRANT ALL ON FUNCTION audit.ensure_sink(p_name text, p_kind text) TO florin_worker;

REVOKE ALL ON FUNCTION audit.expand_event(p_account_id uuid, p_kind text, p_payload jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.give_up(p_sink audit.sinks, p_error text) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.list_sinks() FROM PUBLIC;
GRANT ALL ON FUNCTION audit.list_sinks() TO florin_worker;

REVOKE ALL ON FUNCTION audit.log_change() FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.pending_events(p_sink audit.sinks, p_limit integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.read_events(p_sink text, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION audit.read_events(p_sink text, p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION audit.record_delivery(p_sink text, p_lease uuid, p_is_replay boolean, p_up_to text, p_error text, p_retry_after_s integer, p_is_gone boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION audit.record_delivery(p_sink text, p_lease uuid, p_is_replay boolean, p_up_to text, p_error text, p_retry_after_s integer, p_is_gone boolean) TO florin_worker;

REVOKE ALL ON FUNCTION audit.record_failure(p_sink text, p_error text, p_retry_after_s integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.record_replay(p_sink text, p_up_to bigint, p_error text) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.renumber_outbox() FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.replay_dead_letters(p_sink text, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION audit.replay_dead_letters(p_sink text, p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION audit.retry_delay(p_attempts integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.write_log(p_action text, p_target text, p_account_id uuid, p_before jsonb, p_after jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.accounts_of(p_account_id uuid) FROM PUBLIC;

GRANT SELECT ON TABLE billing.grants TO service_role;

REVOKE ALL ON FUNCTION billing.adjust_grant(p_account_id uuid, p_grant billing.grants, p_granted ledger.microcredits, p_clawed ledger.microcredits) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.admin_find_overages(p_status text, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION billing.admin_find_overages(p_status text, p_limit integer) TO authenticated;

REVOKE ALL ON FUNCTION billing.apply(p_account_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.apply_chains(p_provider text, p_environment text, p_chains text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.apply_due(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION billing.apply_due(p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION billing.apply_entitlements(p_account_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.apply_grants(p_account_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.apply_plan(p_account_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.apply_reversals(p_account_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.apply_rollovers(p_account_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.attribute(p_provider text, p_environment text, p_chains text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.begin_rebuild() FROM PUBLIC;
GRANT ALL ON FUNCTION billing.begin_rebuild() TO florin_worker;

REVOKE ALL ON FUNCTION billing.bind_chain(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_chain_id text, p_transfer boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION billing.bind_chain(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_chain_id text, p_transfer boolean) TO florin_service;

REVOKE ALL ON FUNCTION billing.choose_customer(p_account_id uuid, p_provider text, p_environment text) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.claim_checks(p_environment text, p_limit integer, p_lease_s integer) FROM PUBLIC;
GRANT ALL ON FUNCTION billing.claim_checks(p_environment text, p_limit integer, p_lease_s integer) TO florin_worker;

REVOKE ALL ON FUNCTION billing.claim_consumption_requests(p_limit integer, p_lease_s integer) FROM PUBLIC;
GRANT ALL ON FUNCTION billing.claim_consumption_requests(p_limit integer, p_lease_s integer) TO florin_worker;

REVOKE ALL ON FUNCTION billing.claim_doubts(p_provider text, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION billing.claim_doubts(p_provider text, p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION billing.claim_events(p_limit integer, p_lease_s integer) FROM PUBLIC;
GRANT ALL ON FUNCTION billing.claim_events(p_limit integer, p_lease_s integer) TO florin_worker;

REVOKE ALL ON FUNCTION billing.claim_notification_read(p_provider text, p_environment text, p_lease_s integer) FROM PUBLIC;
GRANT ALL ON FUNCTION billing.claim_notification_read(p_provider text, p_environment text, p_lease_s integer) TO florin_worker;

REVOKE ALL ON FUNCTION billing.claim_reports(p_environment text, p_limit integer, p_lease_s integer) FROM PUBLIC;
GRANT ALL ON FUNCTION billing.claim_reports(p_environment text, p_limit integer, p_lease_s integer) TO florin_worker;

GRANT SELECT ON TABLE billing.purchases TO service_role;

GRANT SELECT(provider) ON TABLE billing.purchases TO authenticated;

GRANT SELECT(environment) ON TABLE billing.purchases TO authenticated;

GRANT SELECT(transaction_id) ON TABLE billing.purchases TO authenticated;

GRANT SELECT(product) ON TABLE billing.purchases TO authenticated;

GRANT SELECT(account_id) ON TABLE billing.purchases TO authenticated;

GRANT SELECT(chain_id) ON TABLE billing.purchases TO authenticated;

GRANT SELECT(state) ON TABLE billing.purchases TO authenticated;

GRANT SELECT(quantity) ON TABLE billing.purchases TO authenticated;

GRANT SELECT(purchased_at) ON TABLE billing.purchases TO authenticated;

GRANT SELECT(period_start) ON TABLE billing.purchases TO authenticated;

GRANT SELECT(period_end) ON TABLE billing.purchases TO authenticated;

GRANT SELECT(is_trial) ON TABLE billing.purchases TO authenticated;

GRANT SELECT(is_family_shared) ON TABLE billing.purchases TO authenticated;

GRANT SELECT(amount) ON TABLE billing.purchases TO authenticated;

GRANT SELECT(currency) ON TABLE billing.purchases TO authenticated;

REVOKE ALL ON FUNCTION billing.count_units(p_purchase billing.purchases, p_kind text) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.end_rebuild() FROM PUBLIC;
GRANT ALL ON FUNCTION billing.end_rebuild() TO florin_worker;

REVOKE ALL ON FUNCTION billing.fail_event(p_provider text, p_environment text, p_event_id text, p_problem text, p_is_final boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION billing.fail_event(p_provider text, p_environment text, p_event_id text, p_problem text, p_is_final boolean) TO florin_worker;

REVOKE ALL ON FUNCTION billing.fail_report(p_account_id uuid, p_entry_version bigint, p_problem text, p_was_refused boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION billing.fail_report(p_account_id uuid, p_entry_version bigint, p_problem text, p_was_refused boolean) TO florin_worker;

REVOKE ALL ON FUNCTION billing.find_accounts(p_provider text, p_environment text, p_chains text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.find_chain_owners(p_provider text, p_environment text, p_chain_id text) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.find_customer(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text) FROM PUBLIC;
GRANT ALL ON FUNCTION billing.find_customer(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text) TO florin_service;

REVOKE ALL ON FUNCTION billing.find_last_event(p_provider text, p_environment text) FROM PUBLIC;
GRANT ALL ON FUNCTION billing.find_last_event(p_provider text, p_environment text) TO florin_worker;

REVOKE ALL ON FUNCTION billing.find_owner(p_provider text, p_environment text, p_chain_id text, p_transaction_id text, p_owner_key text) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.find_sale(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_product text) FROM PUBLIC;
GRANT ALL ON FUNCTION billing.find_sale(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_product text) TO florin_service;

REVOKE ALL ON FUNCTION billing.find_subscription(p_account_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.find_tie(p_provider text, p_environment text, p_event_id text, p_fact jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.find_version(p_plan_id text, p_at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.fold_event(p_provider text, p_environment text, p_event_id text, p_facts jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION billing.fold_event(p_provider text, p_environment text, p_event_id text, p_facts jsonb) TO florin_service;
GRANT ALL ON FUNCTION billing.fold_event(p_provider text, p_environment text, p_event_id text, p_facts jsonb) TO florin_worker;

REVOKE ALL ON FUNCTION billing.fold_unmapped(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION billing.fold_unmapped(p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION billing.give_up_report(p_report billing.overage_reports) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.grant_purchase(p_account_id uuid, p_purchase billing.purchases, p_product catalog.products) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.is_known_owner(p_account_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.list_accounts(p_account_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.list_minutes(p_check billing.overage_checks) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.list_rebuilt() FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.list_rollovers(p_account_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.lock_facts(p_provider text, p_environment text, p_facts jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.lock_names(p_provider text, p_environment text, p_kind text, p_names text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.measure_kept(p_purchase billing.purchases) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.measure_reversed(p_purchase billing.purchases) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.measure_rollover(p_account_id uuid, p_bucket_ids bigint[], p_cap ledger.unsigned_microcredits) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.merge_facts(p_provider text, p_environment text, p_event_id text, p_facts jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION billing.merge_facts(p_provider text, p_environment text, p_event_id text, p_facts jsonb) TO florin_worker;

REVOKE ALL ON FUNCTION billing.merge_owner(p_provider text, p_environment text, p_event_id text, p_kind text, p_key text, p_fact jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.merge_payment(p_provider text, p_environment text, p_event_id text, p_fact jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.merge_purchase(p_provider text, p_environment text, p_event_id text, p_fact jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.merge_reversal(p_provider text, p_environment text, p_event_id text, p_fact jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.merge_subscription(p_provider text, p_environment text, p_event_id text, p_fact jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.move_grant(p_account_id uuid, p_grant billing.grants, p_into_account_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.move_grants(p_provider text, p_environment text, p_chains text[], p_account_ids uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.note_doubts(p_provider text, p_environment text, p_chain_ids text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION billing.note_doubts(p_provider text, p_environment text, p_chain_ids text[]) TO florin_service;
GRANT ALL ON FUNCTION billing.note_doubts(p_provider text, p_environment text, p_chain_ids text[]) TO florin_worker;

REVOKE ALL ON FUNCTION billing.note_unmapped(p_provider text, p_environment text, p_chains text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.plan_next(p_account_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.price_purchase(p_purchase billing.purchases, p_product catalog.products) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.queue_report(p_overage access.overages) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.read_consumption(p_environment text, p_transaction_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION billing.read_consumption(p_environment text, p_transaction_id text) TO florin_worker;

REVOKE ALL ON FUNCTION billing.read_store_purchase(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_transaction_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION billing.read_store_purchase(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_transaction_id text) TO florin_service;

REVOKE ALL ON FUNCTION billing.read_stored_events(p_provider text, p_environment text, p_event_id text, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION billing.read_stored_events(p_provider text, p_environment text, p_event_id text, p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION billing.record_check(p_account_id uuid, p_environment text, p_period_start timestamp with time zone, p_customer_id text, p_reported bigint, p_counted bigint, p_missing bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION billing.record_check(p_account_id uuid, p_environment text, p_period_start timestamp with time zone, p_customer_id text, p_reported bigint, p_counted bigint, p_missing bigint[]) TO florin_worker;

REVOKE ALL ON FUNCTION billing.record_consumption(p_environment text, p_event_id text, p_outcome text, p_detail text) FROM PUBLIC;
GRANT ALL ON FUNCTION billing.record_consumption(p_environment text, p_event_id text, p_outcome text, p_detail text) TO florin_worker;

REVOKE ALL ON FUNCTION billing.record_notification_read(p_provider text, p_environment text, p_lease uuid, p_page_token text, p_problem text, p_lease_s integer) FROM PUBLIC;
GRANT ALL ON FUNCTION billing.record_notification_read(p_provider text, p_environment text, p_lease uuid, p_page_token text, p_problem text, p_lease_s integer) TO florin_worker;

REVOKE ALL ON FUNCTION billing.record_report(p_account_id uuid, p_entry_version bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION billing.record_report(p_account_id uuid, p_entry_version bigint) TO florin_worker;

REVOKE ALL ON FUNCTION billing.refuse_sale(p_product text, p_rule text) FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.report_window() FROM PUBLIC;

REVOKE ALL ON FUNCTION billing.save_customer(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_customer_id text, p_instead_of text) FROM PUBLIC;
GRANT ALL ON FUNCTION billing.save_customer(p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_customer_id text, p_instead_of text) TO florin_service;

REVOKE ALL ON FUNCTION billing.settle_doubt(p_provider text, p_environment text, p_chain_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION billing.settle_doubt(p_provider text, p_environment text, p_chain_id text) TO florin_worker;

REVOKE ALL ON FUNCTION billing.store_event(p_provider text, p_environment text, p_event_id text, p_type text, p_occurred_at timestamp with time zone, p_payload text) FROM PUBLIC;
GRANT ALL ON FUNCTION billing.store_event(p_provider text, p_environment text, p_event_id text, p_type text, p_occurred_at timestamp with time zone, p_payload text) TO florin_service;
GRANT ALL ON FUNCTION billing.store_event(p_provider text, p_environment text, p_event_id text, p_type text, p_occurred_at timestamp with time zone, p_payload text) TO florin_worker;

REVOKE ALL ON FUNCTION billing.verify(p_account_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION billing.verify(p_account_id uuid) TO service_role;

REVOKE ALL ON FUNCTION catalog.admin_enable_models(p_ids text[], p_enabled boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION catalog.admin_enable_models(p_ids text[], p_enabled boolean) TO authenticated;

REVOKE ALL ON FUNCTION catalog.admin_save_models(p_models jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION catalog.admin_save_models(p_models jsonb) TO authenticated;

REVOKE ALL ON FUNCTION catalog.admin_save_routes(p_model_id text, p_routes jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION catalog.admin_save_routes(p_model_id text, p_routes jsonb) TO authenticated;

REVOKE ALL ON FUNCTION catalog.admin_set_price(p_model_id text, p_effective_at timestamp with time zone, p_input bigint, p_cache_read bigint, p_cache_write bigint, p_output bigint, p_request bigint, p_web_search bigint, p_unit_prices jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION catalog.admin_set_price(p_model_id text, p_effective_at timestamp with time zone, p_input bigint, p_cache_read bigint, p_cache_write bigint, p_output bigint, p_request bigint, p_web_search bigint, p_unit_prices jsonb) TO authenticated;

REVOKE ALL ON FUNCTION catalog.check_members(p_argument text, p_objects jsonb, p_key text, p_members text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION catalog.find_plan_version(p_plan_id text) FROM PUBLIC;

REVOKE ALL ON FUNCTION catalog.list_models(p_account_id uuid, p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION catalog.list_models(p_account_id uuid, p_user_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION catalog.list_served_models() FROM PUBLIC;
GRANT ALL ON FUNCTION catalog.list_served_models() TO florin_service;

REVOKE ALL ON FUNCTION catalog.list_unit_prices(p_given jsonb, p_price_id bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION catalog.rebuild_offers() FROM PUBLIC;

REVOKE ALL ON FUNCTION catalog.refuse_model(p_model_id text) FROM PUBLIC;

REVOKE ALL ON FUNCTION catalog.save_model(p_model jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION catalog.tell_of_model() FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.admin_end_job(p_job_id uuid, p_outcome text, p_reason text) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.admin_end_job(p_job_id uuid, p_outcome text, p_reason text) TO authenticated;

REVOKE ALL ON FUNCTION generation.admin_export_usage(p_from date, p_to date) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.admin_export_usage(p_from date, p_to date) TO authenticated;

REVOKE ALL ON FUNCTION generation.admin_model_usage(p_days integer, p_dollars_per_credit numeric) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.admin_model_usage(p_days integer, p_dollars_per_credit numeric) TO authenticated;

REVOKE ALL ON FUNCTION generation.admin_replay_job(p_job_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.admin_replay_job(p_job_id uuid) TO authenticated;

REVOKE ALL ON FUNCTION generation.admin_revenue(p_from date, p_to date, p_dollars_per_credit numeric) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.admin_revenue(p_from date, p_to date, p_dollars_per_credit numeric) TO authenticated;

REVOKE ALL ON FUNCTION generation.admin_top_accounts(p_days integer, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.admin_top_accounts(p_days integer, p_limit integer) TO authenticated;

REVOKE ALL ON FUNCTION generation.archive(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.archive(p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION generation.begin(p_account_id uuid, p_user_id uuid, p_generation_id uuid, p_model text, p_api text, p_stream boolean, p_input_tokens bigint, p_max_output_tokens bigint, p_idempotency_key text, p_request_hash bytea, p_on_disconnect text, p_hold_seconds integer, p_replica text, p_choices integer, p_persona text, p_key_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.begin(p_account_id uuid, p_user_id uuid, p_generation_id uuid, p_model text, p_api text, p_stream boolean, p_input_tokens bigint, p_max_output_tokens bigint, p_idempotency_key text, p_request_hash bytea, p_on_disconnect text, p_hold_seconds integer, p_replica text, p_choices integer, p_persona text, p_key_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION generation.begin_job(p_account_id uuid, p_user_id uuid, p_job_id uuid, p_input jsonb, p_idempotency_key text, p_request_hash bytea, p_key_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.begin_job(p_account_id uuid, p_user_id uuid, p_job_id uuid, p_input jsonb, p_idempotency_key text, p_request_hash bytea, p_key_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION generation.cancel_job(p_account_id uuid, p_user_id uuid, p_job_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.cancel_job(p_account_id uuid, p_user_id uuid, p_job_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION generation.cancel_jobs(p_account_id uuid, p_limit integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.cancel_my_job(p_job_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.cancel_my_job(p_job_id uuid) TO authenticated;

GRANT SELECT(account_id) ON TABLE generation.jobs TO authenticated;
GRANT SELECT(account_id) ON TABLE generation.jobs TO service_role;

GRANT SELECT(id) ON TABLE generation.jobs TO authenticated;
GRANT SELECT(id) ON TABLE generation.jobs TO service_role;

GRANT SELECT(user_id) ON TABLE generation.jobs TO authenticated;

GRANT SELECT(model_id) ON TABLE generation.jobs TO authenticated;

GRANT SELECT(kind) ON TABLE generation.jobs TO authenticated;

GRANT SELECT(input) ON TABLE generation.jobs TO authenticated;

GRANT SELECT(unit) ON TABLE generation.jobs TO authenticated;

GRANT SELECT(quantity) ON TABLE generation.jobs TO authenticated;
GRANT SELECT(quantity) ON TABLE generation.jobs TO service_role;

GRANT SELECT(resolution) ON TABLE generation.jobs TO authenticated;

GRANT SELECT(rate) ON TABLE generation.jobs TO service_role;

GRANT SELECT(hold) ON TABLE generation.jobs TO authenticated;
GRANT SELECT(hold) ON TABLE generation.jobs TO service_role;

GRANT SELECT(delivered) ON TABLE generation.jobs TO authenticated;
GRANT SELECT(delivered) ON TABLE generation.jobs TO service_role;

GRANT SELECT(charged) ON TABLE generation.jobs TO authenticated;
GRANT SELECT(charged) ON TABLE generation.jobs TO service_role;

GRANT SELECT(status) ON TABLE generation.jobs TO authenticated;
GRANT SELECT(status) ON TABLE generation.jobs TO service_role;

GRANT SELECT(progress) ON TABLE generation.jobs TO authenticated;

GRANT SELECT(results) ON TABLE generation.jobs TO authenticated;

GRANT SELECT(error) ON TABLE generation.jobs TO authenticated;

GRANT SELECT(version) ON TABLE generation.jobs TO authenticated;

GRANT SELECT(cancel_requested_at) ON TABLE generation.jobs TO authenticated;

GRANT SELECT(stored_at) ON TABLE generation.jobs TO authenticated;

GRANT SELECT(deleted_at) ON TABLE generation.jobs TO authenticated;

GRANT SELECT(created_at) ON TABLE generation.jobs TO authenticated;

GRANT SELECT(submitted_at) ON TABLE generation.jobs TO authenticated;

GRANT SELECT(started_at) ON TABLE generation.jobs TO authenticated;

GRANT SELECT(finished_at) ON TABLE generation.jobs TO authenticated;
GRANT SELECT(finished_at) ON TABLE generation.jobs TO service_role;

REVOKE ALL ON FUNCTION generation.cancel_one_job(p_account_id uuid, p_job_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.check_days(p_argument text, p_days integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.check_job_input(p_input jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.check_offer(p_offer generation.offer, p_input_tokens bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.claim_job(p_account_id uuid, p_job_id uuid, p_worker text, p_lease_s integer) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.claim_job(p_account_id uuid, p_job_id uuid, p_worker text, p_lease_s integer) TO florin_worker;

REVOKE ALL ON FUNCTION generation.clean_idempotency_keys(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.clean_idempotency_keys(p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION generation.close(p_account_id uuid, p_generation_id uuid, p_outcome generation.generation_status, p_usage jsonb, p_usage_source ledger.usage_source, p_http_status integer, p_error jsonb, p_retryable boolean, p_attempts jsonb, p_charge ledger.microcredits, p_generations integer, OUT o_source ledger.usage_source, OUT o_priced generation.priced, OUT o_settled ledger.settlement) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.close_days() FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.correct(p_bill generation.bill, p_outcome generation.generation_status, p_usage jsonb, p_usage_source ledger.usage_source, p_http_status integer, p_error jsonb, p_attempts jsonb, OUT o_source ledger.usage_source, OUT o_priced generation.priced, OUT o_settled ledger.settlement) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.cost_attempt(p_route_id bigint, p_usage jsonb, p_at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.count_access() FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.count_delivered(p_unit catalog.price_unit, p_quantity integer, p_results jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.count_job_version() FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.count_trials(p_since timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.count_use(p_account_id uuid, p_user_id uuid, p_key_id uuid, p_offer generation.offer) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.create_my_job(p_input jsonb, p_idempotency_key text) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.create_my_job(p_input jsonb, p_idempotency_key text) TO authenticated;

REVOKE ALL ON FUNCTION generation.csv_field(p_text text) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.delete_job(p_account_id uuid, p_user_id uuid, p_job_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.delete_job(p_account_id uuid, p_user_id uuid, p_job_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION generation.delete_my_job(p_job_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.delete_my_job(p_job_id uuid) TO authenticated;

REVOKE ALL ON FUNCTION generation.delete_one_job(p_account_id uuid, p_job_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.describe_end(p_account_id uuid, p_generation_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.describe_finish(p_outcome generation.generation_status, p_usage_source ledger.usage_source, p_priced generation.priced, p_settled ledger.settlement) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.describe_job(p_job generation.jobs) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.describe_repeat(p_account_id uuid, p_generation_id uuid, p_idempotency_key text, p_request_hash bytea) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.describe_start(p_generation_id uuid, p_offer generation.offer, p_choice access.choice, p_on_disconnect catalog.on_disconnect, p_messages_today integer, p_left ledger.placement) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.drop_job(p_account_id uuid, p_job_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.end_job(p_account_id uuid, p_job_id uuid, p_outcome generation.job_status, p_results jsonb, p_error jsonb, p_source text, p_delivered integer, OUT o_won boolean, OUT o_job generation.jobs) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.enqueue_step(p_account_id uuid, p_job_id uuid, p_at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.expire_jobs(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.expire_jobs(p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION generation.extend_hold(p_account_id uuid, p_generation_id uuid, p_amount ledger.microcredits, p_hold_seconds integer) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.extend_hold(p_account_id uuid, p_generation_id uuid, p_amount ledger.microcredits, p_hold_seconds integer) TO florin_service;

REVOKE ALL ON FUNCTION generation.fill_job_slots(p_account_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.find_any_job(p_job_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.find_bill(p_account_id uuid, p_generation_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.find_job(p_provider text, p_provider_request_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.find_job(p_provider text, p_provider_request_id text) TO florin_service;

REVOKE ALL ON FUNCTION generation.find_my_job(p_job_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.find_offer(p_account_id uuid, p_user_id uuid, p_model text, p_api text, p_stream boolean, p_input_tokens bigint, p_max_output_tokens bigint, p_choices integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.find_plan(p_account_id uuid, p_user_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.find_price(p_model text, p_bill generation.bill) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.find_settlement(p_account_id uuid, p_generation_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.finish(p_account_id uuid, p_generation_id uuid, p_outcome text, p_usage jsonb, p_usage_source text, p_attempts jsonb, p_http_status integer, p_error jsonb, p_reply bytea, p_reply_type text, p_retryable boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.finish(p_account_id uuid, p_generation_id uuid, p_outcome text, p_usage jsonb, p_usage_source text, p_attempts jsonb, p_http_status integer, p_error jsonb, p_reply bytea, p_reply_type text, p_retryable boolean) TO florin_service;

REVOKE ALL ON FUNCTION generation.finish_job(p_account_id uuid, p_job_id uuid, p_outcome text, p_results jsonb, p_error jsonb, p_source text, p_delivered integer) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.finish_job(p_account_id uuid, p_job_id uuid, p_outcome text, p_results jsonb, p_error jsonb, p_source text, p_delivered integer) TO florin_service;
GRANT ALL ON FUNCTION generation.finish_job(p_account_id uuid, p_job_id uuid, p_outcome text, p_results jsonb, p_error jsonb, p_source text, p_delivered integer) TO florin_worker;

REVOKE ALL ON FUNCTION generation.forget_job(p_account_id uuid, p_job_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.insert_job(p_account_id uuid, p_user_id uuid, p_job_id uuid, p_input jsonb, p_model_id text, p_quote generation.job_quote) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.learn_offers() FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.learn_outputs(p_account_ids uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.limit_jobs(p_account_id uuid, p_max_running integer, p_max_open integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.list_jobs(p_account_id uuid, p_user_id uuid, p_before text, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.list_jobs(p_account_id uuid, p_user_id uuid, p_before text, p_limit integer) TO florin_service;

REVOKE ALL ON FUNCTION generation.live_from() FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.mark_roll_ups() FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.my_usage(p_from timestamp with time zone, p_to timestamp with time zone, p_group_by text) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.my_usage(p_from timestamp with time zone, p_to timestamp with time zone, p_group_by text) TO authenticated;

REVOKE ALL ON FUNCTION generation.next_step_at(p_cancel_requested_at timestamp with time zone, p_claimed_at timestamp with time zone, p_next_s double precision) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.note_correction(p_bill generation.bill, p_outcome generation.generation_status, p_usage_source ledger.usage_source, p_more bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.note_end(p_account_id uuid, p_generation_id uuid, p_settled ledger.settlement, p_retryable boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.park_job(p_account_id uuid, p_job_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.postpone_job(p_account_id uuid, p_job_id uuid, p_lease uuid, p_next_s double precision, p_problem text, p_not_sent boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.postpone_job(p_account_id uuid, p_job_id uuid, p_lease uuid, p_next_s double precision, p_problem text, p_not_sent boolean) TO florin_worker;

REVOKE ALL ON FUNCTION generation.price_line(p_line generation.usage_line, p_input bigint, p_cache_read bigint, p_cache_write bigint, p_output bigint, p_web_search bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.price_lines(p_usage jsonb, p_bill generation.bill) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.price_slices(p_sums generation.priced, p_input bigint, p_cache_read bigint, p_cache_write bigint, p_output bigint, p_web_search bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.price_usage(p_usage jsonb, p_bill generation.bill) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.publish_job(p_job generation.jobs) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.quote_job(p_input jsonb, p_offer generation.offer) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.read_account(p_account_id uuid, p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.read_account(p_account_id uuid, p_user_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION generation.read_job(p_account_id uuid, p_user_id uuid, p_job_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.read_job(p_account_id uuid, p_user_id uuid, p_job_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION generation.read_job_versions(p_account_ids uuid[], p_job_ids uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.read_job_versions(p_account_ids uuid[], p_job_ids uuid[]) TO florin_service;

REVOKE ALL ON FUNCTION generation.read_line(p_line jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.read_one(p_account_id uuid, p_user_id uuid, p_generation_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.read_one(p_account_id uuid, p_user_id uuid, p_generation_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION generation.read_reply(p_account_id uuid, p_generation_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.read_reply(p_account_id uuid, p_generation_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION generation.read_usage(p_account_id uuid, p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.read_usage(p_account_id uuid, p_user_id uuid) TO florin_service;

REVOKE ALL ON FUNCTION generation.record_job_progress(p_account_id uuid, p_job_id uuid, p_status text, p_progress integer, p_next_s double precision) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.record_job_progress(p_account_id uuid, p_job_id uuid, p_status text, p_progress integer, p_next_s double precision) TO florin_service;
GRANT ALL ON FUNCTION generation.record_job_progress(p_account_id uuid, p_job_id uuid, p_status text, p_progress integer, p_next_s double precision) TO florin_worker;

REVOKE ALL ON FUNCTION generation.record_progress(p_account_id uuid, p_generation_id uuid, p_usage jsonb, p_hold_seconds integer) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.record_progress(p_account_id uuid, p_generation_id uuid, p_usage jsonb, p_hold_seconds integer) TO florin_service;

REVOKE ALL ON FUNCTION generation.record_results(p_account_id uuid, p_job_id uuid, p_lease uuid, p_results jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.record_results(p_account_id uuid, p_job_id uuid, p_lease uuid, p_results jsonb) TO florin_worker;

REVOKE ALL ON FUNCTION generation.record_submission(p_account_id uuid, p_job_id uuid, p_lease uuid, p_provider_request_id text, p_next_s double precision) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.record_submission(p_account_id uuid, p_job_id uuid, p_lease uuid, p_provider_request_id text, p_next_s double precision) TO florin_worker;

REVOKE ALL ON FUNCTION generation.refuse_job(p_job_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.refuse_model(p_model text, p_api text) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.refuse_offer(p_account_id uuid, p_model text, p_api text, p_offer generation.offer) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.refuse_query(p_rule text) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.repeat_job(p_account_id uuid, p_job_id uuid, p_idempotency_key text, p_request_hash bytea) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.report_usage(p_account_id uuid, p_user_id uuid, p_from timestamp with time zone, p_to timestamp with time zone, p_group_by text) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.report_usage(p_account_id uuid, p_user_id uuid, p_from timestamp with time zone, p_to timestamp with time zone, p_group_by text) TO florin_service;

REVOKE ALL ON FUNCTION generation.requeue_jobs(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.requeue_jobs(p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION generation.retake_steps(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.retake_steps(p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION generation.roll_up(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.roll_up(p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION generation.scrub(p_account_id uuid, p_limit integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.scrub_jobs(p_account_id uuid, p_limit integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.start_submission(p_account_id uuid, p_job_id uuid, p_lease uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.start_submission(p_account_id uuid, p_job_id uuid, p_lease uuid) TO florin_worker;

REVOKE ALL ON FUNCTION generation.sum_lines(p_account_id uuid, p_generation_id uuid, p_usage jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.sum_usage(p_account_id uuid, p_from timestamp with time zone, p_to timestamp with time zone, p_group_by text) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.sweep(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.sweep(p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION generation.tell_of_job() FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.used(p_account_id uuid, p_from timestamp with time zone, p_to timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION generation.verify_jobs(p_account_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION generation.verify_jobs(p_account_id uuid) TO service_role;

GRANT SELECT ON TABLE ledger.buckets TO service_role;

REVOKE ALL ON FUNCTION ledger.activate_bucket(p_account_id uuid, p_bucket_id bigint) FROM PUBLIC;

GRANT SELECT ON TABLE ledger.accounts TO authenticated;
GRANT SELECT ON TABLE ledger.accounts TO service_role;

REVOKE ALL ON FUNCTION ledger.adjust_balance(p_account_id uuid, p_amount ledger.microcredits, p_ref text) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.admit(p_account_id uuid, p_amount ledger.microcredits, p_max_open integer, p_per_minute integer, p_refuse_in_debt boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.book_burning(p_account_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.bound_charge(p_account_id uuid, p_held ledger.microcredits, p_held_since timestamp with time zone, p_amount ledger.microcredits) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.burn_buckets(p_account_id uuid, p_amount ledger.microcredits, p_authorised_at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.charge_late(p_account_id uuid, p_hold_id uuid, p_authorised_at timestamp with time zone, p_amount ledger.microcredits, p_ref text, p_usage_source ledger.usage_source) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.claw_back(p_account_id uuid, p_source ledger.bucket_source, p_source_ref text, p_amount ledger.microcredits, p_ref text) FROM PUBLIC;

GRANT SELECT ON TABLE ledger.holds TO service_role;

REVOKE ALL ON FUNCTION ledger.close_hold(p_account_id uuid, p_hold_id uuid, p_status ledger.hold_status) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.draw_down(p_account_id uuid, p_amount ledger.microcredits, p_kind ledger.entry_kind, p_contra ledger.contra_account, p_ref text, p_bucket_id bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.expire_holds(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION ledger.expire_holds(p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION ledger.extend_hold(p_account_id uuid, p_hold_id uuid, p_amount ledger.microcredits, p_expires_in interval) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.find_grant(p_account_id uuid, p_source ledger.bucket_source, p_source_ref text, p_amount ledger.microcredits) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.forfeit_bucket(p_account_id uuid, p_bucket_id bigint, p_keep ledger.microcredits) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.grant_credits(p_account_id uuid, p_source ledger.bucket_source, p_source_ref text, p_amount ledger.microcredits, p_priority smallint, p_effective_at timestamp with time zone, p_expires_at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.guard_burning() FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.hold_credits(p_account_id uuid, p_amount ledger.microcredits, p_max_open integer, p_per_minute integer, p_refuse_in_debt boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.hold_more(p_account_id uuid, p_amount ledger.microcredits) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.keep_app_store_credits() FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.keep_burning(p_account_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.lapse_bucket(p_account_id uuid, p_bucket_id bigint, p_promised ledger.microcredits, p_held ledger.microcredits, p_held_since timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.move_bucket(p_account_id uuid, p_bucket_id bigint, p_into_account_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.move_credits(p_account_id uuid, p_into_account_id uuid, p_with_plan boolean, OUT o_credits bigint, OUT o_lapsed bigint, OUT o_debt bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.open_account(p_overdraft_limit ledger.microcredits) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.part_bucket(p_account_id uuid, p_bucket_id bigint, p_into_account_id uuid, OUT o_spent bigint, OUT o_clawed bigint, OUT o_bucket_id bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.place_hold(p_account_id uuid, p_hold_id uuid, p_amount ledger.microcredits, p_expires_in interval, p_refuse_in_debt boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.plan_bucket_change(p_account_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.post_entry(p_account_id uuid, p_amount ledger.microcredits, p_kind ledger.entry_kind, p_contra ledger.contra_account, p_ref text, p_debt_change ledger.microcredits, p_hold_id uuid, p_usage_source ledger.usage_source) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.recredit(p_account_id uuid, p_bucket_id bigint, p_amount ledger.microcredits) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.refresh_account(p_account_id uuid, p_held ledger.microcredits, p_held_since timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.refresh_buckets(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION ledger.refresh_buckets(p_limit integer) TO florin_worker;

REVOKE ALL ON FUNCTION ledger.refuse_account(p_account_id uuid, p_status text) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.refuse_amount(p_amount ledger.microcredits, p_rule text) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.refuse_balance(p_available ledger.microcredits, p_required ledger.microcredits) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.refuse_debt(p_debt ledger.microcredits) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.refuse_grant(p_source ledger.bucket_source, p_source_ref text, p_granted ledger.microcredits, p_amount ledger.microcredits) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.refuse_hold(p_hold_id uuid, p_status text) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.refuse_pace(p_at timestamp with time zone, p_per_minute integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.release_hold(p_account_id uuid, p_hold_id uuid, p_status ledger.hold_status) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.resize_bucket(p_account_id uuid, p_bucket_id bigint, p_granted ledger.unsigned_microcredits) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.roll_over(p_account_id uuid, p_lapsed_at timestamp with time zone, p_cap ledger.microcredits, p_ref text, p_expires_at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.settle(p_account_id uuid, p_hold_id uuid, p_held ledger.microcredits, p_held_since timestamp with time zone, p_generations integer, p_amount ledger.microcredits, p_ref text, p_usage_source ledger.usage_source) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.settle_hold(p_account_id uuid, p_hold_id uuid, p_amount ledger.microcredits, p_ref text, p_usage_source ledger.usage_source) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.sum_open_holds(p_account_id uuid, p_before timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.take_charge(p_account_id uuid, p_version bigint, p_posted bigint, p_bucket_id bigint, p_hold_id uuid, p_authorised_at timestamp with time zone, p_charge bigint, p_kind ledger.entry_kind, p_ref text, p_usage_source ledger.usage_source) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.tell_of_balance(p_account_id uuid, p_reason text, p_amount ledger.microcredits, p_ref text) FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.verify(p_account_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION ledger.verify(p_account_id uuid) TO service_role;

REVOKE ALL ON FUNCTION ledger.verify_accounts(p_account_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION ledger.verify_accounts(p_account_id uuid) TO service_role;

REVOKE ALL ON FUNCTION ledger.verify_rows(p_account_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION ledger.verify_rows(p_account_id uuid) TO service_role;

REVOKE ALL ON FUNCTION ledger.write_off(p_account_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION private.my_accounts() FROM PUBLIC;
GRANT ALL ON FUNCTION private.my_accounts() TO authenticated;

REVOKE ALL ON FUNCTION private.my_merged_accounts() FROM PUBLIC;
GRANT ALL ON FUNCTION private.my_merged_accounts() TO authenticated;

REVOKE ALL ON FUNCTION private.refuse_change() FROM PUBLIC;

REVOKE ALL ON FUNCTION private.require_admin() FROM PUBLIC;

REVOKE ALL ON FUNCTION queue.procrastinate_cancel_job_v1(job_id bigint, abort boolean, delete_job boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION queue.procrastinate_defer_jobs_v1(jobs queue.procrastinate_job_to_defer_v1[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION queue.procrastinate_defer_periodic_job_v2(_queue_name character varying, _lock character varying, _queueing_lock character varying, _task_name character varying, _priority integer, _periodic_id character varying, _defer_timestamp bigint, _args jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION queue.procrastinate_fetch_job_v2(target_queue_names character varying[], p_worker_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION queue.procrastinate_fetch_job_v2(target_queue_names character varying[], p_worker_id bigint) TO florin_worker;

REVOKE ALL ON FUNCTION queue.procrastinate_finish_job_v1(job_id bigint, end_status queue.procrastinate_job_status, delete_job boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION queue.procrastinate_finish_job_v1(job_id bigint, end_status queue.procrastinate_job_status, delete_job boolean) TO florin_worker;

REVOKE ALL ON FUNCTION queue.procrastinate_notify_queue_abort_job_v1() FROM PUBLIC;

REVOKE ALL ON FUNCTION queue.procrastinate_notify_queue_job_inserted_v1() FROM PUBLIC;

REVOKE ALL ON FUNCTION queue.procrastinate_prune_stalled_workers_v1(seconds_since_heartbeat double precision) FROM PUBLIC;
GRANT ALL ON FUNCTION queue.procrastinate_prune_stalled_workers_v1(seconds_since_heartbeat double precision) TO florin_worker;

REVOKE ALL ON FUNCTION queue.procrastinate_register_worker_v1() FROM PUBLIC;
GRANT ALL ON FUNCTION queue.procrastinate_register_worker_v1() TO florin_worker;

REVOKE ALL ON FUNCTION queue.procrastinate_retry_job_v1(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) FROM PUBLIC;

REVOKE ALL ON FUNCTION queue.procrastinate_retry_job_v2(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) FROM PUBLIC;
GRANT ALL ON FUNCTION queue.procrastinate_retry_job_v2(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) TO florin_worker;

REVOKE ALL ON FUNCTION queue.procrastinate_trigger_abort_requested_events_procedure_v1() FROM PUBLIC;

REVOKE ALL ON FUNCTION queue.procrastinate_trigger_function_scheduled_events_v1() FROM PUBLIC;

REVOKE ALL ON FUNCTION queue.procrastinate_trigger_function_status_events_insert_v1() FROM PUBLIC;

REVOKE ALL ON FUNCTION queue.procrastinate_trigger_function_status_events_update_v1() FROM PUBLIC;

REVOKE ALL ON FUNCTION queue.procrastinate_unlink_periodic_defers_v1() FROM PUBLIC;

REVOKE ALL ON FUNCTION queue.procrastinate_unregister_worker_v1(worker_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION queue.procrastinate_unregister_worker_v1(worker_id bigint) TO florin_worker;

REVOKE ALL ON FUNCTION queue.procrastinate_update_heartbeat_v1(worker_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION queue.procrastinate_update_heartbeat_v1(worker_id bigint) TO florin_worker;

GRANT SELECT(account_id) ON TABLE access.members TO authenticated;

GRANT SELECT(user_id) ON TABLE access.members TO authenticated;

GRANT SELECT(role) ON TABLE access.members TO authenticated;

GRANT SELECT(is_personal) ON TABLE access.members TO authenticated;

GRANT SELECT(created_at) ON TABLE access.members TO authenticated;

GRANT SELECT(account_id) ON TABLE access.trials TO authenticated;

GRANT SELECT(model_id) ON TABLE access.trials TO authenticated;

GRANT SELECT(used) ON TABLE access.trials TO authenticated;

GRANT SELECT(started_at) ON TABLE access.trials TO authenticated;

GRANT SELECT(last_used_at) ON TABLE access.trials TO authenticated;

GRANT SELECT ON TABLE api.api_keys TO authenticated;

GRANT SELECT ON TABLE api.balance TO authenticated;

GRANT SELECT ON TABLE generation.generations TO service_role;

GRANT SELECT(account_id) ON TABLE generation.generations TO authenticated;

GRANT SELECT(id) ON TABLE generation.generations TO authenticated;

GRANT SELECT(user_id) ON TABLE generation.generations TO authenticated;

GRANT SELECT(model_id) ON TABLE generation.generations TO authenticated;

GRANT SELECT(api) ON TABLE generation.generations TO authenticated;

GRANT SELECT(stream) ON TABLE generation.generations TO authenticated;

GRANT SELECT(on_disconnect) ON TABLE generation.generations TO authenticated;

GRANT SELECT(status) ON TABLE generation.generations TO authenticated;

GRANT SELECT(hold) ON TABLE generation.generations TO authenticated;

GRANT SELECT(input) ON TABLE generation.generations TO authenticated;

GRANT SELECT(cache_read) ON TABLE generation.generations TO authenticated;

GRANT SELECT(cache_write) ON TABLE generation.generations TO authenticated;

GRANT SELECT(output) ON TABLE generation.generations TO authenticated;

GRANT SELECT(web_search) ON TABLE generation.generations TO authenticated;

GRANT SELECT(usage_source) ON TABLE generation.generations TO authenticated;

GRANT SELECT(iterations) ON TABLE generation.generations TO authenticated;

GRANT SELECT(charged) ON TABLE generation.generations TO authenticated;

GRANT SELECT(uncollected) ON TABLE generation.generations TO authenticated;

GRANT SELECT(http_status) ON TABLE generation.generations TO authenticated;

GRANT SELECT(error) ON TABLE generation.generations TO authenticated;

GRANT SELECT(created_at) ON TABLE generation.generations TO authenticated;

GRANT SELECT(finished_at) ON TABLE generation.generations TO authenticated;

GRANT SELECT ON TABLE api.generations TO authenticated;

GRANT SELECT ON TABLE api.jobs TO authenticated;

GRANT SELECT ON TABLE ledger.entries TO authenticated;
GRANT SELECT ON TABLE ledger.entries TO service_role;

GRANT SELECT ON TABLE api.ledger_entries TO authenticated;

GRANT SELECT ON TABLE api.members TO authenticated;

GRANT SELECT ON TABLE catalog.unit_prices TO anon;
GRANT SELECT ON TABLE catalog.unit_prices TO authenticated;

GRANT SELECT ON TABLE api.models TO anon;
GRANT SELECT ON TABLE api.models TO authenticated;

GRANT SELECT ON TABLE api.my_accounts TO authenticated;

GRANT SELECT ON TABLE api.my_entitlements TO authenticated;

GRANT SELECT ON TABLE api.my_profile TO authenticated;

GRANT SELECT ON TABLE api.my_trials TO authenticated;

GRANT SELECT ON TABLE api.purchases TO authenticated;

GRANT SELECT(provider) ON TABLE billing.subscriptions TO authenticated;

GRANT SELECT(environment) ON TABLE billing.subscriptions TO authenticated;

GRANT SELECT(chain_id) ON TABLE billing.subscriptions TO authenticated;

GRANT SELECT(account_id) ON TABLE billing.subscriptions TO authenticated;

GRANT SELECT(state) ON TABLE billing.subscriptions TO authenticated;

GRANT SELECT(is_entitled) ON TABLE billing.subscriptions TO authenticated;

GRANT SELECT(product) ON TABLE billing.subscriptions TO authenticated;

GRANT SELECT(period_start) ON TABLE billing.subscriptions TO authenticated;

GRANT SELECT(period_end) ON TABLE billing.subscriptions TO authenticated;

GRANT SELECT(will_renew) ON TABLE billing.subscriptions TO authenticated;

GRANT SELECT(next_product) ON TABLE billing.subscriptions TO authenticated;

GRANT SELECT(entitled_until) ON TABLE billing.subscriptions TO authenticated;

GRANT SELECT(is_family_shared) ON TABLE billing.subscriptions TO authenticated;

GRANT SELECT ON TABLE api.subscriptions TO authenticated;

GRANT ALL ON TABLE auth.mfa_amr_claims TO postgres;
GRANT ALL ON TABLE auth.mfa_amr_claims TO dashboard_user;

GRANT ALL ON TABLE auth.refresh_tokens TO postgres;
GRANT ALL ON TABLE auth.refresh_tokens TO dashboard_user;

GRANT ALL ON TABLE auth.sessions TO postgres;
GRANT ALL ON TABLE auth.sessions TO dashboard_user;

GRANT ALL ON TABLE auth.users TO postgres;
GRANT ALL ON TABLE auth.users TO dashboard_user;

GRANT SELECT ON TABLE ledger.bucket_rests TO service_role;

GRANT SELECT ON TABLE ledger.open_holds TO service_role;

GRANT SELECT,INSERT,UPDATE ON TABLE realtime.messages TO anon;
GRANT SELECT,INSERT,UPDATE ON TABLE realtime.messages TO authenticated;
GRANT SELECT,INSERT,UPDATE ON TABLE realtime.messages TO service_role;
GRANT ALL ON TABLE realtime.messages TO postgres;
GRANT ALL ON TABLE realtime.messages TO dashboard_user;

GRANT ALL ON TABLE storage.buckets TO anon;
GRANT ALL ON TABLE storage.buckets TO authenticated;
GRANT ALL ON TABLE storage.buckets TO service_role;
GRANT ALL ON TABLE storage.buckets TO postgres;

GRANT ALL ON TABLE storage.objects TO anon;
GRANT ALL ON TABLE storage.objects TO authenticated;
GRANT ALL ON TABLE storage.objects TO service_role;
GRANT ALL ON TABLE storage.objects TO postgres;

ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public GRANT UPDATE ON SEQUENCES TO anon;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public GRANT UPDATE ON SEQUENCES TO authenticated;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public GRANT UPDATE ON SEQUENCES TO service_role;

ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public GRANT REFERENCES,TRIGGER,TRUNCATE ON TABLES TO anon;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public GRANT REFERENCES,TRIGGER,TRUNCATE ON TABLES TO authenticated;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public GRANT REFERENCES,TRIGGER,TRUNCATE ON TABLES TO service_role;

ALTER DEFAULT PRIVILEGES FOR ROLE postgres REVOKE ALL ON FUNCTIONS FROM PUBLIC;
