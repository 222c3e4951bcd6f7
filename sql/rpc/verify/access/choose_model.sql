-- Verify florin:access/choose_model on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.choose_model(uuid, uuid, text, text)',
  'execute'
))::integer;

select 1 / (md5(prosrc) = 'cb1bcc5721588f671a3d65c149e78279')::integer
from pg_catalog.pg_proc
where oid = 'access.choose_model(uuid, uuid, text, text)'::regprocedure;

rollback;
