-- Verify florin:ledger/draw_down on pg

begin;

select 1 / (md5(prosrc) = '630811d398ede228cc66f6680443c28b')::integer
from pg_catalog.pg_proc
where oid = 'ledger.draw_down'::regproc;

rollback;
