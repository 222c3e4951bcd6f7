-- The model for a request that names none. Run by pgbench, which is given :accounts.
\set account 100000000000 + random(1, :accounts)
\set persona random(1, 4)
select * from access.choose_model('00000000-0000-4000-8000-:account', '00000000-0000-4000-8000-:account', 'persona-:persona', 'chat_completions');
