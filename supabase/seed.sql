-- A demo catalogue and plans. 1 credit = $0.01, on the token plans and their model 1 credit = 1
-- token. Running it again changes nothing.
-- Prices are microcredits per million tokens, costs micro-dollars per million tokens.

insert into catalog.plans (id, display_name, sort_order, opens_for)
values
  ('anonymous', 'Anonymous', 1, 'anonymous'),
  ('free', 'Free', 2, 'registered'),
  ('pro', 'Pro', 3, null),
  ('enterprise', 'Enterprise', 4, null),
  ('tokens_free', 'Free, in tokens', 5, null),
  ('tokens_pro', 'Pro, in tokens', 6, null),
  ('tokens_enterprise', 'Enterprise, in tokens', 7, null)
on conflict do nothing;

-- Overage is billed at the price of credits, $0.01 each; that of tokens at $0.02 and $0.015 per
-- 1,000, up to $20 and $150.
insert into catalog.plan_versions (
  plan_id, effective_at, included, rollover_cap, overage_policy, overage_rate, overage_cap,
  refuse_in_debt, requests_per_minute, max_open_generations, tiers
)
values
  ('anonymous', '2026-01-01', 20000000, 0, 'block', 0, 0, true, 60, 5, '{free}'),
  ('free', '2026-01-01', 100000000, 0, 'block', 0, 0, true, 120, 10, '{free}'),
  (
    'pro', '2026-01-01', 2000000000, 1000000000, 'bill', 10000, 1000000000, false, 600, 50,
    '{free,premium}'
  ),
  (
    'enterprise', '2026-01-01', 10000000000, 10000000000, 'bill', 10000, 10000000000, false,
    null, 200, '{free,premium}'
  ),
  ('tokens_free', '2026-01-01', 100000000000, 0, 'block', 0, 0, true, 120, 10, '{free}'),
  (
    'tokens_pro', '2026-01-01', 2000000000000, 0, 'bill', 20, 1000000000000, false, 600, 50,
    '{free,premium}'
  ),
  (
    'tokens_enterprise', '2026-01-01', 10000000000000, 0, 'bill', 15, 10000000000000, false,
    null, 200, '{free,premium}'
  )
on conflict do nothing;

-- FLORIN_PROVIDER_<NAME>_BASE_URL overrides an address; the local stack does so for the first four.
insert into catalog.providers (id, display_name, family, base_url, key_env)
values
  ('demo', 'Demo', 'openai', 'http://127.0.0.1:8788/v1', null),
  ('demo-anthropic', 'Demo, Anthropic format', 'anthropic', 'http://127.0.0.1:8788', null),
  ('replay-openai', 'Replay, OpenAI format', 'openai', 'http://127.0.0.1:8788/v1', null),
  ('replay-anthropic', 'Replay, Anthropic format', 'anthropic', 'http://127.0.0.1:8788', null),
  ('anthropic', 'Anthropic', 'anthropic', 'https://api.anthropic.com', 'ANTHROPIC_API_KEY'),
  ('openai', 'OpenAI', 'openai', 'https://api.openai.com/v1', 'OPENAI_API_KEY'),
  (
    'openrouter', 'OpenRouter', 'openai', 'https://openrouter.ai/api/v1', 'OPENROUTER_API_KEY'
  ),
  ('together', 'Together', 'openai', 'https://api.together.xyz/v1', 'TOGETHER_API_KEY'),
  (
    'google', 'Google', 'openai',
    'https://generativelanguage.googleapis.com/v1beta/openai', 'GEMINI_API_KEY'
  ),
  ('xai', 'xAI', 'openai', 'https://api.x.ai/v1', 'XAI_API_KEY'),
  ('glama', 'Glama', 'openai', 'https://glama.ai/api/gateway/openai/v1', 'GLAMA_API_KEY'),
  ('requesty', 'Requesty', 'openai', 'https://router.requesty.ai/v1', 'REQUESTY_API_KEY'),
  ('fal', 'fal.ai', 'fal', 'https://queue.fal.run', 'FLORIN_FAL_KEY')
on conflict do nothing;

