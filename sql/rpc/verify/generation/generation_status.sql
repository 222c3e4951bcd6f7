-- Verify florin:generation/generation_status on pg

begin;

select null::generation.generation_status;

rollback;
