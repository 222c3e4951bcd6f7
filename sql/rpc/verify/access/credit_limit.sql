-- Verify florin:access/credit_limit on pg

begin;

select 1 / (md5(prosrc) = '4aa965485adc98a11e0794ef14ef0115')::integer
from pg_catalog.pg_proc
where oid = 'access.credit_limit(uuid)'::regprocedure;

rollback;