-- What the local stack and the tests need: no key, no limit. `demo` is the system default, so that a
-- stack without any key answers.
insert into catalog.models (
  id, display_name, description, kind, is_default, sort_order, metadata, max_output_tokens
)
values
  (
    'demo', 'Demo', 'Made-up text, streamed locally. Needs no key.', 'chat', true, 10,
    '{"speed": "instant", "quality": "none", "context_window": 8192}', 4096
  ),
  (
    'demo-claude', 'Demo, Anthropic format', 'The same in Anthropic''s format.', 'chat', false, 11,
    '{"speed": "instant", "quality": "none", "context_window": 8192}', 4096
  ),
  (
    'demo-embedding', 'Demo embedding', 'Made-up numbers.', 'embedding', false, 12,
    '{"speed": "instant", "quality": "none", "context_window": 8192}', 0
  ),
  (
    'demo-tokens', 'Demo, 1 credit a token', 'Made-up text at the price of the token plans.', 'chat',
    false, 13, '{"speed": "instant", "quality": "none", "context_window": 8192}', 4096
  ),
  (
    'replay-anthropic', 'Recorded Anthropic streams', 'Recordings, played again.', 'chat', false,
    90, '{}', 8192
  ),
  (
    'replay-openai', 'Recorded OpenAI streams', 'Recordings, played again.', 'chat', false,
    91, '{}', 8192
  ),
  (
    'replay-responses', 'Recorded Responses streams', 'Recordings, played again.', 'chat', false,
    92, '{}', 8192
  )
on conflict do nothing;

-- Images and video, made by jobs. The demo ones are served by the local stack's stand-in of fal.ai.
insert into catalog.models (
  id, display_name, description, kind, tier, sort_order, metadata, trial_messages,
  max_output_tokens, job_timeout_s, job_options
)
values
  (
    'demo-image', 'Demo image', 'Made-up pictures. Needs no key on the local stack.', 'image',
    'free', 14, '{"speed": "instant", "quality": "none"}', 0, 0, 600, '{negative_prompt}'
  ),
  (
    'demo-video', 'Demo video', 'Made-up films. Needs no key on the local stack.', 'video',
    'free', 15, '{"speed": "instant", "quality": "none"}', 0, 0, 600, '{negative_prompt}'
  ),
  (
    'gpt-image-2', 'GPT Image 2', 'OpenAI''s pictures, of medium quality.', 'image',
    'premium', 40, '{"speed": "medium", "quality": "high"}', 2, 0, 900,
    '{background,output_format,output_compression}'
  ),
  (
    'veo-3-fast', 'Veo 3 Fast', 'Google''s films without sound, run by fal.ai.', 'video',
    'premium', 41, '{"speed": "slow", "quality": "high"}', 0, 0, 3600, '{negative_prompt}'
  )
on conflict do nothing;

insert into catalog.models (
  id, display_name, description, tier, sort_order, metadata, messages_per_day, trial_messages,
  max_output_tokens
)
values
  (
    'gpt-5-mini', 'GPT-5 mini', 'OpenAI''s small model: good at nearly everything, cheap.',
    'free', 20, '{"speed": "fast", "quality": "good", "context_window": 400000}', 100, 0, 16384
  ),
  (
    'gemini-2.5-flash', 'Gemini 2.5 Flash', 'Google''s fast model, for long documents.',
    'free', 21, '{"speed": "fast", "quality": "good", "context_window": 1048576}', 100, 0, 16384
  ),
  (
    'llama-3.3-70b', 'Llama 3.3 70B', 'Meta''s open model, run by Together.',
    'free', 22, '{"speed": "medium", "quality": "fair", "context_window": 131072}', 50, 0, 8192
  ),
  (
    'claude-haiku-4-5', 'Claude Haiku 4.5', 'Anthropic''s fast model, for everyday questions.',
    'premium', 30, '{"speed": "fast", "quality": "good", "context_window": 200000}', null, 10,
    16384
  ),
  (
    'claude-sonnet-4-5', 'Claude Sonnet 4.5', 'Anthropic''s model for code and careful writing.',
    'premium', 31, '{"speed": "medium", "quality": "high", "context_window": 200000}', null, 5,
    16384
  ),
  (
    'claude-opus-4-5', 'Claude Opus 4.5', 'Anthropic''s strongest model, for the hard ones.',
    'premium', 32, '{"speed": "slow", "quality": "highest", "context_window": 200000}', null, 3,
    16384
  ),
  (
    'gpt-4.1', 'GPT-4.1', 'OpenAI''s model for long instructions, without reasoning.',
    'premium', 33, '{"speed": "medium", "quality": "high", "context_window": 1047576}', null, 5,
    16384
  ),
  (
    'gpt-5', 'GPT-5', 'OpenAI''s reasoning model: thinks before it answers.',
    'premium', 34, '{"speed": "slow", "quality": "highest", "context_window": 400000}', null, 3,
    16384
  )
on conflict do nothing;

