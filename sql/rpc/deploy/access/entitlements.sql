-- Deploy florin:access/entitlements to pg
-- requires: base/schemas

begin;

create table access.entitlements (
  account_id uuid not null,
  id uuid not null default pg_catalog.gen_random_uuid(),
  kind text not null,
  key text not null,
  source text not null,
  source_ref text not null,
  valid_from timestamptz not null default now(),
  valid_until timestamptz,
  revoked_at timestamptz,
  revoked_because text,
  created_at timestamptz not null default now(),
  constraint entitlements_pkey primary key (account_id, id),
  -- The same purchase, subscription or grant never entitles twice.
  constraint entitlements_source_key unique (account_id, kind, key, source, source_ref),
  constraint kind_is_known check (kind in ('model', 'feature')),
  constraint source_is_known
    check (source in ('purchase', 'subscription', 'admin_grant', 'trial', 'promo')),
  constraint key_is_bounded check (length(key) between 1 and 128)
);

alter table access.entitlements enable row level security;

comment on table access.entitlements is
  'What an account may use beyond its plan. Valid while neither revoked nor outside its time.';
comment on column access.entitlements.account_id is 'Who is entitled.';
comment on column access.entitlements.id is 'The entitlement.';
comment on column access.entitlements.kind is 'model (unlocks one) or feature (of the app).';
comment on column access.entitlements.key is 'Model id, or the app''s name of the feature.';
comment on column access.entitlements.source is
  'purchase, subscription, admin_grant, trial or promo.';
comment on column access.entitlements.source_ref is
  'What it came from: transaction, subscription, or a reference chosen by the admin.';
comment on column access.entitlements.valid_from is 'From when.';
comment on column access.entitlements.valid_until is 'Until when; null is for good.';
comment on column access.entitlements.revoked_at is 'When it was taken back; null: it was not.';
comment on column access.entitlements.revoked_because is 'Why it was taken back.';
comment on column access.entitlements.created_at is 'When it was written.';

commit;
