-- Verify florin:generation/model_report on pg

begin;

select null::generation.model_report;

rollback;