-- Names in the stores are examples: put your own there.
insert into catalog.products (
  id, kind, store, store_product_id, model_id, price_minor_units, currency
)
select
  'unlock-' || u.model_id || '-' || s.store, 'model_unlock', s.store,
  s.prefix || translate(u.model_id, '-.', '__'), u.model_id, u.price_minor_units, 'USD'
from (
  values
    ('claude-haiku-4-5', 499),
    ('claude-sonnet-4-5', 999),
    ('claude-opus-4-5', 1999),
    ('gpt-4.1', 799),
    ('gpt-5', 999)
) as u (model_id, price_minor_units)
cross join (
  values ('apple', 'com.example.florin.unlock.'), ('stripe', 'price_unlock_')
) as s (store, prefix)
on conflict do nothing;

insert into catalog.products (
  id, kind, store, store_product_id, plan_id, credits, price_minor_units, currency
)
values
  ('plan-pro-stripe', 'subscription', 'stripe', 'price_pro_monthly', 'pro', 0, 1999, 'USD'),
  (
    'plan-enterprise-stripe', 'subscription', 'stripe', 'price_enterprise_monthly', 'enterprise', 0,
    9999, 'USD'
  ),
  ('credits-1000-stripe', 'credit_pack', 'stripe', 'price_credits_1000', null, 1000000000, 999, 'USD'),
  (
    'plan-pro-apple', 'subscription', 'apple', 'com.example.florin.pro.monthly', 'pro', 0, 1999,
    'USD'
  ),
  (
    'plan-enterprise-apple', 'subscription', 'apple', 'com.example.florin.enterprise.monthly',
    'enterprise', 0, 9999, 'USD'
  ),
  (
    'credits-1000-apple', 'credit_pack', 'apple', 'com.example.florin.credits.1000', null,
    1000000000, 999, 'USD'
  )
on conflict do nothing;

insert into catalog.routes (model_id, position, provider_id, provider_model, apis)
values
  ('demo', 1, 'demo', 'demo', '{chat_completions,completions,responses}'),
  ('demo-claude', 1, 'demo-anthropic', 'demo', '{messages}'),
  ('demo-embedding', 1, 'demo', 'demo-embedding', '{embeddings}'),
  ('demo-tokens', 1, 'demo', 'demo', '{chat_completions,completions,responses}'),
  ('demo-image', 1, 'fal', 'fal-ai/demo-image', '{jobs}'),
  ('demo-video', 1, 'fal', 'fal-ai/demo-video', '{jobs}'),
  ('gpt-image-2', 1, 'openai', 'gpt-image-2@medium', '{jobs}'),
  (
    'veo-3-fast', 1, 'fal', 'fal-ai/veo3/fast?duration={seconds}s&generate_audio=false', '{jobs}'
  ),
  ('replay-anthropic', 1, 'replay-anthropic', 'replay', '{messages}'),
  ('replay-openai', 1, 'replay-openai', 'replay', '{chat_completions,completions}'),
  ('replay-responses', 1, 'replay-openai', 'replay', '{responses}'),
  ('claude-haiku-4-5', 1, 'anthropic', 'claude-haiku-4-5-20251001', '{messages}'),
  ('claude-haiku-4-5', 2, 'openrouter', 'anthropic/claude-haiku-4.5', '{chat_completions}'),
  ('claude-sonnet-4-5', 1, 'anthropic', 'claude-sonnet-4-5-20250929', '{messages}'),
  ('claude-sonnet-4-5', 2, 'openrouter', 'anthropic/claude-sonnet-4.5', '{chat_completions}'),
  ('claude-opus-4-5', 1, 'anthropic', 'claude-opus-4-5-20251101', '{messages}'),
  ('gpt-4.1', 1, 'openai', 'gpt-4.1', '{chat_completions,responses}'),
  ('gpt-5', 1, 'openai', 'gpt-5', '{chat_completions,responses}'),
  ('gpt-5-mini', 1, 'openai', 'gpt-5-mini', '{chat_completions,responses}'),
  ('gpt-5-mini', 2, 'openrouter', 'openai/gpt-5-mini', '{chat_completions}'),
  ('gemini-2.5-flash', 1, 'google', 'gemini-2.5-flash', '{chat_completions}'),
  (
    'llama-3.3-70b', 1, 'together', 'meta-llama/Llama-3.3-70B-Instruct-Turbo',
    '{chat_completions}'
  ),
  (
    'llama-3.3-70b', 2, 'openrouter', 'meta-llama/llama-3.3-70b-instruct', '{chat_completions}'
  )
on conflict do nothing;

insert into catalog.prices (
  model_id, effective_at, input, cache_read, cache_write, output, request, web_search
)
values
  ('demo', '2026-01-01', 300000000, 30000000, 375000000, 1500000000, 0, 1000000),
  ('demo-claude', '2026-01-01', 300000000, 30000000, 375000000, 1500000000, 0, 1000000),
  ('demo-embedding', '2026-01-01', 10000000, 0, 0, 0, 0, 0),
  (
    'demo-tokens', '2026-01-01', 1000000000000, 1000000000000, 1000000000000, 1000000000000, 0,
    0
  ),
  ('demo-image', '2026-01-01', 0, 0, 0, 0, 0, 0),
  ('demo-video', '2026-01-01', 0, 0, 0, 0, 0, 0),
  ('gpt-image-2', '2026-01-01', 0, 0, 0, 0, 0, 0),
  ('veo-3-fast', '2026-01-01', 0, 0, 0, 0, 0, 0),
  ('replay-anthropic', '2026-01-01', 300000000, 30000000, 375000000, 1500000000, 0, 1000000),
  ('replay-openai', '2026-01-01', 300000000, 30000000, 375000000, 1500000000, 0, 1000000),
  ('replay-responses', '2026-01-01', 300000000, 30000000, 375000000, 1500000000, 0, 1000000),
  ('claude-haiku-4-5', '2026-01-01', 130000000, 13000000, 162500000, 650000000, 0, 1300000),
  ('claude-sonnet-4-5', '2026-01-01', 390000000, 39000000, 487500000, 1950000000, 0, 1300000),
  ('claude-opus-4-5', '2026-01-01', 650000000, 65000000, 812500000, 3250000000, 0, 1300000),
  ('gpt-4.1', '2026-01-01', 260000000, 65000000, 260000000, 1040000000, 0, 1300000),
  ('gpt-5', '2026-01-01', 162500000, 16250000, 162500000, 1300000000, 0, 1300000),
  ('gpt-5-mini', '2026-01-01', 32500000, 3300000, 32500000, 260000000, 0, 1300000),
  ('gemini-2.5-flash', '2026-01-01', 39000000, 9800000, 39000000, 325000000, 0, 1300000),
  ('llama-3.3-70b', '2026-01-01', 115000000, 115000000, 115000000, 115000000, 0, 0)
on conflict do nothing;

-- Per image or second; an empty resolution is any that has no price of its own.
insert into catalog.unit_prices (price_id, unit, resolution, microcredits)
select p.id, u.unit::catalog.price_unit, u.resolution, u.microcredits
from catalog.prices as p
join (
  values
    ('demo-image', 'image', '', 1000000),
    ('demo-image', 'image', '2048x2048', 4000000),
    ('demo-video', 'second', '', 1000000),
    ('demo-video', 'second', '720p', 2000000),
    ('demo-video', 'second', '1080p', 4000000),
    ('gpt-image-2', 'image', '1024x1024', 6900000),
    ('gpt-image-2', 'image', '1024x1536', 5400000),
    ('gpt-image-2', 'image', '1536x1024', 5400000),
    ('veo-3-fast', 'second', '720p', 13000000),
    ('veo-3-fast', 'second', '1080p', 13000000)
) as u (model_id, unit, resolution, microcredits) on u.model_id = p.model_id
where p.effective_at = '2026-01-01'
on conflict do nothing;

insert into catalog.route_costs (
  route_id, effective_at, input, cache_read, cache_write, output, web_search
)
select r.id, '2026-01-01', c.input, c.cache_read, c.cache_write, c.output, c.web_search
from catalog.routes as r
join (
  values
    ('demo', 0, 0, 0, 0, 0),
    ('claude-haiku-4-5', 1000000, 100000, 1250000, 5000000, 10000),
    ('claude-sonnet-4-5', 3000000, 300000, 3750000, 15000000, 10000),
    ('claude-opus-4-5', 5000000, 500000, 6250000, 25000000, 10000),
    ('gpt-4.1', 2000000, 500000, 2000000, 8000000, 10000),
    ('gpt-5', 1250000, 125000, 1250000, 10000000, 10000),
    ('gpt-5-mini', 250000, 25000, 250000, 2000000, 10000),
    ('gemini-2.5-flash', 300000, 75000, 300000, 2500000, 10000),
    ('llama-3.3-70b', 880000, 880000, 880000, 880000, 0)
) as c (model_id, input, cache_read, cache_write, output, web_search) on c.model_id = r.model_id
on conflict do nothing;

-- What a new device brings: 10 credits, once.
update catalog.welcome_credits
set amount = 10000000
where amount = 0;

-- The local stack's stores are stand-ins, and sandboxes: what is bought there counts.
update billing.environments
set policy = 'full'
where environment = 'sandbox';
